-- What examples/csat_core.sql costs beside csat and by hand, in turns in one
-- session: psql -v rows=1000000 -f bench/csat_core.sql, in a database with csat.
\if :{?rows}
\else
	\set rows 1000000
\endif
\set ON_ERROR_STOP on
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS csat_core CASCADE;
CREATE SCHEMA csat_core;
SET search_path = csat_core;
\ir ../examples/csat_core.sql
RESET search_path;
SET jit = off;
SET max_parallel_workers_per_gather = 0;
CREATE TEMPORARY TABLE answers AS
SELECT i % 20 AS region, 1 + i * 7 % 5 AS satisfaction, i * 13 % 11 AS recommend FROM generate_series(1, :rows) AS i;
VACUUM ANALYZE answers;
CREATE TEMPORARY TABLE ways AS SELECT * FROM (VALUES
	('by hand', 'public', 'SELECT region, 100.0 * count(*) FILTER (WHERE satisfaction >= 4) / nullif(count(satisfaction), 0), 100.0 * (count(*) FILTER (WHERE recommend >= 9) - count(*) FILTER (WHERE recommend <= 6)) / nullif(count(recommend), 0) FROM answers GROUP BY region'),
	('csat', 'public', 'SELECT region, csat(satisfaction), nps(recommend) FROM answers GROUP BY region'),
	('core', 'csat_core', 'SELECT region, csat(satisfaction), nps(recommend) FROM answers GROUP BY region'),
	('core, counted first', 'csat_core', 'SELECT region, csat(score_tally(satisfaction, n)), nps(score_tally(recommend, n, 0, 10)) FROM (SELECT region, satisfaction, recommend, count(*) AS n FROM answers GROUP BY 1, 2, 3) AS counted GROUP BY region'),
	('csat, counted first', 'public', 'SELECT region, csat(score_tally(satisfaction, n)), nps(score_tally(recommend, n, 0, 10)) FROM (SELECT region, satisfaction, recommend, count(*) AS n FROM answers GROUP BY 1, 2, 3) AS counted GROUP BY region')
) AS v (way, path, query);
CREATE TEMPORARY TABLE times (way text, ms float8);
DO $$
DECLARE w record; started timestamptz;
BEGIN
	FOR run IN 0 .. 7 LOOP
		FOR w IN SELECT * FROM ways LOOP
			PERFORM set_config('search_path', w.path, true);
			started := clock_timestamp();
			EXECUTE w.query;
			-- the first run of each pays for what a session does once
			INSERT INTO times SELECT w.way, 1e3 * extract(epoch FROM clock_timestamp() - started) WHERE run > 0;
		END LOOP;
	END LOOP;
END $$;
SELECT way, round(median::numeric) AS ms, round((median / first_value(median) OVER (ORDER BY way <> 'by hand'))::numeric, 2) AS of_by_hand
FROM (SELECT way, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS median FROM times GROUP BY way) AS t ORDER BY way;
DROP SCHEMA csat_core CASCADE;

-- What a rollup costs: psql -v rows=200000 -f bench/rollup.sql, in a database
-- with csat.  Inserts in batches of 1,000 and of one row with the triggers and
-- without, in turns, then into partitions of partitions, which have the row
-- trigger that guards partitions without triggers enabled, and into some where
-- it was disabled; readers by the number of deltas, before and after a
-- compaction.  Inserts of a batch are one transaction each; undisturbed are the
-- fastest tenth, on a machine that has more to do.
\if :{?rows}
\else
	\set rows 200000
\endif
\set ON_ERROR_STOP on
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS bench_rollup CASCADE;
CREATE SCHEMA bench_rollup;
SET search_path = bench_rollup, public;
SET jit = off;
CREATE TABLE answers AS
SELECT i AS number, timestamptz '2025-01-01 00:00+00' + i * interval '32 seconds' AS responded_at,
	(ARRAY['phone', 'chat', 'email'])[1 + i % 3] AS channel, 1 + i * 7 % 5 AS satisfaction, i * 13 % 11 AS recommend
FROM generate_series(1, :rows) AS i;
CREATE UNIQUE INDEX ON answers (number);
CREATE TABLE without (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, responded_at timestamptz NOT NULL, channel text NOT NULL,
	satisfaction integer CHECK (satisfaction BETWEEN 1 AND 5), recommend integer CHECK (recommend BETWEEN 0 AND 10));
CREATE TABLE "with" (LIKE without INCLUDING ALL);
\o /dev/null
SELECT create_tally_rollup('daily', '"with"', ARRAY['(responded_at AT TIME ZONE ''UTC'')::date AS day', 'channel'],
	ARRAY['csat_tally(satisfaction) AS satisfaction', 'nps_tally(recommend) AS recommend']);
SELECT format('CREATE TABLE %1$s (responded_at timestamptz, channel text, satisfaction integer, recommend integer) PARTITION BY RANGE (responded_at)', name),
	format('CREATE TABLE %1$s_branch PARTITION OF %1$s DEFAULT PARTITION BY LIST (channel)', name),
	format('CREATE TABLE %1$s_leaf PARTITION OF %1$s_branch DEFAULT', name),
	format('SELECT create_tally_rollup(''%1$s_daily'', ''%1$s'', ARRAY[''(responded_at AT TIME ZONE ''''UTC'''')::date AS day'', ''channel''],
		ARRAY[''csat_tally(satisfaction) AS satisfaction'', ''nps_tally(recommend) AS recommend''])', name)
FROM unnest(ARRAY['guarded', 'unguarded']) AS name \gexec
ALTER TABLE unguarded_leaf DISABLE TRIGGER unguarded_daily_guard;
\o
VACUUM ANALYZE answers;
CREATE TABLE times (what text, microseconds float8);

-- in turns, so that what else the machine does meets both alike
CREATE PROCEDURE insert_in_turns(batch int, batches int, targets text[]) LANGUAGE plpgsql AS $$
DECLARE target text; started timestamptz;
BEGIN
	FOR number IN 0 .. batches - 1 LOOP
		FOREACH target IN ARRAY targets LOOP
			started := clock_timestamp();
			EXECUTE format('INSERT INTO %I (responded_at, channel, satisfaction, recommend) SELECT responded_at, channel, satisfaction, recommend FROM answers WHERE number BETWEEN $1 AND $2', target)
			USING number * batch + 1, (number + 1) * batch;
			COMMIT;
			INSERT INTO times VALUES (format('insert %s rows, %s', batch, target), 1e6 * extract(epoch FROM clock_timestamp() - started));
			COMMIT;
		END LOOP;
	END LOOP;
END $$;
SELECT format('CALL insert_in_turns(%s, %s, %L)', batch, least(:rows / batch, 2000), targets)
FROM unnest(ARRAY[1000, 1]) AS batch, unnest(ARRAY['{without, with}', '{unguarded, guarded}']) AS targets \gexec
SELECT what, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY microseconds)::numeric) AS microseconds,
	round(percentile_cont(0.1) WITHIN GROUP (ORDER BY microseconds)::numeric) AS undisturbed FROM times GROUP BY what ORDER BY what;

-- readers, by deltas beside one folded row for each of 90 groups
CREATE PROCEDURE read_at(deltas int) LANGUAGE plpgsql AS $$
DECLARE started timestamptz;
BEGIN
	TRUNCATE "with";
	INSERT INTO daily_deltas SELECT date '2025-01-01' + i % 90, 'chat', csat_tally(1 + i % 5), nps_tally(i % 11), 1 FROM generate_series(1, 90 + deltas) AS i GROUP BY i;
	FOR run IN 1 .. 11 LOOP
		started := clock_timestamp();
		PERFORM day, csat_score(satisfaction), nps_score(recommend) FROM daily;
		INSERT INTO times VALUES (format('read 90 groups and %s deltas', to_char(deltas, '999999')), 1e3 * extract(epoch FROM clock_timestamp() - started));
	END LOOP;
	IF deltas > 0 THEN
		started := clock_timestamp();
		PERFORM compact_tally_rollup('daily');
		INSERT INTO times VALUES (format('compact %s deltas', to_char(deltas, '999999')), 1e3 * extract(epoch FROM clock_timestamp() - started));
	END IF;
END $$;
SELECT format('CALL read_at(%s)', deltas) FROM unnest(ARRAY[0, 1000, 10000, 100000]) AS deltas \gexec
SELECT what, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY microseconds)::numeric, 2) AS milliseconds FROM times WHERE what LIKE 'read%' OR what LIKE 'compact%' GROUP BY what ORDER BY what;
DROP SCHEMA bench_rollup CASCADE;

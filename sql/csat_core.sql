--
-- examples/csat_core.sql: the same queries give the same results and errors
-- with csat and with its core in plain SQL
--
SET client_min_messages = warning;
CREATE SCHEMA csat_core;
SET search_path = csat_core;
\set ECHO none
\i examples/csat_core.sql
\set ECHO all
RESET search_path;

-- Random answers of several regions; NULLs, and scores off the scale, by region.
SELECT setseed(0.5);
CREATE TABLE sample AS
SELECT region, nullif((5 * random())::integer, 0) AS satisfaction, CASE WHEN random() < 0.9 THEN floor(11 * random())::smallint END AS recommend,
	1 + floor(7 * random())::numeric AS ease, random() < 0.7 AS good, date '2026-01-01' + (60 * random())::integer AS day
FROM generate_series(1, 2000), LATERAL (SELECT (12 * random() * random())::integer AS region) AS r;

-- What a query returns, or the error that it ends in, on a search path.
CREATE FUNCTION answer(path text, query text, OUT answer text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('search_path', path, true);
	EXECUTE format('SELECT string_agg(q::text, E''\n'' ORDER BY q::text) FROM (%s) AS q', query) INTO answer;
EXCEPTION WHEN others THEN
	answer := SQLSTATE || ' ' || SQLERRM;
END $$;

CREATE TABLE queries (query text);
INSERT INTO queries VALUES
	('SELECT region, csat(satisfaction), nps(recommend) FROM public.sample GROUP BY region'),
	('SELECT region, csat_tally(satisfaction), nps_tally(recommend) FROM public.sample GROUP BY region'),
	('SELECT csat(satisfaction) FILTER (WHERE region > 99), nps_tally(recommend) FILTER (WHERE region > 99), csat(ease, 7) FILTER (WHERE region > 99) FROM public.sample'),
	('SELECT region, csat(ease, 7), csat_tally(ease::float8, 7), csat(good), csat_tally(good), csat(satisfaction::numeric), csat(satisfaction::bigint) FROM public.sample GROUP BY region'),
	('SELECT day, csat(tally), nps(other), sum(tally), sum(other) FROM (SELECT day, region, csat_tally(satisfaction) AS tally, nps_tally(recommend) AS other FROM public.sample GROUP BY 1, 2) AS t GROUP BY day'),
	('SELECT region, csat(score_tally(satisfaction, n)), sum(score_tally(satisfaction, n)), nps(score_tally(9, n, 0, 10)) FROM (SELECT region, satisfaction, count(*) AS n FROM public.sample GROUP BY 1, 2) AS counted GROUP BY region'),
	('SELECT csat(score_tally(satisfaction, n)), csat(score_tally(satisfaction::numeric, n)) FROM (SELECT satisfaction, sum(n) AS n FROM (SELECT region, satisfaction, count(*) AS n FROM public.sample GROUP BY 1, 2) AS inner_counts GROUP BY 1) AS counted WHERE satisfaction > 0'),
	('SELECT score_tally(3, 4), score_tally(3.0, 4), score_tally(3, 4::bigint), score_tally(3::smallint, 4.0), score_tally(3::smallint, 4::integer), score_tally(3::float8, 4)'),
	('SELECT region, responses(csat_tally(satisfaction)), csat_score(csat_tally(satisfaction)), nps_score(nps_tally(recommend)) FROM public.sample GROUP BY region'),
	('SELECT region, round(lower(i), 11), round(upper(i), 11) FROM (SELECT region, csat_interval(csat_tally(satisfaction), level) AS i FROM public.sample, unnest(ARRAY[0.5, 0.84, 0.95, 0.999999999999]) AS level GROUP BY region, level) AS limits'),
	('SELECT csat_interval(csat_tally(n)), csat_interval(csat_tally(5)), csat_interval(csat_tally(1)) FROM generate_series(5, 5) AS n'),
	('SELECT score_tally(3, 2) + score_tally(5, 4), score_tally(0, 2, 0, 1)'),
	('SELECT csat(0)'), ('SELECT csat(6)'), ('SELECT csat(4.5)'), ('SELECT csat(3.99999999999999999)'), ('SELECT csat(''NaN''::float8)'), ('SELECT nps(11)'), ('SELECT nps(''Infinity''::numeric)'),
	('SELECT csat(3, 11)'), ('SELECT csat(3, NULL::integer)'), ('SELECT csat(NULL::integer, 5)'), ('SELECT csat_tally(3.5, 7)'),
	('SELECT nps_score(csat_tally(3))'), ('SELECT csat_score(nps_tally(3))'), ('SELECT sum(t) FROM (SELECT csat_tally(3) AS t UNION ALL SELECT nps_tally(3)) AS both'),
	('SELECT csat(x, points) FROM (VALUES (1, 5), (2, 7)) AS v (x, points)'), ('SELECT score_tally(3, -1)'), ('SELECT score_tally(3, 2.5)'), ('SELECT score_tally(3.99999999999999999, 1)'), ('SELECT score_tally(7, 1)'), ('SELECT csat_interval(csat_tally(3), 1.5)'), ('SELECT score_tally(3, ''NaN''::numeric)');
-- scales that there are not
INSERT INTO queries
SELECT format('SELECT score_tally(3, 1, %s, %s)', lowest, highest)
FROM (VALUES (5, 1), (3, 2), (3, 3), (1, 102), (-1001, 3), (1000, 1001), (1, 2147483647), (-2147483648, 2147483647), (2147483647, -2147483648)) AS scales (lowest, highest);
INSERT INTO queries
SELECT format('SELECT %L::score_tally', tally)
FROM unnest(ARRAY['{"1": 0, "2": 9}', '{"5": 1, "4": 2, "3": 0}', '{"0": 1, "1": 1}']) AS tally;

-- README's queries, but for those that call what the core has not (42883), or
-- read a rollup (42P01).
CREATE SCHEMA readme;
SET search_path = readme;
\set ECHO none
\i examples/answers.sql
\set ECHO all
RESET search_path;
\set readme `cat "$PG_ABS_SRCDIR/README.md"`
CREATE TABLE readme.queries AS
SELECT query FROM regexp_matches(:'readme', '```sql\n(.*?)```', 'g') AS block, regexp_split_to_table(block[1], ';\s*') AS query
WHERE query ~ '^(SELECT|WITH)' AND answer('csat_core, readme', query) !~ '^(42883|42P01)';
SELECT count(*) > 2 AS some FROM readme.queries;

-- Where they differ: nowhere.
SELECT query, a.answer AS csat, b.answer AS core
FROM (SELECT query FROM queries UNION ALL SELECT query FROM readme.queries) AS q,
	answer('public, readme', query) AS a, answer('csat_core, readme', query) AS b
WHERE a IS DISTINCT FROM b;
-- and so many are errors
SELECT count(*) FILTER (WHERE answer ~ '^[0-9A-Z]{5} ') AS errors, count(*) AS queries FROM queries, answer('csat_core', query);

-- What is no tally is refused by both, if not with the same detail.
SELECT text, left(a.answer, 5) AS csat, left(b.answer, 5) AS core
FROM unnest(ARRAY['[1]', '{"1": 3}', '{"1": 3, "3": 1}', '{"1": -3, "2": 1}', '{"1": 1.5, "2": 1}', '{"01": 1, "2": 1}', '{"a": 1, "b": 1}', '{"1001": 1, "1002": 2}', '{"1": null, "2": 1}', '{}', '5', '{"1": [1], "2": 2}']) AS text,
	answer('public', format('SELECT %L::score_tally', text)) AS a, answer('csat_core', format('SELECT %L::score_tally', text)) AS b;

-- A table moves to csat and back.
CREATE TABLE daily (day date PRIMARY KEY, satisfaction csat_core.score_tally);
INSERT INTO daily SELECT day, csat_core.csat_tally(satisfaction) FROM sample GROUP BY day;
ALTER TABLE daily ALTER satisfaction TYPE public.score_tally USING satisfaction::text::public.score_tally;
SELECT round(csat(satisfaction), 4) FROM daily;
ALTER TABLE daily ALTER satisfaction TYPE csat_core.score_tally USING satisfaction::text::csat_core.score_tally;
SELECT round(csat_core.csat(satisfaction), 4) FROM daily;

-- A materialized view is refreshed on a restricted search path.
CREATE MATERIALIZED VIEW by_region AS SELECT region, csat_core.csat(satisfaction), csat_core.csat(ease, 7) AS ease FROM sample GROUP BY region;
SET search_path = pg_catalog;
REFRESH MATERIALIZED VIEW public.by_region;
RESET search_path;
DROP MATERIALIZED VIEW by_region;
DROP TABLE daily, queries, sample;
DROP SCHEMA readme CASCADE;
DROP FUNCTION answer;
DROP SCHEMA csat_core CASCADE;

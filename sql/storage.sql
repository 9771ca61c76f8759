-- A tally stored anywhere comes back equal.
\set ECHO none
CREATE SCHEMA storage;
SET search_path = storage, public;
\i test/answers.sql
\set ECHO all
CREATE TABLE kept (id int PRIMARY KEY, csat score_tally DEFAULT '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}', nps score_tally,
	CHECK (responses(csat) >= 0));
INSERT INTO kept (id, nps) SELECT region, nps_tally(recommend) FROM answers GROUP BY region;
UPDATE kept SET csat = t FROM (SELECT region, csat_tally(score) AS t FROM answers GROUP BY region) s WHERE region = id;
INSERT INTO kept (id) VALUES (99);
INSERT INTO kept SELECT 100, t, t FROM (SELECT sum(score_tally(i, i + 50, -50, 50)) AS t FROM generate_series(-50, 50) i) s;
VACUUM FREEZE kept;
CREATE FUNCTION same(source text) RETURNS TABLE (rows bigint, differences bigint)
LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT count(*), count(*) FILTER (WHERE (k.csat, k.nps) IS DISTINCT FROM (s.csat, s.nps))
		FROM kept k FULL JOIN (SELECT id, csat, nps FROM %s) s USING (id)', source);
END $$;

CREATE TEMP TABLE temporary AS TABLE kept;
SELECT * FROM same('temporary');
CREATE UNLOGGED TABLE unlogged AS TABLE kept;
SELECT * FROM same('unlogged');

CREATE MATERIALIZED VIEW view AS SELECT region AS id, csat_tally(score) AS csat, nps_tally(recommend) AS nps FROM answers GROUP BY region
	UNION ALL SELECT * FROM kept WHERE id >= 99;
CREATE UNIQUE INDEX ON view (id);
SELECT * FROM same('view');
INSERT INTO answers (id, region, score, recommend) VALUES (0, 0, 5, 10);
REFRESH MATERIALIZED VIEW CONCURRENTLY view;
SELECT * FROM same('view');
DELETE FROM answers WHERE id = 0;
REFRESH MATERIALIZED VIEW CONCURRENTLY view;
SELECT * FROM same('view');
REFRESH MATERIALIZED VIEW view;
SELECT * FROM same('view');

CREATE TABLE arrays AS SELECT array_agg(csat ORDER BY id) AS csat, array_agg(nps ORDER BY id) AS nps, array_agg(id ORDER BY id) AS ids FROM kept;
SELECT * FROM same('(SELECT unnest(ids) AS id, unnest(csat) AS csat, unnest(nps) AS nps FROM arrays) a');
SELECT csat[1:2] FROM arrays;
CREATE TYPE scores AS (csat score_tally, nps score_tally);
CREATE TABLE composites AS SELECT id, (csat, nps)::scores AS s FROM kept;
SELECT * FROM same('(SELECT id, (s).csat, (s).nps FROM composites) c');
SELECT * FROM same('(SELECT id, (s::text::scores).csat, (s::text::scores).nps FROM composites) c');
CREATE TABLE nested AS SELECT array_agg(s) AS ss, array_agg(id) AS ids FROM composites;
SELECT * FROM same('(SELECT ids[i] AS id, ss[i].csat, ss[i].nps FROM nested, generate_series(1, array_length(ids, 1)) i) c');
CREATE DOMAIN csat_scale AS score_tally CHECK (responses(VALUE) < 1000000);
CREATE TABLE domains AS SELECT id, csat::csat_scale, nps::csat_scale FROM kept;
SELECT * FROM same('domains');
SELECT csat(csat) = (SELECT csat(csat) FROM kept WHERE id < 99) AS over_domain FROM domains WHERE id < 99;
SELECT * FROM same('(SELECT id, csat::text::score_tally, nps::text::score_tally FROM kept) t');
SELECT * FROM same('(SELECT id, csat::jsonb::text::score_tally, nps::jsonb::text::score_tally FROM kept) j');
SELECT rows, differences FROM same('(SELECT * FROM kept ORDER BY csat OFFSET 0) sorted');
SELECT csat = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}' AS default, nps IS NULL AS none FROM kept WHERE id = 99;
ALTER TABLE kept ADD COLUMN later score_tally NOT NULL DEFAULT '{"1": 7, "2": 8}';
SELECT DISTINCT later FROM kept;
-- never packed, compressed or moved out of line
SELECT attname, attstorage FROM pg_attribute WHERE attrelid = 'kept'::regclass AND atttypid = 'score_tally'::regtype ORDER BY attnum;
SELECT DISTINCT pg_column_size(csat) - 8 * (SELECT count(*) FROM json_object_keys(csat::json)) AS head FROM kept;

-- The rows that functions return are stored as well.  To these types a later
-- release can add columns, which this library knows nothing of.
CREATE MATERIALIZED VIEW results AS
SELECT csat_change(a, b) AS change, csat_test(b, 50) AS test, csat_contribution(a, b, b, a) AS contribution,
	(SELECT csat_homogeneity(t) FROM unnest(ARRAY[a, b]) t) AS homogeneity, (SELECT clustered_csat(t) FROM unnest(ARRAY[a, b]) t) AS clustered,
	(SELECT stratified_csat(t, 0.5) FROM unnest(ARRAY[a, b]) t) AS stratified
FROM (VALUES (score_tally(2, 4) + score_tally(5, 6), score_tally(1, 2) + score_tally(4, 8))) v(a, b);
SELECT round((change).p_value, 3) AS p_value, round((test).z, 3) AS z, (contribution).change, (homogeneity).df, (clustered).score, (stratified).score FROM results;
SELECT (lag(change) OVER (ORDER BY i)).change FROM results, generate_series(1, 2) i ORDER BY i;
BEGIN;
DO $$
DECLARE
	type text;
BEGIN
	FOREACH type IN ARRAY ARRAY['score_change', 'score_test', 'score_contribution', 'score_homogeneity', 'clustered_score', 'stratified_score'] LOOP
		EXECUTE format('ALTER TYPE %s_result ADD ATTRIBUTE later numeric, ADD ATTRIBUTE last bigint', type);
	END LOOP;
END $$;
REFRESH MATERIALIZED VIEW results;
SELECT (change).high IS NOT NULL AS known, (change).later, (test).later, (contribution).last, (homogeneity).last, (clustered).later, (stratified).last FROM results;
ROLLBACK;

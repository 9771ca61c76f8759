-- The type weighted_tally: text form, comparison, merging.
SELECT '{"1": [6, 5.5, 5.25], "2": [32, 30.5, 29.75]}'::weighted_tally;
SELECT ' {"10":[1,1e0,1.0], "9":[ 2 ,0.1, 0.01]}'::weighted_tally AS any_order;
SELECT '{"1": [1, -0, -0.0], "2": [0, 0, 0]}'::weighted_tally AS zeros;
SELECT pg_column_size(weighted_csat_tally(1, 1)) AS csat_bytes, pg_column_size(weighted_nps_tally(1, 1)) AS nps_bytes,
	pg_column_size(weighted_csat_tally(1, 1)::text::weighted_tally) AS read_bytes;

-- to the last bit, whatever extra_float_digits is
SET extra_float_digits = -10;
SELECT bool_and(weight::text::weighted_tally = weight) AS text,
	bool_and(weight::jsonb::text::weighted_tally = weight) AS jsonb, count(*)
FROM (SELECT weighted_csat_tally(1 + i % 5, exp(sin(i) * 50)) AS weight FROM generate_series(1, 2000) i GROUP BY i % 500) s;
SELECT weighted_csat_tally(5, 1.0 / 3), weighted_csat_tally(5, 1e-300), weighted_csat_tally(5, 1e100);
RESET extra_float_digits;
-- also where squares underflow, and up to the limit
SELECT count(*) AS tallies, count(*) FILTER (WHERE tally::text::weighted_tally = tally) AS read_back
FROM (SELECT weighted_csat_tally(5, weight * (1 + i % repeats)) AS tally
	  FROM unnest(ARRAY[0, 5e-324, 1e-323, 1e-308, 1e-170, 1e-162, 1.5e-162, 1.6e-162, 2.2e-162, 1e-161, 1e-154, 1e-150, 0.1, 1, 1e100, 3e150]) weight,
		unnest(ARRAY[1, 2, 3, 7, 50]) repeats, generate_series(1, 50) i
	  WHERE i <= repeats GROUP BY weight, repeats) s;
SELECT (tally::text)::weighted_tally = tally AS read_back, responses(tally)
FROM (SELECT weighted_csat_tally(5, 3e151) AS tally FROM generate_series(1, 1000)) s;
SELECT to_jsonb(weighted_csat_tally(5, 0.5)) -> '5' AS nested;
SELECT count(*) AS tallies, count(*) FILTER (WHERE tally::jsonb::weighted_tally = tally) AS back_from_jsonb
FROM (SELECT weighted_csat_tally(1 + i % 5, exp(sin(i) * 50)) AS tally FROM generate_series(1, 2000) i GROUP BY i % 500) s;
SELECT '{"1": [1, -1, 1], "2": [0, 0, 0]}'::jsonb::weighted_tally;

-- what is no weighted tally
\set ECHO none
\i test/refusal.sql
\set ECHO all
SELECT input, state, coalesce(nullif(detail, ''), message) AS reason FROM unnest(ARRAY[
	'', '[]', '{"1": 1, "2": 2}', '{"1": [1, 1, 1]}', '{"1": [1, 1], "2": [1, 1, 1]}', '{"1": [1, 1, 1, 1], "2": [1, 1, 1]}',
	'{"1": [], "2": [1, 1, 1]}', '{"1": [1, [1], 1], "2": [1, 1, 1]}', '{"1": [[1, 1, 1]], "2": [1, 1, 1]}',
	'{"1": [1, 1, 1], "1": [1, 1, 1]}', '{"1": [1, 1, 1], "3": [1, 1, 1]}', '{"1": [1, 1, 1], "2": [1, 1, null]}',
	'{"1": [1, "1", 1], "2": [1, 1, 1]}', '{"1": [-1, 1, 1], "2": [1, 1, 1]}', '{"1": [1.5, 1, 1], "2": [1, 1, 1]}',
	'{"1": [1, -1, 1], "2": [1, 1, 1]}', '{"1": [1, 1, -1], "2": [1, 1, 1]}', '{"1": [1, NaN, 1], "2": [1, 1, 1]}',
	'{"1": [1, Infinity, 1], "2": [1, 1, 1]}', '{"1": [1, 1e999, 1], "2": [1, 1, 1]}', '{"1": [1, 1e-400, 0], "2": [1, 1, 1]}', '{"1": [1, 1e-200, 1e-400], "2": [1, 1, 1]}', '{"1": [1, 0e-400, 0.0], "2": [1, 1, 1]}',
	'{"1": [1, 1, 1.7e308], "2": [1, 1, 1]}',
	'{"1": [0, 1, 1], "2": [1, 1, 1]}', '{"1": [1, 0, 1], "2": [1, 1, 1]}',
	'{"1": [1, 1e306, 1e-300], "2": [1, 1, 1]}', '{"1": [1, 1e-300, 1e306], "2": [1, 1, 1]}', '{"1": [4, 10, 1], "2": [1, 1, 1]}',
	'{"1": [9223372036854775807, 1, 1], "2": [1, 1, 1]}', '{"1": [9223372036854775808, 1, 1], "2": [1, 1, 1]}']) AS input,
	refusal(format('%L::weighted_tally', input));
DROP FUNCTION refusal;
SELECT current_setting('server_version_num')::int >= 160000 AS soft \gset
\if :soft
SELECT pg_input_is_valid('{"1": [1, -1, 1], "2": [1, 1, 1]}', 'weighted_tally')
	OR pg_input_is_valid('{"1": [1, 1e-400, 0], "2": [1, 1, 1]}', 'weighted_tally') OR NOT pg_input_is_valid('{"1": [1, 1, 1], "2": [1, 1, 1]}', 'weighted_tally') AS wrong \gset
\else
\set wrong f
\endif
\echo :wrong

-- comparison
CREATE TEMP TABLE tallies (id int, tally weighted_tally);
INSERT INTO tallies VALUES (1, '{"0": [0, 0, 0], "1": [0, 0, 0]}'), (2, '{"1": [0, 0, 0], "2": [0, 0, 0]}'),
	(3, '{"1": [1, 1, 1], "2": [0, 0, 0]}'), (4, '{"1": [1, 2, 4], "2": [0, 0, 0]}'), (5, '{"1": [2, 2, 2], "2": [0, 0, 0]}'),
	(6, '{"1": [2, 2, 2.5], "2": [0, 0, 0]}'), (7, '{"1": [0, -0, -0.0], "2": [0, 0, 0]}'), (8, NULL);
SELECT id, tally FROM tallies ORDER BY tally, id;
SELECT tally, count(*) FROM tallies GROUP BY tally ORDER BY tally;
SELECT count(DISTINCT tally) FROM tallies;
SELECT bool_and((a.tally = b.tally) = (weighted_tally_hash(a.tally) = weighted_tally_hash(b.tally))
	AND (a.tally = b.tally) = (weighted_tally_hash_extended(a.tally, 1) = weighted_tally_hash_extended(b.tally, 1))
	AND (a.tally = b.tally) = (weighted_tally_cmp(a.tally, b.tally) = 0)
	AND (a.tally < b.tally) = (b.tally > a.tally) AND (a.tally <= b.tally) = NOT (a.tally > b.tally)
	AND (a.tally >= b.tally) = NOT (a.tally < b.tally) AND (a.tally <> b.tally) = NOT (a.tally = b.tally)) AS consistent
FROM tallies a, tallies b WHERE a.id < 8 AND b.id < 8;
CREATE INDEX ON tallies (tally);
SET enable_seqscan = off;
SELECT id FROM tallies WHERE tally = '{"1": [0, 0, 0], "2": [0, 0, 0]}' ORDER BY id;
RESET enable_seqscan;
DROP TABLE tallies;

-- merging, and direct calls, which change nothing that they are given
SELECT a + b AS sum, a, b FROM (VALUES ('{"1": [1, 0.5, 0.25], "2": [0, 0, 0]}'::weighted_tally, '{"1": [1, 1.5, 2.25], "2": [2, 2, 2]}'::weighted_tally)) v(a, b);
SELECT weighted_tally_accum(a, 2, 0.5), weighted_tally_accum(a, 2, 0.5, 2) = weighted_tally_accum(a, 2, 0.5) AS same, a,
	weighted_tally_accum(NULL, 2, 0.5, 3) AS first, weighted_tally_accum(NULL, 2, 0.5) AS none, weighted_tally_accum(a, NULL, 1, 2) = a AS unchanged
FROM (VALUES ('{"1": [1, 0.5, 0.25], "2": [0, 0, 0]}'::weighted_tally)) v(a);
SELECT weighted_tally_subtract(a, b) AS difference, a, b FROM (VALUES ('{"1": [3, 3.5, 5.25], "2": [1, 0.1, 0.01]}'::weighted_tally, '{"1": [1, 0.5, 0.25], "2": [1, 0.1, 0.01]}'::weighted_tally)) v(a, b);
SELECT weighted_tally_subtract('{"1": [1, 1, 1], "2": [0, 0, 0]}', '{"1": [2, 1, 1], "2": [0, 0, 0]}');
SELECT weighted_csat_tally(1, 1) + weighted_nps_tally(1, 1);
SELECT '{"1": [9223372036854775807, 1, 1], "2": [0, 0, 0]}'::weighted_tally + '{"1": [0, 0, 0], "2": [1, 1, 1]}';
SELECT weighted_tally_accum('{"1": [9223372036854775807, 1, 1], "2": [0, 0, 0]}', 2, 1);
SELECT '{"1": [1, 1e153, 1e306], "2": [0, 0, 0]}'::weighted_tally + '{"1": [1, 1e153, 1e306], "2": [0, 0, 0]}';
SELECT weighted_tally_accum('{"0": [0, 0, 0], "1": [0, 0, 0]}', 1, 1, 2);
-- the server's own hint differs between versions
\set VERBOSITY terse
SELECT weighted_csat_tally(1, 1) - weighted_csat_tally(1, 1);
\set VERBOSITY default

-- Sums are the double nearest to the exact one, in any order and any parts.
SELECT weighted_tally_agg(1, 0.1, 1, 2) FROM generate_series(1, 1000000);
CREATE TEMP TABLE parts AS
SELECT n, part, weighted_csat_tally(5, whole) AS tally, sum(whole) AS whole, sum(whole::numeric * whole) AS squares, count(*) AS answers
FROM generate_series(1, 20000) i, LATERAL (SELECT i % 50, i / 50 % 8, (i * 7919 % 1048576) * (1::bigint << i % 21)) v(n, part, whole) GROUP BY n, part;
SELECT count(*) AS tallies, count(*) FILTER (WHERE up = exact AND down = exact) AS exact
FROM (SELECT sum(tally ORDER BY part) AS up, sum(tally ORDER BY part DESC) AS down,
		format('{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [%s, %s, %s]}', sum(answers), sum(whole)::float8, sum(squares)::float8)::weighted_tally AS exact
	  FROM parts GROUP BY n) s;
-- and what is taken away leaves what was there before
INSERT INTO parts SELECT -1, n, weighted_csat_tally(5, 0.1) FROM generate_series(1, 40) n, generate_series(1, n) GROUP BY n;
SELECT bool_and(weighted_tally_subtract(a.tally + b.tally, b.tally) = a.tally) AS exact FROM parts a JOIN parts b USING (n);

-- A tally that was added up and one that was read, or that release 1.0 stored,
-- are one value: what is read from them, their sums with others, and their places
-- in tables, indexes, joins and partitions are the same.
CREATE TABLE both_ways (way text, tally weighted_tally) PARTITION BY HASH (tally);
SELECT format('CREATE TABLE both_ways_%s PARTITION OF both_ways FOR VALUES WITH (MODULUS 3, REMAINDER %s)', r, r) FROM generate_series(0, 2) r \gexec
INSERT INTO both_ways SELECT 'added', weighted_csat_tally(1 + i % 5, 0.1 + i % n) FROM generate_series(1, 1000) i, generate_series(1, 30) n GROUP BY n;
INSERT INTO both_ways SELECT 'read', tally::text::weighted_tally FROM both_ways;
SELECT way, min(pg_column_size(tally)), max(pg_column_size(tally)), count(DISTINCT tally) FROM both_ways GROUP BY way ORDER BY way;
SELECT count(*) AS tallies, min(copies), max(copies) FROM (SELECT count(*) AS copies FROM both_ways GROUP BY tally) s;
SELECT count(*) AS pairs, count(*) FILTER (WHERE a.tableoid = b.tableoid AND a.tally::text = b.tally::text AND weighted_tally_cmp(a.tally, b.tally) = 0
	AND weighted_tally_send(a.tally) = weighted_tally_send(b.tally) AND a.tally::jsonb = b.tally::jsonb) AS same
FROM both_ways a JOIN both_ways b ON a.tally = b.tally AND a.way < b.way;
CREATE INDEX ON both_ways (tally);
SET enable_seqscan = off;
SELECT count(*) FROM both_ways WHERE tally = (SELECT tally FROM both_ways WHERE way = 'added' ORDER BY tally LIMIT 1);
RESET enable_seqscan;
SELECT weighted_tally_hash(t), weighted_tally_hash_extended(t, 7) AS as_in_1_0
FROM (SELECT weighted_csat_tally(5, 0.1) UNION ALL SELECT '{"1": [6, 5.5, 5.25], "2": [32, 30.5, 29.75]}') s(t);
CREATE FUNCTION read_by(call text, added weighted_tally, read weighted_tally) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	of_added text;
	of_read text;
BEGIN
	EXECUTE 'SELECT string_agg(r::text, '','') FROM ' || call || ' r' INTO of_added USING added;
	EXECUTE 'SELECT string_agg(r::text, '','') FROM ' || call || ' r' INTO of_read USING read;
	RETURN CASE WHEN of_added = of_read THEN 'same' ELSE concat(call, of_added, of_read) END;
END $$;
SELECT read_by(call, added, added::text::weighted_tally), count(*) > 30 AS many
FROM (SELECT weighted_nps_tally(i % 11, 0.1 + i % 5) AS added FROM generate_series(1, 1000) i) s,
	(SELECT format('%s($1%s)', oid::regproc, repeat(', $1', pronargs - pronargdefaults - 1)) FROM pg_proc
	 WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND proargtypes[0] = 'weighted_tally'::regtype AND proname !~ 'csat|satisfied|neutral'
		AND (pronargs - pronargdefaults = 1 OR proargtypes[1] = 'weighted_tally'::regtype AND pronargs - pronargdefaults IN (2, 4) AND proname <> 'mean_change')
	 UNION ALL SELECT unnest(ARRAY['csat_score(recode_csat($1, 8))', 'recode_nps($1, 3, 8)', 'top_box($1, 2)', 'percentile_score($1, 0.5)', 'responses($1, 9)', 'weighted_tally_accum($1, 9, 0.1)'])) c(call)
GROUP BY 1 ORDER BY 1;
DROP FUNCTION read_by;
DROP TABLE both_ways;

-- The type weighted_tally: text form, comparison, merging.
SELECT '{"1": [6, 5.5, 5.25], "2": [32, 30.5, 29.75]}'::weighted_tally;
SELECT ' {"10":[1,1e0,1.0], "9":[ 2 ,0.1, 0.01]}'::weighted_tally AS any_order;
SELECT '{"1": [1, -0, -0.0], "2": [0, 0, 0]}'::weighted_tally AS zeros;
SELECT pg_column_size(weighted_csat_tally(1, 1)) AS csat_bytes, pg_column_size(weighted_nps_tally(1, 1)) AS nps_bytes;

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
CREATE FUNCTION refusal(input text, OUT state text, OUT message text, OUT detail text)
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM input::weighted_tally;
	message := 'accepted';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
END $$;
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
	refusal(input) AS r;
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

-- Anyone may call the support functions with any tally: outside an aggregate
-- they change nothing that they are given, and accept no more than it would.
CREATE TABLE given (tally score_tally);
INSERT INTO given VALUES ('{"1": 1, "2": 1, "3": 1, "4": 1, "5": 1}');
SELECT score_tally_accum(tally, 5::smallint) = score_tally_accum(tally, 5) AS smallint,
	score_tally_accum(tally, 5) = score_tally_accum(tally, 5::float8) AS double,
	score_tally_accum(tally, 5) = score_tally_accum(tally, 5.0) AS numeric,
	score_tally_accum(tally, 5, 5) = score_tally_accum(tally, 5) AS points,
	score_tally_accum_inv(score_tally_accum(tally, 5), 5) = tally AS inverse,
	score_tally_accum_inv(score_tally_accum(tally, 5.0), 5.0) = tally AS numeric_inverse,
	score_tally_accum_inv(score_tally_accum(tally, 5, 5), 5::smallint, 5) = tally AS inverse_points,
	score_tally_add(tally, tally), score_tally_subtract(tally, tally), score_tally_unless_empty(tally) = tally AS unless_empty
FROM given;
TABLE given;
DO $$
DECLARE
	a score_tally := '{"1": 1, "2": 1, "3": 1, "4": 1, "5": 1}';
	b score_tally;
BEGIN
	b := score_tally_accum(a, 5);
	b := score_tally_accum_inv(a, 4);
	b := score_tally_accum(a, 3, 5);
	b := score_tally_add(a, a);
	b := score_tally_subtract(a, a);
	RAISE NOTICE '%', a;
END $$;

-- NULL
SELECT score_tally_accum(NULL, 1), score_tally_accum(tally, NULL::int), score_tally_accum(NULL, NULL::int),
	score_tally_add(tally, NULL), score_tally_accum(tally, NULL::int, 5) = tally AS unchanged,
	score_tally_accum(NULL, 5, 7) AS first, score_tally_accum(NULL, NULL::int, NULL), score_tally_accum_inv(NULL, NULL::int, 5)
FROM given;

-- refusals
\set ECHO none
\i test/refusal.sql
\set ECHO all
SELECT expression, state, message FROM unnest(ARRAY[
	'score_tally_accum(tally, 0)', 'score_tally_accum(tally, 6)', 'score_tally_accum(tally, 6::smallint)', 'score_tally_accum(tally, 4.5)',
	'score_tally_accum(tally, ''NaN''::float8)', 'score_tally_accum(tally, true)', 'score_tally_accum_inv(tally, true)',
	'score_tally_accum(tally, 5, 7)', 'score_tally_accum(tally, 5, 0)', 'score_tally_accum(''{"0": 1, "1": 0}'', 1, 11)',
	'score_tally_accum(''{"0": 0, "1": 0}'', 1, 2)', 'score_tally_accum(NULL, 8, 7)', 'score_tally_accum(NULL, ''NaN''::float8, 7)',
	'score_tally_accum_inv(tally - tally, 5)', 'score_tally_accum_inv(tally, 6)', 'score_tally_accum_inv(tally, 5, 7)',
	'score_tally_accum_inv(NULL, 5, 7)', 'score_tally_accum_inv(tally - tally, 5, 5)',
	'score_tally_accum(''{"1": 9223372036854775807, "2": 0}'', 1)', 'score_tally_accum(''{"1": 9223372036854775807, "2": 0}'', 2)',
	'score_tally_accum(''{"1": 9223372036854775807, "2": 0}'', true)', 'score_tally_accum(''{"1": 9223372036854775807, "2": 0}'', 2, 2)',
	'score_tally_add(tally, ''{"0": 0, "1": 0}'')', 'score_tally_subtract(tally, ''{"0": 0, "1": 0}'')', 'score_tally_subtract(tally, tally + tally)'
	]) AS expression, refusal(expression || ' FROM given') AS r;
TABLE given;

-- an aggregate of one's own, on a scale of one's own
CREATE AGGREGATE effort(integer) (SFUNC = score_tally_accum, STYPE = score_tally,
	INITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}', COMBINEFUNC = score_tally_add, PARALLEL = safe);
SELECT effort(i) FROM generate_series(-2, 1) i;
DROP AGGREGATE effort(integer);
DROP TABLE given;

-- what a later release might have written is refused, not misread; the lowest
-- score is 257, the same bytes on every machine
CREATE FUNCTION forged(bytea, bytea) RETURNS score_tally LANGUAGE internal IMMUTABLE STRICT AS 'byteacat';
SELECT responses(forged('\x01010202', decode(repeat('00', 16), 'hex')));
SELECT forged('\x01010202', decode(repeat('00', 16), 'hex')) + '{"257": 0, "258": 0}';
-- also as the first value of an aggregate, which becomes its state
SELECT sum(t) FROM (SELECT CASE i WHEN 1 THEN forged('\x01010202', decode(repeat('00', 16), 'hex')) ELSE '{"257": 0, "258": 0}' END FROM generate_series(1, 2) i) v(t);
SELECT responses(forged('\x01010201', decode(repeat('00', 16), 'hex')));
SELECT responses(forged('\x01010201', decode(repeat('00', 15), 'hex')));
SELECT forged('\x01016501', '');
DROP FUNCTION forged, refusal;

-- Scores that are numeric: whole ones however they are written, and nothing
-- that a double precision would take for one.

-- every score with as many decimals as columns have, in one column
CREATE TEMP TABLE written (score int, recommend numeric, rating numeric(4,2));
INSERT INTO written SELECT score, round(score::numeric, decimals), nullif(score, 0)
FROM generate_series(0, 10) score, unnest(ARRAY[0, 1, 2, 3, 16, 60, 64, 1000, 16383]) decimals;
INSERT INTO written VALUES (NULL, NULL, NULL);
SELECT nps(recommend) = nps(score) AS nps, nps_tally(recommend) = nps_tally(score) AS tally,
	csat(rating, 10) = csat(nullif(score, 0), 10) AS csat, csat_tally(rating, 10) = csat_tally(nullif(score, 0), 10) AS csat_tally,
	csat(rating) FILTER (WHERE rating <= 5) = csat(score) FILTER (WHERE score BETWEEN 1 AND 5) AS of_5,
	csat_tally(rating) FILTER (WHERE rating <= 5) = csat_tally(score) FILTER (WHERE score BETWEEN 1 AND 5) AS tally_of_5
FROM written;
SELECT count(*) FILTER (WHERE nps_category(recommend) = nps_category(score)) AS categories,
	count(*) FILTER (WHERE is_satisfied(rating, 10) = is_satisfied(nullif(score, 0), 10)) AS satisfied
FROM written;

-- moving windows count out what they counted in
SELECT bool_and(nps_tally = nps_tally_of_int AND csat_tally IS NOT DISTINCT FROM csat_tally_of_int) AS as_integers
FROM (SELECT nps_tally(recommend) OVER w, nps_tally(score) OVER w AS nps_tally_of_int,
		csat_tally(rating, 10) OVER w, csat_tally(nullif(score, 0), 10) OVER w AS csat_tally_of_int
	  FROM written WINDOW w AS (ORDER BY scale(recommend), score ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING)) s;

-- a score keeps its meaning whatever came before it
SELECT nps_tally(score ORDER BY i) FROM unnest(ARRAY[0, 0.0, 10, 10.00, 0, 9.0, 9, 1, 1.0, 10]) WITH ORDINALITY s(score, i);
SELECT csat_tally(score) FROM unnest(ARRAY[1, 1.0, 2, 2.00, 5, NULL, 5.000]) score;

-- what double precision rounds to a whole number is none
\set ECHO none
\i test/refusal.sql
\set ECHO all
SELECT 4.00000000000000001::float8 = 4 AS taken_for_4;
SELECT concat_ws(' | ', state, message, hint) AS refusal FROM unnest(ARRAY[
	'csat(4.00000000000000001)', 'csat(3.99999999999999999)', 'csat(4.00000000000000001, 7)', 'nps(8.99999999999999999)',
	'nps_category(8.99999999999999999)', 'is_satisfied(3.99999999999999999)', 'nps(-0.00000000000000001)',
	'csat(4.5)', 'csat(4.5, 7)', 'nps(1e-16383)', 'csat(0.0)', 'csat(6.0)', 'csat(8, 7)', 'csat(8.0, 7)', 'csat(4.0, 11)',
	'nps(-1.0)', 'nps(11.00)', 'nps(99.0)', 'nps(10000.0)', 'nps(1000.5)', 'nps(-1000.0)', 'nps(1001.0)',
	'nps(2147483648.0)', 'nps(99999999999999999999)', 'nps(-99999999999999999999)', 'nps(1e100)', 'nps(-1e1000)',
	'csat(''NaN''::numeric)', 'nps(''NaN''::numeric)', 'csat(''Infinity''::numeric, 7)', 'nps(''-Infinity''::numeric)',
	'nps_category(''NaN''::numeric)', 'is_satisfied(''Infinity''::numeric)', 'nps_category(11.0)', 'is_satisfied(6.0)', 'is_satisfied(4.0, 1)']) expression, refusal(expression);
-- nor is what comes after a score that is one
SELECT concat_ws(' | ', state, message, hint) AS refusal
FROM unnest(ARRAY['4', '4.1', '4.00000000000000001', '11.0', '''NaN''::numeric']) score,
	refusal(format('nps(score ORDER BY i) FROM (VALUES (1, 4.0), (2, %s)) s(i, score)', score));

-- bigint and real still arrive by casts, and a literal is understood
SELECT pg_typeof(csat(4::bigint)), nps(9::bigint), csat(4::real), nps_category('9'), is_satisfied('4.0'), nps_category(9::bigint);
DROP FUNCTION refusal;
DROP TABLE written;

-- Aggregates whose rows name the scale, over every type of score; and how calls
-- of the weighted aggregates find the type.
CREATE TEMP TABLE answers AS
SELECT i AS id, nullif(-3 + i % 7, 2) AS score, 1 + i % 7 AS rating, i % 2 + 0.5 AS weight FROM generate_series(1, 300) i;
CREATE DOMAIN answer AS integer;
CREATE DOMAIN exact AS numeric;
\set ECHO none
\i test/refusal.sql
\set ECHO all

-- what the constructor gives, row by row
SELECT score_tally_agg(score, -3, 3) = sum(score_tally(score, 1, -3, 3)) AS as_constructed, responses(score_tally_agg(score, -3, 3)) = count(score) AS counted FROM answers;
SELECT type, (refusal(format('score_tally_agg(score::%s, -3, 3) = score_tally_agg(score, -3, 3) FROM answers', type))).message AS score_tally,
	(refusal(format('weighted_tally_agg(score::%s, weight, -3, 3) = weighted_tally_agg(score, weight, -3, 3) FROM answers', type))).message AS weighted_tally
FROM unnest(ARRAY['smallint', 'integer', 'bigint', 'real', 'float8', 'numeric', 'answer', 'exact']) type;
SELECT weighted_tally_agg(score, weight, -3, 3) FROM answers;
SELECT score_tally_agg(score, 0, 100) FILTER (WHERE false) AS none, score_tally_agg(NULL::int, 1, 5) AS no_answer, score_tally_agg(NULL::int, NULL, NULL) AS nothing,
	weighted_tally_agg(3, NULL::float8, NULL, NULL) AS no_weight FROM answers;
SELECT responses(score_tally_agg(score, 0, 100)) FROM generate_series(0, 100) score;

-- moving frames count out what they counted in, also when no answer remains
CREATE FUNCTION frames(type text, frame text, OUT rows bigint, OUT differences bigint) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format($q$
		SELECT count(*), count(*) FILTER (WHERE ranged IS DISTINCT FROM (SELECT sum(score_tally(s, 1, -3, 3)) FROM unnest(scores) s)
			OR points IS DISTINCT FROM (SELECT sum(score_tally(s + 4, 1, 1, 7)) FROM unnest(scores) s)
			OR csat IS DISTINCT FROM csat_score(points) OR responses(nps) <> coalesce(responses(points), 0))
		FROM (SELECT score_tally_agg(score::%1$s, -3, 3) OVER w AS ranged, csat_tally((score + 4)::%1$s, 7) OVER w AS points,
				csat((score + 4)::%1$s, 7) OVER w, nps_tally((score + 4)::%1$s) OVER w AS nps, array_agg(score) OVER w AS scores
			FROM answers WINDOW w AS (%2$s)) s$q$, type, frame)
	INTO rows, differences;
END $$;
SELECT type, frame, f.* FROM unnest(ARRAY['smallint', 'integer', 'float8', 'numeric']) type,
	unnest(ARRAY['ORDER BY id ROWS CURRENT ROW', 'ORDER BY id ROWS BETWEEN 5 PRECEDING AND 2 FOLLOWING']) frame, frames(type, frame) f;

-- an answer must have a scale, and be on it
SELECT expression, state, message, hint FROM unnest(ARRAY[
	'csat(3, NULL)', 'csat_tally(3::smallint, NULL)', 'csat(3.0, NULL)', 'csat(3::float8, NULL)', 'weighted_csat(3, 1, NULL)', 'weighted_csat_tally(3.0, 1, NULL)',
	'score_tally_agg(3, NULL, 5)', 'score_tally_agg(3, 1, NULL)', 'weighted_tally_agg(3, 1, NULL, 5)', 'weighted_tally_agg(3.0, 1, 1, NULL)',
	'score_tally_agg(6, 1, 5)', 'score_tally_agg(4, -3, 3)', 'score_tally_agg(1.5, -3, 3)', 'score_tally_agg(1, 5, 1)', 'score_tally_agg(1, 0, 101)',
	'score_tally_agg(1, -2147483648, 2147483647)', 'score_tally_agg(s, 1, h) FROM (VALUES (1, 5), (1, 7)) v(s, h)', 'weighted_tally_agg(4, 1, -3, 3)',
	'weighted_tally_agg(1, -1, 1, 5)', 'csat(rating, NULL) OVER () FROM answers', 'score_tally_accum_inv(csat_tally(5), 5, NULL)', 'score_tally_accum_inv(csat_tally(5), 5, 1, NULL)',
	'score_tally_accum_inv(NULL, 5, 1, 5)', 'score_tally_accum_inv(csat_tally(5), 5, 1, 7)', 'score_tally_accum(csat_tally(5), 5, 1, 5)']) expression, refusal(expression) r;

-- what to do with a score that is not on the scale, in calls of the function that was called
CREATE TEMP TABLE codes AS SELECT code, code::integer AS whole, 1::float8 AS weight FROM unnest(ARRAY[0, -1, -5, 6, 11, 101, 2147483647, 4.5, 4.25]) code;
SELECT call, code, r.hint FROM codes, unnest(ARRAY['csat(%s)', 'csat(%s, 10)', 'weighted_csat(%s, 1)', 'nps(%s)', 'score_tally_agg(%s, 1, 5)', 'weighted_tally_agg(%s, 1, 1, 5)',
	'csat_paired_change(3, %s)', 'is_satisfied(%s)', 'nps_category(%s)', 'responses(csat_tally(5), %s)']) WITH ORDINALITY c(call, place), refusal(format(call, code)) r
WHERE r.hint IS NOT NULL ORDER BY place, code;
-- the same over a table, grouped or in a window
SELECT count(*) AS refused, count(*) FILTER (WHERE (r.message, r.hint) IS DISTINCT FROM (one.message, one.hint)) AS differ
FROM codes, unnest(ARRAY['csat(%1$s)', 'csat(%1$s, 10)', 'nps(%1$s)', 'weighted_csat(%1$s, %2$s)', 'score_tally_agg(%1$s, 1, 5)', 'weighted_tally_agg(%1$s, %2$s, 1, 5)']) call,
	unnest(ARRAY['whole', 'whole::float8', 'whole::smallint', 'whole::numeric']) score, unnest(ARRAY['', ' OVER ()']) over_window,
	refusal(format(call, code || split_part(score, 'whole', 2), 1) || over_window) one, refusal(format(call, score, 'weight') || over_window || format(' FROM codes WHERE code = %s', code)) r
WHERE code = whole AND NOT (whole > 32767 AND score LIKE '%smallint') AND one.message IS NOT NULL;

-- a weighted aggregate finds its type of score whatever score and weight are
SELECT score, string_agg(DISTINCT concat_ws(' ', r.state, r.message), ', ') AS outcome, count(*) AS calls
FROM unnest(ARRAY['5::smallint', '5', '5::bigint', '5::real', '5::float8', '5::numeric', '5.0', '''5''', 'NULL', 'NULL::int', 'NULL::numeric', '5::answer', '5.0::exact']) score,
	unnest(ARRAY['1::smallint', '1', '1::bigint', '1::real', '1::float8', '1::numeric', '1.0', '''1''', '1::answer', '1.0::exact']) weight,
	unnest(ARRAY['weighted_csat(%s, %s)', 'weighted_csat(%s, %s, 5)', 'weighted_nps(%s, %s) + 200', 'csat_score(weighted_csat_tally(%s, %s))', 'csat_score(weighted_csat_tally(%s, %s, 5))',
		'nps_score(weighted_nps_tally(%s, %s)) + 200', 'csat_score(weighted_tally_agg(%s, %s, 1, 5))']) call, refusal(format(call, score, weight)) r
GROUP BY score ORDER BY score;
SELECT weight, string_agg(DISTINCT concat_ws(' ', r.state, r.message), ', ') AS outcome
FROM unnest(ARRAY['NULL', 'NULL::int', 'NULL::numeric', 'NULL::real']) weight, unnest(ARRAY['5', '5.0', '''5''', 'NULL']) score,
	unnest(ARRAY['weighted_csat(%s, %s)', 'weighted_csat(%s, %s, 5)', 'csat_score(weighted_tally_agg(%s, %s, 1, 5))']) call, refusal(format(call, score, weight)) r
GROUP BY weight ORDER BY weight;
-- and reads a numeric one exactly, as the functions of a score do
SELECT call, state, message, hint FROM unnest(ARRAY['weighted_csat(%s, 1)', 'weighted_csat(%s, 1, 5)', 'weighted_nps(%s, 1.0)', 'weighted_csat_tally(%s, 1)', 'weighted_nps_tally(%s, 1::real)',
	'weighted_tally_agg(%s, 1, 1, 5)', 'responses(csat_tally(5), %s)', 'responses(weighted_csat_tally(5, 1), %s)', 'score_tally(%s, 1)']) call, refusal(format(call, '3.99999999999999999')) r;
SELECT string_agg(DISTINCT r.message, ', ') AS responses, string_agg(DISTINCT t.message, ', ') AS score_tally
FROM unnest(ARRAY['4', '4::smallint', '4::bigint', '4.0', '''4''', '4::real', '4::float8', '4::answer', '4::exact']) s,
	refusal(format('responses(csat_tally(4), %s) + responses(weighted_csat_tally(4, 1), %1$s)', s)) r, refusal(format('score_tally(%s, 7)', s)) t;

-- messages show numbers in one way
SET extra_float_digits = -10;
SELECT (refusal(expression)).message FROM unnest(ARRAY['csat(4.0000000001::float8)', 'weighted_csat(5, -0.123456789012345)', 'csat_interval(csat_tally(5), 1.0000000001)',
	'percentile_score(csat_tally(5), 1.0000000001)']) expression;
RESET extra_float_digits;
DROP FUNCTION frames, refusal;
DROP TABLE answers;
DROP DOMAIN answer, exact;

-- Counts of other types: sum(bigint) is numeric.
SELECT score_tally(3, sum(n)), score_tally(3.0, sum(n)), score_tally(3, 4) FROM (VALUES (1::bigint), (3)) AS v (n);
SELECT score_tally(3, 1.5);
SELECT score_tally(3, 9007199254740994::numeric);
SELECT score_tally(3, 'NaN'::numeric);
SELECT score_tally(3.99999999999999999, 2.0);

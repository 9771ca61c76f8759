-- Two sets of answers by their ranks; several comparisons at once.
-- z and p-value as R's wilcox.test(exact = FALSE, correct = FALSE) has it
SELECT round(probability, 12) AS probability, round(z, 11) AS z, round(p_value, 12) AS p_value
FROM (VALUES ('{"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}'::score_tally, '{"1": 6, "2": 46, "3": 514, "4": 1428, "5": 631}'::score_tally), ('{"4": 0, "5": 3}', '{"4": 2, "5": 1}')) v(before, after), rank_change(before, after);

-- Drawn tallies: against the pairs of answers themselves; a tally with itself
-- is a half; reversed in time or in scale the change is; nearly all in one score
CREATE TEMP TABLE drawn AS SELECT kind, sum(score_tally(score, (kind * score + score / 2) % 5 * (10 ^ (kind % 13))::bigint + (kind % 4) / 3 * (score = 3)::int, 1, 7)) AS a,
	sum(score_tally(score, (kind * score * score + score) % 7 * (10 ^ (kind * 5 % 13))::bigint + (score = 4)::int, 1, 7)) AS b,
	sum(score_tally(8 - score, (kind * score + score / 2) % 5 * (10 ^ (kind % 13))::bigint + (kind % 4) / 3 * (score = 3)::int, 1, 7)) AS mirrored_a,
	sum(score_tally(8 - score, (kind * score * score + score) % 7 * (10 ^ (kind * 5 % 13))::bigint + (score = 4)::int, 1, 7)) AS mirrored_b
FROM generate_series(1, 60) kind, generate_series(1, 7) score GROUP BY kind;
CREATE FUNCTION differs(figure numeric, expected numeric) RETURNS boolean IMMUTABLE LANGUAGE sql RETURN abs(figure - expected) > 2e-14 * abs(expected);
CREATE TEMP TABLE expected AS SELECT kind, round(u, 60) / (2 * m * n) AS excess, m, n, round((m + n) ^ 3 - ties, 60) / (12 * (m + n) * (m + n - 1)) / m / n AS variance
FROM (SELECT kind, responses(a)::numeric AS m, responses(b)::numeric AS n, (SELECT sum(sign(j - i)::numeric * responses(a, i) * responses(b, j)) FROM generate_series(1, 7) i, generate_series(1, 7) j) AS u,
	(SELECT sum((responses(a, i) + responses(b, i))::numeric ^ 3) FROM generate_series(1, 7) i) AS ties FROM drawn) s;
SELECT count(*) AS cases, count(*) FILTER (WHERE differs((ab).probability, 0.5 + excess) OR differs(abs((ab).z), abs(excess) / sqrt(variance)) OR sign((ab).z) <> sign(excess)) AS wrong,
	count(*) FILTER (WHERE abs((ba).probability + (ab).probability - 1) > 1e-15 OR differs(-(ba).z, (ab).z) OR differs((mirrored).z, (ba).z) OR abs((mirrored).probability - (ba).probability) > 1e-15 OR abs((ba).p_value - (ab).p_value) > 1e-12 * (ab).p_value OR aa <> (0.5, 0, 1)::rank_change_result OR multiple <> aa) AS not_even,
	count(*) FILTER (WHERE (ab).p_value < 0.05) > 9 AND count(*) FILTER (WHERE (ab).p_value > 0.05) > 3 AS both
FROM (SELECT kind, rank_change(a, b) AS ab, rank_change(b, a) AS ba, rank_change(mirrored_a, mirrored_b) AS mirrored, rank_change(a, a) AS aa, rank_change(a, a + a + a) AS multiple FROM drawn) s JOIN expected USING (kind);

-- Weights: their unit does not matter; where each answers alike they tell
-- what n - 1 answers do; the chance is that of the weighted shares.
CREATE TEMP TABLE weighed AS SELECT kind, unit, weighted_tally_agg(score, weight * unit, 1, 7) FILTER (WHERE i % 2 = 0) AS a, weighted_tally_agg(score, weight * unit, 1, 7) FILTER (WHERE i % 2 = 1) AS b
FROM generate_series(1, 20) kind, unnest(ARRAY[1, 2.0::float8 ^ 500, 2.0::float8 ^ -500]) unit, generate_series(1, 60) i, LATERAL (VALUES (1 + (kind * i + i * i / 3) % 7, 1 + (i * kind) % 4)) v(score, weight) GROUP BY kind, unit;
SELECT count(DISTINCT kind) AS kinds, count(DISTINCT (kind, rank_change(a, b))) AS of_all_units, count(*) FILTER (WHERE rank_change(a, a) <> (0.5, 0, 1)::rank_change_result
	OR abs((rank_change(a, b)).probability - 0.5 - (SELECT sum(sign(j - i) * (da.percent * db.percent)) FROM distribution(a) da(i, n, percent), distribution(b) db(j, n, percent)) / 20000) > 1e-14) AS wrong FROM weighed;
SELECT count(*) AS cases, count(*) FILTER (WHERE abs((w).probability - (c).probability) > 1e-14 OR abs((w).z / (c).z) NOT BETWEEN 0.9 AND 1) AS wrong
FROM (SELECT rank_change(score_tally_agg(score, 1, 7) FILTER (WHERE i % 2 = 0), score_tally_agg(score, 1, 7) FILTER (WHERE i % 2 = 1)) AS c,
	rank_change(weighted_tally_agg(score, 2.5, 1, 7) FILTER (WHERE i % 2 = 0), weighted_tally_agg(score, 2.5, 1, 7) FILTER (WHERE i % 2 = 1)) AS w
	FROM generate_series(1, 20) kind, generate_series(1, 60) i, LATERAL (VALUES (1 + (kind * i + i * i / 3) % 7)) v(score) GROUP BY kind) s WHERE (c).z <> 0;

-- none; one each; all alike; apart; tails that are not 0
SELECT rank_change(a, b) FROM (VALUES (NULL::score_tally, '{"1": 1, "2": 0}'::score_tally), ('{"1": 0, "2": 0}', '{"1": 1, "2": 0}'), ('{"1": 1, "2": 0}', '{"1": 0, "2": 1}'), ('{"1": 0, "2": 5}', '{"1": 0, "2": 9}'), ('{"1": 700, "2": 0}', '{"1": 0, "2": 600}')) v(a, b);
SELECT rank_change('{"1": [1, 1e-150, 1e-300], "2": [0, 0, 0]}'::weighted_tally, '{"1": [0, 0, 0], "2": [2, 1e150, 1e300]}');
SELECT rank_change('{"1": [0, 0, 0], "2": [0, 0, 0]}'::weighted_tally, '{"1": [0, 0, 0], "2": [2, 2, 2]}');
SELECT rank_change(csat_tally(4), nps_tally(4));
SELECT rank_change('{"1": [1, 1e-200, 0], "2": [0, 0, 0]}'::weighted_tally, '{"1": [0, 0, 0], "2": [2, 2, 2]}');

-- p.adjust of R, its NULLs and ties; every order of the same gives the same
SELECT method, adjusted_p_values(p, method) FROM unnest(ARRAY['holm', 'benjamini-hochberg', 'bonferroni']) WITH ORDINALITY m(method, o),
	LATERAL (VALUES ('{.001, .012, .03, .04, .2}'::numeric[]), ('{.004, NULL, .03, 1}'), ('{.5, .02, .02, .01}'), ('{0, 1}'), ('{0.07}'), ('{NULL}'), ('{}'), ('[0:1][1:2]={{.01, .02}, {.03, .04}}')) v(p) ORDER BY o, p;
SELECT count(*) AS orders, count(DISTINCT sorted) AS one FROM (SELECT a, b, c, d, adjusted_p_values(ARRAY[p[a], p[b], p[c], p[d]], method) AS q, method FROM generate_series(1, 4) a, generate_series(1, 4) b, generate_series(1, 4) c, generate_series(1, 4) d,
	(VALUES (ARRAY[0.01, 0.02, 0.03, NULL])) v(p), unnest(ARRAY['holm', 'benjamini-hochberg', 'bonferroni']) method WHERE a <> b AND a <> c AND a <> d AND b <> c AND b <> d AND c <> d) s,
	LATERAL (SELECT array_agg(x ORDER BY i) AS sorted FROM unnest(q, ARRAY[a, b, c, d]) u(x, i)) t GROUP BY method;
SELECT adjusted_p_values(NULL) IS NULL AND adjusted_p_values('{1}', NULL) IS NULL AS nulls;
SELECT adjusted_p_values('{0.5, 1.01}');
SELECT adjusted_p_values('{-0.01}');
SELECT adjusted_p_values('{NaN}');
SELECT adjusted_p_values('{0.5}', 'Holm');
DROP FUNCTION differs;

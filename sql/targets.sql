-- A score against a target, and how many answers a survey needs.
-- CSAT: z and p-value from R's prop.test(2206, 2688, 0.8, correct = FALSE);
-- sample sizes computed with R
SELECT round(difference, 8) AS difference, round(z, 8) AS z, round(p_value, 11) AS p_value FROM csat_test('{"1": 0, "2": 482, "3": 0, "4": 2206, "5": 0}'::score_tally, 80);
SELECT csat_sample_size(5), csat_sample_size(5, population => 2000), nps_sample_size(5), csat_sample_size(3, 0.99, 80), nps_sample_size(3, 0.9, 0.6, 500);

-- a share where points were meant: one notice for all groups
SELECT csat_sample_size(5, expected => 0.8) > 0 AS answers;
SELECT (csat_test(csat_tally(i), 0.8)).difference FROM generate_series(3, 5) AS i GROUP BY i ORDER BY i;

-- A test rejects exactly when the interval that it is the dual of leaves the
-- target out, at every level, weighted or not.
CREATE TEMP TABLE samples AS SELECT csat_tally(score) FILTER (WHERE score BETWEEN 1 AND 5) AS c, nps_tally(score) AS n,
		weighted_csat_tally(score, weight) FILTER (WHERE score BETWEEN 1 AND 5) AS wc, weighted_nps_tally(score, weight) AS wn
	FROM (SELECT i, (i * j * j + j / 3) % 11 AS score, 1 + (i + j) % 3 AS weight FROM generate_series(1, 12) i, generate_series(1, 4 * i) j) s GROUP BY i;
CREATE TEMP VIEW tests AS
	SELECT level, csat_interval(c, level) AS i, target AS t, (csat_test(c, target)).* FROM samples, generate_series(1, 99, 7) target, unnest(ARRAY[0.5, 0.9, 0.95, 0.999]) level
	UNION ALL SELECT level, csat_interval(wc, level), target, (csat_test(wc, target)).* FROM samples, generate_series(1, 99, 7) target, unnest(ARRAY[0.5, 0.9, 0.95, 0.999]) level
	UNION ALL SELECT level, nps_interval(n, level), target, (nps_test(n, target)).* FROM samples, generate_series(-99, 99, 11) target, unnest(ARRAY[0.5, 0.9, 0.95, 0.999]) level
	UNION ALL SELECT level, nps_interval(wn, level), target, (nps_test(wn, target)).* FROM samples, generate_series(-99, 99, 11) target, unnest(ARRAY[0.5, 0.9, 0.95, 0.999]) level;
SELECT count(*) AS cases, count(*) FILTER (WHERE (p_value < 1 - level) <> NOT i @> t::numeric OR sign(z) <> sign(difference)) AS wrong,
	count(*) FILTER (WHERE p_value < 0.05) > 100 AND count(*) FILTER (WHERE p_value >= 0.05) > 100 AS both FROM tests;
SELECT csat_test(csat_tally(NULL::int), 80), nps_test(NULL::score_tally, 10), csat_test(csat_tally(4), NULL), csat_test(weighted_csat_tally(5, 0), 80);
SELECT nps_test(nps_tally(8), 0), csat_test(csat_tally(5), 50);

-- So many answers, and not one less, have half the width of Wilson's interval,
-- and of NPS's score interval where as many are promoters as detractors, within
-- the margin, and z standard errors too.
CREATE FUNCTION margin(z numeric, variance numeric, half_range numeric, n bigint) RETURNS numeric LANGUAGE sql
	RETURN 100 * greatest(z * sqrt(variance / n), sqrt(z ^ 2 / n * variance + (z ^ 2 / n * half_range) ^ 2) / (1 + z ^ 2 / n));
SELECT count(*) AS cases, count(*) FILTER (WHERE margin(z, v, 0.5, csat) > m OR (csat > 1 AND margin(z, v, 0.5, csat - 1) <= m)
	OR margin(z, 4 * v, 1, nps) > m OR (nps > 1 AND margin(z, 4 * v, 1, nps - 1) <= m)) AS wrong
FROM unnest(ARRAY[0.3, 1, 5, 17, 49, 60]) m, (VALUES (0.9, 1.6448536269514726), (0.95, 1.9599639845400538)) l(level, z), unnest(ARRAY[1, 20, 50, 77]) share,
	LATERAL (SELECT share / 100.0 * (1 - share / 100.0)) variances(v), csat_sample_size(m, level, share) csat, nps_sample_size(m, level, 4 * v) nps;
SELECT csat_sample_size(5, 0.95, 80), csat_sample_size(5, 0.95, 95), csat_sample_size(2, 0.95, 99), csat_sample_size(10, 0.95, 90);
SELECT n AS population, csat_sample_size(1, 0.999999, 50, n), csat_sample_size(50, 0.5, 50, n), nps_sample_size(1e-300, 0.95, 1, n) FROM unnest(ARRAY[1, 2, 500, 9223372036854775807]) n;
SELECT csat_sample_size(NULL), csat_sample_size(5, NULL), nps_sample_size(5, 0.95, NULL);
SELECT csat_sample_size(5, 1e-17, 50, 1000) AS of_1000, csat_sample_size(5, 1e-17) AS endless;

-- errors
SELECT csat_test(csat_tally(4), 100);
SELECT csat_test(csat_tally(4), 'NaN');
SELECT nps_test(nps_tally(4), -100);
SELECT nps_test(csat_tally(4), 0);
SELECT csat_sample_size(0);
SELECT csat_sample_size('Infinity');
SELECT csat_sample_size(5, 95);
SELECT csat_sample_size(5, 0.95, 100);
SELECT nps_sample_size(5, 0.95, 1.01);
SELECT nps_sample_size(5, 0.95, 1, 0);
SELECT nps_sample_size(1e-10);
DROP FUNCTION margin;
DROP VIEW tests;
DROP TABLE samples;

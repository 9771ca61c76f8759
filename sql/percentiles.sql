-- percentile_score is percentile_disc of the rows, and of what they weigh.
CREATE TEMP TABLE answers AS
SELECT g AS segment, 1 + i * i * (g + 1) % 5 AS score, 1 + i % 3 AS people FROM generate_series(0, 12) g, generate_series(1, 1 + g * g) i;
CREATE TEMP TABLE fractions AS
SELECT i / 40.0::float8 AS fraction FROM generate_series(0, 40) i UNION ALL VALUES (1e-300), (0.07), (1.0 / 3), (2.0 / 3);
SELECT count(*) AS percentiles, count(*) FILTER (WHERE percentile_score(s.tally, fraction) <> by_rows) AS score_tally,
	count(*) FILTER (WHERE percentile_score(of_1, fraction) <> by_rows) AS weights_of_1, count(*) FILTER (WHERE percentile_score(of_people, fraction) <> by_people) AS people
FROM (SELECT segment, csat_tally(score) AS tally, weighted_csat_tally(score, 1) AS of_1, weighted_csat_tally(score, people) AS of_people FROM answers GROUP BY segment) s
JOIN (SELECT segment, fraction, percentile_disc(fraction) WITHIN GROUP (ORDER BY score) AS by_rows FROM answers, fractions GROUP BY segment, fraction) r USING (segment)
JOIN (SELECT segment, fraction, percentile_disc(fraction) WITHIN GROUP (ORDER BY score) AS by_people FROM answers, generate_series(1, people), fractions
	  GROUP BY segment, fraction) p USING (segment, fraction);

-- on any scale; a score that nobody gave, or that weighs nothing, is none
SELECT percentile_score(t, 0), percentile_score(t, 0.5) AS median, percentile_score(t, 1), pg_typeof(percentile_score(t, 1))
FROM (VALUES ('{"-3": 0, "-2": 1, "-1": 0, "0": 2, "1": 0}'::score_tally)) v(t);
SELECT percentile_score(t, 0), percentile_score(t, 0.5) AS median, percentile_score(t, 1)
FROM (VALUES ('{"1": [3, 0, 0], "2": [1, 0.5, 0.25], "3": [1, 0.7, 0.49], "4": [1, 0, 0]}'::weighted_tally)) v(t);
-- ten times a tenth, added up, is not 1: that does not decide a tie
SELECT weight, n, percentile_score(weighted_csat_tally(score, weight), 0.5) AS median
FROM unnest(ARRAY[0.1, 0.7, 1.1]) AS weight, unnest(ARRAY[8, 9, 80000]) AS n, generate_series(1, 2 * n) AS i,
	LATERAL (VALUES (CASE WHEN i <= n THEN 1 WHEN 16 * (i - n) <= 6 * n THEN 2 ELSE 3 END)) AS v (score)
GROUP BY weight, n ORDER BY weight, n;
SELECT percentile_score('{"1": 9223372036854775806, "2": 1}', 1), percentile_score('{"1": 4611686018427387903, "2": 4611686018427387904}', 0.75);
SELECT percentile_score(csat_tally(NULL::int), 0.5) AS none, percentile_score(weighted_csat_tally(5, 0), 0.5) AS no_weight, percentile_score(NULL::score_tally, 0.5), percentile_score(csat_tally(5), NULL);
SELECT percentile_score(csat_tally(5), -0.1);
SELECT percentile_score(csat_tally(5), 'NaN');
SELECT percentile_score(csat_tally(NULL::int), 1.5);

-- what a percentage is a percentage of
SELECT weighted_base(csat_tally(score)) = count(*) AS rows, weighted_base(weighted_csat_tally(score, people)) = sum(people) AS people,
	weighted_base(csat_tally(NULL::int)) AS none, weighted_base(weighted_csat_tally(5, 0)) AS no_weight FROM answers;
SELECT weighted_base(weighted_csat_tally(5, w)) AS no_noise FROM unnest(ARRAY[0.1, 0.2]) w;
DROP TABLE answers, fractions;

-- How often confidence intervals of weighted scores hold the true one if the
-- weights go with the answers, in any database that has the extension:
--
--     psql -q -f bench/weighted_coverage.sql
--
-- 200 answers, at 0.95.  Nothing is simulated: each category has one weight, so
-- that there are as many outcomes as ways to put 200 answers into two or three
-- categories, each with its multinomial chance.  "by Kish" are the same methods,
-- Wilson's and adjusted Wald, on Kish's effective sample size, which does not
-- see that weights go with answers.

SET jit = off;

-- shares of the population, and the weight that an answer of each has
WITH population (score, place, above, middle, below, w_above, w_middle, w_below) AS (
	VALUES ('CSAT', 1, 0.8::float8, 0.2::float8, 0::float8, 1::float8, 3::float8, 1::float8),
		('CSAT', 2, 0.8, 0.2, 0, 3, 1, 1),
		('CSAT', 3, 0.8, 0.2, 0, 1, 1, 1),
		('NPS', 4, 0.5, 0.3, 0.2, 1, 1, 3),
		('NPS', 5, 0.5, 0.3, 0.2, 3, 1, 1),
		('NPS', 6, 0.5, 0.3, 0.2, 1, 1, 1)
),
-- who weighs more was asked less often
sampled AS (
	SELECT score, place, 100 * (above - below) AS true_score, above / w_above / all_asked AS above, middle / w_middle / all_asked AS middle,
		below / w_below / all_asked AS below, w_above, w_middle, w_below
	FROM population, LATERAL (SELECT above / w_above + middle / w_middle + below / w_below AS all_asked) AS a
),
-- of 0 first
log_factorials AS (
	SELECT array_agg(value ORDER BY k) AS ln_of
	FROM (SELECT k, sum(ln(greatest(k, 1)::float8)) OVER (ORDER BY k) AS value FROM generate_series(0, 200) AS k) AS l
),
outcome AS (
	SELECT p.*, 200 - b - m AS a, m, b,
		exp(ln_of[201] - ln_of[201 - b - m] - ln_of[m + 1] - ln_of[b + 1]
			+ (200 - b - m) * ln(above) + m * ln(middle) + CASE b WHEN 0 THEN 0 ELSE b * ln(below) END) AS chance
	FROM sampled AS p, log_factorials, generate_series(0, CASE below WHEN 0 THEN 0 ELSE 200 END) AS b, generate_series(0, 200 - b) AS m
),
tallied AS (
	SELECT *, format(CASE score
			WHEN 'CSAT' THEN '{"1": [%4$s, %5$s, %6$s], "2": [0, 0, 0], "3": [0, 0, 0], "4": [%1$s, %2$s, %3$s], "5": [0, 0, 0]}'
			ELSE '{"0": [%7$s, %8$s, %9$s], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [%4$s, %5$s, %6$s], "8": [0, 0, 0], "9": [%1$s, %2$s, %3$s], "10": [0, 0, 0]}'
			END, a, a * w_above, a * w_above ^ 2, m, m * w_middle, m * w_middle ^ 2, b, b * w_below, b * w_below ^ 2)::weighted_tally AS tally
	FROM outcome
	WHERE chance > 1e-12
),
computed AS (
	SELECT t.*, effective_sample_size(tally)::float8 AS kish, 1.959963984540054 AS z,
		CASE score WHEN 'CSAT' THEN csat_interval(tally) ELSE nps_interval(tally) END AS now,
		a * w_above / (a * w_above + m * w_middle + b * w_below) AS p,
		b * w_below / (a * w_above + m * w_middle + b * w_below) AS d
	FROM tallied AS t
),
by_kish AS (
	SELECT *, CASE score
		WHEN 'CSAT' THEN (p + z ^ 2 / kish / 2) / (1 + z ^ 2 / kish)
		ELSE (p - d) * kish / (kish + 3) END AS centre,
		CASE score
		WHEN 'CSAT' THEN z * sqrt(p * (1 - p) / kish + z ^ 2 / kish ^ 2 / 4) / (1 + z ^ 2 / kish)
		ELSE z * sqrt(((p + d) * kish + 1.5) / (kish + 3) - ((p - d) * kish / (kish + 3)) ^ 2) / sqrt(kish + 3) END AS half
	FROM computed
)
SELECT score, w_above || ', ' || w_middle || CASE score WHEN 'NPS' THEN ', ' || w_below ELSE '' END AS weights,
	round(sum(chance) FILTER (WHERE true_score / 100 BETWEEN centre - half AND centre + half)::numeric, 3) AS "by Kish",
	round(sum(chance) FILTER (WHERE now @> true_score::numeric)::numeric, 3) AS coverage,
	round(sum(chance * (upper(now) - lower(now))::float8)::numeric, 1) AS "mean width"
FROM by_kish
GROUP BY score, place, w_above, w_middle, w_below
ORDER BY place;

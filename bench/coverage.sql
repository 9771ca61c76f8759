-- How often csat's confidence intervals hold the true score, and how wide they
-- are, in any database that has the extension:
--
--     psql -f bench/coverage.sql
--
-- Other numbers of answers, another level, a finer grid of true shares:
--
--     psql -v sizes='30, 100' -v level=0.9 -v steps=50 -f bench/coverage.sql
--
-- Nothing is simulated.  Where the true shares of promoters, passives and
-- detractors are known, the chance of each outcome of n interviews is
-- multinomial.  Coverage is the chance of all those outcomes whose interval
-- holds the true score; the expected width is the sum of all widths, each times
-- its chance.  CSAT has two shares, and its chances are binomial.
--
-- The true shares are all multiples of 1/steps that add up to 1, none of them
-- 0: with 20 steps, 171 of NPS, from (0.05, 0.05, 0.90) on, and 19 of CSAT.

\if :{?sizes}
\else
	\set sizes '5, 10, 20, 50'
\endif
\if :{?level}
\else
	\set level 0.95
\endif
\if :{?steps}
\else
	\set steps 20
\endif

WITH sample (n) AS (
	SELECT unnest(ARRAY[:sizes])
),
log_factorial AS (
	SELECT k, sum(CASE k WHEN 0 THEN 0 ELSE ln(k::float8) END) OVER (ORDER BY k) AS value
	FROM generate_series(0, (SELECT max(n) FROM sample)) AS k
),
-- in steps; of CSAT, the satisfied are above and all others in the middle
truth AS (
	SELECT 'NPS' AS score, above, :steps - above - below AS middle, below
	FROM generate_series(1, :steps) AS above, generate_series(1, :steps - 1 - above) AS below
	UNION ALL
	SELECT 'CSAT', above, :steps - above, 0
	FROM generate_series(1, :steps - 1) AS above
),
outcome AS (
	SELECT 'NPS' AS score, n, above, n - above - below AS middle, below,
		score_tally(10, above, 0, 10) + score_tally(7, n - above - below, 0, 10) + score_tally(0, below, 0, 10) AS tally
	FROM sample, generate_series(0, n) AS above, generate_series(0, n - above) AS below
	UNION ALL
	SELECT 'CSAT', n, above, n - above, 0, score_tally(5, above) + score_tally(1, n - above)
	FROM sample, generate_series(0, n) AS above
),
method (score, place, method) AS (
	VALUES ('NPS', 1, 'adjusted-wald'), ('NPS', 2, 'score'), ('NPS', 3, 'wald'),
		('CSAT', 1, 'wilson'), ('CSAT', 2, 'agresti-coull'), ('CSAT', 3, 'wald')
),
-- computed once, for all truths
held AS MATERIALIZED (
	SELECT score, n, above, middle, below, place, method, lower(held)::float8 AS low, upper(held)::float8 AS high
	FROM outcome JOIN method USING (score),
		LATERAL (SELECT CASE score WHEN 'NPS' THEN nps_interval(tally, :level, method)
			ELSE csat_interval(tally, :level, method) END AS held) AS i
),
chance AS MATERIALIZED (
	SELECT score, n, o.above, o.middle, o.below, t.above AS truly_above, t.below AS truly_below,
		-- what is less likely than exp(-700) adds nothing, and exp() would fail
		exp(greatest(-700, all_of.value - those_above.value - those_middle.value - those_below.value
			+ o.above * ln(t.above::float8 / :steps)
			+ o.middle * ln(t.middle::float8 / :steps)
			+ CASE t.below WHEN 0 THEN 0 ELSE o.below * ln(t.below::float8 / :steps) END)) AS chance
	FROM outcome AS o
	JOIN truth AS t USING (score)
	JOIN log_factorial AS all_of ON all_of.k = n
	JOIN log_factorial AS those_above ON those_above.k = o.above
	JOIN log_factorial AS those_middle ON those_middle.k = o.middle
	JOIN log_factorial AS those_below ON those_below.k = o.below
),
-- a limit may differ from a truth that it equals by what was rounded
at_truth AS (
	SELECT score, n, place, method, truly_above, truly_below,
		sum(chance) FILTER (WHERE 100 * (truly_above - truly_below)::float8 / :steps
			BETWEEN low - 1e-9 AND high + 1e-9) AS coverage,
		sum(chance * (high - low) / 100) AS width
	FROM chance JOIN held USING (score, n, above, middle, below)
	GROUP BY score, n, place, method, truly_above, truly_below
)
SELECT score, n AS answers, method,
	round(avg(coverage)::numeric, 3) AS "mean coverage", round(min(coverage)::numeric, 3) AS "least coverage",
	round(avg(width)::numeric, 3) AS "mean width"
FROM at_truth
GROUP BY score, n, place, method
ORDER BY score DESC, n, place;

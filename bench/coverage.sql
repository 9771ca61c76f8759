-- How often csat's confidence intervals hold the true score, and how wide they
-- are, in any database that has the extension:
--
--     psql -q -f bench/coverage.sql
--
-- Other numbers of answers, another level, a finer grid of true shares:
--
--     psql -q -v sizes='30, 100' -v level=0.9 -v steps=50 -f bench/coverage.sql
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

-- the planner cannot know how few rows there are
SET jit = off;

WITH sample (n) AS (
	SELECT unnest(ARRAY[:sizes])
),
-- of 0 first
log_factorials AS (
	SELECT array_agg(value ORDER BY k) AS ln_of
	FROM (SELECT k, sum(ln(greatest(k, 1)::float8)) OVER (ORDER BY k) AS value
		  FROM generate_series(0, (SELECT max(n) FROM sample)) AS k) AS l
),
-- shares in steps; of CSAT, the satisfied are above and all others in the middle
truth AS (
	SELECT row_number() OVER () AS truth, t.*
	FROM (
		SELECT 'NPS' AS score, above, :steps - above - below AS middle, below
		FROM generate_series(1, :steps) AS above, generate_series(1, :steps - 1 - above) AS below
		UNION ALL
		SELECT 'CSAT', above, :steps - above, 0
		FROM generate_series(1, :steps - 1) AS above
	) AS t
),
outcome AS (
	SELECT row_number() OVER () AS outcome, o.*
	FROM (
		SELECT 'NPS' AS score, n, above, n - above - below AS middle, below,
			score_tally(10, above, 0, 10) + score_tally(7, n - above - below, 0, 10) + score_tally(0, below, 0, 10) AS tally
		FROM sample, generate_series(0, n) AS above, generate_series(0, n - above) AS below
		UNION ALL
		SELECT 'CSAT', n, above, n - above, 0, score_tally(5, above) + score_tally(1, n - above)
		FROM sample, generate_series(0, n) AS above
	) AS o
),
method (score, place, method) AS (
	VALUES ('NPS', 1, 'adjusted-wald'), ('NPS', 2, 'score'), ('NPS', 3, 'wald'),
		('CSAT', 4, 'wilson'), ('CSAT', 5, 'agresti-coull'), ('CSAT', 6, 'wald')
),
-- computed once, for all truths
held AS MATERIALIZED (
	SELECT outcome, n, place, lower(held)::float8 AS low, upper(held)::float8 AS high
	FROM outcome JOIN method USING (score),
		LATERAL (SELECT CASE score WHEN 'NPS' THEN nps_interval(tally, :level, method)
			ELSE csat_interval(tally, :level, method) END AS held) AS i
),
chance AS MATERIALIZED (
	SELECT outcome, truth, 100 * (t.above - t.below)::float8 / :steps AS true_score,
		-- what is less likely than exp(-700) adds nothing, and exp() would fail
		exp(greatest(-700, ln_of[1 + n] - ln_of[1 + o.above] - ln_of[1 + o.middle] - ln_of[1 + o.below]
			+ o.above * ln(t.above::float8 / :steps)
			+ o.middle * ln(t.middle::float8 / :steps)
			+ CASE t.below WHEN 0 THEN 0 ELSE o.below * ln(t.below::float8 / :steps) END)) AS chance
	FROM outcome AS o JOIN truth AS t USING (score), log_factorials
),
-- a limit may differ from a truth that it equals by what was rounded
at_truth AS (
	SELECT n, place, truth,
		sum(chance) FILTER (WHERE true_score BETWEEN low - 1e-9 AND high + 1e-9) AS coverage,
		sum(chance * (high - low) / 100) AS width
	FROM chance JOIN held USING (outcome)
	GROUP BY n, place, truth
)
SELECT score, n AS answers, method,
	round(avg(coverage)::numeric, 3) AS "mean coverage", round(min(coverage)::numeric, 3) AS "least coverage",
	round(avg(width)::numeric, 3) AS "mean width"
FROM at_truth JOIN method USING (place)
GROUP BY score, n, place, method
ORDER BY score DESC, n, place;

RESET jit;

-- All that the dashboard asks, of one view:
--
--     survey (day date, segment text, satisfaction score_tally, recommend score_tally)
--
-- with satisfaction on 1 to 5 and recommend on 0 to 10. It is made by
-- create_tally_rollup, or is any view with these columns (README.md); COMMENT ON
-- VIEW survey is the page's title, in its first line, and a note below it. One row
-- for each day and segment is enough, and more do no harm.
--
-- :'from' and :'to' are the first and the last day chosen, :'segment' is one
-- segment or '' for all. "Before" is as many days as are chosen, right before
-- them. Any of this can be run by itself:
--
--     psql -v from=2017-05-05 -v to=2017-05-07 -v segment= -f queries.sql

-- choices: the days that there are answers of, and the segments.
SELECT min(day) AS first, max(day) AS last, array_agg(DISTINCT segment ORDER BY segment) AS segments,
	obj_description('survey'::regclass, 'pg_class') AS title
FROM survey;

-- periods: all days, and the last so many, where as many before them have answers
-- too. The page opens with the first of these.
WITH bounds AS (
	SELECT min(day) AS first, max(day) AS last FROM survey)
SELECT days, last - days + 1 AS "from", last AS "to"
FROM bounds, unnest(ARRAY[365, 90, 30, 7, 3, 1]) AS days
WHERE last - 2 * days + 1 >= first
UNION ALL
SELECT NULL, first, last FROM bounds
ORDER BY days DESC NULLS FIRST;

-- cards: the scores of the chosen answers, their 95 % intervals, and whether a
-- change against the days before is more than noise.
WITH tallies AS (
	SELECT sum(satisfaction) FILTER (WHERE day >= :'from') AS satisfaction,
		sum(satisfaction) FILTER (WHERE day < :'from') AS satisfaction_before,
		sum(recommend) FILTER (WHERE day >= :'from') AS recommend,
		sum(recommend) FILTER (WHERE day < :'from') AS recommend_before
	FROM survey
	WHERE day BETWEEN :'from'::date - (:'to'::date - :'from'::date + 1) AND :'to'
		AND :'segment' IN ('', segment))
SELECT coalesce(responses(satisfaction), 0) AS satisfaction_answers, coalesce(responses(recommend), 0) AS recommend_answers,
	responses(satisfaction_before) AS satisfaction_answers_before, responses(recommend_before) AS recommend_answers_before,
	round(csat_score(satisfaction), 1) AS csat, round(lower(csat_within), 1) AS csat_low, round(upper(csat_within), 1) AS csat_high,
	csat_band(csat_score(satisfaction)),
	round(csat.change, 1) AS csat_change, round(csat.low, 1) AS csat_change_low, round(csat.high, 1) AS csat_change_high,
	csat.p_value < 0.05 AS csat_changed,
	round(nps_score(recommend), 1) AS nps, round(lower(nps_within), 1) AS nps_low, round(upper(nps_within), 1) AS nps_high,
	round(nps.change, 1) AS nps_change, round(nps.low, 1) AS nps_change_low, round(nps.high, 1) AS nps_change_high,
	nps.p_value < 0.05 AS nps_changed,
	round(mean_score(satisfaction), 2) AS mean, promoters(recommend), detractors(recommend)
FROM tallies, csat_interval(satisfaction) AS csat_within, nps_interval(recommend) AS nps_within,
	csat_change(satisfaction_before, satisfaction) AS csat, nps_change(recommend_before, recommend) AS nps;

-- trend: CSAT, NPS and their intervals by day, by week or by month, as fits the number
-- of days chosen, from the days before on. Weeks are counted from the first day.
WITH steps AS (
	SELECT CASE WHEN :'to'::date - :'from'::date < 45 THEN day
			WHEN :'to'::date - :'from'::date < 400 THEN date_bin('7 days', day, :'from'::date)::date
			ELSE date_trunc('month', day)::date END AS start,
		sum(satisfaction) AS satisfaction, sum(recommend) AS recommend
	FROM survey
	WHERE day BETWEEN :'from'::date - (:'to'::date - :'from'::date + 1) AND :'to'
		AND :'segment' IN ('', segment)
	GROUP BY start)
SELECT start, start >= :'from' AS chosen,
	responses(satisfaction) AS satisfaction_answers, round(csat_score(satisfaction), 1) AS csat,
	round(lower(csat_within), 1) AS csat_low, round(upper(csat_within), 1) AS csat_high,
	responses(recommend) AS recommend_answers, round(nps_score(recommend), 1) AS nps,
	round(lower(nps_within), 1) AS nps_low, round(upper(nps_within), 1) AS nps_high
FROM steps, csat_interval(satisfaction) AS csat_within, nps_interval(recommend) AS nps_within
ORDER BY start;

-- distribution: how many gave each score, to both questions.
WITH tallies AS (
	SELECT sum(satisfaction) AS satisfaction, sum(recommend) AS recommend
	FROM survey
	WHERE day BETWEEN :'from' AND :'to' AND :'segment' IN ('', segment))
SELECT 'satisfaction' AS question, score, responses, round(percent, 1) AS percent,
	CASE WHEN is_satisfied(score) THEN 'good' WHEN is_satisfied(6 - score) THEN 'poor' ELSE 'fair' END AS counts
FROM tallies, distribution(satisfaction)
UNION ALL
SELECT 'recommend', score, responses, round(percent, 1),
	CASE nps_category(score) WHEN 'promoter' THEN 'good' WHEN 'detractor' THEN 'poor' ELSE 'fair' END
FROM tallies, distribution(recommend)
ORDER BY question, score;

-- segments: promoters, passives, detractors and NPS of each, with its interval,
-- and whether it differs from all others together by more than noise. That is
-- asked of every segment at once, so the p-values are adjusted for as many (Holm).
WITH tallies AS (
	SELECT segment, sum(recommend) AS tally
	FROM survey
	WHERE day BETWEEN :'from' AND :'to'
	GROUP BY segment HAVING responses(sum(recommend)) > 0),
compared AS (
	SELECT segment, tally, whole, (nps_change(whole - tally, tally)).p_value
	FROM tallies, (SELECT sum(tally) AS whole FROM tallies) AS of_all),
adjusted AS (
	SELECT segment, tally, whole, p_values[place] AS p_value
	FROM (SELECT *, row_number() OVER (ORDER BY segment) AS place, adjusted_p_values(array_agg(p_value) OVER (ORDER BY segment ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS p_values
		FROM compared) AS together)
SELECT segment, :'segment' IN ('', segment) AS chosen, responses(tally),
	promoters(tally), passives(tally), detractors(tally),
	round(top_box(tally, 2), 1) AS promoters_percent,
	round(100.0 * passives(tally) / responses(tally), 1) AS passives_percent,
	round(bottom_box(tally, 7), 1) AS detractors_percent,
	round(nps_score(tally), 1) AS nps, round(lower(around), 1) AS low, round(upper(around), 1) AS high,
	round(nps_score(whole), 1) AS whole, p_value < 0.05 AS differs
FROM adjusted, nps_interval(tally) AS around
ORDER BY nps_score(tally), segment;

-- contribution: how much each segment moved the CSAT of all since the days
-- before, because its own score changed (rate) and because its share of the
-- answers did (mix). They add up to the change of the whole.
WITH tallies AS (
	SELECT segment, sum(satisfaction) FILTER (WHERE day < :'from') AS before,
		sum(satisfaction) FILTER (WHERE day >= :'from') AS after
	FROM survey
	WHERE day BETWEEN :'from'::date - (:'to'::date - :'from'::date + 1) AND :'to'
	GROUP BY segment),
whole AS (
	SELECT sum(before) AS before, sum(after) AS after FROM tallies)
SELECT segment, :'segment' IN ('', segment) AS chosen, round(change, 2) AS change, round(rate, 2) AS rate, round(mix, 2) AS mix
FROM tallies, whole, csat_contribution(tallies.before, tallies.after, whole.before, whole.after)
WHERE change IS NOT NULL
ORDER BY change, segment;

-- A report from the survey of airport_survey.sql, in 80 columns. It needs CREATE
-- EXTENSION csat, and can be run again.

-- CSAT of each year, where the score of all passengers is 19 times out of 20, and
-- whether a change is more than the luck of who was asked. The bars are the
-- answers of each score from 1 to 5.
WITH yearly AS (
	SELECT year, csat_tally(score) AS tally FROM airport_overall GROUP BY year),
compared AS (
	SELECT *, lag(tally) OVER (ORDER BY year) AS before FROM yearly)
SELECT year, responses(tally), round(csat_score(tally), 1) AS csat,
	round(lower(around), 1) || ' to ' || round(upper(around), 1) AS interval,
	lpad(to_char(change, 'FMSG990.0'), 6) AS change,
	CASE WHEN p_value < 0.05 THEN 'more than noise' WHEN p_value IS NOT NULL THEN 'within noise' END AS "change is",
	sparkline(tally) AS "1 to 5"
FROM compared, csat_interval(tally) AS around, csat_change(before, tally)
ORDER BY year;

-- NPS of each weekday of 2017, likewise
WITH daily AS (
	SELECT weekday, nps_tally(score) AS tally FROM airport_recommend GROUP BY weekday)
SELECT weekday AS "2017", responses(tally), round(nps_score(tally), 1) AS nps,
	round(lower(around), 1) || ' to ' || round(upper(around), 1) AS interval,
	rpad(rpad(repeat('█', round(promoters(tally) * 36.0 / responses(tally))::integer),
			  round((promoters(tally) + passives(tally)) * 36.0 / responses(tally))::integer, '▒'),
		 36, '░') AS "promoters █ passives ▒ detractors ░"
FROM daily, nps_interval(tally) AS around
ORDER BY array_position(ARRAY['MON', 'TUE', 'WED', 'THUR', 'FRI', 'SAT', 'SUN'], weekday);

-- NPS of the whole year: the tallies add up to it, the seven scores do not,
-- since a day with few answers would weigh as much as one with many
WITH daily AS (
	SELECT weekday, nps_tally(score) AS tally FROM airport_recommend GROUP BY weekday)
SELECT round(nps(tally), 2) AS nps, round(avg(nps_score(tally)), 2) AS wrong
FROM daily \gset
\qecho NPS of 2017: :nps from seven tallies; the average of seven NPS, wrong: :wrong

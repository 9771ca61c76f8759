-- A report from the survey of airport_survey.sql. It needs CREATE EXTENSION csat.

-- CSAT of each year, and its change in points to the year before
SELECT year, responses, round(csat, 1) AS csat,
	round(csat - lag(csat) OVER (ORDER BY year), 1) AS change,
	rpad(repeat('█', round(csat * 0.4)::integer), 40, '░') AS "0 to 100 %"
FROM (SELECT year, count(score) AS responses, csat(score)
	  FROM airport_overall GROUP BY year) AS yearly
ORDER BY year;

-- A day's answers, kept as a tally: all that the figures below need
CREATE TABLE airport_weekday AS
SELECT weekday, nps_tally(score) AS tally
FROM airport_recommend GROUP BY weekday;

-- NPS of each weekday of 2017
SELECT weekday AS "2017", responses(tally), round(nps_score(tally), 1) AS nps,
	promoters(tally), passives(tally), detractors(tally),
	rpad(rpad(repeat('█', round(promoters(tally) * 40.0 / responses(tally))::integer),
			  round((promoters(tally) + passives(tally)) * 40.0 / responses(tally))::integer, '▒'),
		 40, '░') AS "promoters █ passives ▒ detractors ░"
FROM airport_weekday
ORDER BY array_position(ARRAY['MON', 'TUE', 'WED', 'THUR', 'FRI', 'SAT', 'SUN'], weekday);

-- NPS of the whole year: the tallies add up to it, the seven scores do not,
-- since a day with few answers would weigh as much as one with many
SELECT round(nps(tally), 2) AS "NPS of 2017, from the seven tallies",
	round(avg(nps_score(tally)), 2) AS "average of seven NPS, which is wrong"
FROM airport_weekday;

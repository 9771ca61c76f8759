-- The examples, as users run them, and what they show against figures that
-- others computed from the same survey.
\set ECHO none
\i examples/airport_survey.sql
\i examples/airport_report.sql
\o /dev/null
\i examples/airport_report.sql
\i examples/airport_timing.sql
\o
\set ECHO all

-- CSAT, computed with R: any year that differs
SELECT year, round(csat, 3) AS csat, published
FROM (SELECT year, csat(score) FROM airport_overall GROUP BY year) AS yearly
FULL JOIN (VALUES (2010, 75.428), (2011, 75.393), (2012, 78.793), (2013, 79.274), (2014, 78.857),
				  (2015, 80.000), (2016, 80.987), (2017, 82.068), (2018, 78.438)) AS r (year, published) USING (year)
WHERE round(csat, 3) IS DISTINCT FROM published
ORDER BY year;
SELECT csat_tally(score) AS overall, round(csat(score), 9) AS csat FROM airport_overall WHERE year = 2017;
SELECT year, satisfied(csat_tally(score)), count(score) AS responses
FROM airport_overall WHERE year >= 2017 GROUP BY year ORDER BY year;

-- NPS, likewise
SELECT weekday, round(nps, 6) AS nps, published
FROM (SELECT weekday, nps(score) FROM airport_recommend GROUP BY weekday) AS daily
FULL JOIN (VALUES ('MON', 38.246269), ('TUE', 45.250432), ('WED', 41.686183), ('THUR', 44.854881),
				  ('FRI', 37.073171), ('SAT', 31.707317), ('SUN', 33.904110)) AS r (weekday, published) USING (weekday)
WHERE round(nps, 6) IS DISTINCT FROM published
ORDER BY weekday;
SELECT detractors(tally), passives(tally), promoters(tally), responses(tally), round(nps_score(tally), 10) AS nps
FROM (SELECT nps_tally(score) AS tally FROM airport_recommend) AS whole_year;
SELECT nps(tally) = (SELECT nps(score) FROM airport_recommend) AS tallies_give_the_same,
	round(nps(tally), 10) AS nps, round(avg(nps_score(tally)), 3) AS average_of_scores
FROM (SELECT weekday, nps_tally(score) AS tally FROM airport_recommend GROUP BY weekday) AS daily;
-- the same answers by boarding area, and the rollup of them that the dashboard reads
SELECT csat_tally(satisfaction) = (SELECT csat_tally(score) FROM airport_overall WHERE year = 2017) AS overall,
	nps_tally(recommend) = (SELECT nps_tally(score) FROM airport_recommend) AS recommend
FROM airport_areas;
SELECT day FROM (SELECT day, to_char(day, 'DY') AS weekday, sum(recommend) AS tally FROM survey GROUP BY day) AS daily
JOIN (SELECT left(weekday, 3) AS weekday, nps_tally(score) AS counted FROM airport_recommend GROUP BY weekday) AS recount USING (weekday)
WHERE tally <> counted;
TABLE survey EXCEPT TABLE survey_recount;

-- the survey's code for a blank, 11: an error until someone says what it is,
-- not eighty-four promoters more
INSERT INTO airport_recommend SELECT NULL, 11 FROM generate_series(1, 84);
SELECT nps(score) FROM airport_recommend;
SELECT round(nps(score) FILTER (WHERE score <= 10), 10) AS nps FROM airport_recommend;

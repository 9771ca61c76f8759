-- The same answers, given one after the other over 3 years, and what is kept of
-- them: a tally for each day and region.
CREATE TABLE dated_answers (day date, region integer, score integer)
	WITH (parallel_workers = 2);
INSERT INTO dated_answers
SELECT date '2023-01-01' + (1096 * (row_number() OVER () - 1) / :rows)::integer, region, score
FROM answers;

CREATE TABLE daily_tallies (day date, region integer, tally score_tally, PRIMARY KEY (day, region));
INSERT INTO daily_tallies
SELECT day, region, csat_tally(score) FROM dated_answers GROUP BY day, region ORDER BY day, region;

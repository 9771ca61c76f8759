-- A tally for each of up to 100,000 groups, those of the next group, and the
-- same scores as two numbers each, the one to be divided by the other.
SELECT setseed(0.125) \g /dev/null
CREATE TABLE csat_tallies (tally score_tally, next score_tally);
INSERT INTO csat_tallies
SELECT tally, lead(tally, 1, tally) OVER ()
FROM (SELECT format('{"1": %s, "2": %s, "3": %s, "4": %s, "5": %s}',
		floor(50 * random()), floor(100 * random()), floor(300 * random()),
		floor(1500 * random()) + i % 2, floor(700 * random()) + 1)::score_tally AS tally
	FROM generate_series(1, least(:rows, 100000)) AS i) AS made;

CREATE TABLE nps_tallies (tally score_tally, next score_tally);
INSERT INTO nps_tallies
SELECT tally, lead(tally, 1, tally) OVER ()
FROM (SELECT format('{"0": %s, "1": 3, "2": 4, "3": 5, "4": 9, "5": %s, "6": %s, "7": %s, "8": %s, "9": %s, "10": %s}',
		floor(20 * random()) + i % 2, floor(100 * random()), floor(100 * random()), floor(300 * random()),
		floor(500 * random()), floor(900 * random()), floor(700 * random()))::score_tally AS tally
	FROM generate_series(1, least(:rows, 100000)) AS i) AS made;

CREATE TABLE csat_fractions (dividend numeric, divisor numeric);
INSERT INTO csat_fractions SELECT 100 * satisfied(tally), responses(tally) FROM csat_tallies;
CREATE TABLE nps_fractions (dividend numeric, divisor numeric);
INSERT INTO nps_fractions
SELECT 100 * (promoters(tally) - detractors(tally)), responses(tally) FROM nps_tallies;

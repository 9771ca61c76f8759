-- A survey to try csat on: passengers of San Francisco International Airport,
-- interviewed before they departed.
--
-- Source: San Francisco International Airport customer surveys, City and County
-- of San Francisco, DataSF, under the Public Domain Dedication and License.
-- These are the frequencies of the answers; blanks are left out.

-- "SFO Airport as a whole", 1 (unacceptable) to 5 (outstanding), one row per
-- answer
CREATE TABLE airport_overall (year integer, score integer);

INSERT INTO airport_overall (year, score)
SELECT year, score
FROM (VALUES
	-- score        1   2    3     4    5
	(2010, ARRAY[ 5, 50, 705, 1744, 589]),
	(2011, ARRAY[16, 66, 827, 1978, 807]),
	(2012, ARRAY[ 7, 64, 639, 1856, 782]),
	(2013, ARRAY[ 6, 69, 616, 1931, 712]),
	(2014, ARRAY[ 6, 38, 522, 1506, 605]),
	(2015, ARRAY[ 7, 29, 526, 1508, 740]),
	(2016, ARRAY[ 7, 51, 497, 1633, 731]),
	(2017, ARRAY[ 6, 32, 444, 1507, 699]),
	(2018, ARRAY[ 6, 46, 514, 1428, 631])
) AS survey (year, counts)
CROSS JOIN LATERAL unnest(counts) WITH ORDINALITY AS answer (responses, score)
CROSS JOIN LATERAL generate_series(1, responses);

-- "How likely is it that you would recommend SFO", 0 to 10, in 2017, one row
-- per answer
CREATE TABLE airport_recommend (weekday text, score integer);

INSERT INTO airport_recommend (weekday, score)
SELECT weekday, score - 1
FROM (VALUES
	-- score        0  1  2  3  4   5   6   7    8    9   10
	('MON',  ARRAY[8, 2, 1, 1, 5, 35, 20, 51, 136, 117, 160]),
	('TUE',  ARRAY[2, 3, 1, 7, 3, 26, 24, 48, 137, 126, 202]),
	('WED',  ARRAY[2, 0, 1, 1, 5, 17, 23, 49, 102,  90, 137]),
	('THUR', ARRAY[2, 1, 2, 3, 1, 12, 19, 41,  88,  79, 131]),
	('FRI',  ARRAY[0, 0, 0, 3, 0, 16, 13, 23,  42,  39,  69]),
	('SAT',  ARRAY[0, 0, 2, 2, 3, 20, 17, 45,  91,  71,  77]),
	('SUN',  ARRAY[3, 0, 1, 2, 1, 18, 14, 34,  81,  42,  96])
) AS survey (weekday, counts)
CROSS JOIN LATERAL unnest(counts) WITH ORDINALITY AS answer (responses, score)
CROSS JOIN LATERAL generate_series(1, responses);

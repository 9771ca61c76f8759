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

-- Both questions in 2017 by the boarding area where the passenger waited, one row
-- per answer to either: which two are of one passenger was not published.
CREATE TABLE airport_areas (weekday text, area text, satisfaction integer, recommend integer);

INSERT INTO airport_areas (weekday, area, satisfaction, recommend)
SELECT weekday, area, answer.satisfaction, answer.recommend
FROM (VALUES
	-- score              1  2   3    4   5         0  1  2  3  4   5   6   7   8   9   10
	('MON',  'A', ARRAY[1, 4, 25,  99, 43], ARRAY[6, 1, 1, 0, 1,  8, 10, 15, 40, 39,  57]),
	('MON',  'B', ARRAY[0, 2,  8,  36, 16], ARRAY[1, 0, 0, 0, 1,  4,  2,  2, 13, 15,  25]),
	('MON',  'D', ARRAY[0, 0, 21,  67, 29], ARRAY[0, 0, 0, 0, 1, 11,  3, 13, 26, 23,  38]),
	('MON',  'F', ARRAY[0, 0,  6,  23, 10], ARRAY[0, 0, 0, 0, 0,  0,  3,  3, 15,  5,  15]),
	('MON',  'G', ARRAY[2, 0, 25,  67, 43], ARRAY[1, 1, 0, 1, 2, 12,  2, 18, 42, 35,  25]),
	('TUE',  'A', ARRAY[0, 0, 16,  70, 39], ARRAY[0, 0, 0, 2, 0,  6,  8,  9, 30, 31,  44]),
	('TUE',  'E', ARRAY[0, 2,  8,  49, 24], ARRAY[0, 2, 0, 0, 0,  5,  2,  8, 16, 18,  32]),
	('TUE',  'F', ARRAY[1, 2, 27, 111, 61], ARRAY[1, 1, 1, 2, 1,  9,  8, 19, 49, 37,  76]),
	('TUE',  'G', ARRAY[0, 1, 23,  89, 45], ARRAY[1, 0, 0, 3, 2,  6,  6, 12, 42, 40,  50]),
	('WED',  'A', ARRAY[0, 1, 13,  41,  8], ARRAY[0, 0, 0, 0, 0,  5,  3, 10, 15, 15,  14]),
	('WED',  'C', ARRAY[0, 1, 14,  49, 24], ARRAY[0, 0, 0, 0, 0,  2,  4, 10, 17, 23,  33]),
	('WED',  'D', ARRAY[0, 1,  3,  24,  9], ARRAY[0, 0, 1, 0, 1,  2,  1,  0, 11,  8,  13]),
	('WED',  'E', ARRAY[1, 0,  7,  15,  9], ARRAY[1, 0, 0, 1, 0,  0,  1,  8,  7,  7,  10]),
	('WED',  'F', ARRAY[0, 2, 12,  46, 14], ARRAY[1, 0, 0, 0, 3,  1,  2,  9, 21, 12,  25]),
	('WED',  'G', ARRAY[0, 0, 19,  70, 38], ARRAY[0, 0, 0, 0, 1,  7, 12, 12, 31, 25,  42]),
	('THUR', 'A', ARRAY[0, 6, 45, 138, 70], ARRAY[2, 1, 1, 3, 1,  7, 16, 28, 58, 52, 101]),
	('THUR', 'C', ARRAY[0, 0, 10,  24, 11], ARRAY[0, 0, 0, 0, 0,  4,  2,  4, 13, 14,  10]),
	('THUR', 'D', ARRAY[0, 0,  5,  20, 11], ARRAY[0, 0, 1, 0, 0,  0,  1,  7,  7,  9,  12]),
	('THUR', 'E', ARRAY[0, 0,  1,   3,  2], ARRAY[0, 0, 0, 0, 0,  1,  0,  0,  2,  1,   2]),
	('THUR', 'F', ARRAY[0, 0,  1,  10,  7], ARRAY[0, 0, 0, 0, 0,  0,  0,  2,  8,  3,   6]),
	('FRI',  'A', ARRAY[0, 0,  4,  15,  2], ARRAY[0, 0, 0, 0, 0,  1,  1,  2,  8,  3,   5]),
	('FRI',  'C', ARRAY[0, 0,  6,  14,  8], ARRAY[0, 0, 0, 0, 0,  4,  2,  3,  3,  4,  12]),
	('FRI',  'D', ARRAY[0, 2, 20,  56, 29], ARRAY[0, 0, 0, 2, 0,  7,  6, 10, 26, 24,  30]),
	('FRI',  'E', ARRAY[0, 0,  2,   6,  5], ARRAY[0, 0, 0, 0, 0,  3,  0,  1,  1,  2,   7]),
	('FRI',  'F', ARRAY[0, 1,  4,   7,  2], ARRAY[0, 0, 0, 0, 0,  1,  3,  3,  1,  3,   4]),
	('FRI',  'G', ARRAY[0, 0,  5,  10,  8], ARRAY[0, 0, 0, 1, 0,  0,  1,  4,  3,  3,  11]),
	('SAT',  'A', ARRAY[0, 0, 16,  41,  4], ARRAY[0, 0, 1, 0, 1,  1,  6, 10, 24, 12,   9]),
	('SAT',  'B', ARRAY[0, 2, 22,  62, 16], ARRAY[0, 0, 0, 1, 1, 10,  2, 13, 22, 20,  34]),
	('SAT',  'C', ARRAY[0, 0,  4,  25,  4], ARRAY[0, 0, 0, 0, 1,  1,  1,  2,  8, 10,  11]),
	('SAT',  'D', ARRAY[0, 1,  2,  18,  5], ARRAY[0, 0, 0, 0, 0,  1,  1,  2,  6,  9,   8]),
	('SAT',  'F', ARRAY[0, 0,  4,  11,  3], ARRAY[0, 0, 0, 0, 0,  1,  1,  2,  5,  6,   3]),
	('SAT',  'G', ARRAY[1, 3, 14,  51, 12], ARRAY[0, 0, 1, 1, 0,  6,  6, 16, 26, 14,  12]),
	('SUN',  'C', ARRAY[0, 0,  6,  14,  8], ARRAY[0, 0, 0, 0, 0,  3,  2,  0,  8,  5,  10]),
	('SUN',  'D', ARRAY[0, 0,  5,  28, 28], ARRAY[3, 0, 0, 0, 0,  2,  1,  4, 16,  9,  30]),
	('SUN',  'E', ARRAY[0, 0,  7,  12, 16], ARRAY[0, 0, 0, 0, 0,  0,  2,  8,  6,  4,  17]),
	('SUN',  'F', ARRAY[0, 1, 17,  37, 15], ARRAY[0, 0, 1, 0, 0,  5,  5, 12, 24,  8,  18]),
	('SUN',  'G', ARRAY[0, 0, 17,  49, 21], ARRAY[0, 0, 0, 2, 1,  8,  4, 10, 27, 16,  21])
) AS survey (weekday, area, overall, recommend)
CROSS JOIN LATERAL (
	SELECT responses, score, NULL FROM unnest(overall) WITH ORDINALITY AS answer (responses, score)
	UNION ALL
	SELECT responses, NULL, score - 1 FROM unnest(survey.recommend) WITH ORDINALITY AS answer (responses, score)
) AS answer (responses, satisfaction, recommend)
CROSS JOIN LATERAL generate_series(1, responses);

-- What examples/dashboard reads, kept up to date by triggers. The airport published
-- weekdays, and no dates: a week in May 2017 stands for them.
\o /dev/null
SELECT create_tally_rollup('survey', 'airport_areas',
	keys    => ARRAY[
		'date ''2017-05-01'' + array_position(ARRAY[''MON'', ''TUE'', ''WED'', ''THUR'', ''FRI'', ''SAT'', ''SUN''], weekday) - 1 AS day',
		'''Area '' || area AS segment'],
	tallies => ARRAY['csat_tally(satisfaction) AS satisfaction', 'nps_tally(recommend) AS recommend']);
\o

COMMENT ON VIEW survey IS E'San Francisco International Airport, 2017: passengers by weekday and boarding area\nThe airport published weekdays, not dates: the week from 1 to 7 May 2017 stands for them.';

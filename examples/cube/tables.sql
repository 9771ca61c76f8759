-- The two tables that the data model in schema/ reads: answers as they came
-- in, and a day's answers by channel and region as tallies.  It needs
-- CREATE EXTENSION csat.

-- NULL is no answer; this survey's form also has 11, "don't know", below the
-- question whether one would recommend us.
CREATE TABLE survey_answers (
	answered_at timestamptz NOT NULL,
	channel text NOT NULL,
	region text NOT NULL,
	satisfaction integer CHECK (satisfaction BETWEEN 1 AND 5),
	recommend integer CHECK (recommend BETWEEN 0 AND 11)
);

-- Made up: twenty answers a day for a year, happiest on the phone
INSERT INTO survey_answers
SELECT timestamptz '2025-01-01 00:30+00' + i * interval '72 minutes', channel,
	(ARRAY['north', 'south'])[1 + i % 7 / 4],
	CASE WHEN i % 17 > 0 THEN least(5, 1 + i * i % 101 % 5 + bonus) END,
	CASE WHEN i % 23 > 0 THEN least(10, i * i % 103 % 11 + bonus) ELSE 11 END
FROM generate_series(0, 7299) AS i,
	LATERAL (SELECT i % 3 AS bonus, (ARRAY['email', 'chat', 'phone'])[1 + i % 3] AS channel) AS of_channel;

-- A scheduled materialized view or a trigger keeps such a table up to date:
-- ../scheduled_matview.sql, ../live_rollup.sql.  Its days are those of UTC.
CREATE TABLE daily_tallies AS
SELECT (answered_at AT TIME ZONE 'UTC')::date AS day, channel, region,
	csat_tally(satisfaction) AS satisfaction,
	nps_tally(recommend) FILTER (WHERE recommend <= 10) AS recommend
FROM survey_answers
GROUP BY day, channel, region;

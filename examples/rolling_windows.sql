-- Scores of the last 30 and 90 days, of the quarter so far, and of this month
-- beside the same month a year ago. It needs CREATE EXTENSION csat and no other
-- rights than to create a table and a view. Run it once: a second run stops at
-- the first CREATE.

CREATE TABLE responses (
	responded_at timestamptz NOT NULL,
	channel text NOT NULL,
	satisfaction integer,
	recommend integer,
	comment text
);

-- Made-up answers, getting better with time: fourteen months, nobody asked on
-- Sundays, and two weeks in August without a survey
INSERT INTO responses (responded_at, channel, satisfaction, recommend)
SELECT responded_at, (ARRAY['phone', 'chat', 'email'])[1 + i % 3],
	CASE WHEN i % 10 = 0 THEN NULL WHEN a < 10 THEN 1 WHEN a < 20 THEN 2 WHEN a < 40 THEN 3 WHEN a < 75 THEN 4 ELSE 5 END,
	CASE WHEN i % 7 = 0 THEN NULL WHEN b < 30 THEN b % 7 WHEN b < 55 THEN 7 + b % 2 ELSE 9 + b % 2 END
FROM generate_series(1, 3000) AS i
CROSS JOIN LATERAL (VALUES (timestamptz '2025-01-01 00:00+00' + i * interval '210 minutes',
	i * 7919 % 100 + i / 200, i * 104729 % 100 + i / 150)) AS answer (responded_at, a, b)
WHERE extract(isodow FROM responded_at AT TIME ZONE 'UTC') <> 7
AND (responded_at AT TIME ZONE 'UTC')::date NOT BETWEEN '2025-08-04' AND '2025-08-17';

-- A tally for each day. A day begins and ends somewhere: say in which time zone,
-- or it does so wherever the session that asks happens to be.
-- With many answers make it a materialized view, or a rollup: see
-- scheduled_matview.sql and live_rollup.sql. The queries below stay as they are.
CREATE VIEW daily_responses AS
SELECT (responded_at AT TIME ZONE 'UTC')::date AS day,
	csat_tally(satisfaction) AS satisfaction, nps_tally(recommend) AS recommend
FROM responses
GROUP BY 1;

-- Every day from the first to the last, whether anyone answered or not
CREATE VIEW calendar AS
SELECT day::date
FROM (SELECT min(day)::timestamp AS first, max(day)::timestamp AS last FROM daily_responses) AS bounds
CROSS JOIN LATERAL generate_series(first, last, interval '1 day') AS day;

-- The last 30 and 90 days, as of each day. RANGE counts days: ROWS BETWEEN 29
-- PRECEDING AND CURRENT ROW would count rows, and so many that days without
-- answers make it reach back further. The calendar is joined so that those days
-- have a line as well; a tally that is missing adds nothing.
-- PostgreSQL adds the day that comes in and takes the day that goes out away: a
-- longer window is no slower.
CREATE VIEW rolling_tallies AS
SELECT day, day - min(day) OVER () AS days_before, coalesce(responses(satisfaction), 0) AS responses,
	sum(satisfaction) OVER last_30 AS satisfaction_30, sum(recommend) OVER last_30 AS recommend_30,
	sum(satisfaction) OVER last_90 AS satisfaction_90, sum(recommend) OVER last_90 AS recommend_90
FROM calendar LEFT JOIN daily_responses USING (day)
WINDOW last_30 AS (ORDER BY day RANGE BETWEEN interval '29 days' PRECEDING AND CURRENT ROW),
	last_90 AS (ORDER BY day RANGE BETWEEN interval '89 days' PRECEDING AND CURRENT ROW);

-- The first 89 days have less than 90 behind them and are left out.
SELECT day, responses, responses(satisfaction_30) AS "30 days",
	round(csat_score(satisfaction_30), 1) AS csat_30, round(nps_score(recommend_30), 1) AS nps_30,
	responses(satisfaction_90) AS "90 days",
	round(csat_score(satisfaction_90), 1) AS csat_90, round(nps_score(recommend_90), 1) AS nps_90
FROM rolling_tallies
WHERE days_before >= 89
ORDER BY day DESC
LIMIT 10;

-- The quarter so far, as of each day: it starts anew with the quarter
CREATE VIEW quarter_to_date AS
SELECT day, sum(satisfaction) OVER so_far AS satisfaction, sum(recommend) OVER so_far AS recommend
FROM calendar LEFT JOIN daily_responses USING (day)
WINDOW so_far AS (PARTITION BY date_trunc('quarter', day::timestamp) ORDER BY day);

SELECT day, responses(satisfaction), round(csat_score(satisfaction), 1) AS csat, round(nps_score(recommend), 1) AS nps
FROM quarter_to_date
ORDER BY day DESC
LIMIT 5;

-- This month so far, and the same days of the same month a year ago. A change
-- whose interval has 0 in it can be chance.
WITH newest AS (
	SELECT max(day) AS day, date_trunc('month', max(day)::timestamp)::date AS month FROM daily_responses
), this_month AS (
	SELECT sum(satisfaction) AS satisfaction, sum(recommend) AS recommend
	FROM newest JOIN daily_responses AS daily
	ON daily.day BETWEEN newest.month AND newest.day
), last_year AS (
	SELECT sum(satisfaction) AS satisfaction, sum(recommend) AS recommend
	FROM newest JOIN daily_responses AS daily
	ON daily.day BETWEEN newest.month - interval '1 year' AND newest.day - interval '1 year'
)
SELECT score, round(before, 1) AS last_year, round(now, 1) AS this_year, round(change, 1) AS change,
	round(low, 1) AS low, round(high, 1) AS high, round(p_value, 3) AS p_value
FROM this_month CROSS JOIN last_year
CROSS JOIN LATERAL (
	SELECT 'CSAT', csat_score(last_year.satisfaction), csat_score(this_month.satisfaction), change.*
	FROM csat_change(last_year.satisfaction, this_month.satisfaction) AS change
	UNION ALL
	SELECT 'NPS', nps_score(last_year.recommend), nps_score(this_month.recommend), change.*
	FROM nps_change(last_year.recommend, this_month.recommend) AS change
) AS scores (score, before, now, change, low, high, p_value)
ORDER BY score;

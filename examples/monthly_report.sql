-- The customer service report: for each month and channel what customers said,
-- whether it changed, and what those wrote who were not satisfied. It needs
-- CREATE EXTENSION csat and no other rights than to create a table and views.
-- Run it once: a second run stops at the first CREATE.

CREATE TABLE responses (
	responded_at timestamptz NOT NULL,
	channel text NOT NULL,
	satisfaction integer,
	recommend integer,
	comment text
);

-- Made-up answers of three months. Few come by email; by phone it got worse in
-- March.
INSERT INTO responses (responded_at, channel, satisfaction, recommend, comment)
SELECT responded_at, channel,
	CASE WHEN i % 10 = 0 THEN NULL WHEN a < 5 THEN 1 WHEN a < 12 THEN 2 WHEN a < 25 THEN 3 WHEN a < 70 THEN 4 ELSE 5 END,
	CASE WHEN i % 7 = 0 THEN NULL WHEN b < 20 THEN b % 7 WHEN b < 50 THEN 7 + b % 2 ELSE 9 + b % 2 END,
	CASE WHEN i % 150 = 1 THEN (ARRAY['Waited for half an hour.', 'Nobody called back.', 'Friendly, but it took three calls.'])[1 + i / 150 % 3] END
FROM generate_series(1, 1200) AS i
CROSS JOIN LATERAL (VALUES (timestamptz '2026-01-01 00:00+00' + i * interval '107 minutes',
	CASE WHEN i % 40 = 3 THEN 'email' WHEN i % 3 = 0 THEN 'chat' ELSE 'phone' END)) AS request (responded_at, channel)
CROSS JOIN LATERAL (VALUES (responded_at >= '2026-03-01 00:00+00' AND channel = 'phone')) AS march (worse)
CROSS JOIN LATERAL (VALUES (i * 7919 % 100 - CASE WHEN worse THEN 12 ELSE 0 END,
	greatest(0, (i * 104729 + 13) % 100 - CASE WHEN worse THEN 15 ELSE 0 END))) AS answer (a, b);

-- One tally for each month and channel, and one for the month's channels
-- together. A month begins and ends somewhere: say in which time zone.
CREATE VIEW monthly_tallies AS
SELECT date_trunc('month', responded_at AT TIME ZONE 'UTC')::date AS month,
	coalesce(channel, 'all') AS channel,
	csat_tally(satisfaction) AS satisfaction, nps_tally(recommend) AS recommend
FROM responses
GROUP BY GROUPING SETS ((1, responses.channel), (1));

-- Each month beside the one before it in the calendar. lag() would take the last
-- month that has answers, however long ago that is.
CREATE VIEW monthly_pairs AS
SELECT month, channel, this.satisfaction, this.recommend,
	before.satisfaction AS satisfaction_before, before.recommend AS recommend_before
FROM monthly_tallies AS this
LEFT JOIN (SELECT (month + interval '1 month')::date AS month, channel, satisfaction, recommend
		   FROM monthly_tallies) AS before USING (month, channel);

-- What a change is worth. Below 30 answers, on either side, a report should not
-- speak of change at all; above, p_value is how often chance alone would change
-- a score that much or more.
CREATE FUNCTION verdict(responses_before bigint, responses bigint, p_value double precision) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE
	WHEN responses < 30 THEN 'under 30 answers'
	WHEN responses_before IS NULL THEN 'no month before'
	WHEN responses_before < 30 THEN 'under 30 answers before'
	WHEN p_value < 0.05 THEN 'more than noise'
	ELSE 'within noise' END;

-- CSAT. The answers of each score from 1 to 5 are drawn as bars; the interval is
-- where the score of all customers is, 19 times out of 20. A band is given from
-- 30 answers on.
SELECT to_char(month, 'YYYY-MM') AS month, channel, responses(satisfaction), sparkline(satisfaction) AS "1 to 5",
	round(csat, 1) AS csat, round(lower(around), 1) || ' to ' || round(upper(around), 1) AS interval,
	CASE WHEN responses(satisfaction) >= 30 THEN csat_band(csat) END AS band, round(change, 1) AS change,
	verdict(responses(satisfaction_before), responses(satisfaction), p_value) AS "change is"
FROM monthly_pairs
CROSS JOIN LATERAL (VALUES (csat_score(satisfaction), csat_interval(satisfaction))) AS score (csat, around)
CROSS JOIN LATERAL csat_change(satisfaction_before, satisfaction)
ORDER BY monthly_pairs.month, channel;

-- NPS and its parts. Not everyone who answers one question answers the other, so
-- it has its own number of answers.
SELECT to_char(month, 'YYYY-MM') AS month, channel, responses(recommend), sparkline(recommend) AS "0 to 10",
	promoters(recommend), passives(recommend), detractors(recommend), round(nps_score(recommend), 1) AS nps,
	round(lower(around), 1) || ' to ' || round(upper(around), 1) AS interval, round(change, 1) AS change,
	verdict(responses(recommend_before), responses(recommend), p_value) AS "change is"
FROM monthly_pairs
CROSS JOIN LATERAL (VALUES (nps_interval(recommend))) AS score (around)
CROSS JOIN LATERAL nps_change(recommend_before, recommend)
ORDER BY monthly_pairs.month, channel;

-- What those wrote who were not satisfied, the latest first. is_satisfied() draws
-- the line where csat() does.
SELECT (responded_at AT TIME ZONE 'UTC')::date AS day, channel, satisfaction, comment
FROM responses
WHERE NOT is_satisfied(satisfaction) AND comment <> ''
ORDER BY responded_at DESC;

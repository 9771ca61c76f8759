-- The examples that one session can run, as users run them, each in a schema of
-- its own; and what they show against answers counted without them.
\set ECHO none
CREATE SCHEMA rolling;
SET search_path = rolling, public;
\i examples/rolling_windows.sql
\set ECHO all
\pset null '(null)'

-- each day's windows against a count of the answers: any that differ
CREATE TEMPORARY TABLE answers AS
SELECT (responded_at AT TIME ZONE 'UTC')::date AS answered, satisfaction, recommend FROM responses;
SELECT day, days, tally, counted
FROM rolling_tallies
CROSS JOIN LATERAL (VALUES (30, satisfaction_30, recommend_30), (90, satisfaction_90, recommend_90)) AS w (days, satisfaction, recommend)
CROSS JOIN LATERAL (
	SELECT csat_tally(a.satisfaction) AS satisfaction, nps_tally(a.recommend) AS recommend
	FROM answers AS a WHERE answered > day - days AND answered <= day
) AS recount
CROSS JOIN LATERAL (VALUES (w.satisfaction, recount.satisfaction), (w.recommend, recount.recommend)) AS pair (tally, counted)
WHERE tally IS DISTINCT FROM counted;
SELECT day, q.satisfaction, recount.satisfaction AS counted
FROM quarter_to_date AS q
CROSS JOIN LATERAL (
	SELECT csat_tally(a.satisfaction) AS satisfaction, nps_tally(a.recommend) AS recommend
	FROM answers AS a WHERE to_char(answered, 'YYYYQ') = to_char(day, 'YYYYQ') AND answered <= day
) AS recount
WHERE (q.satisfaction, q.recommend) IS DISTINCT FROM (recount.satisfaction, recount.recommend);
DROP TABLE answers;

-- there are days without answers, and rows would have counted other days
SELECT count(*) AS days, count(*) FILTER (WHERE responses = 0) AS without_answers FROM rolling_tallies;
SELECT count(*) > 0 AS rows_are_not_days
FROM rolling_tallies JOIN (SELECT day, sum(satisfaction) OVER (ORDER BY day ROWS 29 PRECEDING) AS thirty_rows FROM daily_responses) AS by_rows USING (day)
WHERE thirty_rows <> satisfaction_30;

-- neither the session's time zone nor its date style moves an answer
SET TimeZone = 'Pacific/Kiritimati';
SET DateStyle = 'German';
SELECT count(*), min(day), max(day) FROM rolling_tallies;
RESET TimeZone;
RESET DateStyle;

\set ECHO none
\pset null ''
CREATE SCHEMA monthly;
SET search_path = monthly, public;
\i examples/monthly_report.sql
\set ECHO all
\pset null '(null)'

-- each tally against hand-written counts: any that differ
SELECT month, t.channel
FROM monthly_tallies AS t
CROSS JOIN LATERAL (
	SELECT count(satisfaction) AS responses, count(*) FILTER (WHERE satisfaction >= 4) AS satisfied,
		count(*) FILTER (WHERE recommend >= 9) AS promoters, count(*) FILTER (WHERE recommend <= 6) AS detractors
	FROM responses AS r
	WHERE to_char(responded_at AT TIME ZONE 'UTC', 'YYYYMM') = to_char(month, 'YYYYMM') AND t.channel IN (r.channel, 'all')
) AS counted
WHERE (responses(t.satisfaction), satisfied(t.satisfaction), promoters(t.recommend), detractors(t.recommend))
	IS DISTINCT FROM (counted.responses, counted.satisfied, counted.promoters, counted.detractors);
SELECT sum(responses(satisfaction)) FILTER (WHERE channel = 'all') = sum(responses(satisfaction)) FILTER (WHERE channel <> 'all') AS all_is_all,
	sum(responses(satisfaction)) FILTER (WHERE channel = 'all') = (SELECT count(satisfaction) FROM responses) AS nothing_lost
FROM monthly_tallies;

-- the month before is the calendar's: without February, March has none before it
DELETE FROM responses WHERE responded_at >= '2026-02-01 00:00+00' AND responded_at < '2026-03-01 00:00+00';
SELECT to_char(month, 'YYYY-MM') AS month, channel, responses(satisfaction_before),
	verdict(responses(satisfaction_before), responses(satisfaction), NULL)
FROM monthly_pairs ORDER BY 1, 2;

\set ECHO none
\pset null ''
CREATE SCHEMA live;
SET search_path = live, public;
\i examples/live_rollup.sql
\set ECHO all

-- the rollup against the answers: any that differ
SELECT day, channel, live.satisfaction, recount.satisfaction
FROM daily_tallies AS live
FULL JOIN (SELECT (responded_at AT TIME ZONE 'UTC')::date AS day, channel, csat_tally(satisfaction) AS satisfaction, nps_tally(recommend) AS recommend
		   FROM responses GROUP BY 1, 2) AS recount USING (day, channel)
WHERE (live.satisfaction, live.recommend) IS DISTINCT FROM (recount.satisfaction, recount.recommend);
RESET search_path;

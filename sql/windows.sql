-- Window frames of every kind against a plain count over the same frames.
-- ROWS, RANGE and GROUPS frames that move use the inverse transition; those
-- that exclude rows are recomputed.
\set ECHO none
CREATE SCHEMA windows;
SET search_path = windows, public;
\i test/answers.sql
\set ECHO all
CREATE FUNCTION compare_frame(window_clause text, OUT rows bigint, OUT differences bigint)
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format($q$
		SELECT count(*), count(*) FILTER (WHERE (csat, nps, csat_points) IS DISTINCT FROM (csat_by_hand, nps_by_hand, csat_by_hand)
			OR responses(tally) <> n OR responses(tally, 5) <> fives OR csat_score(tally) IS DISTINCT FROM csat
			OR points_tally IS DISTINCT FROM nullif(tally, csat_tally_of_none))
		FROM (SELECT csat(score) OVER w, nps(recommend) OVER w, csat(score, 5) OVER w AS csat_points,
				csat_tally(score) OVER w AS tally, csat_tally(score, 5) OVER w AS points_tally,
				'{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}'::score_tally AS csat_tally_of_none,
				count(score) OVER w AS n, count(*) FILTER (WHERE score = 5) OVER w AS fives,
				100 * count(*) FILTER (WHERE score >= 4) OVER w::numeric / nullif(count(score) OVER w, 0) AS csat_by_hand,
				100 * (count(*) FILTER (WHERE recommend >= 9) OVER w - count(*) FILTER (WHERE recommend <= 6) OVER w)::numeric
					/ nullif(count(recommend) OVER w, 0) AS nps_by_hand
			FROM answers WHERE id <= 2000 WINDOW w AS (%s)) s$q$, window_clause)
	INTO rows, differences;
END $$;

SELECT frame, c.* FROM (VALUES
	('ORDER BY id'),
	('ORDER BY day'),
	('PARTITION BY region ORDER BY id'),
	('PARTITION BY region'),
	('ORDER BY id ROWS BETWEEN 99 PRECEDING AND CURRENT ROW'),
	('ORDER BY id ROWS BETWEEN 3 PRECEDING AND CURRENT ROW'),
	('ORDER BY id ROWS BETWEEN CURRENT ROW AND CURRENT ROW'),
	('ORDER BY id ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING'),
	('ORDER BY id ROWS BETWEEN 5 FOLLOWING AND 9 FOLLOWING'),
	('ORDER BY id ROWS BETWEEN 9 PRECEDING AND 5 PRECEDING'),
	('ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING'),
	('ORDER BY id ROWS BETWEEN 9 FOLLOWING AND 5 FOLLOWING'),
	('PARTITION BY region ORDER BY id ROWS BETWEEN 20 PRECEDING AND 1 FOLLOWING'),
	('PARTITION BY customer ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW'),
	('ORDER BY day RANGE BETWEEN ''6 days'' PRECEDING AND CURRENT ROW'),
	('PARTITION BY region ORDER BY day RANGE BETWEEN ''29 days'' PRECEDING AND CURRENT ROW'),
	('ORDER BY day RANGE BETWEEN ''3 days'' FOLLOWING AND ''5 days'' FOLLOWING'),
	('ORDER BY id DESC RANGE BETWEEN 10 PRECEDING AND 10 FOLLOWING'),
	('ORDER BY day GROUPS BETWEEN 2 PRECEDING AND 1 FOLLOWING'),
	('PARTITION BY region ORDER BY day GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING'),
	('ORDER BY id ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING EXCLUDE CURRENT ROW'),
	('ORDER BY day ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING EXCLUDE TIES'),
	('ORDER BY day GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP'),
	('ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW')) f(frame),
	compare_frame(frame) c;

-- FILTER and DISTINCT days: windows over groups
SELECT count(*) AS rows, count(*) FILTER (WHERE csat IS DISTINCT FROM by_hand) AS differences
FROM (SELECT csat(score) FILTER (WHERE score <> 3) OVER w, 100 * count(*) FILTER (WHERE score >= 4) OVER w::numeric
		/ nullif(count(*) FILTER (WHERE score <> 3) OVER w, 0) AS by_hand
	FROM answers WHERE id <= 2000 WINDOW w AS (ORDER BY id ROWS BETWEEN 10 PRECEDING AND CURRENT ROW)) s;

-- Windows over stored tallies, some of them missing, against windows over the
-- rows they were made of
UPDATE daily SET csat = NULL WHERE day IN ('2026-01-11', '2026-01-12', '2026-01-13', '2026-01-14');
SELECT count(*) AS rows, count(*) FILTER (WHERE (ours, kept) IS DISTINCT FROM (by_hand, tally)) AS differences
FROM (SELECT csat(csat) OVER w AS ours, sum(csat) OVER w AS kept, d.region, d.day,
		(SELECT csat(score) FROM answers a WHERE a.region = d.region AND a.day BETWEEN d.day - 2 AND d.day
			AND a.day NOT IN ('2026-01-11', '2026-01-12', '2026-01-13', '2026-01-14')) AS by_hand,
		(SELECT csat_tally(score) FROM answers a WHERE a.region = d.region AND a.day BETWEEN d.day - 2 AND d.day
			AND a.day NOT IN ('2026-01-11', '2026-01-12', '2026-01-13', '2026-01-14')
			HAVING bool_or(true)) AS tally
	FROM daily d WINDOW w AS (PARTITION BY region ORDER BY day RANGE BETWEEN '2 days' PRECEDING AND CURRENT ROW)) s;
SELECT count(*) AS rows, count(*) FILTER (WHERE ours IS DISTINCT FROM by_hand) AS differences
FROM (SELECT nps(nps) OVER w AS ours, (SELECT nps(recommend) FROM answers a WHERE a.region = d.region
		AND a.day BETWEEN d.day - 29 AND d.day) AS by_hand
	FROM daily d WINDOW w AS (PARTITION BY region ORDER BY day RANGE BETWEEN '29 days' PRECEDING AND CURRENT ROW)) s;

-- Each row keeps its own tally: the state that moves on is not what was given
SELECT i, csat_tally(1 + i % 5) OVER (ORDER BY i ROWS 1 PRECEDING), csat_tally(1 + i % 5) OVER (ORDER BY i)
FROM generate_series(1, 6) i;

-- csat(score, points) over a frame whose scale changes while it is empty
SELECT i, csat(s, p) OVER w, csat_tally(s, p) OVER w
FROM (VALUES (1, 5, 5), (2, NULL, 5), (3, NULL, NULL), (4, 7, 7), (5, 6, 7), (6, NULL, 3), (7, NULL, 3), (8, 3, 3)) v(i, s, p)
WINDOW w AS (ORDER BY i ROWS 1 PRECEDING);
SELECT csat(s, p) OVER (ORDER BY i ROWS 1 PRECEDING) FROM (VALUES (1, 5, 5), (2, 5, 7)) v(i, s, p);

-- an error in a frame is an error, not a frame without the row
SELECT csat(i) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(5, 6) i;
SELECT sum(t) OVER (ORDER BY i ROWS 1 PRECEDING) FROM (VALUES (1, score_tally(1, 1)), (2, '{"1": 1, "2": 2}')) v(i, t);

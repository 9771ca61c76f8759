-- A tally on any scale, read as CSAT or NPS.
-- CES on 1 to 7, satisfied from 5; and 0 to 10 with other marks than NPS's own:
-- computed with R and statsmodels, adjusted Wald's
SELECT t, csat_score(t), round(lower(csat_interval(t)), 8) AS low, round(upper(csat_interval(t)), 8) AS high
FROM recode_csat('{"1": 80, "2": 210, "3": 140, "4": 110, "5": 160, "6": 180, "7": 120}', 5) t;
SELECT t, round(nps_score(t), 8) AS nps, round(lower(i), 8) AS low, round(upper(i), 8) AS high
FROM recode_nps('{"0": 17, "1": 6, "2": 8, "3": 19, "4": 18, "5": 144, "6": 130, "7": 291, "8": 677, "9": 564, "10": 872}', 5, 8) t, nps_interval(t, 0.95, 'adjusted-wald') i;
SELECT recode_nps('{"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}', 3, 5) AS nps_of_stars;
SELECT recode_csat(t, 5), recode_nps(t, 3, 5) FROM (SELECT weighted_csat_tally(3, 0.5)) s(t);
SELECT recode_csat(csat_tally(NULL::int), 3), recode_csat(NULL::score_tally, 3), recode_csat(csat_tally(1), NULL), recode_nps(csat_tally(1), 1, NULL);

-- Recoding then reading is counting by hand, at every mark of any scale; CSAT's
-- own marks change no CSAT, NPS's own no NPS.
CREATE TEMP TABLE answers AS SELECT i % 4 AS part, lowest, points, lowest + (i * i + i / 7) % points AS score, 1 + i % 3 AS weight
	FROM generate_series(1, 400) i, (VALUES (-3, 7), (0, 11), (1, 5), (1, 10), (900, 101)) s(lowest, points);
CREATE TEMP TABLE tallies AS SELECT part, lowest, points, sum(score_tally(score, 1, lowest, lowest + points - 1)) AS t
	FROM answers GROUP BY part, lowest, points;
SELECT count(*) AS marks, count(*) FILTER (WHERE csat_score(recode_csat(t, mark)) <> by_hand OR responses(recode_csat(t, mark)) <> n) AS wrong
FROM tallies, generate_series(lowest, lowest + points - 1) mark,
	LATERAL (SELECT 100.0 * count(*) FILTER (WHERE score >= mark) / count(*), count(*) FROM answers a WHERE (a.part, a.lowest, a.points) = (tallies.part, tallies.lowest, tallies.points)) h(by_hand, n);
SELECT count(*) AS marks, count(*) FILTER (WHERE nps_score(recode_nps(t, low, high)) <> by_hand) AS wrong
FROM tallies, generate_series(lowest, lowest + points - 2, 1 + points / 12) low, generate_series(low + 1, lowest + points - 1, 1 + points / 12) high,
	LATERAL (SELECT 100.0 * (count(*) FILTER (WHERE score >= high) - count(*) FILTER (WHERE score <= low)) / count(*) FROM answers a WHERE (a.part, a.lowest, a.points) = (tallies.part, tallies.lowest, tallies.points)) h(by_hand);
SELECT bool_and(csat_score(recode_csat(t, CASE points WHEN 5 THEN 4 ELSE 8 END)) = csat_score(t)) AS csat_of_its_own FROM tallies WHERE lowest = 1;
SELECT bool_and(nps_score(recode_nps(t, 6, 9)) = nps_score(t)) AS nps_of_its_own FROM tallies WHERE lowest = 0;
SELECT bool_and(abs(csat_score(recode_csat(t, 3)) - (SELECT 100.0 * sum(weight) FILTER (WHERE score >= 3) / sum(weight) FROM answers WHERE (lowest, points) = (1, 5))) < 1e-9) AS weighted
FROM (SELECT weighted_csat_tally(score, weight) FROM answers WHERE (lowest, points) = (1, 5)) s(t);

-- errors
SELECT recode_csat(csat_tally(1), 0);
SELECT recode_csat(csat_tally(1), 6);
SELECT recode_nps(csat_tally(1), 3, 3);
SELECT recode_nps(csat_tally(1), 0, 2147483647);
SELECT recode_csat('{"1": 9223372036854775807, "2": 0}'::score_tally, 1);
SELECT recode_csat(('{' || string_agg(format('"%s": [1, 1.18e153, 1.4e306]', i), ', ') || '}')::weighted_tally, 50) FROM generate_series(-50, 50) i;
DROP TABLE answers, tallies;

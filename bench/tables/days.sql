-- Ten years of 20 regions, 73,060 rows, where there are any answers at all: a
-- tally of each day, and the counts that the score takes by hand.
CREATE TABLE days (region integer, day date, tally score_tally, answers bigint, satisfied bigint);
SELECT setseed(0.75) \g /dev/null
INSERT INTO days
SELECT region, day, tally, responses(tally), satisfied(tally)
FROM generate_series(0, 19) AS region,
	generate_series(timestamp '2015-01-01', '2024-12-31', '1 day') AS day,
	LATERAL (SELECT format('{"1": %s, "2": %s, "3": %s, "4": %s, "5": %s}',
		floor(5 * random()), floor(10 * random()), floor(20 * random()),
		floor(40 * random() + extract(doy FROM day) % 7), floor(50 * random()) + region)::score_tally) AS made (tally)
WHERE :rows > 0;

-- A million tallies, and the same figures as bigints.
CREATE TABLE kept_as_bigints AS
SELECT i AS id, floor(50 * random())::bigint AS "1", floor(100 * random())::bigint AS "2",
	floor(300 * random())::bigint AS "3", floor(1500 * random())::bigint AS "4",
	floor(700 * random())::bigint AS "5"
FROM generate_series(1, 1000000) AS i;
CREATE TABLE kept_as_tallies AS
SELECT id, format('{"1": %s, "2": %s, "3": %s, "4": %s, "5": %s}', "1", "2", "3", "4", "5")::score_tally AS tally
FROM kept_as_bigints;

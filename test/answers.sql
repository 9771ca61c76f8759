-- What several regress files count: 20,000 generated answers, one in eight of
-- them missing, and some customers who never answer.  And what plans are.
CREATE FUNCTION noise(seed int, i int) RETURNS int IMMUTABLE LANGUAGE sql
	RETURN ('x' || substr(md5(seed || ' ' || i), 1, 7))::bit(28)::int;
CREATE TABLE answers AS
SELECT i AS id, noise(1, i) % 7 AS region, noise(2, i) % 300 AS customer, date '2026-01-01' + noise(3, i) % 90 AS day,
	CASE WHEN noise(4, i) % 8 > 0 AND noise(2, i) % 300 > 3 THEN 1 + noise(5, i) % 5 END AS score,
	CASE WHEN noise(6, i) % 8 > 0 AND noise(2, i) % 300 > 3 THEN noise(7, i) % 11 END AS recommend
FROM generate_series(1, 20000) i;
ANALYZE answers;

-- Stored tallies
CREATE TABLE daily AS
SELECT region, day, csat_tally(score) AS csat, nps_tally(recommend) AS nps FROM answers GROUP BY region, day;

-- Whether the plan of a query names a node.
CREATE FUNCTION plan_has(query text, node text) RETURNS boolean
LANGUAGE plpgsql SET csat.enable_tally_aggregate = off AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line LIKE '%' || node || '%' THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END $$;

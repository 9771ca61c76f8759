-- csat() and nps() against a plain count over the same generated rows, in
-- every kind of plan that groups rows.
\set ECHO none
CREATE SCHEMA oracle;
SET search_path = oracle, public;
\i test/answers.sql
\set ECHO all

-- One grouping, both ways: the groups it has, and those that differ.
CREATE FUNCTION compare(keys text, source text, clauses text, OUT groups bigint, OUT differences bigint)
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format($q$
		WITH ours AS MATERIALIZED (
			SELECT %1$s, csat(score), nps(recommend), csat_tally(score), nps_tally(recommend)
			FROM %2$s %3$s),
		by_hand AS MATERIALIZED (
			SELECT %1$s,
				100 * count(*) FILTER (WHERE score BETWEEN 4 AND 5)::numeric / nullif(count(score), 0),
				100 * (count(*) FILTER (WHERE recommend BETWEEN 9 AND 10)
					   - count(*) FILTER (WHERE recommend BETWEEN 0 AND 6))::numeric / nullif(count(recommend), 0),
				(SELECT sum(score_tally(s, n)) FROM unnest(ARRAY[1, 2, 3, 4, 5], ARRAY[
					count(*) FILTER (WHERE score = 1), count(*) FILTER (WHERE score = 2),
					count(*) FILTER (WHERE score = 3), count(*) FILTER (WHERE score = 4),
					count(*) FILTER (WHERE score = 5)]) v(s, n)),
				(SELECT sum(score_tally(s, n, 0, 10)) FROM unnest(ARRAY[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], ARRAY[
					count(*) FILTER (WHERE recommend = 0), count(*) FILTER (WHERE recommend = 1),
					count(*) FILTER (WHERE recommend = 2), count(*) FILTER (WHERE recommend = 3),
					count(*) FILTER (WHERE recommend = 4), count(*) FILTER (WHERE recommend = 5),
					count(*) FILTER (WHERE recommend = 6), count(*) FILTER (WHERE recommend = 7),
					count(*) FILTER (WHERE recommend = 8), count(*) FILTER (WHERE recommend = 9),
					count(*) FILTER (WHERE recommend = 10)]) v(s, n))
			FROM %2$s %3$s)
		SELECT (SELECT count(*) FROM ours),
			(SELECT count(*) FROM (TABLE ours EXCEPT ALL TABLE by_hand) d)
			+ (SELECT count(*) FROM (TABLE by_hand EXCEPT ALL TABLE ours) d)$q$, keys, source, clauses)
	INTO groups, differences;
END $$;

-- The oracle sees a difference where there is one.
CREATE TEMP TABLE regional AS SELECT region, csat_tally(score) FROM answers GROUP BY region;
BEGIN;
UPDATE answers SET score = 5 WHERE id = (SELECT min(id) FROM answers WHERE score = 4);
SELECT count(*) AS seen FROM (SELECT region, csat_tally(score) FROM answers GROUP BY region EXCEPT TABLE regional) d;
ROLLBACK;

-- Groups
SELECT clauses, c.*
FROM (VALUES ('1', ''), ('1', 'WHERE false'), ('1', 'WHERE score IS NULL'),
	('region', 'GROUP BY region'), ('customer', 'GROUP BY customer'), ('region, customer', 'GROUP BY region, customer'),
	('customer', 'GROUP BY customer HAVING csat(score) > 50'),
	('customer', 'GROUP BY customer HAVING nps(recommend) IS NULL'),
	('region, customer', 'GROUP BY ROLLUP (region, customer)'),
	('region, day', 'GROUP BY CUBE (region, day)'),
	('region, day, customer', 'GROUP BY GROUPING SETS ((region), (day), (customer), (region, day), ())'),
	('date_trunc(''month'', day)', 'GROUP BY 1')) v(keys, clauses),
	compare(keys, 'answers', clauses) c;

-- Ordered and hashed grouping, and hashed that spills to disk
SET enable_hashagg = off;
SELECT plan_has('SELECT csat(score) FROM answers GROUP BY customer', 'GroupAggregate') AS ordered;
SELECT compare('region, customer', 'answers', 'GROUP BY region, customer'), compare('region, day', 'answers', 'GROUP BY CUBE (region, day)');
RESET enable_hashagg;
SET enable_sort = off;
SET work_mem = '64kB';
SELECT plan_has('SELECT csat(score) FROM answers GROUP BY id', 'HashAggregate') AS hashed;
CREATE FUNCTION spills(query text) RETURNS boolean
LANGUAGE plpgsql SET csat.enable_tally_aggregate = off AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (ANALYZE, FORMAT json) ' || query INTO plan;
	RETURN (plan -> 0 -> 'Plan' ->> 'HashAgg Batches')::int > 1;
END $$;
SELECT spills('SELECT csat(score), nps(recommend) FROM answers GROUP BY id') AS spilled;
SELECT compare('id', 'answers', 'GROUP BY id'), compare('region, customer', 'answers', 'GROUP BY region, customer');
RESET work_mem;
RESET enable_sort;

-- DISTINCT, ORDER BY and FILTER inside the call
SELECT count(*) AS groups,
	count(*) FILTER (WHERE ours_distinct IS DISTINCT FROM distinct_by_hand OR ours_ordered IS DISTINCT FROM by_hand
		OR ours_filtered IS DISTINCT FROM filtered_by_hand) AS differences
FROM (SELECT customer, csat(DISTINCT score) AS ours_distinct, csat(score ORDER BY day DESC, id) AS ours_ordered,
		csat(score) FILTER (WHERE day < '2026-02-01' AND score <> 3) AS ours_filtered,
		100 * count(DISTINCT score) FILTER (WHERE score >= 4)::numeric / nullif(count(DISTINCT score), 0) AS distinct_by_hand,
		100 * count(*) FILTER (WHERE score >= 4)::numeric / nullif(count(score), 0) AS by_hand,
		100 * count(*) FILTER (WHERE score >= 4 AND day < '2026-02-01')::numeric
			/ nullif(count(*) FILTER (WHERE score <> 3 AND day < '2026-02-01'), 0) AS filtered_by_hand
	FROM answers GROUP BY customer) s;

-- Stored tallies merged again are the tally of all their rows
SELECT count(*) AS groups, count(*) FILTER (WHERE (d.c, d.n, d.t) IS DISTINCT FROM (a.c, a.n, a.t)) AS differences
FROM (SELECT region, csat(csat) AS c, nps(nps) AS n, sum(csat) AS t FROM daily GROUP BY ROLLUP (region)) d
FULL JOIN (SELECT region, csat(score) AS c, nps(recommend) AS n, csat_tally(score) AS t FROM answers GROUP BY ROLLUP (region)) a
ON d.region IS NOT DISTINCT FROM a.region AND (d.region IS NULL) = (a.region IS NULL);

-- Parallel plans
CREATE TABLE serially AS SELECT customer, csat(score), nps(recommend), csat_tally(score), csat(score, 5) AS points FROM answers GROUP BY customer;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT plan_has('SELECT csat(score), nps(recommend) FROM answers', 'Partial') AS partial,
	plan_has('SELECT customer, csat(score, 5) FROM answers GROUP BY customer', 'Partial') AS by_group,
	plan_has('SELECT csat(csat), nps(nps), sum(csat) FROM daily', 'Partial') AS over_tallies;
SELECT count(*) AS groups, count(*) FILTER (WHERE s IS DISTINCT FROM p) AS differences
FROM serially s JOIN (SELECT customer, csat(score), nps(recommend), csat_tally(score), csat(score, 5) AS points
	FROM answers GROUP BY customer) p USING (customer);
SELECT csat(csat) = (SELECT csat(score) FROM answers) AS csat, nps(nps) = (SELECT nps(recommend) FROM answers) AS nps,
	sum(csat) = (SELECT csat_tally(score) FROM answers) AS sum FROM daily;
SELECT csat(score) FROM answers WHERE score IS NULL;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;

-- Partitionwise plans, full and partial
CREATE TABLE partitioned (LIKE answers) PARTITION BY LIST (region);
SELECT format('CREATE TABLE partitioned_%s PARTITION OF partitioned FOR VALUES IN (%s)', r, r) FROM generate_series(0, 6) r \gexec
INSERT INTO partitioned SELECT * FROM answers;
ANALYZE partitioned;
SET enable_partitionwise_aggregate = on;
SELECT plan_has('SELECT csat(score), nps(recommend) FROM partitioned', 'Partial') AS partial,
	plan_has('SELECT region, csat(score) FROM partitioned GROUP BY region', 'Append') AS "full";
SELECT compare('1', 'partitioned', ''), compare('region', 'partitioned', 'GROUP BY region'), compare('customer', 'partitioned', 'GROUP BY customer');
SELECT count(*) AS groups, count(*) FILTER (WHERE s IS DISTINCT FROM p) AS differences
FROM serially s JOIN (SELECT customer, csat(score), nps(recommend), csat_tally(score), csat(score, 5) AS points
	FROM partitioned GROUP BY customer) p USING (customer);
RESET enable_partitionwise_aggregate;

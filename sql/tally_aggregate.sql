-- The Tally Aggregate: the same rows and errors with it as without, for
-- queries that it is for and for those that it must leave alone.
SET csat.enable_tally_aggregate = force;
CREATE COLLATION fold (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TYPE mood AS ENUM ('bad', 'good');
CREATE DOMAIN stars AS int;
CREATE TABLE forms (
	id int, big bigint, small smallint, day date, dropped int, at timestamp, zone timestamptz, flag boolean, u uuid, tz timetz,
	t text COLLATE "C", v varchar(20), c char(5), folded text COLLATE fold, mood mood, b bytea, n name, num numeric, f float8, arr int[],
	s int, s2 smallint, s8 bigint, sn numeric, sf float8, domain stars, good boolean, w float8, points int, x float8);
INSERT INTO forms
SELECT i, i % 4, i % 3, date '2026-01-01' + i % 5, i, timestamp '2026-01-01' + i % 6 * interval '1 hour', '2026-01-01Z'::timestamptz + i % 2 * interval '1 day',
	i % 3 = 0, md5((i % 7)::text)::uuid, make_time(i % 2, 0, 0)::timetz, CASE WHEN i % 9 > 0 THEN repeat('key ', i % 4 * 700) END, 'v' || i % 4, 'c' || i % 3,
	CASE i % 2 WHEN 0 THEN 'A' ELSE 'a' END, (ARRAY['bad', 'good'])[i % 2 + 1]::mood, sha256((i % 3)::text::bytea), ('n' || i % 3)::name,
	(i % 3)::numeric, CASE i % 3 WHEN 0 THEN -0.0 WHEN 1 THEN 0.0 ELSE 1.5 END, ARRAY[i % 2],
	CASE WHEN i % 5 > 0 THEN 1 + i % 5 END, i % 11, 1 + i % 5, (i % 11)::numeric, 1 + i % 5, 1 + i % 5, i % 4 > 0, i % 16 / 8.0, 5 + i % 2 * 0,
	(ARRAY['NaN', 'Infinity', '-Infinity', '0', '-0', '1e300', '0.1', NULL])[1 + i % 7 * i % 8]::float8
FROM generate_series(1, 500) i;
ALTER TABLE forms DROP COLUMN dropped;
ALTER TABLE forms ADD COLUMN later int DEFAULT 3, ADD COLUMN later_key text DEFAULT 'later';
-- a NULL of 8 bytes amid smaller columns, equal keys that are stored apart
ALTER TABLE forms ALTER t SET STORAGE EXTERNAL;
INSERT INTO forms (id, s, later, small, day, t) VALUES (501, 4, NULL, NULL, NULL, NULL), (502, NULL, 5, NULL, NULL, NULL), (503, 4, 5, 1, '2026-01-02', repeat('far away ', 1000)), (504, 4, 5, 1, '2026-01-02', repeat('far away ', 1000));
CREATE TABLE nobody (s int, t text);
CREATE TABLE gone AS SELECT 4 AS s;
DELETE FROM gone;
CREATE TEMP TABLE session AS SELECT id, s, t FROM forms;
CREATE TABLE parts (k int, s int) PARTITION BY LIST (k);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (0, 1);
CREATE TABLE parts_2 (s int, k int);
ALTER TABLE parts ATTACH PARTITION parts_2 DEFAULT;
INSERT INTO parts SELECT i % 5, 1 + i % 5 FROM generate_series(1, 100) i;
CREATE TABLE kept AS SELECT small, t, csat_tally(s), nps_tally(s2), weighted_nps_tally(s2, w) FROM forms GROUP BY small, t;
CREATE TABLE maybe AS SELECT 1 + i % 5 AS s, CASE WHEN i % 97 > 40 THEN i % 3 > 0 END AS ok FROM generate_series(1, 500) i;
CREATE TABLE parent (s int, k text);
CREATE TABLE child (x int) INHERITS (parent);
INSERT INTO parent SELECT 1 + i % 5, 'p' FROM generate_series(1, 10) i;
INSERT INTO child SELECT 1 + i % 5, 'c' FROM generate_series(1, 10) i;
ANALYZE;
-- aggregates that others made of our functions
CREATE FUNCTION a_text(score_tally) RETURNS text IMMUTABLE STRICT LANGUAGE sql RETURN 'mine';
CREATE AGGREGATE not_ours(int) (SFUNC = score_tally_accum, STYPE = score_tally, FINALFUNC = a_text, INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}');
CREATE AGGREGATE head_start(int) (SFUNC = score_tally_accum, STYPE = score_tally, FINALFUNC = csat_score, INITCOND = '{"1": 7, "2": 0, "3": 0, "4": 0, "5": 0}');
CREATE AGGREGATE from_one(int) (SFUNC = int4_sum, STYPE = bigint, INITCOND = '1');
CREATE AGGREGATE head_start_avg(int) (SFUNC = int4_avg_accum, STYPE = bigint[], FINALFUNC = int8_avg, INITCOND = '{1,5}');
CREATE AGGREGATE alike(int) (SFUNC = score_tally_accum, STYPE = score_tally, FINALFUNC = csat_score, INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0}');

CREATE FUNCTION dear(numeric) RETURNS boolean IMMUTABLE COST 10000 LANGUAGE plpgsql AS $$ BEGIN RAISE 'asked for %', $1; END $$;

-- A query's rows, or its error; which of several wrong rows is first is not the same in every plan.
CREATE FUNCTION rows_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
	hint text;
BEGIN
	EXECUTE format('SELECT array_agg(q::text ORDER BY q::text) FROM (%s) q', query) INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN format('%s: %s', SQLSTATE, regexp_replace(format('%s %s', SQLERRM, hint), '-?\d+(\.\d+)?', 'N', 'g'));
END $$;
CREATE FUNCTION uses_node(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line LIKE '%TallyAggregate%' THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END $$;
CREATE FUNCTION rows_without(query text) RETURNS text LANGUAGE plpgsql SET csat.enable_tally_aggregate = off AS $$
BEGIN
	RETURN rows_of(query);
END $$;

-- Every key, alone and with another; then every aggregate; then queries.
CREATE TEMP TABLE cases (meant boolean, query text);
INSERT INTO cases
SELECT meant, format('SELECT %1$s AS k, csat(s), nps(s2), count(*), count(s) FROM forms GROUP BY 1%2$s', key, more)
FROM (VALUES (true, 'id'), (true, 'small'), (true, 'big'), (true, 'day'), (true, 'at'), (true, 'zone'), (true, 'flag'), (true, 'u'), (true, 'tz'), (true, 't'),
	(true, 'v'), (true, 'mood'), (true, 'b'), (true, 'n'), (true, 'later'), (true, 'later_key'), (true, 'small + 1'), (true, 'date_trunc(''day'', at)'),
	(true, 'lower(v)'), (true, 'NULL::int'), (true, 'ctid'), (true, 'tableoid'), (true, '(SELECT min(k) FROM parts WHERE k >= small)'),
	(false, 'c'), (false, 'folded'), (false, 'num'), (false, 'f'), (false, 'arr'), (false, 'forms'), (false, 'random() < 2')) keys (meant, key),
	(VALUES (''), (', small, t')) more (more);
INSERT INTO cases
SELECT meant, format('SELECT %s%s FROM forms%s', select_list, call, tail)
FROM (VALUES (true, 'csat(s)'), (true, 'csat(s2 % 5 + 1)'), (true, 'csat(s8)'), (true, 'nps(sn)'), (true, 'csat(sf), csat(s)'), (true, 'csat(domain)'), (true, 'csat(good)'),
	(true, 'csat(s, 7)'), (false, 'csat(s, points)'), (false, 'csat(s, 99)'), (false, 'csat(NULL::int, 99)'), (false, 'csat(s, NULL)'), (true, 'csat_tally(s, 5), csat(s, 5)'), (true, 'csat_tally(sn, 10)'),
	(true, 'score_tally_agg(s2, 0, 10)'), (false, 'score_tally_agg(s2, -5, points * 20)'), (false, 'score_tally_agg(s, 5, 1)'), (true, 'weighted_tally_agg(s2, w, 0, 10)'),
	(true, 'nps_tally(s2), nps(s2), promoters(nps_tally(s2))'), (true, 'weighted_csat(s, w), weighted_nps(s2, w), weighted_csat(s, w, 5), weighted_tally_agg(s2, w, -1, 12)'), (true, 'weighted_csat(s, -w)'), (true, 'weighted_nps(s2, w / 0)'), (false, 'weighted_nps(sn, w)'), (false, 'weighted_csat(s, w, points)'),
	(true, 'csat(later), count(later)'), (true, 'csat(s) FILTER (WHERE id % 2 = 0), count(*) FILTER (WHERE id % 3 = 0), count(s) FILTER (WHERE good)'),
	(false, 'csat(s, points) FILTER (WHERE id > 400)'), (true, 'weighted_nps(s2, 1 / (id - 7)) FILTER (WHERE id <> 7)'), (true, 'weighted_nps(s2, abs(1 / (id - 7)))'),
	(true, 'csat(s + 3)'), (true, 'nps(s2 * 0.5)'), (true, 'nps(''NaN''::float8)'), (true, 'csat((SELECT max(k) FROM parts WHERE k < 3 AND k <= s))'), (true, 'csat(s) + nps(s2), round(csat(s), 2), csat(s) IS NULL'),
	(true, 'alike(s)'), (false, 'not_ours(s)'), (false, 'head_start(s)'), (false, 'csat(DISTINCT s)'), (false, 'csat(s ORDER BY id)'), (true, 'csat(s), sum(s), sum(s2), avg(s), avg(s2)'), (false, 'sum(s), avg(s), count(*)'),
	(true, 'csat(s), min(s), max(s), min(s2), max(s2), min(s8), max(s8), min(day), max(day), min(at), max(at), min(zone), max(zone)'), (true, 'nps(s2), bool_and(flag), bool_or(flag), every(good)'),
	(true, 'csat(s), sum(w), avg(w), min(w), max(w), min(f), max(f)'), (true, 'csat(s), sum(x), avg(x), min(x), max(x)'), (true, 'csat(s), avg(s) FILTER (WHERE flag), max(day) FILTER (WHERE NULL), sum(w) FILTER (WHERE good AND s > 3)'),
	(true, 'csat(s), max(10 / (id - 7)) FILTER (WHERE id <> 7)'), (true, 'csat(s), sum(w * 9e307)'), (true, 'csat(s), avg(w * 9e307)'), (true, 'csat(s), avg(w * 1e200)'), (true, 'csat(s), sum(s) + avg(s2), max(domain)'),
	(false, 'csat(s), sum(s8)'), (false, 'csat(s), avg(sn)'), (false, 'csat(s), stddev(w)'), (false, 'csat(s), max(t)'), (false, 'csat(s), sum(DISTINCT s)'), (false, 'csat(s), from_one(s)'), (false, 'csat(s), head_start_avg(s)'),
	(true, 'csat(s), max(sum(s)) OVER ()'), (false, 'count(*)'),
	(false, 'csat(s), csat((random() * 0)::int + 1)')) calls (meant, call),
	(VALUES ('', ''), ('small, ', ' GROUP BY small'), ('t, small, ', ' GROUP BY t, small'), ('', ' WHERE id < 0'), ('small, ', ' WHERE false GROUP BY small'), ('', ' HAVING count(*) > 1')) around (select_list, tail);
INSERT INTO cases VALUES
	(true, 'SELECT csat(s) FROM nobody'), (true, 'SELECT csat(s) FILTER (WHERE ok), count(*) FILTER (WHERE ok) FROM maybe'), (true, 'SELECT t, csat(s) FROM nobody GROUP BY t'), (true, 'SELECT csat(s) FROM gone'), (true, 'SELECT csat(s) FROM nobody GROUP BY ''one''::text'), (true, 'SELECT csat(s) FROM gone GROUP BY 1 = 1'),
	(true, 'SELECT small, csat(s) FROM forms GROUP BY small HAVING nps(s2) < 0 AND small > 0'), (true, 'SELECT small FROM forms GROUP BY small HAVING csat(s) > 60'), (true, 'SELECT 1 FROM forms HAVING csat(s) > 101'),
	(true, 'SELECT small + 1, small, small * 2 AS twice, csat(s) FROM forms GROUP BY small'), (true, 'SELECT date_trunc(''day'', at) + interval ''1 day'', csat(s) FROM forms GROUP BY date_trunc(''day'', at)'),
	(true, 'SELECT a.small, csat(a.s), nps(b.s2), count(b.id) FROM forms a LEFT JOIN forms b ON a.id = b.id * 2 GROUP BY a.small'), (true, 'SELECT b.v, csat(a.s) FROM forms a LEFT JOIN forms b ON a.id = b.id * 2 GROUP BY b.v'),
	(true, 'SELECT p.k, (SELECT csat(s) FROM forms f WHERE f.small = p.k) FROM parts p'), (true, 'SELECT p.k, l.* FROM parts p, LATERAL (SELECT t, csat(s), nps(s2) FROM forms f WHERE f.small = p.k AND f.id > 10 GROUP BY t) l'),
	(true, 'SELECT p.k, l.* FROM parts p, LATERAL (SELECT p.k + small AS k, csat(s) FROM forms f GROUP BY p.k + small) l'), (true, 'SELECT k, csat(s) FROM parts GROUP BY k'), (true, 'SELECT s, csat(s) FROM parts GROUP BY s'), (true, 'SELECT csat(s) FROM parts'),
	(true, 'SELECT k, csat(s) FROM parent GROUP BY k'), (true, 'SELECT tableoid::regclass, csat(s) FROM parent GROUP BY tableoid'), (true, 'SELECT t, csat(s) FROM session GROUP BY t'), (true, 'SELECT s, csat(s) FROM (SELECT s FROM forms UNION ALL SELECT s FROM session) u GROUP BY s'),
	(false, 'SELECT small, csat(csat_tally), nps(nps_tally), nps(weighted_nps_tally), sum(csat_tally), count(*) FROM kept GROUP BY small'), (true, 'SELECT nps(csat_tally) FROM kept'), (true, 'SELECT sum(x) FROM (SELECT csat_tally AS x FROM kept UNION ALL SELECT nps_tally FROM kept) u'),
	(true, 'SELECT small, csat(csat_tally), nps(nps_tally), sum(csat_tally), count(*) FROM kept GROUP BY small'), (true, 'SELECT t, csat(csat_tally) FILTER (WHERE small > 0), sum(nps_tally) FILTER (WHERE false) FROM kept GROUP BY t'), (true, 'SELECT sum(csat_tally), csat(nullif(csat_tally, csat_tally)) FROM kept'),
	(true, 'SELECT n, sum(x) FROM (SELECT 1 AS n, csat_tally AS x FROM kept UNION ALL SELECT 2, nps_tally FROM kept) u GROUP BY n'), (true, 'SELECT csat(csat_tally) FROM kept WHERE small < 0'), (true, 'SELECT sum(score_tally(4, (id - 1) * 9000000000000000000)) FROM forms WHERE id < 4'), (false, 'SELECT small, csat(csat_tally) FROM kept GROUP BY ROLLUP (small)'),
	(true, 'SELECT small, csat(s) FROM forms GROUP BY small ORDER BY csat(s) DESC, small LIMIT 2'), (true, 'SELECT csat(s) OVER () FROM (SELECT small AS s, nps(s2) FROM forms WHERE small > 0 GROUP BY small) x UNION ALL SELECT csat(s) FROM forms'),
	(true, 'SELECT rank() OVER (ORDER BY csat(s)), small FROM forms GROUP BY small'), (true, 'WITH x AS MATERIALIZED (SELECT small, csat(s) AS c FROM forms GROUP BY small) SELECT * FROM x a JOIN x b USING (c)'), (true, 'SELECT DISTINCT csat(s) FROM forms GROUP BY small, t'),
	(true, 'SELECT g, csat(s) FROM generate_series(1, 3) g, forms WHERE g <> small GROUP BY g'), (true, 'SELECT small, csat(s) FROM forms GROUP BY ROLLUP (small)'), (false, 'SELECT generate_series(1, 2), csat(s) FROM forms'), (false, 'SELECT small, grouping(small), csat(s) FROM forms GROUP BY small'),
	(true, 'SELECT csat(s) FROM nobody WHERE s > (SELECT 1 / min(0 * k) FROM parts)'), (true, 'SELECT csat(s) FROM forms WHERE id < 0 AND s > (SELECT 1 / min(0 * k) FROM parts)'), (true, 'SELECT csat(s) FROM forms WHERE s > (SELECT 1 / min(0 * k) FROM parts)'),
	(true, 'SELECT csat(1 + id % 5) FROM pg_class c JOIN forms f ON c.oid = f.tableoid'), (true, 'SELECT csat(s) FROM forms TABLESAMPLE BERNOULLI (100)'), (true, 'SELECT csat(s) FROM forms WHERE ctid = ''(0,1)'''),
	(false, 'SELECT folded, csat(s) FROM forms GROUP BY folded ORDER BY folded USING ~<~'), (true, 'SELECT small FROM forms GROUP BY small HAVING dear(csat(s)) AND count(*) > 1000000');

-- Grouping sets: a key that is left out or NULL, no rows, what does not round; NULL where only later servers tell keys apart.
INSERT INTO cases
SELECT meant, format('SELECT %s, %s FROM forms%s GROUP BY %s%s', keys, calls, condition, sets, tail)
FROM (VALUES ('small, t, grouping(t, small)', 'ROLLUP (small, t)'), ('t, small, u, grouping(u) + grouping(t, small, u)', 'CUBE (t, small, u)'), ('small, t, grouping(small, t)', 'GROUPING SETS ((t), (small), (), (), (t))'),
	('small, t', 'GROUPING SETS ((small, t), (t, small), (t))'), ('grouping(small), small, t', 'DISTINCT ROLLUP (small), ROLLUP (small), CUBE (t)'), ('small + 1 AS next, coalesce(v, ''all''), grouping(v)', 'small + 1, ROLLUP (v)')) grouped (keys, sets),
	(VALUES (true, 'csat(s), nps(s2), count(*), count(later)'), (true, 'nps(sn), csat(s) FILTER (WHERE good), sum(s), avg(s2), min(at), max(s8), bool_and(flag), min(w), max(x) FILTER (WHERE s > 2)'),
	(false, 'csat(s), sum(w)'), (false, 'csat(s), avg(w)'), (false, 'weighted_nps(s2, w)')) counted (meant, calls),
	(VALUES (''), (' WHERE small = 1'), (' WHERE id < 0')) chosen (condition), (VALUES (''), (' HAVING count(*) > 20 ORDER BY 1, 2')) ending (tail);
INSERT INTO cases VALUES
	(true, 'SELECT csat(s) FROM forms GROUP BY ()'), (true, 'SELECT csat(s) FROM nobody GROUP BY ()'), (true, 'SELECT csat(s) FROM nobody GROUP BY CUBE (t)'), (false, 'SELECT csat(s) FROM nobody GROUP BY GROUPING SETS ((), ())'),
	(NULL, 'SELECT ''all''::text, csat(s) FROM forms GROUP BY ROLLUP (1)'), (NULL, 'SELECT a, b, csat(s) FROM (SELECT small AS a, small AS b, s FROM forms) q GROUP BY CUBE (a, b)'), (false, 'SELECT num, csat(s) FROM forms GROUP BY ROLLUP (num)'),
	(true, 'SELECT k, csat(s) FROM (SELECT ''x''::text AS k, s, t FROM forms) q GROUP BY ROLLUP (k, t)'), (true, 'SELECT p.k, l.* FROM parts p, LATERAL (SELECT small, grouping(small), csat(s) FROM forms f WHERE f.small < p.k GROUP BY ROLLUP (small)) l'),
	(false, 'SELECT k, l.* FROM parts p, LATERAL (SELECT p.k AS outside, csat(s) FROM forms f GROUP BY ROLLUP (p.k)) l'), (true, 'SELECT coalesce(b.v, ''none''), count(*), csat(a.s) FROM forms a LEFT JOIN forms b ON a.id = b.id * 2 GROUP BY CUBE (coalesce(b.v, ''none''), a.day)'),
	(true, 'SELECT small, t, rank() OVER (ORDER BY csat(s)), sum(grouping(small)) OVER () FROM forms GROUP BY ROLLUP (small, t) HAVING grouping(t) = 0 OR csat(s) > 40'), (true, 'SELECT k, grouping(k), csat(s) FROM parts GROUP BY ROLLUP (k)'),
	(true, 'SELECT DISTINCT csat(s), small IS NULL FROM forms GROUP BY CUBE (small, day)'), (true, 'SELECT small, csat(s + 3) FROM forms GROUP BY ROLLUP (small)');

SELECT count(*) > 300 AS many, count(*) FILTER (WHERE left(rows_of(query), 1) = '{') > 220 AS most_without_error FROM cases;
SELECT uses_node(query) AS used, meant, query FROM cases WHERE uses_node(query) <> meant;
SELECT query, rows_of(query) AS with_it, rows_without(query) AS without FROM cases WHERE rows_of(query) IS DISTINCT FROM rows_without(query);

-- the same in little memory; in parallel and by partition
SET work_mem = '64kB';
CREATE TABLE many AS SELECT i, 'key ' || i % 7000 AS t, 1 + i % 5 AS s, i % 11 AS s2, i % 7 / 2.0::float8 AS w FROM generate_series(1, 30000) i;
CREATE TABLE stored AS SELECT i, csat_tally(s) AS csat, nps_tally(s2) AS nps FROM many GROUP BY i;
CREATE FUNCTION batches(query text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (ANALYZE, FORMAT json) ' || query INTO plan;
	RETURN plan #>> '{0,Plan,Batches}';
END $$;
SELECT batches(query) > 1 AS spilled, rows_of(query) = rows_without(query) AS same
FROM (VALUES ('SELECT t, csat(s), nps(s2), count(*) FROM many GROUP BY t'), ('SELECT i, csat(s) FROM many GROUP BY i'),
	('SELECT t, weighted_nps(s2, w), csat(s, 5) FROM many GROUP BY t'), ('SELECT i % 6000, nps(s2), weighted_csat(s, w, 5) FROM many GROUP BY 1'),
	('SELECT t, csat(s), sum(s), avg(i), max(i), min(w), sum(w), avg(w) FILTER (WHERE i % 3 = 0), bool_or(i % 2 = 0) FROM many GROUP BY t'),
	('SELECT i % 6000, csat(csat), sum(nps), nps(nps) FILTER (WHERE i > 9000) FROM stored GROUP BY 1'), ('SELECT t, s, grouping(t, s), nps(s2), count(*), avg(i) FROM many GROUP BY CUBE (t, s)'), ('SELECT i, t, csat(s), max(i) FROM many GROUP BY GROUPING SETS ((i), (t), ())'), ('SELECT i, s2, csat(s) FROM many GROUP BY CUBE (i, s2), CUBE (i)')) q (query);
-- a batch is of many groups in the least memory that there is too
SET hash_mem_multiplier = 1;
SELECT batches('SELECT i, t, csat(s) FROM many GROUP BY ROLLUP (i, t)') < 2000 AS of_many_groups;
RESET hash_mem_multiplier;
-- groups by sets are read again, from memory or, where they had spilled, from the rows
SET enable_material = off;
SELECT rows_of(query) = rows_without(query) AS same
FROM (VALUES ('SELECT n, l.* FROM generate_series(1, 3) n LEFT JOIN (SELECT i, s, csat(s) FROM many WHERE i < 200 GROUP BY CUBE (i, s, s2)) l ON l.s <> n'), ('SELECT n, l.* FROM generate_series(1, 3) n LEFT JOIN (SELECT s, s2, csat(s) FROM many GROUP BY CUBE (s, s2)) l ON l.s <> n')) q (query);
RESET enable_material;
RESET work_mem;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET enable_partitionwise_aggregate = on;
SELECT query FROM cases WHERE meant AND (length(query) % 4 = 0 OR query ~ 'parts') AND rows_of(query) IS DISTINCT FROM rows_without(query);
-- keys that can be sorted and not hashed
SET max_parallel_workers_per_gather = 4;
ALTER TABLE many SET (parallel_workers = 4);
SELECT rows_of(query) = rows_without(query) AS same FROM (VALUES ('SELECT i::bit(3) AS bits, csat(s) FROM many GROUP BY bits'), ('SELECT (i % 3)::money AS price, csat(s) FROM many GROUP BY price')) q (query);
RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET enable_partitionwise_aggregate;

-- what is chosen: not what an index or a sort has in order at one or two rows
-- a group, nor hashing if that is off; a group of partitions in one go
CREATE TABLE runs AS SELECT i / 2 AS two, i AS one, i % 20 AS many, i % 7 AS part, 1 + i % 5 AS s, i % 3 = 0 AS ok FROM generate_series(1, 20000) i;
CREATE INDEX ON runs (two, s);
CREATE TABLE by_part (LIKE runs) PARTITION BY LIST (part);
CREATE TABLE by_part_1 PARTITION OF by_part FOR VALUES IN (0, 1, 2);
CREATE TABLE by_part_2 PARTITION OF by_part DEFAULT;
INSERT INTO by_part SELECT * FROM runs;
VACUUM ANALYZE runs, by_part;
SET csat.enable_tally_aggregate = on;
SET max_parallel_workers_per_gather = 0;
SET enable_partitionwise_aggregate = on;
SELECT uses_node('SELECT many, csat(s) FROM runs GROUP BY 1') AS by_heap, uses_node('SELECT one, csat(s) FROM runs GROUP BY 1') AS of_one, uses_node('SELECT many, csat(s) FROM by_part GROUP BY 1') AS parts;
-- grouping sets by way of the groups by all keys, unless those are hardly fewer than the rows
SELECT uses_node('SELECT many, part, csat(s) FROM runs GROUP BY GROUPING SETS ((many), (part))') AS few, uses_node('SELECT many, two, part, csat(s) FROM runs GROUP BY GROUPING SETS ((many), (two), (part))') AS nearly_all;
SET enable_seqscan = off;
SELECT uses_node('SELECT two, csat(s) FROM runs GROUP BY 1') AS by_index;
RESET enable_seqscan;
SET work_mem = '64kB';
SELECT uses_node('SELECT one, many, csat(s) FROM runs GROUP BY 1, 2 ORDER BY 1, 2') AS spilled, uses_node('SELECT many, csat(s) FROM runs GROUP BY 1') AS held;
RESET work_mem;
SET enable_hashagg = off;
SELECT uses_node('SELECT many, csat(s) FROM runs GROUP BY 1') AS by_hash, uses_node('SELECT csat(s) FROM runs') AS without_keys;
RESET enable_hashagg;
RESET max_parallel_workers_per_gather;
RESET enable_partitionwise_aggregate;
SET csat.enable_tally_aggregate = force;

-- a tally without answers is as the aggregate makes it
SELECT pg_column_size(weighted_nps_tally(s2, w) FILTER (WHERE false)) AS rounded, pg_column_size(weighted_nps_tally(s2, w)) AS exact FROM forms;

-- what EXPLAIN says
EXPLAIN (COSTS OFF) SELECT v, csat(s), nps(s2) FILTER (WHERE id > 5), count(*) FROM forms WHERE id > 1 GROUP BY v HAVING count(*) > 1;
EXPLAIN (COSTS OFF, VERBOSE) SELECT csat(s) FROM forms;
CREATE FUNCTION explained(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) ' || query LOOP
		RETURN NEXT regexp_replace(regexp_replace(line, '\d+ kB', 'N kB'), '\.00', '', 'g');
	END LOOP;
END $$;
SELECT explained('SELECT small, csat(s) FROM forms WHERE id > 2 GROUP BY small HAVING count(*) > 10');
-- of two ways to run a subquery, the one that runs
CREATE FUNCTION subplans(query text) RETURNS TABLE (shown_by text, subplan text) LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
		RETURN QUERY SELECT substring(line, '(\w[\w ]+):'), m[1] FROM regexp_matches(line, '((?:hashed )?SubPlan \w+)\)', 'g') m;
	END LOOP;
END $$;
SELECT shown_by, count(DISTINCT subplan), bool_and(subplan LIKE 'hashed %') AS hashed
FROM subplans('SELECT EXISTS (SELECT FROM parts WHERE k = forms.s), csat(s) FILTER (WHERE EXISTS (SELECT FROM parts p WHERE p.s = small)) FROM forms
	GROUP BY 1, small HAVING EXISTS (SELECT FROM parts q WHERE q.k = small) AND count(*) FILTER (WHERE EXISTS (SELECT FROM parts WHERE k = id)) > 0') GROUP BY 1 ORDER BY 1;

-- prepared statements with parameters, cursors, rescans
PREPARE by_id (int) AS SELECT small, csat(s), count(*) FROM forms WHERE id > $1 AND $1 + id > 0 GROUP BY small ORDER BY small;
SET plan_cache_mode = force_generic_plan;
EXECUTE by_id (490);
EXECUTE by_id (600);
BEGIN;
DECLARE back SCROLL CURSOR WITH HOLD FOR SELECT small, csat(s) FROM forms GROUP BY small ORDER BY small;
FETCH LAST back;
FETCH PRIOR back;
DECLARE ahead CURSOR FOR SELECT count(*) OVER (), csat(s) FROM forms GROUP BY small;
FETCH 1 ahead;
COMMIT;
FETCH FIRST back;
CLOSE back;

-- who may not call an aggregate or read a column still may not; a leaky
-- function sees no row that a policy hides
CREATE ROLE regress_csat_reader;
GRANT SELECT (id, s, small) ON forms TO regress_csat_reader;
CREATE FUNCTION tell(int) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN RAISE NOTICE 'sees %', $1; RETURN true; END $$;
ALTER TABLE forms ENABLE ROW LEVEL SECURITY;
CREATE POLICY few ON forms FOR SELECT USING (id < 3);
REVOKE EXECUTE ON FUNCTION nps(int) FROM public;
SET ROLE regress_csat_reader;
SELECT small, csat(s) FROM forms WHERE tell(id) GROUP BY small ORDER BY small;
SELECT csat(s), nps(small::int) FROM forms;
SELECT csat(s) FROM forms WHERE s2 > 0;
RESET ROLE;
GRANT EXECUTE ON FUNCTION nps(int) TO public;
DROP TABLE forms, maybe, nobody, gone, session, parts, kept, parent, child, many, cases, runs, by_part;
DROP ROLE regress_csat_reader;
DROP FUNCTION tell, dear, rows_of, uses_node, rows_without, batches, explained, subplans;
DROP AGGREGATE not_ours(int), head_start(int), head_start_avg(int), from_one(int), alike(int);
DROP FUNCTION a_text;
DROP TYPE mood;
DROP DOMAIN stars;
DROP COLLATION fold;

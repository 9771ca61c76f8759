-- The Tally Aggregate against its rivals, which take turns in one session:
-- csat with the node, csat without it, and the same figures by hand.  Prints
-- the fastest and the median of so many runs in milliseconds, and what the
-- node takes of each rival's fastest.
--
--     psql -v rows=10000000 -v runs=11 -f bench/tally_aggregate.sql
--
-- rows and runs are optional, as are cases (a pattern of names) and workers.
\set ON_ERROR_STOP on
\if :{?rows} \else \set rows 10000000 \endif
\if :{?runs} \else \set runs 11 \endif
\if :{?cases} \else \set cases % \endif
\if :{?workers} \else \set workers 0 \endif
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS csat;
SELECT to_regclass('pg_temp.responses') IS NULL AND
	NOT EXISTS (SELECT FROM pg_class WHERE relname = 'bench_responses' AND reltuples = :rows) AS fresh \gset
\if :fresh
DROP TABLE IF EXISTS bench_responses, bench_agents, bench_daily;
CREATE TABLE bench_responses AS
SELECT i AS id, i * 7919 % 20 AS agent, i * 7919 % 200000 AS customer, i * 7919 % 1000000 AS account,
	timestamp '2024-01-01' + i % 1000 * interval '1 day' + i % 86400 * interval '1 second' AS answered_at,
	date '2024-01-01' + (i % 1000)::int AS day,
	(ARRAY['web', 'phone', 'mail', 'chat', 'in person'])[1 + i * 31 % 5] AS channel,
	CASE WHEN hashint8(i) % 10 >= -6 THEN 1 + i % 7 END AS region,
	(1 + abs(hashint8(i + 1) % 5))::smallint AS satisfaction,
	CASE WHEN hashint8(i + 2) % 10 >= -6 THEN 1 + abs(hashint8(i + 3) % 5) END AS sometimes,
	abs(hashint8(i + 4) % 11)::smallint AS recommend,
	0.5 + i % 16 / 8.0::float8 AS weight,
	repeat('comment ', (i % 5)::int) AS comment
FROM generate_series(1, :rows::bigint) i;
CREATE TABLE bench_agents AS SELECT agent, agent % 4 AS team FROM generate_series(0, 19) agent;
CREATE TABLE bench_daily AS
SELECT day, customer % 100 AS part, csat_tally(satisfaction) AS csat, nps_tally(recommend) AS nps
FROM bench_responses GROUP BY 1, 2;
VACUUM ANALYZE bench_responses;
VACUUM ANALYZE bench_agents;
VACUUM ANALYZE bench_daily;
\endif

-- csat's figures and the same by hand, as the queries below name them
CREATE TEMP TABLE figures (name text, ours text, by_hand text);
INSERT INTO figures VALUES
	('{csat}', 'csat(satisfaction)', '100.0 * count(*) FILTER (WHERE satisfaction IN (4, 5)) / nullif(count(satisfaction), 0)'),
	('{sometimes}', 'csat(sometimes)', '100.0 * count(*) FILTER (WHERE sometimes IN (4, 5)) / nullif(count(sometimes), 0)'),
	('{nps}', 'nps(recommend)', '100.0 * (count(*) FILTER (WHERE recommend >= 9) - count(*) FILTER (WHERE recommend <= 6)) / nullif(count(recommend), 0)'),
	('{weighted}', 'weighted_nps(recommend, weight)', '100 * (sum(weight) FILTER (WHERE recommend >= 9) - sum(weight) FILTER (WHERE recommend <= 6)) / nullif(sum(weight) FILTER (WHERE recommend IS NOT NULL), 0)'),
	('{stored}', 'csat(csat), nps(nps)', 'sum(responses(csat)), sum(satisfied(csat)), sum(responses(nps)), sum(promoters(nps)), sum(detractors(nps))');

CREATE TEMP TABLE queries (number int GENERATED ALWAYS AS IDENTITY, name text, query text, work_mem text DEFAULT '64MB', jit text DEFAULT 'off');
INSERT INTO queries (name, query, work_mem, jit) VALUES
	('csat', 'SELECT {csat} FROM bench_responses', '64MB', 'off'),
	('csat, nps, count', 'SELECT {csat}, {nps}, count(*) FROM bench_responses', '64MB', 'off'),
	('20 agents', 'SELECT agent, {csat}, {nps}, count(*) FROM bench_responses GROUP BY agent', '64MB', 'off'),
	('20 agents, JIT', 'SELECT agent, {csat}, {nps}, count(*) FROM bench_responses GROUP BY agent', '64MB', 'on'),
	('channel', 'SELECT channel, {csat}, {nps}, count(*) FROM bench_responses GROUP BY channel', '64MB', 'off'),
	('channel, half the rows', 'SELECT channel, {csat}, {nps}, count(*) FROM bench_responses WHERE answered_at >= timestamp ''2025-05-15'' GROUP BY channel', '64MB', 'off'),
	('1,000 days', 'SELECT day, {csat}, {nps}, count(*) FROM bench_responses GROUP BY day', '64MB', 'off'),
	('30 % NULL by region', 'SELECT region, {sometimes}, {nps}, count(*) FROM bench_responses GROUP BY region', '64MB', 'off'),
	('date_trunc month', 'SELECT date_trunc(''month'', answered_at), {csat}, {nps}, count(*) FROM bench_responses GROUP BY 1', '64MB', 'off'),
	('joined by team', 'SELECT team, {csat}, {nps}, count(*) FROM bench_responses JOIN bench_agents USING (agent) GROUP BY team', '64MB', 'off'),
	('weighted', 'SELECT agent, {weighted} FROM bench_responses GROUP BY agent', '64MB', 'off'),
	('stored tallies by month', 'SELECT date_trunc(''month'', day), {stored} FROM bench_daily GROUP BY 1', '64MB', 'off'),
	('200,000 customers', 'SELECT customer, {csat}, {nps} FROM bench_responses GROUP BY customer', '1GB', 'off'),
	('1,000,000 accounts', 'SELECT account, {csat}, {nps} FROM bench_responses GROUP BY account', '1GB', 'off'),
	('1,000,000 accounts, csat', 'SELECT account, {csat} FROM bench_responses GROUP BY account', '1GB', 'off'),
	('1,000,000, work_mem 4 MB', 'SELECT account, {csat}, {nps} FROM bench_responses GROUP BY account', '4MB', 'off'),
	('200,000, work_mem 4 MB', 'SELECT customer, {csat}, {nps} FROM bench_responses GROUP BY customer', '4MB', 'off'),
	('100 rows', 'SELECT channel, {csat}, {nps}, count(*) FROM (SELECT * FROM bench_responses LIMIT 100) few GROUP BY channel', '64MB', 'off');

CREATE TEMP TABLE times (query int, rival text, ms float8);

CREATE FUNCTION pg_temp.named(sql text, by_hand boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	figure record;
BEGIN
	FOR figure IN SELECT * FROM figures LOOP
		sql := replace(sql, figure.name, CASE WHEN by_hand THEN figure.by_hand ELSE figure.ours END);
	END LOOP;
	RETURN sql;
END $$;

CREATE FUNCTION pg_temp.run(number int, rival text, query text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	started timestamptz;
BEGIN
	PERFORM set_config('csat.enable_tally_aggregate', CASE rival WHEN 'node' THEN 'on' ELSE 'off' END, false);
	started := clock_timestamp();
	EXECUTE query;
	INSERT INTO times VALUES (number, rival, 1000 * extract(epoch FROM clock_timestamp() - started));
END $$;

CREATE FUNCTION pg_temp.all_runs(runs int, pattern text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	q record;
BEGIN
	FOR q IN SELECT * FROM queries WHERE name LIKE pattern ORDER BY number LOOP
		PERFORM set_config('work_mem', q.work_mem, false), set_config('jit', q.jit, false);
		FOR i IN 0 .. runs LOOP
			PERFORM pg_temp.run(q.number, 'node', pg_temp.named(q.query, false));
			PERFORM pg_temp.run(q.number, 'core', pg_temp.named(q.query, false));
			PERFORM pg_temp.run(q.number, 'hand', pg_temp.named(q.query, true));
			IF i = 0 THEN
				DELETE FROM times WHERE query = q.number;
			END IF;
		END LOOP;
	END LOOP;
END $$;

SET max_parallel_workers_per_gather = :workers;
SELECT pg_temp.all_runs(:runs, :'cases') \g /dev/null
SELECT q.name,
	round(min(ms) FILTER (WHERE rival = 'node')::numeric, 2) AS node,
	round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE rival = 'node')::numeric, 2) AS median,
	round(min(ms) FILTER (WHERE rival = 'core')::numeric, 2) AS core,
	round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE rival = 'core')::numeric, 2) AS median,
	round(min(ms) FILTER (WHERE rival = 'hand')::numeric, 2) AS by_hand,
	round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE rival = 'hand')::numeric, 2) AS median,
	round((min(ms) FILTER (WHERE rival = 'node') / min(ms) FILTER (WHERE rival = 'core'))::numeric, 3) AS of_core,
	round((min(ms) FILTER (WHERE rival = 'node') / min(ms) FILTER (WHERE rival = 'hand'))::numeric, 3) AS of_hand
FROM times JOIN queries q ON q.number = times.query
GROUP BY q.number, q.name ORDER BY q.number;

-- What distributed PostgreSQL needs of an aggregate, without it here: each shard
-- computes a state, sends it as text or in binary, and one place combines the
-- states and finishes. Citus does that with functions that it takes from
-- pg_aggregate, in aggregates of its own; so does this test, with every aggregate
-- of the extension that the catalog lists.
SET search_path = partial, public;
SET client_min_messages = warning;
CREATE SCHEMA partial;

-- Five shards; nobody answered in the fourth, and the fifth has no rows. The
-- weights are binary fractions, whose sums are exact in any order.
CREATE TABLE answers AS
SELECT i % 4 AS shard, satisfaction, recommend, satisfaction >= 4 AS good, (1 + i % 9) / 8.0::float8 AS weight
FROM generate_series(1, 400) AS i
CROSS JOIN LATERAL (VALUES (CASE WHEN i % 4 < 3 AND i % 11 > 0 THEN 1 + i * i % 5 END,
	CASE WHEN i % 4 < 3 AND i % 13 > 0 THEN i * 7 % 11 END)) AS answer (satisfaction, recommend);
CREATE TABLE tallies AS
SELECT answers.*, csat_tally(satisfaction) OVER one AS score_csat, nps_tally(recommend) OVER one AS score_nps,
	weighted_csat_tally(satisfaction, weight) OVER one AS weighted_csat, weighted_nps_tally(recommend, weight) OVER one AS weighted_nps,
	csat_tally(satisfaction) OVER two AS pair_score_csat, nps_tally(recommend) OVER two AS pair_score_nps,
	weighted_csat_tally(satisfaction, weight) OVER two AS pair_weighted_csat, weighted_nps_tally(recommend, weight) OVER two AS pair_weighted_nps
FROM answers WINDOW one AS (ROWS BETWEEN CURRENT ROW AND CURRENT ROW), two AS (PARTITION BY shard ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING);

-- Every aggregate, with its arguments as columns of that table
CREATE VIEW aggregates AS
SELECT proc.oid::regprocedure AS aggregate, agg.*,
	'partial_' || proc.oid AS worker, 'combined_' || proc.oid AS coordinator,
	oidvectortypes(proargtypes) AS types,
	CASE aggtranstype WHEN 'score_tally'::regtype THEN 'score' WHEN 'weighted_tally'::regtype THEN 'weighted' WHEN 'bigint[]'::regtype THEN 'counts' ELSE 'numbers' END AS states,
	(SELECT string_agg(format('%s::%s', CASE
			WHEN type = 'boolean'::regtype THEN 'good'
			WHEN type = 'score_tally'::regtype THEN size || 'score_' || kind
			WHEN type = 'weighted_tally'::regtype THEN size || 'weighted_' || kind
			WHEN name = 'x' THEN 'weight'
			WHEN name = 'level' THEN '0.9'
			WHEN name = 'share' THEN format('(1 / (SELECT count(%s) FROM answers)::float8)', CASE kind WHEN 'nps' THEN 'recommend' ELSE 'satisfaction' END)
			WHEN name = 'after' THEN CASE kind WHEN 'nps' THEN '(10 - recommend)' ELSE '(6 - satisfaction)' END
			WHEN position = 1 THEN CASE kind WHEN 'nps' THEN 'recommend' ELSE 'satisfaction' END
			WHEN name = 'weight' THEN 'weight'
			WHEN name IN ('points', 'highest') THEN '7'
			WHEN name = 'lowest' THEN '1' END, type::regtype), ', ' ORDER BY position)
	 FROM unnest(proargtypes::oid[], proargnames) WITH ORDINALITY AS argument (type, name, position)) AS arguments
FROM pg_aggregate AS agg
JOIN pg_proc AS proc ON proc.oid = aggfnoid
JOIN pg_depend AS dep ON dep.classid = 'pg_proc'::regclass AND dep.objid = proc.oid AND dep.deptype = 'e'
JOIN pg_extension AS ext ON dep.refclassid = 'pg_extension'::regclass AND dep.refobjid = ext.oid AND extname = 'csat'
-- groups of one answer have no prior
CROSS JOIN LATERAL (SELECT CASE WHEN proname ~ 'nps' THEN 'nps' ELSE 'csat' END AS kind, CASE WHEN proname ~ 'prior' THEN 'pair_' ELSE '' END AS size) AS k;

-- none can do without: a combine function, and a state of an ordinary type
SELECT aggregate, aggtranstype::regtype, aggcombinefn
FROM aggregates
WHERE aggcombinefn = 0 OR aggtranstype NOT IN ('score_tally'::regtype, 'weighted_tally'::regtype, 'bigint[]'::regtype, 'double precision[]'::regtype)
OR aggserialfn <> 0 OR aggfinalextra;

-- One aggregate for the shards, one to combine, by which no support function can
-- know the aggregate that it was written for. Both begin with its initial state.
CREATE FUNCTION declare_halves() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	a record;
	initial text;
BEGIN
	FOR a IN TABLE aggregates LOOP
		initial := coalesce(', INITCOND = ' || quote_literal(a.agginitval), '');
		EXECUTE format('CREATE AGGREGATE %s(%s) (SFUNC = %s, STYPE = %s %s)',
			a.worker, a.types, a.aggtransfn, a.aggtranstype::regtype, initial);
		EXECUTE format('CREATE AGGREGATE %1$s(%2$s) (SFUNC = %3$s, STYPE = %2$s %4$s %5$s)',
			a.coordinator, a.aggtranstype::regtype, a.aggcombinefn,
			CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn END, initial);
	END LOOP;
END
$$;
SELECT declare_halves();

-- What the shards send. The last one's aggregate ran over no rows.
CREATE TABLE score_states (aggregate regprocedure, shard integer, state score_tally);
CREATE TABLE weighted_states (aggregate regprocedure, shard integer, state weighted_tally);
CREATE TABLE counts_states (aggregate regprocedure, shard integer, state bigint[]);
CREATE TABLE numbers_states (aggregate regprocedure, shard integer, state double precision[]);
CREATE FUNCTION run_shards() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	a record;
BEGIN
	FOR a IN TABLE aggregates LOOP
		EXECUTE format('INSERT INTO %1$s_states SELECT %2$L::regprocedure, shard, %3$s(%4$s) FROM tallies GROUP BY shard UNION ALL SELECT %2$L::regprocedure, 4, %3$s(%4$s) FROM tallies WHERE false',
			a.states, a.aggregate, a.worker, a.arguments);
	END LOOP;
END
$$;
SELECT run_shards();

-- A state that is an array begins as long as it is, and as large as PostgreSQL
-- is told.
SELECT DISTINCT aggregate, array_length(agginitval::float8[], 1) AS initially, numbers, aggtransspace
FROM (SELECT aggregate, array_length(state, 1) AS numbers FROM counts_states WHERE shard < 3 UNION ALL
	SELECT aggregate, array_length(state, 1) FROM numbers_states WHERE shard < 3) AS s JOIN aggregates USING (aggregate)
WHERE array_length(agginitval::float8[], 1) <> numbers OR aggtransspace <> 40 + 8 * numbers;

-- through binary, through text, and as they are
CREATE TABLE score_received (LIKE score_states);
CREATE TABLE weighted_received (LIKE weighted_states);
CREATE TABLE counts_received (LIKE counts_states);
CREATE TABLE numbers_received (LIKE numbers_states);
\copy score_states TO results/partial.score.bin (FORMAT binary)
\copy score_received FROM results/partial.score.bin (FORMAT binary)
\copy weighted_states TO results/partial.weighted.bin (FORMAT binary)
\copy weighted_received FROM results/partial.weighted.bin (FORMAT binary)
\copy counts_states TO results/partial.counts.bin (FORMAT binary)
\copy counts_received FROM results/partial.counts.bin (FORMAT binary)
\copy numbers_states TO results/partial.numbers.bin (FORMAT binary)
\copy numbers_received FROM results/partial.numbers.bin (FORMAT binary)
CREATE VIEW score_arrived AS
SELECT 'binary' AS way, * FROM score_received UNION ALL SELECT 'text', aggregate, shard, state::text::score_tally FROM score_states UNION ALL SELECT 'stored', * FROM score_states;
CREATE VIEW weighted_arrived AS
SELECT 'binary' AS way, * FROM weighted_received UNION ALL SELECT 'text', aggregate, shard, state::text::weighted_tally FROM weighted_states UNION ALL SELECT 'stored', * FROM weighted_states;
CREATE VIEW counts_arrived AS
SELECT 'binary' AS way, * FROM counts_received UNION ALL SELECT 'text', aggregate, shard, state::text::bigint[] FROM counts_states UNION ALL SELECT 'stored', * FROM counts_states;
CREATE VIEW numbers_arrived AS
SELECT 'binary' AS way, * FROM numbers_received UNION ALL SELECT 'text', aggregate, shard, state::text::double precision[] FROM numbers_states UNION ALL SELECT 'stored', * FROM numbers_states;

-- Sums of fractions in another order can differ in their last digits.
CREATE FUNCTION rounded(result text) RETURNS text LANGUAGE sql
	RETURN (SELECT string_agg(CASE WHEN part ~ '^-?[0-9.]+$' THEN round(part::numeric, 9)::text ELSE part END, ',') FROM regexp_split_to_table(btrim(result, '()'), ',') part);

-- Combined in both orders, and with the states of empty shards taken in twice
CREATE FUNCTION combine(OUT aggregate regprocedure, OUT way text, OUT combined text, OUT backwards text, OUT empty_twice text, OUT whole text)
RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
	a record;
BEGIN
	FOR a IN TABLE aggregates LOOP
		FOREACH way IN ARRAY ARRAY['binary', 'text', 'stored'] LOOP
			aggregate := a.aggregate;
			EXECUTE format('SELECT concat(%s(%s)) FROM tallies', split_part(a.aggregate::text, '(', 1), a.arguments) INTO whole;
			EXECUTE format('SELECT concat(%1$s(state ORDER BY shard)), concat(%1$s(state ORDER BY shard DESC)) FROM %2$s_arrived WHERE aggregate = $1 AND way = $2',
				a.coordinator, a.states)
			INTO combined, backwards USING a.aggregate, way;
			EXECUTE format('SELECT concat(%1$s(state ORDER BY shard)) FROM %2$s_arrived, generate_series(1, CASE WHEN shard >= 3 THEN 2 ELSE 1 END) WHERE aggregate = $1 AND way = $2',
				a.coordinator, a.states)
			INTO empty_twice USING a.aggregate, way;
			IF a.states = 'numbers' THEN
				SELECT rounded(combined), rounded(backwards), rounded(empty_twice), rounded(whole) INTO combined, backwards, empty_twice, whole;
			END IF;
			RETURN NEXT;
		END LOOP;
	END LOOP;
END
$$;
CREATE TABLE results AS SELECT * FROM combine();
SELECT * FROM results
WHERE whole = '' OR (combined, backwards, empty_twice) IS DISTINCT FROM (whole, whole, whole);

-- all of them were tried, three ways each
SELECT count(*) > 30 AS many, count(*) = 3 * (SELECT count(*) FROM aggregates) AS all_aggregates FROM results;
SELECT aggregate, round(combined::numeric, 9) AS score FROM results
WHERE way = 'binary' AND aggregate IN ('csat(integer)'::regprocedure, 'nps(score_tally)'::regprocedure, 'weighted_nps(float8,float8)'::regprocedure)
ORDER BY aggregate::text COLLATE "C";

-- what a shard without rows sends
SELECT aggregate, state FROM (SELECT aggregate, shard, state::text FROM score_received UNION ALL SELECT aggregate, shard, state::text FROM weighted_received) received
WHERE shard = 4 AND aggregate IN ('csat(integer)'::regprocedure, 'csat(integer,integer)'::regprocedure, 'sum(weighted_tally)'::regprocedure)
ORDER BY aggregate::text COLLATE "C";

-- The transition functions called anew for each row, as Citus does, and as
-- functions, with the state in its text form between two rows: nothing that they
-- could have kept from the row before is there. As in an aggregate, a strict one
-- is not called with NULL, and the first value can be the first state.
CREATE FUNCTION one_call_a_row(a aggregates, OUT state text, OUT expected text) LANGUAGE plpgsql AS $$
DECLARE
	is_strict boolean := (SELECT proisstrict FROM pg_proc WHERE oid = a.aggtransfn);
	state_type regtype := a.aggtranstype;
	line tid;
BEGIN
	state := a.agginitval;
	FOR line IN SELECT ctid FROM tallies WHERE shard = 0 LOOP
		EXECUTE format('SELECT CASE WHEN $1 AND num_nulls(%1$s) > 0 THEN $2 WHEN $1 AND $2 IS NULL THEN concat(%1$s) ELSE %2$s($2::%3$s, %1$s)::text END FROM tallies WHERE ctid = $3',
			a.arguments, a.aggtransfn, state_type)
		INTO state USING is_strict, state, line;
	END LOOP;
	EXECUTE format('SELECT %s(%s)::text FROM tallies WHERE shard = 0', a.worker, a.arguments) INTO expected;
END
$$;
SELECT count(*) FILTER (WHERE state <> '') = count(*) AS all_aggregates, count(*) FILTER (WHERE state IS DISTINCT FROM expected) AS differ
FROM aggregates CROSS JOIN LATERAL one_call_a_row(aggregates.*);

-- What TimescaleDB's merged refresh of a continuous aggregate does: rows whose
-- tally is another are written, the others are left alone.
CREATE TABLE kept AS SELECT shard, csat_tally(satisfaction) AS tally FROM answers GROUP BY shard;
INSERT INTO answers (shard, satisfaction) VALUES (1, 5), (7, 5);
MERGE INTO kept USING (SELECT shard, csat_tally(satisfaction) AS tally FROM answers GROUP BY shard) AS fresh
	ON fresh.shard = kept.shard
WHEN MATCHED AND ROW (kept.*) IS DISTINCT FROM ROW (fresh.*) THEN UPDATE SET tally = fresh.tally
WHEN NOT MATCHED THEN INSERT VALUES (fresh.shard, fresh.tally);
SELECT array_agg(shard ORDER BY shard) AS written_together FROM kept GROUP BY xmin::text ORDER BY 1;
SELECT count(*) AS shards, csat(tally) = (SELECT csat(satisfaction) FROM answers) AS equal FROM kept;
RESET search_path;

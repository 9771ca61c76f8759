-- Installing csat makes no working query ambiguous.  Calls of every name that
-- PostgreSQL and csat share are prepared without csat and with it.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
DROP DATABASE IF EXISTS regress_csat_names;
CREATE DATABASE regress_csat_names;
\c regress_csat_names
SET client_min_messages = warning;
CREATE EXTENSION csat;
CREATE TABLE shared AS
SELECT kind, name, array_agg(DISTINCT n) AS arities
FROM (SELECT 'function' AS kind, proname AS name, n, pronamespace = 'pg_catalog'::regnamespace AS its_own FROM pg_proc, generate_series(pronargs - pronargdefaults::int, pronargs::int) n
	UNION ALL SELECT 'operator', oprname, CASE oprleft WHEN 0 THEN 1 ELSE 2 END, oprnamespace = 'pg_catalog'::regnamespace FROM pg_operator) names
WHERE name NOT IN ('=', '<>', '<', '<=', '>', '>=')	-- of every type there is
GROUP BY kind, name HAVING bool_or(its_own) AND NOT bool_and(its_own);
SELECT kind, name FROM shared ORDER BY kind, name;
DROP EXTENSION csat;

-- every list of so many arguments, each NULL, a literal, a parameter or of a type
CREATE FUNCTION lists(n int) RETURNS SETOF text[] LANGUAGE sql AS $$
	WITH RECURSIVE argument (shown) AS (VALUES ('NULL'), ('''1'''), ('''{}'''), ('$'), ('1'), ('1.5'), ('now()'), ('''1''::text'), ('''{}''::jsonb')),
	list (arguments) AS (SELECT '{}'::text[] UNION ALL
		SELECT arguments || CASE shown WHEN '$' THEN '$' || cardinality(arguments) + 1 ELSE shown END FROM list, argument WHERE cardinality(arguments) < n)
	SELECT arguments FROM list WHERE cardinality(arguments) = n $$;
-- the type that a call has or its parameters get, or why there is no such call
CREATE FUNCTION outcome(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	types text;
BEGIN
	IF call ~ '[$]' THEN
		EXECUTE 'PREPARE probe AS SELECT ' || call;
		SELECT parameter_types::text INTO types FROM pg_prepared_statements WHERE name = 'probe';
		DEALLOCATE probe;
	ELSE
		EXECUTE 'CREATE TEMP VIEW probe AS SELECT ' || call || ' AS call';
		SELECT format_type(atttypid, NULL) INTO types FROM pg_attribute WHERE attrelid = 'probe'::regclass AND attnum = 1;
		DROP VIEW probe;
	END IF;
	RETURN types;
EXCEPTION WHEN OTHERS THEN
	RETURN 'refused: ' || SQLERRM;
END $$;
CREATE VIEW probes AS
SELECT call, outcome(call) FROM shared, unnest(arities) n, lists(n) list,
	LATERAL (SELECT CASE WHEN kind = 'function' THEN format('%s(%s)', name, array_to_string(list, ', '))
		WHEN n = 1 THEN format('%s (%s)', name, list[1]) ELSE format('(%s) %s (%s)', list[1], name, list[2]) END) c(call);
CREATE TABLE before AS TABLE probes;
CREATE EXTENSION csat;
CREATE TABLE after AS TABLE probes;
SELECT count(*) > 50 AS many, count(*) FILTER (WHERE before.outcome NOT LIKE 'refused%') > 20 AS many_work,
	count(*) FILTER (WHERE before.outcome NOT LIKE 'refused%' AND after.outcome <> before.outcome) AS changed
FROM before JOIN after USING (call);
SELECT call, before.outcome, after.outcome FROM before JOIN after USING (call) WHERE before.outcome NOT LIKE 'refused%' AND after.outcome <> before.outcome ORDER BY call COLLATE "C";
-- the test can see such a thing: an abs(text) changes abs('1')
SELECT outcome($$abs('1')$$);
CREATE FUNCTION abs(text) RETURNS text LANGUAGE sql RETURN $1;
SELECT outcome($$abs('1')$$);

-- A name that is taken: PostgreSQL says so, and another schema helps.
DROP EXTENSION csat;
\set SHOW_CONTEXT never
CREATE AGGREGATE nps(integer) (SFUNC = int4_sum, STYPE = bigint);
CREATE EXTENSION csat;
CREATE SCHEMA csat;
CREATE EXTENSION csat SCHEMA csat;
SELECT nps(9) AS by_hand, csat.nps(9) AS of_csat;
\c :home
DROP DATABASE regress_csat_names;

-- A database's owner, no superuser, installs the extension in a schema of
-- choice and uses it from outside the search path.
\set VERBOSITY terse
\set ECHO none
SET client_min_messages = warning;
-- what a run left that was stopped
DROP DATABASE IF EXISTS regress_csat WITH (FORCE);
DROP ROLE IF EXISTS regress_csat_owner;
\set ECHO all
CREATE ROLE regress_csat_owner;
CREATE DATABASE regress_csat OWNER regress_csat_owner;
SELECT current_database() AS home \gset
\c regress_csat
\set VERBOSITY terse
SET ROLE regress_csat_owner;
CREATE SCHEMA ext;
CREATE EXTENSION csat SCHEMA ext;
SELECT csat(5);
SELECT ext.csat(score), ext.nps(score), ext.csat_tally(score) FROM generate_series(1, 5) score;
CREATE TABLE kept AS SELECT ext.nps_tally(score) AS tally FROM generate_series(0, 10) score;
CREATE VIEW score AS SELECT ext.nps(tally), ext.sum(tally) FROM kept;

-- moved, with what depends on it: by a superuser, who owns the objects
CREATE SCHEMA elsewhere;
ALTER EXTENSION csat SET SCHEMA elsewhere;
RESET ROLE;
ALTER EXTENSION csat SET SCHEMA elsewhere;
SET ROLE regress_csat_owner;
SELECT * FROM score;
SELECT elsewhere.nps_score(tally OPERATOR(elsewhere.+) tally) FROM kept;
INSERT INTO kept SELECT elsewhere.nps_tally(9.0::numeric);
SELECT * FROM score;
SELECT tally, count(*) FROM kept GROUP BY tally ORDER BY tally;

-- but its objects stay out of the owner's hands
ALTER FUNCTION elsewhere.score_tally_in(cstring) COST 100;
DROP FUNCTION elsewhere.csat_score(elsewhere.score_tally);
RESET ROLE;

-- every object has a comment, every function runs with its caller's rights
-- and, but for those of rollups, is safe for parallel plans, every aggregate
-- can be merged and, but for weighted ones, moved
SELECT pg_describe_object(classid, objid, objsubid) AS without_comment
FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
	AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'csat')
	AND obj_description(objid, classid::regclass::name) IS NULL
	AND NOT (classid = 'pg_type'::regclass
			 AND (SELECT typelem <> 0 OR relkind = 'v' FROM pg_type t LEFT JOIN pg_class c ON c.oid = typrelid WHERE t.oid = objid));
SELECT p.oid::regprocedure AS careless
FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
	AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'csat')
	AND (prosecdef OR proname NOT LIKE '%tally\_rollup%' AND (proparallel <> 's' OR provolatile <> 'i'));
SELECT a.aggfnoid AS incomplete
FROM pg_aggregate a JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = a.aggfnoid
WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
	AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'csat')
	AND (a.aggcombinefn = 0 OR (a.aggtranstype = 'elsewhere.score_tally'::regtype)
			<> (a.aggmtransfn <> 0 AND a.aggminvtransfn <> 0)
		 OR a.aggfinalmodify <> 'r' OR a.aggmfinalmodify <> 'r');

SET ROLE regress_csat_owner;
DROP EXTENSION csat;
DROP EXTENSION csat CASCADE;
RESET ROLE;
\c :home
DROP DATABASE regress_csat;
DROP ROLE regress_csat_owner;
CREATE EXTENSION csat;

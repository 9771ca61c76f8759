-- What a function in a key can do while others write: it is the owner's, runs
-- as that owner and not as whoever writes, and leaves nothing behind.
\set VERBOSITY terse
\set SHOW_CONTEXT never
\pset format unaligned
SET client_min_messages = warning;
CREATE ROLE regress_csat_owner;
CREATE SCHEMA attacks AUTHORIZATION regress_csat_owner;
SET ROLE regress_csat_owner;
SET search_path = attacks, public;

CREATE FUNCTION hostile() RETURNS text LANGUAGE plpgsql AS $$
DECLARE attack text := current_setting('attacks.sql', true);
BEGIN
	PERFORM set_config('attacks.sql', '', false);
	EXECUTE attack;
	RAISE WARNING 'done as %', current_user;
	RETURN 'key';
EXCEPTION WHEN OTHERS THEN
	RAISE WARNING '% %', SQLSTATE, SQLERRM;
	RETURN 'key';
END $$;
-- one that is immutable can do nothing, but call one that is not
CREATE FUNCTION key(int) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
	RETURN CASE WHEN coalesce(current_setting('attacks.sql', true), '') = '' THEN 'key' ELSE attacks.hostile() END;
END $$;
CREATE TABLE prey (score int);
CREATE TABLE later (i int UNIQUE DEFERRABLE INITIALLY DEFERRED);
INSERT INTO later VALUES (1);
SELECT create_tally_rollup('of_prey', 'prey', '{key(score)}', '{csat_tally(score)}');
RESET ROLE;
CREATE TABLE attacks.of_superuser (i int);
CREATE TABLE attacks.attempts (n int GENERATED ALWAYS AS IDENTITY, sql text);
INSERT INTO attacks.attempts (sql) VALUES ('SET ROLE pg_monitor'), ('RESET ROLE'), ('SELECT set_config(''role'', ''none'', false)'),
	('SET SESSION AUTHORIZATION pg_monitor'), ('RESET SESSION AUTHORIZATION'), ('TABLE attacks.of_superuser'),
	('LISTEN news'), ('CREATE TEMPORARY TABLE passing (i int)'), ('DECLARE held CURSOR WITH HOLD FOR SELECT 1'),
	('INSERT INTO attacks.later VALUES (1)'), ('SET search_path = attacks'), ('SET TimeZone = ''Asia/Tokyo'''),
	('DROP TABLE attacks.of_prey_deltas CASCADE'), ('DROP TABLE attacks.prey CASCADE'),
	('ALTER TABLE attacks.prey DISABLE TRIGGER ALL'), ('TRUNCATE attacks.prey'), ('TRUNCATE attacks.of_prey_deltas'),
	('SELECT public.drop_tally_rollup(''attacks.of_prey'')'), ('SELECT public.rebuild_tally_rollup(''attacks.of_prey'')'),
	('SELECT public.compact_tally_rollup(''attacks.of_prey'')'), ('SELECT * FROM public.check_tally_rollup(''attacks.of_prey'')'),
	('INSERT INTO attacks.prey VALUES (1), (2)'), ('UPDATE attacks.prey SET score = 4'), ('DELETE FROM attacks.prey WHERE score = 4'),
	('COMMIT');

-- each while a superuser writes; then the rollup is what it was, and so is the session
SET search_path = pg_catalog;
SET TimeZone = 'UTC';
\pset tuples_only
SELECT format('SELECT sql FROM attacks.attempts WHERE n = %s', n), format('SET attacks.sql = %L', sql), 'INSERT INTO attacks.prey VALUES (5)' FROM attacks.attempts ORDER BY n \gexec
\pset tuples_only
SELECT current_user = session_user AS same, current_setting('search_path') AS path, current_setting('TimeZone') AS zone,
	(SELECT count(*) FROM pg_cursors) AS cursors, (SELECT count(*) FROM pg_listening_channels()) AS listening,
	(SELECT count(*) FROM attacks.later) AS later, (SELECT rolsuper FROM pg_roles WHERE rolname = 'regress_csat_owner') AS super;
SET ROLE regress_csat_owner;
RESET attacks.sql;
SELECT * FROM public.check_tally_rollup('attacks.of_prey');
TABLE attacks.of_prey;
-- while it is counted anew, folded or truncated
SET attacks.sql = 'INSERT INTO attacks.prey VALUES (1)';
SELECT public.rebuild_tally_rollup('attacks.of_prey');
SET attacks.sql = 'SELECT public.drop_tally_rollup(''attacks.of_prey'')';
SELECT public.rebuild_tally_rollup('attacks.of_prey');
RESET attacks.sql;
SELECT * FROM public.check_tally_rollup('attacks.of_prey');
CREATE TABLE attacks.parted (score int) PARTITION BY LIST (score);
CREATE TABLE attacks.part PARTITION OF attacks.parted DEFAULT;
SELECT public.create_tally_rollup('attacks.of_parted', 'attacks.parted', '{attacks.key(score)}', '{public.csat_tally(score)}');
INSERT INTO attacks.parted VALUES (5);
SET attacks.sql = 'INSERT INTO attacks.parted VALUES (4)';
TRUNCATE attacks.part;
RESET attacks.sql;
SELECT * FROM public.check_tally_rollup('attacks.of_parted');
TRUNCATE attacks.part;
SELECT * FROM public.check_tally_rollup('attacks.of_parted');
-- of a constant, which the planner calls: the trigger is prepared while it is
CREATE TABLE attacks.folded (score int);
SELECT public.create_tally_rollup('attacks.of_folded', 'attacks.folded', '{attacks.key(1), score}', '{public.csat_tally(score)}');
SET attacks.sql = 'INSERT INTO attacks.folded VALUES (1)';
INSERT INTO attacks.folded VALUES (2);
RESET attacks.sql;
INSERT INTO attacks.folded VALUES (2), (3);
INSERT INTO attacks.folded VALUES (3);
SELECT * FROM public.check_tally_rollup('attacks.of_folded');
-- a trigger before rows, whose tuples tell of commands of other transactions
BEGIN;
INSERT INTO attacks.folded VALUES (4);
SAVEPOINT s;
DELETE FROM attacks.folded WHERE score = 4;
ROLLBACK TO s;
COMMIT;
ALTER TABLE attacks.folded DISABLE TRIGGER of_folded_insert;
CREATE TRIGGER before BEFORE DELETE ON attacks.folded FOR EACH ROW WHEN ('attacks.of_folded'::regclass IS NOT NULL) EXECUTE FUNCTION public.tally_rollup_maintain();
DELETE FROM attacks.folded WHERE score = 4;
-- what a reader of a rollup calls tells nobody of other tables, as whether this has a NULL
\set VERBOSITY sqlstate
SELECT public._tally_rollup_is_filled('attacks.folded', 'attacks.of_folded_recount');
\set VERBOSITY terse
-- for as long as the stack lasts
CREATE FUNCTION attacks.again() RETURNS text LANGUAGE plpgsql AS 'BEGIN INSERT INTO attacks.prey VALUES (3); RETURN ''key''; END';
CREATE OR REPLACE FUNCTION attacks.key(int) RETURNS text IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN attacks.again(); END';
INSERT INTO attacks.prey VALUES (3);
CREATE OR REPLACE FUNCTION attacks.key(int) RETURNS text IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN ''key''; END';
INSERT INTO attacks.prey VALUES (3);
SELECT * FROM public.check_tally_rollup('attacks.of_prey');

-- A catalog that looks like TimescaleDB's is read if it is a superuser's, and
-- its columns are names.
RESET ROLE;
CREATE SCHEMA _timescaledb_catalog AUTHORIZATION regress_csat_owner;
CREATE TABLE _timescaledb_catalog.hypertable AS SELECT 1 AS schema_name, 1 AS table_name;
CREATE TABLE attacks.own (score int);
SELECT public.create_tally_rollup('attacks.of_own', 'attacks.own', '{score}', '{public.csat_tally(score)}');
DROP TABLE _timescaledb_catalog.hypertable;
SET ROLE regress_csat_owner;
SELECT public.create_tally_rollup('attacks.of_prey_2', 'attacks.prey', '{score}', '{public.csat_tally(score)}');
CREATE TABLE _timescaledb_catalog.hypertable AS SELECT 'attacks'::name AS schema_name, 'prey'::name AS table_name;
\c -
INSERT INTO attacks.prey VALUES (3);

-- a function of that name that is not csat's, as somebody's who swaps schemas by their names
BEGIN;
ALTER EXTENSION csat DROP FUNCTION tally_rollup_maintain();
SELECT create_tally_rollup('attacks.of_own_2', 'attacks.own', '{score}', '{csat_tally(score)}');
ROLLBACK;

SET client_min_messages = warning;
DROP SCHEMA _timescaledb_catalog CASCADE;
DROP SCHEMA attacks CASCADE;
DROP ROLE regress_csat_owner;

-- Rollups: what they can be of, what they are made of, what cannot be one, and
-- whose rights they run with. test/t/047_rollup_property.pl writes to them.
\set VERBOSITY default
\set SHOW_CONTEXT never
\pset format unaligned
SET client_min_messages = warning;
CREATE SCHEMA ext;
ALTER EXTENSION csat SET SCHEMA ext;
CREATE ROLE regress_csat_analyst;
CREATE ROLE regress_csat_clerk;
CREATE ROLE regress_csat_mallory;
CREATE SCHEMA surveys AUTHORIZATION regress_csat_analyst;
GRANT USAGE ON SCHEMA ext TO PUBLIC;
GRANT USAGE ON SCHEMA surveys TO PUBLIC;
SET ROLE regress_csat_analyst;
SET search_path = surveys;

CREATE TABLE answers (answered timestamptz, channel text, region int, score int, ease int, recommend int, weight float8, given ext.score_tally);
INSERT INTO answers VALUES
	('2026-01-01 23:30+00', 'chat', 1, 5, 7, 10, 1.5, '{"1": 1, "2": 2}'), ('2026-01-02 00:30+00', 'chat', 1, 3, 2, 6, 0.5, NULL),
	('2026-01-02 12:00+00', NULL, 2, NULL, NULL, NULL, NULL, NULL);

-- every kind of tally, in another schema, from outside the search path
SELECT ext.create_tally_rollup('surveys."By Day"', 'answers',
	ARRAY['(answered AT TIME ZONE ''UTC'')::date AS day', 'lower(channel)', 'CASE WHEN region > 1 THEN ''far'' END AS "how far?"'],
	ARRAY['ext.csat_tally(score) AS score', 'ext.csat_tally(ease, 7)', 'ext.nps_tally(recommend) FILTER (WHERE region < 9) AS recommend',
		'ext.weighted_nps_tally(recommend, weight) AS weighted', 'ext.csat_tally(score > 3) AS good', 'ext.sum(given)']);
SHOW search_path;
\x
SELECT * FROM "By Day" ORDER BY 1, 2;
DELETE FROM answers WHERE score = 5;
UPDATE answers SET score = NULL, ease = NULL, weight = NULL WHERE score = 3;
SELECT * FROM "By Day" ORDER BY 1, 2;
\x
(TABLE "By Day" EXCEPT TABLE "By Day_recount") UNION ALL (TABLE "By Day_recount" EXCEPT TABLE "By Day");
SELECT count(*) AS deltas FROM "By Day_deltas";
SELECT ext.compact_tally_rollup('"By Day"');
SELECT count(*) AS deltas FROM "By Day_deltas";
(TABLE "By Day" EXCEPT TABLE "By Day_recount") UNION ALL (TABLE "By Day_recount" EXCEPT TABLE "By Day");

-- a second one of the same table, in any schema; columns that plpgsql has names for
CREATE TABLE tg_op (new int, found text, old int, tg_argv text);
SELECT ext.create_tally_rollup('everything', 'tg_op', ARRAY['true AS "all"', 'found', 'tg_argv'], ARRAY['ext.csat_tally(new) AS new', 'ext.nps_tally(old) AS old']);
INSERT INTO tg_op VALUES (1, 'a', 9, 'b'), (5, 'a', 3, NULL);
UPDATE tg_op SET new = new + 1 WHERE new = 1;
TABLE everything;
-- and goes on when the columns of deltas are renamed
ALTER TABLE everything_deltas RENAME found TO x;
ALTER TABLE everything_deltas RENAME tg_argv TO found;
ALTER TABLE everything_deltas RENAME x TO tg_argv;
SELECT ext.compact_tally_rollup('everything');
TABLE everything;
SELECT * FROM ext.check_tally_rollup('everything');
-- a trigger of one's own on the view is no left-over one
CREATE TRIGGER readonly INSTEAD OF INSERT ON everything FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
INSERT INTO tg_op VALUES (3, 'c', 9, 'c');
SELECT ext.rebuild_tally_rollup('everything');
SELECT tgname FROM pg_trigger WHERE tgrelid = 'everything'::regclass;
SELECT ext.drop_tally_rollup('everything');
DROP TABLE tg_op;

-- constants mean the same to a session whose settings read them otherwise
CREATE TABLE settings (day date, channel text, score int);
SET datestyle = 'SQL, DMY';
SET extra_float_digits = -10;
SELECT ext.create_tally_rollup('of_settings', 'settings', ARRAY['day < date ''2026-05-04'' AS early', 'channel = ''\'' AS slash',
	'array_position(''{a,NULL}'', channel)', 'float8 ''0.12345678901'' AS fraction'], ARRAY['ext.csat_tally(score)']);
RESET datestyle;
-- 19 has only standard strings
SELECT set_config(name, 'off', false) FROM pg_settings WHERE name IN ('standard_conforming_strings', 'escape_string_warning') AND current_setting('server_version_num')::int < 190000 \g /dev/null
SET array_nulls = off;
INSERT INTO settings VALUES ('2026-05-01', 'a', 1), ('2026-04-06', NULL, 2), ('2026-05-04', 'NULL', 3), ('2026-05-01', E'\\', 4);
RESET standard_conforming_strings;
RESET array_nulls;
RESET extra_float_digits;
(TABLE of_settings EXCEPT TABLE of_settings_recount) UNION ALL (TABLE of_settings_recount EXCEPT TABLE of_settings);
DROP TABLE settings CASCADE;

-- what is no rollup is refused before anything is made
SELECT count(*) AS relations FROM pg_class WHERE relnamespace = 'surveys'::regnamespace \gset before_
CREATE FUNCTION refused(keys text[], tallies text[], source text DEFAULT 'answers', name text DEFAULT 'refused') RETURNS text LANGUAGE plpgsql AS $$
DECLARE detail text; hint text;
BEGIN
	PERFORM ext.create_tally_rollup(name, source::regclass, keys, tallies);
	RETURN 'created';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(E'\n    ', SQLSTATE || ' ' || SQLERRM, nullif(detail, ''), nullif(replace(hint, session_user, 'postgres'), ''));
END $$;
CREATE VIEW a_view AS SELECT * FROM answers;
CREATE TABLE parent (score int);
CREATE TABLE child () INHERITS (parent);
CREATE TABLE parted (score int) PARTITION BY LIST (score);
CREATE TABLE part PARTITION OF parted DEFAULT;
CREATE TABLE half_guarded (score int) PARTITION BY LIST (score);
CREATE TABLE guarded_part PARTITION OF half_guarded DEFAULT;
ALTER TABLE guarded_part ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE TABLE pointed (score int, points int);
CREATE TABLE generated (score int, good bool GENERATED ALWAYS AS (score > 3) STORED) PARTITION BY LIST (score);
CREATE TABLE half_logged (score int) PARTITION BY LIST (score);
CREATE UNLOGGED TABLE unlogged_part PARTITION OF half_logged DEFAULT;
CREATE AGGREGATE own_tally(int) (SFUNC = ext.score_tally_accum, STYPE = ext.score_tally, COMBINEFUNC = ext.score_tally_add, INITCOND = '{"1": 9, "2": 9}');
CREATE TEMPORARY TABLE passing (score int);
CREATE TABLE guarded (score int);
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
\pset tuples_only
SELECT refused('{random()}', '{ext.csat_tally(score)}');
SELECT refused('{answered::date}', '{ext.csat_tally(score)}');
SELECT refused('{"date_trunc(''day'', answered)"}', '{ext.csat_tally(score)}');
SELECT refused('{current_user}', '{ext.csat_tally(score)}');
SELECT refused('{channel}', '{ext.csat_tally(score) FILTER (WHERE answered < now())}');
SELECT refused('{channel}', '{ext.csat(score)}');
SELECT refused('{channel}', '{avg(score)}');
SELECT refused('{channel}', '{channel}');
SELECT refused('{channel}', '{ext.csat_score(ext.csat_tally(score))}');
SELECT refused('{channel}', '{ext.csat_tally(DISTINCT score)}');
SELECT refused('{channel}', '{ext.csat_tally(score) OVER ()}');
SELECT refused('{channel}', '{ext.sum(ext.csat_tally(score)) OVER ()}');
SELECT refused('{"generate_series(1, 2)"}', '{ext.csat_tally(score)}');
SELECT refused('{"(SELECT 1)"}', '{ext.csat_tally(score)}');
SELECT refused('{tableoid}', '{ext.csat_tally(score)}');
SELECT refused('{channel}', '{ext.csat_tally(num_nulls(answers))}');
SELECT refused('{given}', '{ext.csat_tally(score)}');
SELECT refused('{ext.csat_tally(score)}', '{ext.csat_tally(score)}');
SELECT refused('{"channel, region"}', '{ext.csat_tally(score)}');
SELECT refused('{"channel FROM answers WHERE region = 1 --"}', '{ext.csat_tally(score)}');
SELECT refused('{NULL}', '{ext.csat_tally(score)}');
SELECT refused('{}', '{ext.csat_tally(score)}');
SELECT refused('{channel}', NULL);
SELECT refused('{channel,channel}', '{ext.csat_tally(score)}');
SELECT refused('{nothing}', '{ext.csat_tally(score)}');
SELECT refused('{channel}', '{ext.csat_tally(score)}', name => repeat('a', 55));
SELECT refused('{channel}', '{ext.csat_tally(score)}', name => 'nowhere.refused');
SELECT refused('{channel}', '{ext.csat_tally(score)}', name => 'pg_temp.refused');
SELECT refused('{channel}', '{ext.csat_tally(score)}', name => 'a.b.c');
SELECT refused('{channel}', '{ext.csat_tally(score)}', name => NULL);
SELECT refused('{channel}', '{ext.csat_tally(score)}', name => 'answers');
SELECT refused('{channel}', '{own_tally(score)}');
SELECT refused('{"channel FROM answers; DROP TABLE answers; SELECT channel"}', '{ext.csat_tally(score)}');
SELECT refused('{1}', '{"ext.csat_tally(score, points)"}', 'pointed');
SELECT refused('{good}', '{ext.csat_tally(score)}', 'generated');
SELECT refused('{score}', '{ext.csat_tally(score)}', source) FROM (VALUES (NULL), ('a_view'), ('parent'), ('child'), ('part'), ('passing'), ('guarded'), ('half_guarded'), ('half_logged'), ('pg_class'), ('pg_class_oid_index')) AS s (source);
WITH x AS (INSERT INTO pointed VALUES (1, 5) RETURNING *) SELECT ext.create_tally_rollup('refused', 'pointed', '{points}', '{ext.csat_tally(score)}') FROM x;
\pset tuples_only
DROP VIEW a_view;
DROP TABLE parent, child, parted, passing, guarded, half_guarded, pointed, generated, half_logged;
DROP AGGREGATE own_tally(int);
SELECT count(*) - :before_relations AS left_over FROM pg_class WHERE relnamespace = 'surveys'::regnamespace;

-- who may only insert needs no other right, and has none
GRANT INSERT ON answers TO regress_csat_clerk;
SET ROLE regress_csat_clerk;
INSERT INTO surveys.answers (answered, channel, score) VALUES ('2026-02-01 12:00+00', 'form', 4);
TABLE surveys."By Day";
SELECT ext.compact_tally_rollup('surveys."By Day"');
SELECT ext.rebuild_tally_rollup('surveys."By Day"');
SELECT ext.drop_tally_rollup('surveys."By Day"');
SELECT ext.create_tally_rollup('mine', 'surveys.answers', '{channel}', '{ext.csat_tally(score)}');
RESET ROLE;
-- nor does a superuser run what others own
SELECT ext.compact_tally_rollup('surveys."By Day"');
SELECT ext.create_tally_rollup('surveys.mine', 'surveys.answers', '{channel}', '{ext.csat_tally(score)}');
SELECT ext.compact_tally_rollup('surveys.answers');

-- an attacker with names of his own on everyone's path, and with a trap in
-- whatever the trigger function reads: it runs for tables of its own owner only
CREATE SCHEMA trap AUTHORIZATION regress_csat_mallory;
GRANT USAGE ON SCHEMA trap TO PUBLIC;
SET ROLE regress_csat_mallory;
SET search_path = trap;
CREATE FUNCTION caught() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'caught %', current_user; END $$;
CREATE FUNCTION lower(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT caught()::text';
CREATE FUNCTION count(int) RETURNS bigint LANGUAGE sql AS 'SELECT caught()::int::bigint';
CREATE FUNCTION csat_tally(int) RETURNS text LANGUAGE sql AS 'SELECT caught()::text';
CREATE FUNCTION set_config(text, text, boolean) RETURNS text LANGUAGE sql AS 'SELECT caught()::text';
CREATE FUNCTION equal(oid, regclass) RETURNS boolean LANGUAGE sql AS 'SELECT caught()';
CREATE OPERATOR = (LEFTARG = oid, RIGHTARG = regclass, FUNCTION = equal);
CREATE FUNCTION concat(name, text) RETURNS text LANGUAGE sql AS 'SELECT caught()::text';
CREATE OPERATOR || (LEFTARG = name, RIGHTARG = text, FUNCTION = concat);
CREATE TABLE pg_class (oid oid, relname name, relowner oid);
CREATE TABLE bait (answered timestamptz, channel text, region int, score int, ease int, recommend int, weight float8, given ext.score_tally);
CREATE TRIGGER bait AFTER INSERT ON bait REFERENCING NEW TABLE AS added FOR EACH STATEMENT WHEN ('surveys."By Day"'::regclass IS NOT NULL) EXECUTE FUNCTION ext.tally_rollup_maintain();
INSERT INTO bait (score) VALUES (5);
DROP TRIGGER bait ON bait;
CREATE TRIGGER bait AFTER INSERT ON bait REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ext.tally_rollup_maintain();
INSERT INTO bait (score) VALUES (5);
DROP TRIGGER bait ON bait;
CREATE TRIGGER bait BEFORE INSERT ON bait WHEN ('surveys."By Day"'::regclass IS NOT NULL) EXECUTE FUNCTION ext.tally_rollup_maintain();
INSERT INTO bait (score) VALUES (5);
DROP TRIGGER bait ON bait;
SELECT ext.tally_rollup_maintain();
-- views of his own with links to what is another's: he empties, drops and locks none of it
CREATE VIEW forged_recount AS SELECT score FROM bait;
CREATE VIEW forged AS SELECT true FROM surveys.answers WHERE 'surveys.answers'::regclass IS NOT NULL AND 'forged_recount'::regclass IS NOT NULL;
CREATE TRIGGER bait BEFORE TRUNCATE ON bait WHEN ('forged'::regclass IS NOT NULL) EXECUTE FUNCTION ext.tally_rollup_maintain();
TRUNCATE bait;
SELECT ext.drop_tally_rollup('forged');
DROP VIEW forged CASCADE;
CREATE SEQUENCE forged_sequence;
CREATE VIEW forged AS SELECT true FROM forged_sequence WHERE 'forged_sequence'::regclass IS NOT NULL AND 'forged_recount'::regclass IS NOT NULL;
CREATE TRIGGER bait BEFORE TRUNCATE ON bait WHEN ('forged'::regclass IS NOT NULL) EXECUTE FUNCTION ext.tally_rollup_maintain();
TRUNCATE bait;
DROP VIEW forged CASCADE;
CREATE TABLE forged_deltas ();
CREATE OR REPLACE VIEW forged_recount AS SELECT score FROM surveys.answers;
CREATE VIEW forged AS SELECT true FROM forged_deltas WHERE 'forged_deltas'::regclass IS NOT NULL AND 'forged_recount'::regclass IS NOT NULL;
SELECT ext.rebuild_tally_rollup('forged', fill => false);
BEGIN;
SELECT ext.drop_tally_rollup('forged');
SELECT mode FROM pg_locks WHERE relation OPERATOR(pg_catalog.=) 'surveys.answers'::regclass ORDER BY mode;
COMMIT;
SET ROLE regress_csat_analyst;
SET search_path = trap, surveys, ext;
INSERT INTO answers (answered, channel, score) VALUES ('2026-02-01 12:00+00', 'Form', 4);
SELECT compact_tally_rollup('"By Day"');
SELECT rebuild_tally_rollup('"By Day"');
SELECT create_tally_rollup('surveys.plain', 'answers', '{channel}', '{ext.nps_tally(recommend)}');
SELECT compact_tally_rollup('plain'), rebuild_tally_rollup('plain');
SELECT drop_tally_rollup('plain');
SELECT day, "lower", responses(score) FROM "By Day" ORDER BY 1, 2;
SET search_path = surveys, ext;
-- one who owns the schema and puts a view of his own among what is rebuilt
RESET ROLE;
CREATE SCHEMA lent AUTHORIZATION regress_csat_mallory;
GRANT ALL ON SCHEMA lent TO regress_csat_analyst;
SET ROLE regress_csat_analyst;
SELECT create_tally_rollup('lent.rollup', 'answers', '{channel}', '{csat_tally(score)}');
GRANT SELECT ON answers TO regress_csat_mallory;
SET ROLE regress_csat_mallory;
DROP VIEW lent.rollup_recount;
CREATE VIEW lent.rollup_recount AS SELECT channel, csat_tally(score), count(*) + trap.caught()::int AS row_count FROM answers GROUP BY channel;
GRANT SELECT ON lent.rollup_recount TO regress_csat_analyst;
SET ROLE regress_csat_analyst;
SELECT rebuild_tally_rollup('lent.rollup');
RESET ROLE;
SET ROLE regress_csat_mallory;
DROP VIEW lent.rollup_recount CASCADE;
CREATE VIEW lent.rollup_recount AS SELECT channel, csat_tally(score), count(*) + trap.caught()::int AS row_count FROM answers GROUP BY channel;
SET ROLE regress_csat_analyst;
INSERT INTO answers (score) VALUES (5);
REVOKE SELECT ON answers FROM regress_csat_mallory;
RESET ROLE;
DROP SCHEMA lent CASCADE;
SET ROLE regress_csat_analyst;
-- a table that is given away takes its rollup out of order, not its owner's rights
RESET ROLE;
ALTER TABLE answers OWNER TO regress_csat_mallory;
INSERT INTO answers (score) VALUES (1);
ALTER TABLE answers OWNER TO regress_csat_analyst;
SET ROLE regress_csat_analyst;

-- a function of another role would run with the owner's rights; of one's own, not
-- if it becomes volatile; a domain of another has checks of his
RESET ROLE;
CREATE DOMAIN trap.word AS text;
ALTER DOMAIN trap.word OWNER TO regress_csat_mallory;
SET ROLE regress_csat_analyst;
SELECT refused('{trap.lower(channel)}', '{ext.csat_tally(score)}');
SELECT refused('{channel::trap.word}', '{ext.csat_tally(score)}');
CREATE DOMAIN own_word AS trap.word;
SELECT refused('{channel::own_word}', '{ext.csat_tally(score)}');
DROP DOMAIN own_word;
CREATE FUNCTION own(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
SELECT create_tally_rollup('own', 'answers', '{own(channel)}', '{csat_tally(score)}');
INSERT INTO answers (channel, score) VALUES ('own', 1);
SELECT "own", responses(csat_tally) FROM "own" WHERE "own" = 'own';
ALTER FUNCTION own(text) VOLATILE;
INSERT INTO answers (channel, score) VALUES ('own', 1);
ALTER FUNCTION own(text) IMMUTABLE;
RESET ROLE;
ALTER FUNCTION own(text) OWNER TO regress_csat_mallory;
SET ROLE regress_csat_analyst;
INSERT INTO answers (channel, score) VALUES ('own', 1);
SELECT drop_tally_rollup('own');
-- not even to see that a scale is a constant
CREATE FUNCTION seven() RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 7; END';
SELECT create_tally_rollup('scaled', 'answers', '{region}', '{"csat_tally(ease, seven())"}');
RESET ROLE;
CREATE OR REPLACE FUNCTION seven() RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RAISE WARNING ''run by %'', current_user; RETURN 7; END';
ALTER FUNCTION seven() OWNER TO regress_csat_mallory;
SET ROLE regress_csat_analyst;
INSERT INTO answers (ease) VALUES (1);
SELECT drop_tally_rollup('scaled');

-- it goes by what columns are, not by how they are named
ALTER TABLE answers RENAME channel TO "way";
INSERT INTO answers ("way", score) VALUES ('Chat', 1);
\set VERBOSITY terse
ALTER TABLE answers ALTER score TYPE bigint;
\set VERBOSITY default
ALTER TABLE answers DROP COLUMN recommend;
TABLE "By Day" EXCEPT TABLE "By Day_recount";

-- what depends on what
\set VERBOSITY terse
DROP TABLE answers;
DROP TABLE "By Day_deltas";
DROP VIEW "By Day";
RESET ROLE;
DROP EXTENSION csat;
BEGIN;
DROP EXTENSION csat CASCADE;
INSERT INTO answers (score) VALUES (17);
ROLLBACK;
SET ROLE regress_csat_analyst;
CREATE VIEW reader AS SELECT day FROM "By Day";
SELECT drop_tally_rollup('"By Day"');
DROP VIEW reader;
SELECT drop_tally_rollup('"By Day"');
INSERT INTO answers (score) VALUES (17);
DROP TABLE answers;

-- an unlogged table has an unlogged rollup
CREATE UNLOGGED TABLE quick (score int);
SELECT create_tally_rollup('quick_rollup', 'quick', '{score}', '{csat_tally(score)}');
SELECT relname, relpersistence FROM pg_class WHERE oid = 'quick_rollup_deltas'::regclass;

-- partitions: one that came is counted when rows are written through the
-- parent, and by its own name after a rebuild; one that went after it no more
CREATE TABLE parted (part int, score int) PARTITION BY LIST (part);
CREATE TABLE part_1 PARTITION OF parted FOR VALUES IN (1);
SELECT create_tally_rollup('of_parts', 'parted', '{part}', '{csat_tally(score)}');
CREATE TABLE part_2 PARTITION OF parted FOR VALUES IN (2);
INSERT INTO parted VALUES (1, 1), (2, 2);
INSERT INTO part_1 VALUES (1, 4);
\set VERBOSITY default
INSERT INTO part_2 VALUES (2, 5);
SELECT problem FROM check_tally_rollup('of_parts');
\set VERBOSITY terse
SELECT part, csat_tally, row_count FROM of_parts ORDER BY part;
-- it locks what it writes to as every writer does
BEGIN;
SELECT rebuild_tally_rollup('of_parts');
SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'of_parts_deltas'::regclass AND mode LIKE 'Row%';
COMMIT;
INSERT INTO part_2 VALUES (2, 5);
TRUNCATE part_1;
SELECT part, csat_tally, row_count FROM of_parts ORDER BY part;
ALTER TABLE parted DETACH PARTITION part_2;
INSERT INTO part_2 VALUES (2, 5);
INSERT INTO part_1 VALUES (1, 5);
SELECT rebuild_tally_rollup('of_parts');
INSERT INTO part_2 VALUES (2, 5);
SELECT part, csat_tally, row_count FROM of_parts ORDER BY part;
SELECT tgrelid::regclass, tgenabled, count(*) FROM pg_trigger WHERE tgfoid = 'tally_rollup_maintain()'::regprocedure GROUP BY 1, 2 ORDER BY tgrelid::regclass::text, 2;
-- taking away what was never counted is an error, until it is counted anew
ALTER TABLE parted ATTACH PARTITION part_2 FOR VALUES IN (2);
INSERT INTO parted VALUES (2, 1), (2, 3), (2, 4), (2, 4);
DELETE FROM parted WHERE score = 5;
SELECT * FROM of_parts;
SELECT rebuild_tally_rollup('of_parts');
SELECT part, csat_tally, row_count FROM of_parts ORDER BY part;

-- what no trigger sees is found by a check: rows that went with their partition,
-- by DROP or DETACH; rows that came with one; TRUNCATE of one that came; rows
-- of one statement that writes to the table and, by its own name, to one that came
CREATE TABLE part_3 PARTITION OF parted FOR VALUES IN (3);
SELECT rebuild_tally_rollup('of_parts');
INSERT INTO parted VALUES (3, 3);
DROP TABLE part_3;
SELECT * FROM check_tally_rollup('of_parts');
SELECT rebuild_tally_rollup('of_parts');
ALTER TABLE parted DETACH PARTITION part_2;
SELECT to_rebuild, now() - last_folded BETWEEN '-1 s' AND '1 hour' AS is_folded FROM tally_rollups WHERE name = 'of_parts'::regclass;
COMMENT ON TABLE of_parts_deltas IS 'last folded at 2026-99-99 00:00:00+00';
SELECT last_folded FROM tally_rollups WHERE name = 'of_parts'::regclass;
SELECT * FROM check_tally_rollup('of_parts');
SELECT rebuild_tally_rollup('of_parts');
ALTER TABLE parted ATTACH PARTITION part_2 FOR VALUES IN (2);
SELECT to_rebuild FROM tally_rollups WHERE name = 'of_parts'::regclass;
SELECT * FROM check_tally_rollup('of_parts');
SELECT rebuild_tally_rollup('of_parts');
CREATE TABLE part_3 PARTITION OF parted FOR VALUES IN (3);
INSERT INTO parted VALUES (3, 3);
TRUNCATE part_3;
SELECT * FROM check_tally_rollup('of_parts');
SELECT rebuild_tally_rollup('of_parts');
SELECT to_rebuild FROM tally_rollups WHERE name = 'of_parts'::regclass;
CREATE TABLE part_4 PARTITION OF parted FOR VALUES IN (4);
WITH direct AS (INSERT INTO part_4 VALUES (4, 4) RETURNING score) INSERT INTO parted SELECT 3, score FROM direct;
SELECT * FROM check_tally_rollup('of_parts');
SELECT rebuild_tally_rollup('of_parts');
SELECT * FROM check_tally_rollup('of_parts');
-- a rebuild enables what refuses rows of those that come, and rows are refused
-- that are written by the name of one above that came
ALTER TABLE parted DISABLE TRIGGER ALL;
SELECT rebuild_tally_rollup('of_parts');
CREATE TABLE part_5 PARTITION OF parted FOR VALUES IN (5);
INSERT INTO part_5 VALUES (5, 5);
BEGIN;
ALTER TABLE parted DETACH PARTITION part_4;
CREATE TABLE above_4 PARTITION OF parted FOR VALUES IN (4) PARTITION BY LIST (part);
ALTER TABLE above_4 ATTACH PARTITION part_4 FOR VALUES IN (4);
INSERT INTO above_4 VALUES (4, 4);
ROLLBACK;
DROP TABLE part_5;
-- the table itself becomes a partition
CREATE TABLE above (LIKE parted) PARTITION BY LIST (part);
ALTER TABLE above ATTACH PARTITION parted DEFAULT;
INSERT INTO above VALUES (3, 3);
\set VERBOSITY default
TABLE of_parts;
INSERT INTO parted VALUES (3, 3);
SELECT * FROM check_tally_rollup('of_parts');
\set VERBOSITY terse
ALTER TABLE above DETACH PARTITION parted;
SELECT * FROM check_tally_rollup('of_parts');
SELECT rebuild_tally_rollup('of_parts');
DROP TABLE above;

-- what Citus distributes, as far as can be seen without it
RESET ROLE;
BEGIN;
SET LOCAL allow_system_table_mods = on;
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass);
CREATE TABLE sharded (score int);
SELECT create_tally_rollup('of_shards', 'sharded', '{score}', '{csat_tally(score)}');
SELECT drop_tally_rollup('of_shards');
INSERT INTO pg_catalog.pg_dist_partition VALUES ('sharded');
\set VERBOSITY default
SELECT create_tally_rollup('of_shards', 'sharded', '{score}', '{csat_tally(score)}');
ROLLBACK;

-- and hypertables of TimescaleDB
BEGIN;
CREATE SCHEMA _timescaledb_catalog CREATE TABLE hypertable (id int, schema_name name, table_name name);
CREATE TABLE chunked (score int);
SELECT create_tally_rollup('of_rows', 'chunked', '{score}', '{csat_tally(score)}');
INSERT INTO _timescaledb_catalog.hypertable VALUES (1, 'surveys', 'chunked');
SAVEPOINT before;
SELECT create_tally_rollup('of_chunks', 'chunked', '{score}', '{csat_tally(score)}');
ROLLBACK TO before;
-- one that became it without a trigger of its rollup: no statement's rows are known
DROP TRIGGER of_rows_alone ON chunked;
CREATE TABLE chunk () INHERITS (chunked);
DELETE FROM chunked;
ROLLBACK;
-- what looks like it and a user made is not read
BEGIN;
CREATE SCHEMA _timescaledb_catalog CREATE TABLE hypertable (schema_name bigint, table_name bigint);
INSERT INTO _timescaledb_catalog.hypertable VALUES (1, 1);
ALTER TABLE _timescaledb_catalog.hypertable OWNER TO regress_csat_mallory;
CREATE TABLE chunked (score int);
SELECT create_tally_rollup('of_rows', 'chunked', '{score}', '{csat_tally(score)}');
ROLLBACK;

-- default privileges give none of it away
SET ROLE regress_csat_analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA surveys GRANT ALL ON TABLES TO regress_csat_mallory;
CREATE TABLE private (score int);
REVOKE ALL ON private FROM regress_csat_mallory;
SELECT create_tally_rollup('of_private', 'private', '{score}', '{csat_tally(score)}');
SET ROLE regress_csat_mallory;
TABLE surveys.of_private;
TABLE surveys.of_private_recount;
INSERT INTO surveys.of_private_deltas VALUES (1, NULL, 1);
CREATE TRIGGER bait AFTER INSERT ON surveys.of_private_deltas EXECUTE FUNCTION trap.caught();
SET ROLE regress_csat_analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA surveys REVOKE ALL ON TABLES FROM regress_csat_mallory;
-- what is published can be folded
SELECT relreplident FROM pg_class WHERE oid = 'of_private_deltas'::regclass;
-- no table with a rollup becomes a child or a partition, and it counts no children
CREATE TABLE parent (score int);
ALTER TABLE private INHERIT parent;
ALTER TABLE parted ATTACH PARTITION private FOR VALUES IN (7);
CREATE TABLE child () INHERITS (private);
INSERT INTO private VALUES (1);
SELECT * FROM check_tally_rollup('of_private');
DROP TABLE child;
-- nor is it half lost in a crash
ALTER TABLE private SET UNLOGGED;
TABLE of_private;
INSERT INTO private VALUES (1);
ALTER TABLE of_private_deltas SET UNLOGGED;
INSERT INTO private VALUES (1);
TABLE of_private;
-- what is not counted yet is not read, whatever is asked for
DROP VIEW of_private CASCADE;
DROP TABLE of_private_deltas;
DROP VIEW of_private_recount;
SELECT create_tally_rollup('of_private', 'private', '{score}', '{csat_tally(score)}', fill => false);
INSERT INTO private VALUES (2);
SELECT * FROM of_private WHERE score = 2;
SELECT compact_tally_rollup('of_private');
SELECT * FROM check_tally_rollup('of_private');
SELECT rebuild_tally_rollup('of_private');
TABLE of_private;
-- triggers that were disabled, and what was written then
ALTER TABLE private DISABLE TRIGGER ALL, ENABLE REPLICA TRIGGER of_private_insert;
INSERT INTO private VALUES (2);
SELECT * FROM check_tally_rollup('of_private');
SELECT rebuild_tally_rollup('of_private');
INSERT INTO private VALUES (2);
SELECT * FROM check_tally_rollup('of_private');
-- deltas with rules or row security of their own
CREATE RULE nothing AS ON INSERT TO of_private_deltas DO INSTEAD NOTHING;
INSERT INTO private VALUES (2);
SELECT compact_tally_rollup('of_private');
DROP RULE nothing ON of_private_deltas;
ALTER TABLE of_private_deltas ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT rebuild_tally_rollup('of_private');
ALTER TABLE of_private_deltas DISABLE ROW LEVEL SECURITY;
-- deltas that somebody falsified
INSERT INTO of_private_deltas SELECT 3, csat_tally(3), -1;
SELECT * FROM check_tally_rollup('of_private');
TABLE of_private;
SELECT compact_tally_rollup('of_private');
RESET ROLE;

-- whoever owns csat's schema puts another in its place, with names of his own
CREATE SCHEMA lent AUTHORIZATION regress_csat_mallory;
ALTER EXTENSION csat SET SCHEMA lent;
CREATE TABLE lent.prey (score int);
SELECT lent.create_tally_rollup('lent.of_prey', 'lent.prey', '{score}', '{lent.csat_tally(score)}');
GRANT INSERT ON lent.prey TO regress_csat_mallory;
GRANT CREATE ON DATABASE :"DBNAME" TO regress_csat_mallory;
SET ROLE regress_csat_mallory;
ALTER SCHEMA lent RENAME TO away;
RESET ROLE;
CREATE SCHEMA lent AUTHORIZATION regress_csat_mallory;
SET ROLE regress_csat_mallory;
CREATE FUNCTION lent.catch(text, int) RETURNS text LANGUAGE sql AS 'SELECT trap.caught()::text';
CREATE AGGREGATE lent.csat_tally(int) (SFUNC = lent.catch, STYPE = text, INITCOND = '');
CREATE FUNCTION lent.tally_rollup_maintain() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM trap.caught(); END';
CREATE TABLE lent.of_prey_deltas (score int, csat_tally text, row_count bigint);
INSERT INTO away.prey VALUES (5);
RESET ROLE;
SELECT away.compact_tally_rollup('away.of_prey'), away.rebuild_tally_rollup('away.of_prey');
TABLE away.of_prey;
SELECT * FROM away.check_tally_rollup('away.of_prey');
SELECT away.drop_tally_rollup('away.of_prey');
ALTER EXTENSION csat SET SCHEMA ext;
DROP SCHEMA lent, away CASCADE;
REVOKE CREATE ON DATABASE :"DBNAME" FROM regress_csat_mallory;

-- csat in another schema
ALTER EXTENSION csat SET SCHEMA public;
SET ROLE regress_csat_analyst;
SET search_path = surveys, public;
SELECT part, csat_tally, row_count FROM of_parts ORDER BY part;
INSERT INTO parted VALUES (2, 3);
SELECT compact_tally_rollup('of_parts');
SELECT part, csat_tally, row_count FROM of_parts ORDER BY part;

RESET ROLE;
RESET search_path;
DROP SCHEMA surveys, trap CASCADE;
REVOKE ALL ON SCHEMA ext FROM PUBLIC;
DROP SCHEMA ext;
DROP ROLE regress_csat_analyst, regress_csat_clerk, regress_csat_mallory;

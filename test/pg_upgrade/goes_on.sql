-- All that data.sql made goes on: written, refreshed, checked, indexed, folded
-- and dropped.
SET search_path = public, ext;
UPDATE kept SET csat = csat + csat WHERE region < 7;
REFRESH MATERIALIZED VIEW CONCURRENTLY monthly;
CREATE EXTENSION amcheck;
SELECT bt_index_check(c.oid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
	WHERE a.amname = 'btree' AND c.relnamespace = 'public'::regnamespace;
REINDEX TABLE kept;
SELECT 1 / (sum(responses(csat)) = 40000)::int FROM kept WHERE region < 7;
DELETE FROM answers WHERE id % 7 = 2;
INSERT INTO parted SELECT '2026-03-01', 'email', 7, 0.5 FROM generate_series(1, 1000);
DELETE FROM parted WHERE score = 4;
SELECT 1 / (count(*) = 0)::int FROM differences;
SELECT compact_tally_rollup('"By Month"');
TRUNCATE january;
SELECT 1 / (count(*) = 0)::int FROM differences;
CREATE TABLE may PARTITION OF parted FOR VALUES FROM ('2026-05-01') TO ('2026-06-01');
SELECT rebuild_tally_rollup('"By Month"');
INSERT INTO may VALUES ('2026-05-01', 'email', 7, 0.5);
SELECT 1 / (count(*) = 0 AND (SELECT sum(responses(csat_tally)) FROM "By Month") = (SELECT count(score) FROM parted))::int FROM differences;
DROP VIEW differences;
SELECT drop_tally_rollup('answers_rollup');

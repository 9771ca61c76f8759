-- What a database with csat can hold, in the version that is upgraded: the
-- present one, unless it is there already.
CREATE SCHEMA IF NOT EXISTS ext;
CREATE EXTENSION IF NOT EXISTS csat SCHEMA ext;
SET search_path = public, ext;

CREATE TABLE answers AS
SELECT i AS id, i % 7 AS region, date '2026-01-01' + i % 90 AS day, 1 + (i * 7919) % 5 AS score, (i * 104729) % 11 AS recommend
FROM generate_series(1, 20000) i;
CREATE DOMAIN small AS score_tally CHECK (responses(VALUE) < 100000);
CREATE TYPE pair AS (csat score_tally, nps score_tally);
CREATE TABLE kept (
	region int,
	day date,
	csat score_tally DEFAULT '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	nps small,
	taken pair,
	weighted weighted_tally,
	history score_tally[],
	answers bigint GENERATED ALWAYS AS (ext.responses(csat)) STORED,
	PRIMARY KEY (region, day)
);
INSERT INTO kept
SELECT region, day, csat_tally(score), nps_tally(recommend), (csat_tally(score), nps_tally(recommend))::pair,
	weighted_nps_tally(recommend, exp(sin(id) * 20)), ARRAY[csat_tally(score), NULL, nps_tally(recommend)]
FROM answers GROUP BY region, day;
INSERT INTO kept SELECT 9, '2026-01-01', sum(score_tally(i, i + 50, -50, 50)) FROM generate_series(-50, 50) i;
INSERT INTO kept VALUES (10, '2026-01-01', '{"1": 9223372036854775807, "2": 0}');

CREATE INDEX kept_btree ON kept (csat);
CREATE INDEX kept_hash ON kept USING hash (csat);
CREATE INDEX kept_weighted ON kept (weighted);
CREATE INDEX kept_expression ON kept (csat_score(csat)) WHERE region < 7;

CREATE VIEW scores AS
SELECT region, ext.csat(csat), ext.nps(nps), ext.nps(weighted) AS weighted, csat_interval(sum(csat)) AS "interval" FROM (SELECT region, csat, nps, weighted FROM kept WHERE region < 7) k GROUP BY region;
CREATE VIEW moving AS
SELECT region, day, ext.csat(csat) OVER (PARTITION BY region ORDER BY day ROWS 6 PRECEDING) AS csat FROM kept WHERE region < 7;
CREATE MATERIALIZED VIEW monthly AS
SELECT region, csat_tally(score) AS tally, ext.nps(recommend) FROM answers GROUP BY region;
CREATE UNIQUE INDEX ON monthly (region);
CREATE AGGREGATE effort(integer) (SFUNC = score_tally_accum, STYPE = score_tally,
	INITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}', COMBINEFUNC = score_tally_add, PARALLEL = safe);
SELECT create_tally_rollup('answers_rollup', 'answers', '{region}', '{csat_tally(score)}');

-- A rollup of partitions, with deltas that nobody has folded yet.
CREATE TABLE parted (day date, channel text, score int, weight float8) PARTITION BY RANGE (day);
CREATE TABLE january PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE others PARTITION OF parted DEFAULT;
INSERT INTO parted SELECT date '2026-01-01' + i % 90, (ARRAY['chat', 'phone'])[i % 3], 1 + i % 5, 0.5 FROM generate_series(1, 1000) i;
SELECT create_tally_rollup('"By Month"', 'parted', ARRAY['date_trunc(''month'', day::timestamp) AS month', 'channel', 'day < ''2026-02-14'' AS early'],
	ARRAY['csat_tally(score, 7)', 'weighted_csat_tally(score, weight, 7) AS weighted']);
INSERT INTO january VALUES ('2026-01-31', 'chat', 5, 1.5);
UPDATE parted SET day = day + 20, score = NULL WHERE channel = 'phone' AND score = 2;
DELETE FROM others WHERE channel IS NULL;
CREATE VIEW differences AS
SELECT 'answers_rollup' AS rollup, to_jsonb(d) FROM ((TABLE answers_rollup EXCEPT TABLE answers_rollup_recount) UNION ALL (TABLE answers_rollup_recount EXCEPT TABLE answers_rollup)) AS d
UNION ALL
SELECT 'By Month', to_jsonb(d) FROM ((TABLE "By Month" EXCEPT TABLE "By Month_recount") UNION ALL (TABLE "By Month_recount" EXCEPT TABLE "By Month")) AS d;

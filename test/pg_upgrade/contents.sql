-- All of it, as one text: stored, computed from what is stored, and found by
-- each index.
SET search_path = public, ext;
TABLE kept ORDER BY region, day;
TABLE scores ORDER BY region;
TABLE moving ORDER BY region, day;
TABLE monthly ORDER BY region;
SELECT csat(tally), sum(tally) FROM monthly;
SELECT effort(region - 4) FROM answers WHERE region BETWEEN 2 AND 6;
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname LIKE 'small%';
BEGIN;
INSERT INTO answers VALUES (20001, 3, '2026-01-01', 5, 10);
TABLE answers_rollup ORDER BY region;
INSERT INTO parted VALUES ('2026-01-01', 'chat', 7, 2), ('2026-12-31', NULL, 1, 0.25);
UPDATE january SET channel = 'phone' WHERE score = 5;
TABLE "By Month" ORDER BY 1, 2, 3;
TABLE differences;
ROLLBACK;

SET enable_seqscan = off;
SELECT count(*) FROM kept k JOIN (SELECT DISTINCT csat AS c FROM kept) s ON csat = c;
SELECT region, day FROM kept ORDER BY csat, region, day;
SELECT region, day FROM kept ORDER BY weighted, region, day;
SET enable_mergejoin = off;
SET enable_hashjoin = off;
SET enable_sort = off;
SELECT count(*) FROM (SELECT csat AS c FROM kept OFFSET 0) s JOIN kept ON csat = c;
SELECT count(*) FROM kept WHERE region < 7 AND csat_score(csat) > 40;

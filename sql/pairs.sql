-- The answers of the same people, twice.
-- McNemar's chi-square is 5 (R's mcnemar.test without correction); the interval
-- is that of Tango 1998, computed with mpmath
CREATE TABLE csat_pairs AS SELECT before, after FROM (VALUES (5, 4, 45), (4, 1, 5), (3, 5, 15), (1, 3, 35)) v(before, after, n), generate_series(1, n);
SELECT round((c).change, 8) AS change, round((c).low, 8) AS low, round((c).high, 8) AS high, round((c).p_value, 13) AS p_value FROM (SELECT csat_paired_change(before, after) FROM csat_pairs) s(c);
-- by root finding, with 40 digits
SELECT round((c).change, 8) AS change, round((c).low, 8) AS low, round((c).high, 8) AS high, round((c).p_value, 12) AS p_value
FROM (SELECT nps_paired_change(before, after) FROM (VALUES (10, 9, 4), (9, 3, 2), (2, 8, 5), (7, 10, 6), (0, 10, 3), (8, 7, 9), (6, 0, 1)) v(before, after, n), generate_series(1, n)) s(c);

-- Every type of score gives the same, and so does a moving frame; the change is
-- that of the scores; the interval leaves out 0 exactly where p < 0.05.
CREATE TABLE drawn AS SELECT kind, i, 1 + (i * kind + i / 3) % 5 AS a, 1 + (i * i + kind) % 5 AS b FROM generate_series(1, 40) kind, generate_series(1, kind * 2) i;
SELECT count(*) AS kinds, count(*) FILTER (WHERE c <> c2 OR c <> c4 OR c <> c8 OR n <> n2 OR n <> n4 OR n <> n8
	OR abs((c).change - csat_change) > 1e-13 OR abs((n).change - nps_change) > 1e-13
	OR ((c).p_value < 0.05) <> ((c).low > 0 OR (c).high < 0) OR ((n).p_value < 0.05) <> ((n).low > 0 OR (n).high < 0)
	OR (c).change NOT BETWEEN (c).low AND (c).high OR (n).change NOT BETWEEN (n).low AND (n).high) AS wrong
FROM (SELECT kind, csat_paired_change(a, b) AS c, csat_paired_change(a::smallint, b::smallint) AS c2, csat_paired_change(a::numeric, b) AS c4, csat_paired_change(a::float8, b::bigint) AS c8,
		nps_paired_change(2 * a, 2 * b) AS n, nps_paired_change((2 * a)::smallint, (2 * b)::smallint) AS n2, nps_paired_change(2.0 * a, 2 * b) AS n4, nps_paired_change((2 * a)::real, 2 * b) AS n8,
		csat(b) - csat(a) AS csat_change, nps(2 * b) - nps(2 * a) AS nps_change FROM drawn GROUP BY kind) s;
SELECT count(*) AS frames, count(*) FILTER (WHERE moving IS DISTINCT FROM array_fill(anew, ARRAY[4])) AS wrong
FROM (SELECT ARRAY[csat_paired_change(a::smallint, b::smallint) OVER w, csat_paired_change(a, b) OVER w, csat_paired_change(a::float8, b) OVER w, csat_paired_change(a::numeric, b) OVER w] AS moving,
		(SELECT csat_paired_change(d.a, d.b) FROM drawn d WHERE d.kind = drawn.kind AND d.i BETWEEN drawn.i - 5 AND drawn.i) AS anew
	FROM drawn WINDOW w AS (PARTITION BY kind ORDER BY i ROWS 5 PRECEDING)) s;
SELECT (c).change = -(d).change AND abs((c).low + (d).high) < 1e-12 AND abs((c).high + (d).low) < 1e-12 AND (c).p_value = (d).p_value AS reversed
FROM (SELECT csat_paired_change(before, after), csat_paired_change(after, before) FROM csat_pairs) s(c, d);

-- The level: of CSAT the interval is that of the NPS of who won, lost or neither,
-- of NPS that of the mean of the differences; it leaves out 0 where p says so;
-- every type and a frame give the same.
SELECT count(*) AS cases, count(*) FILTER (WHERE ((c).low, (c).high) IS DISTINCT FROM (lower(nps_interval(won, level)), upper(nps_interval(won, level)))
	OR abs((n).low - 100 * lower(mean_interval(moved, level))) > 1e-12 OR abs((n).high - 100 * upper(mean_interval(moved, level))) > 1e-12 OR c <> c2 OR c <> c4 OR c <> c8 OR n <> n2 OR n <> n4 OR n <> n8
	OR ((c).p_value < 1 - level) <> ((c).low > 0 OR (c).high < 0) OR (level = 0.95 AND (c <> plain OR n <> nps_plain))) AS wrong
FROM (SELECT kind, level::numeric, csat_paired_change(a, b, level) AS c, csat_paired_change(a::smallint, b::smallint, level) AS c2, csat_paired_change(a::numeric, b, level) AS c4, csat_paired_change(a::float8, b, level) AS c8,
		nps_paired_change(2 * a, 2 * b, level) AS n, nps_paired_change((2 * a)::smallint, (2 * b)::smallint, level) AS n2, nps_paired_change(2.0 * a, 2 * b, level) AS n4, nps_paired_change((2 * a)::float8, 2 * b, level) AS n8,
		csat_paired_change(a, b) AS plain, nps_paired_change(2 * a, 2 * b) AS nps_plain,
		nps_tally(8 + ((b > 3)::int - (a > 3)::int) * CASE WHEN b > 3 THEN 1 ELSE 8 END) AS won, score_tally_agg((b > 4)::int - (b < 4)::int - (a > 4)::int + (a < 4)::int, -2, 2) AS moved
	FROM drawn, unnest(ARRAY[0.5, 0.9, 0.95, 0.999]::float8[]) level GROUP BY kind, level) s;
SELECT count(*) AS frames, count(*) FILTER (WHERE moving IS DISTINCT FROM anew) AS wrong
FROM (SELECT csat_paired_change(a, b, 0.9) OVER (PARTITION BY kind ORDER BY i ROWS 5 PRECEDING) AS moving,
		(SELECT csat_paired_change(d.a, d.b, 0.9) FROM drawn d WHERE d.kind = drawn.kind AND d.i BETWEEN drawn.i - 5 AND drawn.i) AS anew FROM drawn) s;
SELECT csat_paired_change(before, after, NULL) FROM (VALUES (5, NULL), (NULL, 1)) v(before, after);
SELECT csat_paired_change(5, 4, NULL);
SELECT nps_paired_change(5, i, i / 10.0) FROM generate_series(8, 9) i;
SELECT leveled_pairs_final('{0.9, 1, 0.5, 0}');
SELECT leveled_pairs_final('{0.9, 1, 1}');
SELECT leveled_pairs_final('{2, 1, 1, 1}');
SELECT leveled_pairs_combine('{0.9, 1, 1, 1}', '{0.9, 1, 1, 1, 1, 1}');
SELECT leveled_pairs_accum(NULL, 1, 1, 0.9);

-- a pair with an answer missing is no pair; none; one; nothing changed; all did
SELECT csat_paired_change(before, after), nps_paired_change(before, after) FROM (VALUES (5, NULL), (NULL, 1), (NULL, NULL)) v(before, after);
SELECT csat_paired_change(1, 5), nps_paired_change(0, 10);
SELECT csat_paired_change(5, 5), nps_paired_change(8, 8) FROM generate_series(1, 2);
SELECT csat_paired_change(1, 5), nps_paired_change(0, 10) FROM generate_series(1, 20);

-- errors
SELECT csat_paired_change(5, 6);
SELECT nps_paired_change(11, 5);
SELECT csat_paired_change(4.5, 5);
SELECT nps_paired_change('NaN'::float8, 5);
SELECT csat_paired_change(3.99999999999999999, 5);
SELECT csat_pairs_final(csat_tally(4));
SELECT nps_pairs_final('{"-1": 1, "0": 0, "1": 0}');
SELECT score_pairs_accum(csat_tally(4), 4, 4);
SELECT nps_pairs_final('{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 9223372036854775807}');
DROP TABLE csat_pairs, drawn;

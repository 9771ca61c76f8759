-- Mean scores by Student's t.  Values computed with R: t.test, and the formulas
-- of the reference for the weighted ones.
CREATE TABLE stars (year int, t score_tally);
INSERT INTO stars VALUES (2017, '{"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}'), (2018, '{"1": 6, "2": 46, "3": 514, "4": 1428, "5": 631}');
SELECT year, round(mean_standard_error(t), 10) AS standard_error, round(lower(i), 8) AS low, round(upper(i), 8) AS high FROM stars, mean_interval(t) i ORDER BY year;
SELECT round(change, 8) AS change, round(c.low, 8) AS low, round(c.high, 8) AS high, round(p_value, 12) AS p_value
FROM stars a, stars b, mean_change(a.t, b.t) c WHERE (a.year, b.year) = (2017, 2018);
CREATE FUNCTION weighted_stars() RETURNS weighted_tally LANGUAGE sql
	RETURN (SELECT weighted_csat_tally(score, weight) FROM (VALUES (1, 1.5), (2, 0.5), (4, 2), (5, 1), (5, 3), (3, 0.25)) v(score, weight));
SELECT round(mean_standard_error(weighted_stars()), 10) AS standard_error, round(lower(i), 8) AS low, round(upper(i), 8) AS high FROM mean_interval(weighted_stars()) i;

-- Weights of 1 change nothing.  The interval widens with its level and has the
-- mean in it; that of a change leaves out 0 exactly where p < 1 - level.
CREATE TABLE drawn AS SELECT i, csat_tally(1 + (i * j * j + j / 3) % 5) AS t, weighted_csat_tally(1 + (i * j * j + j / 3) % 5, 1) AS w
	FROM generate_series(1, 60) i, generate_series(1, 3 + i % 9) j GROUP BY i;
SELECT count(*) AS cases, count(*) FILTER (WHERE abs(mean_standard_error(t) - mean_standard_error(w)) > 1e-13 OR mean_interval(t) <> mean_interval(w)) AS wrong FROM drawn;
SELECT count(*) AS cases, count(*) FILTER (WHERE NOT (mean_interval(t, 0.99) @> mean_interval(t, 0.9) AND mean_interval(t, 1e-9) <@ mean_interval(t, 0.9)
	AND mean_interval(t) @> round(mean_score(t), 12) AND mean_interval(t) <@ numrange(1, 5, '[]'))) AS wrong FROM drawn;
SELECT count(*) AS cases, count(*) FILTER (WHERE (p_value < 1 - level) <> (low > 0 OR high < 0) OR change NOT BETWEEN low AND high
	OR change <> mean_score(b.t) - mean_score(a.t)) AS wrong, count(*) FILTER (WHERE p_value < 0.05) > 0 AS some_differ
FROM drawn a, drawn b, unnest(ARRAY[0.5, 0.8, 0.95, 0.999]) level, mean_change(a.t, b.t, level);
SELECT count(*) FILTER (WHERE abs(c.change + d.change) > 1e-13 OR abs(c.low + d.high) > 1e-12 OR abs(c.p_value - d.p_value) > 1e-12) AS not_reversed
FROM drawn a, drawn b, mean_change(a.t, b.t) c, mean_change(b.t, a.t) d;

-- nothing varies; one answer; none
SELECT mean_standard_error(t), mean_interval(t), mean_change(t, t), mean_change(t, score_tally(4, 1)) FROM score_tally(4, 2) t;
SELECT mean_change(a, b) FROM score_tally(2, 2) a, score_tally(5, 3) b;
SELECT mean_standard_error(t), mean_interval(t), mean_change(t, t), mean_change(t, t - t) FROM score_tally(4, 1) t;
SELECT mean_standard_error(t), mean_interval(t), mean_change(t, t) FROM (VALUES (NULL::score_tally), ('{"1": 0, "2": 0}')) v(t);
SELECT mean_standard_error(t), mean_interval(t), mean_change(t, t) FROM (VALUES ('{"1": [2, 0, 0], "2": [0, 0, 0]}'::weighted_tally)) v(t);
SELECT mean_standard_error('{"1": [2, 1e-170, 0], "2": [0, 0, 0]}'::weighted_tally);
SELECT mean_change(csat_tally(4), nps_tally(4));
SELECT mean_interval(csat_tally(4), 1);
SELECT mean_change(csat_tally(4), csat_tally(4), 95);
DROP FUNCTION weighted_stars;
DROP TABLE stars, drawn;

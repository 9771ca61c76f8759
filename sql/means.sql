-- Mean scores.  'score' computed with R and 40-digit arithmetic, on two points it
-- is Wilson's interval, on -1, 0, 1 NPS's; 'student' with R: t.test, and the
-- formulas of the reference for the weighted ones.
CREATE TABLE score_vectors (t score_tally, low numeric, high numeric);
INSERT INTO score_vectors VALUES
	('{"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}', 4.03767645677413191, 4.09058540744352289),
	('{"1": 0, "2": 0, "3": 0, "4": 0, "5": 2}', 2.3695209100266125, 5),
	('{"1": 1, "2": 0, "3": 0, "4": 0, "5": 9}', 3.38339989281904628, 4.92849514761970836),
	('{"1": 0, "2": 0, "3": 1, "4": 3, "5": 6}', 3.52863520047988789, 4.7931800148389329),
	('{"-2": 0, "-1": 0, "0": 0, "1": 3, "2": 0}', -0.684491095265136292, 1.56149703175504543),
	('{"1": 20, "2": 80}', 1.71117083440684112, 1.86663306666896748),
	('{"-1": 5, "0": 20, "1": 75}', 0.57104120600450247, 0.792312476332830353);
SELECT t, abs(lower(i) - low) <= 1e-14 AS low, abs(upper(i) - high) <= 1e-14 AS high FROM score_vectors, mean_interval(t) i;
SELECT count(*) AS cases, count(*) FILTER (WHERE abs(100 * (lower(m) - 1) - lower(c)) > 1e-12 OR abs(100 * (upper(m) - 1) - upper(c)) > 1e-12) AS not_wilson,
	count(*) FILTER (WHERE abs(100 * lower(d) - lower(n)) > 1e-12 OR abs(100 * upper(d) - upper(n)) > 1e-12) AS not_nps
FROM generate_series(0, 6) a, generate_series(0, 6) b, generate_series(1, 6) e, unnest(ARRAY[0.5, 0.95, 0.9999]) level,
	mean_interval(score_tally(1, a, 1, 2) + score_tally(2, e, 1, 2), level) m, csat_interval(score_tally(1, a, 1, 2) + score_tally(2, e, 1, 2), level) c,
	mean_interval(score_tally(-1, a, -1, 1) + score_tally(0, b, -1, 1) + score_tally(1, e, -1, 1), level) d,
	nps_interval(score_tally(0, a, 0, 10) + score_tally(7, b, 0, 10) + score_tally(10, e, 0, 10), level) n;
CREATE TABLE stars (year int, t score_tally);
INSERT INTO stars VALUES (2017, '{"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}'), (2018, '{"1": 6, "2": 46, "3": 514, "4": 1428, "5": 631}');
SELECT year, round(mean_standard_error(t), 10) AS standard_error, round(lower(i), 8) AS low, round(upper(i), 8) AS high FROM stars, mean_interval(t, 0.95, 'student') i ORDER BY year;
SELECT method, round(change, 8) AS change, round(c.low, 8) AS low, round(c.high, 8) AS high, round(p_value, 12) AS p_value
FROM stars a, stars b, unnest(ARRAY['score', 'student']) method, mean_change(a.t, b.t, 0.95, method) c WHERE (a.year, b.year) = (2017, 2018);
CREATE FUNCTION weighted_stars() RETURNS weighted_tally LANGUAGE sql
	RETURN (SELECT weighted_csat_tally(score, weight) FROM (VALUES (1, 1.5), (2, 0.5), (4, 2), (5, 1), (5, 3), (3, 0.25)) v(score, weight));
SELECT round(mean_standard_error(weighted_stars()), 10) AS standard_error, round(lower(i), 8) AS low, round(upper(i), 8) AS high FROM mean_interval(weighted_stars(), 0.95, 'student') i;

-- Weights of 1 change nothing but n, which is n - 1 then.  The interval widens
-- with its level and has the mean in it; that of a change leaves out 0 exactly
-- where p < 1 - level, by both methods.
CREATE TABLE drawn AS SELECT i, csat_tally(1 + (i * j * j + j / 3) % 5) AS t, weighted_csat_tally(1 + (i * j * j + j / 3) % 5, 1) AS w
	FROM generate_series(1, 60) i, generate_series(1, 3 + i % 9) j GROUP BY i;
SELECT count(*) AS cases, count(*) FILTER (WHERE abs(mean_standard_error(t) - mean_standard_error(w)) > 1e-13 OR mean_interval(t, 0.95, 'student') <> mean_interval(w, 0.95, 'student')
	OR NOT mean_interval(w) @> mean_interval(t)) AS wrong FROM drawn;
SELECT count(*) AS cases, count(*) FILTER (WHERE NOT (mean_interval(t, 0.99) @> mean_interval(t, 0.9) AND mean_interval(t, 1e-9) <@ mean_interval(t, 0.9)
	AND mean_interval(t) @> round(mean_score(t), 12) AND mean_interval(t) <@ numrange(1, 5, '[]'))) AS wrong FROM drawn;
SELECT count(*) AS cases, count(*) FILTER (WHERE (p_value < 1 - level) <> (low > 0 OR high < 0) OR change NOT BETWEEN low AND high
	OR change <> mean_score(b.t) - mean_score(a.t)) AS wrong, count(*) FILTER (WHERE p_value < 0.05) > 0 AS some_differ
FROM drawn a, drawn b, unnest(ARRAY[0.5, 0.8, 0.95, 0.999]) level, unnest(ARRAY['score', 'student']) method, mean_change(a.t, b.t, level, method);
SELECT count(*) FILTER (WHERE abs(c.change + d.change) > 1e-13 OR abs(c.low + d.high) > 1e-12 OR abs(c.p_value - d.p_value) > 1e-12) AS not_reversed
FROM drawn a, drawn b, mean_change(a.t, b.t) c, mean_change(b.t, a.t) d;

-- the method of the two-argument form; the same from counts that double has not
SELECT mean_interval(t, 0.9) = mean_interval(t, 0.9, 'score') AS interval, mean_change(t, u, 0.9) = mean_change(t, u, 0.9, 'score') AS change
FROM score_tally(3, 1) t, score_tally(4, 1) u;
SELECT method, round(1e12 * change, 6) AS change, round(p_value, 12) AS p_value FROM unnest(ARRAY['score', 'student']) method, mean_change('{"3": 1, "4": 1000000000000}'::score_tally, '{"3": 0, "4": 13}'::score_tally, 0.95, method);

-- nothing varies; one answer; none
SELECT mean_standard_error(t), mean_interval(t), mean_change(t, t), mean_change(t, score_tally(4, 1)) FROM score_tally(4, 2) t;
SELECT mean_change(a, b) FROM score_tally(2, 2) a, score_tally(5, 3) b;
SELECT mean_standard_error(t), mean_interval(t), mean_change(t, t), mean_change(t, t - t) FROM score_tally(4, 1) t;
SELECT mean_standard_error(t), mean_interval(t), mean_change(t, t) FROM (VALUES (NULL::score_tally), ('{"1": 0, "2": 0}')) v(t);
SELECT mean_standard_error(t), mean_interval(t), mean_change(t, t) FROM (VALUES ('{"1": [2, 0, 0], "2": [0, 0, 0]}'::weighted_tally)) v(t);
SELECT mean_standard_error('{"1": [2, 1e-170, 0], "2": [0, 0, 0]}'::weighted_tally);
SELECT mean_change(csat_tally(4), nps_tally(4));
SELECT mean_interval(t, 0.95, 'student'), mean_change(t, t, 0.95, 'student'), mean_change(t, t - t, 0.95, 'student') FROM score_tally(4, 1) t;
SELECT mean_interval(t, 0.95, 'student'), mean_change(t, t + t, 0.95, 'student') FROM score_tally(4, 2) t;
SELECT mean_interval(csat_tally(4), 1);
SELECT mean_interval(csat_tally(4), 0.95, 'welch');
SELECT mean_change(csat_tally(4), csat_tally(4), 95);
DROP FUNCTION weighted_stars;
DROP TABLE stars, drawn, score_vectors;

-- Weighted scores and their statistics, against R's package survey 4.1.
\set ECHO none
CREATE SCHEMA weighted;
SET search_path = weighted, public;
\i test/answers.sql
\set ECHO all
CREATE FUNCTION is_near(actual float8, expected float8, tolerance float8 DEFAULT 1e-9) RETURNS boolean IMMUTABLE LANGUAGE sql
	RETURN abs(actual - expected) <= tolerance;

-- Ten answers.  NPS and CSAT with linearised standard errors from
-- survey::svymean; intervals on n_eff = V / se^2 of that error.
CREATE TEMP TABLE ten (recommend int, satisfaction int, weight numeric);
INSERT INTO ten VALUES (10, 5, 1), (9, 4, 2), (8, 3, 1.5), (7, 5, 1), (6, 2, 0.5), (5, 4, 1), (10, 1, 2), (3, 5, 1), (9, 4, 0.5), (0, 3, 0.5);
SELECT is_near(nps_score(t)::float8, 22.727272727) AS score, is_near(weighted_nps::float8, 22.727272727) AS aggregate,
	is_near(nps_standard_error(t), 29.468215387) AS error, is_near(effective_sample_size(t), 8.0666666667) AS effective
FROM (SELECT weighted_nps_tally(recommend, weight) AS t, weighted_nps(recommend, weight) FROM ten) s;
SELECT is_near(csat_score(t)::float8, 59.090909091) AS score, is_near(weighted_csat::float8, 59.090909091) AS aggregate,
	is_near(csat_standard_error(t), 18.526042786) AS error,
	is_near(lower(csat_interval(t))::float8, 26.49834987, 1e-8) AS low, is_near(upper(csat_interval(t))::float8, 85.26671509, 1e-8) AS high
FROM (SELECT weighted_csat_tally(satisfaction, weight) AS t, weighted_csat(satisfaction, weight) FROM ten) s;
-- 140 satisfied of weight 1 and 60 not of weight 3: the error implies 169.8
-- answers, and Kish's size is 150.588; where all are satisfied there is no
-- error, and Kish's size serves
SELECT is_near(csat_score(t), 43.75) AS score, is_near(csat_standard_error(t), 3.806838024237) AS error,
	is_near(lower(i), 36.0798505700887) AS low, is_near(upper(i), 51.7310885628872) AS high,
	is_near(lower(csat_interval(k)), lower(csat_interval(score_tally(5, 49)))) AS kish
FROM (VALUES ('{"1": [60, 180, 540], "2": [0, 0, 0], "3": [0, 0, 0], "4": [140, 140, 140], "5": [0, 0, 0]}'::weighted_tally,
	'{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [49, 98, 196], "5": [0, 0, 0]}'::weighted_tally)) v(t, k), csat_interval(t) i;
-- 'wald' takes the linearised standard error
SELECT is_near(upper(nps_interval(t, 0.95, 'wald'))::float8, nps_score(t)::float8 + 1.959963984540054 * nps_standard_error(t)) AS nps,
	is_near(lower(csat_interval(c, 0.95, 'wald'))::float8, csat_score(c)::float8 - 1.959963984540054 * csat_standard_error(c)) AS csat
FROM (SELECT weighted_nps_tally(recommend, weight) AS t, weighted_csat_tally(satisfaction, weight) AS c FROM ten) s;

-- The airport's survey of 2017 (San Francisco International Airport, DataSF,
-- public domain): for each of the 11 weights the number of answers from 0 to 10
-- to the recommend question, and from 1 to 5 to the overall one.
CREATE TEMP TABLE airport_weights (weight float8, recommend int[], overall int[]);
INSERT INTO airport_weights VALUES
	(0.2847177143, '{1, 0, 1, 1, 1, 9, 10, 18, 39, 44, 46}', '{0, 2, 28, 92, 38}'),
	(0.3778995413, '{0, 0, 0, 2, 0, 9, 13, 24, 51, 41, 73}', '{0, 1, 38, 124, 46}'),
	(0.4545549296, '{0, 1, 0, 0, 1, 2, 1, 8, 18, 16, 23}', '{0, 0, 9, 38, 22}'),
	(0.493739881, '{3, 1, 1, 1, 2, 8, 7, 16, 33, 32, 57}', '{1, 3, 34, 76, 44}'),
	(0.723115625, '{7, 1, 3, 5, 7, 28, 35, 58, 147, 134, 166}', '{2, 9, 85, 316, 155}'),
	(0.9440823789, '{0, 0, 0, 4, 0, 17, 12, 30, 73, 36, 43}', '{1, 1, 39, 133, 45}'),
	(1.0380333333, '{0, 0, 1, 1, 0, 16, 7, 13, 46, 49, 70}', '{0, 2, 30, 120, 57}'),
	(1.1156485207, '{1, 0, 0, 1, 2, 14, 4, 15, 35, 35, 59}', '{0, 4, 30, 98, 32}'),
	(1.3045777778, '{0, 0, 0, 0, 1, 8, 8, 17, 38, 45, 53}', '{0, 0, 32, 97, 36}'),
	(1.4778779661, '{2, 0, 0, 0, 0, 9, 6, 17, 44, 32, 64}', '{0, 2, 22, 92, 53}'),
	(1.6329600946, '{3, 3, 2, 4, 4, 24, 27, 75, 153, 100, 218}', '{2, 8, 97, 321, 171}');
CREATE TEMP TABLE airport_2017 AS
SELECT weight, i - 1 AS recommend, NULL::int AS overall FROM airport_weights, generate_series(1, 11) i, generate_series(1, recommend[i])
UNION ALL
SELECT weight, NULL, i FROM airport_weights, generate_series(1, 5) i, generate_series(1, overall[i]);
SELECT responses(n) AS recommend, is_near(nps_score(n)::float8, 40.3984355117) AS nps, is_near(nps_standard_error(n), 1.44572497693) AS nps_error,
	is_near(effective_sample_size(n), 2266.51235509, 1e-8) AS effective,
	responses(c) AS overall, is_near(csat_score(c)::float8, 82.2793064851) AS csat, is_near(csat_standard_error(c), 0.808048898662) AS csat_error
FROM (SELECT weighted_nps_tally(recommend, weight) AS n, weighted_csat_tally(overall, weight) AS c FROM airport_2017) s;

CREATE FUNCTION wilson_low(score float8, n float8, z float8 DEFAULT 1.6448536269514722) RETURNS float8 IMMUTABLE LANGUAGE sql
	RETURN (score + 50 * z * z / n - z * sqrt(score * (100 - score) / n + 2500 * z * z / n / n)) / (1 + z * z / n);
-- With all weights 1 every function gives what it gives without weights, but
-- for the standard error's factor sqrt(n / (n - 1)).
CREATE TEMP TABLE pairs AS
SELECT region, csat_tally(score) AS c, nps_tally(recommend) AS n, weighted_csat_tally(score, 1) AS wc, weighted_nps_tally(recommend, 1) AS wn
FROM answers WHERE id <= 3000 GROUP BY region;
SELECT bool_and(responses(c) = responses(wc) AND responses(c, 5) = responses(wc, 5) AND satisfied(c) = satisfied(wc) AND neutral(c) = neutral(wc)
		AND dissatisfied(c) = dissatisfied(wc) AND promoters(n) = promoters(wn) AND passives(n) = passives(wn) AND detractors(n) = detractors(wn)) AS counts,
	bool_and(is_near(csat_score(c)::float8, csat_score(wc)::float8, 1e-12) AND is_near(nps_score(n)::float8, nps_score(wn)::float8, 1e-12)) AS scores,
	bool_and(is_near(mean_score(c)::float8, mean_score(wc)::float8, 1e-12) AND is_near(stddev_score(n), stddev_score(wn), 1e-12)
		AND is_near(top_box(c)::float8, top_box(wc)::float8, 1e-12) AND is_near(bottom_box(n, 3)::float8, bottom_box(wn, 3)::float8, 1e-12)) AS boxes,
	bool_and(is_near(csat_standard_error(c) * sqrt(responses(c) / (responses(c) - 1.0)), csat_standard_error(wc), 1e-12)
		AND is_near(nps_standard_error(n) * sqrt(responses(n) / (responses(n) - 1.0)), nps_standard_error(wn), 1e-12)) AS errors,
	bool_and(is_near(effective_sample_size(wc), responses(c), 1e-9)) AS effective,
	-- with n / (n - 1) in it, the error is that of one answer less
	bool_and(is_near(lower(csat_interval(wc, 0.9))::float8, wilson_low(csat_score(c)::float8, responses(c) - 1.0), 1e-9)) AS intervals,
	bool_and(sparkline(c) = sparkline(wc) AND sparkline(n) = sparkline(wn)) AS sparklines
FROM pairs;
SELECT bool_and(is_near(x.change, y.change, 1e-12) AND y.change BETWEEN y.low AND y.high AND (y.low > 0 OR y.high < 0) = (y.p_value < 1 - 0.95)) AS csat_change,
	bool_and(is_near(v.change, w.change, 1e-12) AND w.change BETWEEN w.low AND w.high AND (w.low > 0 OR w.high < 0) = (w.p_value < 1 - 0.95)) AS nps_change
FROM pairs a, pairs b, csat_change(a.c, b.c) x, csat_change(a.wc, b.wc) y, nps_change(a.n, b.n) v, nps_change(a.wn, b.wn) w;
SELECT count(*) AS rows, count(*) FILTER (WHERE (d.score, d.responses) IS DISTINCT FROM (w.score, w.responses) OR NOT is_near(d.percent::float8, w.percent::float8, 1e-12)) AS differences
FROM pairs, distribution(c) d JOIN LATERAL distribution(wc) w USING (score) WHERE region = 1;

-- Merging: serial, parallel and partitionwise plans agree
CREATE TABLE weighted_answers AS SELECT a.*, 0.1 + noise(8, id) % 1000 / 100.0::float8 AS weight FROM answers a;
CREATE FUNCTION scores(source text) RETURNS TABLE (customer int, csat numeric, nps numeric, error numeric, tally weighted_tally) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT customer, weighted_csat(score, weight), weighted_nps(recommend, weight),
		csat_standard_error(weighted_csat_tally(score, weight)), weighted_csat_tally(score, weight) FROM %s GROUP BY customer', source);
END $$;
CREATE TABLE serial_scores AS SELECT * FROM scores('weighted_answers');
CREATE FUNCTION score_differences(source text, OUT groups bigint, OUT differences bigint) LANGUAGE sql
BEGIN ATOMIC
	SELECT count(*), count(*) FILTER (WHERE a IS DISTINCT FROM b)
	FROM serial_scores a FULL JOIN scores(source) b USING (customer);
END;
SELECT count(*) FROM serial_scores WHERE csat > 0 AND error > 0;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SET csat.enable_tally_aggregate = off;
ANALYZE weighted_answers;
SELECT plan_has('SELECT customer, weighted_nps(recommend, weight), weighted_csat(score, weight, 5) FROM weighted_answers GROUP BY customer', 'Partial') AS partial;
SELECT * FROM score_differences('weighted_answers');
SELECT * FROM score_differences('(SELECT * FROM weighted_answers ORDER BY noise(10, id)) shuffled');
-- At most 15 significant digits are printed, and exactly 80 or 60 percent is at
-- the mark, in whatever order the weights were added: group g has g times as many
-- satisfied rows as mark / (100 - mark) of the others, with the same weights.
CREATE TABLE marked AS
SELECT mark, g, CASE WHEN i <= mark / 20 THEN 4 ELSE 2 END AS score, 0.1 * (1 + (7 * g + j) % 30) AS weight
FROM unnest(ARRAY[60, 80]) mark, generate_series(1, 400) g, generate_series(1, 5) i, generate_series(1, 1 + g % 20) j;
ANALYZE marked;
CREATE FUNCTION bands(OUT digits boolean, OUT bands text, OUT groups bigint) RETURNS SETOF record LANGUAGE sql
BEGIN ATOMIC
	SELECT length(translate(csat::text, '.', '')) <= 15, csat_band(csat), count(*)
	FROM (SELECT mark, g, weighted_csat(score, weight) AS csat FROM marked GROUP BY mark, g) s GROUP BY 1, 2 ORDER BY 1, 2;
END;
SELECT plan_has('SELECT weighted_csat(score, weight) FROM marked GROUP BY mark, g', 'Partial') AS partial;
SELECT * FROM bands();
SET max_parallel_workers_per_gather = 0;
SELECT * FROM bands();
SET max_parallel_workers_per_gather = 2;
SELECT weighted_csat(s, w) AS two_thirds, round(nps_standard_error(weighted_nps_tally(s, w)), 6) AS error FROM (VALUES (4, 0.2), (5, 0.2), (1, 0.2)) v(s, w);
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;
RESET csat.enable_tally_aggregate;
CREATE TABLE weighted_partitioned (LIKE weighted_answers) PARTITION BY LIST (region);
SELECT format('CREATE TABLE weighted_partitioned_%s PARTITION OF weighted_partitioned FOR VALUES IN (%s)', r, r) FROM generate_series(0, 6) r \gexec
INSERT INTO weighted_partitioned SELECT * FROM weighted_answers;
ANALYZE weighted_partitioned;
SET enable_partitionwise_aggregate = on;
SELECT plan_has('SELECT weighted_csat(score, weight) FROM weighted_partitioned', 'Partial') AS partial;
SELECT * FROM score_differences('weighted_partitioned');
RESET enable_partitionwise_aggregate;

-- Stored tallies merged again; a frame recomputed
CREATE TABLE weighted_daily AS SELECT day, weighted_csat_tally(score, weight) AS csat, weighted_nps_tally(recommend, weight) AS nps FROM weighted_answers GROUP BY day;
SELECT csat(d.csat) = (SELECT weighted_csat(score, weight) FROM weighted_answers) AS csat, nps(d.nps) = (SELECT weighted_nps(recommend, weight) FROM weighted_answers) AS nps,
	sum(d.csat) = (SELECT weighted_csat_tally(score, weight) FROM weighted_answers) AS sum FROM weighted_daily d;
SELECT count(*) AS rows, count(*) FILTER (WHERE ours IS DISTINCT FROM by_hand) AS differences
FROM (SELECT csat(csat) OVER w AS ours, sum(csat) OVER w = (SELECT weighted_csat_tally(score, weight) FROM weighted_answers a WHERE a.day BETWEEN d.day - 6 AND d.day),
		(SELECT weighted_csat(score, weight) FROM weighted_answers a WHERE a.day BETWEEN d.day - 6 AND d.day) AS by_hand
	FROM weighted_daily d WINDOW w AS (ORDER BY day RANGE BETWEEN '6 days' PRECEDING AND CURRENT ROW)) s;
SELECT count(*) AS rows, count(*) FILTER (WHERE abs(ours - by_hand) > 1e-9 OR (ours IS NULL) <> (by_hand IS NULL)
	OR (points - ours) <> 0) AS differences
FROM (SELECT weighted_csat(score, weight) OVER w AS ours, weighted_csat(score, weight, 5) OVER w AS points,
		100 * sum(weight) FILTER (WHERE score >= 4) OVER w / sum(weight) FILTER (WHERE score IS NOT NULL) OVER w AS by_hand
	FROM weighted_answers WHERE id <= 2000 WINDOW w AS (ORDER BY id ROWS BETWEEN 9 PRECEDING AND CURRENT ROW)) s
WHERE ours <> 0 OR by_hand > 0;

-- Scales, NULL, no answers, no weight
SELECT points, is_near(csat_score(weighted_csat_tally(score, 2.5, points))::float8, csat_score(csat_tally(score, points))::float8, 1e-12) AS same FROM generate_series(2, 10) points, generate_series(1, points) score GROUP BY points ORDER BY points;
SELECT weighted_csat(s, w), weighted_nps(s, w), weighted_csat_tally(s, w), weighted_csat(s, w, p), weighted_csat_tally(s, w, p)
FROM (VALUES (NULL::int, 1, 5), (5, NULL::numeric, 5), (NULL, NULL, NULL), (5, NULL, 5)) v(s, w, p);
SELECT weighted_csat_tally(s, 1, p), weighted_csat(s, 1, p) FROM (VALUES (5, NULL::int)) v(s, p);
SELECT weighted_csat(s, 1), weighted_nps_tally(s, 1) FROM (SELECT 1 WHERE false) v(s);
SELECT responses(t), csat_score(t), mean_score(t), stddev_score(t), top_box(t), csat_standard_error(t), effective_sample_size(t), csat_interval(t), csat_change(t, t), sparkline(t)
FROM (SELECT weighted_csat_tally(s, 0) FROM generate_series(1, 5) s) v(t);
SELECT responses(t), csat_score(t), is_near(csat_standard_error(t), 0) AS error, is_near(effective_sample_size(t), 1) AS effective FROM (SELECT weighted_csat_tally(s, CASE s WHEN 5 THEN 2 ELSE 0 END) FROM generate_series(1, 5) s) v(t);
SELECT csat_score(t), csat_standard_error(t), round(lower(csat_interval(t)), 6) AS low FROM (SELECT weighted_csat_tally(5, 3)) v(t);

-- weights at the ends of double precision
SELECT weighted_csat(s, w) FROM (VALUES (5, 1e-300), (1, 1e300)) v(s, w);
SELECT weighted_csat(s, w) FROM (VALUES (5, 1e154), (5, 1e154), (1, 1)) v(s, w);
SELECT csat_score(t), weighted_csat FROM (SELECT weighted_csat_tally(s, w) AS t, weighted_csat(s, w) FROM (VALUES (5, 1e-300), (1, 3e-300)) v(s, w)) x;
SELECT csat_interval(weighted_csat_tally(s, w)) FROM (VALUES (5, 1e-300), (1, 3e-300)) v(s, w);
SELECT round(csat_score(t), 9) AS csat, round(csat_standard_error(t), 9) AS error FROM (SELECT weighted_csat_tally(s, w) FROM (VALUES (5, 1e-300), (1, 1), (4, 2)) v(s, w)) x(t);
SELECT round(csat_score(t), 9) AS csat, round(csat_standard_error(t), 9) AS error, round(effective_sample_size(t), 9) AS effective
FROM (SELECT weighted_csat_tally(s, w) FROM (VALUES (5, 1e152), (1, 1e152), (4, 2e152)) v(s, w)) x(t);

-- errors
SELECT weighted_csat(5, -1);
SELECT weighted_csat(5, 'NaN');
SELECT weighted_nps(5, 'Infinity');
SELECT weighted_nps(5, '-Infinity');
SELECT weighted_csat(6, 1);
SELECT weighted_nps(9.5, 1);
SELECT weighted_csat(5, 1, 11);
SELECT weighted_csat(8, 1, 7);
SELECT weighted_csat(s, 1, p) FROM (VALUES (5, 5), (5, 7)) v(s, p);
SELECT sum(t) FROM (SELECT weighted_csat_tally(1, 1) UNION ALL SELECT weighted_nps_tally(1, 1)) v(t);
SELECT nps(t) FROM (SELECT weighted_csat_tally(1, 1)) v(t);
SELECT csat_score(weighted_nps_tally(1, 1));
-- the server's own hint differs between versions
\set VERBOSITY terse
SELECT csat_change(weighted_csat_tally(1, 1), csat_tally(1));
\set VERBOSITY default

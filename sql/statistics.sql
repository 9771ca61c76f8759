-- Standard errors, intervals and changes against published and independently
-- computed values.  `tolerance` is in the unit of the value.
CREATE FUNCTION nps_counts(detractors bigint, passives bigint, promoters bigint) RETURNS score_tally IMMUTABLE LANGUAGE sql
	RETURN score_tally(3, detractors, 0, 10) + score_tally(7, passives, 0, 10) + score_tally(9, promoters, 0, 10);
CREATE FUNCTION csat_counts(satisfied bigint, responses bigint) RETURNS score_tally IMMUTABLE LANGUAGE sql
	RETURN score_tally(4, satisfied) + score_tally(2, responses - satisfied);
CREATE FUNCTION is_near(actual numeric, expected float8, tolerance float8) RETURNS boolean IMMUTABLE LANGUAGE sql
	RETURN abs(actual::float8 - expected) <= tolerance;
CREATE FUNCTION is_near(actual numrange, low float8, high float8, tolerance float8) RETURNS boolean IMMUTABLE LANGUAGE sql
	RETURN is_near(lower(actual), low, tolerance) AND is_near(upper(actual), high, tolerance);

-- NPS: score, standard error and Wald interval from R's package NPS 2.0.999,
-- adjusted Wald likewise; score intervals by root finding after Tango 1998.
-- All in points and at 0.95; where one lies beyond -100 or 100, ours is clipped.
CREATE TABLE nps_vectors (detractors int, passives int, promoters int, nps float8, standard_error float8,
	wald_low float8, wald_high float8, adjusted_low float8, adjusted_high float8, score_low float8, score_high float8);
INSERT INTO nps_vectors VALUES
	(1, 2, 3, 33.333333, 30.429031, -26.306471, 92.973138, -26.743259, 71.187703, -31.107378, 75.395666),
	(0, 0, 10, 100, 0, 100, 100, 47.503552, 106.342602, 44.49344, 100),
	(10, 0, 0, -100, 0, -100, -100, -106.342602, -47.503552, -100, -44.49344),
	(0, 10, 0, 0, 0, 0, 0, -18.465045, 18.465045, -27.75328, 27.75328),
	(5, 0, 5, 0, 31.622777, -61.979503, 61.979503, -51.127394, 51.127394, -52.681382, 52.681382),
	(7, 4, 6, -5.882353, 21.161086, -47.35732, 35.592614, -42.252208, 32.252208, -43.452349, 33.597665),
	(2, 11, 18, 51.612903, 11.053712, 29.948026, 73.277781, 25.512334, 68.605313, 26.091909, 69.915899),
	(10, 30, 60, 50, 6.708204, 36.852162, 63.147838, 35.466592, 61.620787, 35.569194, 61.876208),
	(54, 108, 162, 33.333333, 4.140867, 25.217384, 41.449283, 24.945251, 41.109794, 24.954022, 41.161118),
	(342, 968, 1436, 39.839767, 1.334137, 37.224906, 42.454628, 37.182361, 42.410218, 37.189417, 42.418841);
SELECT detractors, passives, promoters,
	is_near(nps_score(t), nps, 1e-6) AS nps,
	is_near(nps_standard_error(t), standard_error, 1e-6) AS error,
	is_near(nps_interval(t, 0.95, 'wald'), greatest(wald_low, -100), least(wald_high, 100), 1e-6) AS wald,
	is_near(nps_interval(t, 0.95, 'adjusted-wald'), greatest(adjusted_low, -100), least(adjusted_high, 100), 1e-6) AS adjusted_wald,
	is_near(nps_interval(t), score_low, score_high, 1e-6) AS score,
	nps_interval(t, 0.95, 'score') = nps_interval(t) AS default_method
FROM nps_vectors, nps_counts(detractors, passives, promoters) t;

-- CSAT: Wilson and Agresti-Coull intervals from statsmodels'
-- results_proportion.py, which has them from R's binom.confint; proportions.
CREATE TABLE csat_vectors (satisfied int, responses int, wilson_low float8, wilson_high float8,
	agresti_coull_low float8, agresti_coull_high float8);
INSERT INTO csat_vectors VALUES
	(18, 20, 0.698966354772, 0.972133518786, 0.68675611256, 0.984343760998),
	(4, 20, 0.08065766258, 0.416017432252, 0.074911510277, 0.421763584555),
	(4, 200, 0.007804426416, 0.050287086906, 0.005991954548, 0.052099558774);
SELECT satisfied, responses,
	is_near(csat_interval(t), 100 * wilson_low, 100 * wilson_high, 1e-7) AS wilson,
	is_near(csat_interval(t, 0.95, 'agresti-coull'), 100 * agresti_coull_low, 100 * agresti_coull_high, 1e-7) AS agresti_coull,
	csat_interval(t, 0.95, 'wilson') = csat_interval(t) AS default_method
FROM csat_vectors, csat_counts(satisfied, responses) t;
-- Newcombe 1998, Statistics in Medicine 17(8): 857, for 0 and 1 of 30
SELECT is_near(csat_interval(csat_counts(0, 30)), 0, 11.351339, 1e-6) AS none,
	is_near(csat_interval(csat_counts(30, 30)), 88.64866, 100, 1e-5) AS "all",
	is_near(csat_interval(csat_counts(1, 30)), 0.590859, 16.670391, 1e-6) AS one,
	lower(csat_interval(csat_counts(0, 30))) = 0 AND upper(csat_interval(csat_counts(30, 30))) = 100 AS exactly;

-- The airport's survey of 2017, computed with R and statsmodels
SELECT is_near(csat_score(t), 82.068452381, 1e-9) AS csat, is_near(mean_score(t), 4.06436011905, 1e-9) AS mean,
	is_near(top_box(t), 26.0044642857, 1e-9) AS top_box, is_near(bottom_box(t, 2), 1.41369047619, 1e-9) AS bottom_two,
	is_near(csat_interval(t), 80.572792, 83.472584, 1e-6) AS wilson
FROM (VALUES ('{"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}'::score_tally)) v(t);
SELECT is_near(nps_score(t), 39.8397669337, 1e-9) AS nps, is_near(nps_standard_error(t), 1.334137, 1e-6) AS error
FROM nps_counts(342, 968, 1436) t;

-- Changes.  CSAT by statsmodels (Newcombe's hybrid); NPS by scipy: the hybrid of
-- two score intervals, p where it ends at 0.
CREATE TABLE change_vectors (before score_tally, after score_tally, low float8, high float8, p_value float8);
INSERT INTO change_vectors VALUES
	(nps_counts(259, 717, 1150), nps_counts(83, 251, 286), -15.49640573, -3.00142606, .003351319645),
	(nps_counts(10, 0, 20), nps_counts(18, 0, 12), -95.11077720, -3.03420179, .03728560365),
	(nps_counts(342, 968, 1436), nps_counts(447, 935, 1268), -12.70732022, -5.00636336, 6.63148378e-06),
	(nps_counts(1, 0, 0), nps_counts(100000, 0, 0), -158.69013712, 0.00768262, 1),
	(csat_counts(48, 80), csat_counts(56, 70), 5.24314724, 33.38726540, NULL),
	(csat_counts(2206, 2688), csat_counts(2059, 2625), -5.76978692, -1.48999140, NULL);
CREATE FUNCTION change(before score_tally, after score_tally, level float8 DEFAULT 0.95,
	OUT change numeric, OUT low numeric, OUT high numeric, OUT p_value numeric) IMMUTABLE LANGUAGE sql
	RETURN CASE WHEN responses(before) = responses(before, 4) + responses(before, 2) THEN csat_change(before, after, level)
		ELSE nps_change(before, after, level) END;
SELECT v.before, is_near(c.low, v.low, 1e-8) AS low, is_near(c.high, v.high, 1e-8) AS high,
	is_near(c.p_value, v.p_value, 1e-9 * v.p_value) AS p_value
FROM change_vectors v, change(before, after) c;
-- turned round, in time or in sign
SELECT bool_and(c.change = -d.change AND c.low = -d.high AND c.high = -d.low AND is_near(c.p_value, d.p_value::float8, 1e-13)) AS reversed
FROM change_vectors v, change(before, after) c, change(after, before) d;

-- nothing varies
SELECT change, p_value FROM csat_change(csat_counts(7, 7), csat_counts(9, 9));
SELECT change, p_value FROM csat_change(csat_counts(0, 7), csat_counts(0, 1));
SELECT change, p_value FROM nps_change(nps_counts(0, 5, 0), nps_counts(0, 5, 0));
SELECT change, low >= -200 AND high < 0 AS inside FROM nps_change(nps_counts(0, 0, 9), nps_counts(9, 0, 0));
-- the smallest p-value that there is, and less
SELECT n, p_value > 0 AS above_0, p_value < 1e-300 AS tiny, length(p_value::text) < 400 AS digits
FROM unnest(ARRAY[570, 610, 100000]) n, csat_change(csat_counts(0, n), csat_counts(n, n));

-- other readings of a tally
SELECT round(stddev_score(t), 12) = round((SELECT stddev(score) FROM unnest(ARRAY[1, 1, 4, 5, 5, 5]) score), 12) AS stddev,
	mean_score(t) = (SELECT avg(score) FROM unnest(ARRAY[1, 1, 4, 5, 5, 5]) score) AS mean,
	top_box(t), top_box(t, 2), top_box(t, 5), bottom_box(t), bottom_box(t, 3), sparkline(t)
FROM (SELECT csat_tally(score) FROM unnest(ARRAY[1, 1, 4, 5, 5, 5]) score) s(t);
SELECT * FROM distribution('{"-1": 1, "0": 0, "1": 3}');
SELECT id, score, responses, percent FROM (VALUES (1, csat_counts(2, 3)), (2, NULL), (3, csat_counts(0, 0))) v(id, t), distribution(t) ORDER BY id, score;
SELECT (distribution(csat_counts(1, 2))).score;
SELECT sparkline(t), sparkline(t - t) FROM (VALUES (csat_counts(3, 4))) v(t);
SELECT sparkline(sum(score_tally(i, i, 0, 10))), length(sparkline(sum(score_tally(i, i, 0, 10)))) FROM generate_series(0, 10) i;
SELECT mean_score(sum(score_tally(i, i, -10, 10))) FROM generate_series(0, 10) i;

-- NULL, no answers, one answer
SELECT mean_score(t), stddev_score(t), top_box(t), bottom_box(t), csat_standard_error(t), csat_interval(t),
	csat_change(t, t), csat_change(csat_counts(1, 1), t)
FROM (VALUES (NULL), (csat_counts(0, 0))) v(t);
SELECT nps_standard_error(t), nps_interval(t), nps_change(t, t), nps_change(t, nps_counts(1, 1, 1)) FROM (VALUES (NULL), (nps_counts(0, 0, 0))) v(t);
SELECT mean_score(t), stddev_score(t), csat_standard_error(t), round(lower(csat_interval(t)), 6) AS low, round(upper(csat_interval(t)), 6) AS high FROM csat_counts(1, 1) t;
SELECT csat_interval(t, NULL), csat_interval(t, 0.9, NULL) FROM csat_counts(1, 1) t;
SELECT round(mean_score(t), 6) AS mean, round(stddev_score(t), 6) AS stddev, top_box(t) FROM csat_counts(9223372036854775806, 9223372036854775807) t;
SELECT mean_score(score_tally(1000, 9223372036854775807, 990, 1000)), mean_score(score_tally(-1000, 9223372036854775807, -1000, -990));

-- At the ends: every method, sample and level gives limits that are finite,
-- in order, inside what the score can be, around the score, and wider for a
-- higher level.
CREATE FUNCTION extremes() RETURNS TABLE (scale text, method text, cases bigint, failures bigint) LANGUAGE sql
BEGIN ATOMIC
	WITH levels(level) AS (VALUES (1e-300::float8), (1e-9), (0.5), (0.8), (0.95), (0.999999), (1 - 1e-12), (1 - 1.2e-16)),
	counts(n) AS (VALUES (0::bigint), (1), (2), (30), (1000000), (4611686018427387904)),
	limits AS (
		SELECT 'csat' AS scale, method, t::text, level, csat_interval(t, level, method) AS i, 0 AS least, csat_score(t) AS score
		FROM levels, counts a, counts b, unnest(ARRAY['wilson', 'agresti-coull', 'wald']) method, csat_counts(a.n, a.n + b.n / 2) t
		WHERE a.n > 0 OR b.n > 1
		UNION ALL
		SELECT 'nps', method, t::text, level, nps_interval(t, level, method), -100, nps_score(t)
		FROM levels, counts a, counts b, counts c, unnest(ARRAY['adjusted-wald', 'score', 'wald']) method,
			nps_counts(a.n / 2, b.n / 4, c.n / 4) t
		WHERE a.n > 1 OR b.n > 4 OR c.n > 4),
	ordered AS (SELECT *, lag(i) OVER (PARTITION BY scale, method, t ORDER BY level) AS narrower FROM limits)
	SELECT scale, method, count(*), count(*) FILTER (WHERE i IS NULL OR isempty(i) OR lower(i) < least OR upper(i) > 100
		OR lower(i)::text !~ '^-?[0-9.]+$' OR upper(i)::text !~ '^-?[0-9.]+$' OR NOT i @> coalesce(narrower, i)
		OR (method IN ('wilson', 'score', 'wald') AND NOT numrange(lower(i) - 1e-9, upper(i) + 1e-9) @> score))
	FROM ordered GROUP BY scale, method;
END;
SELECT * FROM extremes() ORDER BY scale, method;

-- Every pair of outcomes of 5 and 5 answers, of 10 and 3, and of many and few:
-- the change lies in its interval, which leaves out 0 exactly if the p-value is
-- below 1 - level, and a higher level gives no narrower one.  `better` is the
-- sample after with one answer better, which is more evidence of a rise.
CREATE TABLE outcomes AS
SELECT 'nps' AS scale, n, row_number() OVER (PARTITION BY n) AS id, nps_counts(d, n - d - p, p) AS t,
	CASE WHEN d > 0 THEN nps_counts(d - 1, n - d - p + 1, p) WHEN p < n THEN nps_counts(d, n - d - p - 1, p + 1) END AS better
FROM unnest(ARRAY[3, 5, 10]) n, generate_series(0, n) d, generate_series(0, n - d) p
UNION ALL
SELECT 'nps', 100000, 1, nps_counts(100000, 0, 0), nps_counts(99999, 1, 0) UNION ALL SELECT 'nps', 100000, 2, nps_counts(0, 1, 99999), nps_counts(0, 0, 100000)
UNION ALL
SELECT 'csat', n, k, csat_counts(k, n), CASE WHEN k < n THEN csat_counts(k + 1, n) END FROM unnest(ARRAY[3, 5, 10, 30]) n, generate_series(0, n) k
UNION ALL
SELECT 'csat', 100000, k, csat_counts(k, 100000), csat_counts(k + 1, 100000) FROM unnest(ARRAY[0, 1, 50000, 99999]) k;
CREATE TABLE outcome_changes AS
SELECT a.scale, a.n AS before, b.n AS after, level, c.*, d.change AS better_change, d.p_value AS better_p,
	lag(numrange(c.low, c.high, '[]')) OVER (PARTITION BY a.scale, a.n, a.id, b.n, b.id ORDER BY level) AS narrower
FROM outcomes a JOIN outcomes b USING (scale), unnest(ARRAY[1e-300, 0.5, 0.95, 1 - 1.2e-16]::float8[]) level,
	change(a.t, b.t, level) c, change(a.t, b.better, level) d
WHERE (a.n, b.n) IN ((5, 5), (10, 3), (100000, 3), (3, 100000), (100000, 100000), (30, 5));
SELECT scale, count(*) AS cases,
	count(*) FILTER (WHERE change BETWEEN low AND high) AS inside,
	count(*) FILTER (WHERE (low > 0 OR high < 0) = (p_value::float8 < 1 - level)) AS dual,
	count(*) FILTER (WHERE NOT numrange(low, high, '[]') @> narrower) AS not_nested,
	count(*) FILTER (WHERE change = 0 AND p_value < 1 OR p_value NOT BETWEEN 0 AND 1) AS p_wrong,
	count(*) FILTER (WHERE change >= 0 AND better_p > p_value) AS less_evident
FROM outcome_changes GROUP BY scale ORDER BY scale;
-- the level of an interval that ends at 0 is 1 - p
SELECT scale, count(*) FILTER (WHERE p_value BETWEEN 1e-6 AND 1 - 1e-6) > 500 AS many,
	bool_and(abs(CASE WHEN change > 0 THEN touching.low ELSE touching.high END) < 1e-9) AS touches
FROM (SELECT a.scale, a.t AS before, b.t AS after, c.* FROM outcomes a JOIN outcomes b USING (scale), change(a.t, b.t) c
	WHERE a.n IN (5, 30) AND b.n IN (5, 10)) pairs,
	LATERAL (SELECT t.low, t.high FROM change(before, after, (1 - pairs.p_value)::float8) t WHERE pairs.p_value BETWEEN 1e-6 AND 1 - 1e-6) touching
GROUP BY scale ORDER BY scale;

-- Every figure is numeric or a count: no result is double precision, and round()
-- takes each.
SELECT p.oid::regprocedure AS "not numeric"
FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'csat'
WHERE prorettype IN ('float4'::regtype, 'float8'::regtype)
	OR EXISTS (SELECT FROM unnest(proallargtypes, proargmodes) a(type, mode) WHERE mode IN ('o', 'b', 't') AND type IN ('float4'::regtype, 'float8'::regtype))
ORDER BY 1;
CREATE FUNCTION rounds(call text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE result boolean;
BEGIN
	EXECUTE format('SELECT round(%s, 1) IS NOT NULL FROM csat_counts(3, 5) c, nps_counts(1, 2, 3) n, (SELECT weighted_csat_tally(s, s) FROM generate_series(1, 5) s) w(t)', call) INTO result;
	RETURN result;
END $$;
SELECT call, rounds(call) FROM unnest(ARRAY['csat_score(c)', 'nps_score(n)', 'mean_score(c)', 'stddev_score(c)', 'top_box(c)', 'csat_standard_error(c)',
	'nps_standard_error(n)', 'lower(csat_interval(c))', '(csat_change(c, c)).p_value', '(nps_change(n, n)).low', 'stddev_score(w.t)', 'csat_standard_error(w.t)',
	'effective_sample_size(w.t)', 'upper(nps_interval(n))', '(csat_change(w.t, w.t)).p_value']) call;

-- errors
SELECT csat_interval(csat_counts(1, 2), 95);
SELECT csat_interval(csat_counts(1, 2), 0);
SELECT csat_interval(csat_counts(1, 2), 1);
SELECT nps_interval(nps_counts(1, 1, 1), 'NaN');
SELECT csat_interval(csat_counts(1, 2), 0.95, 'score');
SELECT nps_interval(nps_counts(1, 1, 1), 0.95, 'wilson');
SELECT nps_interval(nps_counts(1, 1, 1), 0.95, '');
SELECT csat_interval(nps_counts(1, 1, 1));
SELECT nps_interval(csat_counts(1, 2));
SELECT csat_change(csat_counts(1, 2), csat_counts(1, 2), -0.5);
SELECT nps_change(nps_counts(1, 1, 1), csat_counts(1, 1));
SELECT top_box(csat_counts(1, 2), 0);
SELECT bottom_box(csat_counts(1, 2), 6);
DROP FUNCTION extremes;
DROP FUNCTION change, rounds;
DROP TABLE nps_vectors, csat_vectors, change_vectors, outcomes, outcome_changes;

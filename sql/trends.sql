-- Trends over periods, and what groups have in common.
CREATE OR REPLACE FUNCTION csat_counts(satisfied bigint, responses bigint) RETURNS score_tally IMMUTABLE LANGUAGE sql
	RETURN score_tally(4, satisfied) + score_tally(2, responses - satisfied);

-- R's prop.trend.test, and chisq.test less it; rho and shrunk shares computed
-- with R
SELECT round((t).slope, 12) AS slope, round((t).standard_error, 12) AS standard_error, round((t).z, 11) AS z, round((t).p_value, 12) AS p_value,
	round((t).departure, 11) AS departure, round((t).departure_p_value, 12) AS departure_p_value
FROM (SELECT csat_trend(csat_counts(k, n), x) FROM (VALUES (2364, 2919, 2016), (2206, 2688, 2017), (2059, 2625, 2018)) v(k, n, x)
	UNION ALL SELECT csat_trend(csat_counts(k, 200), x) FROM (VALUES (120, 10), (108, 20), (117, 30), (137, 40)) v(k, x)) s(t);
CREATE TEMP TABLE agents AS SELECT csat_counts(k, n) AS t FROM (VALUES (45, 50), (60, 100), (30, 60), (9, 10), (20, 20)) v(k, n);
SELECT round((p).mean, 10) AS mean, round((p).weight, 12) AS weight FROM (SELECT csat_prior(t) FROM agents) s(p);
SELECT round(shrunk_csat(t, (p).mean, (p).weight), 12) AS shrunk FROM agents, (SELECT csat_prior(t) FROM agents) s(p);

-- Drawn answers, few and up to 10^12 of a score, nearly all satisfied or not
CREATE TEMP TABLE drawn AS SELECT kind, j AS x, nps_counts AS t, recode_csat(nps_counts, 7) AS c
FROM generate_series(1, 60) kind, generate_series(1, 2 + kind % 7) j, LATERAL (SELECT sum(score_tally(score, (1 + (kind * j * j + j * score) % 7 * (10 ^ (kind % 13))::bigint / CASE WHEN kind % 3 = 0 AND score < 9 THEN 10 ^ (kind % 11) ELSE 1 END)::bigint, 0, 10)) FROM unnest(ARRAY[2, 8, 10]) score) v(nps_counts);
CREATE TEMP TABLE weighed AS SELECT kind, j AS x, weighted_nps_tally(score, (1 + (kind + score * j) % 5) * 10.0 ^ (50 * (kind % 7 - 3))) AS w
FROM generate_series(1, 60) kind, generate_series(1, 2 + kind % 7) j, generate_series(0, 10) score, generate_series(1, 1 + (kind * j + score) % 4) GROUP BY kind, j;

-- By the formulas, in exact arithmetic of 60 decimals
CREATE FUNCTION quotient(a numeric, b numeric) RETURNS numeric IMMUTABLE LANGUAGE sql RETURN round(a, 60) / b;
CREATE FUNCTION differs(figure numeric, expected numeric) RETURNS boolean IMMUTABLE LANGUAGE sql RETURN abs(figure - expected) > 2e-14 * abs(expected);
CREATE TEMP VIEW groups AS SELECT 'csat' AS score, kind, x, responses(c)::numeric AS n, satisfied(c)::numeric AS above, 0 AS below FROM drawn
	UNION ALL SELECT 'nps', kind, x, responses(t), promoters(t), detractors(t) FROM drawn;
CREATE TEMP TABLE expected AS SELECT score, kind, k, quotient(xy, xx) AS slope, sqrt(quotient(v, xx)) AS error, quotient(quotient(xy * xy, xx), v) AS z2, quotient(yy, v) AS statistic,
	n - k + 1 - quotient(n2, n) AS within, 100 * y AS mean
FROM (SELECT score, kind, k, n, n2, xx, xy, yy, y, v FROM (SELECT score, kind, count(*) AS k, sum(n) AS n, sum(n * n) AS n2, quotient(sum(n * x), sum(n)) AS mean_x, quotient(sum(above - below), sum(n)) AS y,
		quotient(sum(above + below), sum(n)) - quotient(sum(above - below), sum(n)) ^ 2 AS v FROM groups GROUP BY score, kind) all_groups
	JOIN LATERAL (SELECT sum(g.n * (x - mean_x) ^ 2) AS xx, sum((above - below - g.n * y) * (x - mean_x)) AS xy, sum(quotient((above - below - g.n * y) ^ 2, g.n)) AS yy FROM groups g WHERE (g.score, g.kind) = (all_groups.score, all_groups.kind)) sums ON true) s;
CREATE TEMP TABLE actual AS SELECT 'csat' AS score, kind, csat_trend(c, x ORDER BY x) AS trend, csat_trend(c, x ORDER BY -x) AS backwards, csat_homogeneity(c) AS h, csat_prior(c ORDER BY x) AS prior, csat_prior(c ORDER BY -x) AS prior_backwards FROM drawn GROUP BY kind
	UNION ALL SELECT 'nps', kind, nps_trend(t, x ORDER BY x), nps_trend(t, x ORDER BY -x), nps_homogeneity(t), nps_prior(t ORDER BY x), nps_prior(t ORDER BY -x) FROM drawn GROUP BY kind;
SELECT count(*) AS cases, count(*) FILTER (WHERE differs((trend).slope, 100 * slope) OR differs((trend).standard_error, 100 * error) OR differs(abs((trend).z), sqrt(z2))
		OR abs((trend).departure - (statistic - z2)) > 1e-13 * statistic OR differs((prior).mean, mean)
		OR CASE WHEN statistic < k - 1 THEN (prior).weight < 'Infinity' ELSE differs((prior).weight, greatest((within - (statistic - k + 1)) / (statistic - k + 1), 0)) END) AS wrong,
	count(*) FILTER (WHERE trend <> backwards OR prior <> prior_backwards) AS by_order,
	count(*) FILTER (WHERE (trend).p_value < 0.05) > 9 AND count(*) FILTER (WHERE (trend).p_value > 0.05) > 9 AND count(*) FILTER (WHERE (prior).weight = 'Infinity') > 9 AS all_kinds
FROM actual JOIN expected USING (score, kind);

-- Trend and departure add up to homogeneity, weighted too; the weights' unit
-- does not matter; another place in time or unit of it neither.
SELECT count(*) AS cases, count(*) FILTER (WHERE abs((trend).z * (trend).z + (trend).departure - (h).statistic) > 1e-11 * (h).statistic OR ((h).df = 1 AND (h).least_expected >= 5 AND abs((trend).p_value - (h).p_value) > 1e-11)) AS wrong FROM actual;
SELECT count(*) AS cases, count(*) FILTER (WHERE abs((trend).z * (trend).z + (trend).departure - (h).statistic) > 1e-11 * (h).statistic OR trend <> backwards OR prior <> prior_backwards) AS wrong
FROM (SELECT nps_trend(w, x ORDER BY x) AS trend, nps_trend(w, x ORDER BY -x) AS backwards, nps_homogeneity(w) AS h, nps_prior(w ORDER BY x) AS prior, nps_prior(w ORDER BY -x) AS prior_backwards FROM weighed GROUP BY kind) s;
SELECT count(DISTINCT t) AS one_of_units FROM (SELECT csat_trend(weighted_csat_tally, x) AS t FROM (SELECT unit, x, weighted_csat_tally(1 + (score * x) % 5, score * 2.0::float8 ^ unit) FROM unnest(ARRAY[-500, 0, 490]) unit, generate_series(1, 5) x, generate_series(1, 9) score GROUP BY unit, x) s GROUP BY unit) s;
SELECT count(DISTINCT ((t).z, (t).p_value, (t).departure)) AS one_of_origins FROM (SELECT csat_trend(c, origin + unit * x) AS t FROM drawn, (VALUES (0, 1), (1e15, 1), (-1e15, 0.25), (0, 2.0::float8 ^ 400), (0, 2.0::float8 ^ -400), (1, 1024)) v(origin, unit) WHERE kind = 12 GROUP BY origin, unit) s;

-- What is shrunk lies between score and mean, closer to the mean the more it
-- weighs; without weight it is the score, with all of it the mean.
SELECT count(*) AS cases, count(*) FILTER (WHERE shrunk_csat(c, mean, weight) NOT BETWEEN least(csat_score(c), mean) - 1e-13 AND greatest(csat_score(c), mean) + 1e-13
	OR shrunk_nps(w, mean, weight) NOT BETWEEN least(nps_score(w), mean) - 1e-12 AND greatest(nps_score(w), mean) + 1e-12
	OR abs(shrunk_csat(c, mean, 2 * weight) - mean) > abs(shrunk_csat(c, mean, weight) - mean)
	OR abs(shrunk_csat(c, mean, weight) - (100 * satisfied(c) + weight * mean) / (responses(c) + weight)) > 1e-13) AS wrong
FROM drawn JOIN weighed USING (kind, x), unnest(ARRAY[0, 30.5, 99]) mean, unnest(ARRAY[1e-300, 0.5, 20, 1e12, 1e300]) weight;
SELECT shrunk_csat(t, 70, 0) = csat_score(t) AS score, shrunk_csat(t, 70, 'Infinity') AS mean, shrunk_nps('{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}'::score_tally, 1, 1) AS none FROM (SELECT sum(t) AS t FROM agents) s;

-- nothing; one place; two; all alike; groups of one answer; of one mind
SELECT csat_trend(t, x), csat_prior(t) FROM (VALUES (NULL::score_tally, 1), (csat_counts(0, 0), NULL), (csat_counts(0, 0), 2)) v(t, x);
SELECT nps_trend(NULL::weighted_tally, 1), csat_trend(csat_counts(i, 10), 7), csat_prior(csat_counts(i, 10)) FILTER (WHERE i = 1), csat_prior(csat_counts(i % 2, 1)) AS single FROM generate_series(1, 5) i;
SELECT csat_trend(csat_counts(i, i), i), csat_prior(csat_counts(i, i)), csat_prior(csat_counts(i % 2 * i, i)) AS of_one_mind FROM generate_series(1, 4) i;
SELECT csat_prior(t), csat_trend(t, n) FROM (SELECT n, weighted_csat_tally(n, 0.1 * n) AS t FROM generate_series(1, 5) n GROUP BY n) s;
-- no tail is 0
SELECT (t).p_value < 1e-250 AND (t).p_value > 0 AND (t).departure_p_value < 1e-80 AND (t).departure_p_value > 0 AS tails
FROM (SELECT csat_trend(csat_counts(k, 1000), x) FROM (VALUES (100, 1), (600, 2), (900, 3), (800, 4)) v(k, x)) s(t);

-- errors
SELECT csat_trend(csat_counts(1, 2), NULL);
SELECT csat_trend(csat_counts(1, 2), 'Infinity');
SELECT nps_trend(csat_counts(1, 2), 1);
SELECT csat_trend(csat_counts(i, 2), i * 1e200) FROM generate_series(1, 2) i;
SELECT csat_trend(csat_counts(i, 2), i * 1e-200) FROM generate_series(1, 2) i;
SELECT csat_prior(score_tally(4, 1, 0, 10));
SELECT shrunk_csat(csat_counts(1, 2), 101, 1);
SELECT shrunk_nps(nps_tally(9), 'NaN', 1);
SELECT shrunk_nps(nps_tally(9), -100, -1);
SELECT shrunk_csat(csat_counts(1, 2), 50, 'NaN');
SELECT score_trend_final('{1, 2}');
SELECT score_prior_final(array_fill(-1::float8, ARRAY[33]));
SELECT csat_trend_accum(NULL, csat_counts(1, 2), 1);
DROP FUNCTION quotient, differs CASCADE;

-- Groups, customers and strata, one tally each.
CREATE OR REPLACE FUNCTION csat_counts(satisfied bigint, responses bigint) RETURNS score_tally IMMUTABLE LANGUAGE sql
	RETURN score_tally(4, satisfied) + score_tally(2, responses - satisfied);
CREATE OR REPLACE FUNCTION nps_counts(detractors bigint, passives bigint, promoters bigint) RETURNS score_tally IMMUTABLE LANGUAGE sql
	RETURN score_tally(3, detractors, 0, 10) + score_tally(7, passives, 0, 10) + score_tally(9, promoters, 0, 10);

-- R's chisq.test(correct = FALSE) of satisfied and not in three groups; eight
-- customers, svymean of the package survey; weighted, by that formula in R; two
-- strata with R
SELECT round((h).statistic, 8) AS statistic, (h).df, round((h).p_value, 12) AS p_value, round((h).least_expected, 8) AS least_expected
FROM (SELECT csat_homogeneity(csat_counts(k, n)) FROM (VALUES (96, 111), (64, 93), (12, 17)) v(k, n)) s(h);
CREATE TABLE customers AS SELECT id, csat_counts(k, n) AS t
	FROM (VALUES (1, 3, 4), (2, 0, 2), (3, 2, 2), (4, 5, 6), (5, 1, 3), (6, 4, 4), (7, 0, 1), (8, 2, 2)) v(id, k, n);
SELECT round((c).score, 8) AS score, round((c).standard_error, 8) AS standard_error, round((c).low, 6) AS low, round((c).high, 6) AS high, round((c).design_effect, 8) AS design_effect
FROM (SELECT clustered_csat(t) FROM customers) s(c);
SELECT round((c).score, 8) AS score, round((c).standard_error, 8) AS standard_error, round((c).design_effect, 8) AS design_effect
FROM (SELECT clustered_nps(t) FROM (SELECT weighted_nps_tally(score, weight) AS t FROM (VALUES (1, 10, 1.5), (1, 9, 0.5), (2, 3, 2), (2, 8, 1), (2, 5, 0.7), (3, 10, 3), (4, 7, 1.2), (4, 6, 0.4)) v(id, score, weight) GROUP BY id) s) s(c);
SELECT round((s).score, 8) AS score, round((s).standard_error, 8) AS standard_error, round((s).low, 6) AS low, round((s).high, 6) AS high
FROM (SELECT stratified_nps(t, share) FROM (VALUES (nps_counts(259, 717, 1150), 5 / 7.0), (nps_counts(83, 251, 286), 2 / 7.0)) v(t, share)) s(s);

-- What must hold of drawn answers
CREATE TABLE drawn AS SELECT kind, j AS id, j % (3 + kind) AS part, (kind * j * j + j / 3) % 11 AS score, 1 + (j * kind) % 5 AS weight
	FROM generate_series(1, 15) kind, generate_series(1, 30 * kind) j;
CREATE TABLE parts AS SELECT kind, part, nps_tally(score) AS t, weighted_nps_tally(score, 1) AS unit, weighted_nps_tally(score, weight) AS w,
	recode_csat(nps_tally(score), 7) AS c FROM drawn GROUP BY kind, part;

-- Groups: Pearson's formula; one group is 0; weights of 1 and the order of the
-- groups change nothing.
SELECT count(*) AS kinds, count(*) FILTER (WHERE abs((h).statistic - pearson) > 1e-11 * pearson OR (h).df <> groups - 1) AS wrong, count(*) FILTER (WHERE (h).p_value < 0.05) BETWEEN 1 AND 14 AS some_differ
FROM (SELECT kind, csat_homogeneity(c) AS h, count(*) AS groups,
		sum((satisfied(c) - responses(c) * share) ^ 2 / (responses(c) * share) + (dissatisfied(c) - responses(c) * (1 - share)) ^ 2 / (responses(c) * (1 - share))) AS pearson
	FROM parts JOIN (SELECT kind, csat(c) / 100 AS share FROM parts GROUP BY kind) s USING (kind) GROUP BY kind) s;
SELECT count(*) AS kinds, count(*) FILTER (WHERE (one).statistic <> 0 OR (one).df <> 0 OR (one).p_value <> 1 OR (same).statistic <> 0 OR (same).df <> 2 OR (same).p_value <> 1
	OR (weighted_one).statistic <> 0 OR (weighted_same).statistic <> 0) AS wrong
FROM (SELECT kind, (SELECT nps_homogeneity(x) FROM (VALUES (t)) v(x)) AS one, (SELECT nps_homogeneity(x) FROM (VALUES (t), (t + t + t), (t + t)) v(x)) AS same,
	(SELECT nps_homogeneity(x) FROM (VALUES (w)) v(x)) AS weighted_one, (SELECT nps_homogeneity(x) FROM (VALUES (w), (w + w + w), (w + w)) v(x)) AS weighted_same FROM parts) s;
SELECT count(*) AS kinds, count(*) FILTER (WHERE abs((up).statistic - (down).statistic) > 1e-9 OR abs((up).p_value - (down).p_value) > 1e-9
	OR abs((unit).statistic - (up).statistic) > 1e-13 * (up).statistic OR abs((unit).p_value - (up).p_value) > 1e-12 * (up).p_value) AS wrong
FROM (SELECT kind, nps_homogeneity(t ORDER BY part) AS up, nps_homogeneity(t ORDER BY part DESC) AS down, nps_homogeneity(unit ORDER BY part) AS unit FROM parts GROUP BY kind) s;

-- Weights that are all the same in a group count as none, whatever they are: 5
-- answers are expected, and less by the last digit would be another formula.
SELECT count(*) AS weights, count(*) FILTER (WHERE abs((weighted).p_value - (plain).p_value) < 1e-13) AS same, min((plain).least_expected) AS least_expected
FROM (SELECT w, csat_homogeneity(t) AS weighted, csat_homogeneity(csat_counts(6 * g - 4, 10)) AS plain
	FROM (SELECT w, g, weighted_csat_tally(CASE WHEN i <= 6 * g - 4 THEN 5 ELSE 1 END, 0.1 * w * g) AS t FROM generate_series(1, 50) w, generate_series(1, 2) g, generate_series(1, 10) i GROUP BY w, g) s GROUP BY w) s;

-- The few who are not satisfied nearly always fall to the largest group: that
-- they do is no sign of a difference.
SELECT count(*) AS surveys, count(*) FILTER (WHERE (h).p_value < 0.8) AS wrong, min((h).least_expected) < 1e-9 AS rare
FROM (SELECT csat_homogeneity(t) FROM generate_series(4, 15) zeros, generate_series(1, 3) few, LATERAL (VALUES (csat_counts((10 ^ zeros)::bigint, (10 ^ zeros)::bigint + few)), (csat_counts(50, 50)), (csat_counts(20, 20))) v(t) GROUP BY zeros, few) s(h);

-- Clusters: of one answer each they give the unclustered error times
-- sqrt(n / (n - 1)); customers who all agree have none; several answers of
-- customers who never differ with themselves count for less.
SELECT count(*) AS kinds, count(*) FILTER (WHERE (c).score <> nps_score(t) OR abs((c).standard_error - nps_standard_error(t) * sqrt(n / (n - 1))) > 1e-13 OR abs((c).design_effect - 1) > 1e-13
	OR abs((w).standard_error - nps_standard_error(wt)) > 1e-13 OR abs((w).score - nps_score(wt)) > 1e-13) AS wrong
FROM (SELECT kind, clustered_nps(score_tally(score, 1, 0, 10)) AS c, nps_tally(score) AS t, count(*)::numeric AS n, weighted_nps_tally(score, weight) AS wt FROM drawn GROUP BY kind) s
	JOIN (SELECT kind, clustered_nps(one) AS w FROM (SELECT kind, weighted_nps_tally(score, weight) AS one FROM drawn GROUP BY kind, id) o GROUP BY kind) o USING (kind);
SELECT clustered_csat(csat_counts(n, 3 * n)), clustered_csat(weighted_csat_tally ORDER BY n) FROM (SELECT n, weighted_csat_tally(CASE WHEN i = 1 THEN 5 ELSE 1 END, 0.5 * n) FROM generate_series(1, 7) n, generate_series(1, 3) i GROUP BY n) s;
SELECT count(*) AS kinds, count(*) FILTER (WHERE abs((up).standard_error - (down).standard_error) > 0 OR abs((w_up).standard_error - (w_down).standard_error) > 1e-12
	OR abs((unit).standard_error - (up).standard_error) > 1e-12 OR abs((unit).design_effect - (up).design_effect) > 1e-12 OR (up).low > (up).score OR (up).high < (up).score) AS wrong
FROM (SELECT kind, clustered_nps(t ORDER BY part) AS up, clustered_nps(t ORDER BY part DESC) AS down, clustered_nps(unit) AS unit,
	clustered_nps(w ORDER BY part) AS w_up, clustered_nps(w ORDER BY part DESC) AS w_down FROM parts GROUP BY kind) s;
SELECT round((clustered_csat(csat_counts(3 * (i % 2), 3))).design_effect, 6) AS threefold FROM generate_series(1, 1000) i;
-- by the definition
SELECT count(*) AS kinds, count(*) FILTER (WHERE abs((c).standard_error - 100 * sqrt(m / (m - 1) * squares) / n) > 1e-10) AS wrong
FROM (SELECT kind, clustered_nps(t) AS c, count(*)::numeric AS m, sum(responses(t)) AS n, sum((promoters(t) - detractors(t) - responses(t) * nps / 100) ^ 2) AS squares
	FROM parts JOIN (SELECT kind, nps(t) AS nps FROM parts GROUP BY kind) s USING (kind) GROUP BY kind) s;
SELECT clustered_csat(csat_counts(4611686018427387903 - i, 4611686018427387903)) FROM generate_series(0, 1) i;

-- Strata: shares in proportion to the answers give the score of all, shares of
-- 1 and 0 that of one stratum.
SELECT count(*) AS kinds, count(*) FILTER (WHERE abs((s).score - nps) > 1e-11 OR abs((s).standard_error - error) > 1e-11 OR (s).score NOT BETWEEN (s).low AND (s).high) AS wrong
FROM (SELECT kind, stratified_nps(t, responses(t)::numeric / responses(all_t)) AS s, nps_score(all_t) AS nps,
		100 * sqrt(sum((responses(t)::numeric / responses(all_t)) ^ 2 * nps_standard_error(t) ^ 2 / 10000 * responses(t) / (responses(t) - 1))) AS error
	FROM parts JOIN (SELECT kind, sum(t) AS all_t FROM parts GROUP BY kind) a USING (kind) GROUP BY kind, all_t) s;
SELECT count(*) AS kinds, count(*) FILTER (WHERE abs((s).score - csat_score(t)) > 1e-12 OR abs((s).standard_error - csat_standard_error(t) * sqrt(responses(t)::numeric / (responses(t) - 1))) > 1e-12
	OR NOT numrange((s).low, (s).high, '[]') @> csat_interval(t)) AS wrong
FROM (SELECT kind, stratified_csat(c, (part = 1)::int) AS s, sum(c) FILTER (WHERE part = 1) AS t FROM parts GROUP BY kind) s;

-- The level: of 0.95 it is as without one; of another Wilson's limit l has
-- (score - l)^2 / (l (1 - l)) in proportion to the squared quantile, R's qnorm,
-- and qt of 7 degrees of freedom for eight customers.
SELECT count(*) AS kinds, count(*) FILTER (WHERE clustered <> leveled OR w_clustered <> w_leveled OR stratified <> s_leveled OR nps <> nps_leveled OR (wide).low > (clustered).low OR (wide).high < (clustered).high OR (wide).standard_error <> (clustered).standard_error) AS wrong
FROM (SELECT kind, clustered_csat(c) AS clustered, clustered_csat(c, 0.95) AS leveled, clustered_csat(c, 0.999) AS wide, clustered_nps(w) AS w_clustered, clustered_nps(w, 0.95) AS w_leveled,
	stratified_csat(c, (part = 1)::int) AS stratified, stratified_csat(c, (part = 1)::int, 0.95) AS s_leveled, stratified_nps(w, (part = 1)::int) AS nps, stratified_nps(w, (part = 1)::int, 0.95) AS nps_leveled FROM parts GROUP BY kind) s;
CREATE FUNCTION wilson_square(score numeric, low numeric) RETURNS numeric IMMUTABLE LANGUAGE sql RETURN (score - low) ^ 2 / (low * (100 - low));
SELECT round(wilson_square((a).score, (a).low) / wilson_square((b).score, (b).low), 9) AS clusters, round((2.3646242515927844 / 1.8945786050613054) ^ 2, 9) AS by_t,
	round(wilson_square((c).score, (c).low) / wilson_square((d).score, (d).low), 9) AS strata, round((1.9599639845400545 / 1.6448536269514722) ^ 2, 9) AS by_z
FROM (SELECT clustered_csat(t), clustered_csat(t, 0.9), stratified_csat(t, 0.125), stratified_csat(t, 0.125, 0.9) FROM customers) s(a, b, c, d);
SELECT clustered_csat(t, level), stratified_csat(t, 1, level) FROM (VALUES (NULL::score_tally, 0.9), (csat_counts(0, 0), NULL), (csat_counts(0, 0), 95)) v(t, level);
SELECT clustered_csat(csat_counts(1, 2), NULL);
SELECT stratified_nps(nps_counts(1, 2, 3), 0.5, 0.9 + i) FROM generate_series(0, 1) i;
SELECT stratified_nps(nps_counts(1, 2, 3), 0.5, 0.9 + 0.01 * i) FROM generate_series(0, 1) i;
SELECT strata_combine('{1, 1, 1, 0, 0, 0, 0, 1, 0.9}', '{1, 1, 1, 0, 0, 0, 0, 1, 0.95}');
SELECT csat_strata_final('{1, 1, 1, 0, 0, 0, 0, 1, 2}');

-- nothing, one, all alike
SELECT csat_homogeneity(t), clustered_csat(t), stratified_csat(t, 1) FROM (VALUES (NULL::score_tally), (csat_counts(0, 0))) v(t);
SELECT csat_homogeneity(t), clustered_csat(t), stratified_csat(t, 1) FROM (SELECT NULL::weighted_tally UNION ALL SELECT weighted_csat_tally(NULL, 1)) v(t);
SELECT csat_homogeneity(t), clustered_csat(t), stratified_csat(t, 1) FROM (VALUES (csat_counts(2, 2))) v(t);
SELECT csat_homogeneity(t), clustered_csat(t), stratified_csat(t, 0.5) FROM (VALUES (csat_counts(2, 2)), (csat_counts(30, 30))) v(t);
SELECT stratified_nps(t, s) FROM (VALUES (nps_counts(0, 0, 1), 0.3333333), (nps_counts(0, 0, 2), 0.333333), (nps_counts(0, 0, 3), 0.333333), (NULL, 0.5), (nps_counts(0, 0, 0), NULL)) v(t, s);

-- errors
SELECT stratified_csat(score_tally(4, 1), 0.9);
SELECT stratified_csat(score_tally(4, 1), NULL);
SELECT stratified_csat(score_tally(4, 1), -0.1);
SELECT stratified_csat(score_tally(4, 1), 20);
SELECT stratified_csat(score_tally(4, 1), 'NaN');
SELECT stratified_csat(score_tally(4, 1), 0.5) FROM generate_series(1, 3);
SELECT stratified_csat('{"1": [1, 1, 1], "2": [0, 0, 0]}'::weighted_tally, 1 + 1e-5);
SELECT csat_homogeneity(score_tally(4, 1, 0, 10));
SELECT clustered_nps(score_tally(4, 1));
SELECT clustered_csat(weighted_csat_tally) FROM (SELECT i, weighted_csat_tally(4, 1e-170) FROM generate_series(1, 2) i GROUP BY i) s;
SELECT clustered_csat('{"1": [10000, 1e155, 1e306], "2": [0, 0, 0]}'::weighted_tally);
SELECT clusters_combine(s, s) FROM (SELECT array_fill(1, ARRAY[9]) || ARRAY[1e308, 0, 0, 0, 0, 0, 0]::float8[]) v(s);
SELECT homogeneity_final('{1, 2}');
SELECT homogeneity_final('{1, -1, 0, 0, 0, 0, 0, 0}');
SELECT csat_strata_final('{1, 1, 0, 0, 0, -1, 1}');
SELECT csat_strata_accum(NULL, score_tally(4, 1), 1);
SELECT csat_clusters_final('{1, 1, 1, 0, 0, 2, 0, 0, 1}'::float8[]);
SELECT csat_clusters_final('{-1, 0, 0, 0, 0, 0, 0, 0, 0, 0}'::bigint[]);
SELECT homogeneity_final(array_fill(0, ARRAY[33])), csat_strata_final('{}');
SELECT csat_clusters_final(array_fill(-1::bigint, ARRAY[16]));
SELECT csat_clusters_accum('{{0, 0}}'::bigint[], score_tally(4, 1));
DROP FUNCTION wilson_square;
DROP TABLE customers, drawn, parts;

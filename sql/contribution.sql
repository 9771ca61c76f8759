-- What one segment contributes to the change of the whole.
CREATE OR REPLACE FUNCTION csat_counts(satisfied bigint, responses bigint) RETURNS score_tally IMMUTABLE LANGUAGE sql
	RETURN score_tally(4, satisfied) + score_tally(2, responses - satisfied);
-- three groups, computed with R
SELECT round(change, 6) AS change, round(rate, 6) AS rate, round(mix, 6) AS mix
FROM (VALUES (85, 100, 70, 80), (42, 60, 81, 120), (20, 40, 26, 50)) v(a, n, b, m),
	csat_contribution(csat_counts(a, n), csat_counts(b, m), csat_counts(147, 200), csat_counts(177, 250));
SELECT sum(change) = -2.7 AS change, sum(rate) = 0.45 AS rate, sum(mix) = -3.15 AS mix
FROM (VALUES (85, 100, 70, 80), (42, 60, 81, 120), (20, 40, 26, 50)) v(a, n, b, m),
	csat_contribution(csat_counts(a, n), csat_counts(b, m), csat_counts(147, 200), csat_counts(177, 250));

-- Over all segments they add up to the total's change, whatever the segments:
-- some are new, some gone, some have no answers.  The rates and shares are those
-- of the definition.
CREATE TEMP TABLE answers AS SELECT kind, segment, time, score, 1 + (j % 7) * 0.3 AS weight, j
	FROM (SELECT kind, j, j % (5 + kind) AS segment, (j * 7 / 5 + kind) % 2 AS time, (kind * j * j + j / 3) % 11 AS score FROM generate_series(1, 20) kind, generate_series(1, 40 * kind) j) s
	WHERE NOT (segment = 1 AND time = 0) AND NOT (segment = 2 AND time = 1);
CREATE TEMP TABLE segments AS SELECT kind, segment,
		nps_tally(score) FILTER (WHERE time = 0) AS n0, nps_tally(score) FILTER (WHERE time = 1) AS n1,
		weighted_nps_tally(score, weight) FILTER (WHERE time = 0) AS w0, weighted_nps_tally(score, weight) FILTER (WHERE time = 1) AS w1
	FROM answers GROUP BY kind, segment;
CREATE TEMP TABLE totals AS SELECT kind, sum(n0) AS n0, sum(n1) AS n1, sum(w0) AS w0, sum(w1) AS w1 FROM segments GROUP BY kind;
SELECT count(*) AS totals, count(*) FILTER (WHERE abs(n - n_total) > 1e-15 OR n <> n_parts OR abs(c - c_total) > 1e-15 OR abs(w - w_total) > 1e-11 OR w <> w_parts) AS wrong
FROM (SELECT kind, sum(n.change) AS n, sum(n.rate + n.mix) AS n_parts, nps_score(t.n1) - nps_score(t.n0) AS n_total,
		sum(c.change) AS c, csat_score(recode_csat(t.n1, 6)) - csat_score(recode_csat(t.n0, 6)) AS c_total,
		sum(w.change) AS w, sum(w.rate + w.mix) AS w_parts, nps_score(t.w1) - nps_score(t.w0) AS w_total
	FROM segments s JOIN totals t USING (kind), nps_contribution(s.n0, s.n1, t.n0, t.n1) n, nps_contribution(s.w0, s.w1, t.w0, t.w1) w,
		csat_contribution(recode_csat(s.n0, 6), recode_csat(s.n1, 6), recode_csat(t.n0, 6), recode_csat(t.n1, 6)) c
	GROUP BY kind, t.n0, t.n1, t.w0, t.w1) sums;
SELECT count(*) AS segments, count(*) FILTER (WHERE abs(c.rate - (share0 + share1) / 2 * (score1 - score0)) > 1e-12
	OR abs(c.mix - (share1 - share0) * ((score0 + score1) / 2 - (nps_score(t.n0) + nps_score(t.n1)) / 2)) > 1e-12) AS wrong
FROM segments s JOIN totals t USING (kind), nps_contribution(s.n0, s.n1, t.n0, t.n1) c,
	LATERAL (SELECT responses(s.n0)::numeric / responses(t.n0), responses(s.n1)::numeric / responses(t.n1),
		coalesce(nps_score(s.n0), nps_score(s.n1)), coalesce(nps_score(s.n1), nps_score(s.n0))) l(share0, share1, score0, score1);
-- counts beyond 2^31, exactly: the sum of rate and mix of the only segment
SELECT change = 0 AS none, rate, mix FROM csat_contribution(csat_counts(1, 9223372036854775807), csat_counts(1, 9223372036854775807), csat_counts(1, 9223372036854775807), csat_counts(1, 9223372036854775807));

-- new, gone, neither, nobody; NULL and no answers are the same
SELECT nps_contribution(NULL, a, b, a + b) = nps_contribution(a - a, a, b, a + b) AS new, nps_contribution(a, NULL, a + b, b) = nps_contribution(a, a - a, a + b, b) AS gone,
	nps_contribution(NULL, NULL, a, b) IS NULL AS neither, nps_contribution(a, a, NULL, a) IS NULL AS nobody, nps_contribution(a - a, a, a - a, a) IS NULL AS nobody_either,
	(nps_contribution(NULL, a, b, a + b)).rate AS rate
FROM score_tally(10, 1, 0, 10) a, score_tally(3, 1, 0, 10) b;

-- errors
SELECT csat_contribution(csat_counts(1, 3), csat_counts(1, 1), csat_counts(1, 2), csat_counts(1, 1));
SELECT csat_contribution(csat_tally(1), csat_tally(1, 7), csat_tally(1), csat_tally(1));
SELECT nps_contribution(csat_tally(1), csat_tally(1), csat_tally(1), csat_tally(1));
DROP TABLE answers, segments, totals;

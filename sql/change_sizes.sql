-- How many answers it takes to see a change, and the score with its interval,
-- of few people too.
-- computed with R: 905.37 and 3767.46 answers; down to 72.4668, up to 86.6008
SELECT csat_change_sample_size(80, 85), nps_change_sample_size(5, 0.6, 0.6), nps_change_sample_size(-5, variance_after => 0.2);
SELECT round(80 - fall, 12) AS down_to, round(80 + rise, 12) AS up_to FROM csat_detectable_change(80, 500);

SET client_min_messages = warning;
-- The detectable change is the inversion of the size, and either way of two
-- sides; a little less takes more answers. Power that chance has takes one.
SELECT count(*) AS cases, count(*) FILTER (WHERE abs(to_it - n) > 1 + 1e-8 * n OR csat_change_sample_size(b, after, power, level) <> csat_change_sample_size(after, b, power, level)
	OR csat_change_sample_size(b, b + 0.99 * (after - b), power, level) <= n OR abs(csat_change_sample_size(100 - b, 100 - after, power, level) - n) > 1 + 1e-8 * n) AS wrong
FROM (SELECT *, csat_change_sample_size(b, after, power, level) AS to_it FROM unnest(ARRAY[1, 20, 50, 80, 99.9]) b, unnest(ARRAY[100, 500, 30000, 1000000000]) n, unnest(ARRAY[0.3, 0.5, 0.8, 0.99]) power, unnest(ARRAY[0.5, 0.9, 0.95, 0.999]) level,
	csat_detectable_change(b, n, power, level), LATERAL (VALUES (b - fall), (b + rise)) v(after) WHERE after IS NOT NULL) s;
RESET client_min_messages;
SELECT b, n, round(fall, 11) AS fall, round(rise, 11) AS rise FROM unnest(ARRAY[0, 50, 97, 100]) b, unnest(ARRAY[1, 100]) n, csat_detectable_change(b, n);
SELECT csat_change_sample_size(80, 85, 0.01), nps_change_sample_size(5, power => 0.01), csat_detectable_change(80, 5, 0.01), csat_change_sample_size(0, 100), nps_change_sample_size(200);

-- Of so many answers the change is found with that power: all outcomes and
-- their exact chances of CSAT; 4000 draws of NPS
CREATE FUNCTION chances(n int, p float8) RETURNS TABLE (k int, chance float8) LANGUAGE sql AS $$
	SELECT k, exp(sum(CASE k WHEN 0 THEN n * ln(1 - p) ELSE ln((n - k + 1.0) / k * p / (1 - p)) END) OVER (ORDER BY k)) FROM generate_series(0, n) k $$;
SELECT n, round(sum(b.chance * a.chance * ((csat_change(score_tally(1, n - b.k) + score_tally(5, b.k), score_tally(1, n - a.k) + score_tally(5, a.k))).p_value < 0.05)::int)::numeric, 2) AS power
FROM csat_change_sample_size(60, 80) n, chances(n::int, 0.6) b, chances(n::int, 0.8) a GROUP BY n;
SELECT setseed(0.5);
SELECT n, avg(((nps_change(before, after)).p_value < 0.05)::int) BETWEEN 0.78 AND 0.83 AS power
FROM (SELECT n, draw, sum(score_tally(CASE WHEN u < 0.3 THEN 0 WHEN u < 0.6 THEN 8 ELSE 10 END, 1, 0, 10)) AS before, sum(score_tally(CASE WHEN v < 0.15 THEN 0 WHEN v < 0.4 THEN 8 ELSE 10 END, 1, 0, 10)) AS after
	FROM (SELECT n, draw, random() AS u, random() AS v FROM nps_change_sample_size(35, 0.69, 0.5475) n, generate_series(1, 4000) draw, generate_series(1, n) OFFSET 0) answers GROUP BY n, draw) s GROUP BY n;

-- Of few people: Wilson with 124.75 answers, computed with R; nobody left is
-- certain; endless as NULL; each method's width falls with the root
SELECT round(lower(i), 11) AS low, round(upper(i), 11) AS high FROM csat_interval(score_tally(5, 80) + score_tally(1, 20), 0.95, 'wilson', 500) i;
CREATE TEMP VIEW samples AS SELECT score_tally(5, k) + score_tally(1, 40 - k) AS t, ('{"1": [' || 40 - k || ', ' || 2 * (40 - k) || ', ' || 5 * (40 - k) || '], "2": [' || k || ', ' || k || ', ' || 2 * k || ']}')::weighted_tally AS w, nps_tally AS n
	FROM generate_series(1, 39) k, LATERAL (SELECT sum(score_tally(score, (k * score) % 7 + 1, 0, 10)) AS nps_tally FROM unnest(ARRAY[0, 8, 10]) score) s;
SELECT count(*) AS cases, count(*) FILTER (WHERE csat_interval(t, 0.9, m, NULL) <> csat_interval(t, 0.9, m) OR csat_interval(w, 0.9, m, NULL) <> csat_interval(w, 0.9, m)
	OR csat_interval(t, 0.9, m, 40) <> numrange(trim_scale(csat_score(t)), trim_scale(csat_score(t)), '[]') OR upper(csat_interval(w, 0.9, m, 40)) - lower(csat_interval(w, 0.9, m, 40)) <> 0
	OR NOT csat_interval(t, 0.9, m, 100) @> csat_interval(t, 0.9, m, 50) OR NOT csat_interval(w, 0.9, m) @> csat_interval(w, 0.9, m, 9223372036854775807)
	OR abs(upper(csat_interval(t, 0.9, 'wald', 79)) + lower(csat_interval(t, 0.9, 'wald', 79)) - 2 * csat_score(t)) > 1e-12 AND k BETWEEN 5 AND 35) AS wrong
FROM (SELECT *, satisfied(t) AS k FROM samples) s, unnest(ARRAY['wilson', 'agresti-coull', 'wald']) m;
SELECT count(*) AS cases, count(*) FILTER (WHERE nps_interval(n, 0.9, m, NULL) <> nps_interval(n, 0.9, m) OR upper(nps_interval(n, 0.9, m, responses(n))) <> lower(nps_interval(n, 0.9, m, responses(n)))
	OR NOT nps_interval(n, 0.9, m) @> nps_interval(n, 0.9, m, 1000)) AS wrong FROM samples, unnest(ARRAY['score', 'wald']) m;
SELECT csat_interval(csat_tally(NULL::int), 0.95, 'wilson', 5), csat_interval(csat_tally(NULL::int), 0.95, 'wilson', NULL), nps_interval(nps_tally(9), NULL, 'score', 5), nps_interval(nps_tally(9), 0.95, 'score', 1);

-- The estimate is score and interval.
SELECT count(*) AS cases, count(*) FILTER (WHERE csat_estimate(t, level) IS DISTINCT FROM (csat_score(t), lower(csat_interval(t, level)), upper(csat_interval(t, level)), responses(t))::score_estimate_result
	OR csat_estimate(w, level) IS DISTINCT FROM (csat_score(w), lower(csat_interval(w, level)), upper(csat_interval(w, level)), responses(w))::score_estimate_result
	OR mean_estimate(n, level) IS DISTINCT FROM (mean_score(n), lower(mean_interval(n, level)), upper(mean_interval(n, level)), responses(n))::score_estimate_result OR mean_estimate(w, level) IS DISTINCT FROM (mean_score(w), lower(mean_interval(w, level)), upper(mean_interval(w, level)), responses(w))::score_estimate_result
	OR nps_estimate(n, level) IS DISTINCT FROM (nps_score(n), lower(nps_interval(n, level)), upper(nps_interval(n, level)), responses(n))::score_estimate_result) AS wrong FROM samples, unnest(ARRAY[0.5, 0.95, 0.999]) level;
SELECT mean_estimate(csat_tally(NULL::int)), mean_estimate(csat_tally(5)), csat_estimate(csat_tally(NULL::int)), nps_estimate(NULL::score_tally), csat_estimate(csat_tally(5), NULL), csat_estimate('{"1": [1, 0, 0], "2": [0, 0, 0]}'::weighted_tally), csat_estimate(csat_tally(5));

-- errors
SELECT csat_change_sample_size(80, 80);
SELECT csat_change_sample_size(0.8, 0.85);
SELECT csat_change_sample_size(80, 100.5);
SELECT csat_change_sample_size('NaN', 80);
SELECT csat_change_sample_size(80, 85, 80);
SELECT csat_change_sample_size(80, 85, 0.8, 95);
SELECT csat_change_sample_size(80, 80.000000001);
SELECT nps_change_sample_size(0);
SELECT nps_change_sample_size(201);
SELECT nps_change_sample_size(5, 0);
SELECT nps_change_sample_size(5, 1, 1.1);
SELECT nps_change_sample_size(5, power => 'NaN');
SELECT csat_detectable_change(-1, 5);
SELECT csat_detectable_change(80, 0);
SELECT csat_interval(score_tally(5, 80), 0.95, 'wilson', 79);
SELECT csat_interval(csat_tally(NULL::int), 0.95, 'wilson', 0);
SELECT nps_interval(csat_tally(5), 0.95, 'score', 5);
SELECT nps_interval(nps_tally(5), 0.95, 'exact', 5);
SELECT csat_estimate(csat_tally(5), 95);
DROP FUNCTION chances;
DROP VIEW samples;

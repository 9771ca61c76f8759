-- csat() and nps() over rows and over tallies, and what bad input gets.
SELECT csat(score) FROM (SELECT 4 FROM generate_series(1, 30) UNION ALL
						 SELECT 5 FROM generate_series(1, 50) UNION ALL
						 SELECT 2 FROM generate_series(1, 32)) s(score);
SELECT nps(score) FROM unnest(ARRAY[10, 9, 9, 8, 3]) score;
SELECT nps(score) AS one_to_ten FROM generate_series(1, 10) score;

-- what NPS alone cannot tell apart
SELECT question, nps(score), nps_tally(score)
FROM (SELECT 1, 6 FROM generate_series(1, 8) UNION ALL SELECT 1, 10 FROM generate_series(1, 2)
	  UNION ALL SELECT 2, 0 FROM generate_series(1, 4) UNION ALL SELECT 2, 9) s(question, score)
GROUP BY question ORDER BY question;

-- every numeric type, domains, boolean
CREATE DOMAIN rating AS integer CHECK (VALUE BETWEEN 1 AND 5);
CREATE DOMAIN half_star AS numeric(3, 1);
SELECT csat(s::smallint) AS smallint, csat(s) AS integer, csat(s::bigint) AS bigint, csat(s::numeric) AS numeric,
	csat(s::real) AS real, csat(s::float8) AS double, csat(s::rating) AS domain, csat(s::half_star) AS numeric_domain
FROM unnest(ARRAY[1, 4, 5, NULL]) s;
SELECT nps(s::smallint) AS smallint, nps(s) AS integer, nps(s::bigint) AS bigint, nps(s::numeric) AS numeric,
	nps(s::real) AS real, nps(s::float8) AS double, nps(s::rating) AS domain
FROM unnest(ARRAY[1, 4, 5, NULL]) s;
SELECT csat(good), csat_tally(good) FROM unnest(ARRAY[true, true, false, NULL]) good;
DROP DOMAIN rating, half_star;

-- longer and shorter scales: satisfied are the top 1, 2 or 3
SELECT points, csat(score, points), csat_tally(score, points) = csat_tally(score::smallint, points) AS smallint,
	csat_tally(score, points) = csat_tally(score::float8, points) AS double,
	satisfied(csat_tally(score, points)), neutral(csat_tally(score, points)), dissatisfied(csat_tally(score, points))
FROM generate_series(2, 10) points, generate_series(1, points) score
GROUP BY points ORDER BY points;

-- no answers
SELECT csat(score), nps(score), csat_tally(score), nps_tally(score) FROM (SELECT 1 WHERE false) s(score);
SELECT csat(score), nps(score), csat_tally(score), nps_tally(score) FROM (SELECT NULL::int) s(score);
SELECT csat(good), csat_tally(good) FROM (SELECT NULL::boolean) s(good);
SELECT csat(score, 5), csat_tally(score, 5) FROM (SELECT NULL::int) s(score);
SELECT csat(tally), nps(tally), sum(tally) FROM (SELECT NULL::score_tally) s(tally);
SELECT csat(csat_tally), sum(csat_tally) FROM (SELECT csat_tally(NULL::int)) s;

-- one answer
SELECT csat(1), csat(5), nps(0), nps(6), nps(7), nps(8), nps(9), nps(10);

-- over tallies: all answers together, never an average of scores
SELECT csat(tally), sum(tally), round(avg(csat_score(tally)), 2) AS average_of_scores
FROM (VALUES ('{"1": 9, "2": 0, "3": 0, "4": 0, "5": 0}'::score_tally), (NULL),
			 ('{"1": 0, "2": 0, "3": 0, "4": 0, "5": 1}')) t(tally);

-- the parts
SELECT responses(t), responses(t, 4), responses(t, 4.0::numeric), satisfied(t), neutral(t), dissatisfied(t), csat_score(t)
FROM (VALUES ('{"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}'::score_tally)) v(t);
SELECT responses(t), promoters(t), passives(t), detractors(t), nps_score(t)
FROM (VALUES (score_tally(0, 342, 0, 10) + score_tally(7, 968, 0, 10) + score_tally(9, 1436, 0, 10))) v(t);
SELECT csat_score(NULL), nps_score(NULL), responses(NULL), responses(csat_tally(1), NULL);
SELECT csat_score(csat_tally(NULL::int)), nps_score(nps_tally(NULL::int)),
	responses(csat_tally(NULL::int)), satisfied(csat_tally(NULL::int));

-- as many answers as bigint holds
SELECT csat_score(t), responses(t) FROM (VALUES ('{"1": 4611686018427387904, "2": 4611686018427387903}'::score_tally)) v(t);
SELECT nps_score(score_tally(3, 9223372036854775807, 0, 10)), nps_score(score_tally(9, 9223372036854775807, 0, 10));

-- errors: always an SQLSTATE and a hint, never a dropped or a counted answer
\set ECHO none
\i test/refusal.sql
\set ECHO all
\x on
SELECT expression, state, message, hint FROM unnest(ARRAY[
	'csat(6)', 'csat(0)', 'csat(-1)', 'csat(99::smallint)', 'csat(2147483647)', 'csat(-2147483648)',
	'csat(6::float8)', 'csat(1e300::float8)', 'csat(9223372036854775807)', 'csat(4.5)', 'csat(4.5::real)',
	'csat(''NaN''::float8)', 'csat(''Infinity''::float8)', 'csat(''-Infinity''::numeric)',
	'nps(11)', 'nps(-1)', 'nps(9.5)', 'nps_tally(99)', 'csat_tally(0)',
	'csat(1, 1)', 'csat(1, 11)', 'csat(1, 0)', 'csat(1, -2147483648)', 'csat(6, 5)', 'csat(8::smallint, 7)', 'csat(0.5, 7)',
	'csat_tally(11, 10)', 'csat(3, NULL)', 'csat_tally(3.0, NULL)', 'csat(NULL::int, NULL)',
	'csat(score, points) FROM (VALUES (1, 5), (1, 7)) s(score, points)',
	'sum(tally) FROM (SELECT csat_tally(1) UNION ALL SELECT nps_tally(1)) s(tally)',
	'csat(tally) FROM (SELECT csat_tally(1) UNION ALL SELECT csat_tally(true)) s(tally)',
	'nps(tally) FROM (SELECT csat_tally(1)) s(tally)', 'csat(tally) FROM (SELECT nps_tally(1)) s(tally)',
	'nps_score(csat_tally(1))', 'csat_score(nps_tally(1))', 'satisfied(nps_tally(1))', 'neutral(nps_tally(1))',
	'dissatisfied(nps_tally(1))', 'promoters(csat_tally(1))', 'passives(csat_tally(1))', 'detractors(csat_tally(1))',
	'csat_score(score_tally(1, 1, 1, 11))', 'csat_score(score_tally(1, 1, 0, 5))', 'nps_score(score_tally(1, 1, 1, 10))',
	'responses(csat_tally(1), 6)', 'responses(csat_tally(1), 0)', 'responses(csat_tally(1), 1.5)',
	'sum(tally) FROM (VALUES (score_tally(1, 9223372036854775807)), (score_tally(1, 1))) s(tally)',
	'sum(tally) FROM (VALUES (score_tally(1, 9223372036854775807)), (score_tally(2, 1))) s(tally)'
	]) AS expression, refusal(expression) AS r;
\x off
DROP FUNCTION refusal;

-- To the digit what numeric division gives, in value and in decimals
CREATE TEMP TABLE shares (k bigint, n bigint);
INSERT INTO shares SELECT k, n FROM generate_series(1, 60) n, generate_series(0, n) k;
INSERT INTO shares SELECT k, n FROM generate_series(1, 18) p, generate_series(-1, 1) d, trunc(10::numeric ^ p + d) n,
	LATERAL (VALUES (0), (1), (trunc(n / 3)), (trunc(n / 100)), (n - 1), (n)) v(k);
SELECT count(*) AS shares,
	count(*) FILTER (WHERE csat_score(score_tally(5, k) + score_tally(1, n - k))::text <> (100 * k::numeric / n)::text) AS csat,
	count(*) FILTER (WHERE nps_score(score_tally(9, k, 0, 10) + score_tally(0, n - k, 0, 10))::text <> (100 * (2 * k::numeric - n) / n)::text) AS nps
FROM shares;
DROP TABLE shares;

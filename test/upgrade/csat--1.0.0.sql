/* csat--1.0.0.sql */

-- Run by CREATE EXTENSION with the extension's schema first on the search
-- path: names without a schema are the objects that this script makes.
\echo Use "CREATE EXTENSION csat" to load this file. \quit

--
-- score_tally: how many answers gave each score of a scale
--

CREATE TYPE score_tally;

CREATE FUNCTION score_tally_in(pg_catalog.cstring) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_in(pg_catalog.cstring) IS 'score_tally from its text form, a JSON object of counts by score';

CREATE FUNCTION score_tally_out(score_tally) RETURNS pg_catalog.cstring
	AS 'MODULE_PATHNAME', 'tally_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_out(score_tally) IS 'text form of a score_tally, a JSON object of counts by score';

CREATE FUNCTION score_tally_recv(pg_catalog.internal) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_recv(pg_catalog.internal) IS 'score_tally from its binary form';

CREATE FUNCTION score_tally_send(score_tally) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'score_tally_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_send(score_tally) IS 'binary form of a score_tally';

-- Plain storage keeps the four-byte header, so that a stored tally is read in
-- place and never copied.  Both types of tally are in a category of their own,
-- where this one is preferred: a literal in csat_score('{...}') is a score_tally.
CREATE TYPE score_tally (
	INPUT = score_tally_in,
	OUTPUT = score_tally_out,
	RECEIVE = score_tally_recv,
	SEND = score_tally_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = plain,
	CATEGORY = 't',
	PREFERRED = true
);
COMMENT ON TYPE score_tally IS 'number of answers for each score of a scale, as {"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}';

--
-- Comparison
--

CREATE FUNCTION score_tally_lt(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_lt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_lt(score_tally, score_tally) IS 'implementation of < operator';

CREATE FUNCTION score_tally_le(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_le'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_le(score_tally, score_tally) IS 'implementation of <= operator';

CREATE FUNCTION score_tally_eq(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_eq'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_eq(score_tally, score_tally) IS 'implementation of = operator';

CREATE FUNCTION score_tally_ne(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_ne'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_ne(score_tally, score_tally) IS 'implementation of <> operator';

CREATE FUNCTION score_tally_ge(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_ge'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_ge(score_tally, score_tally) IS 'implementation of >= operator';

CREATE FUNCTION score_tally_gt(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_gt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_gt(score_tally, score_tally) IS 'implementation of > operator';

CREATE FUNCTION score_tally_cmp(score_tally, score_tally) RETURNS integer
	AS 'MODULE_PATHNAME', 'tally_cmp'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_cmp(score_tally, score_tally) IS 'less-equal-greater: by scale, then by counts from the lowest score up';

CREATE FUNCTION score_tally_hash(score_tally) RETURNS integer
	AS 'MODULE_PATHNAME', 'tally_hash'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_hash(score_tally) IS 'hash';

CREATE FUNCTION score_tally_hash_extended(score_tally, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_hash_extended'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_hash_extended(score_tally, bigint) IS 'hash with a seed';

CREATE OPERATOR < (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_lt,
	COMMUTATOR = >, NEGATOR = >=,
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (score_tally, score_tally) IS 'less than';

CREATE OPERATOR <= (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_le,
	COMMUTATOR = >=, NEGATOR = >,
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (score_tally, score_tally) IS 'less than or equal';

CREATE OPERATOR = (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_eq,
	COMMUTATOR = =, NEGATOR = <>,
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (score_tally, score_tally) IS 'equal: the same scale and the same counts';

CREATE OPERATOR <> (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_ne,
	COMMUTATOR = <>, NEGATOR = =,
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (score_tally, score_tally) IS 'not equal';

CREATE OPERATOR >= (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_ge,
	COMMUTATOR = <=, NEGATOR = <,
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (score_tally, score_tally) IS 'greater than or equal';

CREATE OPERATOR > (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_gt,
	COMMUTATOR = <, NEGATOR = <=,
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (score_tally, score_tally) IS 'greater than';

CREATE OPERATOR CLASS score_tally_ops DEFAULT FOR TYPE score_tally USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
	FUNCTION 1 score_tally_cmp(score_tally, score_tally);
COMMENT ON OPERATOR CLASS score_tally_ops USING btree IS 'an order of tallies for DISTINCT, ORDER BY and merge joins';
COMMENT ON OPERATOR FAMILY score_tally_ops USING btree IS 'an order of tallies for DISTINCT, ORDER BY and merge joins';

CREATE OPERATOR CLASS score_tally_ops DEFAULT FOR TYPE score_tally USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 score_tally_hash(score_tally),
	FUNCTION 2 score_tally_hash_extended(score_tally, bigint);
COMMENT ON OPERATOR CLASS score_tally_ops USING hash IS 'equality of tallies for GROUP BY and hash joins';
COMMENT ON OPERATOR FAMILY score_tally_ops USING hash IS 'equality of tallies for GROUP BY and hash joins';

--
-- Making, adding and taking away tallies
--

CREATE FUNCTION score_tally(score double precision, responses bigint, lowest integer DEFAULT 1, highest integer DEFAULT 5) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally(score double precision, responses bigint, lowest integer, highest integer) IS 'tally of so many responses that all gave this score, on the scale of lowest to highest';

CREATE FUNCTION score_tally(score numeric, responses bigint, lowest integer DEFAULT 1, highest integer DEFAULT 5) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally(score numeric, responses bigint, lowest integer, highest integer) IS 'tally of so many responses that all gave this score, on the scale of lowest to highest';

CREATE FUNCTION tally_support(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tally_support'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_support(pg_catalog.internal) IS 'planner support function: has the library loaded while a query that needs it is planned';

CREATE FUNCTION score_tally_add(score_tally, score_tally) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_add'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_add(score_tally, score_tally) IS 'implementation of + operator; also merges the states of aggregates';

CREATE FUNCTION score_tally_subtract(score_tally, score_tally) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_subtract'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_subtract(score_tally, score_tally) IS 'implementation of - operator; also shrinks the states of moving aggregates';

CREATE OPERATOR + (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_add,
	COMMUTATOR = +
);
COMMENT ON OPERATOR + (score_tally, score_tally) IS 'the answers of both tallies';

CREATE OPERATOR - (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_subtract
);
COMMENT ON OPERATOR - (score_tally, score_tally) IS 'the answers of the first tally without those of the second';

CREATE FUNCTION score_tally_to_json(score_tally) RETURNS pg_catalog.json
	AS 'MODULE_PATHNAME', 'tally_to_json'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_to_json(score_tally) IS 'tally as a JSON object of counts by score';

CREATE FUNCTION score_tally_to_jsonb(score_tally) RETURNS pg_catalog.jsonb
	AS 'MODULE_PATHNAME', 'tally_to_jsonb'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_to_jsonb(score_tally) IS 'tally as a JSON object of counts by score';

CREATE CAST (score_tally AS pg_catalog.json) WITH FUNCTION score_tally_to_json(score_tally) AS ASSIGNMENT;
COMMENT ON CAST (score_tally AS pg_catalog.json) IS 'counts by score; lets to_json() and row_to_json() nest a tally';

CREATE CAST (score_tally AS pg_catalog.jsonb) WITH FUNCTION score_tally_to_jsonb(score_tally) AS ASSIGNMENT;
COMMENT ON CAST (score_tally AS pg_catalog.jsonb) IS 'counts by score';

CREATE CAST (pg_catalog.jsonb AS score_tally) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.jsonb AS score_tally) IS 'back from jsonb, with the checks that the text form passes';

--
-- The rows that functions return.  As types they can be stored, and a later
-- release can add columns to them.
--

CREATE TYPE score_change_result AS (change numeric, low numeric, high numeric, p_value numeric);
COMMENT ON TYPE score_change_result IS 'change of a figure, its confidence interval, and the two-sided p-value of no change';

CREATE TYPE score_test_result AS (difference numeric, z numeric, p_value numeric);
COMMENT ON TYPE score_test_result IS 'difference of a score from a target, in points and in standard errors, and its two-sided p-value';

CREATE TYPE score_contribution_result AS (change numeric, rate numeric, mix numeric);
COMMENT ON TYPE score_contribution_result IS 'points by which a segment moved the score of all answers, and of these by its score and by its share';

CREATE TYPE score_homogeneity_result AS (statistic numeric, df bigint, p_value numeric);
COMMENT ON TYPE score_homogeneity_result IS 'test whether groups have one score: chi-square, its degrees of freedom, the p-value';

CREATE TYPE clustered_score_result AS (score numeric, standard_error numeric, low numeric, high numeric, design_effect numeric);
COMMENT ON TYPE clustered_score_result IS 'score of answers in clusters, its standard error and 0.95 interval in points, and its variance relative to that of independent answers';

CREATE TYPE stratified_score_result AS (score numeric, standard_error numeric, low numeric, high numeric);
COMMENT ON TYPE stratified_score_result IS 'score of a population in strata, its standard error and 0.95 interval, in points';

--
-- Reading a tally
--

CREATE FUNCTION responses(tally score_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_responses'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(tally score_tally) IS 'number of answers';

CREATE FUNCTION responses(tally score_tally, score double precision) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_responses_of_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(tally score_tally, score double precision) IS 'number of answers that gave this score';

CREATE FUNCTION responses(tally score_tally, score numeric) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_responses_of_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(tally score_tally, score numeric) IS 'number of answers that gave this score';

CREATE FUNCTION weighted_base(tally score_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_weighted_base'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_base(tally score_tally) IS 'number of answers, each of which weighs 1; the same function of a weighted_tally gives the sum of its weights';

CREATE FUNCTION satisfied(tally score_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_satisfied'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION satisfied(tally score_tally) IS 'number of satisfied answers: the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE FUNCTION neutral(tally score_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_neutral'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION neutral(tally score_tally) IS 'number of answers that are neither satisfied nor dissatisfied';

CREATE FUNCTION dissatisfied(tally score_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_dissatisfied'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dissatisfied(tally score_tally) IS 'number of dissatisfied answers: as many of the lowest scores as satisfied has of the highest';

CREATE FUNCTION promoters(tally score_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_promoters'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION promoters(tally score_tally) IS 'number of promoters, answers of 9 and 10';

CREATE FUNCTION passives(tally score_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_passives'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION passives(tally score_tally) IS 'number of passives, answers of 7 and 8';

CREATE FUNCTION detractors(tally score_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_detractors'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION detractors(tally score_tally) IS 'number of detractors, answers of 0 to 6';

CREATE FUNCTION csat_score(tally score_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_csat_score'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_score(tally score_tally) IS 'CSAT: satisfied answers in percent of all, 0 to 100; NULL without answers';

CREATE FUNCTION nps_score(tally score_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_nps_score'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_score(tally score_tally) IS 'NPS: promoters less detractors in percent of all answers, -100 to 100; NULL without answers';

CREATE FUNCTION mean_score(tally score_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_mean_score'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_score(tally score_tally) IS 'mean score, in the unit of the scale; NULL without answers';

CREATE FUNCTION stddev_score(tally score_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_stddev_score'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stddev_score(tally score_tally) IS 'sample standard deviation of the scores, in the unit of the scale; NULL for less than two answers';

CREATE FUNCTION percentile_score(tally score_tally, fraction double precision) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_percentile_score'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percentile_score(tally score_tally, fraction double precision) IS 'lowest score such that at least this fraction of the answers, 0 to 1, is at or below it, as percentile_disc; NULL without answers';

CREATE FUNCTION top_box(tally score_tally, boxes integer DEFAULT 1) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_top_box'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top_box(tally score_tally, boxes integer) IS 'answers that gave one of so many highest scores, in percent of all, 0 to 100; NULL without answers';

CREATE FUNCTION bottom_box(tally score_tally, boxes integer DEFAULT 1) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_bottom_box'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bottom_box(tally score_tally, boxes integer) IS 'answers that gave one of so many lowest scores, in percent of all, 0 to 100; NULL without answers';

CREATE FUNCTION distribution(tally score_tally, OUT score integer, OUT responses bigint, OUT percent numeric) RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'tally_distribution'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 8;
COMMENT ON FUNCTION distribution(tally score_tally) IS 'a row for each score of the scale: number of answers, and percent of all answers, NULL without any';

CREATE FUNCTION sparkline(tally score_tally) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tally_sparkline'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sparkline(tally score_tally) IS 'a block character for each score, from low to high, as high as its share of the most frequent score';

CREATE FUNCTION csat_standard_error(tally score_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_csat_standard_error'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_standard_error(tally score_tally) IS 'standard error of CSAT, in points; NULL without answers';

CREATE FUNCTION nps_standard_error(tally score_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_nps_standard_error'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_standard_error(tally score_tally) IS 'standard error of NPS, in points; NULL without answers';

CREATE FUNCTION csat_interval(tally score_tally, level double precision DEFAULT 0.95, method pg_catalog.text DEFAULT 'wilson') RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_csat_interval'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_interval(tally score_tally, level double precision, method pg_catalog.text) IS 'confidence interval of CSAT, in points, 0 to 100, at a level between 0 and 1; methods wilson, agresti-coull, wald; NULL without answers';

CREATE FUNCTION nps_interval(tally score_tally, level double precision DEFAULT 0.95, method pg_catalog.text DEFAULT 'adjusted-wald') RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_nps_interval'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_interval(tally score_tally, level double precision, method pg_catalog.text) IS 'confidence interval of NPS, in points, -100 to 100, at a level between 0 and 1; methods adjusted-wald, score, wald; NULL without answers';

CREATE FUNCTION csat_change(before score_tally, after score_tally, level double precision DEFAULT 0.95) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_csat_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_change(before score_tally, after score_tally, level double precision) IS 'change of CSAT in points, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change; NULL if either tally has no answers';

CREATE FUNCTION nps_change(before score_tally, after score_tally, level double precision DEFAULT 0.95) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_nps_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_change(before score_tally, after score_tally, level double precision) IS 'change of NPS in points, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change; NULL if either tally has no answers';

--
-- Reading a score
--

CREATE FUNCTION nps_category(score double precision) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'nps_category_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_category(score double precision) IS '''promoter'' for a score of 9 or 10, ''passive'' for 7 or 8, ''detractor'' for 0 to 6';

CREATE FUNCTION nps_category(score numeric) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'nps_category_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_category(score numeric) IS '''promoter'' for a score of 9 or 10, ''passive'' for 7 or 8, ''detractor'' for 0 to 6';

CREATE FUNCTION is_satisfied(score double precision, points integer DEFAULT 5) RETURNS boolean
	AS 'MODULE_PATHNAME', 'is_satisfied_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION is_satisfied(score double precision, points integer) IS 'whether csat(score, points) counts the score as satisfied: the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE FUNCTION is_satisfied(score numeric, points integer DEFAULT 5) RETURNS boolean
	AS 'MODULE_PATHNAME', 'is_satisfied_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION is_satisfied(score numeric, points integer) IS 'whether csat(score, points) counts the score as satisfied: the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE FUNCTION csat_rating(rating pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'csat_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rating(rating pg_catalog.text) IS 'rating of 1 to 5 from what a survey form shows: a number, stars, a face, an English label, or two of these that agree';

CREATE FUNCTION csat_rating(rating pg_catalog.text, language pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'csat_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rating(rating pg_catalog.text, language pg_catalog.text) IS 'rating of 1 to 5 from what a survey form shows: a number, stars, a face, a label in the language of this ISO 639 code, such as ''de'', or two of these that agree';

CREATE FUNCTION try_csat_rating(rating pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'try_csat_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION try_csat_rating(rating pg_catalog.text) IS 'csat_rating(rating), NULL where the rating cannot be read';

CREATE FUNCTION try_csat_rating(rating pg_catalog.text, language pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'try_csat_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION try_csat_rating(rating pg_catalog.text, language pg_catalog.text) IS 'csat_rating(rating, language), NULL where the rating cannot be read';

CREATE FUNCTION csat_band(score numeric) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'csat_band'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_band(score numeric) IS 'band of a CSAT score in percent: ''good'' above 80, ''poor'' below 60, ''fair'' between';

--
-- What PostgreSQL calls for each row: see aggregates.c
--

CREATE FUNCTION score_tally_accum(score_tally, smallint) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_int2'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, smallint) IS 'aggregate transition function: count an answer in';

CREATE FUNCTION score_tally_accum_inv(score_tally, smallint) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int2'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, smallint) IS 'aggregate inverse transition function: count an answer out';

CREATE FUNCTION score_tally_accum(score_tally, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_int4'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, integer) IS 'aggregate transition function: count an answer in';

CREATE FUNCTION score_tally_accum_inv(score_tally, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int4'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, integer) IS 'aggregate inverse transition function: count an answer out';

CREATE FUNCTION score_tally_accum(score_tally, double precision) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, double precision) IS 'aggregate transition function: count an answer in';

CREATE FUNCTION score_tally_accum_inv(score_tally, double precision) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, double precision) IS 'aggregate inverse transition function: count an answer out';

CREATE FUNCTION score_tally_accum(score_tally, numeric) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, numeric) IS 'aggregate transition function: count an answer in';

CREATE FUNCTION score_tally_accum_inv(score_tally, numeric) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, numeric) IS 'aggregate inverse transition function: count an answer out';

CREATE FUNCTION score_tally_accum(score_tally, boolean) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_bool'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, boolean) IS 'aggregate transition function: count an answer in';

CREATE FUNCTION score_tally_accum_inv(score_tally, boolean) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_bool'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, boolean) IS 'aggregate inverse transition function: count an answer out';

CREATE FUNCTION score_tally_accum(score_tally, smallint, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_int2_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, smallint, integer) IS 'aggregate transition function: count an answer in on 1 to so many points';

CREATE FUNCTION score_tally_accum_inv(score_tally, smallint, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int2_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, smallint, integer) IS 'aggregate inverse transition function: count an answer out on 1 to so many points';

CREATE FUNCTION score_tally_accum(score_tally, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_int4_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, integer, integer) IS 'aggregate transition function: count an answer in on 1 to so many points';

CREATE FUNCTION score_tally_accum_inv(score_tally, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int4_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, integer, integer) IS 'aggregate inverse transition function: count an answer out on 1 to so many points';

CREATE FUNCTION score_tally_accum(score_tally, double precision, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_float8_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, double precision, integer) IS 'aggregate transition function: count an answer in on 1 to so many points';

CREATE FUNCTION score_tally_accum_inv(score_tally, double precision, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_float8_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, double precision, integer) IS 'aggregate inverse transition function: count an answer out on 1 to so many points';

CREATE FUNCTION score_tally_accum(score_tally, numeric, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_numeric_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, numeric, integer) IS 'aggregate transition function: count an answer in on 1 to so many points';

CREATE FUNCTION score_tally_accum_inv(score_tally, numeric, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_numeric_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, numeric, integer) IS 'aggregate inverse transition function: count an answer out on 1 to so many points';

CREATE FUNCTION score_tally_accum(score_tally, smallint, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_int2_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, smallint, integer, integer) IS 'aggregate transition function: count an answer in on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum_inv(score_tally, smallint, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int2_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, smallint, integer, integer) IS 'aggregate inverse transition function: count an answer out on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum(score_tally, integer, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_int4_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, integer, integer, integer) IS 'aggregate transition function: count an answer in on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum_inv(score_tally, integer, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int4_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, integer, integer, integer) IS 'aggregate inverse transition function: count an answer out on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum(score_tally, double precision, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_float8_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, double precision, integer, integer) IS 'aggregate transition function: count an answer in on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum_inv(score_tally, double precision, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_float8_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, double precision, integer, integer) IS 'aggregate inverse transition function: count an answer out on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum(score_tally, numeric, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_numeric_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, numeric, integer, integer) IS 'aggregate transition function: count an answer in on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum_inv(score_tally, numeric, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_numeric_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, numeric, integer, integer) IS 'aggregate inverse transition function: count an answer out on the scale of lowest to highest';

CREATE FUNCTION score_tally_unless_empty(score_tally) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_unless_empty'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_unless_empty(score_tally) IS 'aggregate final function: NULL for a tally without answers';

--
-- Aggregates over rows
--

CREATE AGGREGATE csat(score smallint) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64,
	FINALFUNC = csat_score,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MFINALFUNC = csat_score,
	MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat(score smallint) IS 'CSAT of scores 1 to 5: those that are 4 or 5 in percent of all, 0 to 100';

CREATE AGGREGATE csat(score integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64,
	FINALFUNC = csat_score,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MFINALFUNC = csat_score,
	MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat(score integer) IS 'CSAT of scores 1 to 5: those that are 4 or 5 in percent of all, 0 to 100';

CREATE AGGREGATE csat(score double precision) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64,
	FINALFUNC = csat_score,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MFINALFUNC = csat_score,
	MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat(score double precision) IS 'CSAT of scores 1 to 5: those that are 4 or 5 in percent of all, 0 to 100';

CREATE AGGREGATE csat(score numeric) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64,
	FINALFUNC = csat_score,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MFINALFUNC = csat_score,
	MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat(score numeric) IS 'CSAT of scores 1 to 5: those that are 4 or 5 in percent of all, 0 to 100';

CREATE AGGREGATE csat_tally(score smallint) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_tally(score smallint) IS 'tally of scores 1 to 5';

CREATE AGGREGATE csat_tally(score integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_tally(score integer) IS 'tally of scores 1 to 5';

CREATE AGGREGATE csat_tally(score double precision) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_tally(score double precision) IS 'tally of scores 1 to 5';

CREATE AGGREGATE csat_tally(score numeric) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_tally(score numeric) IS 'tally of scores 1 to 5';

CREATE AGGREGATE nps(score smallint) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112,
	FINALFUNC = nps_score,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112,
	MFINALFUNC = nps_score,
	MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps(score smallint) IS 'NPS of scores 0 to 10: promoters (9, 10) less detractors (0 to 6) in percent of all, -100 to 100';

CREATE AGGREGATE nps(score integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112,
	FINALFUNC = nps_score,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112,
	MFINALFUNC = nps_score,
	MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps(score integer) IS 'NPS of scores 0 to 10: promoters (9, 10) less detractors (0 to 6) in percent of all, -100 to 100';

CREATE AGGREGATE nps(score double precision) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112,
	FINALFUNC = nps_score,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112,
	MFINALFUNC = nps_score,
	MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps(score double precision) IS 'NPS of scores 0 to 10: promoters (9, 10) less detractors (0 to 6) in percent of all, -100 to 100';

CREATE AGGREGATE nps(score numeric) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112,
	FINALFUNC = nps_score,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112,
	MFINALFUNC = nps_score,
	MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps(score numeric) IS 'NPS of scores 0 to 10: promoters (9, 10) less detractors (0 to 6) in percent of all, -100 to 100';

CREATE AGGREGATE nps_tally(score smallint) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112,
	MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps_tally(score smallint) IS 'tally of scores 0 to 10';

CREATE AGGREGATE nps_tally(score integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112,
	MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps_tally(score integer) IS 'tally of scores 0 to 10';

CREATE AGGREGATE nps_tally(score double precision) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112,
	MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps_tally(score double precision) IS 'tally of scores 0 to 10';

CREATE AGGREGATE nps_tally(score numeric) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112,
	MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps_tally(score numeric) IS 'tally of scores 0 to 10';

CREATE AGGREGATE csat(good boolean) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 32,
	FINALFUNC = csat_score,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"1": 0, "2": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 32,
	MFINALFUNC = csat_score,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat(good boolean) IS 'CSAT of good and bad: those that are true in percent of all, 0 to 100';

CREATE AGGREGATE csat_tally(good boolean) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 32,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"1": 0, "2": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 32,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_tally(good boolean) IS 'tally of good and bad, on the scale of 1 (false) to 2 (true)';

CREATE AGGREGATE csat(score smallint, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96,
	FINALFUNC = csat_score,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96,
	MFINALFUNC = csat_score,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat(score smallint, points integer) IS 'CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE csat(score integer, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96,
	FINALFUNC = csat_score,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96,
	MFINALFUNC = csat_score,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat(score integer, points integer) IS 'CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE csat(score double precision, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96,
	FINALFUNC = csat_score,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96,
	MFINALFUNC = csat_score,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat(score double precision, points integer) IS 'CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE csat(score numeric, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96,
	FINALFUNC = csat_score,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96,
	MFINALFUNC = csat_score,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat(score numeric, points integer) IS 'CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE csat_tally(score smallint, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96,
	MFINALFUNC = score_tally_unless_empty,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_tally(score smallint, points integer) IS 'tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE csat_tally(score integer, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96,
	MFINALFUNC = score_tally_unless_empty,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_tally(score integer, points integer) IS 'tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE csat_tally(score double precision, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96,
	MFINALFUNC = score_tally_unless_empty,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_tally(score double precision, points integer) IS 'tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE csat_tally(score numeric, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96,
	MFINALFUNC = score_tally_unless_empty,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_tally(score numeric, points integer) IS 'tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE score_tally_agg(score smallint, lowest integer, highest integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 128,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 128,
	MFINALFUNC = score_tally_unless_empty,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE score_tally_agg(score smallint, lowest integer, highest integer) IS 'tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

CREATE AGGREGATE score_tally_agg(score integer, lowest integer, highest integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 128,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 128,
	MFINALFUNC = score_tally_unless_empty,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE score_tally_agg(score integer, lowest integer, highest integer) IS 'tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

CREATE AGGREGATE score_tally_agg(score double precision, lowest integer, highest integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 128,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 128,
	MFINALFUNC = score_tally_unless_empty,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE score_tally_agg(score double precision, lowest integer, highest integer) IS 'tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

CREATE AGGREGATE score_tally_agg(score numeric, lowest integer, highest integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 128,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 128,
	MFINALFUNC = score_tally_unless_empty,
	MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE score_tally_agg(score numeric, lowest integer, highest integer) IS 'tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

--
-- Aggregates over tallies
--

CREATE AGGREGATE csat(tally score_tally) (
	SFUNC = score_tally_add, STYPE = score_tally,
	FINALFUNC = csat_score,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_add, MINVFUNC = score_tally_subtract, MSTYPE = score_tally,
	MFINALFUNC = csat_score,
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat(tally score_tally) IS 'CSAT of all answers of the tallies together, in percent';

CREATE AGGREGATE nps(tally score_tally) (
	SFUNC = score_tally_add, STYPE = score_tally,
	FINALFUNC = nps_score,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_add, MINVFUNC = score_tally_subtract, MSTYPE = score_tally,
	MFINALFUNC = nps_score,
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps(tally score_tally) IS 'NPS of all answers of the tallies together, -100 to 100';

CREATE AGGREGATE sum(tally score_tally) (
	SFUNC = score_tally_add, STYPE = score_tally,
	COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_add, MINVFUNC = score_tally_subtract, MSTYPE = score_tally,
	PARALLEL = safe
);
COMMENT ON AGGREGATE sum(tally score_tally) IS 'all answers of the tallies together';

--
-- weighted_tally: answers that stand for so many people each.  The functions in
-- C that read, write and compare tallies serve both types.
--

CREATE TYPE weighted_tally;

CREATE FUNCTION weighted_tally_in(pg_catalog.cstring) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_in(pg_catalog.cstring) IS 'weighted_tally from its text form, a JSON object of [answers, sum of weights, sum of squared weights] by score';

CREATE FUNCTION weighted_tally_out(weighted_tally) RETURNS pg_catalog.cstring
	AS 'MODULE_PATHNAME', 'tally_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_out(weighted_tally) IS 'text form of a weighted_tally, a JSON object of [answers, sum of weights, sum of squared weights] by score';

CREATE FUNCTION weighted_tally_recv(pg_catalog.internal) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_recv(pg_catalog.internal) IS 'weighted_tally from its binary form';

CREATE FUNCTION weighted_tally_send(weighted_tally) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'weighted_tally_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_send(weighted_tally) IS 'binary form of a weighted_tally';

CREATE TYPE weighted_tally (
	INPUT = weighted_tally_in,
	OUTPUT = weighted_tally_out,
	RECEIVE = weighted_tally_recv,
	SEND = weighted_tally_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = plain,
	CATEGORY = 't'
);
COMMENT ON TYPE weighted_tally IS 'number of answers, sum of weights and sum of squared weights for each score of a scale, as {"1": [6, 5.5, 5.25], "2": [32, 30.5, 29.75]}';

CREATE FUNCTION weighted_tally_lt(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_lt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_lt(weighted_tally, weighted_tally) IS 'implementation of < operator';

CREATE FUNCTION weighted_tally_le(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_le'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_le(weighted_tally, weighted_tally) IS 'implementation of <= operator';

CREATE FUNCTION weighted_tally_eq(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_eq'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_eq(weighted_tally, weighted_tally) IS 'implementation of = operator';

CREATE FUNCTION weighted_tally_ne(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_ne'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_ne(weighted_tally, weighted_tally) IS 'implementation of <> operator';

CREATE FUNCTION weighted_tally_ge(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_ge'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_ge(weighted_tally, weighted_tally) IS 'implementation of >= operator';

CREATE FUNCTION weighted_tally_gt(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_gt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_gt(weighted_tally, weighted_tally) IS 'implementation of > operator';

CREATE FUNCTION weighted_tally_cmp(weighted_tally, weighted_tally) RETURNS integer
	AS 'MODULE_PATHNAME', 'tally_cmp'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_cmp(weighted_tally, weighted_tally) IS 'less-equal-greater: by scale, then by what each score has from the lowest up';

CREATE FUNCTION weighted_tally_hash(weighted_tally) RETURNS integer
	AS 'MODULE_PATHNAME', 'tally_hash'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_hash(weighted_tally) IS 'hash';

CREATE FUNCTION weighted_tally_hash_extended(weighted_tally, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_hash_extended'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_hash_extended(weighted_tally, bigint) IS 'hash with a seed';

CREATE OPERATOR < (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_lt,
	COMMUTATOR = >, NEGATOR = >=,
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (weighted_tally, weighted_tally) IS 'less than';

CREATE OPERATOR <= (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_le,
	COMMUTATOR = >=, NEGATOR = >,
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (weighted_tally, weighted_tally) IS 'less than or equal';

CREATE OPERATOR = (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_eq,
	COMMUTATOR = =, NEGATOR = <>,
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (weighted_tally, weighted_tally) IS 'equal: the same scale, counts and weights';

CREATE OPERATOR <> (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_ne,
	COMMUTATOR = <>, NEGATOR = =,
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (weighted_tally, weighted_tally) IS 'not equal';

CREATE OPERATOR >= (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_ge,
	COMMUTATOR = <=, NEGATOR = <,
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (weighted_tally, weighted_tally) IS 'greater than or equal';

CREATE OPERATOR > (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_gt,
	COMMUTATOR = <, NEGATOR = <=,
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (weighted_tally, weighted_tally) IS 'greater than';

CREATE OPERATOR CLASS weighted_tally_ops DEFAULT FOR TYPE weighted_tally USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
	FUNCTION 1 weighted_tally_cmp(weighted_tally, weighted_tally);
COMMENT ON OPERATOR CLASS weighted_tally_ops USING btree IS 'an order of tallies for DISTINCT, ORDER BY and merge joins';
COMMENT ON OPERATOR FAMILY weighted_tally_ops USING btree IS 'an order of tallies for DISTINCT, ORDER BY and merge joins';

CREATE OPERATOR CLASS weighted_tally_ops DEFAULT FOR TYPE weighted_tally USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 weighted_tally_hash(weighted_tally),
	FUNCTION 2 weighted_tally_hash_extended(weighted_tally, bigint);
COMMENT ON OPERATOR CLASS weighted_tally_ops USING hash IS 'equality of tallies for GROUP BY and hash joins';
COMMENT ON OPERATOR FAMILY weighted_tally_ops USING hash IS 'equality of tallies for GROUP BY and hash joins';

CREATE FUNCTION weighted_tally_add(weighted_tally, weighted_tally) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_add'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION weighted_tally_add(weighted_tally, weighted_tally) IS 'implementation of + operator; also merges the states of aggregates';

CREATE FUNCTION weighted_tally_subtract(weighted_tally, weighted_tally) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_subtract'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_subtract(weighted_tally, weighted_tally) IS 'what a rollup has left: counts exact, weights but for rounding';

CREATE OPERATOR + (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_add,
	COMMUTATOR = +
);
COMMENT ON OPERATOR + (weighted_tally, weighted_tally) IS 'the answers of both tallies';

CREATE FUNCTION weighted_tally_to_json(weighted_tally) RETURNS pg_catalog.json
	AS 'MODULE_PATHNAME', 'tally_to_json'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_to_json(weighted_tally) IS 'tally as a JSON object of [answers, sum of weights, sum of squared weights] by score';

CREATE FUNCTION weighted_tally_to_jsonb(weighted_tally) RETURNS pg_catalog.jsonb
	AS 'MODULE_PATHNAME', 'tally_to_jsonb'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_to_jsonb(weighted_tally) IS 'tally as a JSON object of [answers, sum of weights, sum of squared weights] by score';

CREATE CAST (weighted_tally AS pg_catalog.json) WITH FUNCTION weighted_tally_to_json(weighted_tally) AS ASSIGNMENT;
COMMENT ON CAST (weighted_tally AS pg_catalog.json) IS '[answers, sum of weights, sum of squared weights] by score; lets to_json() and row_to_json() nest a tally';

CREATE CAST (weighted_tally AS pg_catalog.jsonb) WITH FUNCTION weighted_tally_to_jsonb(weighted_tally) AS ASSIGNMENT;
COMMENT ON CAST (weighted_tally AS pg_catalog.jsonb) IS '[answers, sum of weights, sum of squared weights] by score';

CREATE CAST (pg_catalog.jsonb AS weighted_tally) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.jsonb AS weighted_tally) IS 'back from jsonb, with the checks that the text form passes';

--
-- Reading a weighted tally
--

CREATE FUNCTION responses(tally weighted_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_responses'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(tally weighted_tally) IS 'number of answers';

CREATE FUNCTION responses(tally weighted_tally, score double precision) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_responses_of_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(tally weighted_tally, score double precision) IS 'number of answers that gave this score';

CREATE FUNCTION responses(tally weighted_tally, score numeric) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_responses_of_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(tally weighted_tally, score numeric) IS 'number of answers that gave this score';

CREATE FUNCTION weighted_base(tally weighted_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_weighted_base'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_base(tally weighted_tally) IS 'sum of the weights of all answers';

CREATE FUNCTION satisfied(tally weighted_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_satisfied'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION satisfied(tally weighted_tally) IS 'number of satisfied answers: the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE FUNCTION neutral(tally weighted_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_neutral'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION neutral(tally weighted_tally) IS 'number of answers that are neither satisfied nor dissatisfied';

CREATE FUNCTION dissatisfied(tally weighted_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_dissatisfied'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dissatisfied(tally weighted_tally) IS 'number of dissatisfied answers: as many of the lowest scores as satisfied has of the highest';

CREATE FUNCTION promoters(tally weighted_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_promoters'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION promoters(tally weighted_tally) IS 'number of promoters, answers of 9 and 10';

CREATE FUNCTION passives(tally weighted_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_passives'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION passives(tally weighted_tally) IS 'number of passives, answers of 7 and 8';

CREATE FUNCTION detractors(tally weighted_tally) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_detractors'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION detractors(tally weighted_tally) IS 'number of detractors, answers of 0 to 6';

CREATE FUNCTION csat_score(tally weighted_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_csat_score'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_score(tally weighted_tally) IS 'weighted CSAT: what satisfied answers weigh in percent of all, 0 to 100; NULL without weight';

CREATE FUNCTION nps_score(tally weighted_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_nps_score'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_score(tally weighted_tally) IS 'weighted NPS: what promoters weigh less what detractors weigh in percent of all, -100 to 100; NULL without weight';

CREATE FUNCTION mean_score(tally weighted_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_mean_score'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_score(tally weighted_tally) IS 'weighted mean score, in the unit of the scale; NULL without weight';

CREATE FUNCTION stddev_score(tally weighted_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_stddev_score'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stddev_score(tally weighted_tally) IS 'weighted sample standard deviation of the scores, in the unit of the scale; NULL for less than two answers or without weight';

CREATE FUNCTION percentile_score(tally weighted_tally, fraction double precision) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_percentile_score'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percentile_score(tally weighted_tally, fraction double precision) IS 'lowest score such that at least this fraction of the answers'' weight, 0 to 1, is at or below it, as percentile_disc; NULL without weight';

CREATE FUNCTION top_box(tally weighted_tally, boxes integer DEFAULT 1) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_top_box'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top_box(tally weighted_tally, boxes integer) IS 'what answers that gave one of so many highest scores weigh in percent of all, 0 to 100; NULL without weight';

CREATE FUNCTION bottom_box(tally weighted_tally, boxes integer DEFAULT 1) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_bottom_box'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bottom_box(tally weighted_tally, boxes integer) IS 'what answers that gave one of so many lowest scores weigh in percent of all, 0 to 100; NULL without weight';

CREATE FUNCTION distribution(tally weighted_tally, OUT score integer, OUT responses bigint, OUT percent numeric) RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'tally_distribution'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 8;
COMMENT ON FUNCTION distribution(tally weighted_tally) IS 'a row for each score of the scale: number of answers, and their weight in percent of all, NULL without weight';

CREATE FUNCTION sparkline(tally weighted_tally) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tally_sparkline'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sparkline(tally weighted_tally) IS 'a block character for each score, from low to high, as high as its weight beside that of the heaviest score';

CREATE FUNCTION csat_standard_error(tally weighted_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_csat_standard_error'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_standard_error(tally weighted_tally) IS 'linearised standard error of weighted CSAT, in points; NULL without weight';

CREATE FUNCTION nps_standard_error(tally weighted_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_nps_standard_error'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_standard_error(tally weighted_tally) IS 'linearised standard error of weighted NPS, in points; NULL without weight';

CREATE FUNCTION csat_interval(tally weighted_tally, level double precision DEFAULT 0.95, method pg_catalog.text DEFAULT 'wilson') RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_csat_interval'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_interval(tally weighted_tally, level double precision, method pg_catalog.text) IS 'confidence interval of weighted CSAT, in points, 0 to 100, at a level between 0 and 1; methods wilson, agresti-coull, wald; NULL without weight';

CREATE FUNCTION nps_interval(tally weighted_tally, level double precision DEFAULT 0.95, method pg_catalog.text DEFAULT 'adjusted-wald') RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_nps_interval'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_interval(tally weighted_tally, level double precision, method pg_catalog.text) IS 'confidence interval of weighted NPS, in points, -100 to 100, at a level between 0 and 1; methods adjusted-wald, score, wald; NULL without weight';

CREATE FUNCTION csat_change(before weighted_tally, after weighted_tally, level double precision DEFAULT 0.95) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_csat_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_change(before weighted_tally, after weighted_tally, level double precision) IS 'change of weighted CSAT in points, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change; NULL if either tally has no weight';

CREATE FUNCTION nps_change(before weighted_tally, after weighted_tally, level double precision DEFAULT 0.95) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_nps_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_change(before weighted_tally, after weighted_tally, level double precision) IS 'change of weighted NPS in points, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change; NULL if either tally has no weight';

CREATE FUNCTION effective_sample_size(tally weighted_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_effective_sample_size'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION effective_sample_size(weighted_tally) IS 'Kish''s effective sample size: how many answers of equal weight would tell as much; NULL without weight';

--
-- Weighted aggregates.  No inverse: sums of fractions do not subtract exactly,
-- so that PostgreSQL recomputes a moving window.
--

CREATE FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_accum_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision) IS 'aggregate transition function: count an answer in with its weight';

CREATE FUNCTION weighted_tally_accum(weighted_tally, numeric, double precision) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_accum_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_accum(weighted_tally, numeric, double precision) IS 'aggregate transition function: count an answer in with its weight';

CREATE FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision, integer) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_accum_float8_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision, integer) IS 'aggregate transition function: count an answer in with its weight on 1 to so many points';

CREATE FUNCTION weighted_tally_accum(weighted_tally, numeric, double precision, integer) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_accum_numeric_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION weighted_tally_accum(weighted_tally, numeric, double precision, integer) IS 'aggregate transition function: count an answer in with its weight on 1 to so many points';

CREATE FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision, integer, integer) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_accum_float8_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision, integer, integer) IS 'aggregate transition function: count an answer in with its weight on the scale of lowest to highest';

CREATE FUNCTION weighted_tally_accum(weighted_tally, numeric, double precision, integer, integer) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_accum_numeric_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION weighted_tally_accum(weighted_tally, numeric, double precision, integer, integer) IS 'aggregate transition function: count an answer in with its weight on the scale of lowest to highest';

CREATE AGGREGATE weighted_csat(score double precision, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 144,
	FINALFUNC = csat_score,
	COMBINEFUNC = weighted_tally_add,
	INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_csat(score double precision, weight double precision) IS 'weighted CSAT of scores 1 to 5: what those that are 4 or 5 weigh in percent of all, 0 to 100';

CREATE AGGREGATE weighted_csat(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 144,
	FINALFUNC = csat_score,
	COMBINEFUNC = weighted_tally_add,
	INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_csat(score numeric, weight double precision) IS 'weighted CSAT of scores 1 to 5: what those that are 4 or 5 weigh in percent of all, 0 to 100';

CREATE AGGREGATE weighted_csat(score double precision, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 256,
	FINALFUNC = csat_score,
	COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_csat(score double precision, weight double precision, points integer) IS 'weighted CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE weighted_csat(score numeric, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 256,
	FINALFUNC = csat_score,
	COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_csat(score numeric, weight double precision, points integer) IS 'weighted CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE weighted_nps(score double precision, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 288,
	FINALFUNC = nps_score,
	COMBINEFUNC = weighted_tally_add,
	INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_nps(score double precision, weight double precision) IS 'weighted NPS of scores 0 to 10: what promoters (9, 10) weigh less what detractors (0 to 6) weigh in percent of all, -100 to 100';

CREATE AGGREGATE weighted_nps(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 288,
	FINALFUNC = nps_score,
	COMBINEFUNC = weighted_tally_add,
	INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_nps(score numeric, weight double precision) IS 'weighted NPS of scores 0 to 10: what promoters (9, 10) weigh less what detractors (0 to 6) weigh in percent of all, -100 to 100';

CREATE AGGREGATE weighted_csat_tally(score double precision, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 144,
	COMBINEFUNC = weighted_tally_add,
	INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_csat_tally(score double precision, weight double precision) IS 'weighted tally of scores 1 to 5';

CREATE AGGREGATE weighted_csat_tally(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 144,
	COMBINEFUNC = weighted_tally_add,
	INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_csat_tally(score numeric, weight double precision) IS 'weighted tally of scores 1 to 5';

CREATE AGGREGATE weighted_csat_tally(score double precision, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 256,
	COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_csat_tally(score double precision, weight double precision, points integer) IS 'weighted tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE weighted_csat_tally(score numeric, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 256,
	COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_csat_tally(score numeric, weight double precision, points integer) IS 'weighted tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE weighted_nps_tally(score double precision, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 288,
	COMBINEFUNC = weighted_tally_add,
	INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_nps_tally(score double precision, weight double precision) IS 'weighted tally of scores 0 to 10';

CREATE AGGREGATE weighted_nps_tally(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 288,
	COMBINEFUNC = weighted_tally_add,
	INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_nps_tally(score numeric, weight double precision) IS 'weighted tally of scores 0 to 10';

CREATE AGGREGATE weighted_tally_agg(score double precision, weight double precision, lowest integer, highest integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 320,
	COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_tally_agg(score double precision, weight double precision, lowest integer, highest integer) IS 'weighted tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

CREATE AGGREGATE weighted_tally_agg(score numeric, weight double precision, lowest integer, highest integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 320,
	COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe
);
COMMENT ON AGGREGATE weighted_tally_agg(score numeric, weight double precision, lowest integer, highest integer) IS 'weighted tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

CREATE AGGREGATE csat(tally weighted_tally) (
	SFUNC = weighted_tally_add, STYPE = weighted_tally,
	FINALFUNC = csat_score,
	COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat(tally weighted_tally) IS 'weighted CSAT of all answers of the tallies together, in percent';

CREATE AGGREGATE nps(tally weighted_tally) (
	SFUNC = weighted_tally_add, STYPE = weighted_tally,
	FINALFUNC = nps_score,
	COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps(tally weighted_tally) IS 'weighted NPS of all answers of the tallies together, -100 to 100';

CREATE AGGREGATE sum(tally weighted_tally) (
	SFUNC = weighted_tally_add, STYPE = weighted_tally,
	COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe
);
COMMENT ON AGGREGATE sum(tally weighted_tally) IS 'all answers of the weighted tallies together';

--
-- A tally on one scale read as CSAT or NPS
--

CREATE FUNCTION recode_csat(tally score_tally, satisfied_from integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'tally_recode_csat'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION recode_csat(tally score_tally, satisfied_from integer) IS 'tally on 1 to 2: the answers with at least this score are satisfied, 2, the others 1';

CREATE FUNCTION recode_nps(tally score_tally, detractors_to integer, promoters_from integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'tally_recode_nps'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION recode_nps(tally score_tally, detractors_to integer, promoters_from integer) IS 'tally on 0 to 10: detractors, to the first score, at 0, promoters, from the second one, at 10, and passives at 7';

CREATE FUNCTION recode_csat(tally weighted_tally, satisfied_from integer) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'tally_recode_csat'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION recode_csat(tally weighted_tally, satisfied_from integer) IS 'tally on 1 to 2: the answers with at least this score are satisfied, 2, the others 1';

CREATE FUNCTION recode_nps(tally weighted_tally, detractors_to integer, promoters_from integer) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'tally_recode_nps'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION recode_nps(tally weighted_tally, detractors_to integer, promoters_from integer) IS 'tally on 0 to 10: detractors, to the first score, at 0, promoters, from the second one, at 10, and passives at 7';

--
-- Mean scores, scores against a target, what a segment contributes
--

CREATE FUNCTION mean_standard_error(tally score_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_mean_standard_error'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_standard_error(tally score_tally) IS 'standard error of the mean score, in the unit of the scale; NULL for less than two answers';

CREATE FUNCTION mean_interval(tally score_tally, level double precision DEFAULT 0.95) RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_mean_interval'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_interval(tally score_tally, level double precision) IS 'confidence interval of the mean score by Student''s t, within the scale, at a level between 0 and 1; NULL for less than two answers';

CREATE FUNCTION mean_change(before score_tally, after score_tally, level double precision DEFAULT 0.95) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_mean_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_change(before score_tally, after score_tally, level double precision) IS 'change of the mean score in the unit of the scale, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change, by Welch''s t; NULL if either tally has no answers, the change alone if either has a single answer';

CREATE FUNCTION csat_test(tally score_tally, target double precision) RETURNS score_test_result
	AS 'MODULE_PATHNAME', 'tally_csat_test'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_test(tally score_tally, target double precision) IS 'CSAT against a target between 0 and 100: the difference in points, and z and two-sided p-value of the score test; NULL without answers';

CREATE FUNCTION csat_contribution(before score_tally, after score_tally, all_before score_tally, all_after score_tally) RETURNS score_contribution_result
	AS 'MODULE_PATHNAME', 'tally_csat_contribution'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_contribution(before score_tally, after score_tally, all_before score_tally, all_after score_tally) IS 'points by which one segment changed the CSAT of all answers, by its score and by its share; before or after is NULL for a segment that is new or gone';

CREATE FUNCTION nps_test(tally score_tally, target double precision) RETURNS score_test_result
	AS 'MODULE_PATHNAME', 'tally_nps_test'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_test(tally score_tally, target double precision) IS 'NPS against a target between -100 and 100: the difference in points, and z and two-sided p-value of the score test; NULL without answers';

CREATE FUNCTION nps_contribution(before score_tally, after score_tally, all_before score_tally, all_after score_tally) RETURNS score_contribution_result
	AS 'MODULE_PATHNAME', 'tally_nps_contribution'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_contribution(before score_tally, after score_tally, all_before score_tally, all_after score_tally) IS 'points by which one segment changed the NPS of all answers, by its score and by its share; before or after is NULL for a segment that is new or gone';

CREATE FUNCTION mean_standard_error(tally weighted_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_mean_standard_error'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_standard_error(tally weighted_tally) IS 'standard error of the weighted mean score, in the unit of the scale; NULL for less than two answers or no weight';

CREATE FUNCTION mean_interval(tally weighted_tally, level double precision DEFAULT 0.95) RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_mean_interval'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_interval(tally weighted_tally, level double precision) IS 'confidence interval of the weighted mean score by Student''s t, within the scale, at a level between 0 and 1; NULL for less than two answers or no weight';

CREATE FUNCTION mean_change(before weighted_tally, after weighted_tally, level double precision DEFAULT 0.95) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_mean_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_change(before weighted_tally, after weighted_tally, level double precision) IS 'change of the weighted mean score in the unit of the scale, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change, by Welch''s t; NULL if either tally has no weight, the change alone if either has a single answer';

CREATE FUNCTION csat_test(tally weighted_tally, target double precision) RETURNS score_test_result
	AS 'MODULE_PATHNAME', 'tally_csat_test'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_test(tally weighted_tally, target double precision) IS 'weighted CSAT against a target between 0 and 100: the difference in points, and z and two-sided p-value of the score test; NULL without weight';

CREATE FUNCTION csat_contribution(before weighted_tally, after weighted_tally, all_before weighted_tally, all_after weighted_tally) RETURNS score_contribution_result
	AS 'MODULE_PATHNAME', 'tally_csat_contribution'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_contribution(before weighted_tally, after weighted_tally, all_before weighted_tally, all_after weighted_tally) IS 'points by which one segment changed the weighted CSAT of all answers, by its score and by its share; before or after is NULL for a segment that is new or gone';

CREATE FUNCTION nps_test(tally weighted_tally, target double precision) RETURNS score_test_result
	AS 'MODULE_PATHNAME', 'tally_nps_test'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_test(tally weighted_tally, target double precision) IS 'weighted NPS against a target between -100 and 100: the difference in points, and z and two-sided p-value of the score test; NULL without weight';

CREATE FUNCTION nps_contribution(before weighted_tally, after weighted_tally, all_before weighted_tally, all_after weighted_tally) RETURNS score_contribution_result
	AS 'MODULE_PATHNAME', 'tally_nps_contribution'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_contribution(before weighted_tally, after weighted_tally, all_before weighted_tally, all_after weighted_tally) IS 'points by which one segment changed the weighted NPS of all answers, by its score and by its share; before or after is NULL for a segment that is new or gone';

--
-- How many answers a survey needs
--

CREATE FUNCTION csat_sample_size(margin double precision, level double precision DEFAULT 0.95, expected double precision DEFAULT 50, population bigint DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'csat_sample_size'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_sample_size(margin double precision, level double precision, expected double precision, population bigint) IS 'answers that CSAT needs for an interval of so many points to either side, at a level between 0 and 1, where it is expected at so many points; of so many people, or for NULL of an endless population';

CREATE FUNCTION nps_sample_size(margin double precision, level double precision DEFAULT 0.95, variance double precision DEFAULT 1, population bigint DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'nps_sample_size'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_sample_size(margin double precision, level double precision, variance double precision, population bigint) IS 'answers that NPS needs for an interval of so many points to either side, at a level between 0 and 1, where the variance of an answer worth 1, 0 or -1 is so much, at most 1; of so many people, or for NULL of an endless population';

--
-- Aggregates over one tally a group, customer or stratum.  Their states are
-- arrays of numbers, which workers and other servers can ship.
--

CREATE FUNCTION csat_homogeneity_accum(double precision[], score_tally) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'csat_homogeneity_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_homogeneity_accum(double precision[], score_tally) IS 'aggregate transition function: count in a group to compare its CSAT';

CREATE FUNCTION csat_homogeneity_accum(double precision[], weighted_tally) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'csat_homogeneity_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_homogeneity_accum(double precision[], weighted_tally) IS 'aggregate transition function: count in a group to compare its CSAT';

CREATE FUNCTION nps_homogeneity_accum(double precision[], score_tally) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'nps_homogeneity_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_homogeneity_accum(double precision[], score_tally) IS 'aggregate transition function: count in a group to compare its NPS';

CREATE FUNCTION nps_homogeneity_accum(double precision[], weighted_tally) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'nps_homogeneity_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_homogeneity_accum(double precision[], weighted_tally) IS 'aggregate transition function: count in a group to compare its NPS';

CREATE FUNCTION homogeneity_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'homogeneity_combine'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION homogeneity_combine(double precision[], double precision[]) IS 'aggregate combine function: the groups of both states';

CREATE FUNCTION homogeneity_final(double precision[]) RETURNS score_homogeneity_result
	AS 'MODULE_PATHNAME', 'homogeneity_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION homogeneity_final(double precision[]) IS 'aggregate final function: test whether the groups have one score';

CREATE FUNCTION csat_clusters_accum(bigint[], score_tally) RETURNS bigint[]
	AS 'MODULE_PATHNAME', 'csat_clusters_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_clusters_accum(bigint[], score_tally) IS 'aggregate transition function: count in the answers of a cluster';

CREATE FUNCTION csat_clusters_accum(double precision[], weighted_tally) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'weighted_csat_clusters_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_clusters_accum(double precision[], weighted_tally) IS 'aggregate transition function: count in the weighted answers of a cluster';

CREATE FUNCTION nps_clusters_accum(bigint[], score_tally) RETURNS bigint[]
	AS 'MODULE_PATHNAME', 'nps_clusters_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_clusters_accum(bigint[], score_tally) IS 'aggregate transition function: count in the answers of a cluster';

CREATE FUNCTION nps_clusters_accum(double precision[], weighted_tally) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'weighted_nps_clusters_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_clusters_accum(double precision[], weighted_tally) IS 'aggregate transition function: count in the weighted answers of a cluster';

CREATE FUNCTION clusters_combine(bigint[], bigint[]) RETURNS bigint[]
	AS 'MODULE_PATHNAME', 'clusters_combine'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clusters_combine(bigint[], bigint[]) IS 'aggregate combine function: the clusters of both states';

CREATE FUNCTION clusters_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'weighted_clusters_combine'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clusters_combine(double precision[], double precision[]) IS 'aggregate combine function: the weighted clusters of both states';

CREATE FUNCTION csat_clusters_final(bigint[]) RETURNS clustered_score_result
	AS 'MODULE_PATHNAME', 'csat_clusters_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_clusters_final(bigint[]) IS 'aggregate final function: CSAT of clusters';

CREATE FUNCTION csat_clusters_final(double precision[]) RETURNS clustered_score_result
	AS 'MODULE_PATHNAME', 'weighted_csat_clusters_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_clusters_final(double precision[]) IS 'aggregate final function: CSAT of weighted clusters';

CREATE FUNCTION nps_clusters_final(bigint[]) RETURNS clustered_score_result
	AS 'MODULE_PATHNAME', 'nps_clusters_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_clusters_final(bigint[]) IS 'aggregate final function: NPS of clusters';

CREATE FUNCTION nps_clusters_final(double precision[]) RETURNS clustered_score_result
	AS 'MODULE_PATHNAME', 'weighted_nps_clusters_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_clusters_final(double precision[]) IS 'aggregate final function: NPS of weighted clusters';

CREATE FUNCTION csat_strata_accum(double precision[], score_tally, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'csat_strata_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_strata_accum(double precision[], score_tally, double precision) IS 'aggregate transition function: count in the answers of a stratum and its share of the population';

CREATE FUNCTION csat_strata_accum(double precision[], weighted_tally, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'csat_strata_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_strata_accum(double precision[], weighted_tally, double precision) IS 'aggregate transition function: count in the answers of a stratum and its share of the population';

CREATE FUNCTION nps_strata_accum(double precision[], score_tally, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'nps_strata_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_strata_accum(double precision[], score_tally, double precision) IS 'aggregate transition function: count in the answers of a stratum and its share of the population';

CREATE FUNCTION nps_strata_accum(double precision[], weighted_tally, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'nps_strata_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_strata_accum(double precision[], weighted_tally, double precision) IS 'aggregate transition function: count in the answers of a stratum and its share of the population';

CREATE FUNCTION strata_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'strata_combine'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION strata_combine(double precision[], double precision[]) IS 'aggregate combine function: the strata of both states';

CREATE FUNCTION csat_strata_final(double precision[]) RETURNS stratified_score_result
	AS 'MODULE_PATHNAME', 'csat_strata_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_strata_final(double precision[]) IS 'aggregate final function: CSAT of strata';

CREATE FUNCTION nps_strata_final(double precision[]) RETURNS stratified_score_result
	AS 'MODULE_PATHNAME', 'nps_strata_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_strata_final(double precision[]) IS 'aggregate final function: NPS of strata';

CREATE AGGREGATE csat_homogeneity(tally score_tally) (
	SFUNC = csat_homogeneity_accum, STYPE = double precision[], SSPACE = 104,
	FINALFUNC = homogeneity_final,
	COMBINEFUNC = homogeneity_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_homogeneity(tally score_tally) IS 'do groups, one tally each, differ in CSAT: chi-square, degrees of freedom, p-value; NULL without answers';

CREATE AGGREGATE csat_homogeneity(tally weighted_tally) (
	SFUNC = csat_homogeneity_accum, STYPE = double precision[], SSPACE = 104,
	FINALFUNC = homogeneity_final,
	COMBINEFUNC = homogeneity_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_homogeneity(tally weighted_tally) IS 'do groups, one tally each, differ in weighted CSAT: chi-square, degrees of freedom, p-value; NULL without answers';

CREATE AGGREGATE nps_homogeneity(tally score_tally) (
	SFUNC = nps_homogeneity_accum, STYPE = double precision[], SSPACE = 104,
	FINALFUNC = homogeneity_final,
	COMBINEFUNC = homogeneity_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps_homogeneity(tally score_tally) IS 'do groups, one tally each, differ in NPS: chi-square, degrees of freedom, p-value; NULL without answers';

CREATE AGGREGATE nps_homogeneity(tally weighted_tally) (
	SFUNC = nps_homogeneity_accum, STYPE = double precision[], SSPACE = 104,
	FINALFUNC = homogeneity_final,
	COMBINEFUNC = homogeneity_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps_homogeneity(tally weighted_tally) IS 'do groups, one tally each, differ in weighted NPS: chi-square, degrees of freedom, p-value; NULL without answers';

CREATE AGGREGATE clustered_csat(tally score_tally) (
	SFUNC = csat_clusters_accum, STYPE = bigint[], SSPACE = 120,
	FINALFUNC = csat_clusters_final,
	COMBINEFUNC = clusters_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE clustered_csat(tally score_tally) IS 'CSAT of clusters of answers, one tally for each customer: score, standard error and 0.95 interval in points, design effect; NULL without answers';

CREATE AGGREGATE clustered_csat(tally weighted_tally) (
	SFUNC = csat_clusters_accum, STYPE = double precision[], SSPACE = 112,
	FINALFUNC = csat_clusters_final,
	COMBINEFUNC = clusters_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE clustered_csat(tally weighted_tally) IS 'weighted CSAT of clusters of answers, one tally for each customer: score, standard error and 0.95 interval in points, design effect; NULL without answers';

CREATE AGGREGATE clustered_nps(tally score_tally) (
	SFUNC = nps_clusters_accum, STYPE = bigint[], SSPACE = 120,
	FINALFUNC = nps_clusters_final,
	COMBINEFUNC = clusters_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE clustered_nps(tally score_tally) IS 'NPS of clusters of answers, one tally for each customer: score, standard error and 0.95 interval in points, design effect; NULL without answers';

CREATE AGGREGATE clustered_nps(tally weighted_tally) (
	SFUNC = nps_clusters_accum, STYPE = double precision[], SSPACE = 112,
	FINALFUNC = nps_clusters_final,
	COMBINEFUNC = clusters_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE clustered_nps(tally weighted_tally) IS 'weighted NPS of clusters of answers, one tally for each customer: score, standard error and 0.95 interval in points, design effect; NULL without answers';

CREATE AGGREGATE stratified_csat(tally score_tally, share double precision) (
	SFUNC = csat_strata_accum, STYPE = double precision[], SSPACE = 96,
	FINALFUNC = csat_strata_final,
	COMBINEFUNC = strata_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE stratified_csat(tally score_tally, share double precision) IS 'CSAT of a population in strata, one tally for each and its share, 0 to 1: score, standard error and 0.95 interval in points; NULL without answers';

CREATE AGGREGATE stratified_csat(tally weighted_tally, share double precision) (
	SFUNC = csat_strata_accum, STYPE = double precision[], SSPACE = 96,
	FINALFUNC = csat_strata_final,
	COMBINEFUNC = strata_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE stratified_csat(tally weighted_tally, share double precision) IS 'weighted CSAT of a population in strata, one tally for each and its share, 0 to 1: score, standard error and 0.95 interval in points; NULL without answers';

CREATE AGGREGATE stratified_nps(tally score_tally, share double precision) (
	SFUNC = nps_strata_accum, STYPE = double precision[], SSPACE = 96,
	FINALFUNC = nps_strata_final,
	COMBINEFUNC = strata_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE stratified_nps(tally score_tally, share double precision) IS 'NPS of a population in strata, one tally for each and its share, 0 to 1: score, standard error and 0.95 interval in points; NULL without answers';

CREATE AGGREGATE stratified_nps(tally weighted_tally, share double precision) (
	SFUNC = nps_strata_accum, STYPE = double precision[], SSPACE = 96,
	FINALFUNC = nps_strata_final,
	COMBINEFUNC = strata_combine,
	INITCOND = '{0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE stratified_nps(tally weighted_tally, share double precision) IS 'weighted NPS of a population in strata, one tally for each and its share, 0 to 1: score, standard error and 0.95 interval in points; NULL without answers';

--
-- Aggregates over the answers of the same people, twice: the state is a tally
-- of how many changed by how much
--

CREATE FUNCTION score_pairs_accum(score_tally, smallint, smallint) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_pairs_accum_int2'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_pairs_accum(score_tally, smallint, smallint) IS 'aggregate transition function: count in a pair of answers';

CREATE FUNCTION score_pairs_accum_inv(score_tally, smallint, smallint) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_pairs_accum_inv_int2'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_pairs_accum_inv(score_tally, smallint, smallint) IS 'moving-aggregate inverse transition function: count out a pair of answers';

CREATE FUNCTION score_pairs_accum(score_tally, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_pairs_accum_int4'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_pairs_accum(score_tally, integer, integer) IS 'aggregate transition function: count in a pair of answers';

CREATE FUNCTION score_pairs_accum_inv(score_tally, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_pairs_accum_inv_int4'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_pairs_accum_inv(score_tally, integer, integer) IS 'moving-aggregate inverse transition function: count out a pair of answers';

CREATE FUNCTION score_pairs_accum(score_tally, double precision, double precision) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_pairs_accum_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_pairs_accum(score_tally, double precision, double precision) IS 'aggregate transition function: count in a pair of answers';

CREATE FUNCTION score_pairs_accum_inv(score_tally, double precision, double precision) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_pairs_accum_inv_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_pairs_accum_inv(score_tally, double precision, double precision) IS 'moving-aggregate inverse transition function: count out a pair of answers';

CREATE FUNCTION score_pairs_accum(score_tally, numeric, numeric) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_pairs_accum_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_pairs_accum(score_tally, numeric, numeric) IS 'aggregate transition function: count in a pair of answers';

CREATE FUNCTION score_pairs_accum_inv(score_tally, numeric, numeric) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_pairs_accum_inv_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_pairs_accum_inv(score_tally, numeric, numeric) IS 'moving-aggregate inverse transition function: count out a pair of answers';

CREATE FUNCTION csat_pairs_final(score_tally) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'csat_pairs_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_pairs_final(score_tally) IS 'aggregate final function: change of CSAT of pairs';

CREATE FUNCTION nps_pairs_final(score_tally) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'nps_pairs_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_pairs_final(score_tally) IS 'aggregate final function: change of NPS of pairs';

CREATE AGGREGATE csat_paired_change(before smallint, after smallint) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 48,
	FINALFUNC = csat_pairs_final,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"-1": 0, "0": 0, "1": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 48,
	MFINALFUNC = csat_pairs_final,
	MINITCOND = '{"-1": 0, "0": 0, "1": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_paired_change(before smallint, after smallint) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE csat_paired_change(before integer, after integer) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 48,
	FINALFUNC = csat_pairs_final,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"-1": 0, "0": 0, "1": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 48,
	MFINALFUNC = csat_pairs_final,
	MINITCOND = '{"-1": 0, "0": 0, "1": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_paired_change(before integer, after integer) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE csat_paired_change(before double precision, after double precision) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 48,
	FINALFUNC = csat_pairs_final,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"-1": 0, "0": 0, "1": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 48,
	MFINALFUNC = csat_pairs_final,
	MINITCOND = '{"-1": 0, "0": 0, "1": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_paired_change(before double precision, after double precision) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE csat_paired_change(before numeric, after numeric) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 48,
	FINALFUNC = csat_pairs_final,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"-1": 0, "0": 0, "1": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 48,
	MFINALFUNC = csat_pairs_final,
	MINITCOND = '{"-1": 0, "0": 0, "1": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE csat_paired_change(before numeric, after numeric) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before smallint, after smallint) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 64,
	FINALFUNC = nps_pairs_final,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MFINALFUNC = nps_pairs_final,
	MINITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps_paired_change(before smallint, after smallint) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before integer, after integer) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 64,
	FINALFUNC = nps_pairs_final,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MFINALFUNC = nps_pairs_final,
	MINITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps_paired_change(before integer, after integer) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before double precision, after double precision) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 64,
	FINALFUNC = nps_pairs_final,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MFINALFUNC = nps_pairs_final,
	MINITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps_paired_change(before double precision, after double precision) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before numeric, after numeric) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 64,
	FINALFUNC = nps_pairs_final,
	COMBINEFUNC = score_tally_add,
	INITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 64,
	MFINALFUNC = nps_pairs_final,
	MINITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	PARALLEL = safe
);
COMMENT ON AGGREGATE nps_paired_change(before numeric, after numeric) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

--
-- Rollups: tallies of a table, kept up to date by triggers.  What a rollup named
-- r is made of, in one schema: the view r that people read, the table r_deltas
-- of what was added and removed, the view r_recount that counts anew and holds
-- the definition, and the function r_roll_up() that the triggers call.
--
-- The functions that users call are in SQL, and bound to those in plpgsql when
-- this script runs: neither needs the schema of csat on the search path.  Those
-- in plpgsql search pg_catalog, and execute statements in which all else is
-- qualified.
--

CREATE TYPE _tally_rollup AS (
	view pg_catalog.regclass,
	deltas pg_catalog.regclass,
	recount pg_catalog.regclass,
	source pg_catalog.regclass,
	handler pg_catalog.text,
	csat pg_catalog.text
);
COMMENT ON TYPE _tally_rollup IS 'what a tally rollup is made of, and the schema of csat';

CREATE FUNCTION _tally_rollup_check(recount pg_catalog.regclass, keys integer, tallies integer) RETURNS pg_catalog.regclass
	AS 'MODULE_PATHNAME', 'tally_rollup_check'
	LANGUAGE C STRICT;
COMMENT ON FUNCTION _tally_rollup_check(pg_catalog.regclass, integer, integer) IS 'error unless the view, of so many keys and tallies, can be kept up to date';

CREATE FUNCTION _tally_rollup_table(view pg_catalog.regclass) RETURNS pg_catalog.regclass
	AS 'MODULE_PATHNAME', 'tally_rollup_table'
	LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION _tally_rollup_table(pg_catalog.regclass) IS 'the only table that a view reads';

CREATE FUNCTION _tally_rollup_starts_null(view pg_catalog.regclass, number smallint) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_rollup_starts_null'
	LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION _tally_rollup_starts_null(pg_catalog.regclass, smallint) IS 'is this column of a view an aggregate that is NULL without answers?';

CREATE FUNCTION _tally_rollup_schema() RETURNS pg_catalog.text
	STABLE
BEGIN ATOMIC
	SELECT extnamespace::pg_catalog.regnamespace::pg_catalog.text FROM pg_catalog.pg_extension WHERE extname = 'csat';
END;
COMMENT ON FUNCTION _tally_rollup_schema() IS 'the schema of csat, quoted as SQL needs it';

CREATE FUNCTION _tally_rollup_parts(view pg_catalog.regclass) RETURNS _tally_rollup
	LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT ROW(view,
		pg_catalog.to_regclass(pg_catalog.format('%I.%I', nspname, relname OPERATOR(pg_catalog.||) '_deltas')),
		pg_catalog.to_regclass(pg_catalog.format('%I.%I', nspname, relname OPERATOR(pg_catalog.||) '_recount')),
		_tally_rollup_table(pg_catalog.to_regclass(pg_catalog.format('%I.%I', nspname, relname OPERATOR(pg_catalog.||) '_recount'))),
		pg_catalog.format('%I.%I()', nspname, relname OPERATOR(pg_catalog.||) '_roll_up'),
		_tally_rollup_schema())::_tally_rollup
	FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = relnamespace
	WHERE c.oid OPERATOR(pg_catalog.=) view;
END;
COMMENT ON FUNCTION _tally_rollup_parts(pg_catalog.regclass) IS 'what the tally rollup is made of';

-- Statements run with the rights of whoever calls: what others own could make
-- them run more than they say.
CREATE FUNCTION _tally_rollup_own(name pg_catalog.regclass) RETURNS pg_catalog.regclass
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	owner text := (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = name);
BEGIN
	IF (SELECT count(*) <> 1
		FROM pg_class AS v JOIN pg_class AS d ON d.relnamespace = v.relnamespace AND d.relowner = v.relowner
		WHERE v.oid = name AND v.relkind = 'v' AND d.relname = v.relname || '_deltas' AND d.relkind = 'r'
			AND NOT EXISTS (SELECT FROM pg_class AS r
				WHERE r.relnamespace = v.relnamespace AND r.relname = v.relname || '_recount' AND r.relowner <> v.relowner)) THEN
		RAISE EXCEPTION USING ERRCODE = 'wrong_object_type',
			MESSAGE = format('%s is not a tally rollup', coalesce(name::text, 'NULL')),
			HINT = 'It is named as create_tally_rollup named it.';
	ELSIF owner <> current_user THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
			MESSAGE = format('must be the owner of tally rollup %s', name),
			HINT = format('SET ROLE %I', owner);
	END IF;
	RETURN name;
END
$$;
COMMENT ON FUNCTION _tally_rollup_own(pg_catalog.regclass) IS 'error unless it is a tally rollup of whoever calls';

-- The trigger function runs with the rights of whoever creates the rollup, and
-- the names in it mean what the owner of the table makes of them: that has to
-- be the same role.
CREATE FUNCTION _tally_rollup_source(source pg_catalog.regclass) RETURNS pg_catalog.regclass
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	class pg_class;
	distributed boolean := false;
	reason text;
BEGIN
	SELECT * INTO class FROM pg_class WHERE oid = source;
	IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
		EXECUTE 'SELECT EXISTS (SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = $1)' INTO distributed USING source;
	END IF;
	reason := CASE
		WHEN class.oid IS NULL THEN 'There is no such table.'
		WHEN distributed THEN 'Citus distributes it, and has no triggers on distributed tables. There, merge the tallies of new answers into a table of tallies on a schedule: see examples/citus.md.'
		WHEN class.relkind NOT IN ('r', 'p') THEN 'It is not a table of this server.'
		WHEN class.relpersistence = 't' THEN 'It is a temporary table.'
		WHEN class.relispartition THEN 'It is a partition. Make the rollup of the table that it is a partition of.'
		WHEN class.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE source IN (inhrelid, inhparent)) THEN 'It inherits from a table or another inherits from it. Use partitions.'
		WHEN EXISTS (SELECT FROM pg_partition_tree(source) JOIN pg_class ON oid = relid WHERE relkind = 'f') THEN 'A partition of it is a foreign table.'
		WHEN EXISTS (SELECT FROM (SELECT source UNION ALL SELECT relid FROM pg_partition_tree(source)) AS t (oid) WHERE row_security_active(t.oid)) THEN 'Row security hides rows of it from its owner.'
	END;
	IF reason IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'wrong_object_type',
			MESSAGE = format('%s cannot have a tally rollup', coalesce(source::text, 'NULL')), DETAIL = reason;
	ELSIF pg_get_userbyid(class.relowner) <> current_user THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
			MESSAGE = format('must be the owner of table %s', source),
			HINT = format('SET ROLE %I', pg_get_userbyid(class.relowner));
	ELSIF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
		RAISE EXCEPTION USING ERRCODE = 'active_sql_transaction',
			MESSAGE = format('cannot count a tally rollup in a transaction that is %s', upper(current_setting('transaction_isolation'))),
			DETAIL = 'It does not see what others committed since it started.';
	END IF;
	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', source);
	RETURN source;
END
$$;
COMMENT ON FUNCTION _tally_rollup_source(pg_catalog.regclass) IS 'error unless it is a table of whoever calls that can have a tally rollup; locks it against writers';

-- The tallies that are left: what was added less what was removed.  Rows of
-- the deltas that stand for removed rows have a negative row_count.
CREATE FUNCTION _tally_rollup_left(recount pg_catalog.regclass, deltas pg_catalog.text) RETURNS pg_catalog.text
	STABLE
BEGIN ATOMIC
	WITH columns AS (
		SELECT attnum, pg_catalog.quote_ident(attname) AS name, attname = 'row_count' AS is_count,
			CASE WHEN typname IN ('score_tally', 'weighted_tally') AND typnamespace::pg_catalog.regnamespace::pg_catalog.text = _tally_rollup_schema() THEN typname END AS tally,
			_tally_rollup_starts_null(recount, attnum) AS starts_null
		FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_type AS t ON t.oid = atttypid
		WHERE attrelid OPERATOR(pg_catalog.=) recount AND attnum > 0
	), sums AS (
		SELECT *, pg_catalog.format('coalesce(%1$s.%2$s_subtract(%1$s.sum(%3$s) FILTER (WHERE row_count > 0), %1$s.sum(%3$s) FILTER (WHERE row_count < 0)), %1$s.sum(%3$s) FILTER (WHERE row_count > 0))',
			_tally_rollup_schema(), tally, name) AS remaining
		FROM columns
	)
	SELECT pg_catalog.format(E'SELECT %s\nFROM %s\nGROUP BY %s\nHAVING sum(row_count) > 0',
		pg_catalog.string_agg(CASE
			WHEN is_count THEN 'sum(row_count)::bigint AS row_count'
			WHEN tally IS NULL THEN name
			WHEN starts_null THEN pg_catalog.format('CASE WHEN %1$s.responses(%2$s) > 0 THEN %2$s END AS %3$s', _tally_rollup_schema(), remaining, name)
			ELSE pg_catalog.format('%s AS %s', remaining, name)
		END, E',\n' ORDER BY attnum), deltas, pg_catalog.string_agg(name, ', ' ORDER BY attnum) FILTER (WHERE tally IS NULL AND NOT is_count))
	FROM sums;
END;
COMMENT ON FUNCTION _tally_rollup_left(pg_catalog.regclass, pg_catalog.text) IS 'query of what the table of deltas adds up to';

-- Everything but the triggers and the content.  The keys and tallies are parsed
-- here, on the search path of whoever calls, and nowhere else: from then on the
-- view that counts anew knows what they mean.
CREATE FUNCTION _tally_rollup_define(name pg_catalog.text, source pg_catalog.regclass, keys pg_catalog.text[], tallies pg_catalog.text[], path pg_catalog.text, home pg_catalog.text, csat pg_catalog.text) RETURNS pg_catalog.regclass
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	names text[] := parse_ident(name);
	schema text := CASE WHEN cardinality(names) = 1 THEN home ELSE names[1] END;
	base text := names[cardinality(names)];
	recount text := quote_ident(schema) || '.' || quote_ident(base || '_recount');
	deltas text := quote_ident(schema) || '.' || quote_ident(base || '_deltas');
	statement text := format(E'CREATE VIEW %s AS\nSELECT %s,\npg_catalog.count(*) AS row_count\nFROM %s\nGROUP BY %s',
		recount, array_to_string(keys || tallies, E',\n'), source,
		(SELECT string_agg(number::text, ', ') FROM generate_series(1, cardinality(keys)) AS number));
BEGIN
	IF coalesce(cardinality(keys), 0) = 0 OR coalesce(cardinality(tallies), 0) = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
			MESSAGE = 'a tally rollup needs a key and a tally at least',
			HINT = 'A key that is the same for all rows gives one group: true AS everything.';
	ELSIF base IS NULL OR cardinality(names) > 2 OR octet_length(base) > 54 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_name',
			MESSAGE = format('invalid name of a tally rollup: %s', coalesce(quote_literal(name), 'NULL')),
			HINT = 'It is a name of up to 54 bytes, with or without a schema.';
	ELSIF schema IS NULL OR to_regnamespace(quote_ident(schema)) IS NULL OR schema ~ '^pg_' THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_schema_name',
			MESSAGE = format('no schema for tally rollup %s', quote_literal(name)),
			HINT = 'Name one that you may create in.';
	END IF;
	PERFORM set_config('search_path', path, true);
	EXECUTE statement;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	EXECUTE format('SELECT %s._tally_rollup_check($1, $2, $3)', csat) USING recount::regclass, cardinality(keys), cardinality(tallies);
	EXECUTE format('CREATE %s TABLE %s AS TABLE %s WITH NO DATA',
		(SELECT CASE relpersistence WHEN 'u' THEN 'UNLOGGED' END FROM pg_class WHERE oid = source), deltas, recount);
	EXECUTE format('SELECT %s._tally_rollup_left($1, $2)', csat) INTO statement USING recount::regclass, deltas;
	EXECUTE format('CREATE VIEW %I.%I AS %s', schema, base, statement);
	RETURN format('%I.%I', schema, base)::regclass;
END
$$;
COMMENT ON FUNCTION _tally_rollup_define(pg_catalog.text, pg_catalog.regclass, pg_catalog.text[], pg_catalog.text[], pg_catalog.text, pg_catalog.text, pg_catalog.text) IS 'create the views and the table of a tally rollup';

-- Constants are printed so that every session reads them as they are.
CREATE FUNCTION _tally_rollup_query(view pg_catalog.regclass, source pg_catalog.regclass, instead pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET datestyle = iso SET intervalstyle = postgres SET extra_float_digits = 1 SET standard_conforming_strings = on
AS $$
DECLARE
	query text := rtrim(pg_get_viewdef(view), ';');
	changed text := replace(query, format(E'\n   FROM %s\n', source),
		format(E'\n   FROM %s %I\n', instead, (SELECT relname FROM pg_class WHERE oid = source)));
BEGIN
	IF query = changed THEN
		RAISE EXCEPTION '% does not read %', view, source;
	END IF;
	RETURN changed;
END
$$;
COMMENT ON FUNCTION _tally_rollup_query(pg_catalog.regclass, pg_catalog.regclass, pg_catalog.text) IS 'the query of a view with another source instead of its table';

-- What the triggers call.  It runs with the rights of the rollup's owner, so
-- that whoever may write to the table needs no other right; a table of another
-- role could give the names in it another meaning, and is refused.
CREATE FUNCTION _tally_rollup_handler(part _tally_rollup) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	added text;
	removed text;
	body text := $body$
#variable_conflict use_column
BEGIN
	IF EXISTS (SELECT FROM pg_class WHERE oid IN (TG_RELID, %1$L::regclass) AND pg_get_userbyid(relowner) <> current_user) THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
			MESSAGE = format('%%s of a tally rollup and table %%s have different owners', %1$L::regclass, TG_RELID::regclass),
			HINT = 'Drop the rollup, or give its views, table and function to the owner of the table.';
	END IF;
	IF TG_OP IN ('INSERT', 'UPDATE') THEN
		INSERT INTO %1$s %2$s;
	END IF;
	IF TG_OP IN ('UPDATE', 'DELETE') THEN
		INSERT INTO %1$s %3$s;
	ELSIF TG_OP = 'TRUNCATE' AND TG_ARGV[0] = 'all' THEN
		-- not DELETE, which would miss what a compaction is about to commit
		TRUNCATE %1$s;
	ELSIF TG_OP = 'TRUNCATE' AND pg_relation_size(%1$L) > 0 THEN
		-- one partition, and not all of them together
		IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
			RAISE EXCEPTION USING ERRCODE = 'active_sql_transaction',
				MESSAGE = format('cannot truncate partition %%s of a table with a tally rollup in a transaction that is %%s',
					TG_RELID::regclass, upper(current_setting('transaction_isolation'))),
				DETAIL = 'It does not see what others committed since it started.';
		END IF;
		EXECUTE replace(%4$L, E'\n   FROM removed ', format(E'\n   FROM ONLY %%s ', TG_RELID::regclass));
	END IF;
	RETURN NULL;
END
$body$;
BEGIN
	EXECUTE format('SELECT %1$s._tally_rollup_query($1, $2, ''added''), %1$s._tally_rollup_query($1, $2, ''removed'')', part.csat)
		INTO added, removed USING part.recount, part.source;
	removed := format(E'SELECT %s FROM (%s) AS gone',
		(SELECT string_agg(CASE attname WHEN 'row_count' THEN '-row_count' ELSE quote_ident(attname) END, ', ' ORDER BY attnum)
		 FROM pg_attribute WHERE attrelid = part.deltas AND attnum > 0), removed);
	-- a setting takes time in each statement: those alone that change how its constants are read
	EXECUTE format('CREATE %s FUNCTION %s RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp %s %s AS %L',
		(SELECT 'OR REPLACE' FROM pg_proc
		 WHERE oid = to_regprocedure(part.handler) AND pg_get_userbyid(proowner) = current_user AND prosecdef),
		part.handler,
		CASE WHEN strpos(added, E'\\') > 0 THEN 'SET standard_conforming_strings = on' END,
		CASE WHEN added ILIKE '%null%' THEN 'SET array_nulls = on' END,
		format(body, part.deltas, added, removed, format('INSERT INTO %s %s', part.deltas, removed)));
	EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', part.handler);
	EXECUTE format('ALTER FUNCTION %s DEPENDS ON EXTENSION csat', part.handler);
END
$$;
COMMENT ON FUNCTION _tally_rollup_handler(_tally_rollup) IS 'create the trigger function of a tally rollup, or create it anew';

-- A statement fires the triggers of the table that it names: each partition
-- has its own.  Only TRUNCATE fires those of all partitions as well.
CREATE FUNCTION _tally_rollup_attach(part _tally_rollup) RETURNS _tally_rollup
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	base text := (SELECT relname FROM pg_class WHERE oid = part.view);
	tables oid[] := part.source || ARRAY(SELECT relid::oid FROM pg_partition_tree(part.source) WHERE level > 0);
	statement text;
BEGIN
	EXECUTE format('SELECT %s._tally_rollup_handler($1)', part.csat) USING part;
	FOR statement IN
		SELECT format('CREATE TRIGGER %I %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s',
			base || suffix, event, c.oid::regclass, tables_of_rows,
			replace(part.handler, '()', CASE WHEN suffix <> '_truncate' THEN '()' WHEN c.oid = part.source THEN '(''all'')' ELSE '(''partition'')' END))
		FROM pg_class AS c CROSS JOIN (VALUES
			('_insert', 'AFTER INSERT', 'REFERENCING NEW TABLE AS added'),
			('_update', 'AFTER UPDATE', 'REFERENCING OLD TABLE AS removed NEW TABLE AS added'),
			('_delete', 'AFTER DELETE', 'REFERENCING OLD TABLE AS removed'),
			('_truncate', 'BEFORE TRUNCATE', '')) AS t (suffix, event, tables_of_rows)
		WHERE c.oid = ANY (tables)
			AND NOT (suffix = '_truncate' AND c.relkind = 'p' AND c.oid <> part.source)
			AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgfoid = to_regprocedure(part.handler) AND tgname = base || suffix)
	UNION ALL
		SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass)
		FROM pg_trigger JOIN pg_class AS c ON c.oid = tgrelid
		WHERE tgfoid = to_regprocedure(part.handler) AND c.oid <> ALL (tables) AND pg_get_userbyid(relowner) = current_user
	LOOP
		EXECUTE statement;
	END LOOP;
	RETURN part;
END
$$;
COMMENT ON FUNCTION _tally_rollup_attach(_tally_rollup) IS 'create the triggers that a tally rollup lacks, drop those of partitions that are none any more';

-- After _tally_rollup_source nobody writes to the table; who reads the rollup
-- goes on reading what it was.
CREATE FUNCTION _tally_rollup_count(part _tally_rollup) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', part.deltas);
	EXECUTE format('DELETE FROM %s', part.deltas);
	EXECUTE format('INSERT INTO %s TABLE %s', part.deltas, part.recount);
END
$$;
COMMENT ON FUNCTION _tally_rollup_count(_tally_rollup) IS 'count all rows of the table into the tally rollup';

-- One statement: a reader sees the rows as they were or the folded ones.  What
-- others append meanwhile waits for the next time.  The lock keeps out another
-- compaction, which would delete the same rows, and no reader or writer.
CREATE FUNCTION _tally_rollup_fold(part _tally_rollup) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	query text;
BEGIN
	EXECUTE format('LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE', part.deltas);
	EXECUTE format('SELECT %s._tally_rollup_query($1, $2, ''folded'')', part.csat) INTO query USING part.view, part.deltas;
	EXECUTE format(
		'WITH folded AS (DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT unnest(array_agg(ctid)) FROM %1$s GROUP BY %2$s HAVING count(*) > 1)) RETURNING *)
		INSERT INTO %1$s %3$s',
		part.deltas,
		(SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute JOIN pg_type AS t ON t.oid = atttypid
		 WHERE attrelid = part.deltas AND attnum > 0 AND NOT attisdropped AND attname <> 'row_count'
			AND NOT (typname IN ('score_tally', 'weighted_tally') AND typnamespace::regnamespace::text = part.csat)),
		query);
END
$$;
COMMENT ON FUNCTION _tally_rollup_fold(_tally_rollup) IS 'fold the deltas of each group of a tally rollup into one row';

CREATE FUNCTION _tally_rollup_drop(part _tally_rollup) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = warning
AS $$
BEGIN
	-- with the triggers
	EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', part.handler);
	EXECUTE format('DROP VIEW %s', concat_ws(', ', part.view, part.recount));
	EXECUTE format('DROP TABLE %s', part.deltas);
END
$$;
COMMENT ON FUNCTION _tally_rollup_drop(_tally_rollup) IS 'drop what a tally rollup is made of';

CREATE FUNCTION create_tally_rollup(name pg_catalog.text, source pg_catalog.regclass, keys pg_catalog.text[], tallies pg_catalog.text[]) RETURNS void
BEGIN ATOMIC
	SELECT _tally_rollup_count(_tally_rollup_attach(_tally_rollup_parts(_tally_rollup_define(name, _tally_rollup_source(source), keys, tallies,
		pg_catalog.current_setting('search_path'), pg_catalog.current_schema()::pg_catalog.text, _tally_rollup_schema()))));
END;
COMMENT ON FUNCTION create_tally_rollup(pg_catalog.text, pg_catalog.regclass, pg_catalog.text[], pg_catalog.text[]) IS 'make a view of tallies of a table by keys, which triggers keep up to date';

CREATE FUNCTION compact_tally_rollup(name pg_catalog.regclass) RETURNS void
BEGIN ATOMIC
	SELECT _tally_rollup_fold(_tally_rollup_parts(_tally_rollup_own(name)));
END;
COMMENT ON FUNCTION compact_tally_rollup(pg_catalog.regclass) IS 'fold what statements appended to a tally rollup, so that it is read faster';

CREATE FUNCTION rebuild_tally_rollup(name pg_catalog.regclass) RETURNS void
BEGIN ATOMIC
	SELECT _tally_rollup_source((_tally_rollup_parts(_tally_rollup_own(name))).source);
	SELECT _tally_rollup_count(_tally_rollup_attach(_tally_rollup_parts(name)));
END;
COMMENT ON FUNCTION rebuild_tally_rollup(pg_catalog.regclass) IS 'count a tally rollup anew, with partitions that came and without those that went';

CREATE FUNCTION drop_tally_rollup(name pg_catalog.regclass) RETURNS void
BEGIN ATOMIC
	SELECT _tally_rollup_drop(_tally_rollup_parts(_tally_rollup_own(name)));
END;
COMMENT ON FUNCTION drop_tally_rollup(pg_catalog.regclass) IS 'drop a tally rollup with its triggers';

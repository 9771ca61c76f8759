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

CREATE FUNCTION score_tally_add(score_tally, score_tally) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_add'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
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

CREATE FUNCTION stddev_score(tally score_tally) RETURNS double precision
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

CREATE FUNCTION csat_standard_error(tally score_tally) RETURNS double precision
	AS 'MODULE_PATHNAME', 'tally_csat_standard_error'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_standard_error(tally score_tally) IS 'standard error of CSAT, in points; NULL without answers';

CREATE FUNCTION nps_standard_error(tally score_tally) RETURNS double precision
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

CREATE FUNCTION csat_change(before score_tally, after score_tally, level double precision DEFAULT 0.95, OUT change numeric, OUT low numeric, OUT high numeric, OUT p_value double precision) RETURNS record
	AS 'MODULE_PATHNAME', 'tally_csat_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_change(before score_tally, after score_tally, level double precision) IS 'change of CSAT in points, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change; NULL if either tally has no answers';

CREATE FUNCTION nps_change(before score_tally, after score_tally, level double precision DEFAULT 0.95, OUT change numeric, OUT low numeric, OUT high numeric, OUT p_value double precision) RETURNS record
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
COMMENT ON FUNCTION csat_rating(rating pg_catalog.text) IS 'rating of 1 to 5 from what a survey form shows: a number, stars, a face, a label, or two of these that agree';

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
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, smallint, integer) IS 'aggregate transition function: count an answer in on 1 to so many points';

CREATE FUNCTION score_tally_accum_inv(score_tally, smallint, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int2_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, smallint, integer) IS 'aggregate inverse transition function: count an answer out on 1 to so many points';

CREATE FUNCTION score_tally_accum(score_tally, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_int4_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, integer, integer) IS 'aggregate transition function: count an answer in on 1 to so many points';

CREATE FUNCTION score_tally_accum_inv(score_tally, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int4_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, integer, integer) IS 'aggregate inverse transition function: count an answer out on 1 to so many points';

CREATE FUNCTION score_tally_accum(score_tally, double precision, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_float8_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, double precision, integer) IS 'aggregate transition function: count an answer in on 1 to so many points';

CREATE FUNCTION score_tally_accum_inv(score_tally, double precision, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_float8_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, double precision, integer) IS 'aggregate inverse transition function: count an answer out on 1 to so many points';

CREATE FUNCTION score_tally_accum(score_tally, numeric, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_numeric_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, numeric, integer) IS 'aggregate transition function: count an answer in on 1 to so many points';

CREATE FUNCTION score_tally_accum_inv(score_tally, numeric, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_numeric_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, numeric, integer) IS 'aggregate inverse transition function: count an answer out on 1 to so many points';

CREATE FUNCTION score_tally_accum(score_tally, smallint, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_int2_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, smallint, integer, integer) IS 'aggregate transition function: count an answer in on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum_inv(score_tally, smallint, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int2_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, smallint, integer, integer) IS 'aggregate inverse transition function: count an answer out on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum(score_tally, integer, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_int4_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, integer, integer, integer) IS 'aggregate transition function: count an answer in on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum_inv(score_tally, integer, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int4_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, integer, integer, integer) IS 'aggregate inverse transition function: count an answer out on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum(score_tally, double precision, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_float8_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum(score_tally, double precision, integer, integer) IS 'aggregate transition function: count an answer in on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum_inv(score_tally, double precision, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_float8_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, double precision, integer, integer) IS 'aggregate inverse transition function: count an answer out on the scale of lowest to highest';

CREATE FUNCTION score_tally_accum(score_tally, numeric, integer, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_numeric_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
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
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_add(weighted_tally, weighted_tally) IS 'implementation of + operator; also merges the states of aggregates';

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

CREATE FUNCTION stddev_score(tally weighted_tally) RETURNS double precision
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

CREATE FUNCTION csat_standard_error(tally weighted_tally) RETURNS double precision
	AS 'MODULE_PATHNAME', 'tally_csat_standard_error'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_standard_error(tally weighted_tally) IS 'linearised standard error of weighted CSAT, in points; NULL without weight';

CREATE FUNCTION nps_standard_error(tally weighted_tally) RETURNS double precision
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

CREATE FUNCTION csat_change(before weighted_tally, after weighted_tally, level double precision DEFAULT 0.95, OUT change numeric, OUT low numeric, OUT high numeric, OUT p_value double precision) RETURNS record
	AS 'MODULE_PATHNAME', 'tally_csat_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_change(before weighted_tally, after weighted_tally, level double precision) IS 'change of weighted CSAT in points, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change; NULL if either tally has no weight';

CREATE FUNCTION nps_change(before weighted_tally, after weighted_tally, level double precision DEFAULT 0.95, OUT change numeric, OUT low numeric, OUT high numeric, OUT p_value double precision) RETURNS record
	AS 'MODULE_PATHNAME', 'tally_nps_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_change(before weighted_tally, after weighted_tally, level double precision) IS 'change of weighted NPS in points, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change; NULL if either tally has no weight';

CREATE FUNCTION effective_sample_size(tally weighted_tally) RETURNS double precision
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
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision, integer) IS 'aggregate transition function: count an answer in with its weight on 1 to so many points';

CREATE FUNCTION weighted_tally_accum(weighted_tally, numeric, double precision, integer) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_accum_numeric_points'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_accum(weighted_tally, numeric, double precision, integer) IS 'aggregate transition function: count an answer in with its weight on 1 to so many points';

CREATE FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision, integer, integer) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_accum_float8_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision, integer, integer) IS 'aggregate transition function: count an answer in with its weight on the scale of lowest to highest';

CREATE FUNCTION weighted_tally_accum(weighted_tally, numeric, double precision, integer, integer) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_accum_numeric_range'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
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

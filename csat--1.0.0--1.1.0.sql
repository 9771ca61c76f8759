/* csat--1.0.0--1.1.0.sql */

-- Run by ALTER EXTENSION csat UPDATE.  What changed in each room's part of the
-- install script, in the same order.
\echo Use "ALTER EXTENSION csat UPDATE TO '1.1.0'" to load this file. \quit

--
-- src/tally
--

--
-- src/read
--

--
-- src/aggregates
--

CREATE FUNCTION score_tally(score double precision, responses double precision, lowest integer DEFAULT 1, highest integer DEFAULT 5) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_float8_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally(score double precision, responses double precision, lowest integer, highest integer) IS 'tally of so many responses, a whole number of any numeric type, that all gave this score, on the scale of lowest to highest';

CREATE FUNCTION score_tally(score numeric, responses double precision, lowest integer DEFAULT 1, highest integer DEFAULT 5) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_numeric_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally(score numeric, responses double precision, lowest integer, highest integer) IS 'tally of so many responses, a whole number of any numeric type, that all gave this score, on the scale of lowest to highest';

-- The states of weighted aggregates became larger.
CREATE OR REPLACE AGGREGATE weighted_csat(score double precision, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 224, FINALFUNC = csat_score, COMBINEFUNC = weighted_tally_add, INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_csat(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 224, FINALFUNC = csat_score, COMBINEFUNC = weighted_tally_add, INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_csat(score double precision, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 424, FINALFUNC = csat_score, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_csat(score numeric, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 424, FINALFUNC = csat_score, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_nps(score double precision, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 464, FINALFUNC = nps_score, COMBINEFUNC = weighted_tally_add, INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_nps(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 464, FINALFUNC = nps_score, COMBINEFUNC = weighted_tally_add, INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_csat_tally(score double precision, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 224, COMBINEFUNC = weighted_tally_add, INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_csat_tally(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 224, COMBINEFUNC = weighted_tally_add, INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_csat_tally(score double precision, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 424, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_csat_tally(score numeric, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 424, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_nps_tally(score double precision, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 464, COMBINEFUNC = weighted_tally_add, INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_nps_tally(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 464, COMBINEFUNC = weighted_tally_add, INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_tally_agg(score double precision, weight double precision, lowest integer, highest integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 528, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE weighted_tally_agg(score numeric, weight double precision, lowest integer, highest integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 528, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);

--
-- src/inference
--

--
-- src/rating
--

-- Not strict any more: an answer without a language would be lost.
CREATE OR REPLACE FUNCTION csat_rating(rating pg_catalog.text, language pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'csat_rating'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE OR REPLACE FUNCTION try_csat_rating(rating pg_catalog.text, language pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'try_csat_rating'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE FUNCTION nps_rating(answer pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'nps_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_rating(answer pg_catalog.text) IS 'score of 0 to 10 from what a survey form shows: a number, alone or before its label, as in ''10 - Extremely likely''';

CREATE FUNCTION try_nps_rating(answer pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'try_nps_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION try_nps_rating(answer pg_catalog.text) IS 'nps_rating(answer), NULL where the answer cannot be read';

CREATE FUNCTION label_rating(answer pg_catalog.text, labels pg_catalog.text[]) RETURNS integer
	AS 'MODULE_PATHNAME', 'label_rating'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION label_rating(answer pg_catalog.text, labels pg_catalog.text[]) IS 'place of the answer among these labels, the worst one first; a number, alone or before its label, is read too';

CREATE FUNCTION try_label_rating(answer pg_catalog.text, labels pg_catalog.text[]) RETURNS integer
	AS 'MODULE_PATHNAME', 'try_label_rating'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION try_label_rating(answer pg_catalog.text, labels pg_catalog.text[]) IS 'label_rating(answer, labels), NULL where the answer is none of them';

--
-- src/rollup
--

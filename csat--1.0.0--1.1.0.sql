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

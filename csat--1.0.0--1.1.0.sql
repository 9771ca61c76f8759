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

--
-- src/rollup
--

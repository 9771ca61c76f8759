--
-- Tallies of answers that were counted elsewhere
--

CREATE FUNCTION score_tally(score double precision, responses bigint, lowest integer DEFAULT 1, highest integer DEFAULT 5) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally(score double precision, responses bigint, lowest integer, highest integer) IS 'tally of so many responses that all gave this score, on the scale of lowest to highest';

CREATE FUNCTION score_tally(score numeric, responses bigint, lowest integer DEFAULT 1, highest integer DEFAULT 5) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally(score numeric, responses bigint, lowest integer, highest integer) IS 'tally of so many responses that all gave this score, on the scale of lowest to highest';

CREATE FUNCTION score_tally(score double precision, responses double precision, lowest integer DEFAULT 1, highest integer DEFAULT 5) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_float8_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally(score double precision, responses double precision, lowest integer, highest integer) IS 'tally of so many responses, a whole number of any numeric type, that all gave this score, on the scale of lowest to highest';

CREATE FUNCTION score_tally(score numeric, responses double precision, lowest integer DEFAULT 1, highest integer DEFAULT 5) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_numeric_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally(score numeric, responses double precision, lowest integer, highest integer) IS 'tally of so many responses, a whole number of any numeric type, that all gave this score, on the scale of lowest to highest';

--
-- What PostgreSQL calls for each row: see accumulate.c
--

CREATE FUNCTION score_tally_accum(score_tally, smallint) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_int2'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, smallint) IS 'aggregate transition function: count an answer in';

CREATE FUNCTION score_tally_accum_inv(score_tally, smallint) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int2'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, smallint) IS 'aggregate inverse transition function: count an answer out';

CREATE FUNCTION score_tally_accum(score_tally, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_int4'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, integer) IS 'aggregate transition function: count an answer in';

CREATE FUNCTION score_tally_accum_inv(score_tally, integer) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_int4'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, integer) IS 'aggregate inverse transition function: count an answer out';

CREATE FUNCTION score_tally_accum(score_tally, double precision) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, double precision) IS 'aggregate transition function: count an answer in';

CREATE FUNCTION score_tally_accum_inv(score_tally, double precision) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, double precision) IS 'aggregate inverse transition function: count an answer out';

CREATE FUNCTION score_tally_accum(score_tally, numeric) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_accum(score_tally, numeric) IS 'aggregate transition function: count an answer in';

CREATE FUNCTION score_tally_accum_inv(score_tally, numeric) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_inv_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_accum_inv(score_tally, numeric) IS 'aggregate inverse transition function: count an answer out';

CREATE FUNCTION score_tally_accum(score_tally, boolean) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_accum_bool'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tally_support;
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
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64, FINALFUNC = csat_score, COMBINEFUNC = score_tally_add, INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MFINALFUNC = csat_score, MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat(score smallint) IS 'CSAT of scores 1 to 5: those that are 4 or 5 in percent of all, 0 to 100';

CREATE AGGREGATE csat(score integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64, FINALFUNC = csat_score, COMBINEFUNC = score_tally_add, INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MFINALFUNC = csat_score, MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat(score integer) IS 'CSAT of scores 1 to 5: those that are 4 or 5 in percent of all, 0 to 100';

CREATE AGGREGATE csat(score double precision) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64, FINALFUNC = csat_score, COMBINEFUNC = score_tally_add, INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MFINALFUNC = csat_score, MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat(score double precision) IS 'CSAT of scores 1 to 5: those that are 4 or 5 in percent of all, 0 to 100';

CREATE AGGREGATE csat(score numeric) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64, FINALFUNC = csat_score, COMBINEFUNC = score_tally_add, INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MFINALFUNC = csat_score, MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat(score numeric) IS 'CSAT of scores 1 to 5: those that are 4 or 5 in percent of all, 0 to 100';

CREATE AGGREGATE csat_tally(score smallint) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64, COMBINEFUNC = score_tally_add, INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_tally(score smallint) IS 'tally of scores 1 to 5';

CREATE AGGREGATE csat_tally(score integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64, COMBINEFUNC = score_tally_add, INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_tally(score integer) IS 'tally of scores 1 to 5';

CREATE AGGREGATE csat_tally(score double precision) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64, COMBINEFUNC = score_tally_add, INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_tally(score double precision) IS 'tally of scores 1 to 5';

CREATE AGGREGATE csat_tally(score numeric) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 64, COMBINEFUNC = score_tally_add, INITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MINITCOND = '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_tally(score numeric) IS 'tally of scores 1 to 5';

CREATE AGGREGATE nps(score smallint) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112, FINALFUNC = nps_score, COMBINEFUNC = score_tally_add, INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112, MFINALFUNC = nps_score, MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps(score smallint) IS 'NPS of scores 0 to 10: promoters (9, 10) less detractors (0 to 6) in percent of all, -100 to 100';

CREATE AGGREGATE nps(score integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112, FINALFUNC = nps_score, COMBINEFUNC = score_tally_add, INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112, MFINALFUNC = nps_score, MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps(score integer) IS 'NPS of scores 0 to 10: promoters (9, 10) less detractors (0 to 6) in percent of all, -100 to 100';

CREATE AGGREGATE nps(score double precision) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112, FINALFUNC = nps_score, COMBINEFUNC = score_tally_add, INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112, MFINALFUNC = nps_score, MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps(score double precision) IS 'NPS of scores 0 to 10: promoters (9, 10) less detractors (0 to 6) in percent of all, -100 to 100';

CREATE AGGREGATE nps(score numeric) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112, FINALFUNC = nps_score, COMBINEFUNC = score_tally_add, INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112, MFINALFUNC = nps_score, MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps(score numeric) IS 'NPS of scores 0 to 10: promoters (9, 10) less detractors (0 to 6) in percent of all, -100 to 100';

CREATE AGGREGATE nps_tally(score smallint) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112, COMBINEFUNC = score_tally_add, INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112, MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_tally(score smallint) IS 'tally of scores 0 to 10';

CREATE AGGREGATE nps_tally(score integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112, COMBINEFUNC = score_tally_add, INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112, MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_tally(score integer) IS 'tally of scores 0 to 10';

CREATE AGGREGATE nps_tally(score double precision) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112, COMBINEFUNC = score_tally_add, INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112, MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_tally(score double precision) IS 'tally of scores 0 to 10';

CREATE AGGREGATE nps_tally(score numeric) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 112, COMBINEFUNC = score_tally_add, INITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 112, MINITCOND = '{"0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 0, "8": 0, "9": 0, "10": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_tally(score numeric) IS 'tally of scores 0 to 10';

CREATE AGGREGATE csat(good boolean) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 32, FINALFUNC = csat_score, COMBINEFUNC = score_tally_add, INITCOND = '{"1": 0, "2": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 32, MFINALFUNC = csat_score, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat(good boolean) IS 'CSAT of good and bad: those that are true in percent of all, 0 to 100';

CREATE AGGREGATE csat_tally(good boolean) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 32, COMBINEFUNC = score_tally_add, INITCOND = '{"1": 0, "2": 0}',
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 32, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_tally(good boolean) IS 'tally of good and bad, on the scale of 1 (false) to 2 (true)';

CREATE AGGREGATE csat(score smallint, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96, FINALFUNC = csat_score, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96, MFINALFUNC = csat_score, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat(score smallint, points integer) IS 'CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE csat(score integer, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96, FINALFUNC = csat_score, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96, MFINALFUNC = csat_score, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat(score integer, points integer) IS 'CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE csat(score double precision, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96, FINALFUNC = csat_score, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96, MFINALFUNC = csat_score, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat(score double precision, points integer) IS 'CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE csat(score numeric, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96, FINALFUNC = csat_score, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96, MFINALFUNC = csat_score, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat(score numeric, points integer) IS 'CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE csat_tally(score smallint, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96, MFINALFUNC = score_tally_unless_empty, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_tally(score smallint, points integer) IS 'tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE csat_tally(score integer, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96, MFINALFUNC = score_tally_unless_empty, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_tally(score integer, points integer) IS 'tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE csat_tally(score double precision, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96, MFINALFUNC = score_tally_unless_empty, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_tally(score double precision, points integer) IS 'tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE csat_tally(score numeric, points integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 96, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 96, MFINALFUNC = score_tally_unless_empty, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_tally(score numeric, points integer) IS 'tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE score_tally_agg(score smallint, lowest integer, highest integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 128, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 128, MFINALFUNC = score_tally_unless_empty, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE score_tally_agg(score smallint, lowest integer, highest integer) IS 'tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

CREATE AGGREGATE score_tally_agg(score integer, lowest integer, highest integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 128, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 128, MFINALFUNC = score_tally_unless_empty, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE score_tally_agg(score integer, lowest integer, highest integer) IS 'tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

CREATE AGGREGATE score_tally_agg(score double precision, lowest integer, highest integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 128, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 128, MFINALFUNC = score_tally_unless_empty, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE score_tally_agg(score double precision, lowest integer, highest integer) IS 'tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

CREATE AGGREGATE score_tally_agg(score numeric, lowest integer, highest integer) (
	SFUNC = score_tally_accum, STYPE = score_tally, SSPACE = 128, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_accum, MINVFUNC = score_tally_accum_inv, MSTYPE = score_tally, MSSPACE = 128, MFINALFUNC = score_tally_unless_empty, MINITCOND = '{"1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE score_tally_agg(score numeric, lowest integer, highest integer) IS 'tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

--
-- Aggregates over tallies
--

CREATE AGGREGATE csat(tally score_tally) (
	SFUNC = score_tally_add, STYPE = score_tally, FINALFUNC = csat_score, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_add, MINVFUNC = score_tally_subtract, MSTYPE = score_tally, MFINALFUNC = csat_score,
	PARALLEL = safe);
COMMENT ON AGGREGATE csat(tally score_tally) IS 'CSAT of all answers of the tallies together, in percent';

CREATE AGGREGATE nps(tally score_tally) (
	SFUNC = score_tally_add, STYPE = score_tally, FINALFUNC = nps_score, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_add, MINVFUNC = score_tally_subtract, MSTYPE = score_tally, MFINALFUNC = nps_score,
	PARALLEL = safe);
COMMENT ON AGGREGATE nps(tally score_tally) IS 'NPS of all answers of the tallies together, -100 to 100';

CREATE AGGREGATE sum(tally score_tally) (
	SFUNC = score_tally_add, STYPE = score_tally, COMBINEFUNC = score_tally_add,
	MSFUNC = score_tally_add, MINVFUNC = score_tally_subtract, MSTYPE = score_tally,
	PARALLEL = safe);
COMMENT ON AGGREGATE sum(tally score_tally) IS 'all answers of the tallies together';

--
-- Weighted aggregates.  No inverse: sums of fractions do not subtract exactly,
-- so that PostgreSQL recomputes a moving window.
--

CREATE FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_accum_float8'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision) IS 'aggregate transition function: count an answer in with its weight';

CREATE FUNCTION weighted_tally_accum(weighted_tally, numeric, double precision) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_accum_numeric'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tally_support;
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
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 224, FINALFUNC = csat_score, COMBINEFUNC = weighted_tally_add, INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_csat(score double precision, weight double precision) IS 'weighted CSAT of scores 1 to 5: what those that are 4 or 5 weigh in percent of all, 0 to 100';

CREATE AGGREGATE weighted_csat(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 224, FINALFUNC = csat_score, COMBINEFUNC = weighted_tally_add, INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_csat(score numeric, weight double precision) IS 'weighted CSAT of scores 1 to 5: what those that are 4 or 5 weigh in percent of all, 0 to 100';

CREATE AGGREGATE weighted_csat(score double precision, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 424, FINALFUNC = csat_score, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_csat(score double precision, weight double precision, points integer) IS 'weighted CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE weighted_csat(score numeric, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 424, FINALFUNC = csat_score, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_csat(score numeric, weight double precision, points integer) IS 'weighted CSAT of scores 1 to points, 2 to 10 of them, in percent: satisfied are the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10';

CREATE AGGREGATE weighted_nps(score double precision, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 464, FINALFUNC = nps_score, COMBINEFUNC = weighted_tally_add, INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_nps(score double precision, weight double precision) IS 'weighted NPS of scores 0 to 10: what promoters (9, 10) weigh less what detractors (0 to 6) weigh in percent of all, -100 to 100';

CREATE AGGREGATE weighted_nps(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 464, FINALFUNC = nps_score, COMBINEFUNC = weighted_tally_add, INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_nps(score numeric, weight double precision) IS 'weighted NPS of scores 0 to 10: what promoters (9, 10) weigh less what detractors (0 to 6) weigh in percent of all, -100 to 100';

CREATE AGGREGATE weighted_csat_tally(score double precision, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 224, COMBINEFUNC = weighted_tally_add, INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_csat_tally(score double precision, weight double precision) IS 'weighted tally of scores 1 to 5';

CREATE AGGREGATE weighted_csat_tally(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 224, COMBINEFUNC = weighted_tally_add, INITCOND = '{"1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0]}',
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_csat_tally(score numeric, weight double precision) IS 'weighted tally of scores 1 to 5';

CREATE AGGREGATE weighted_csat_tally(score double precision, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 424, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_csat_tally(score double precision, weight double precision, points integer) IS 'weighted tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE weighted_csat_tally(score numeric, weight double precision, points integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 424, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_csat_tally(score numeric, weight double precision, points integer) IS 'weighted tally of scores 1 to points, 2 to 10 of them; NULL without answers';

CREATE AGGREGATE weighted_nps_tally(score double precision, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 464, COMBINEFUNC = weighted_tally_add, INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_nps_tally(score double precision, weight double precision) IS 'weighted tally of scores 0 to 10';

CREATE AGGREGATE weighted_nps_tally(score numeric, weight double precision) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 464, COMBINEFUNC = weighted_tally_add, INITCOND = '{"0": [0, 0, 0], "1": [0, 0, 0], "2": [0, 0, 0], "3": [0, 0, 0], "4": [0, 0, 0], "5": [0, 0, 0], "6": [0, 0, 0], "7": [0, 0, 0], "8": [0, 0, 0], "9": [0, 0, 0], "10": [0, 0, 0]}',
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_nps_tally(score numeric, weight double precision) IS 'weighted tally of scores 0 to 10';

CREATE AGGREGATE weighted_tally_agg(score double precision, weight double precision, lowest integer, highest integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 528, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_tally_agg(score double precision, weight double precision, lowest integer, highest integer) IS 'weighted tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

CREATE AGGREGATE weighted_tally_agg(score numeric, weight double precision, lowest integer, highest integer) (
	SFUNC = weighted_tally_accum, STYPE = weighted_tally, SSPACE = 528, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);
COMMENT ON AGGREGATE weighted_tally_agg(score numeric, weight double precision, lowest integer, highest integer) IS 'weighted tally of scores lowest to highest, 2 to 101 of them; NULL without answers';

CREATE AGGREGATE csat(tally weighted_tally) (
	SFUNC = weighted_tally_add, STYPE = weighted_tally, FINALFUNC = csat_score, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);
COMMENT ON AGGREGATE csat(tally weighted_tally) IS 'weighted CSAT of all answers of the tallies together, in percent';

CREATE AGGREGATE nps(tally weighted_tally) (
	SFUNC = weighted_tally_add, STYPE = weighted_tally, FINALFUNC = nps_score, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);
COMMENT ON AGGREGATE nps(tally weighted_tally) IS 'weighted NPS of all answers of the tallies together, -100 to 100';

CREATE AGGREGATE sum(tally weighted_tally) (
	SFUNC = weighted_tally_add, STYPE = weighted_tally, COMBINEFUNC = weighted_tally_add,
	PARALLEL = safe);
COMMENT ON AGGREGATE sum(tally weighted_tally) IS 'all answers of the weighted tallies together';

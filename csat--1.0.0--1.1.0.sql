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

-- All transition functions call on the planner's hook.
ALTER FUNCTION score_tally_accum(score_tally, smallint) SUPPORT tally_support;
ALTER FUNCTION score_tally_accum(score_tally, integer) SUPPORT tally_support;
ALTER FUNCTION score_tally_accum(score_tally, double precision) SUPPORT tally_support;
ALTER FUNCTION score_tally_accum(score_tally, numeric) SUPPORT tally_support;
ALTER FUNCTION score_tally_accum(score_tally, boolean) SUPPORT tally_support;
ALTER FUNCTION weighted_tally_accum(weighted_tally, double precision, double precision) SUPPORT tally_support;
ALTER FUNCTION weighted_tally_accum(weighted_tally, numeric, double precision) SUPPORT tally_support;

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

ALTER TYPE score_homogeneity_result ADD ATTRIBUTE least_expected numeric;
COMMENT ON TYPE score_homogeneity_result IS 'test whether groups have one score: chi-square, its degrees of freedom, the p-value, the fewest answers expected in a category of a group';

CREATE OR REPLACE FUNCTION nps_interval(tally score_tally, level double precision DEFAULT 0.95, method pg_catalog.text DEFAULT 'score') RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_nps_interval'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_interval(tally score_tally, level double precision, method pg_catalog.text) IS 'confidence interval of NPS, in points, -100 to 100, at a level between 0 and 1; methods score, adjusted-wald, wald; NULL without answers';

CREATE OR REPLACE FUNCTION nps_interval(tally weighted_tally, level double precision DEFAULT 0.95, method pg_catalog.text DEFAULT 'score') RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_nps_interval'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_interval(tally weighted_tally, level double precision, method pg_catalog.text) IS 'confidence interval of weighted NPS, in points, -100 to 100, at a level between 0 and 1; methods score, adjusted-wald, wald; NULL without weight';

COMMENT ON FUNCTION mean_interval(tally score_tally, level double precision) IS 'confidence interval of the mean score by the score method, within the scale, at a level between 0 and 1; NULL if no answers';

CREATE FUNCTION mean_interval(tally score_tally, level double precision, method pg_catalog.text) RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_mean_interval_by_method'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_interval(tally score_tally, level double precision, method pg_catalog.text) IS 'confidence interval of the mean score, within the scale, at a level between 0 and 1, by method score or student; NULL if no answers, by student for less than two answers';

COMMENT ON FUNCTION mean_change(before score_tally, after score_tally, level double precision) IS 'change of the mean score in the unit of the scale, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change, by the score method; NULL if either tally has no answers';

CREATE FUNCTION mean_change(before score_tally, after score_tally, level double precision, method pg_catalog.text) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_mean_change_by_method'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_change(before score_tally, after score_tally, level double precision, method pg_catalog.text) IS 'change of the mean score in the unit of the scale, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change, by method score or student (Welch''s test); NULL if either tally has no answers, by student the change alone if either has a single answer';

COMMENT ON FUNCTION mean_interval(tally weighted_tally, level double precision) IS 'confidence interval of the weighted mean score by the score method, within the scale, at a level between 0 and 1; NULL if no weight';

CREATE FUNCTION mean_interval(tally weighted_tally, level double precision, method pg_catalog.text) RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_mean_interval_by_method'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_interval(tally weighted_tally, level double precision, method pg_catalog.text) IS 'confidence interval of the weighted mean score, within the scale, at a level between 0 and 1, by method score or student; NULL if no weight, by student for less than two answers';

COMMENT ON FUNCTION mean_change(before weighted_tally, after weighted_tally, level double precision) IS 'change of the weighted mean score in the unit of the scale, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change, by the score method; NULL if either tally has no weight';

CREATE FUNCTION mean_change(before weighted_tally, after weighted_tally, level double precision, method pg_catalog.text) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_mean_change_by_method'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_change(before weighted_tally, after weighted_tally, level double precision, method pg_catalog.text) IS 'change of the weighted mean score in the unit of the scale, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change, by method score or student (Welch''s test); NULL if either tally has no weight, by student the change alone if either has a single answer';

COMMENT ON FUNCTION csat_sample_size(margin double precision, level double precision, expected double precision, population bigint) IS 'answers that CSAT needs for its default interval to be twice so many points wide, at a level between 0 and 1, where it is expected at so many points; of so many people, or for NULL of an endless population';

COMMENT ON FUNCTION nps_sample_size(margin double precision, level double precision, variance double precision, population bigint) IS 'answers that NPS needs for its default interval to be twice so many points wide, at a level between 0 and 1, where the variance of an answer worth 1, 0 or -1 is so much, at most 1; of so many people, or for NULL of an endless population';

-- The states of these became larger too.
CREATE OR REPLACE AGGREGATE csat_homogeneity(tally score_tally) (
	SFUNC = csat_homogeneity_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = homogeneity_final, COMBINEFUNC = homogeneity_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE csat_homogeneity(tally weighted_tally) (
	SFUNC = csat_homogeneity_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = homogeneity_final, COMBINEFUNC = homogeneity_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE nps_homogeneity(tally score_tally) (
	SFUNC = nps_homogeneity_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = homogeneity_final, COMBINEFUNC = homogeneity_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE nps_homogeneity(tally weighted_tally) (
	SFUNC = nps_homogeneity_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = homogeneity_final, COMBINEFUNC = homogeneity_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE clustered_csat(tally score_tally) (
	SFUNC = csat_clusters_accum, STYPE = bigint[], SSPACE = 168, FINALFUNC = csat_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE clustered_csat(tally weighted_tally) (
	SFUNC = csat_clusters_accum, STYPE = double precision[], SSPACE = 168, FINALFUNC = csat_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE clustered_nps(tally score_tally) (
	SFUNC = nps_clusters_accum, STYPE = bigint[], SSPACE = 168, FINALFUNC = nps_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE clustered_nps(tally weighted_tally) (
	SFUNC = nps_clusters_accum, STYPE = double precision[], SSPACE = 168, FINALFUNC = nps_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE stratified_csat(tally score_tally, share double precision) (
	SFUNC = csat_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = csat_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE stratified_csat(tally weighted_tally, share double precision) (
	SFUNC = csat_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = csat_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE stratified_nps(tally score_tally, share double precision) (
	SFUNC = nps_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = nps_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

CREATE OR REPLACE AGGREGATE stratified_nps(tally weighted_tally, share double precision) (
	SFUNC = nps_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = nps_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);

COMMENT ON AGGREGATE csat_homogeneity(tally score_tally) IS 'do groups, one tally each, differ in CSAT: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

COMMENT ON AGGREGATE csat_homogeneity(tally weighted_tally) IS 'do groups, one tally each, differ in weighted CSAT: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

COMMENT ON AGGREGATE nps_homogeneity(tally score_tally) IS 'do groups, one tally each, differ in NPS: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

COMMENT ON AGGREGATE nps_homogeneity(tally weighted_tally) IS 'do groups, one tally each, differ in weighted NPS: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

--
-- A score with its interval, one column each; intervals where the sample was
-- drawn from few people
--

CREATE TYPE score_estimate_result AS (score numeric, low numeric, high numeric, responses bigint);
COMMENT ON TYPE score_estimate_result IS 'a score, its confidence interval, and how many answers it is of';

CREATE FUNCTION csat_estimate(tally score_tally, level double precision DEFAULT 0.95) RETURNS score_estimate_result
	AS 'MODULE_PATHNAME', 'tally_csat_estimate'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_estimate(tally score_tally, level double precision) IS 'CSAT in points, its default confidence interval at a level between 0 and 1, and the number of answers; all but that NULL without answers';

CREATE FUNCTION nps_estimate(tally score_tally, level double precision DEFAULT 0.95) RETURNS score_estimate_result
	AS 'MODULE_PATHNAME', 'tally_nps_estimate'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_estimate(tally score_tally, level double precision) IS 'NPS in points, its default confidence interval at a level between 0 and 1, and the number of answers; all but that NULL without answers';

CREATE FUNCTION csat_estimate(tally weighted_tally, level double precision DEFAULT 0.95) RETURNS score_estimate_result
	AS 'MODULE_PATHNAME', 'tally_csat_estimate'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_estimate(tally weighted_tally, level double precision) IS 'weighted CSAT in points, its default confidence interval at a level between 0 and 1, and the number of answers; all but that NULL without weight';

CREATE FUNCTION nps_estimate(tally weighted_tally, level double precision DEFAULT 0.95) RETURNS score_estimate_result
	AS 'MODULE_PATHNAME', 'tally_nps_estimate'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_estimate(tally weighted_tally, level double precision) IS 'weighted NPS in points, its default confidence interval at a level between 0 and 1, and the number of answers; all but that NULL without weight';

CREATE FUNCTION mean_estimate(tally score_tally, level double precision DEFAULT 0.95) RETURNS score_estimate_result
	AS 'MODULE_PATHNAME', 'tally_mean_estimate'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_estimate(tally score_tally, level double precision) IS 'mean score in the unit of the scale, its default confidence interval at a level between 0 and 1, and the number of answers; all but that NULL without answers';

CREATE FUNCTION mean_estimate(tally weighted_tally, level double precision DEFAULT 0.95) RETURNS score_estimate_result
	AS 'MODULE_PATHNAME', 'tally_mean_estimate'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_estimate(tally weighted_tally, level double precision) IS 'weighted mean score in the unit of the scale, its default confidence interval at a level between 0 and 1, and the number of answers; all but that NULL without weight';

CREATE FUNCTION csat_interval(tally score_tally, level double precision, method pg_catalog.text, population bigint) RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_csat_population_interval'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_interval(tally score_tally, level double precision, method pg_catalog.text, population bigint) IS 'confidence interval of CSAT, in points, where the answers are of a sample of so many people, or for NULL of an endless population; methods wilson, agresti-coull, wald; NULL without answers';

CREATE FUNCTION nps_interval(tally score_tally, level double precision, method pg_catalog.text, population bigint) RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_nps_population_interval'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_interval(tally score_tally, level double precision, method pg_catalog.text, population bigint) IS 'confidence interval of NPS, in points, where the answers are of a sample of so many people, or for NULL of an endless population; methods score, adjusted-wald, wald; NULL without answers';

CREATE FUNCTION csat_interval(tally weighted_tally, level double precision, method pg_catalog.text, population bigint) RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_csat_population_interval'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_interval(tally weighted_tally, level double precision, method pg_catalog.text, population bigint) IS 'confidence interval of weighted CSAT, in points, where the answers are of a sample of so many people, or for NULL of an endless population; methods wilson, agresti-coull, wald; NULL without weight';

CREATE FUNCTION nps_interval(tally weighted_tally, level double precision, method pg_catalog.text, population bigint) RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_nps_population_interval'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_interval(tally weighted_tally, level double precision, method pg_catalog.text, population bigint) IS 'confidence interval of weighted NPS, in points, where the answers are of a sample of so many people, or for NULL of an endless population; methods score, adjusted-wald, wald; NULL without weight';

--
-- How many answers it takes to see a change
--

CREATE TYPE detectable_change_result AS (fall numeric, rise numeric);
COMMENT ON TYPE detectable_change_result IS 'the smallest fall and rise that so many answers can show, in points';

CREATE FUNCTION csat_change_sample_size(before double precision, after double precision, power double precision DEFAULT 0.8, level double precision DEFAULT 0.95) RETURNS bigint
	AS 'MODULE_PATHNAME', 'csat_change_sample_size'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_change_sample_size(before double precision, after double precision, power double precision, level double precision) IS 'answers that are needed on each side to see CSAT change from so many points to so many: with this chance, the power, at a level between 0 and 1';

CREATE FUNCTION nps_change_sample_size(change double precision, variance_before double precision DEFAULT 1, variance_after double precision DEFAULT 1, power double precision DEFAULT 0.8, level double precision DEFAULT 0.95) RETURNS bigint
	AS 'MODULE_PATHNAME', 'nps_change_sample_size'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_change_sample_size(change double precision, variance_before double precision, variance_after double precision, power double precision, level double precision) IS 'answers that are needed on each side to see NPS change by so many points, where the variances of an answer worth 1, 0 or -1 are so much, at most 1: with this chance, the power, at a level between 0 and 1';

CREATE FUNCTION csat_detectable_change(before double precision, answers bigint, power double precision DEFAULT 0.8, level double precision DEFAULT 0.95) RETURNS detectable_change_result
	AS 'MODULE_PATHNAME', 'csat_detectable_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_detectable_change(before double precision, answers bigint, power double precision, level double precision) IS 'the smallest fall and rise of CSAT from so many points, in points, that so many answers on each side show with this chance, the power, at a level between 0 and 1; NULL for one that none shows';

--
-- Several comparisons; a change of ranks
--

CREATE FUNCTION adjusted_p_values(p_values numeric[], method pg_catalog.text DEFAULT 'holm') RETURNS numeric[]
	AS 'MODULE_PATHNAME', 'adjusted_p_values'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION adjusted_p_values(p_values numeric[], method pg_catalog.text) IS 'p-values of several comparisons, adjusted for their number, each in its place; methods holm, benjamini-hochberg, bonferroni; NULLs stay and do not count';

CREATE TYPE rank_change_result AS (probability numeric, z numeric, p_value numeric);
COMMENT ON TYPE rank_change_result IS 'how probable it is that an answer after is higher than one before, and the test that it is no more probable than the reverse';

CREATE FUNCTION rank_change(before score_tally, after score_tally) RETURNS rank_change_result
	AS 'MODULE_PATHNAME', 'tally_rank_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rank_change(before score_tally, after score_tally) IS 'how probable it is that an answer after is higher than one before, equal ones counting half, with z and two-sided p-value of Mann and Whitney''s test; NULL if either tally has no answers';

CREATE FUNCTION rank_change(before weighted_tally, after weighted_tally) RETURNS rank_change_result
	AS 'MODULE_PATHNAME', 'tally_rank_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rank_change(before weighted_tally, after weighted_tally) IS 'how probable it is that a weighted answer after is higher than one before, equal ones counting half, with z and two-sided p-value of Mann and Whitney''s test; NULL if either tally has no weight';

--
-- Aggregates over one tally a period, agent or segment.  Their states are arrays
-- of numbers; scores drawn towards what all have in common
--

CREATE TYPE score_trend_result AS (slope numeric, standard_error numeric, z numeric, p_value numeric, departure numeric, departure_p_value numeric);
COMMENT ON TYPE score_trend_result IS 'change of a score by unit of time, its standard error, both in points, z and two-sided p-value, and the chi-square of the departure from a straight line with its p-value';

CREATE TYPE score_prior_result AS (mean numeric, weight numeric);
COMMENT ON TYPE score_prior_result IS 'the score of all groups together, in points, and how many answers of it a group is to be drawn towards it by';

CREATE FUNCTION csat_trend_accum(double precision[], score_tally, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'csat_trend_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_trend_accum(double precision[], score_tally, double precision) IS 'aggregate transition function: count in the answers of a period and its place in time';

CREATE FUNCTION csat_trend_accum(double precision[], weighted_tally, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'csat_trend_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_trend_accum(double precision[], weighted_tally, double precision) IS 'aggregate transition function: count in the answers of a period and its place in time';

CREATE FUNCTION nps_trend_accum(double precision[], score_tally, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'nps_trend_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_trend_accum(double precision[], score_tally, double precision) IS 'aggregate transition function: count in the answers of a period and its place in time';

CREATE FUNCTION nps_trend_accum(double precision[], weighted_tally, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'nps_trend_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_trend_accum(double precision[], weighted_tally, double precision) IS 'aggregate transition function: count in the answers of a period and its place in time';

CREATE FUNCTION csat_prior_accum(double precision[], score_tally) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'csat_prior_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_prior_accum(double precision[], score_tally) IS 'aggregate transition function: count in a group to see how CSAT varies';

CREATE FUNCTION csat_prior_accum(double precision[], weighted_tally) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'csat_prior_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_prior_accum(double precision[], weighted_tally) IS 'aggregate transition function: count in a group to see how CSAT varies';

CREATE FUNCTION nps_prior_accum(double precision[], score_tally) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'nps_prior_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_prior_accum(double precision[], score_tally) IS 'aggregate transition function: count in a group to see how NPS varies';

CREATE FUNCTION nps_prior_accum(double precision[], weighted_tally) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'nps_prior_accum'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_prior_accum(double precision[], weighted_tally) IS 'aggregate transition function: count in a group to see how NPS varies';

CREATE FUNCTION score_moments_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'score_moments_combine'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_moments_combine(double precision[], double precision[]) IS 'aggregate combine function: the periods or groups of both states';

CREATE FUNCTION score_trend_final(double precision[]) RETURNS score_trend_result
	AS 'MODULE_PATHNAME', 'score_trend_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_trend_final(double precision[]) IS 'aggregate final function: trend of a score';

CREATE FUNCTION score_prior_final(double precision[]) RETURNS score_prior_result
	AS 'MODULE_PATHNAME', 'score_prior_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_prior_final(double precision[]) IS 'aggregate final function: how alike groups are';

CREATE AGGREGATE csat_trend(tally score_tally, x double precision) (
	SFUNC = csat_trend_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = score_trend_final, COMBINEFUNC = score_moments_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_trend(tally score_tally, x double precision) IS 'trend of CSAT over periods, one tally for each and its place in time: points by unit of x, their standard error, z and p-value, and the departure from a straight line; NULL without answers at two places';

CREATE AGGREGATE csat_trend(tally weighted_tally, x double precision) (
	SFUNC = csat_trend_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = score_trend_final, COMBINEFUNC = score_moments_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_trend(tally weighted_tally, x double precision) IS 'trend of weighted CSAT over periods, one tally for each and its place in time: points by unit of x, their standard error, z and p-value, and the departure from a straight line; NULL without weight at two places';

CREATE AGGREGATE nps_trend(tally score_tally, x double precision) (
	SFUNC = nps_trend_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = score_trend_final, COMBINEFUNC = score_moments_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_trend(tally score_tally, x double precision) IS 'trend of NPS over periods, one tally for each and its place in time: points by unit of x, their standard error, z and p-value, and the departure from a straight line; NULL without answers at two places';

CREATE AGGREGATE nps_trend(tally weighted_tally, x double precision) (
	SFUNC = nps_trend_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = score_trend_final, COMBINEFUNC = score_moments_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_trend(tally weighted_tally, x double precision) IS 'trend of weighted NPS over periods, one tally for each and its place in time: points by unit of x, their standard error, z and p-value, and the departure from a straight line; NULL without weight at two places';

CREATE AGGREGATE csat_prior(tally score_tally) (
	SFUNC = csat_prior_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = score_prior_final, COMBINEFUNC = score_moments_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_prior(tally score_tally) IS 'CSAT of all groups, one tally each, and the weight that it should have beside that of a group, in answers, for shrunk_csat; NULL for a single group and for groups of one answer';

CREATE AGGREGATE csat_prior(tally weighted_tally) (
	SFUNC = csat_prior_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = score_prior_final, COMBINEFUNC = score_moments_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_prior(tally weighted_tally) IS 'weighted CSAT of all groups, one tally each, and the weight that it should have beside that of a group, in answers, for shrunk_csat; NULL for a single group and for groups of one answer';

CREATE AGGREGATE nps_prior(tally score_tally) (
	SFUNC = nps_prior_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = score_prior_final, COMBINEFUNC = score_moments_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_prior(tally score_tally) IS 'NPS of all groups, one tally each, and the weight that it should have beside that of a group, in answers, for shrunk_nps; NULL for a single group and for groups of one answer';

CREATE AGGREGATE nps_prior(tally weighted_tally) (
	SFUNC = nps_prior_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = score_prior_final, COMBINEFUNC = score_moments_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_prior(tally weighted_tally) IS 'weighted NPS of all groups, one tally each, and the weight that it should have beside that of a group, in answers, for shrunk_nps; NULL for a single group and for groups of one answer';

CREATE FUNCTION shrunk_csat(tally score_tally, mean numeric, weight numeric) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_shrunk_csat'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION shrunk_csat(tally score_tally, mean numeric, weight numeric) IS 'CSAT as if so many more answers, the weight, had the CSAT mean, in points: see csat_prior; NULL without answers';

CREATE FUNCTION shrunk_nps(tally score_tally, mean numeric, weight numeric) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_shrunk_nps'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION shrunk_nps(tally score_tally, mean numeric, weight numeric) IS 'NPS as if so many more answers, the weight, had the NPS mean, in points: see nps_prior; NULL without answers';

CREATE FUNCTION shrunk_csat(tally weighted_tally, mean numeric, weight numeric) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_shrunk_csat'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION shrunk_csat(tally weighted_tally, mean numeric, weight numeric) IS 'weighted CSAT as if so many more answers, the weight, had the CSAT mean, in points: see csat_prior; NULL without weight';

CREATE FUNCTION shrunk_nps(tally weighted_tally, mean numeric, weight numeric) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_shrunk_nps'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION shrunk_nps(tally weighted_tally, mean numeric, weight numeric) IS 'weighted NPS as if so many more answers, the weight, had the NPS mean, in points: see nps_prior; NULL without weight';

--
-- Clusters, strata and pairs with the level of the interval, which is the same
-- in all rows
--

CREATE FUNCTION csat_clusters_accum(bigint[], score_tally, double precision) RETURNS bigint[]
	AS 'MODULE_PATHNAME', 'csat_clusters_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_clusters_accum(bigint[], score_tally, double precision) IS 'aggregate transition function: count in the answers of a cluster, for an interval at this level';

CREATE FUNCTION csat_clusters_accum(double precision[], weighted_tally, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'weighted_csat_clusters_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_clusters_accum(double precision[], weighted_tally, double precision) IS 'aggregate transition function: count in the weighted answers of a cluster, for an interval at this level';

CREATE FUNCTION nps_clusters_accum(bigint[], score_tally, double precision) RETURNS bigint[]
	AS 'MODULE_PATHNAME', 'nps_clusters_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_clusters_accum(bigint[], score_tally, double precision) IS 'aggregate transition function: count in the answers of a cluster, for an interval at this level';

CREATE FUNCTION nps_clusters_accum(double precision[], weighted_tally, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'weighted_nps_clusters_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_clusters_accum(double precision[], weighted_tally, double precision) IS 'aggregate transition function: count in the weighted answers of a cluster, for an interval at this level';

CREATE FUNCTION csat_strata_accum(double precision[], score_tally, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'csat_strata_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_strata_accum(double precision[], score_tally, double precision, double precision) IS 'aggregate transition function: count in the answers of a stratum and its share of the population, for an interval at this level';

CREATE FUNCTION csat_strata_accum(double precision[], weighted_tally, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'csat_strata_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_strata_accum(double precision[], weighted_tally, double precision, double precision) IS 'aggregate transition function: count in the answers of a stratum and its share of the population, for an interval at this level';

CREATE FUNCTION nps_strata_accum(double precision[], score_tally, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'nps_strata_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_strata_accum(double precision[], score_tally, double precision, double precision) IS 'aggregate transition function: count in the answers of a stratum and its share of the population, for an interval at this level';

CREATE FUNCTION nps_strata_accum(double precision[], weighted_tally, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'nps_strata_accum'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_strata_accum(double precision[], weighted_tally, double precision, double precision) IS 'aggregate transition function: count in the answers of a stratum and its share of the population, for an interval at this level';

CREATE FUNCTION leveled_pairs_accum(double precision[], smallint, smallint, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'leveled_pairs_accum_int2'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION leveled_pairs_accum(double precision[], smallint, smallint, double precision) IS 'aggregate transition function: count in a pair of answers, for an interval at this level';

CREATE FUNCTION leveled_pairs_accum(double precision[], integer, integer, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'leveled_pairs_accum_int4'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION leveled_pairs_accum(double precision[], integer, integer, double precision) IS 'aggregate transition function: count in a pair of answers, for an interval at this level';

CREATE FUNCTION leveled_pairs_accum(double precision[], double precision, double precision, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'leveled_pairs_accum_float8'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION leveled_pairs_accum(double precision[], double precision, double precision, double precision) IS 'aggregate transition function: count in a pair of answers, for an interval at this level';

CREATE FUNCTION leveled_pairs_accum(double precision[], numeric, numeric, double precision) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'leveled_pairs_accum_numeric'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION leveled_pairs_accum(double precision[], numeric, numeric, double precision) IS 'aggregate transition function: count in a pair of answers, for an interval at this level';

CREATE FUNCTION leveled_pairs_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME', 'leveled_pairs_combine'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION leveled_pairs_combine(double precision[], double precision[]) IS 'aggregate combine function: the pairs of both states';

CREATE FUNCTION leveled_pairs_final(double precision[]) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'leveled_pairs_final'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION leveled_pairs_final(double precision[]) IS 'aggregate final function: change of a score of pairs';

CREATE AGGREGATE clustered_csat(tally score_tally, level double precision) (
	SFUNC = csat_clusters_accum, STYPE = bigint[], SSPACE = 168, FINALFUNC = csat_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE clustered_csat(tally score_tally, level double precision) IS 'CSAT of clusters of answers, one tally for each customer: score, standard error and interval at this level in points, design effect; NULL without answers';

CREATE AGGREGATE clustered_csat(tally weighted_tally, level double precision) (
	SFUNC = csat_clusters_accum, STYPE = double precision[], SSPACE = 168, FINALFUNC = csat_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE clustered_csat(tally weighted_tally, level double precision) IS 'weighted CSAT of clusters of answers, one tally for each customer: score, standard error and interval at this level in points, design effect; NULL without weight';

CREATE AGGREGATE clustered_nps(tally score_tally, level double precision) (
	SFUNC = nps_clusters_accum, STYPE = bigint[], SSPACE = 168, FINALFUNC = nps_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE clustered_nps(tally score_tally, level double precision) IS 'NPS of clusters of answers, one tally for each customer: score, standard error and interval at this level in points, design effect; NULL without answers';

CREATE AGGREGATE clustered_nps(tally weighted_tally, level double precision) (
	SFUNC = nps_clusters_accum, STYPE = double precision[], SSPACE = 168, FINALFUNC = nps_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE clustered_nps(tally weighted_tally, level double precision) IS 'weighted NPS of clusters of answers, one tally for each customer: score, standard error and interval at this level in points, design effect; NULL without weight';

CREATE AGGREGATE stratified_csat(tally score_tally, share double precision, level double precision) (
	SFUNC = csat_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = csat_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE stratified_csat(tally score_tally, share double precision, level double precision) IS 'CSAT of a population in strata, one tally for each and its share, 0 to 1: score, standard error and interval at this level in points; NULL without answers';

CREATE AGGREGATE stratified_csat(tally weighted_tally, share double precision, level double precision) (
	SFUNC = csat_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = csat_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE stratified_csat(tally weighted_tally, share double precision, level double precision) IS 'weighted CSAT of a population in strata, one tally for each and its share, 0 to 1: score, standard error and interval at this level in points; NULL without weight';

CREATE AGGREGATE stratified_nps(tally score_tally, share double precision, level double precision) (
	SFUNC = nps_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = nps_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE stratified_nps(tally score_tally, share double precision, level double precision) IS 'NPS of a population in strata, one tally for each and its share, 0 to 1: score, standard error and interval at this level in points; NULL without answers';

CREATE AGGREGATE stratified_nps(tally weighted_tally, share double precision, level double precision) (
	SFUNC = nps_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = nps_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE stratified_nps(tally weighted_tally, share double precision, level double precision) IS 'weighted NPS of a population in strata, one tally for each and its share, 0 to 1: score, standard error and interval at this level in points; NULL without weight';

CREATE AGGREGATE csat_paired_change(before smallint, after smallint, level double precision) (
	SFUNC = leveled_pairs_accum, STYPE = double precision[], SSPACE = 72, FINALFUNC = leveled_pairs_final, COMBINEFUNC = leveled_pairs_combine, INITCOND = '{0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_paired_change(before smallint, after smallint, level double precision) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and interval at this level in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE csat_paired_change(before integer, after integer, level double precision) (
	SFUNC = leveled_pairs_accum, STYPE = double precision[], SSPACE = 72, FINALFUNC = leveled_pairs_final, COMBINEFUNC = leveled_pairs_combine, INITCOND = '{0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_paired_change(before integer, after integer, level double precision) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and interval at this level in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE csat_paired_change(before double precision, after double precision, level double precision) (
	SFUNC = leveled_pairs_accum, STYPE = double precision[], SSPACE = 72, FINALFUNC = leveled_pairs_final, COMBINEFUNC = leveled_pairs_combine, INITCOND = '{0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_paired_change(before double precision, after double precision, level double precision) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and interval at this level in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE csat_paired_change(before numeric, after numeric, level double precision) (
	SFUNC = leveled_pairs_accum, STYPE = double precision[], SSPACE = 72, FINALFUNC = leveled_pairs_final, COMBINEFUNC = leveled_pairs_combine, INITCOND = '{0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_paired_change(before numeric, after numeric, level double precision) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and interval at this level in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before smallint, after smallint, level double precision) (
	SFUNC = leveled_pairs_accum, STYPE = double precision[], SSPACE = 88, FINALFUNC = leveled_pairs_final, COMBINEFUNC = leveled_pairs_combine, INITCOND = '{0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_paired_change(before smallint, after smallint, level double precision) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and interval at this level in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before integer, after integer, level double precision) (
	SFUNC = leveled_pairs_accum, STYPE = double precision[], SSPACE = 88, FINALFUNC = leveled_pairs_final, COMBINEFUNC = leveled_pairs_combine, INITCOND = '{0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_paired_change(before integer, after integer, level double precision) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and interval at this level in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before double precision, after double precision, level double precision) (
	SFUNC = leveled_pairs_accum, STYPE = double precision[], SSPACE = 88, FINALFUNC = leveled_pairs_final, COMBINEFUNC = leveled_pairs_combine, INITCOND = '{0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_paired_change(before double precision, after double precision, level double precision) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and interval at this level in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before numeric, after numeric, level double precision) (
	SFUNC = leveled_pairs_accum, STYPE = double precision[], SSPACE = 88, FINALFUNC = leveled_pairs_final, COMBINEFUNC = leveled_pairs_combine, INITCOND = '{0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_paired_change(before numeric, after numeric, level double precision) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and interval at this level in points, two-sided p-value; NULL without pairs';

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

CREATE FUNCTION tally_rollup_maintain() RETURNS pg_catalog.trigger
	AS 'MODULE_PATHNAME'
	LANGUAGE C;
COMMENT ON FUNCTION tally_rollup_maintain() IS 'trigger function of tally rollups';

CREATE FUNCTION _tally_rollup_is_filled(deltas pg_catalog.regclass, recount pg_catalog.regclass) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_rollup_is_filled'
	LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION _tally_rollup_is_filled(pg_catalog.regclass, pg_catalog.regclass) IS 'error unless a tally rollup has counted its table; the link from its view to both';

CREATE FUNCTION _tally_rollup_has_rows(number bigint) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_rollup_has_rows'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION _tally_rollup_has_rows(bigint) IS 'has a group of a tally rollup rows? error if fewer than none';

CREATE OR REPLACE FUNCTION create_tally_rollup(name pg_catalog.text, source pg_catalog.regclass, keys pg_catalog.text[], tallies pg_catalog.text[]) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_create'
	LANGUAGE C;
COMMENT ON FUNCTION create_tally_rollup(pg_catalog.text, pg_catalog.regclass, pg_catalog.text[], pg_catalog.text[]) IS 'make a view of tallies of a table by keys, which triggers keep up to date';

CREATE FUNCTION create_tally_rollup(name pg_catalog.text, source pg_catalog.regclass, keys pg_catalog.text[], tallies pg_catalog.text[], fill boolean) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_create'
	LANGUAGE C;
COMMENT ON FUNCTION create_tally_rollup(pg_catalog.text, pg_catalog.regclass, pg_catalog.text[], pg_catalog.text[], boolean) IS 'make a tally rollup, with fill false without counting: rebuild_tally_rollup does so beside writers, once this is committed';

CREATE OR REPLACE FUNCTION compact_tally_rollup(name pg_catalog.regclass) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_compact'
	LANGUAGE C;
COMMENT ON FUNCTION compact_tally_rollup(pg_catalog.regclass) IS 'fold what statements appended to a tally rollup, so that it is read faster';

CREATE OR REPLACE FUNCTION rebuild_tally_rollup(name pg_catalog.regclass) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_rebuild'
	LANGUAGE C;
COMMENT ON FUNCTION rebuild_tally_rollup(pg_catalog.regclass) IS 'count a tally rollup anew, with partitions that came and without those that went';

CREATE FUNCTION rebuild_tally_rollup(name pg_catalog.regclass, fill boolean) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_rebuild'
	LANGUAGE C;
COMMENT ON FUNCTION rebuild_tally_rollup(pg_catalog.regclass, boolean) IS 'rebuild a tally rollup, with fill false only its triggers';

CREATE FUNCTION check_tally_rollup(name pg_catalog.regclass) RETURNS TABLE (problem pg_catalog.text, keys pg_catalog.jsonb, kept bigint, counted bigint)
	AS 'MODULE_PATHNAME', 'tally_rollup_check_all'
	LANGUAGE C STRICT;
COMMENT ON FUNCTION check_tally_rollup(pg_catalog.regclass) IS 'what is wrong with a tally rollup: groups that differ from a recount, with the rows it has and those of the table, and tables that lack triggers';

CREATE OR REPLACE FUNCTION drop_tally_rollup(name pg_catalog.regclass) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_drop'
	LANGUAGE C;
COMMENT ON FUNCTION drop_tally_rollup(pg_catalog.regclass) IS 'drop a tally rollup with its triggers';

CREATE VIEW tally_rollups AS WITH reads AS (
		SELECT DISTINCT r.ev_class AS view, c.oid AS relation, c.relkind
		FROM pg_catalog.pg_rewrite AS r
			JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid AND d.objid = r.oid
				AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND d.refobjid <> r.ev_class
			JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid
	), links AS (
		SELECT DISTINCT d.refobjid AS view, t.tgrelid::pg_catalog.regclass AS relation
		FROM pg_catalog.pg_trigger AS t
			JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass::pg_catalog.oid AND d.objid = t.oid
				AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND d.refobjid <> t.tgrelid
		WHERE t.tgfoid = 'tally_rollup_maintain()'::pg_catalog.regprocedure::pg_catalog.oid AND t.tgparentid = 0::pg_catalog.oid
	)
	SELECT deltas.view::pg_catalog.regclass AS name, source.relation::pg_catalog.regclass AS source,
		ARRAY(SELECT attname::pg_catalog.text FROM pg_catalog.pg_attribute
			WHERE attrelid = deltas.view AND attnum > 0 AND atttypid NOT IN ('score_tally'::pg_catalog.regtype::pg_catalog.oid, 'weighted_tally'::pg_catalog.regtype::pg_catalog.oid)
				AND attname::pg_catalog.text <> 'row_count'::pg_catalog.text
			ORDER BY attnum) AS keys,
		pg_catalog.pg_stat_get_live_tuples(deltas.relation) AS deltas,
		pg_catalog.to_timestamp(pg_catalog.substring(pg_catalog.obj_description(deltas.relation, 'pg_class'::pg_catalog.name), ', last folded at .* [(]([0-9]{1,10})[)]$'::pg_catalog.text)::pg_catalog.float8) AS last_folded,
		ARRAY((SELECT relid FROM pg_catalog.pg_partition_tree(source.relation::pg_catalog.regclass) EXCEPT SELECT relation FROM links WHERE view = deltas.view)
			UNION (SELECT relation FROM links WHERE view = deltas.view AND relation::pg_catalog.oid <> source.relation
				EXCEPT SELECT relid FROM pg_catalog.pg_partition_tree(source.relation::pg_catalog.regclass))) AS to_rebuild
	FROM reads AS deltas
		JOIN reads AS recount ON recount.view = deltas.view AND recount.relkind = 'v'::"char"
		JOIN reads AS source ON source.view = recount.relation
	WHERE deltas.relkind = 'r'::"char" AND deltas.view IN (SELECT view FROM links);
COMMENT ON VIEW tally_rollups IS 'tally rollups: the view, its table, its keys, about how many deltas it has, when they were last folded or counted anew, and partitions that came or went since';
GRANT SELECT ON tally_rollups TO PUBLIC;

COMMENT ON TYPE _tally_rollup IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_schema() RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_schema() IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_parts(view pg_catalog.regclass) RETURNS _tally_rollup
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_parts(pg_catalog.regclass) IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_own(name pg_catalog.regclass) RETURNS pg_catalog.regclass
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_own(pg_catalog.regclass) IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_source(source pg_catalog.regclass) RETURNS pg_catalog.regclass
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_source(pg_catalog.regclass) IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_left(recount pg_catalog.regclass, deltas pg_catalog.text) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_left(pg_catalog.regclass, pg_catalog.text) IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_define(name pg_catalog.text, source pg_catalog.regclass, keys pg_catalog.text[], tallies pg_catalog.text[], path pg_catalog.text, home pg_catalog.text, csat pg_catalog.text) RETURNS pg_catalog.regclass
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_define(pg_catalog.text, pg_catalog.regclass, pg_catalog.text[], pg_catalog.text[], pg_catalog.text, pg_catalog.text, pg_catalog.text) IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_query(view pg_catalog.regclass, source pg_catalog.regclass, instead pg_catalog.text) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_query(pg_catalog.regclass, pg_catalog.regclass, pg_catalog.text) IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_handler(part _tally_rollup) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_handler(_tally_rollup) IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_attach(part _tally_rollup) RETURNS _tally_rollup
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_attach(_tally_rollup) IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_count(part _tally_rollup) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_count(_tally_rollup) IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_fold(part _tally_rollup) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_fold(_tally_rollup) IS 'of csat 1.0.0';

CREATE OR REPLACE FUNCTION _tally_rollup_drop(part _tally_rollup) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_retired'
	LANGUAGE C;
COMMENT ON FUNCTION _tally_rollup_drop(_tally_rollup) IS 'of csat 1.0.0';

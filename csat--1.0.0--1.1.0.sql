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

COMMENT ON AGGREGATE csat_homogeneity(tally score_tally) IS 'do groups, one tally each, differ in CSAT: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

COMMENT ON AGGREGATE csat_homogeneity(tally weighted_tally) IS 'do groups, one tally each, differ in weighted CSAT: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

COMMENT ON AGGREGATE nps_homogeneity(tally score_tally) IS 'do groups, one tally each, differ in NPS: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

COMMENT ON AGGREGATE nps_homogeneity(tally weighted_tally) IS 'do groups, one tally each, differ in weighted NPS: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

--
-- src/rating
--

--
-- src/rollup
--

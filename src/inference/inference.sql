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

CREATE TYPE score_homogeneity_result AS (statistic numeric, df bigint, p_value numeric, least_expected numeric);
COMMENT ON TYPE score_homogeneity_result IS 'test whether groups have one score: chi-square, its degrees of freedom, the p-value, the fewest answers expected in a category of a group';

CREATE TYPE clustered_score_result AS (score numeric, standard_error numeric, low numeric, high numeric, design_effect numeric);
COMMENT ON TYPE clustered_score_result IS 'score of answers in clusters, its standard error and 0.95 interval in points, and its variance relative to that of independent answers';

CREATE TYPE stratified_score_result AS (score numeric, standard_error numeric, low numeric, high numeric);
COMMENT ON TYPE stratified_score_result IS 'score of a population in strata, its standard error and 0.95 interval, in points';

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

CREATE FUNCTION nps_interval(tally score_tally, level double precision DEFAULT 0.95, method pg_catalog.text DEFAULT 'score') RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_nps_interval'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_interval(tally score_tally, level double precision, method pg_catalog.text) IS 'confidence interval of NPS, in points, -100 to 100, at a level between 0 and 1; methods score, adjusted-wald, wald; NULL without answers';

CREATE FUNCTION csat_change(before score_tally, after score_tally, level double precision DEFAULT 0.95) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_csat_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_change(before score_tally, after score_tally, level double precision) IS 'change of CSAT in points, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change; NULL if either tally has no answers';

CREATE FUNCTION nps_change(before score_tally, after score_tally, level double precision DEFAULT 0.95) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_nps_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_change(before score_tally, after score_tally, level double precision) IS 'change of NPS in points, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change; NULL if either tally has no answers';

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

CREATE FUNCTION nps_interval(tally weighted_tally, level double precision DEFAULT 0.95, method pg_catalog.text DEFAULT 'score') RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_nps_interval'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_interval(tally weighted_tally, level double precision, method pg_catalog.text) IS 'confidence interval of weighted NPS, in points, -100 to 100, at a level between 0 and 1; methods score, adjusted-wald, wald; NULL without weight';

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
-- Mean scores, scores against a target, what a segment contributes
--

CREATE FUNCTION mean_standard_error(tally score_tally) RETURNS numeric
	AS 'MODULE_PATHNAME', 'tally_mean_standard_error'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_standard_error(tally score_tally) IS 'standard error of the mean score, in the unit of the scale; NULL for less than two answers';

CREATE FUNCTION mean_interval(tally score_tally, level double precision DEFAULT 0.95) RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_mean_interval'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_interval(tally score_tally, level double precision) IS 'confidence interval of the mean score by the score method, within the scale, at a level between 0 and 1; NULL if no answers';

CREATE FUNCTION mean_interval(tally score_tally, level double precision, method pg_catalog.text) RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_mean_interval_by_method'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_interval(tally score_tally, level double precision, method pg_catalog.text) IS 'confidence interval of the mean score, within the scale, at a level between 0 and 1, by method score or student; NULL if no answers, by student for less than two answers';

CREATE FUNCTION mean_change(before score_tally, after score_tally, level double precision DEFAULT 0.95) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_mean_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_change(before score_tally, after score_tally, level double precision) IS 'change of the mean score in the unit of the scale, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change, by the score method; NULL if either tally has no answers';

CREATE FUNCTION mean_change(before score_tally, after score_tally, level double precision, method pg_catalog.text) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_mean_change_by_method'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_change(before score_tally, after score_tally, level double precision, method pg_catalog.text) IS 'change of the mean score in the unit of the scale, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change, by method score or student (Welch''s test); NULL if either tally has no answers, by student the change alone if either has a single answer';

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
COMMENT ON FUNCTION mean_interval(tally weighted_tally, level double precision) IS 'confidence interval of the weighted mean score by the score method, within the scale, at a level between 0 and 1; NULL if no weight';

CREATE FUNCTION mean_interval(tally weighted_tally, level double precision, method pg_catalog.text) RETURNS pg_catalog.numrange
	AS 'MODULE_PATHNAME', 'tally_mean_interval_by_method'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_interval(tally weighted_tally, level double precision, method pg_catalog.text) IS 'confidence interval of the weighted mean score, within the scale, at a level between 0 and 1, by method score or student; NULL if no weight, by student for less than two answers';

CREATE FUNCTION mean_change(before weighted_tally, after weighted_tally, level double precision DEFAULT 0.95) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_mean_change'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_change(before weighted_tally, after weighted_tally, level double precision) IS 'change of the weighted mean score in the unit of the scale, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change, by the score method; NULL if either tally has no weight';

CREATE FUNCTION mean_change(before weighted_tally, after weighted_tally, level double precision, method pg_catalog.text) RETURNS score_change_result
	AS 'MODULE_PATHNAME', 'tally_mean_change_by_method'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_change(before weighted_tally, after weighted_tally, level double precision, method pg_catalog.text) IS 'change of the weighted mean score in the unit of the scale, its confidence interval at a level between 0 and 1, and the two-sided p-value of no change, by method score or student (Welch''s test); NULL if either tally has no weight, by student the change alone if either has a single answer';

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
COMMENT ON FUNCTION csat_sample_size(margin double precision, level double precision, expected double precision, population bigint) IS 'answers that CSAT needs for its default interval to be twice so many points wide, at a level between 0 and 1, where it is expected at so many points; of so many people, or for NULL of an endless population';

CREATE FUNCTION nps_sample_size(margin double precision, level double precision DEFAULT 0.95, variance double precision DEFAULT 1, population bigint DEFAULT NULL) RETURNS bigint
	AS 'MODULE_PATHNAME', 'nps_sample_size'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_sample_size(margin double precision, level double precision, variance double precision, population bigint) IS 'answers that NPS needs for its default interval to be twice so many points wide, at a level between 0 and 1, where the variance of an answer worth 1, 0 or -1 is so much, at most 1; of so many people, or for NULL of an endless population';

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
	SFUNC = csat_homogeneity_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = homogeneity_final, COMBINEFUNC = homogeneity_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_homogeneity(tally score_tally) IS 'do groups, one tally each, differ in CSAT: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

CREATE AGGREGATE csat_homogeneity(tally weighted_tally) (
	SFUNC = csat_homogeneity_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = homogeneity_final, COMBINEFUNC = homogeneity_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_homogeneity(tally weighted_tally) IS 'do groups, one tally each, differ in weighted CSAT: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

CREATE AGGREGATE nps_homogeneity(tally score_tally) (
	SFUNC = nps_homogeneity_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = homogeneity_final, COMBINEFUNC = homogeneity_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_homogeneity(tally score_tally) IS 'do groups, one tally each, differ in NPS: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

CREATE AGGREGATE nps_homogeneity(tally weighted_tally) (
	SFUNC = nps_homogeneity_accum, STYPE = double precision[], SSPACE = 304, FINALFUNC = homogeneity_final, COMBINEFUNC = homogeneity_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_homogeneity(tally weighted_tally) IS 'do groups, one tally each, differ in weighted NPS: chi-square, degrees of freedom, p-value, fewest answers expected in a category of a group; NULL without answers';

CREATE AGGREGATE clustered_csat(tally score_tally) (
	SFUNC = csat_clusters_accum, STYPE = bigint[], SSPACE = 168, FINALFUNC = csat_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE clustered_csat(tally score_tally) IS 'CSAT of clusters of answers, one tally for each customer: score, standard error and 0.95 interval in points, design effect; NULL without answers';

CREATE AGGREGATE clustered_csat(tally weighted_tally) (
	SFUNC = csat_clusters_accum, STYPE = double precision[], SSPACE = 168, FINALFUNC = csat_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE clustered_csat(tally weighted_tally) IS 'weighted CSAT of clusters of answers, one tally for each customer: score, standard error and 0.95 interval in points, design effect; NULL without answers';

CREATE AGGREGATE clustered_nps(tally score_tally) (
	SFUNC = nps_clusters_accum, STYPE = bigint[], SSPACE = 168, FINALFUNC = nps_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE clustered_nps(tally score_tally) IS 'NPS of clusters of answers, one tally for each customer: score, standard error and 0.95 interval in points, design effect; NULL without answers';

CREATE AGGREGATE clustered_nps(tally weighted_tally) (
	SFUNC = nps_clusters_accum, STYPE = double precision[], SSPACE = 168, FINALFUNC = nps_clusters_final, COMBINEFUNC = clusters_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE clustered_nps(tally weighted_tally) IS 'weighted NPS of clusters of answers, one tally for each customer: score, standard error and 0.95 interval in points, design effect; NULL without answers';

CREATE AGGREGATE stratified_csat(tally score_tally, share double precision) (
	SFUNC = csat_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = csat_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE stratified_csat(tally score_tally, share double precision) IS 'CSAT of a population in strata, one tally for each and its share, 0 to 1: score, standard error and 0.95 interval in points; NULL without answers';

CREATE AGGREGATE stratified_csat(tally weighted_tally, share double precision) (
	SFUNC = csat_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = csat_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE stratified_csat(tally weighted_tally, share double precision) IS 'weighted CSAT of a population in strata, one tally for each and its share, 0 to 1: score, standard error and 0.95 interval in points; NULL without answers';

CREATE AGGREGATE stratified_nps(tally score_tally, share double precision) (
	SFUNC = nps_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = nps_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE stratified_nps(tally score_tally, share double precision) IS 'NPS of a population in strata, one tally for each and its share, 0 to 1: score, standard error and 0.95 interval in points; NULL without answers';

CREATE AGGREGATE stratified_nps(tally weighted_tally, share double precision) (
	SFUNC = nps_strata_accum, STYPE = double precision[], SSPACE = 112, FINALFUNC = nps_strata_final, COMBINEFUNC = strata_combine, INITCOND = '{0, 0, 0, 0, 0, 0, 0, 0, 0}',
	PARALLEL = safe);
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
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 48, FINALFUNC = csat_pairs_final, COMBINEFUNC = score_tally_add, INITCOND = '{"-1": 0, "0": 0, "1": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 48, MFINALFUNC = csat_pairs_final, MINITCOND = '{"-1": 0, "0": 0, "1": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_paired_change(before smallint, after smallint) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE csat_paired_change(before integer, after integer) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 48, FINALFUNC = csat_pairs_final, COMBINEFUNC = score_tally_add, INITCOND = '{"-1": 0, "0": 0, "1": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 48, MFINALFUNC = csat_pairs_final, MINITCOND = '{"-1": 0, "0": 0, "1": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_paired_change(before integer, after integer) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE csat_paired_change(before double precision, after double precision) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 48, FINALFUNC = csat_pairs_final, COMBINEFUNC = score_tally_add, INITCOND = '{"-1": 0, "0": 0, "1": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 48, MFINALFUNC = csat_pairs_final, MINITCOND = '{"-1": 0, "0": 0, "1": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_paired_change(before double precision, after double precision) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE csat_paired_change(before numeric, after numeric) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 48, FINALFUNC = csat_pairs_final, COMBINEFUNC = score_tally_add, INITCOND = '{"-1": 0, "0": 0, "1": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 48, MFINALFUNC = csat_pairs_final, MINITCOND = '{"-1": 0, "0": 0, "1": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE csat_paired_change(before numeric, after numeric) IS 'change of CSAT of the same people, asked twice, scores 1 to 5: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before smallint, after smallint) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 64, FINALFUNC = nps_pairs_final, COMBINEFUNC = score_tally_add, INITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MFINALFUNC = nps_pairs_final, MINITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_paired_change(before smallint, after smallint) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before integer, after integer) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 64, FINALFUNC = nps_pairs_final, COMBINEFUNC = score_tally_add, INITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MFINALFUNC = nps_pairs_final, MINITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_paired_change(before integer, after integer) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before double precision, after double precision) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 64, FINALFUNC = nps_pairs_final, COMBINEFUNC = score_tally_add, INITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MFINALFUNC = nps_pairs_final, MINITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_paired_change(before double precision, after double precision) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

CREATE AGGREGATE nps_paired_change(before numeric, after numeric) (
	SFUNC = score_pairs_accum, STYPE = score_tally, SSPACE = 64, FINALFUNC = nps_pairs_final, COMBINEFUNC = score_tally_add, INITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	MSFUNC = score_pairs_accum, MINVFUNC = score_pairs_accum_inv, MSTYPE = score_tally, MSSPACE = 64, MFINALFUNC = nps_pairs_final, MINITCOND = '{"-2": 0, "-1": 0, "0": 0, "1": 0, "2": 0}',
	PARALLEL = safe);
COMMENT ON AGGREGATE nps_paired_change(before numeric, after numeric) IS 'change of NPS of the same people, asked twice, scores 0 to 10: change and 0.95 interval in points, two-sided p-value; NULL without pairs';

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

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

CREATE FUNCTION csat_band(score numeric) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME', 'csat_band'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_band(score numeric) IS 'band of a CSAT score in percent: ''good'' above 80, ''poor'' below 60, ''fair'' between';

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

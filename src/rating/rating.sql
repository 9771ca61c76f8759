--
-- Ratings from what survey forms show
--

CREATE FUNCTION csat_rating(rating pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'csat_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rating(rating pg_catalog.text) IS 'rating of 1 to 5 from what a survey form shows: a number, stars, a face, an English label, or two of these that agree';

CREATE FUNCTION csat_rating(rating pg_catalog.text, language pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'csat_rating'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_rating(rating pg_catalog.text, language pg_catalog.text) IS 'rating of 1 to 5 from what a survey form shows: a number, stars, a face, a label in the language of this ISO 639 code, such as ''de'', or two of these that agree';

CREATE FUNCTION try_csat_rating(rating pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'try_csat_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION try_csat_rating(rating pg_catalog.text) IS 'csat_rating(rating), NULL where the rating cannot be read';

CREATE FUNCTION try_csat_rating(rating pg_catalog.text, language pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'try_csat_rating'
	LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION try_csat_rating(rating pg_catalog.text, language pg_catalog.text) IS 'csat_rating(rating, language), NULL where the rating cannot be read';

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

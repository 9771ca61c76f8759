--
-- Ratings from what survey forms show
--

CREATE FUNCTION csat_rating(rating pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'csat_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rating(rating pg_catalog.text) IS 'rating of 1 to 5 from what a survey form shows: a number, stars, a face, an English label, or two of these that agree';

CREATE FUNCTION csat_rating(rating pg_catalog.text, language pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'csat_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rating(rating pg_catalog.text, language pg_catalog.text) IS 'rating of 1 to 5 from what a survey form shows: a number, stars, a face, a label in the language of this ISO 639 code, such as ''de'', or two of these that agree';

CREATE FUNCTION try_csat_rating(rating pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'try_csat_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION try_csat_rating(rating pg_catalog.text) IS 'csat_rating(rating), NULL where the rating cannot be read';

CREATE FUNCTION try_csat_rating(rating pg_catalog.text, language pg_catalog.text) RETURNS integer
	AS 'MODULE_PATHNAME', 'try_csat_rating'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION try_csat_rating(rating pg_catalog.text, language pg_catalog.text) IS 'csat_rating(rating, language), NULL where the rating cannot be read';

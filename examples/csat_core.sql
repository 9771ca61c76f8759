-- The core of csat in plain SQL and PL/pgSQL, for servers whose provider
-- installs no extensions in C: csat and nps over scores, tallies of them, sums,
-- scores and intervals, under csat's names, with its results, errors and text
-- forms.  The same queries run here and there; doc/managed_servers.md tells
-- what it costs and how tables move.
--
-- Run it once, in any client.  What it makes goes to the first schema of the
-- search path; pg_tle takes it as it stands.  Only bodies that are parsed now,
-- after RETURN, call what is made here: they need no search path later, which
-- REFRESH MATERIALIZED VIEW restricts.

-- The counts of a tally, an error unless it is a JSON object of counts by score.
CREATE FUNCTION _score_tally_counts(tally jsonb) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	counts text;
	fault text := 'A tally is a JSON object with a key for each score of its scale.';
BEGIN
	IF jsonb_typeof(tally) = 'object' THEN
		SELECT CASE WHEN count(*) NOT BETWEEN 2 AND 101 THEN 'A scale has 2 to 101 scores.'
				WHEN NOT bool_and(key ~ '^(0|-?[1-9]\d{0,3})$' AND coalesce(value, '') ~ '^\d{1,18}$')
				THEN 'Keys are whole scores, and counts whole numbers of 0 or more.' END
		INTO fault FROM jsonb_each_text(tally);
	END IF;
	IF fault IS NULL THEN
		-- the subscripts of the array are the scores
		SELECT format('[%s:%s]={%s}', min(key::integer), max(key::integer), string_agg(value, ',' ORDER BY key::integer)),
			CASE WHEN max(key::integer) - min(key::integer) <> count(*) - 1 THEN 'Scores are consecutive.'
				WHEN min(key::integer) < -1000 OR max(key::integer) > 1000 THEN 'A scale lies within -1000 to 1000.' END
		INTO counts, fault FROM jsonb_each_text(tally);
	END IF;
	IF fault IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_text_representation', DETAIL = fault,
			MESSAGE = format('invalid input syntax for type score_tally: "%s"', left(tally::text, 80));
	END IF;
	RETURN counts;
END $$;

CREATE DOMAIN score_tally AS jsonb CHECK (_score_tally_counts(VALUE) IS NOT NULL OR VALUE IS NULL);
COMMENT ON DOMAIN score_tally IS 'number of answers for each score of a scale, as {"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}';

-- What aggregates count in: an array whose subscripts are the scores

CREATE FUNCTION _count_score(counts bigint[], score anyelement) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
	-- a subscript that is not there would make the array longer
	IF score BETWEEN array_lower(counts, 1) AND array_upper(counts, 1) AND score = floor(score) THEN
		counts[score::integer] := counts[score::integer] + 1;
		RETURN counts;
	END IF;
	IF score = 'NaN' OR abs(score) = 'Infinity' OR score <> floor(score) THEN
		RAISE EXCEPTION USING ERRCODE = 'numeric_value_out_of_range',
			MESSAGE = format('score %s is not a whole number', score),
			HINT = 'Half stars are csat(score * 2, 10); otherwise turn it into NULL, or leave it out with FILTER.';
	END IF;
	RAISE EXCEPTION USING ERRCODE = 'numeric_value_out_of_range',
		MESSAGE = format('score %s is outside the scale of %s to %s', score, array_lower(counts, 1), array_upper(counts, 1)),
		HINT = 'Turn a score that stands for no answer into NULL: nullif(score, ...).';
END $$;

-- The scale of an answer that names its points, as an array of no answers.
CREATE FUNCTION _points_scale(counts bigint[], points integer) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	IF points IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'an answer has no scale: points is NULL',
			HINT = 'Name the scale of every answer, or leave such rows out with FILTER.';
	ELSIF points NOT BETWEEN 2 AND 10 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('a CSAT scale has 2 to 10 points, not %s', points);
	ELSIF array_upper(counts, 1) <> points THEN
		RAISE EXCEPTION USING ERRCODE = 'data_exception',
			MESSAGE = format('cannot combine a tally on the scale of 1 to %s with one on the scale of 1 to %s', array_upper(counts, 1), points);
	END IF;
	RETURN coalesce(counts, array_fill(0::bigint, ARRAY[points]));
END $$;

CREATE FUNCTION _count_score(counts bigint[], score double precision, points integer) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN score IS NULL THEN counts ELSE _count_score(_points_scale(counts, points), score) END;

CREATE FUNCTION _count_score(counts bigint[], score numeric, points integer) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN score IS NULL THEN counts ELSE _count_score(_points_scale(counts, points), score) END;

CREATE FUNCTION _count_good(counts bigint[], good boolean) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
	counts[1 + good::integer] := counts[1 + good::integer] + 1;
	RETURN counts;
END $$;

CREATE FUNCTION _add_counts(counts bigint[], more bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
	IF array_dims(counts) <> array_dims(more) THEN
		RAISE EXCEPTION USING ERRCODE = 'data_exception',
			MESSAGE = format('cannot combine a tally on the scale of %s to %s with one on the scale of %s to %s',
				array_lower(counts, 1), array_upper(counts, 1), array_lower(more, 1), array_upper(more, 1)),
			HINT = 'Group by what tells the questions apart, or leave one of them out with FILTER.';
	END IF;
	FOR score IN array_lower(counts, 1) .. array_upper(counts, 1) LOOP
		counts[score] := counts[score] + more[score];
	END LOOP;
	RETURN counts;
END $$;

CREATE FUNCTION _add_tally(counts bigint[], tally score_tally) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(_add_counts(counts, _score_tally_counts(tally)), counts, _score_tally_counts(tally));

CREATE FUNCTION _tally_of_counts(counts bigint[]) RETURNS score_tally
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT jsonb_object_agg(score::text, counts[score]) FROM generate_subscripts(counts, 1) AS score);

-- CSAT: the top 1 of 2 or 3 points, the top 2 of 4 to 7, the top 3 of 8 to 10.
CREATE FUNCTION _csat_of_counts(counts bigint[]) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	points integer := array_upper(counts, 1);
BEGIN
	IF array_lower(counts, 1) <> 1 OR points > 10 THEN
		RAISE EXCEPTION USING ERRCODE = 'data_exception',
			MESSAGE = format('CSAT needs a tally on a scale of 1 to N with N from 2 to 10, not %s to %s', array_lower(counts, 1), points);
	END IF;
	RETURN 100 * sum(n) FILTER (WHERE score > points - CASE WHEN points <= 3 THEN 1 WHEN points <= 7 THEN 2 ELSE 3 END)
		/ nullif(sum(n), 0) FROM unnest(counts) WITH ORDINALITY AS answers (n, score);
END $$;

CREATE FUNCTION _nps_of_counts(counts bigint[]) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
	IF array_lower(counts, 1) <> 0 OR array_upper(counts, 1) <> 10 THEN
		RAISE EXCEPTION USING ERRCODE = 'data_exception',
			MESSAGE = format('NPS needs a tally on the scale of 0 to 10, not %s to %s', array_lower(counts, 1), array_upper(counts, 1)),
			HINT = 'Keep NPS answers with nps_tally(score).';
	END IF;
	RETURN 100 * (sum(n) FILTER (WHERE place >= 10) - sum(n) FILTER (WHERE place <= 7))
		/ nullif(sum(n), 0) FROM unnest(counts) WITH ORDINALITY AS answers (n, place);
END $$;

-- Aggregates over scores.  Integers arrive as double precision.

CREATE AGGREGATE csat(score double precision) (SFUNC = _count_score, STYPE = bigint[], INITCOND = '{0,0,0,0,0}', FINALFUNC = _csat_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE csat(score numeric) (SFUNC = _count_score, STYPE = bigint[], INITCOND = '{0,0,0,0,0}', FINALFUNC = _csat_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE csat(score double precision, points integer) (SFUNC = _count_score, STYPE = bigint[], FINALFUNC = _csat_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE csat(score numeric, points integer) (SFUNC = _count_score, STYPE = bigint[], FINALFUNC = _csat_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE csat(good boolean) (SFUNC = _count_good, STYPE = bigint[], INITCOND = '{0,0}', FINALFUNC = _csat_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE nps(score double precision) (SFUNC = _count_score, STYPE = bigint[], INITCOND = '[0:10]={0,0,0,0,0,0,0,0,0,0,0}', FINALFUNC = _nps_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE nps(score numeric) (SFUNC = _count_score, STYPE = bigint[], INITCOND = '[0:10]={0,0,0,0,0,0,0,0,0,0,0}', FINALFUNC = _nps_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE csat_tally(score double precision) (SFUNC = _count_score, STYPE = bigint[], INITCOND = '{0,0,0,0,0}', FINALFUNC = _tally_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE csat_tally(score numeric) (SFUNC = _count_score, STYPE = bigint[], INITCOND = '{0,0,0,0,0}', FINALFUNC = _tally_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE csat_tally(score double precision, points integer) (SFUNC = _count_score, STYPE = bigint[], FINALFUNC = _tally_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE csat_tally(score numeric, points integer) (SFUNC = _count_score, STYPE = bigint[], FINALFUNC = _tally_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE csat_tally(good boolean) (SFUNC = _count_good, STYPE = bigint[], INITCOND = '{0,0}', FINALFUNC = _tally_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE nps_tally(score double precision) (SFUNC = _count_score, STYPE = bigint[], INITCOND = '[0:10]={0,0,0,0,0,0,0,0,0,0,0}', FINALFUNC = _tally_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE nps_tally(score numeric) (SFUNC = _count_score, STYPE = bigint[], INITCOND = '[0:10]={0,0,0,0,0,0,0,0,0,0,0}', FINALFUNC = _tally_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);

-- Tallies

CREATE AGGREGATE csat(tally score_tally) (SFUNC = _add_tally, STYPE = bigint[], FINALFUNC = _csat_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE nps(tally score_tally) (SFUNC = _add_tally, STYPE = bigint[], FINALFUNC = _nps_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);
CREATE AGGREGATE sum(tally score_tally) (SFUNC = _add_tally, STYPE = bigint[], FINALFUNC = _tally_of_counts, COMBINEFUNC = _add_counts, PARALLEL = safe);

CREATE FUNCTION score_tally_add(tally score_tally, other score_tally) RETURNS score_tally
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN _tally_of_counts(_add_counts(_score_tally_counts(tally), _score_tally_counts(other)));

-- The scale of lowest to highest, as an array of no answers.
CREATE FUNCTION _range_scale(lowest integer, highest integer) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
	IF highest::bigint - lowest NOT BETWEEN 1 AND 100 OR lowest < -1000 OR highest > 1000 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('invalid scale of %s to %s', lowest, highest),
			DETAIL = 'A scale has 2 to 101 scores and lies within -1000 to 1000.';
	END IF;
	RETURN array_fill(0::bigint, ARRAY[highest - lowest + 1], ARRAY[lowest]);
END $$;

-- At most as many answers as a tally's text may have.
CREATE FUNCTION _responses_to_add(responses numeric, score double precision) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
	IF abs(responses) >= 1e18 OR responses <> trunc(responses) THEN
		RAISE EXCEPTION USING ERRCODE = 'numeric_value_out_of_range', MESSAGE = format('%s is not a number of answers', responses);
	ELSIF responses < 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'numeric_value_out_of_range',
			MESSAGE = format('%s answers of score %s are less than none', responses, score);
	END IF;
	RETURN responses;
END $$;

-- Answers that were counted elsewhere: csat(score_tally(score, count)).
CREATE FUNCTION score_tally(score numeric, responses numeric, lowest integer DEFAULT 1, highest integer DEFAULT 5) RETURNS score_tally
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT jsonb_object_agg(place + lowest - 1, n * _responses_to_add(responses, score))
	FROM unnest(_count_score(_range_scale(lowest, highest), score)) WITH ORDINALITY AS answers (n, place));

CREATE FUNCTION score_tally(score double precision, responses numeric, lowest integer DEFAULT 1, highest integer DEFAULT 5) RETURNS score_tally
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT jsonb_object_agg(place + lowest - 1, n * _responses_to_add(responses, score))
	FROM unnest(_count_score(_range_scale(lowest, highest), score)) WITH ORDINALITY AS answers (n, place));

CREATE OPERATOR + (LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_add, COMMUTATOR = +);

CREATE FUNCTION responses(tally score_tally) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT sum(value::bigint)::bigint FROM jsonb_each_text(tally));

CREATE FUNCTION csat_score(tally score_tally) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN _csat_of_counts(_score_tally_counts(tally));

CREATE FUNCTION nps_score(tally score_tally) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN _nps_of_counts(_score_tally_counts(tally));

-- The normal quantile of (1 + level) / 2: M. J. Wichura, Algorithm AS 241,
-- Applied Statistics 37(3), 1988.
CREATE FUNCTION _level_quantile(level double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	r double precision;
	numerator double precision := 0;
	denominator double precision := 0;
	coefficients double precision[];
BEGIN
	IF NOT (level > 0 AND level < 1) THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', HINT = 'The level of 95 percent is written 0.95.',
			MESSAGE = format('a confidence level lies between 0 and 1, not at %s', level);
	END IF;
	r := CASE WHEN level <= 0.85 THEN 0.180625 - (level / 2) ^ 2 ELSE sqrt(-ln((1 - level) / 2)) END;
	IF level <= 0.85 THEN
		coefficients := '{{2509.0809287301226727,33430.575583588128105,67265.770927008700853,45921.953931549871457,13731.693765509461125,1971.5909503065514427,133.14166789178437745,3.3871328727963666080},
			{5226.4952788528545610,28729.085735721942674,39307.895800092710610,21213.794301586595867,5394.1960214247511077,687.18700749205790830,42.313330701600911252,1}}';
	ELSIF r <= 5 THEN
		r := r - 1.6;
		coefficients := '{{7.74545014278341407640e-4,2.27238449892691845833e-2,2.41780725177450611770e-1,1.27045825245236838258,3.64784832476320460504,5.76949722146069140550,4.63033784615654529590,1.42343711074968357734},
			{1.05075007164441684324e-9,5.47593808499534494600e-4,1.51986665636164571966e-2,1.48103976427480074590e-1,6.89767334985100004550e-1,1.67638483018380384940,2.05319162663775882187,1}}';
	ELSE
		r := r - 5;
		coefficients := '{{2.01033439929228813265e-7,2.71155556874348757815e-5,1.24266094738807843860e-3,2.65321895265761230930e-2,2.96560571828504891230e-1,1.78482653991729133580,5.46378491116411436990,6.65790464350110377720},
			{2.04426310338993978564e-15,1.42151175831644588870e-7,1.84631831751005468180e-5,7.86869131145613259100e-4,1.48753612908506148525e-2,1.36929880922735805310e-1,5.99832206555887937690e-1,1}}';
	END IF;
	FOR i IN 1 .. 8 LOOP
		numerator := numerator * r + coefficients[1][i];
		denominator := denominator * r + coefficients[2][i];
	END LOOP;
	RETURN numerator / denominator * CASE WHEN level <= 0.85 THEN level / 2 ELSE 1 END;
END $$;

-- E. B. Wilson, Journal of the American Statistical Association 22, 1927.  The
-- limits by the larger root, so that nothing cancels near 0 and 100.
CREATE FUNCTION csat_interval(tally score_tally, level double precision DEFAULT 0.95) RETURNS numrange
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT CASE WHEN n > 0 THEN numrange(
		(CASE WHEN p > 0 THEN 200 * p * p / (2 * p + k + sqrt(k * (4 * p * q + k))) ELSE 0 END)::numeric,
		(CASE WHEN q > 0 THEN 100 - 200 * q * q / (2 * q + k + sqrt(k * (4 * p * q + k))) ELSE 100 END)::numeric, '[]') END
	FROM (SELECT responses(tally)::double precision AS n, _level_quantile(level) AS z,
			csat_score(tally)::double precision / 100 AS p, (100 - csat_score(tally))::double precision / 100 AS q) AS sample,
		LATERAL (SELECT z ^ 2 / nullif(n, 0) AS k) AS scaled);

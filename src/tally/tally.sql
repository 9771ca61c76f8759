--
-- score_tally: how many answers gave each score of a scale
--

CREATE TYPE score_tally;

CREATE FUNCTION score_tally_in(pg_catalog.cstring) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_in(pg_catalog.cstring) IS 'score_tally from its text form, a JSON object of counts by score';

CREATE FUNCTION score_tally_out(score_tally) RETURNS pg_catalog.cstring
	AS 'MODULE_PATHNAME', 'tally_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_out(score_tally) IS 'text form of a score_tally, a JSON object of counts by score';

CREATE FUNCTION score_tally_recv(pg_catalog.internal) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_recv(pg_catalog.internal) IS 'score_tally from its binary form';

CREATE FUNCTION score_tally_send(score_tally) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'score_tally_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_send(score_tally) IS 'binary form of a score_tally';

-- Plain storage keeps the four-byte header, so that a stored tally is read in
-- place and never copied.  Both types of tally are in a category of their own,
-- where this one is preferred: a literal in csat_score('{...}') is a score_tally.
CREATE TYPE score_tally (
	INPUT = score_tally_in,
	OUTPUT = score_tally_out,
	RECEIVE = score_tally_recv,
	SEND = score_tally_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = plain,
	CATEGORY = 't',
	PREFERRED = true
);
COMMENT ON TYPE score_tally IS 'number of answers for each score of a scale, as {"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}';

--
-- Comparison
--

CREATE FUNCTION score_tally_lt(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_lt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_lt(score_tally, score_tally) IS 'implementation of < operator';

CREATE FUNCTION score_tally_le(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_le'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_le(score_tally, score_tally) IS 'implementation of <= operator';

CREATE FUNCTION score_tally_eq(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_eq'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_eq(score_tally, score_tally) IS 'implementation of = operator';

CREATE FUNCTION score_tally_ne(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_ne'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_ne(score_tally, score_tally) IS 'implementation of <> operator';

CREATE FUNCTION score_tally_ge(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_ge'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_ge(score_tally, score_tally) IS 'implementation of >= operator';

CREATE FUNCTION score_tally_gt(score_tally, score_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_gt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_gt(score_tally, score_tally) IS 'implementation of > operator';

CREATE FUNCTION score_tally_cmp(score_tally, score_tally) RETURNS integer
	AS 'MODULE_PATHNAME', 'tally_cmp'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_cmp(score_tally, score_tally) IS 'less-equal-greater: by scale, then by counts from the lowest score up';

CREATE FUNCTION score_tally_hash(score_tally) RETURNS integer
	AS 'MODULE_PATHNAME', 'tally_hash'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_hash(score_tally) IS 'hash';

CREATE FUNCTION score_tally_hash_extended(score_tally, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_hash_extended'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_hash_extended(score_tally, bigint) IS 'hash with a seed';

CREATE OPERATOR < (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_lt,
	COMMUTATOR = >, NEGATOR = >=,
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (score_tally, score_tally) IS 'less than';

CREATE OPERATOR <= (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_le,
	COMMUTATOR = >=, NEGATOR = >,
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (score_tally, score_tally) IS 'less than or equal';

CREATE OPERATOR = (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_eq,
	COMMUTATOR = =, NEGATOR = <>,
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (score_tally, score_tally) IS 'equal: the same scale and the same counts';

CREATE OPERATOR <> (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_ne,
	COMMUTATOR = <>, NEGATOR = =,
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (score_tally, score_tally) IS 'not equal';

CREATE OPERATOR >= (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_ge,
	COMMUTATOR = <=, NEGATOR = <,
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (score_tally, score_tally) IS 'greater than or equal';

CREATE OPERATOR > (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_gt,
	COMMUTATOR = <, NEGATOR = <=,
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (score_tally, score_tally) IS 'greater than';

CREATE OPERATOR CLASS score_tally_ops DEFAULT FOR TYPE score_tally USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
	FUNCTION 1 score_tally_cmp(score_tally, score_tally);
COMMENT ON OPERATOR CLASS score_tally_ops USING btree IS 'an order of tallies for DISTINCT, ORDER BY and merge joins';
COMMENT ON OPERATOR FAMILY score_tally_ops USING btree IS 'an order of tallies for DISTINCT, ORDER BY and merge joins';

CREATE OPERATOR CLASS score_tally_ops DEFAULT FOR TYPE score_tally USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 score_tally_hash(score_tally),
	FUNCTION 2 score_tally_hash_extended(score_tally, bigint);
COMMENT ON OPERATOR CLASS score_tally_ops USING hash IS 'equality of tallies for GROUP BY and hash joins';
COMMENT ON OPERATOR FAMILY score_tally_ops USING hash IS 'equality of tallies for GROUP BY and hash joins';

--
-- Adding and taking away
--

CREATE FUNCTION tally_support(pg_catalog.internal) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME', 'tally_support'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_support(pg_catalog.internal) IS 'planner support function: has the library loaded while a query that needs it is planned';

CREATE FUNCTION score_tally_add(score_tally, score_tally) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_add'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION score_tally_add(score_tally, score_tally) IS 'implementation of + operator; also merges the states of aggregates';

CREATE FUNCTION score_tally_subtract(score_tally, score_tally) RETURNS score_tally
	AS 'MODULE_PATHNAME', 'score_tally_subtract'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_subtract(score_tally, score_tally) IS 'implementation of - operator; also shrinks the states of moving aggregates';

CREATE OPERATOR + (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_add,
	COMMUTATOR = +
);
COMMENT ON OPERATOR + (score_tally, score_tally) IS 'the answers of both tallies';

CREATE OPERATOR - (
	LEFTARG = score_tally, RIGHTARG = score_tally, FUNCTION = score_tally_subtract
);
COMMENT ON OPERATOR - (score_tally, score_tally) IS 'the answers of the first tally without those of the second';

CREATE FUNCTION score_tally_to_json(score_tally) RETURNS pg_catalog.json
	AS 'MODULE_PATHNAME', 'tally_to_json'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_to_json(score_tally) IS 'tally as a JSON object of counts by score';

CREATE FUNCTION score_tally_to_jsonb(score_tally) RETURNS pg_catalog.jsonb
	AS 'MODULE_PATHNAME', 'tally_to_jsonb'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_tally_to_jsonb(score_tally) IS 'tally as a JSON object of counts by score';

CREATE CAST (score_tally AS pg_catalog.json) WITH FUNCTION score_tally_to_json(score_tally) AS ASSIGNMENT;
COMMENT ON CAST (score_tally AS pg_catalog.json) IS 'counts by score; lets to_json() and row_to_json() nest a tally';

CREATE CAST (score_tally AS pg_catalog.jsonb) WITH FUNCTION score_tally_to_jsonb(score_tally) AS ASSIGNMENT;
COMMENT ON CAST (score_tally AS pg_catalog.jsonb) IS 'counts by score';

CREATE CAST (pg_catalog.jsonb AS score_tally) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.jsonb AS score_tally) IS 'back from jsonb, with the checks that the text form passes';

--
-- weighted_tally: answers that stand for so many people each.  The functions in
-- C that read, write and compare tallies serve both types.
--

CREATE TYPE weighted_tally;

CREATE FUNCTION weighted_tally_in(pg_catalog.cstring) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_in'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_in(pg_catalog.cstring) IS 'weighted_tally from its text form, a JSON object of [answers, sum of weights, sum of squared weights] by score';

CREATE FUNCTION weighted_tally_out(weighted_tally) RETURNS pg_catalog.cstring
	AS 'MODULE_PATHNAME', 'tally_out'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_out(weighted_tally) IS 'text form of a weighted_tally, a JSON object of [answers, sum of weights, sum of squared weights] by score';

CREATE FUNCTION weighted_tally_recv(pg_catalog.internal) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_recv'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_recv(pg_catalog.internal) IS 'weighted_tally from its binary form';

CREATE FUNCTION weighted_tally_send(weighted_tally) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME', 'weighted_tally_send'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_send(weighted_tally) IS 'binary form of a weighted_tally';

CREATE TYPE weighted_tally (
	INPUT = weighted_tally_in,
	OUTPUT = weighted_tally_out,
	RECEIVE = weighted_tally_recv,
	SEND = weighted_tally_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = plain,
	CATEGORY = 't'
);
COMMENT ON TYPE weighted_tally IS 'number of answers, sum of weights and sum of squared weights for each score of a scale, as {"1": [6, 5.5, 5.25], "2": [32, 30.5, 29.75]}';

CREATE FUNCTION weighted_tally_lt(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_lt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_lt(weighted_tally, weighted_tally) IS 'implementation of < operator';

CREATE FUNCTION weighted_tally_le(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_le'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_le(weighted_tally, weighted_tally) IS 'implementation of <= operator';

CREATE FUNCTION weighted_tally_eq(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_eq'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_eq(weighted_tally, weighted_tally) IS 'implementation of = operator';

CREATE FUNCTION weighted_tally_ne(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_ne'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_ne(weighted_tally, weighted_tally) IS 'implementation of <> operator';

CREATE FUNCTION weighted_tally_ge(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_ge'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_ge(weighted_tally, weighted_tally) IS 'implementation of >= operator';

CREATE FUNCTION weighted_tally_gt(weighted_tally, weighted_tally) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_gt'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_gt(weighted_tally, weighted_tally) IS 'implementation of > operator';

CREATE FUNCTION weighted_tally_cmp(weighted_tally, weighted_tally) RETURNS integer
	AS 'MODULE_PATHNAME', 'tally_cmp'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_cmp(weighted_tally, weighted_tally) IS 'less-equal-greater: by scale, then by what each score has from the lowest up';

CREATE FUNCTION weighted_tally_hash(weighted_tally) RETURNS integer
	AS 'MODULE_PATHNAME', 'tally_hash'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_hash(weighted_tally) IS 'hash';

CREATE FUNCTION weighted_tally_hash_extended(weighted_tally, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tally_hash_extended'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_hash_extended(weighted_tally, bigint) IS 'hash with a seed';

CREATE OPERATOR < (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_lt,
	COMMUTATOR = >, NEGATOR = >=,
	RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR < (weighted_tally, weighted_tally) IS 'less than';

CREATE OPERATOR <= (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_le,
	COMMUTATOR = >=, NEGATOR = >,
	RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR <= (weighted_tally, weighted_tally) IS 'less than or equal';

CREATE OPERATOR = (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_eq,
	COMMUTATOR = =, NEGATOR = <>,
	RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (weighted_tally, weighted_tally) IS 'equal: the same scale, counts and weights';

CREATE OPERATOR <> (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_ne,
	COMMUTATOR = <>, NEGATOR = =,
	RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR <> (weighted_tally, weighted_tally) IS 'not equal';

CREATE OPERATOR >= (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_ge,
	COMMUTATOR = <=, NEGATOR = <,
	RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR >= (weighted_tally, weighted_tally) IS 'greater than or equal';

CREATE OPERATOR > (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_gt,
	COMMUTATOR = <, NEGATOR = <=,
	RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR > (weighted_tally, weighted_tally) IS 'greater than';

CREATE OPERATOR CLASS weighted_tally_ops DEFAULT FOR TYPE weighted_tally USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
	FUNCTION 1 weighted_tally_cmp(weighted_tally, weighted_tally);
COMMENT ON OPERATOR CLASS weighted_tally_ops USING btree IS 'an order of tallies for DISTINCT, ORDER BY and merge joins';
COMMENT ON OPERATOR FAMILY weighted_tally_ops USING btree IS 'an order of tallies for DISTINCT, ORDER BY and merge joins';

CREATE OPERATOR CLASS weighted_tally_ops DEFAULT FOR TYPE weighted_tally USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 weighted_tally_hash(weighted_tally),
	FUNCTION 2 weighted_tally_hash_extended(weighted_tally, bigint);
COMMENT ON OPERATOR CLASS weighted_tally_ops USING hash IS 'equality of tallies for GROUP BY and hash joins';
COMMENT ON OPERATOR FAMILY weighted_tally_ops USING hash IS 'equality of tallies for GROUP BY and hash joins';

CREATE FUNCTION weighted_tally_add(weighted_tally, weighted_tally) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_add'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT tally_support;
COMMENT ON FUNCTION weighted_tally_add(weighted_tally, weighted_tally) IS 'implementation of + operator; also merges the states of aggregates';

CREATE FUNCTION weighted_tally_subtract(weighted_tally, weighted_tally) RETURNS weighted_tally
	AS 'MODULE_PATHNAME', 'weighted_tally_subtract'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_subtract(weighted_tally, weighted_tally) IS 'what a rollup has left: counts exact, weights but for rounding';

CREATE OPERATOR + (
	LEFTARG = weighted_tally, RIGHTARG = weighted_tally, FUNCTION = weighted_tally_add,
	COMMUTATOR = +
);
COMMENT ON OPERATOR + (weighted_tally, weighted_tally) IS 'the answers of both tallies';

CREATE FUNCTION weighted_tally_to_json(weighted_tally) RETURNS pg_catalog.json
	AS 'MODULE_PATHNAME', 'tally_to_json'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_to_json(weighted_tally) IS 'tally as a JSON object of [answers, sum of weights, sum of squared weights] by score';

CREATE FUNCTION weighted_tally_to_jsonb(weighted_tally) RETURNS pg_catalog.jsonb
	AS 'MODULE_PATHNAME', 'tally_to_jsonb'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_tally_to_jsonb(weighted_tally) IS 'tally as a JSON object of [answers, sum of weights, sum of squared weights] by score';

CREATE CAST (weighted_tally AS pg_catalog.json) WITH FUNCTION weighted_tally_to_json(weighted_tally) AS ASSIGNMENT;
COMMENT ON CAST (weighted_tally AS pg_catalog.json) IS '[answers, sum of weights, sum of squared weights] by score; lets to_json() and row_to_json() nest a tally';

CREATE CAST (weighted_tally AS pg_catalog.jsonb) WITH FUNCTION weighted_tally_to_jsonb(weighted_tally) AS ASSIGNMENT;
COMMENT ON CAST (weighted_tally AS pg_catalog.jsonb) IS '[answers, sum of weights, sum of squared weights] by score';

CREATE CAST (pg_catalog.jsonb AS weighted_tally) WITH INOUT AS ASSIGNMENT;
COMMENT ON CAST (pg_catalog.jsonb AS weighted_tally) IS 'back from jsonb, with the checks that the text form passes';

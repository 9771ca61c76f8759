-- One transition a row, however many figures are read: the argument of an
-- aggregate is evaluated once for each of its transitions, so counting the
-- evaluations counts those.
-- The Tally Aggregate evaluates an argument once for all of them.
SET csat.enable_tally_aggregate = off;
CREATE SEQUENCE evaluations;
-- Not VOLATILE, since a volatile argument is never shared.
CREATE FUNCTION counted(score anyelement) RETURNS anyelement
LANGUAGE plpgsql STABLE AS $$
BEGIN
	PERFORM nextval('evaluations');
	RETURN score;
END $$;
CREATE FUNCTION transitions(expressions text, source text) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	PERFORM setval('evaluations', 1, false);
	EXECUTE format('SELECT row(%s) FROM %s', expressions, source) INTO result;
	RETURN nextval('evaluations') - 1;
EXCEPTION WHEN data_exception THEN
	-- sequences are not rolled back: what failed in the end was still counted
	RETURN nextval('evaluations') - 1;
END $$;
CREATE TEMP TABLE answers AS SELECT 1 + i % 5 AS score, i % 2 = 0 AS good FROM generate_series(1, 100) i;
CREATE TEMP TABLE tallies AS SELECT csat_tally(score) AS tally, nps_tally(score) AS nps FROM answers GROUP BY score, good;
SELECT count(*) FROM tallies;

-- the count is not blind: two columns take two transitions
SELECT transitions('csat(counted(score)), csat(counted(score + 0))', 'answers') AS two_arguments;
SELECT transitions('csat(counted(score)), nps(counted(score))', 'answers') AS two_scales;

SELECT transitions('csat(counted(score)), csat_tally(counted(score)), csat(counted(score))', 'answers');
SELECT transitions('csat_score(csat_tally(counted(score))), responses(csat_tally(counted(score))), csat(counted(score))', 'answers');
SELECT transitions('nps(counted(score)), nps_tally(counted(score))', 'answers');
SELECT transitions('csat(counted(score::smallint)), csat_tally(counted(score::smallint))', 'answers');
SELECT transitions('csat(counted(score::float8)), csat_tally(counted(score::float8))', 'answers');
SELECT transitions('csat(counted(score::numeric)), csat_tally(counted(score::numeric))', 'answers');
SELECT transitions('csat(counted(good)), csat_tally(counted(good))', 'answers');
SELECT transitions('csat(counted(score), 7), csat_tally(counted(score), 7)', 'answers');
SELECT transitions('csat(counted(tally)), sum(counted(tally)), csat(counted(tally))', 'tallies');
SELECT transitions('nps(counted(nps)), sum(counted(nps))', 'tallies');
-- csat and nps read different scales, so one of them must fail in the end
SELECT transitions('csat(counted(tally)), nps(counted(tally)), sum(counted(tally))', 'tallies');
DROP FUNCTION transitions, counted;
DROP SEQUENCE evaluations;
DROP TABLE answers, tallies;

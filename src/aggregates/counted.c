/*
 * counted.c
 *	  Tallies of answers that were counted elsewhere.
 */
#include "postgres.h"

#include <math.h>

#include "aggregates/score_argument.h"
#include "tally/messages.h"
#include "tally/score_tally.h"

/* Beyond this not every whole number has a double of its own. */
#define EXACT_WHOLE_LIMIT	9007199254740992.0

/*
 * score_tally(score, responses, lowest, highest): the tally of `responses`
 * answers that all gave `score`.
 */
static Datum
tally_of(Scale scale, int32 score, int64 responses)
{
	ScoreTally *tally = score_tally_make(scale.lowest, scale.points);

	if (responses < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%lld answers of score %d are less than none",
						(long long) responses, score)));
	tally->responses[score_place(scale, score, ONE_SCORE)] = responses;
	PG_RETURN_TALLY(tally);
}

/*
 * A number of answers in an argument of double precision, as which the numeric
 * arrives that sum(bigint) returns.
 */
static int64
float8_responses(double responses)
{
	if (!(responses == rint(responses) && fabs(responses) <= EXACT_WHOLE_LIMIT))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s is not a number of answers", float8_shown(responses)),
				 errhint("It is a whole number; one above 9007199254740992 has to be cast to bigint.")));
	return (int64) responses;
}

#define ARGUMENT_SCALE	scale_between(PG_GETARG_INT32(2), PG_GETARG_INT32(3))

PG_FUNCTION_INFO_V1(score_tally_float8);
Datum
score_tally_float8(PG_FUNCTION_ARGS)
{
	Scale		scale = ARGUMENT_SCALE;

	return tally_of(scale, float8_score_argument(fcinfo, 0, scale, ONE_SCORE), PG_GETARG_INT64(1));
}

PG_FUNCTION_INFO_V1(score_tally_numeric);
Datum
score_tally_numeric(PG_FUNCTION_ARGS)
{
	Scale		scale = ARGUMENT_SCALE;

	return tally_of(scale, numeric_score_argument(fcinfo, 0, scale, ONE_SCORE), PG_GETARG_INT64(1));
}

PG_FUNCTION_INFO_V1(score_tally_float8_float8);
Datum
score_tally_float8_float8(PG_FUNCTION_ARGS)
{
	Scale		scale = ARGUMENT_SCALE;

	return tally_of(scale, float8_score_argument(fcinfo, 0, scale, ONE_SCORE),
					float8_responses(PG_GETARG_FLOAT8(1)));
}

PG_FUNCTION_INFO_V1(score_tally_numeric_float8);
Datum
score_tally_numeric_float8(PG_FUNCTION_ARGS)
{
	Scale		scale = ARGUMENT_SCALE;

	return tally_of(scale, numeric_score_argument(fcinfo, 0, scale, ONE_SCORE),
					float8_responses(PG_GETARG_FLOAT8(1)));
}

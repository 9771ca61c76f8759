/*
 * counted.c
 *	  Tallies of answers that were counted elsewhere.
 */
#include "postgres.h"

#include "aggregates/score_argument.h"
#include "tally/score_tally.h"

/*
 * score_tally(score, responses, lowest, highest): the tally of `responses`
 * answers that all gave `score`.
 */
static Datum
tally_of(FunctionCallInfo fcinfo, Scale scale, int32 score)
{
	ScoreTally *tally = score_tally_make(scale.lowest, scale.points);
	int64		responses = PG_GETARG_INT64(1);

	if (responses < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%lld answers of score %d are less than none",
						(long long) responses, score)));
	tally->responses[score_place(scale, score, ONE_SCORE)] = responses;
	PG_RETURN_TALLY(tally);
}

PG_FUNCTION_INFO_V1(score_tally_float8);
Datum
score_tally_float8(PG_FUNCTION_ARGS)
{
	Scale		scale = scale_between(PG_GETARG_INT32(2), PG_GETARG_INT32(3));

	return tally_of(fcinfo, scale, float8_score_argument(fcinfo, 0, scale, ONE_SCORE));
}

PG_FUNCTION_INFO_V1(score_tally_numeric);
Datum
score_tally_numeric(PG_FUNCTION_ARGS)
{
	Scale		scale = scale_between(PG_GETARG_INT32(2), PG_GETARG_INT32(3));

	return tally_of(fcinfo, scale, numeric_score_argument(fcinfo, 0, scale, ONE_SCORE));
}

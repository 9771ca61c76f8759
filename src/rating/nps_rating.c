/*
 * nps_rating.c
 *	  nps_rating(): the score of 0 to 10 that a survey form shows as text.
 */
#include "postgres.h"

#include "fmgr.h"

#include "compat.h"
#include "rating/reading.h"
#include "tally/scale.h"

/* Forms have labels at the ends only, and repeat the number before them. */
static Datum
nps_rating_argument(FunctionCallInfo fcinfo, bool lenient)
{
	Question	question = {
		.labels = nps_labels(), .lowest = NPS_LOWEST, .highest = NPS_POINTS - 1, .needs_number = true
	};
	text	   *answer = answer_argument(fcinfo);
	Reading		reading = read_answer_text(&question, answer);

	if (likely(reading.rating != NO_RATING))
		PG_RETURN_INT32(reading.rating);
	if (!lenient)
		answer_unreadable(answer, reading, "a score of 0 to 10",
						  "nps_rating reads 0 to 10 (9, 9.0, 9/10), alone or before a label that agrees (10 - Extremely likely, 0 - Not at all likely). Of anything else try_nps_rating makes NULL.");
	PG_RETURN_NULL();
}

/*
 * nps_rating(answer): 0 to 10, from what a survey form shows.  An error for
 * all else.
 */
PG_FUNCTION_INFO_V1(nps_rating);
Datum
nps_rating(PG_FUNCTION_ARGS)
{
	return nps_rating_argument(fcinfo, false);
}

/* try_nps_rating(answer): the same, and NULL where that is an error. */
PG_FUNCTION_INFO_V1(try_nps_rating);
Datum
try_nps_rating(PG_FUNCTION_ARGS)
{
	return nps_rating_argument(fcinfo, true);
}

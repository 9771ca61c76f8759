/*
 * recode.c
 *	  Tallies on any scale read as CSAT or as NPS: where satisfied begins, and
 *	  where detractors end and promoters begin, is up to the caller.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/float.h"

#include "read/metrics.h"
#include "tally/score_tally.h"
#include "tally/weighted_tally.h"

/* A score that divides the answers, as the number of its place on the scale. */
static int
place_argument(FunctionCallInfo fcinfo, int n, const Tally *tally)
{
	Scale		scale = tally_scale(tally);
	int32		score = PG_GETARG_INT32(n);
	uint32		place = scale_index(scale, score);

	if (place >= scale.points)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("score %d is outside the scale of %d to %d",
						score, scale.lowest, scale_highest(scale)),
				 errhint("Name a score of the scale that was asked.")));
	return place;
}

/* Give a new tally's score these answers. */
static void
put_sums(Tally *tally, int score, const ResponseSums *sums)
{
	int			place = score - tally->lowest;

	if (!tally_is_weighted(tally))
	{
		((ScoreTally *) tally)->responses[place] = sums->responses;
		return;
	}
	if (sums->weight > WEIGHT_LIMIT || sums->squared_weights > WEIGHT_LIMIT)
		float_overflow_error();
	((WeightedTally *) tally)->sums[place] = *sums;
}

/*
 * recode_csat(tally, satisfied_from): a tally on 1 to 2, where 2 is satisfied:
 * the answers with at least this score.
 */
PG_FUNCTION_INFO_V1(tally_recode_csat);
Datum
tally_recode_csat(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	int			satisfied_from = place_argument(fcinfo, 1, tally);
	Answers		answers = read_answers(tally, tally->points - satisfied_from, 0);
	Tally	   *recoded = tally_make(tally_state_format(tally), 1, 2);

	put_sums(recoded, 1, &answers.middle);
	put_sums(recoded, 2, &answers.above);
	PG_RETURN_TALLY(recoded);
}

/*
 * recode_nps(tally, detractors_to, promoters_from): a tally on 0 to 10 with
 * the answers up to the first score at 0, those from the second on at 10, and
 * those between at 7.
 */
PG_FUNCTION_INFO_V1(tally_recode_nps);
Datum
tally_recode_nps(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	int			detractors_to = place_argument(fcinfo, 1, tally);
	int			promoters_from = place_argument(fcinfo, 2, tally);
	Tally	   *recoded;
	Answers		answers;

	if (detractors_to >= promoters_from)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("detractors to %d and promoters from %d overlap",
						PG_GETARG_INT32(1), PG_GETARG_INT32(2)),
				 errhint("Detractors give less than promoters: recode_nps(tally, 3, 5) of stars.")));

	answers = read_answers(tally, tally->points - promoters_from, detractors_to + 1);
	recoded = tally_make(tally_state_format(tally), NPS_LOWEST, NPS_POINTS);
	put_sums(recoded, NPS_LOWEST, &answers.below);
	put_sums(recoded, NPS_DETRACTOR + 1, &answers.middle);
	put_sums(recoded, NPS_LOWEST + NPS_POINTS - 1, &answers.above);
	PG_RETURN_TALLY(recoded);
}

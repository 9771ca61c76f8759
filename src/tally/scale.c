/*
 * scale.c
 *	  Checks of scales, and the errors about scales.
 */
#include "postgres.h"

#include "tally/scale.h"

void
scales_differ(Scale a, Scale b)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_EXCEPTION),
			 errmsg("cannot combine a tally on the scale of %d to %d with one on the scale of %d to %d",
					a.lowest, scale_highest(a), b.lowest, scale_highest(b)),
			 errhint("Group by what tells the questions apart, or leave one of them out with FILTER.")));
}

/* The rule that a scale breaks, as a sentence; NULL if a tally can be on it. */
char *
scale_fault(int lowest, int points)
{
	if (points < SCALE_MIN_POINTS || points > SCALE_MAX_POINTS)
		return psprintf("A scale has %d to %d scores, not %d.",
						SCALE_MIN_POINTS, SCALE_MAX_POINTS, points);
	if (lowest < SCALE_MIN_SCORE || lowest > SCALE_MAX_SCORE - points + 1)
		return psprintf("A scale lies within %d to %d; this one runs from %d to %d.",
						SCALE_MIN_SCORE, SCALE_MAX_SCORE,
						lowest, lowest + points - 1);
	return NULL;
}

/* The scale of lowest to highest; an error if no tally can be on it. */
Scale
scale_between(int32 lowest, int32 highest)
{
	int64		points = (int64) highest - lowest + 1;

	/* what no int holds is no scale either */
	char	   *fault = scale_fault(lowest, (int) Max(Min(points, PG_INT32_MAX), 0));

	if (unlikely(fault != NULL))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid scale of %d to %d", lowest, highest),
				 errdetail("%s", fault)));
	return (Scale) {.lowest = lowest, .points = points};
}

void
csat_points_invalid(int points)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("a CSAT scale has %d to %d points, not %d",
					CSAT_MIN_POINTS, CSAT_MAX_POINTS, points),
			 errhint("Scores run from 1 to the number of points. Other scales are read by score_tally_agg and weighted_tally_agg, and recode_csat makes CSAT of them.")));
}

void
check_csat_scale(Scale scale)
{
	if (!scale_is_csat(scale))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("CSAT needs a tally on a scale of 1 to N with N from %d to %d, not %d to %d",
						CSAT_MIN_POINTS, CSAT_MAX_POINTS,
						scale.lowest, scale_highest(scale)),
				 errhint("top_box(tally, boxes) reads any scale.")));
}

void
check_nps_scale(Scale scale)
{
	if (!scale_is_nps(scale))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("NPS needs a tally on the scale of %d to %d, not %d to %d",
						NPS_LOWEST, NPS_LOWEST + NPS_POINTS - 1,
						scale.lowest, scale_highest(scale)),
				 errhint("Keep NPS answers with nps_tally(score).")));
}

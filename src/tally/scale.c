/*
 * scale.c
 *	  Checks of scales, and the errors about scales and scores.
 */
#include "postgres.h"

#include <math.h>

#include "tally/messages.h"
#include "tally/scale.h"

/*
 * Survey files code blanks as 0, 6, 11 or 99, which are to be left out
 * explicitly.  FILTER does that for an aggregate, not for other functions.
 */
static int
hint_outside_scale(Scale scale, bool of_row)
{
	if (!of_row)
		return errhint("Turn a score that stands for no answer into NULL, with nullif or CASE.");
	if (scale_is_csat(scale) && scale.points < CSAT_MAX_POINTS)
		return errhint("Leave such rows out with FILTER (WHERE ... BETWEEN %d AND %d), or name a longer scale: csat(score, points).",
					   scale.lowest, scale_highest(scale));
	return errhint("Leave such rows out with FILTER (WHERE ... BETWEEN %d AND %d).",
				   scale.lowest, scale_highest(scale));
}

static int
hint_not_whole(bool finite, bool of_row)
{
	if (finite)
		return errhint("Round it first: round(score).");
	if (of_row)
		return errhint("Turn it into NULL, or leave it out with FILTER; a fraction can be rounded with round(score).");
	return errhint("Turn it into NULL; a fraction can be rounded with round(score).");
}

/*
 * The error for a score that is not whole, or is and lies outside the scale;
 * `shown` is the score as text.
 */
void
score_not_usable(Scale scale, const char *shown, bool finite, bool whole, bool of_row)
{
	if (finite && whole)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("score %s is outside the scale of %d to %d",
						shown, scale.lowest, scale_highest(scale)),
				 hint_outside_scale(scale, of_row)));
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score %s is not a whole number", shown),
			 hint_not_whole(finite, of_row)));
}

void
score_outside_scale(Scale scale, int32 score, bool of_row)
{
	score_not_usable(scale, psprintf("%d", score), true, true, of_row);
}

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
			 errhint("Scores run from 1 to the number of points: csat(score, 7) reads 1 to 7.")));
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

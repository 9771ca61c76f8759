/*
 * score_errors.c
 *	  The error about a score that is not on the scale, and what to do with it.
 *
 * Survey files code blanks as 0, 6, 11 or 99, which are to be left out
 * explicitly; but a score below the scale may as well be the worst answer of a
 * scale that starts lower.  A hint names what it may be, in calls of the
 * function that was called.
 */
#include "postgres.h"

#include <math.h>

#include "tally/score_errors.h"

/* -4 to 4 is the longest scale around 0 that is one of 1 to 10 when moved. */
#define LOWEST_AROUND_0		(-4)

/* Codes for no answer are not longer. */
#define CODE_MAX_LENGTH		6

/* The call that reads a CSAT scale of other points; NULL if there is none. */
static char *
call_with_points(ScoreUse use, const char *score, const char *points)
{
	switch (use)
	{
		case SCORE_OF_ROW:
			return psprintf("csat(%s, %s)", score, points);
		case WEIGHTED_SCORE:
			return psprintf("weighted_csat(%s, weight, %s)", score, points);
		case SCORE_OF_PAIR:
			return psprintf("1 + 4 * is_satisfied(%s, %s)::integer", score, points);
		case ONE_RATING:
			return psprintf("is_satisfied(%s, %s)", score, points);
		default:
			return NULL;
	}
}

/* The call of the aggregate over any scale; NULL if it is no aggregate's score. */
static char *
call_with_range(ScoreUse use, const char *lowest, const char *highest)
{
	switch (use)
	{
		case SCORE_OF_ROW:
		case SCORE_OF_RANGE:
			return psprintf("score_tally_agg(score, %s, %s)", lowest, highest);
		case WEIGHTED_SCORE:
		case WEIGHTED_SCORE_OF_RANGE:
			return psprintf("weighted_tally_agg(score, weight, %s, %s)", lowest, highest);
		default:
			return NULL;
	}
}

static bool
names_range(ScoreUse use)
{
	return use == SCORE_OF_RANGE || use == WEIGHTED_SCORE_OF_RANGE;
}

/* What else than no answer a score below the scale may be, as sentences. */
static char *
lower_scale(Scale scale, double score, ScoreUse use)
{
	int			shift = 1 - (int) Max(score, SCALE_MIN_SCORE);
	char	   *shifted = call_with_points(use, psprintf("score + %d", shift), "points");
	char	   *range = call_with_range(use, "0", "10");

	if (names_range(use))
		return psprintf(" A scale that starts lower is read by %s.",
						call_with_range(use, "lowest", "highest"));
	if (!scale_is_csat(scale) || shifted == NULL || score < LOWEST_AROUND_0)
		return "";
	if (score < 0 || range == NULL)
		return psprintf(" A scale that starts at %d is read by %s.", (int) score, shifted);
	return psprintf(" A scale that starts at 0 is read by %s, one of 0 to 10 by csat_score(recode_csat(%s, 8))%s.",
					shifted, range,
					use == SCORE_OF_ROW ? ", and 0 and 1, for bad and good, by csat(score = 1)" : "");
}

/* How a scale is read that has this score above the one that was named. */
static char *
longer_scale(Scale scale, double score, ScoreUse use)
{
	char	   *points = call_with_points(use, "score", "points");
	char	   *range = call_with_range(use, "lowest", "highest");

	if (names_range(use) && score - scale.lowest < SCALE_MAX_POINTS)
		return psprintf(", or name a longer scale: %s", range);
	if (!scale_is_csat(scale) || points == NULL)
		return "";
	if (score <= CSAT_MAX_POINTS)
		return psprintf(use == SCORE_OF_PAIR ? ", or read a longer scale as %s" :
						", or name a longer scale: %s", points);
	if (score < SCALE_MAX_POINTS && range != NULL)
		return psprintf(", or where it is an answer read its scale: csat_score(recode_csat(%s, satisfied_from))", range);
	return "";
}

/* FILTER leaves rows out of an aggregate; a function of one score has none. */
static bool
is_of_row(ScoreUse use)
{
	return use != ONE_RATING && use != ONE_SCORE;
}

/* How such a score becomes NULL, without the end of the sentence. */
static char *
no_answer(const char *shown)
{
	if (strlen(shown) > CODE_MAX_LENGTH)
		return "Turn it into NULL, with CASE";
	return psprintf("If %s stands for no answer, turn it into NULL: nullif(score, %s)", shown, shown);
}

static int
hint_outside_scale(Scale scale, const char *shown, ScoreUse use)
{
	double		score = strtod(shown, NULL);

	if (score < scale.lowest)
		return errhint("%s.%s", no_answer(shown), lower_scale(scale, score, use));
	if (!is_of_row(use))
		return errhint("%s%s.", no_answer(shown), longer_scale(scale, score, use));
	return errhint("Leave such rows out with FILTER (WHERE ... BETWEEN %d AND %d)%s.",
				   scale.lowest, scale_highest(scale), longer_scale(scale, score, use));
}

/* Halves are rounded by the type of their column: to even, or away from 0. */
static int
hint_not_whole(Scale scale, const char *shown, bool finite, ScoreUse use)
{
	double		halves = 2 * strtod(shown, NULL);
	char	   *of_10 = call_with_points(use, "score * 2", "10");

	if (!finite)
		return is_of_row(use) ? errhint("Turn it into NULL, or leave it out with FILTER.") :
			errhint("Turn it into NULL.");
	if (of_10 != NULL && scale_equal(scale, csat_scale(5)) && fabs(remainder(halves, 2)) == 1)
		return errhint("Half stars are %s.", of_10);
	return errhint("Round it with round(score::numeric), which rounds halves away from zero.");
}

/*
 * The error for a score that is not whole, or is and lies outside the scale;
 * `shown` is the score as text.
 */
void
score_not_usable(Scale scale, const char *shown, bool finite, bool whole, ScoreUse use)
{
	if (finite && whole)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("score %s is outside the scale of %d to %d",
						shown, scale.lowest, scale_highest(scale)),
				 hint_outside_scale(scale, shown, use)));
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score %s is not a whole number", shown),
			 hint_not_whole(scale, shown, finite, use)));
}

void
score_outside_scale(Scale scale, int32 score, ScoreUse use)
{
	score_not_usable(scale, psprintf("%d", score), true, true, use);
}

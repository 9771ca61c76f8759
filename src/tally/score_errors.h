/*
 * score_errors.h
 *	  Checks that a score is on a scale, and the errors for one that is not.
 */
#ifndef CSAT_SCORE_ERRORS_H
#define CSAT_SCORE_ERRORS_H

#include "tally/scale.h"

/* What a score is read for, which decides on the hint of an error about it. */
typedef enum ScoreUse
{
	SCORE_OF_ROW,				/* csat(score), csat(score, points), nps(score) */
	SCORE_OF_RANGE,				/* score_tally_agg(score, lowest, highest) */
	WEIGHTED_SCORE,				/* the weighted twins of these two */
	WEIGHTED_SCORE_OF_RANGE,
	SCORE_OF_PAIR,				/* csat_paired_change(before, after) */
	ONE_RATING,					/* is_satisfied(score, points) */
	ONE_SCORE					/* any other function of one score */
} ScoreUse;

pg_noreturn extern void score_outside_scale(Scale scale, int32 score, ScoreUse use);
pg_noreturn extern void score_not_usable(Scale scale, const char *shown, bool finite,
										 bool whole, ScoreUse use);

/* The place of `score` on the scale; an error if it is not on it. */
static inline uint32
score_place(Scale scale, int32 score, ScoreUse use)
{
	uint32		i = scale_index(scale, score);

	if (unlikely(i >= scale.points))
		score_outside_scale(scale, score, use);
	return i;
}

#endif							/* CSAT_SCORE_ERRORS_H */

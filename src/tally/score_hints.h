/*
 * score_hints.h
 *	  What to do with a score that is not on the scale, for the hint of the
 *	  error about it.
 */
#ifndef CSAT_SCORE_HINTS_H
#define CSAT_SCORE_HINTS_H

#include "tally/scale.h"

/* `shown` is the score as text; it lies outside the scale. */
extern int	hint_outside_scale(Scale scale, const char *shown, ScoreUse use);

/* The score is not whole, or not even finite. */
extern int	hint_not_whole(Scale scale, const char *shown, bool finite, ScoreUse use);

#endif							/* CSAT_SCORE_HINTS_H */

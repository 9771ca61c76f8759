/*
 * weighted_tally.h
 *	  For each score of a scale the number of its answers, the sum of their
 *	  weights and the sum of the squared weights.
 */
#ifndef CSAT_WEIGHTED_TALLY_H
#define CSAT_WEIGHTED_TALLY_H

#include <float.h>

#include "tally/tally.h"

/* No score's sums are larger, so that those over a whole scale are finite. */
#define WEIGHT_LIMIT	(DBL_MAX / 128)

#define PG_GETARG_WEIGHTED_TALLY(n)	((WeightedTally *) PG_GETARG_TALLY(n))

pg_noreturn extern void weight_not_usable(double weight);

static inline WeightedTally *
weighted_tally_make(int lowest, int points)
{
	return (WeightedTally *) tally_make(WEIGHTED_TALLY_FORMAT, lowest, points);
}

/*
 * Count one more answer of a score.  A weight whose square is beyond double
 * precision fails, as one does that is no finite number of 0 or more.
 */
static inline void
response_sums_count(ResponseSums *sums, double weight)
{
	double		squares = sums->squared_weights + weight * weight;

	if (unlikely(!(weight >= 0 && squares <= WEIGHT_LIMIT)))
		weight_not_usable(weight);
	add_responses(&sums->responses, 1);
	sums->weight += weight;
	sums->squared_weights = squares;
}

static inline void
weighted_tally_count(WeightedTally *tally, int32 score, double weight, ScoreUse use)
{
	response_sums_count(&tally->sums[score_place(tally_scale(&tally->head), score, use)], weight);
}

#endif							/* CSAT_WEIGHTED_TALLY_H */

/*
 * weighted_tally.h
 *	  For each score of a scale the number of its answers, the sum of their
 *	  weights and the sum of the squared weights.
 */
#ifndef CSAT_WEIGHTED_TALLY_H
#define CSAT_WEIGHTED_TALLY_H

#include <float.h>

#include "formulas/double_double.h"
#include "tally/score_errors.h"
#include "tally/tally.h"

/* No score's sums are larger, so that those over a whole scale are finite. */
#define WEIGHT_LIMIT	(DBL_MAX / 128)

pg_noreturn extern void weight_not_usable(double weight);

static inline WeightedTally *
weighted_tally_make(int lowest, int points)
{
	return (WeightedTally *) tally_make(WEIGHTED_TALLY_FORMAT, lowest, points);
}

/*
 * Add to a sum, and what rounding loses to its rest (Neumaier 1974; Dekker 1971
 * for the order of steps).  The sum stays the double nearest to the two of them
 * together, and these are exact as long as the sum is below 2^50 times the
 * least number above 0 that went into it: in any order, in any parts.  What is
 * added may be less than 0 if the result is not.
 */
static inline void
add_to_sum(double *sum, double *rest, double more)
{
	double		total = to_double(*sum + more);
	double		larger = Max(*sum, more);
	double		smaller = Min(*sum, more);
	double		lost = smaller - (total - larger) + *rest;

	*sum = to_double(total + lost);
	*rest = lost - (*sum - total);
}

/* Add answers to others. */
static inline void
response_sums_add(ResponseSums *sums, const ResponseSums *more)
{
	add_responses(&sums->responses, more->responses);
	add_to_sum(&sums->weight, &sums->weight_rest, more->weight);
	add_to_sum(&sums->weight, &sums->weight_rest, more->weight_rest);
	add_to_sum(&sums->squared_weights, &sums->squared_rest, more->squared_weights);
	add_to_sum(&sums->squared_weights, &sums->squared_rest, more->squared_rest);
}

/*
 * Count one more answer of a score.  A weight whose square is beyond double
 * precision fails, as one does that is no finite number of 0 or more.
 */
static inline void
response_sums_count(ResponseSums *sums, double weight)
{
	double		square = to_double(weight * weight);

	if (unlikely(!(weight >= 0 && sums->squared_weights + square <= WEIGHT_LIMIT)))
		weight_not_usable(weight);
	add_responses(&sums->responses, 1);
	add_to_sum(&sums->weight, &sums->weight_rest, weight);
	add_to_sum(&sums->squared_weights, &sums->squared_rest, square);
}

static inline void
weighted_tally_count(WeightedTally *tally, int32 score, double weight, ScoreUse use)
{
	response_sums_count(&tally->sums[score_place(tally_scale(&tally->head), score, use)], weight);
}

#endif							/* CSAT_WEIGHTED_TALLY_H */

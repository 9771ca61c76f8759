/*
 * weighted_tally.h
 *	  Answers that stand for so many people each: for each score of a scale
 *	  how many answers gave it, the sum of their weights and of their squares.
 */
#ifndef CSAT_WEIGHTED_TALLY_H
#define CSAT_WEIGHTED_TALLY_H

#include <float.h>

#include "score_tally.h"

/* No score's sums are larger, so that those over a whole scale are finite. */
#define WEIGHT_LIMIT	(DBL_MAX / 128)

#define PG_GETARG_WEIGHTED_TALLY(n)	((WeightedTally *) PG_GETARG_TALLY(n))

pg_noreturn extern void weight_not_usable(double weight);

static inline WeightedTally *
weighted_tally_make(int lowest, int points)
{
	return (WeightedTally *) tally_make(WEIGHTED_TALLY_FORMAT, lowest, points);
}

extern int64 weighted_tally_total(const WeightedTally *tally);

/*
 * Count one more answer.  A weight whose square is beyond double precision
 * fails, as one does that is no finite number of 0 or more.
 */
static inline void
weighted_tally_count(WeightedTally *tally, int32 score, double weight)
{
	WeightedScore *place = &tally->scores[score_place(tally->scale, score)];
	double		squares = place->squares + weight * weight;

	if (unlikely(!(weight >= 0 && squares <= WEIGHT_LIMIT)))
		weight_not_usable(weight);
	add_responses(&place->responses, 1);
	place->weight += weight;
	place->squares = squares;
}

#endif							/* CSAT_WEIGHTED_TALLY_H */

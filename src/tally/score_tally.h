/*
 * score_tally.h
 *	  How many answers gave each score of a scale: the state of the
 *	  aggregates, and a value that can be stored.
 */
#ifndef CSAT_SCORE_TALLY_H
#define CSAT_SCORE_TALLY_H

#include "tally/score_errors.h"
#include "tally/tally.h"

pg_noreturn extern void too_few_responses(int score, int64 present, int64 taken);

/* SQL's types see to it that the argument is no weighted_tally. */
#define PG_GETARG_SCORE_TALLY(n)	((ScoreTally *) PG_GETARG_TALLY(n))

static inline ScoreTally *
score_tally_make(int lowest, int points)
{
	return (ScoreTally *) tally_make(SCORE_TALLY_FORMAT, lowest, points);
}

/* Count one more answer. */
static inline void
score_tally_count(ScoreTally *tally, int32 score, ScoreUse use)
{
	add_responses(&tally->responses[score_place(tally_scale(&tally->head), score, use)], 1);
}

/* Take away one answer that was counted. */
static inline void
score_tally_uncount(ScoreTally *tally, int32 score, ScoreUse use)
{
	int64	   *responses = &tally->responses[score_place(tally_scale(&tally->head), score, use)];

	if (unlikely(*responses < 1))
		too_few_responses(score, *responses, 1);
	(*responses)--;
}

#endif							/* CSAT_SCORE_TALLY_H */

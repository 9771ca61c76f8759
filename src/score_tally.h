/*
 * score_tally.h
 *	  How many answers gave each score of a scale: the state of the
 *	  aggregates, and a value that can be stored.
 */
#ifndef CSAT_SCORE_TALLY_H
#define CSAT_SCORE_TALLY_H

#include "postgres.h"

#include "common/int.h"
#include "fmgr.h"

#include "scale.h"

#define SCORE_TALLY_FORMAT	1

typedef struct ScoreTally
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	Scale		scale;
	int64		responses[FLEXIBLE_ARRAY_MEMBER];	/* one for each score */
} ScoreTally;

#define SCORE_TALLY_SIZE(points) \
	(offsetof(ScoreTally, responses) + sizeof(int64) * (points))

#define PG_GETARG_SCORE_TALLY(n)	get_score_tally(PG_GETARG_DATUM(n))
#define PG_RETURN_SCORE_TALLY(x)	PG_RETURN_POINTER(x)

pg_noreturn extern void bigint_out_of_range(void);
pg_noreturn extern void too_few_responses(int score, int64 present, int64 taken);
pg_noreturn extern void score_tally_unreadable(const ScoreTally *tally);

extern ScoreTally *score_tally_make(int lowest, int points);
extern ScoreTally *score_tally_copy(const ScoreTally *tally);
extern int64 score_tally_total(const ScoreTally *tally);

/*
 * A tally that was handed in.  The type's storage is plain, so there is
 * nothing to detoast and nothing is copied; what a later release wrote is
 * refused.
 */
static inline ScoreTally *
get_score_tally(Datum datum)
{
	ScoreTally *tally = (ScoreTally *) PG_DETOAST_DATUM(datum);

	if (unlikely(tally->scale.format != SCORE_TALLY_FORMAT ||
				 VARSIZE(tally) != SCORE_TALLY_SIZE(tally->scale.points)))
		score_tally_unreadable(tally);
	return tally;
}

/*
 * The first argument, to be changed: the state of an aggregate itself, and a
 * copy of what anyone else passes.
 */
static inline ScoreTally *
score_tally_state(FunctionCallInfo fcinfo)
{
	if (likely(AggCheckCallContext(fcinfo, NULL)))
		return (ScoreTally *) PG_GETARG_POINTER(0);
	return score_tally_copy(PG_GETARG_SCORE_TALLY(0));
}

/* Count one more answer. */
static inline void
score_tally_count(ScoreTally *tally, int32 score)
{
	uint32		i = scale_index(tally->scale, score);

	if (unlikely(i >= tally->scale.points))
		score_outside_scale(tally->scale, score);
	if (unlikely(pg_add_s64_overflow(tally->responses[i], 1, &tally->responses[i])))
		bigint_out_of_range();
}

/* Take away one answer that was counted. */
static inline void
score_tally_uncount(ScoreTally *tally, int32 score)
{
	uint32		i = scale_index(tally->scale, score);

	if (unlikely(i >= tally->scale.points))
		score_outside_scale(tally->scale, score);
	if (unlikely(tally->responses[i] < 1))
		too_few_responses(score, tally->responses[i], 1);
	tally->responses[i]--;
}

/* Count in all answers of `other`, or take them away. */
extern void score_tally_merge(ScoreTally *tally, const ScoreTally *other);
extern void score_tally_unmerge(ScoreTally *tally, const ScoreTally *other);

#endif							/* CSAT_SCORE_TALLY_H */

/*
 * tally.h
 *	  What both kinds of tally have in common: a head that tells the scale and
 *	  the kind, so that one function can read either.
 */
#ifndef CSAT_TALLY_H
#define CSAT_TALLY_H

#include "postgres.h"

#include "common/int.h"
#include "fmgr.h"

#include "compat.h"
#include "tally/scale.h"

/*
 * Formats of what follows the head.  A later release can add some; those of
 * weighted tallies have the high bit set.
 */
#define SCORE_TALLY_FORMAT		0x01
#define WEIGHTED_TALLY_FORMAT	0x81

/*
 * The head of every tally.  There is no padding, so that equal tallies are
 * equal bytes.
 */
typedef struct Tally
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int16		lowest;			/* the scale's lowest score */
	uint8		points;			/* how many scores it has */
	uint8		format;
} Tally;

/* Some answers: their number, their weight, and the sum of its squares. */
typedef struct ResponseSums
{
	int64		responses;
	double		weight;
	double		squared_weights;
} ResponseSums;

/* How many answers gave each score. */
typedef struct ScoreTally
{
	Tally		head;
	int64		responses[FLEXIBLE_ARRAY_MEMBER];	/* one for each score */
} ScoreTally;

/* For each score the answers, their weights and the squares of these. */
typedef struct WeightedTally
{
	Tally		head;
	ResponseSums sums[FLEXIBLE_ARRAY_MEMBER];	/* one for each score */
} WeightedTally;

static inline Scale
tally_scale(const Tally *tally)
{
	return (Scale) {.lowest = tally->lowest, .points = tally->points};
}

static inline bool
tally_is_weighted(const Tally *tally)
{
	return tally->format == WEIGHTED_TALLY_FORMAT;
}

static inline size_t
tally_size(int format, int points)
{
	return sizeof(Tally) + points *
		(format == SCORE_TALLY_FORMAT ? sizeof(int64) : sizeof(ResponseSums));
}

pg_noreturn extern void tally_unreadable(const Tally *tally);

/*
 * A function's argument as a tally; an error if it is one that a later release
 * wrote.  The types' storage is plain, so there is nothing to detoast and
 * nothing is copied.
 */
static inline Tally *
get_tally(Datum datum)
{
	Tally	   *tally = (Tally *) PG_DETOAST_DATUM(datum);
	int			format = tally->format;

	if (unlikely((format != SCORE_TALLY_FORMAT && format != WEIGHTED_TALLY_FORMAT) ||
				 VARSIZE(tally) != tally_size(format, tally->points)))
		tally_unreadable(tally);
	return tally;
}

#define PG_GETARG_TALLY(n)	get_tally(PG_GETARG_DATUM(n))

/* The scale alone, without the checks of PG_GETARG_TALLY: for transition functions. */
#define PG_GETARG_SCALE(n)	tally_scale((Tally *) PG_GETARG_POINTER(n))

#define PG_RETURN_TALLY(x)	PG_RETURN_POINTER(x)

extern Tally *tally_make(int format, int lowest, int points);
extern Tally *tally_copy(const Tally *tally);
extern bool tally_total_fits(const Tally *tally, int64 *total);
extern int64 tally_total(const Tally *tally);
extern void tally_check_total(const Tally *tally);

/*
 * The first argument as a tally that may be changed: in an aggregate its state
 * itself, outside one a copy.  The state is checked too, because a strict
 * aggregate's first state is the first value that was stored.
 */
static inline Tally *
tally_state(FunctionCallInfo fcinfo)
{
	Tally	   *tally = PG_GETARG_TALLY(0);

	return AggCheckCallContext(fcinfo, NULL) ? tally : tally_copy(tally);
}

pg_noreturn extern void bigint_out_of_range(void);

/* Add to a number of answers. */
static inline void
add_responses(int64 *responses, int64 more)
{
	if (unlikely(pg_add_s64_overflow(*responses, more, responses)))
		bigint_out_of_range();
}

#endif							/* CSAT_TALLY_H */

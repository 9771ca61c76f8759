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
 *
 * A rounded tally has no rests (see ResponseSums).  It is what 1.0 stored, and
 * what is read from text or received; a weighted one is what comes of adding.
 * Both are values of one type: of equal sums they are equal, and they are
 * compared, hashed, printed and sent without rests, so that the value that is
 * read back is the same.
 */
#define SCORE_TALLY_FORMAT		0x01
#define ROUNDED_TALLY_FORMAT	0x81
#define WEIGHTED_TALLY_FORMAT	0x82

/*
 * The head of every tally.  There is no padding, so that equal tallies of one
 * format, rests aside, are equal bytes.
 */
typedef struct Tally
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int16		lowest;			/* the scale's lowest score */
	uint8		points;			/* how many scores it has */
	uint8		format;
} Tally;

/*
 * Some answers: their number, their weight, and the sum of its squares.  Both
 * sums are the double nearest to what was added up; the rests are what they
 * lack, or have too much, and count in further additions only.
 */
typedef struct ResponseSums
{
	int64		responses;
	double		weight;
	double		squared_weights;
	double		weight_rest;
	double		squared_rest;
} ResponseSums;

/* Those of a rounded tally end before the rests. */
#define ROUNDED_SUMS_SIZE	offsetof(ResponseSums, weight_rest)

/* How many answers gave each score. */
typedef struct ScoreTally
{
	Tally		head;
	int64		responses[FLEXIBLE_ARRAY_MEMBER];	/* one for each score */
} ScoreTally;

/*
 * For each score the answers, their weights and the squares of these, of a
 * tally that can be added to.  weighted_sums_at() reads rounded ones too.
 */
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
	return tally->format >= ROUNDED_TALLY_FORMAT;
}

/* The format of a tally of the same kind that can be added to. */
static inline int
tally_state_format(const Tally *tally)
{
	return tally_is_weighted(tally) ? WEIGHTED_TALLY_FORMAT : SCORE_TALLY_FORMAT;
}

static inline bool
tally_format_is_known(int format)
{
	return format == SCORE_TALLY_FORMAT || format == ROUNDED_TALLY_FORMAT ||
		format == WEIGHTED_TALLY_FORMAT;
}

static inline size_t
tally_size(int format, int points)
{
	return sizeof(Tally) + points *
		(format == SCORE_TALLY_FORMAT ? sizeof(int64) :
		 format == ROUNDED_TALLY_FORMAT ? ROUNDED_SUMS_SIZE : sizeof(ResponseSums));
}

/* Where the sums of a rounded tally are. */
static inline char *
rounded_sums(const Tally *tally, int place)
{
	return (char *) tally + tally_size(ROUNDED_TALLY_FORMAT, place);
}

/* The weighted answers at this place of the scale, of either format. */
static inline ResponseSums
weighted_sums_at(const Tally *tally, int place)
{
	ResponseSums sums = {0};

	if (tally->format == WEIGHTED_TALLY_FORMAT)
		return ((const WeightedTally *) tally)->sums[place];
	memcpy(&sums, rounded_sums(tally, place), ROUNDED_SUMS_SIZE);
	return sums;
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

	if (unlikely(!tally_format_is_known(format) ||
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
extern const Tally *tally_rounded(const Tally *tally);
extern bool tally_total_fits(const Tally *tally, int64 *total);
extern int64 tally_total(const Tally *tally);
extern void tally_check_total(const Tally *tally);

/*
 * The first argument as a tally that may be changed: in an aggregate its state
 * itself, outside one a copy, and of a rounded tally, which has no room for
 * rests, always.  The state is checked too, because a strict aggregate's first
 * state is the first value that was stored.
 */
static inline Tally *
tally_state(FunctionCallInfo fcinfo)
{
	Tally	   *tally = PG_GETARG_TALLY(0);

	if (tally->format != ROUNDED_TALLY_FORMAT && AggCheckCallContext(fcinfo, NULL))
		return tally;
	return tally_copy(tally);
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

/*
 * score_argument.h
 *	  The score in a function's argument, of any type.
 */
#ifndef CSAT_SCORE_ARGUMENT_H
#define CSAT_SCORE_ARGUMENT_H

#include "postgres.h"

#include "fmgr.h"

#include "tally/scale.h"

extern int	compare_with_integer(Datum number, int32 mark);
extern int32 numeric_score_argument(FunctionCallInfo fcinfo, int argument, Scale scale);
pg_noreturn extern void float8_not_usable(FunctionCallInfo fcinfo, Scale scale, double score);

/*
 * The score in a function's argument of double precision, to which PostgreSQL
 * casts bigint and real.  An error if it is not whole; the scale is for the
 * message, and the caller checks that the score is on it.  NaN fails the
 * comparisons.
 */
static inline int32
float8_score_argument(FunctionCallInfo fcinfo, int argument, Scale scale)
{
	double		score = PG_GETARG_FLOAT8(argument);

	if (likely(score >= SCALE_MIN_SCORE && score <= SCALE_MAX_SCORE &&
			   (double) (int32) score == score))
		return (int32) score;
	float8_not_usable(fcinfo, scale, score);
}

/* A function's argument as a score, by its type; the scale is for messages. */
#define INT2_SCORE(n, scale)	PG_GETARG_INT16(n)
#define INT4_SCORE(n, scale)	PG_GETARG_INT32(n)
#define FLOAT8_SCORE(n, scale)	float8_score_argument(fcinfo, (n), (scale))
#define NUMERIC_SCORE(n, scale)	numeric_score_argument(fcinfo, (n), (scale))

#endif							/* CSAT_SCORE_ARGUMENT_H */

/*
 * score_argument.h
 *	  The score in a function's argument, of any type.
 */
#ifndef CSAT_SCORE_ARGUMENT_H
#define CSAT_SCORE_ARGUMENT_H

#include "postgres.h"

#include "fmgr.h"

#include "tally/score_errors.h"

extern int	compare_with_integer(Datum number, int32 mark);
extern int32 numeric_score_argument(FunctionCallInfo fcinfo, int argument, Scale scale, ScoreUse use);
pg_noreturn extern void float8_not_usable(Scale scale, double score, ScoreUse use);

/*
 * The score in a function's argument of double precision, to which PostgreSQL
 * casts bigint and real.  An error if it is not whole; scale and use are for the
 * message, and the caller checks that the score is on it.  NaN fails the
 * comparisons.
 */
static inline int32
float8_score_argument(FunctionCallInfo fcinfo, int argument, Scale scale, ScoreUse use)
{
	double		score = PG_GETARG_FLOAT8(argument);

	if (likely(score >= SCALE_MIN_SCORE && score <= SCALE_MAX_SCORE &&
			   (double) (int32) score == score))
		return (int32) score;
	float8_not_usable(scale, score, use);
}

/* A function's argument as a score, by its type; scale and use are for messages. */
#define INT2_SCORE(n, scale, use)	PG_GETARG_INT16(n)
#define INT4_SCORE(n, scale, use)	PG_GETARG_INT32(n)
#define FLOAT8_SCORE(n, scale, use)	float8_score_argument(fcinfo, (n), (scale), (use))
#define NUMERIC_SCORE(n, scale, use)	numeric_score_argument(fcinfo, (n), (scale), (use))

#endif							/* CSAT_SCORE_ARGUMENT_H */

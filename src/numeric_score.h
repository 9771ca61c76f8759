/*
 * numeric_score.h
 *	  Converting a numeric to a score, and a function's argument of any type.
 */
#ifndef CSAT_NUMERIC_SCORE_H
#define CSAT_NUMERIC_SCORE_H

#include "postgres.h"

#include "fmgr.h"

#include "scale.h"

extern int	compare_with_integer(Datum number, int32 mark);
extern int32 numeric_score_argument(FunctionCallInfo fcinfo, int argument, Scale scale);

/* A function's argument as a score, by its type; the scale is for messages. */
#define INT2_SCORE(n, scale)	PG_GETARG_INT16(n)
#define INT4_SCORE(n, scale)	PG_GETARG_INT32(n)
#define FLOAT8_SCORE(n, scale)	float8_score_argument(fcinfo, (n), (scale))
#define NUMERIC_SCORE(n, scale)	numeric_score_argument(fcinfo, (n), (scale))

#endif							/* CSAT_NUMERIC_SCORE_H */

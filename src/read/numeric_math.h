/*
 * numeric_math.h
 *	  Exact arithmetic, by numeric, on whole numbers and what is made of them;
 *	  percentages and other figures as numeric.
 */
#ifndef CSAT_NUMERIC_MATH_H
#define CSAT_NUMERIC_MATH_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

static inline Datum
whole(int64 number)
{
	return NumericGetDatum(int64_to_numeric(number));
}

static inline Datum
plus(Datum a, Datum b)
{
	return DirectFunctionCall2(numeric_add, a, b);
}

static inline Datum
minus(Datum a, Datum b)
{
	return DirectFunctionCall2(numeric_sub, a, b);
}

static inline Datum
times(Datum a, Datum b)
{
	return DirectFunctionCall2(numeric_mul, a, b);
}

static inline Datum
over(Datum a, Datum b)
{
	return DirectFunctionCall2(numeric_div, a, b);
}

extern Datum percentage(int64 part, int64 all);
extern Datum figure_numeric(double figure);

#endif							/* CSAT_NUMERIC_MATH_H */

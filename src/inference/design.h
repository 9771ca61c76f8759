/*
 * design.h
 *	  Shared by the aggregates over tallies and pairs: states that are arrays of
 *	  so many numbers, an ordinary type, which parallel workers, postgres_fdw and
 *	  Citus can ship; and figures of answers that are no simple random sample.
 */
#ifndef CSAT_DESIGN_H
#define CSAT_DESIGN_H

#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"

#include "compat.h"
#include "inference/inference.h"

/* The level of the intervals that aggregates give. */
#define AGGREGATE_LEVEL		0.95

extern Sample design_sample(double n, double above, double middle, double below,
							double standard_error);
extern void design_figures(const Sample *sample, const Question *question, Datum *values);

pg_noreturn extern void array_state_invalid(int numbers);

/* The numbers of an argument, if they are as many as the state has. */
static inline void *
array_state_numbers(ArrayType *array, Oid type, int numbers)
{
	if (unlikely(ARR_NDIM(array) != 1 || ARR_DIMS(array)[0] != numbers ||
				 ARR_HASNULL(array) || ARR_ELEMTYPE(array) != type))
		array_state_invalid(numbers);
	return ARR_DATA_PTR(array);
}

/*
 * The first argument, to be changed: a copy unless an aggregate calls.  A plain
 * aggregate's node is looked for first, as in accumulate.c.
 */
static inline ArrayType *
array_state(FunctionCallInfo fcinfo)
{
	if (likely(fcinfo->context != NULL && IsA(fcinfo->context, AggState) &&
			   !VARATT_IS_EXTENDED(PG_GETARG_POINTER(0))))
		return (ArrayType *) PG_GETARG_POINTER(0);
	return AggCheckCallContext(fcinfo, NULL) ? PG_GETARG_ARRAYTYPE_P(0) :
		PG_GETARG_ARRAYTYPE_P_COPY(0);
}

#endif							/* CSAT_DESIGN_H */

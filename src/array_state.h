/*
 * array_state.h
 *	  States of aggregates that are arrays of so many numbers: an ordinary
 *	  type, which parallel workers, postgres_fdw and Citus can ship.
 */
#ifndef CSAT_ARRAY_STATE_H
#define CSAT_ARRAY_STATE_H

#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"

#include "compat.h"

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
 * aggregate's node is looked for first, as in aggregates.c.
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

#endif							/* CSAT_ARRAY_STATE_H */

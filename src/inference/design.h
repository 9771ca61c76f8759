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

/* The level of the intervals that aggregates give where none is asked for. */
#define AGGREGATE_LEVEL		0.95

pg_noreturn extern void array_state_invalid(int numbers);

extern Sample design_sample(double n, double above, double middle, double below,
							double standard_error);
extern void design_figures(const Sample *sample, const Question *question, double level,
						   Datum *values);

extern double level_of_row(FunctionCallInfo fcinfo, int n);
extern void share_level(double *shared, double level);

/*
 * The level in a state, 0 where rows have none; any other than these is none
 * that an aggregate has stored.
 */
static inline double
shared_level(double shared, int numbers)
{
	if (shared == 0)
		return AGGREGATE_LEVEL;
	if (!(shared > 0 && shared < 1))
		array_state_invalid(numbers);
	return shared;
}

extern ArrayType *array_state(FunctionCallInfo fcinfo, int numbers);
extern ArrayType *array_state_argument(FunctionCallInfo fcinfo, int n, int numbers);

#endif							/* CSAT_DESIGN_H */

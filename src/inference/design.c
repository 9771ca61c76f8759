/*
 * design.c
 *	  What the aggregates over tallies and pairs share.
 */
#include "postgres.h"

#include <math.h>

#include "inference/design.h"
#include "tally/messages.h"

/* The error for an array that is no state of an aggregate. */
void
array_state_invalid(int numbers)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("this is not the state of an aggregate, an array of %d numbers that it computed",
					numbers),
			 errhint("Call the aggregate, not the function that is part of it.")));
}

/* Numbers of 8 bytes, all of them 0: as a state is before the first row. */
static bool
is_initial(ArrayType *array)
{
	const int64 *numbers = (const int64 *) ARR_DATA_PTR(array);

	for (int i = 0; i < ARR_DIMS(array)[0]; i++)
		if (numbers[i] != 0)
			return false;
	return true;
}

/*
 * An array that has as many numbers as the state, which of a state without rows
 * can be a new one: until ALTER EXTENSION UPDATE an aggregate's initial value is
 * as long as the states of 1.0.0 were.
 */
static ArrayType *
state_of_length(ArrayType *array, int numbers)
{
	Oid			type = ARR_ELEMTYPE(array);
	Datum	   *zeros;

	if (ARR_NDIM(array) != 1 || ARR_HASNULL(array) ||
		(type != FLOAT8OID && type != INT8OID))
		array_state_invalid(numbers);
	if (ARR_DIMS(array)[0] == numbers)
		return array;
	if (!is_initial(array))
		array_state_invalid(numbers);
	zeros = palloc(sizeof(Datum) * numbers);
	for (int i = 0; i < numbers; i++)
		zeros[i] = type == FLOAT8OID ? Float8GetDatum(0) : Int64GetDatum(0);
	return construct_array(zeros, numbers, type, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
}

/* The state that an argument is, to be read. */
ArrayType *
array_state_argument(FunctionCallInfo fcinfo, int n, int numbers)
{
	return state_of_length(PG_GETARG_ARRAYTYPE_P(n), numbers);
}

/*
 * The first argument, to be changed: a copy unless an aggregate calls.  A plain
 * aggregate's node is looked for first, as in accumulate.c.
 */
ArrayType *
array_state(FunctionCallInfo fcinfo, int numbers)
{
	if ((fcinfo->context != NULL && IsA(fcinfo->context, AggState)) ||
		AggCheckCallContext(fcinfo, NULL))
		return state_of_length(PG_GETARG_ARRAYTYPE_P(0), numbers);
	return state_of_length(PG_GETARG_ARRAYTYPE_P_COPY(0), numbers);
}

/*
 * As many answers as a simple random sample would need for this error, but not
 * more than n.
 */
Sample
design_sample(double n, double above, double middle, double below,
			  double standard_error)
{
	Sample		sample = make_sample(n, above, middle, below);

	sample.n = effective_number(sample_variance(&sample), standard_error, n);
	sample.standard_error = standard_error;
	return sample;
}

/*
 * The standard error, NULL if it is infinite, and both limits of the default
 * interval, in points.
 */
void
design_figures(const Sample *sample, const Question *question, double level, Datum *values)
{
	Limits		limits = question->methods->interval(sample, level_quantile(level));

	values[0] = isinf(sample->standard_error) ? (Datum) 0 :
		figure_numeric(100 * sample->standard_error);
	values[1] = figure_numeric(Max(100 * limits.low, question->lowest));
	values[2] = figure_numeric(Min(100 * limits.high, question->highest));
}

/* The level that a row asks for. */
double
level_of_row(FunctionCallInfo fcinfo, int n)
{
	if (PG_ARGISNULL(n))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("the level of an interval is NULL"),
				 errhint("Leave the level out for one of 0.95.")));
	return level_argument(fcinfo, n);
}

/* Note the level of one row or of some, which is that of all; 0 is none yet. */
void
share_level(double *shared, double level)
{
	if (*shared != 0 && level != 0 && *shared != level)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an interval has one level, not %s and %s",
						float8_shown(*shared), float8_shown(level)),
				 errhint("Give all rows of a group the same level.")));
	if (level != 0)
		*shared = level;
}

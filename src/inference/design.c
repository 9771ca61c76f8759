/*
 * design.c
 *	  What the aggregates over tallies and pairs share.
 */
#include "postgres.h"

#include <math.h>

#include "inference/design.h"

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

/*
 * As many answers as a simple random sample would need for this error, and n
 * of them where there is no error to go by.
 */
Sample
design_sample(double n, double above, double middle, double below,
			  double standard_error)
{
	Sample		sample = make_sample(n, above, middle, below);
	double		effective = sample_variance(&sample) / standard_error / standard_error;

	if (standard_error > 0 && effective > 0 && isfinite(effective))
		sample.n = effective;
	sample.standard_error = standard_error;
	return sample;
}

/* The standard error and both limits of the default interval, in points. */
void
design_figures(const Sample *sample, const Question *question, Datum *values)
{
	Limits		limits = question->methods->interval(sample, level_quantile(AGGREGATE_LEVEL));

	values[0] = figure_numeric(100 * sample->standard_error);
	values[1] = figure_numeric(Max(100 * limits.low, question->lowest));
	values[2] = figure_numeric(Min(100 * limits.high, question->highest));
}

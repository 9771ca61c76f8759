/*
 * sample_size.c
 *	  How many answers a survey needs: W. G. Cochran, Sampling Techniques,
 *	  1977, chapter 4.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"

#include "inference/inference.h"
#include "tally/messages.h"
#include "tally/tally.h"

/* Those that the default interval of NPS adds before it is computed. */
#define ADDED_ANSWERS	3

/* The margin to either side, as a proportion. */
static double
margin_argument(FunctionCallInfo fcinfo, int n)
{
	double		margin = PG_GETARG_FLOAT8(n);

	if (!(margin > 0 && isfinite(margin)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a margin is a number of points above 0, not %s",
						float8_shown(margin))));
	return margin / 100;
}

/*
 * The answers that have a standard error of margin / z if the variance of one
 * is 1, by the margin and the level, the first two arguments.
 */
static double
needed_at_variance_1(FunctionCallInfo fcinfo)
{
	double		margin = margin_argument(fcinfo, 0);
	double		z = level_quantile(level_argument(fcinfo, 1));

	return z / margin * z / margin;
}

/*
 * The answers needed, n of an endless population, and less of one that the
 * fourth argument numbers.
 */
static Datum
sample_size(FunctionCallInfo fcinfo, double n)
{
	int64		population = PG_INT64_MAX;

	if (!PG_ARGISNULL(3))
	{
		population = PG_GETARG_INT64(3);
		if (population < 1)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a population has 1 or more people, not %lld",
							(long long) population)));
		/* written so that it stays finite where n, which can be 0, does not */
		if (n > 0)
			n = 1 / (1 / n + (1 - 1 / n) / population);
	}
	n = ceil(n);
	if (n < (double) population)
		PG_RETURN_INT64(Max((int64) n, 1));
	if (PG_ARGISNULL(3))
		bigint_out_of_range();
	PG_RETURN_INT64(population);
}

static bool
sample_size_is_null(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2);
}

/*
 * csat_sample_size(margin, level, expected, population): answers after which
 * CSAT, expected at so many points, is known to so many points either way.
 */
PG_FUNCTION_INFO_V1(csat_sample_size);
Datum
csat_sample_size(PG_FUNCTION_ARGS)
{
	double		needed;
	double		expected;

	if (sample_size_is_null(fcinfo))
		PG_RETURN_NULL();
	needed = needed_at_variance_1(fcinfo);
	expected = PG_GETARG_FLOAT8(2);
	if (!(expected > 0 && expected < 100))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an expected CSAT lies between 0 and 100, not at %s",
						float8_shown(expected)),
				 errhint("50 is the safe choice: no other needs more answers.")));
	if (expected < 1)
		ereport(NOTICE,
				(errmsg("the expected CSAT is %s percent", float8_shown(expected)),
				 errhint("It is given in points: 80 for a share of 0.8.")));
	return sample_size(fcinfo, needed * (expected / 100 * (1 - expected / 100)));
}

/*
 * nps_sample_size(margin, level, variance, population): likewise of NPS, where
 * the variance is that of one answer which is worth 1, 0 or -1.
 */
PG_FUNCTION_INFO_V1(nps_sample_size);
Datum
nps_sample_size(PG_FUNCTION_ARGS)
{
	double		needed;
	double		variance;

	if (sample_size_is_null(fcinfo))
		PG_RETURN_NULL();
	needed = needed_at_variance_1(fcinfo);
	variance = PG_GETARG_FLOAT8(2);
	if (!(variance > 0 && variance <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the variance of an NPS answer is above 0 and at most 1, not %s",
						float8_shown(variance)),
				 errhint("1 is the safe choice: half of all promoters, half detractors.")));
	return sample_size(fcinfo, Max(needed * variance - ADDED_ANSWERS, 1));
}

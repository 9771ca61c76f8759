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
 * Answers after which half the width of the score interval is the margin, by
 * the margin and the level, the first two arguments; at least those whose
 * standard error is margin / z.  `variance` is that of one answer, and
 * `half_range` the largest half width that there is.
 *
 * In units of k = z^2 / n half the width is sqrt(k variance + k^2 half_range^2)
 * / (1 + k): of Wilson's interval, and of NPS's where as many answers are above
 * as below.
 */
static double
needed_answers(FunctionCallInfo fcinfo, double variance, double half_range)
{
	double		margin = margin_argument(fcinfo, 0);
	double		z = level_quantile(level_argument(fcinfo, 1));
	double		square = margin * margin;
	double		least = z / margin * z / margin * variance;
	double		a = half_range * half_range - square;
	double		b = variance / 2 - square;

	if (a <= 0)
		return least;
	/* a k^2 + 2 b k = margin^2 */
	return fmax(least, z / margin * z / margin * (b + sqrt(b * b + a * square)));
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
		population = population_argument(fcinfo, 3);
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
	double		expected;

	if (sample_size_is_null(fcinfo))
		PG_RETURN_NULL();
	expected = PG_GETARG_FLOAT8(2);
	if (!(expected > 0 && expected < 100))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an expected CSAT lies between 0 and 100, not at %s",
						float8_shown(expected)),
				 errhint("50 is the safe choice: no other needs more answers.")));
	notice_share("expected CSAT", expected);
	return sample_size(fcinfo,
					   needed_answers(fcinfo, expected / 100 * ((100 - expected) / 100), 0.5));
}

/*
 * nps_sample_size(margin, level, variance, population): likewise of NPS, where
 * the variance is that of one answer which is worth 1, 0 or -1.
 */
PG_FUNCTION_INFO_V1(nps_sample_size);
Datum
nps_sample_size(PG_FUNCTION_ARGS)
{
	if (sample_size_is_null(fcinfo))
		PG_RETURN_NULL();
	return sample_size(fcinfo, needed_answers(fcinfo, nps_variance_argument(fcinfo, 2), 1));
}

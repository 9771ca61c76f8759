/*
 * change_size.c
 *	  How many answers it takes on each side to see a change, and which changes
 *	  so many answers can show.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"

#include "formulas/power.h"
#include "inference/inference.h"
#include "tally/messages.h"
#include "tally/tally.h"

/* The chance that a change is found. */
static double
power_argument(FunctionCallInfo fcinfo, int n)
{
	double		power = PG_GETARG_FLOAT8(n);

	if (!(power > 0 && power < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a power lies between 0 and 1, not at %s", float8_shown(power)),
				 errhint("A chance of 80 percent to see the change is written 0.8.")));
	return power;
}

static double
csat_argument(FunctionCallInfo fcinfo, int n)
{
	double		csat = PG_GETARG_FLOAT8(n);

	if (!(csat >= 0 && csat <= 100))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a CSAT lies within 0 and 100, unlike %s", float8_shown(csat))));
	notice_share("CSAT", csat);
	return csat;
}

pg_noreturn static void
no_change(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("no number of answers shows a change of 0"),
			 errhint("Give the smallest change that matters.")));
}

/* A number of answers, at least 1. */
static Datum
size_result(double size)
{
	size = Max(ceil(size), 1);
	if (!(size < (double) PG_INT64_MAX))
		bigint_out_of_range();
	PG_RETURN_INT64((int64) size);
}

/*
 * csat_change_sample_size(before, after, power, level): answers on each side
 * after which a test at this level finds such a change of CSAT, in points, with
 * this chance.
 */
PG_FUNCTION_INFO_V1(csat_change_sample_size);
Datum
csat_change_sample_size(PG_FUNCTION_ARGS)
{
	double		before = csat_argument(fcinfo, 0);
	double		after = csat_argument(fcinfo, 1);
	double		power = power_argument(fcinfo, 2);
	double		level = level_argument(fcinfo, 3);

	if (before == after)
		no_change();
	return size_result(shares_change_size(before, after, level, power));
}

/*
 * nps_change_sample_size(change, variance_before, variance_after, power,
 * level): likewise of NPS, the variances being those of an answer that is worth
 * 1, 0 or -1.
 */
PG_FUNCTION_INFO_V1(nps_change_sample_size);
Datum
nps_change_sample_size(PG_FUNCTION_ARGS)
{
	double		change = PG_GETARG_FLOAT8(0);
	double		variances = nps_variance_argument(fcinfo, 1) + nps_variance_argument(fcinfo, 2);
	double		power = power_argument(fcinfo, 3);
	double		level = level_argument(fcinfo, 4);

	if (!(fabs(change) <= 200))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a change of NPS lies within -200 and 200, unlike %s",
						float8_shown(change))));
	if (change == 0)
		no_change();
	return size_result(means_change_size(change / 100, variances, level, power));
}

static Datum
change_or_null(double change)
{
	return isnan(change) ? (Datum) 0 : figure_numeric(change);
}

/*
 * csat_detectable_change(before, answers, power, level): the row (fall, rise),
 * the smallest of both, in points, that a test at this level finds with this
 * chance where each side has so many answers.  A column is NULL where even that
 * to 0 or 100 is too small.
 */
PG_FUNCTION_INFO_V1(csat_detectable_change);
Datum
csat_detectable_change(PG_FUNCTION_ARGS)
{
	double		before = csat_argument(fcinfo, 0);
	int64		answers = PG_GETARG_INT64(1);
	double		power = power_argument(fcinfo, 2);
	double		level = level_argument(fcinfo, 3);
	Datum		values[2];

	if (answers < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a side has 1 or more answers, not %lld", (long long) answers)));
	values[0] = change_or_null(detectable_change(before, -1, answers, level, power));
	values[1] = change_or_null(detectable_change(before, 1, answers, level, power));
	return figure_row(fcinfo, values, lengthof(values));
}

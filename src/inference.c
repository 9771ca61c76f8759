/*
 * inference.c
 *	  Standard errors, intervals and changes of the scores of a tally.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/rangetypes.h"

#include "compat.h"
#include "metrics.h"
#include "statistics.h"

/* Where a score can lie, in points. */
#define CSAT_LOWEST_SCORE	0.0
#define NPS_LOWEST_SCORE	(-100.0)
#define HIGHEST_SCORE		100.0

typedef struct Method
{
	const char *name;
	IntervalMethod interval;
} Method;

static const Method csat_methods[] = {
	{"wilson", wilson_interval},
	{"agresti-coull", agresti_coull_interval},
	{"wald", wald_interval},
	{NULL, NULL}
};

static const Method nps_methods[] = {
	{"adjusted-wald", adjusted_wald_interval},
	{"score", score_interval},
	{"wald", wald_interval},
	{NULL, NULL}
};

/* Satisfied or not; false without answers. */
static bool
csat_sample(const Categories *answers, Sample *sample)
{
	double		n = answers->total;

	*sample = (Sample) {
		.n = n,
		.above = answers->above / n,
		.middle = (answers->total - answers->above) / n,
	};
	return answers->total > 0;
}

/* Promoters, passives, detractors; false without answers. */
static bool
nps_sample(const Categories *answers, Sample *sample)
{
	double		n = answers->total;

	*sample = (Sample) {
		.n = n,
		.above = answers->above / n,
		.middle = answers->middle / n,
		.below = answers->below / n,
	};
	return answers->total > 0;
}

/* The normal quantile that belongs to a confidence level. */
static double
level_argument(FunctionCallInfo fcinfo, int n)
{
	double		level = PG_GETARG_FLOAT8(n);

	if (!(level > 0 && level < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a confidence level lies between 0 and 1, not at %s",
						float8out_internal(level)),
				 errhint("The level of 95 percent is written 0.95.")));
	return level_quantile(level);
}

static IntervalMethod
method_argument(FunctionCallInfo fcinfo, int n, const Method *methods)
{
	text	   *name = PG_GETARG_TEXT_PP(n);
	StringInfoData known;

	for (const Method *method = methods; method->name != NULL; method++)
		if (VARSIZE_ANY_EXHDR(name) == strlen(method->name) &&
			memcmp(VARDATA_ANY(name), method->name, strlen(method->name)) == 0)
			return method->interval;

	initStringInfo(&known);
	for (const Method *method = methods; method->name != NULL; method++)
		appendStringInfo(&known, "%s%s", method == methods ? "" : ", ", method->name);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown interval method \"%s\"", text_to_cstring(name)),
			 errhint("The methods are: %s.", known.data)));
}

/*
 * A number of points, -200 to 200, with 16 decimals: beyond double precision,
 * and much faster than by way of its text.
 */
static Datum
points_to_numeric(double points)
{
	return NumericGetDatum(int64_div_fast_to_numeric(llrint(points * 1e16), 16));
}

/* A proportion in points, and no further than the score can go. */
static Datum
clipped(double proportion, double lowest, double highest)
{
	return points_to_numeric(Min(Max(100 * proportion, lowest), highest));
}

static Datum
interval_range(FunctionCallInfo fcinfo, Limits interval, double lowest)
{
	RangeBound	low = {
		.val = clipped(interval.low, lowest, HIGHEST_SCORE),
		.inclusive = true,
		.lower = true,
	};
	RangeBound	high = {
		.val = clipped(interval.high, lowest, HIGHEST_SCORE),
		.inclusive = true,
	};

	return RangeTypePGetDatum(make_nonempty_range(range_get_typcache(fcinfo, NUMRANGEOID),
												  &low, &high));
}

/* csat_standard_error(tally): in points; NULL if no answers. */
PG_FUNCTION_INFO_V1(score_tally_csat_standard_error);
Datum
score_tally_csat_standard_error(PG_FUNCTION_ARGS)
{
	Categories	answers = csat_categories(PG_GETARG_SCORE_TALLY(0));
	Sample		sample;

	if (!csat_sample(&answers, &sample))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(100 * standard_error(&sample));
}

/* nps_standard_error(tally): in points; NULL if no answers. */
PG_FUNCTION_INFO_V1(score_tally_nps_standard_error);
Datum
score_tally_nps_standard_error(PG_FUNCTION_ARGS)
{
	Categories	answers = nps_categories(PG_GETARG_SCORE_TALLY(0));
	Sample		sample;

	if (!nps_sample(&answers, &sample))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(100 * standard_error(&sample));
}

/*
 * csat_interval(tally, level, method): where the whole population's CSAT lies,
 * in points, 0 to 100; NULL if no answers.
 */
PG_FUNCTION_INFO_V1(score_tally_csat_interval);
Datum
score_tally_csat_interval(PG_FUNCTION_ARGS)
{
	double		z = level_argument(fcinfo, 1);
	IntervalMethod interval = method_argument(fcinfo, 2, csat_methods);
	Categories	answers = csat_categories(PG_GETARG_SCORE_TALLY(0));
	Sample		sample;

	if (!csat_sample(&answers, &sample))
		PG_RETURN_NULL();
	return interval_range(fcinfo, interval(&sample, z), CSAT_LOWEST_SCORE);
}

/* nps_interval(tally, level, method): likewise, -100 to 100. */
PG_FUNCTION_INFO_V1(score_tally_nps_interval);
Datum
score_tally_nps_interval(PG_FUNCTION_ARGS)
{
	double		z = level_argument(fcinfo, 1);
	IntervalMethod interval = method_argument(fcinfo, 2, nps_methods);
	Categories	answers = nps_categories(PG_GETARG_SCORE_TALLY(0));
	Sample		sample;

	if (!nps_sample(&answers, &sample))
		PG_RETURN_NULL();
	return interval_range(fcinfo, interval(&sample, z), NPS_LOWEST_SCORE);
}

/* The row type of the function called, looked up once a query. */
static TupleDesc
result_row(FunctionCallInfo fcinfo)
{
	TupleDesc	row = fcinfo->flinfo->fn_extra;

	if (row == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		row = BlessTupleDesc(row);
		fcinfo->flinfo->fn_extra = row;
		MemoryContextSwitchTo(caller);
	}
	return row;
}

/* The row (change, low, high, p_value), in points; `limit` either way. */
static Datum
change_row(FunctionCallInfo fcinfo, Datum before, Datum after,
		   const Change *change, double limit)
{
	Datum		values[4] = {
		DirectFunctionCall2(numeric_sub, after, before),
		clipped(change->limits.low, -limit, limit),
		clipped(change->limits.high, -limit, limit),
		Float8GetDatum(change->p_value),
	};
	bool		nulls[4] = {false};

	return HeapTupleGetDatum(heap_form_tuple(result_row(fcinfo), values, nulls));
}

/*
 * csat_change(before, after, level): how CSAT changed, in points, with its
 * interval and the p-value of a test for no change; NULL if either tally has
 * no answers.
 */
PG_FUNCTION_INFO_V1(score_tally_csat_change);
Datum
score_tally_csat_change(PG_FUNCTION_ARGS)
{
	Categories	before = csat_categories(PG_GETARG_SCORE_TALLY(0));
	Categories	after = csat_categories(PG_GETARG_SCORE_TALLY(1));
	double		z = level_argument(fcinfo, 2);
	Sample		old;
	Sample		new;
	Change		change;

	if (!csat_sample(&before, &old) || !csat_sample(&after, &new))
		PG_RETURN_NULL();
	change = csat_change(&old, &new, z);
	return change_row(fcinfo, csat_score(&before), csat_score(&after),
					  &change, HIGHEST_SCORE - CSAT_LOWEST_SCORE);
}

/* nps_change(before, after, level): likewise of NPS. */
PG_FUNCTION_INFO_V1(score_tally_nps_change);
Datum
score_tally_nps_change(PG_FUNCTION_ARGS)
{
	Categories	before = nps_categories(PG_GETARG_SCORE_TALLY(0));
	Categories	after = nps_categories(PG_GETARG_SCORE_TALLY(1));
	double		z = level_argument(fcinfo, 2);
	Sample		old;
	Sample		new;
	Change		change;

	if (!nps_sample(&before, &old) || !nps_sample(&after, &new))
		PG_RETURN_NULL();
	change = nps_change(&old, &new, z);
	return change_row(fcinfo, nps_score(&before), nps_score(&after),
					  &change, HIGHEST_SCORE - NPS_LOWEST_SCORE);
}

/*
 * inference.c
 *	  Standard errors, intervals and changes of the scores of a tally.
 */
#include "postgres.h"

#include <float.h>
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
#include "messages.h"
#include "metrics.h"
#include "percent.h"
#include "statistics.h"

typedef struct Method
{
	const char *name;
	IntervalMethod interval;
} Method;

/* What is asked of a tally: one score, and how it is inferred. */
typedef struct Question
{
	Answers		(*read) (const Tally *tally);
	Datum		(*score) (const Answers *answers);
	Change		(*change) (const Sample *before, const Sample *after, double z);
	const Method *methods;
	double		lowest;			/* where the score can lie, in points */
	double		highest;
} Question;

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

/* Satisfied or not: whoever is not satisfied counts as 0, not as -1. */
static Answers
satisfied_or_not(const Tally *tally)
{
	Answers		answers = csat_answers(tally);

	answers.middle.responses += answers.below.responses;
	answers.middle.weight += answers.below.weight;
	answers.middle.squared_weights += answers.below.squared_weights;
	answers.below = (ResponseSums) {0};
	return answers;
}

static const Question csat_question = {
	.read = satisfied_or_not,
	.score = csat_percent,
	.change = csat_change,
	.methods = csat_methods,
	.lowest = 0,
	.highest = 100,
};

static const Question nps_question = {
	.read = nps_answers,
	.score = nps_points,
	.change = nps_change,
	.methods = nps_methods,
	.lowest = -100,
	.highest = 100,
};

/*
 * How many answers of equal weight would tell as much: L. Kish, Survey
 * Sampling, 1965.  Without weights that is their number.
 */
static double
effective_sample_size(const Answers *answers)
{
	/* what is smaller has lost digits, or all of them */
	if (answers->all.squared_weights < DBL_MIN)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("weights that sum to %s are too small: their squares are out of range",
						float8_shown(answers->all.weight)),
				 errhint("Multiply all weights by the same number: only their ratios matter.")));
	return answers->all.weight / answers->all.squared_weights * answers->all.weight;
}

/*
 * Standard error of a weighted score by Taylor linearisation, as R's
 * survey::svymean has it: sqrt(n / (n - 1) * sum (w (v - score))^2) / sum w,
 * the squares taken in proportion to their sum, which is what the effective
 * sample size divides by.
 */
static double
linearised_standard_error(const Answers *answers, const Sample *sample)
{
	double		n = answers->all.responses;
	double		score = sample_score(sample);
	double		squares = answers->all.squared_weights;
	double		above = sample->middle + 2 * sample->below; /* 1 - score */
	double		below = sample->middle + 2 * sample->above; /* score + 1 */
	double		sum = answers->above.squared_weights / squares * above * above +
		answers->middle.squared_weights / squares * score * score +
		answers->below.squared_weights / squares * below * below;

	return n > 1 ? sqrt(n / (n - 1) * sum / sample->n) : 0;
}

/* What the formulas need of the answers; false if there are none. */
static bool
sample_of(const Answers *answers, Sample *sample)
{
	double		weight = answers->all.weight;

	if (!answers_exist(answers))
		return false;
	*sample = make_sample(effective_sample_size(answers),
						  answers->above.weight / weight,
						  answers->middle.weight / weight,
						  answers->below.weight / weight);
	if (answers->weighted)
		sample->standard_error = linearised_standard_error(answers, sample);
	return true;
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
						float8_shown(level)),
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
			 errmsg("unknown interval method \"%s\"",
					excerpt(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name))),
			 errhint("The methods are: %s.", known.data)));
}

/* A proportion in points, and no further than the score can go. */
static Datum
clipped(double proportion, double lowest, double highest)
{
	return points_to_numeric(Min(Max(100 * proportion, lowest), highest));
}

static Datum
limits_range(FunctionCallInfo fcinfo, Limits limits, const Question *question)
{
	RangeBound	low = {
		.val = clipped(limits.low, question->lowest, question->highest),
		.inclusive = true,
		.lower = true,
	};
	RangeBound	high = {
		.val = clipped(limits.high, question->lowest, question->highest),
		.inclusive = true,
	};

	return RangeTypePGetDatum(make_nonempty_range(range_get_typcache(fcinfo, NUMRANGEOID),
												  &low, &high));
}

static Datum
standard_error(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers = question->read(PG_GETARG_TALLY(0));
	Sample		sample;

	if (!sample_of(&answers, &sample))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(100 * sample.standard_error);
}

/* csat_standard_error(tally): in points; NULL if no answers. */
PG_FUNCTION_INFO_V1(tally_csat_standard_error);
Datum
tally_csat_standard_error(PG_FUNCTION_ARGS)
{
	return standard_error(fcinfo, &csat_question);
}

/* nps_standard_error(tally): in points; NULL if no answers. */
PG_FUNCTION_INFO_V1(tally_nps_standard_error);
Datum
tally_nps_standard_error(PG_FUNCTION_ARGS)
{
	return standard_error(fcinfo, &nps_question);
}

/*
 * effective_sample_size(tally): how many answers of equal weight would tell
 * as much; NULL if no answers.
 */
PG_FUNCTION_INFO_V1(tally_effective_sample_size);
Datum
tally_effective_sample_size(PG_FUNCTION_ARGS)
{
	Answers		answers = read_answers(PG_GETARG_TALLY(0), 0, 0);

	if (!answers_exist(&answers))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(effective_sample_size(&answers));
}

static Datum
interval(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers = question->read(PG_GETARG_TALLY(0));
	double		z = level_argument(fcinfo, 1);
	IntervalMethod method = method_argument(fcinfo, 2, question->methods);
	Sample		sample;

	if (!sample_of(&answers, &sample))
		PG_RETURN_NULL();
	return limits_range(fcinfo, method(&sample, z), question);
}

/*
 * csat_interval(tally, level, method): where the whole population's CSAT lies,
 * in points, 0 to 100; NULL if no answers.
 */
PG_FUNCTION_INFO_V1(tally_csat_interval);
Datum
tally_csat_interval(PG_FUNCTION_ARGS)
{
	return interval(fcinfo, &csat_question);
}

/* nps_interval(tally, level, method): likewise, -100 to 100. */
PG_FUNCTION_INFO_V1(tally_nps_interval);
Datum
tally_nps_interval(PG_FUNCTION_ARGS)
{
	return interval(fcinfo, &nps_question);
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

/* The row (change, low, high, p_value), in points and as a probability. */
static Datum
change_row(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		before = question->read(PG_GETARG_TALLY(0));
	Answers		after = question->read(PG_GETARG_TALLY(1));
	double		z = level_argument(fcinfo, 2);
	double		limit = question->highest - question->lowest;
	Sample		old;
	Sample		new;
	Change		change;
	Datum		values[4];
	bool		nulls[4] = {false};

	if (!sample_of(&before, &old) || !sample_of(&after, &new))
		PG_RETURN_NULL();

	change = question->change(&old, &new, z);
	values[0] = DirectFunctionCall2(numeric_sub, question->score(&after),
									question->score(&before));
	values[1] = clipped(change.limits.low, -limit, limit);
	values[2] = clipped(change.limits.high, -limit, limit);
	values[3] = Float8GetDatum(change.p_value);
	return HeapTupleGetDatum(heap_form_tuple(result_row(fcinfo), values, nulls));
}

/*
 * csat_change(before, after, level): how CSAT changed, in points, with its
 * interval and the p-value of a test for no change; NULL if either tally has
 * no answers.
 */
PG_FUNCTION_INFO_V1(tally_csat_change);
Datum
tally_csat_change(PG_FUNCTION_ARGS)
{
	return change_row(fcinfo, &csat_question);
}

/* nps_change(before, after, level): likewise of NPS. */
PG_FUNCTION_INFO_V1(tally_nps_change);
Datum
tally_nps_change(PG_FUNCTION_ARGS)
{
	return change_row(fcinfo, &nps_question);
}

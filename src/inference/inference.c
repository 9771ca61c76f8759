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
#include "utils/rangetypes.h"

#include "compat.h"
#include "inference/inference.h"
#include "read/numeric_math.h"
#include "tally/messages.h"

static const Method csat_methods[] = {
	{"wilson", wilson_interval},
	{"agresti-coull", agresti_coull_interval},
	{"wald", wald_interval},
	{NULL, NULL}
};

static const Method nps_methods[] = {
	{"score", score_interval},
	{"adjusted-wald", adjusted_wald_interval},
	{"wald", wald_interval},
	{NULL, NULL}
};

/* Satisfied or not: whoever is not satisfied counts as 0, not as -1. */
static Answers
satisfied_or_not(const Tally *tally)
{
	check_csat_scale(tally_scale(tally));
	return read_answers(tally, csat_boxes(tally->points), 0);
}

const Question csat_question = {
	.read = satisfied_or_not,
	.score = csat_percent,
	.test = csat_test,
	.change = csat_change,
	.methods = csat_methods,
	.added = {1, 1, 0},
	.lowest = 0,
	.highest = 100,
};

const Question nps_question = {
	.read = nps_answers,
	.score = nps_points,
	.test = nps_test,
	.change = nps_change,
	.methods = nps_methods,
	.added = {0.75, 1.5, 0.75},
	.lowest = -100,
	.highest = 100,
};

/*
 * How many answers of equal weight would tell as much: L. Kish, Survey
 * Sampling, 1965.  Without weights that is their number.
 */
double
effective_sample_size(const Answers *answers)
{
	double		responses = answers->all.responses;
	double		n;

	/* what is smaller has lost digits, or all of them */
	if (answers->all.squared_weights < DBL_MIN)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("weights that sum to %s are too small: their squares are out of range",
						float8_shown(answers->all.weight)),
				 errhint("Multiply all weights by the same number: only their ratios matter.")));
	n = answers->all.weight / answers->all.squared_weights * answers->all.weight;
	/* of weights that are all the same, but for the last digits */
	return fabs(n - responses) < 1e-14 * responses ? responses : n;
}

/*
 * Standard error of a weighted score by Taylor linearisation, as R's
 * survey::svymean has it: sqrt(n / (n - 1) * sum (w (v - score))^2) / sum w,
 * the squares taken in proportion to their sum, which is what Kish's size
 * divides by.
 */
static double
linearised_standard_error(const Answers *answers, const Sample *sample, double kish)
{
	double		n = answers->all.responses;
	double		score = sample_score(sample);
	double		squares = answers->all.squared_weights;
	double		above = sample->middle + 2 * sample->below; /* 1 - score */
	double		below = sample->middle + 2 * sample->above; /* score + 1 */
	double		sum = answers->above.squared_weights / squares * above * above +
		answers->middle.squared_weights / squares * score * score +
		answers->below.squared_weights / squares * below * below;

	return n > 1 ? sqrt(n / (n - 1) * sum / kish) : 0;
}

/*
 * The size of a weighted sample is what its standard error implies, and at most
 * Kish's.  Kish's alone does not see weights that go with the answer, and an
 * error that is estimated from few answers is often too small.
 */
static void
weigh_sample(Sample *sample, const Answers *answers)
{
	double		error = linearised_standard_error(answers, sample, sample->n);

	sample->n = effective_number(sample_variance(sample), error, sample->n);
	sample->standard_error = error;
}

/*
 * The score as a proportion, with more digits than its share of many answers
 * has in double precision.
 */
DoubleDouble
exact_score(const Answers *answers)
{
	DoubleDouble above = exact_weight(&answers->above, answers->weighted);
	DoubleDouble middle = exact_weight(&answers->middle, answers->weighted);
	DoubleDouble below = exact_weight(&answers->below, answers->weighted);

	return dd_over(dd_minus(above, below), dd_plus(dd_plus(above, middle), below));
}

/* What the formulas need of the answers; false if there are none. */
bool
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
		weigh_sample(sample, answers);
	return true;
}

/* A CSAT that was given in points, but looks like a share. */
void
notice_share(const char *what, double csat)
{
	if (csat > 0 && csat < 1)
		ereport(NOTICE,
				(errmsg("the %s is %s percent", what, float8_shown(csat)),
				 errhint("It is given in points: 80 for a share of 0.8.")));
}

/* The variance of the value of one NPS answer: 1, 0 or -1. */
double
nps_variance_argument(FunctionCallInfo fcinfo, int n)
{
	double		variance = PG_GETARG_FLOAT8(n);

	if (!(variance > 0 && variance <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the variance of an NPS answer is above 0 and at most 1, not %s",
						float8_shown(variance)),
				 errhint("1 is the safe choice: half of all promoters, half detractors.")));
	return variance;
}

/* A confidence level: level_quantile() of it is the normal distribution's z. */
double
level_argument(FunctionCallInfo fcinfo, int n)
{
	double		level = PG_GETARG_FLOAT8(n);

	if (!(level > 0 && level < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a confidence level lies between 0 and 1, not at %s",
						float8_shown(level)),
				 errhint("The level of 95 percent is written 0.95.")));
	return level;
}

/* Which of the methods an argument names. */
int
method_place(FunctionCallInfo fcinfo, int n, const Method *methods)
{
	text	   *name = PG_GETARG_TEXT_PP(n);
	StringInfoData known;

	for (const Method *method = methods; method->name != NULL; method++)
		if (VARSIZE_ANY_EXHDR(name) == strlen(method->name) &&
			memcmp(VARDATA_ANY(name), method->name, strlen(method->name)) == 0)
			return method - methods;

	initStringInfo(&known);
	for (const Method *method = methods; method->name != NULL; method++)
		appendStringInfo(&known, "%s%s", method == methods ? "" : ", ", method->name);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown interval method \"%s\"",
					excerpt(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name))),
			 errhint("The methods are: %s.", known.data)));
}

IntervalMethod
method_argument(FunctionCallInfo fcinfo, int n, const Method *methods)
{
	return methods[method_place(fcinfo, n, methods)].interval;
}

/* A numrange that both limits belong to, clipped to where they can be. */
Datum
figure_range(FunctionCallInfo fcinfo, Limits limits, double lowest, double highest)
{
	RangeBound	low = {
		.val = figure_numeric(Max(limits.low, lowest)),
		.inclusive = true,
		.lower = true,
	};
	RangeBound	high = {
		.val = figure_numeric(Min(limits.high, highest)),
		.inclusive = true,
	};

	return RangeTypePGetDatum(make_nonempty_range(range_get_typcache(fcinfo, NUMRANGEOID),
												  &low, &high));
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

/*
 * The row that the function returns, of so many values.  A numeric value of 0,
 * which is no pointer, stands for NULL.  While the library is of another
 * release than the type, the row has fewer columns, or more, which are NULL.
 */
Datum
figure_row(FunctionCallInfo fcinfo, const Datum *values, int count)
{
	TupleDesc	row = result_row(fcinfo);
	Datum	   *columns = palloc0(sizeof(Datum) * row->natts);
	bool	   *nulls = palloc(sizeof(bool) * row->natts);

	count = Min(count, row->natts);
	memcpy(columns, values, sizeof(Datum) * count);
	for (int i = 0; i < row->natts; i++)
		nulls[i] = i >= count ||
			(values[i] == 0 && !TupleDescAttr(row, i)->attbyval);
	return HeapTupleGetDatum(heap_form_tuple(row, columns, nulls));
}

/*
 * The limits of a change, on the side of 0 that the p-value says: rounding may
 * have put a limit that is almost 0 on the other one.
 */
static Limits
limits_by_p_value(Limits limits, bool rises, bool significant)
{
	if (!significant)
		return (Limits) {Min(limits.low, 0), Max(limits.high, 0)};
	if (rises)
		limits.low = Max(limits.low, DBL_EPSILON * limits.high);
	else
		limits.high = Min(limits.high, DBL_EPSILON * limits.low);
	return limits;
}

/*
 * The row (change, low, high, p_value) of an interval at this level.  What is
 * printed agrees in spite of rounding: the interval has the change in it, and
 * leaves out 0 exactly if the p-value is less than 1 - level.
 */
Datum
change_row(FunctionCallInfo fcinfo, Datum change, Limits limits,
		   double p_value, double level)
{
	Datum		p = figure_numeric(p_value);
	bool		rises = DatumGetBool(DirectFunctionCall2(numeric_gt, change, whole(0)));
	Datum		values[4] = {change, 0, 0, p};

	/* compared as it is printed */
	p_value = DatumGetFloat8(DirectFunctionCall1(numeric_float8, p));
	limits = limits_by_p_value(limits, rises, p_value < 1 - level);
	values[1] = DirectFunctionCall2(numeric_smaller, change, figure_numeric(limits.low));
	values[2] = DirectFunctionCall2(numeric_larger, change, figure_numeric(limits.high));
	return figure_row(fcinfo, values, lengthof(values));
}

static Datum
standard_error(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers = question->read(PG_GETARG_TALLY(0));
	Sample		sample;

	if (!sample_of(&answers, &sample))
		PG_RETURN_NULL();
	return figure_numeric(100 * sample.standard_error);
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
 * effective_sample_size(tally): Kish's number of answers of equal weight that
 * would tell as much if weights had nothing to do with answers; NULL if no
 * answers.
 */
PG_FUNCTION_INFO_V1(tally_effective_sample_size);
Datum
tally_effective_sample_size(PG_FUNCTION_ARGS)
{
	Answers		answers = read_answers(PG_GETARG_TALLY(0), 0, 0);

	if (!answers_exist(&answers))
		PG_RETURN_NULL();
	return figure_numeric(effective_sample_size(&answers));
}

static Datum
interval(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers = question->read(PG_GETARG_TALLY(0));
	double		z = level_quantile(level_argument(fcinfo, 1));
	IntervalMethod method = method_argument(fcinfo, 2, question->methods);
	Sample		sample;

	if (!sample_of(&answers, &sample))
		PG_RETURN_NULL();
	return figure_range(fcinfo, in_points(method(&sample, z)),
						question->lowest, question->highest);
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

static Datum
change(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		before = question->read(PG_GETARG_TALLY(0));
	Answers		after = question->read(PG_GETARG_TALLY(1));
	double		level = level_argument(fcinfo, 2);
	Sample		old;
	Sample		new;
	Change		change;

	if (!sample_of(&before, &old) || !sample_of(&after, &new))
		PG_RETURN_NULL();

	change = question->change(&old, &new, level_quantile(level),
							  dd_minus(exact_score(&after), exact_score(&before)).high);
	return change_row(fcinfo, minus(question->score(&after), question->score(&before)),
					  in_points(change.limits), change.p_value, level);
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
	return change(fcinfo, &csat_question);
}

/* nps_change(before, after, level): likewise of NPS. */
PG_FUNCTION_INFO_V1(tally_nps_change);
Datum
tally_nps_change(PG_FUNCTION_ARGS)
{
	return change(fcinfo, &nps_question);
}

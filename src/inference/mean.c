/*
 * mean.c
 *	  Standard errors, intervals and changes of the mean score: by the score
 *	  method, and by Student's t (Biometrika 6(1), 1908).
 */
#include "postgres.h"

#include <math.h>

#include "formulas/probability.h"
#include "inference/mean.h"
#include "read/numeric_math.h"

enum
{
	BY_SCORE,
	BY_STUDENT
};

static const Method mean_methods[] = {
	[BY_SCORE] = {"score", NULL},
	[BY_STUDENT] = {"student", NULL},
	{NULL, NULL}
};

/*
 * The answers with the error of their mean by linearisation, sqrt(n / (n - 1) *
 * sum (w (score - mean))^2) / sum w, which without weights is the standard
 * deviation by the root of n.  False if there are none.
 */
bool
read_mean_sample(const Tally *tally, MeanSample *sample)
{
	Answers		answers = read_answers(tally, 0, 0);
	double		n = answers.all.responses;
	double		kish;
	double		squares = 0;
	Value		mean;

	if (!answers_exist(&answers))
		return false;
	kish = effective_sample_size(&answers);
	for (int i = 0; i < tally->points; i++)
		sample->shares[i] = sums_at(tally, i).weight / answers.all.weight;
	sample->answers = (Distribution) {
		.n = kish, .lowest = tally->lowest, .points = tally->points, .step = 1,
		.shares = sample->shares
	};
	mean = mean_value(&sample->answers);
	for (int i = 0; i < tally->points; i++)
	{
		double		deviation = i - mean.place - mean.rest;

		squares += sums_at(tally, i).squared_weights / answers.all.squared_weights *
			deviation * deviation;
	}
	sample->responses = n;
	sample->standard_error = n > 1 ? sqrt(n / (n - 1) * squares / kish) : 0;
	if (answers.weighted)
		sample->answers.n = effective_number(mean_variance(&sample->answers),
											 sample->standard_error, kish);
	return true;
}

/* Where Student's t is: at the mean or a change of it, in the unit of the scale. */
typedef struct Estimate
{
	double		value;
	double		standard_error;
	double		df;				/* degrees of freedom of the error */
} Estimate;

static Estimate
student_mean(const MeanSample *sample)
{
	Value		mean = mean_value(&sample->answers);

	return (Estimate) {
		.value = sample->answers.lowest + mean.place + mean.rest,
		.standard_error = sample->standard_error,
		.df = sample->responses - 1,
	};
}

/*
 * The difference of two means, with the degrees of freedom by B. L. Welch,
 * Biometrika 34, 1947.
 */
static Estimate
welch(const MeanSample *before, const MeanSample *after)
{
	double		error = hypot(before->standard_error, after->standard_error);
	double		old = before->standard_error / error;
	double		new = after->standard_error / error;

	return (Estimate) {
		.value = mean_difference(&before->answers, &after->answers),
		.standard_error = error,
		.df = 1 / (old * old * old * old / (before->responses - 1) +
				   new * new * new * new / (after->responses - 1)),
	};
}

/* The value +- t standard errors. */
static Limits
student_limits(const Estimate *estimate, double level)
{
	double		width = estimate->standard_error > 0 ?
		-student_quantile((1 - level) / 2, estimate->df) * estimate->standard_error : 0;

	return (Limits) {estimate->value - width, estimate->value + width};
}

/* Where nothing varies a change is certain. */
static Change
student_change(const MeanSample *before, const MeanSample *after, double level)
{
	Estimate	difference = welch(before, after);
	Change		change = {
		.limits = student_limits(&difference, level),
		.p_value = difference.value == 0,
	};

	if (difference.standard_error > 0)
		change.p_value = student_two_sided_p(difference.value / difference.standard_error,
											 difference.df);
	return change;
}

/*
 * mean_standard_error(tally): of the mean score, in the unit of the scale;
 * NULL for less than two answers.
 */
PG_FUNCTION_INFO_V1(tally_mean_standard_error);
Datum
tally_mean_standard_error(PG_FUNCTION_ARGS)
{
	MeanSample	sample;

	if (!read_mean_sample(PG_GETARG_TALLY(0), &sample) || sample.responses < 2)
		PG_RETURN_NULL();
	return figure_numeric(sample.standard_error);
}

static Datum
mean_interval(FunctionCallInfo fcinfo, bool by_student)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	double		level = level_argument(fcinfo, 1);
	MeanSample	sample;
	Limits		limits;

	if (!read_mean_sample(tally, &sample) || (by_student && sample.responses < 2))
		PG_RETURN_NULL();
	if (by_student)
	{
		Estimate	mean = student_mean(&sample);

		limits = student_limits(&mean, level);
	}
	else
		limits = score_limits(&sample.answers, level_quantile(level));
	return figure_range(fcinfo, limits, tally->lowest, scale_highest(tally_scale(tally)));
}

/*
 * mean_interval(tally, level): where the whole population's mean score lies,
 * within the scale, by the score method; NULL if no answers.
 */
PG_FUNCTION_INFO_V1(tally_mean_interval);
Datum
tally_mean_interval(PG_FUNCTION_ARGS)
{
	return mean_interval(fcinfo, false);
}

/*
 * mean_interval(tally, level, method): the same by a method, 'score' or
 * 'student'; by the latter NULL for less than two answers.
 */
PG_FUNCTION_INFO_V1(tally_mean_interval_by_method);
Datum
tally_mean_interval_by_method(PG_FUNCTION_ARGS)
{
	return mean_interval(fcinfo, method_place(fcinfo, 2, mean_methods) == BY_STUDENT);
}

static Datum
mean_change(FunctionCallInfo fcinfo, bool by_student)
{
	Tally	   *before = PG_GETARG_TALLY(0);
	Tally	   *after = PG_GETARG_TALLY(1);
	double		level = level_argument(fcinfo, 2);
	double		most = before->points - 1;
	Datum		values[4] = {0};
	MeanSample	old;
	MeanSample	new;
	Change		change;

	check_same_scale(tally_scale(before), tally_scale(after));
	if (!read_mean_sample(before, &old) || !read_mean_sample(after, &new))
		PG_RETURN_NULL();
	values[0] = minus(mean_figure(after), mean_figure(before));
	if (by_student && (old.responses < 2 || new.responses < 2))
		return figure_row(fcinfo, values, lengthof(values));
	change = by_student ? student_change(&old, &new, level) :
		score_change(&old.answers, &new.answers, level_quantile(level));
	change.limits.low = Max(change.limits.low, -most);
	change.limits.high = Min(change.limits.high, most);
	return change_row(fcinfo, values[0], change.limits, change.p_value, level);
}

/*
 * mean_change(before, after, level): how the mean score changed, in the unit
 * of the scale, with its interval and the p-value of no change, by the score
 * method; NULL if either tally has no answers.
 */
PG_FUNCTION_INFO_V1(tally_mean_change);
Datum
tally_mean_change(PG_FUNCTION_ARGS)
{
	return mean_change(fcinfo, false);
}

/*
 * mean_change(before, after, level, method): the same by a method, 'score' or
 * 'student', which is Welch's test; by the latter the change alone if either
 * tally has but one answer.
 */
PG_FUNCTION_INFO_V1(tally_mean_change_by_method);
Datum
tally_mean_change_by_method(PG_FUNCTION_ARGS)
{
	return mean_change(fcinfo, method_place(fcinfo, 3, mean_methods) == BY_STUDENT);
}

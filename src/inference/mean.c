/*
 * mean.c
 *	  Standard errors, intervals and changes of the mean score, by Student's t:
 *	  Biometrika 6(1), 1908.
 */
#include "postgres.h"

#include <math.h>

#include "formulas/probability.h"
#include "inference/mean.h"
#include "read/numeric_math.h"

/*
 * The mean with its error by linearisation, sqrt(n / (n - 1) *
 * sum (w (score - mean))^2) / sum w, which without weights is the standard
 * deviation by the root of n.  False for less than two answers or no weight.
 */
bool
mean_of(const Tally *tally, Mean *mean)
{
	Answers		answers = read_answers(tally, 0, 0);
	double		n = answers.all.responses;
	double		place;
	double		sum = 0;

	if (!answers_exist(&answers) || answers.all.responses < 2)
		return false;

	place = mean_place(tally, &answers);
	for (int i = 0; i < tally->points; i++)
		sum += sums_at(tally, i).squared_weights / answers.all.squared_weights *
			(i - place) * (i - place);
	*mean = (Mean) {
		.mean = tally->lowest + place,
		.standard_error = sqrt(n / (n - 1) * sum / effective_sample_size(&answers)),
		.df = n - 1,
	};
	return true;
}

/* Mean +- t standard errors. */
static Limits
student_interval(const Mean *mean, double level)
{
	double		width = mean->standard_error > 0 ?
		-student_quantile((1 - level) / 2, mean->df) * mean->standard_error : 0;

	return (Limits) {mean->mean - width, mean->mean + width};
}

/*
 * The row (change, low, high, p_value) of a mean change, which is at most
 * `most` either way.  Where nothing varies the change is certain.
 */
Datum
student_row(FunctionCallInfo fcinfo, Datum change, const Mean *mean, double level, double most)
{
	Limits		limits = student_interval(mean, level);
	double		p_value = mean->mean == 0 ? 1 : 0;

	if (mean->standard_error > 0)
		p_value = student_two_sided_p(mean->mean / mean->standard_error, mean->df);
	limits.low = Max(limits.low, -most);
	limits.high = Min(limits.high, most);
	return change_row(fcinfo, change, limits, p_value, level);
}

/*
 * mean_standard_error(tally): of the mean score, in the unit of the scale;
 * NULL for less than two answers.
 */
PG_FUNCTION_INFO_V1(tally_mean_standard_error);
Datum
tally_mean_standard_error(PG_FUNCTION_ARGS)
{
	Mean		mean;

	if (!mean_of(PG_GETARG_TALLY(0), &mean))
		PG_RETURN_NULL();
	return figure_numeric(mean.standard_error);
}

/*
 * mean_interval(tally, level): where the whole population's mean score lies,
 * within the scale; NULL for less than two answers.
 */
PG_FUNCTION_INFO_V1(tally_mean_interval);
Datum
tally_mean_interval(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	double		level = level_argument(fcinfo, 1);
	Mean		mean;

	if (!mean_of(tally, &mean))
		PG_RETURN_NULL();
	return figure_range(fcinfo, student_interval(&mean, level), tally->lowest,
						scale_highest(tally_scale(tally)));
}

/*
 * The difference of two means, with the degrees of freedom by B. L. Welch,
 * Biometrika 34, 1947.
 */
static Mean
welch(const Mean *before, const Mean *after)
{
	double		error = hypot(before->standard_error, after->standard_error);
	double		old = before->standard_error / error;
	double		new = after->standard_error / error;

	return (Mean) {
		.mean = after->mean - before->mean,
		.standard_error = error,
		.df = 1 / (old * old * old * old / before->df + new * new * new * new / after->df),
	};
}

/*
 * mean_change(before, after, level): how the mean score changed, in the unit
 * of the scale, with its interval and the p-value of Welch's test for no
 * change; NULL if either tally has no answers, and the change alone if either
 * has but one.
 */
PG_FUNCTION_INFO_V1(tally_mean_change);
Datum
tally_mean_change(PG_FUNCTION_ARGS)
{
	Tally	   *before = PG_GETARG_TALLY(0);
	Tally	   *after = PG_GETARG_TALLY(1);
	double		level = level_argument(fcinfo, 2);
	Datum		values[4] = {0};
	Datum		old_mean;
	Datum		new_mean;
	Mean		old;
	Mean		new;
	Mean		change;

	check_same_scale(tally_scale(before), tally_scale(after));
	old_mean = mean_figure(before);
	new_mean = mean_figure(after);
	if (old_mean == 0 || new_mean == 0)
		PG_RETURN_NULL();
	values[0] = minus(new_mean, old_mean);
	if (!mean_of(before, &old) || !mean_of(after, &new))
		return figure_row(fcinfo, values, lengthof(values));
	change = welch(&old, &new);
	return student_row(fcinfo, values[0], &change, level, before->points - 1);
}

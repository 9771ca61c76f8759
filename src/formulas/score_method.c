/*
 * score_method.c
 *	  Limits, tests and changes of a mean by the score method.
 *
 * A score test compares the distance of the mean from a theta with the standard
 * error that the mean has if theta is the true one.  That error is the one of
 * the likeliest of all distributions on the scale whose mean is theta: with
 * shares p(i) of the answers at the scores i = 0, 1, 2 ... it is
 *
 *		q(i) = p(i) / (1 + l (i - theta))
 *
 * with the l at which the mean of q is theta; and what q lacks to 1 stands on
 * the lowest score if no answer does and l is as large as it can be, 1 / theta.
 * (So for theta below the mean; above it all is reversed.)  The interval is
 * all theta that the test does not reject.  On two scores that is Wilson's
 * interval: E. B. Wilson, Journal of the American Statistical Association 22,
 * 1927.  On three it is that of T. Tango, Statistics in Medicine 17(8), 1998;
 * the likelihood is A. B. Owen's, Biometrika 75(2), 1988.
 *
 * Since the sum of p(i) (i - theta) is l times the variance V of q, V is the
 * distance of the mean from theta, divided by l.  With v = 1 / l the equation
 * for l is
 *
 *		sum of p(i) (i - theta)^2 / (v + i - theta) = mean - theta
 *
 * and v is at least theta.  At the lower limit (mean - theta)^2 = k V with
 * k = z^2 / n, so that l = k / (mean - theta): theta = mean - k u / (1 + k),
 * where u, which is at least the mean, solves
 *
 *		sum of p(i) (mean - i)^2 / (u - mean + i) = k u
 *
 * In both the terms are positive, and nothing cancels.
 */
#include <float.h>
#include <math.h>

#include "formulas/normal.h"
#include "formulas/score_method.h"

/* Beyond this z a p-value is 0 in double precision. */
#define LARGEST_Z		39

static inline double
share_at(const Distribution *answers, int i)
{
	return answers->shares[answers->step > 0 ? i : answers->points - 1 - i];
}

/* The scale turned round: the value x becomes -x. */
static Distribution
reversed(const Distribution *answers)
{
	Distribution result = *answers;

	result.lowest = -(answers->lowest + answers->points - 1);
	result.step = -answers->step;
	return result;
}

static inline double
above_lowest(Value value)
{
	return value.place + value.rest;
}

static inline double
below_highest(const Distribution *answers, Value value)
{
	return answers->points - 1 - value.place - value.rest;
}

/* The mean, from the score that most answers gave. */
Value
mean_value(const Distribution *answers)
{
	Value		mean = {0};

	for (int i = 1; i < answers->points; i++)
		if (share_at(answers, i) > share_at(answers, mean.place))
			mean.place = i;
	for (int i = 0; i < answers->points; i++)
		mean.rest += share_at(answers, i) * (i - mean.place);
	return mean;
}

/* The variance of one answer. */
double
mean_variance(const Distribution *answers)
{
	Value		mean = mean_value(answers);
	double		variance = 0;

	for (int i = 0; i < answers->points; i++)
	{
		double		deviation = i - mean.place - mean.rest;

		variance += share_at(answers, i) * deviation * deviation;
	}
	return variance;
}

/* The mean after less that before, from the score that most answers gave. */
double
mean_difference(const Distribution *before, const Distribution *after)
{
	double		difference = 0;
	double		most = 0;
	int			place = 0;

	for (int i = 0; i < before->points; i++)
		if (share_at(before, i) + share_at(after, i) > most)
		{
			most = share_at(before, i) + share_at(after, i);
			place = i;
		}
	for (int i = 0; i < before->points; i++)
		difference += (share_at(after, i) - share_at(before, i)) * (i - place);
	return difference;
}

/* p(i) (i - centre)^2 */
static inline double
square_at(const Distribution *answers, int i, Value centre)
{
	double		deviation = i - centre.place - centre.rest;

	return share_at(answers, i) * deviation * deviation;
}

/*
 * Where the solution for w below is, or less: no term of the sum alone may be
 * more than the other side.
 */
static double
start_of_search(const Distribution *answers, Value centre, double a, double b)
{
	double		start = 0;

	for (int i = 0; i < answers->points; i++)
	{
		double		excess = square_at(answers, i, centre) - a * i;
		double		half = (a + b * i) / 2;

		if (excess > 0)
			start = fmax(start, excess / (half + sqrt(half * half + b * excess)));
	}
	return start;
}

/*
 * The w at which the sum of p(i) (i - centre)^2 / (w + i) is a + b w, 0 where
 * the sum is less from the start.  The sum is convex: from below no step of
 * Newton's method passes the solution, and the first that does not go on is
 * rounding.
 */
static double
solve(const Distribution *answers, Value centre, double a, double b)
{
	double		w = start_of_search(answers, centre, a, b);

	for (;;)
	{
		double		value = -a - b * w;
		double		slope = b;
		double		step;

		for (int i = 0; i < answers->points; i++)
		{
			double		square = square_at(answers, i, centre);

			if (square > 0)
			{
				value += square / (w + i);
				slope += square / (w + i) / (w + i);
			}
		}
		step = value / slope;
		if (!(step > DBL_EPSILON * w))
			return w;
		w += step;
	}
}

/* The lower limit: how far it lies from the mean and above the lowest score. */
typedef struct LowerLimit
{
	double		reach;
	double		bottom;
} LowerLimit;

static LowerLimit
lower_limit(const Distribution *answers, double z)
{
	Value		mean = mean_value(answers);
	double		bottom = above_lowest(mean);
	double		k = z * z / answers->n;
	double		variance = mean_variance(answers);
	double		share = 0;
	double		w;
	double		u;

	if (k <= 1e-34 * variance)
	{
		/* Wald's limit to the last digit, where k may have none */
		double		reach = z * sqrt(variance / answers->n);

		return (LowerLimit) {reach, bottom - reach};
	}
	w = solve(answers, mean, k * bottom, k);
	u = bottom + w;
	for (int i = 1; i < answers->points; i++)
		share += i * share_at(answers, i) / (w + i);
	return (LowerLimit) {.reach = u * (k / (1 + k)), .bottom = u * share / (1 + k)};
}

/*
 * The lower limit in the unit of the scale, by whichever distance has more of
 * its digits.  Rounding may not push it past the mean.
 */
static double
low_value(const Distribution *answers, double z)
{
	LowerLimit	limit = lower_limit(answers, z);
	Value		mean = mean_value(answers);
	double		score = answers->lowest + mean.place;
	double		low = limit.bottom < limit.reach ? answers->lowest + limit.bottom :
		score + (mean.rest - limit.reach);

	return fmin(low, score + mean.rest);
}

Limits
score_limits(const Distribution *answers, double z)
{
	Distribution turned = reversed(answers);

	return (Limits) {low_value(answers, z), -low_value(&turned, z)};
}

/* z of the test of a theta that lies below the mean by `distance`. */
static double
z_below_mean(const Distribution *answers, Value theta, double distance)
{
	double		v = above_lowest(theta) + solve(answers, theta, distance, 0);

	return sqrt(answers->n * (distance / v));
}

/* z of the test that the true mean is theta, positive if the mean is above. */
double
score_test(const Distribution *answers, Value theta)
{
	double		distance = -theta.rest;
	Distribution turned = reversed(answers);
	Value		turned_theta = {answers->points - 1 - theta.place, -theta.rest};

	for (int i = 0; i < answers->points; i++)
		distance += share_at(answers, i) * (i - theta.place);
	if (distance < 0)
		return -z_below_mean(&turned, turned_theta, -distance);
	return distance > 0 ? z_below_mean(answers, theta, distance) : 0;
}

/*
 * Two samples whose means differ.  What reaches from one to the other is the
 * lower limit of the upper one and the upper limit of the lower one, which is
 * stored reversed.
 */
typedef struct Contrast
{
	Distribution upper;
	Distribution lower;
	double		difference;
} Contrast;

/*
 * How far a limit of one sample ends before the mean of the other, by whichever
 * distance has more digits of it.
 */
static double
gap(const Contrast *contrast, const LowerLimit *limit, const Distribution *other)
{
	if (limit->bottom < limit->reach)
		return limit->bottom - below_highest(other, mean_value(other));
	return contrast->difference - limit->reach;
}

/*
 * By how much the sum of squares of both reaches exceeds that of the
 * difference, in units of that; the larger reach, which may be almost the
 * difference, is taken by its gap.
 */
static double
excess_at(const Contrast *contrast, double z)
{
	LowerLimit	upper = lower_limit(&contrast->upper, z);
	LowerLimit	lower = lower_limit(&contrast->lower, z);
	double		d = contrast->difference;
	double		small = fmin(upper.reach, lower.reach);
	double		large = fmax(upper.reach, lower.reach);
	double		left = upper.reach > lower.reach ? gap(contrast, &upper, &contrast->lower) :
		gap(contrast, &lower, &contrast->upper);

	return small / d * (small / d) - left / d * (1 + large / d);
}

/*
 * 1 less the level of the interval that ends at 0: its z is found by secants,
 * and by halving the bracket where a secant leaves it and at every fourth step,
 * so that the search ends.
 */
static double
contrast_p_value(const Contrast *contrast)
{
	double		low = 0;
	double		high = LARGEST_Z;
	double		z = contrast->difference /
		sqrt(mean_variance(&contrast->upper) / contrast->upper.n +
			 mean_variance(&contrast->lower) / contrast->lower.n);
	double		previous = 0;
	double		previous_excess = -1;

	if (!(z < high))
		z = 2;
	for (int i = 1; i < 200; i++)
	{
		double		excess = excess_at(contrast, z);
		double		next = z - excess * ((z - previous) / (excess - previous_excess));

		if (excess < 0)
			low = z;
		else
			high = z;
		if (i == 1)
			next = z / sqrt(1 + excess);
		if (fabs(next - z) <= DBL_EPSILON * z || high - low <= DBL_EPSILON * high)
			break;
		if (i % 4 == 0 || !(next > low && next < high))
			next = low + (high - low) / 2;
		previous = z;
		previous_excess = excess;
		z = next;
	}
	return normal_two_sided_p(z);
}

/*
 * Change of a mean: the hybrid of two intervals, that of the difference
 * reaching as far to one side as the root of the sum of squares of what the two
 * samples' limits reach.  R. G. Newcombe, Statistics in Medicine 17(8), 1998,
 * method 10; G. Y. Zou, A. Donner, Statistics in Medicine 27(10), 2008.  The
 * p-value is 1 less the largest level whose interval leaves out 0.
 */
Change
score_change(const Distribution *before, const Distribution *after, double z)
{
	Distribution turned_before = reversed(before);
	Distribution turned_after = reversed(after);
	double		difference = mean_difference(before, after);
	Change		change = {
		.limits = {
			difference - hypot(lower_limit(after, z).reach, lower_limit(&turned_before, z).reach),
			difference + hypot(lower_limit(&turned_after, z).reach, lower_limit(before, z).reach),
		},
		.p_value = 1,
	};

	if (difference > 0)
		change.p_value = contrast_p_value(&(Contrast) {*after, turned_before, difference});
	else if (difference < 0)
		change.p_value = contrast_p_value(&(Contrast) {*before, turned_after, -difference});
	return change;
}

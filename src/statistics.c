/*
 * statistics.c
 *	  Variances, confidence intervals and tests, each as it was published.
 */
#include "postgres.h"

#include <math.h>

#include "normal.h"
#include "statistics.h"

/*
 * z for a two-sided level: the quantile of (1 + level) / 2, taken from the
 * other tail, where a level close to 1 leaves more digits.
 */
double
level_quantile(double level)
{
	return -normal_quantile((1 - level) / 2);
}

/*
 * A sample of n independent answers.  One answer's value has the variance
 * above + below - (above - below)^2, written so that nothing cancels where
 * nearly all answers are in one category.
 */
Sample
make_sample(double n, double above, double middle, double below)
{
	double		variance = (above + below) * middle + 4 * above * below;

	return (Sample) {
		.n = n,
		.above = above,
		.middle = middle,
		.below = below,
		.standard_error = sqrt(variance / n),
	};
}

/* Score +- z standard errors: A. Wald, 1943. */
Limits
wald_interval(const Sample *sample, double z)
{
	double		score = sample_score(sample);
	double		width = z * sample->standard_error;

	return (Limits) {score - width, score + width};
}

/*
 * The lower end of Wilson's interval for a share `p` whose complement is `q`.
 * It is the smaller root of (1 + z^2/n) x^2 - (2p + z^2/n) x + p^2, found by
 * way of the larger one, so that it is 0 where p is.
 */
static double
wilson_low(double p, double q, double n, double z)
{
	double		ratio = z * z / n;
	double		larger = 2 * p + ratio + sqrt(ratio * (4 * p * q + ratio));

	return larger > 0 ? 2 * p * p / larger : 0;
}

/* E. B. Wilson, Journal of the American Statistical Association 22, 1927. */
Limits
wilson_interval(const Sample *sample, double z)
{
	double		p = sample->above;
	double		q = sample->middle;

	/* rounding may not push the limits past p, where they almost meet */
	return (Limits) {Min(wilson_low(p, q, sample->n, z), p),
					 Max(1 - wilson_low(q, p, sample->n, z), p)};
}

/* A. Agresti, B. A. Coull, The American Statistician 52(2), 1998. */
Limits
agresti_coull_interval(const Sample *sample, double z)
{
	double		half = z * z / 2;
	double		n = sample->n + 2 * half;
	Sample		adjusted = make_sample(n, (sample->n * sample->above + half) / n,
									   (sample->n * sample->middle + half) / n, 0);

	return wald_interval(&adjusted, z);
}

/*
 * Three answers added: 0.75 above, 1.5 in the middle, 0.75 below.
 * B. Rocks, The American Statistician 70(4), 2016.
 */
static Sample
add_three_answers(const Sample *sample)
{
	double		n = sample->n + 3;

	return make_sample(n, (sample->n * sample->above + 0.75) / n,
					   (sample->n * sample->middle + 1.5) / n,
					   (sample->n * sample->below + 0.75) / n);
}

/* Rocks 2016: Wald's interval of the sample with three answers added. */
Limits
adjusted_wald_interval(const Sample *sample, double z)
{
	Sample		adjusted = add_three_answers(sample);

	return wald_interval(&adjusted, z);
}

/*
 * The score's variance if the true score were theta: the share below is then
 * most likely q, the root of 2 q^2 + b q + c in [0, 1].
 */
static double
variance_given_score(const Sample *sample, double theta)
{
	double		b = (2 - sample->above + sample->below) * theta -
		sample->below - sample->above;
	double		c = -sample->below * theta * (1 - theta);
	double		q = (sqrt(Max(b * b - 8 * c, 0)) - b) / 4;

	return Max(2 * q + theta * (1 - theta), 0);
}

/*
 * The largest theta below the score, or with the sample turned round minus
 * the smallest above it, that a score test at z does not reject.  The test
 * statistic falls from +infinity at -1, so bisection cannot miss.
 */
static double
score_low(const Sample *sample, double z)
{
	double		score = sample_score(sample);
	double		low = -1;
	double		high = score;

	while (high - low > 1e-13)
	{
		double		theta = (low + high) / 2;
		double		deviation = z * sqrt(variance_given_score(sample, theta) / sample->n);

		if (theta <= low || theta >= high)
			break;				/* no number between them */
		if (score - theta > deviation)
			low = theta;
		else
			high = theta;
	}
	return low;
}

/*
 * Score interval, after T. Tango, Statistics in Medicine 17(8), 1998, for the
 * difference of two shares of one sample.
 */
Limits
score_interval(const Sample *sample, double z)
{
	Sample		reversed = *sample;

	reversed.above = sample->below;
	reversed.below = sample->above;
	return (Limits) {score_low(sample, z), -score_low(&reversed, z)};
}

/*
 * Change of NPS: Wald's interval and test on the difference of two samples
 * with three answers added to each, Rocks 2016.
 */
Change
nps_change(const Sample *before, const Sample *after, double z)
{
	Sample		old = add_three_answers(before);
	Sample		new = add_three_answers(after);
	double		difference = sample_score(&new) - sample_score(&old);
	double		error = hypot(old.standard_error, new.standard_error);

	return (Change) {
		.limits = {difference - z * error, difference + z * error},
		.p_value = normal_two_sided_p(difference / error),
	};
}

/*
 * Two-proportion z test with pooled variance and the factor
 * sqrt((N - 1) / N): I. Campbell, Statistics in Medicine 26(19), 2007.
 */
static double
proportions_p_value(const Sample *before, const Sample *after)
{
	double		n = before->n + after->n;
	double		p = (before->n * before->above + after->n * after->above) / n;
	double		q = (before->n * before->middle + after->n * after->middle) / n;
	double		error = sqrt(p * q * (1 / before->n + 1 / after->n));
	double		difference = after->above - before->above;

	/* all or none satisfied both times */
	if (error == 0)
		return 1;
	return normal_two_sided_p(difference / error * sqrt(Max(n - 1, 0) / n));
}

/*
 * Change of CSAT: the hybrid of two Wilson intervals, R. G. Newcombe,
 * Statistics in Medicine 17(8), 1998, method 10.
 */
Change
csat_change(const Sample *before, const Sample *after, double z)
{
	Limits	old = wilson_interval(before, z);
	Limits	new = wilson_interval(after, z);
	double		difference = after->above - before->above;

	return (Change) {
		.limits = {
			difference - hypot(after->above - new.low, old.high - before->above),
			difference + hypot(new.high - after->above, before->above - old.low),
		},
		.p_value = proportions_p_value(before, after),
	};
}

/*
 * statistics.c
 *	  Variances, confidence intervals and tests, each as it was published.
 */
#include <float.h>
#include <math.h>

#include "formulas/normal.h"
#include "formulas/statistics.h"

/*
 * z for a two-sided level: the quantile of (1 + level) / 2, taken from the
 * other tail, where a level close to 1 leaves more digits.
 */
double
level_quantile(double level)
{
	return -normal_quantile((1 - level) / 2);
}

/* A sample of n independent answers. */
Sample
make_sample(double n, double above, double middle, double below)
{
	Sample		sample = {
		.n = n,
		.above = above,
		.middle = middle,
		.below = below,
	};

	sample.standard_error = sqrt(sample_variance(&sample) / n);
	return sample;
}

double
shifted_squares(double squares, double products, double n, double shift)
{
	double		shifted = squares - 2 * shift * products + shift * shift * n;
	double		noise = 16 * DBL_EPSILON;

	return shifted > noise * noise * n ? shifted : 0;
}

/* Score +- z standard errors: A. Wald, 1943. */
Limits
wald_interval(const Sample *sample, double z)
{
	double		score = sample_score(sample);
	double		width = z * sample->standard_error;

	return (Limits) {score - width, score + width};
}

/* The sample with more answers in its categories. */
Sample
add_answers(const Sample *sample, double above, double middle, double below)
{
	double		n = sample->n + above + middle + below;

	return make_sample(n, (sample->n * sample->above + above) / n,
					   (sample->n * sample->middle + middle) / n,
					   (sample->n * sample->below + below) / n);
}

/* A. Agresti, B. A. Coull, The American Statistician 52(2), 1998. */
Limits
agresti_coull_interval(const Sample *sample, double z)
{
	double		half = z * z / 2;
	Sample		adjusted = add_answers(sample, half, half, 0);

	return wald_interval(&adjusted, z);
}

/*
 * Wald's interval after three answers were added: 0.75 above, 1.5 in the
 * middle, 0.75 below.  B. Rocks, The American Statistician 70(4), 2016.
 */
Limits
adjusted_wald_interval(const Sample *sample, double z)
{
	Sample		adjusted = add_answers(sample, 0.75, 1.5, 0.75);

	return wald_interval(&adjusted, z);
}

/* Satisfied or not, worth 1 and 0: none is below. */
Distribution
two_categories(const Sample *sample, double shares[3])
{
	shares[0] = sample->middle;
	shares[1] = sample->above;
	return (Distribution) {
		.n = sample->n, .lowest = 0, .points = 2, .step = 1, .shares = shares
	};
}

/* Detractors, passives and promoters, worth -1, 0 and 1. */
Distribution
three_categories(const Sample *sample, double shares[3])
{
	shares[0] = sample->below;
	shares[1] = sample->middle;
	shares[2] = sample->above;
	return (Distribution) {
		.n = sample->n, .lowest = -1, .points = 3, .step = 1, .shares = shares
	};
}

/* E. B. Wilson, Journal of the American Statistical Association 22, 1927. */
Limits
wilson_interval(const Sample *sample, double z)
{
	double		shares[3];
	Distribution answers = two_categories(sample, shares);

	return score_limits(&answers, z);
}

/* T. Tango, Statistics in Medicine 17(8), 1998. */
Limits
score_interval(const Sample *sample, double z)
{
	double		shares[3];
	Distribution answers = three_categories(sample, shares);

	return score_limits(&answers, z);
}

/* z of the test that the true score is this one, in points. */
static double
test_of(ScaleOfSample scale, const Sample *sample, double target)
{
	double		shares[3];
	Distribution answers = scale(sample, shares);
	double		score = round(target / 100);

	return score_test(&answers, (Value) {
					  score - answers.lowest, (target - 100 * score) / 100});
}

double
csat_test(const Sample *sample, double target)
{
	return test_of(two_categories, sample, target);
}

double
nps_test(const Sample *sample, double target)
{
	return test_of(three_categories, sample, target);
}

static Change
change_of(ScaleOfSample scale, const Sample *before, const Sample *after, double z)
{
	double		old_shares[3];
	double		new_shares[3];
	Distribution old = scale(before, old_shares);
	Distribution new = scale(after, new_shares);

	return score_change(&old, &new, z);
}

Change
csat_change(const Sample *before, const Sample *after, double z)
{
	return change_of(two_categories, before, after, z);
}

Change
nps_change(const Sample *before, const Sample *after, double z)
{
	return change_of(three_categories, before, after, z);
}

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
 * Wald's interval after three answers were added: 0.75 above, 1.5 in the
 * middle, 0.75 below.  B. Rocks, The American Statistician 70(4), 2016.
 */
Limits
adjusted_wald_interval(const Sample *sample, double z)
{
	double		n = sample->n + 3;
	Sample		adjusted = make_sample(n, (sample->n * sample->above + 0.75) / n,
									   (sample->n * sample->middle + 1.5) / n,
									   (sample->n * sample->below + 0.75) / n);

	return wald_interval(&adjusted, z);
}

/* The sample with other shares of its categories. */
static Sample
with_shares(Sample sample, double above, double middle, double below)
{
	sample.above = above;
	sample.middle = middle;
	sample.below = below;
	return sample;
}

/*
 * A score that is supposed to be the true one, with its distances from both
 * ends of the range: close to an end, the distance has digits that the score
 * has not.
 */
typedef struct Supposed
{
	double		score;
	double		bottom;
	double		top;
} Supposed;

/*
 * A score test compares the distance of the score from a supposed one with
 * the standard error that it has if that is the true one.  The intervals
 * 'wilson' and 'score' are all scores that such a test does not reject.
 * `reach` is how far the lower limit is from the score; what is above the
 * score is below it in the sample reversed.
 */
typedef struct ScoreTest
{
	Supposed	(*observed) (const Sample *sample);
	double		(*variance) (const Sample *sample, Supposed supposed);
	double		(*reach) (const Sample *sample, double z);
	Sample		(*reversed) (const Sample *sample);
} ScoreTest;

static Supposed
share_observed(const Sample *sample)
{
	return (Supposed) {sample->above, sample->above, sample->middle};
}

static double
share_variance(const Sample *sample, Supposed supposed)
{
	(void) sample;
	return supposed.bottom * supposed.top;
}

static Sample
share_reversed(const Sample *sample)
{
	return with_shares(*sample, sample->middle, sample->above, sample->below);
}

/*
 * Wilson's lower limit is the smaller root x of (p - x)^2 = k x (1 - x) with
 * k = z^2 / n.  This is p - x, written so that nothing cancels.
 */
static double
wilson_reach(const Sample *sample, double z)
{
	double		p = sample->above;
	double		q = sample->middle;
	double		k = z * z / sample->n;
	double		root = sqrt(k * p * q + k * k / 4);
	double		half = k * (p - q) / 2;

	if (half >= 0)
		return (root + half) / (1 + k);
	return k * p * q / (root - half);
}

static const ScoreTest share_test = {
	.observed = share_observed,
	.variance = share_variance,
	.reach = wilson_reach,
	.reversed = share_reversed,
};

/* The limit itself, by way of the larger root, so that it is 0 where p is. */
static double
wilson_low(double p, double q, double n, double z)
{
	double		k = z * z / n;
	double		larger = 2 * p + k + sqrt(k * (4 * p * q + k));

	return larger > 0 ? 2 * p * p / larger : 0;
}

/* E. B. Wilson, Journal of the American Statistical Association 22, 1927. */
Limits
wilson_interval(const Sample *sample, double z)
{
	double		p = sample->above;
	double		q = sample->middle;

	/* rounding may not push the limits past p, where they almost meet */
	return (Limits) {fmin(wilson_low(p, q, sample->n, z), p),
					 fmax(1 - wilson_low(q, p, sample->n, z), p)};
}

static Supposed
net_observed(const Sample *sample)
{
	return (Supposed) {
		.score = sample->above - sample->below,
		.bottom = sample->middle + 2 * sample->above,
		.top = sample->middle + 2 * sample->below,
	};
}

static Sample
net_reversed(const Sample *sample)
{
	return with_shares(*sample, sample->below, sample->middle, sample->above);
}

/*
 * The variance of one answer if the true score were theta, 0 or more: the
 * share below is then most likely q, the root of 2 q^2 + b q + c in [0, 1].
 * T. Tango, Statistics in Medicine 17(8), 1998, has it for the difference of
 * two shares of one sample, which NPS is.  `top` is 1 - theta.
 */
static double
variance_at_positive(const Sample *sample, double theta, double top)
{
	double		d = sample->below;
	double		slope = 1 + sample->middle + 2 * d;
	double		b = theta < 0.5 ? slope * theta - (d + sample->above) :
		2 * (sample->middle + d) - slope * top;
	double		c = -d * theta * top;
	double		root = sqrt(b * b - 8 * c);
	double		q = 0;

	if (b < 0)
		q = (root - b) / 4;
	else if (c < 0)
		q = -2 * c / (root + b);
	return 2 * q + theta * top;
}

/* The same for any score; it does not change if all is reversed. */
static double
net_variance(const Sample *sample, Supposed supposed)
{
	Sample		reversed;

	if (supposed.score >= 0)
		return variance_at_positive(sample, supposed.score, supposed.top);
	reversed = net_reversed(sample);
	return variance_at_positive(&reversed, -supposed.score, supposed.bottom);
}

/*
 * A root of a cubic polynomial, highest power first, by Newton's method from a
 * start on that side of it where the polynomial is convex: no step passes the
 * root, and the first that does not go on is rounding.  `unit` is added to x
 * to tell what is small.
 */
static double
convex_root(const double c[4], double x, double unit)
{
	for (;;)
	{
		double		value = ((c[0] * x + c[1]) * x + c[2]) * x + c[3];
		double		slope = (3 * c[0] * x + 2 * c[1]) * x + c[2];
		double		step = value / slope;

		if (!(value > 0 && fabs(step) > DBL_EPSILON * (fabs(x) + unit)))
			return x;
		x -= step;
	}
}

/* The lower limit of the score interval. */
typedef struct ScoreLow
{
	double		reach;			/* from the score */
	double		bottom;			/* from -1 */
	double		top;			/* from 1 */
} ScoreLow;

/*
 * The limit t - 1 solves (score - limit)^2 = k V(limit) with k = z^2 / n and
 * V as above.  The shares that are most likely at the limit are d / (1 - l t),
 * s / (1 + l (1 - t)) and p / (1 + l (2 - t)) with l = k / (a - t), where a is
 * the score's distance from -1; that they add up to 1 is, with
 * r = a - (1 + k) t and the score's own variance V,
 *
 *		r^3 + 3 k r^2 + (2 k^2 - k V) r - 2 k^2 d a = 0
 *
 * whose largest root is meant.  Solved for r in units of k; where the limit is
 * closer to -1 than to the score, for y = a - r in units of a, with
 * coefficients in which nothing cancels.
 */
static ScoreLow
score_low(const Sample *sample, double z)
{
	double		d = sample->below;
	double		s = sample->middle;
	double		p = sample->above;
	Supposed	observed = net_observed(sample);
	double		a = observed.bottom;
	double		k = z * z / sample->n;
	double		variance = sample_variance(sample);
	double		w = variance / k;
	double		net = (p * observed.top - d * a) / k;
	double		r;
	double		y;

	if (a <= 0 || k <= 1e-34 * variance)
	{
		/* no way to go, or Wald's limit to the last digit */
		double		reach = a <= 0 ? 0 : z * sqrt(variance / sample->n);

		return (ScoreLow) {reach, a - reach, observed.top + reach};
	}

	/* above the root: with x = r / k + 1, x^3 - (1 + w) x + net = 0 */
	r = sqrt(1 + w) - 1;
	if (net < 0)
		r -= net / (2 * (1 + w));
	if (r * k <= a / 2)
	{
		double		cubic[4] = {1, 3, 2 - w, -2 * d * a / k};

		r = k * fmax(convex_root(cubic, r, a), 0);
		y = a - r;
	}
	else
	{
		double		u = a / (a + k);
		double		v = k / (a + k);
		double		cubic[4] = {
			-u * u,
			3 * u,
			-(3 * u * u + u * v * (6 - variance / a) + 2 * v * v),
			u * u + u * v * ((s * (2 + s) + 2 * p * (3 - 2 * d)) / a + 2 * k * ((s + p) / a)),
		};

		y = a * convex_root(cubic, 0, 0);
		r = a - y;
	}
	return (ScoreLow) {
		.reach = (k * a + r) / (1 + k),
		.bottom = y / (1 + k),
		.top = (observed.top + 2 * k + r) / (1 + k),
	};
}

static double
score_reach(const Sample *sample, double z)
{
	return score_low(sample, z).reach;
}

static const ScoreTest net_test = {
	.observed = net_observed,
	.variance = net_variance,
	.reach = score_reach,
	.reversed = net_reversed,
};

/*
 * The limit as a proportion, by whichever distance has most digits of it.
 * Rounding may not push it past the score.
 */
static double
limit_value(const Sample *sample, const ScoreLow *low)
{
	double		score = sample_score(sample);

	if (low->bottom < 0.5)
		return fmin(low->bottom - 1, score);
	if (low->top < 0.5)
		return fmin(1 - low->top, score);
	return score - low->reach;
}

/* Score interval, after Tango 1998. */
Limits
score_interval(const Sample *sample, double z)
{
	Sample		reversed = net_reversed(sample);
	ScoreLow	low = score_low(sample, z);
	ScoreLow	high = score_low(&reversed, z);

	return (Limits) {limit_value(sample, &low), -limit_value(&reversed, &high)};
}

/* The statistic of a score test, positive if the score is above `supposed`. */
static double
test_z(const ScoreTest *test, const Sample *sample, Supposed supposed)
{
	double		distance = test->observed(sample).score - supposed.score;

	if (distance == 0)
		return 0;
	return distance / sqrt(test->variance(sample, supposed) / sample->n);
}

/* Of the test that a share of the population is this one. */
double
wilson_z(const Sample *sample, double share)
{
	return test_z(&share_test, sample, (Supposed) {share, share, 1 - share});
}

/* Of the test that NPS, as a proportion, is this one. */
double
score_z(const Sample *sample, double score)
{
	return test_z(&net_test, sample, (Supposed) {score, 1 + score, 1 - score});
}

/*
 * Two samples whose scores differ.  Each is stored so that the other's score
 * is below its own: the lower one is reversed.
 */
typedef struct Contrast
{
	const ScoreTest *test;
	Sample		upper;
	Sample		lower;
	double		difference;
} Contrast;

/*
 * The standard error of one of the two scores if the true one is nearer to the
 * other by `part` of the difference, 1 - `rest`.
 */
static double
error_at_part(const Contrast *contrast, const Sample *sample, const Sample *other,
			  double part, double rest)
{
	Supposed	observed = contrast->test->observed(sample);
	double		reach = part * contrast->difference;
	Supposed	supposed = {
		.score = observed.score - reach,
		/* what the other has above it, and the rest of the way */
		.bottom = contrast->test->observed(other).top + rest * contrast->difference,
		.top = observed.top + reach,
	};

	return sqrt(contrast->test->variance(sample, supposed) / sample->n);
}

/*
 * The interval of the difference ends at 0 where its limit's two reaches are
 * the difference times the cosine and the sine of an angle, and both are z
 * standard errors.  Returns the angle that the two errors have at this one,
 * and z as both together give it.
 */
static double
angle_of_errors(const Contrast *contrast, double angle, double *z)
{
	double		sine = sin(angle);
	double		cosine = cos(angle);
	double		upper = error_at_part(contrast, &contrast->upper, &contrast->lower,
									  cosine, sine * sine / (1 + cosine));
	double		lower = error_at_part(contrast, &contrast->lower, &contrast->upper,
									  sine, cosine * cosine / (1 + sine));

	*z = contrast->difference / hypot(upper, lower);
	return atan2(lower, upper);
}

/*
 * 1 less the level of the interval that ends at 0.  The angle, between 0 and a
 * right one, is found by secants, and by halving the bracket where a secant
 * leaves it and at every fourth step, so that the search ends.
 */
static double
contrast_p_value(const Contrast *contrast)
{
	double		low = 0;
	double		high = M_PI_2;
	double		angle = atan2(contrast->lower.standard_error, contrast->upper.standard_error);
	double		previous = 0;
	double		previous_excess = 0;
	double		z;

	if (!(angle > low && angle < high))
		angle = M_PI_4;
	for (int i = 1;; i++)
	{
		double		excess = angle - angle_of_errors(contrast, angle, &z);
		double		slope = i == 1 ? 1 : (excess - previous_excess) / (angle - previous);
		double		next = angle - excess / slope;

		if (excess < 0)
			low = angle;
		else
			high = angle;
		if (fabs(excess) <= 1e-16 || high - low <= 1e-16 || i == 200)
			break;
		if (i % 4 == 0 || !(next > low && next < high))
			next = low + (high - low) / 2;
		if (next == angle)
			break;
		previous = angle;
		previous_excess = excess;
		angle = next;
	}
	return normal_two_sided_p(z);
}

/* new - old, by those of their distances that are small: they have more digits. */
static double
difference_of(Supposed old, Supposed new)
{
	double		scores = fabs(old.score) + fabs(new.score);
	double		bottoms = old.bottom + new.bottom;
	double		tops = old.top + new.top;

	if (scores < bottoms && scores < tops)
		return new.score - old.score;
	return bottoms < tops ? new.bottom - old.bottom : old.top - new.top;
}

/*
 * Change of a score: the hybrid of two intervals, that of the difference
 * reaching as far to one side as the root of the sum of squares of what the
 * two samples' limits reach.  R. G. Newcombe, Statistics in Medicine 17(8),
 * 1998, method 10; G. Y. Zou, A. Donner, Statistics in Medicine 27(10), 2008.
 * The p-value is 1 less the largest level whose interval leaves out 0.
 */
static Change
change_of(const ScoreTest *test, const Sample *before, const Sample *after, double z)
{
	Supposed	old = test->observed(before);
	Supposed	new = test->observed(after);
	Sample		before_reversed = test->reversed(before);
	Sample		after_reversed = test->reversed(after);
	double		difference = difference_of(old, new);
	Change		change = {
		.limits = {
			difference - hypot(test->reach(after, z), test->reach(&before_reversed, z)),
			difference + hypot(test->reach(&after_reversed, z), test->reach(before, z)),
		},
		.p_value = 1,
	};

	if (difference > 0)
		change.p_value = contrast_p_value(&(Contrast) {test, *after, before_reversed, difference});
	else if (difference < 0)
		change.p_value = contrast_p_value(&(Contrast) {test, *before, after_reversed, -difference});
	return change;
}

Change
csat_change(const Sample *before, const Sample *after, double z)
{
	return change_of(&share_test, before, after, z);
}

Change
nps_change(const Sample *before, const Sample *after, double z)
{
	return change_of(&net_test, before, after, z);
}

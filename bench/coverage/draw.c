/*
 * draw.c
 *	  Answers that are drawn, by G. Marsaglia's xorshift64, Journal of
 *	  Statistical Software 8(14), 2003.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "coverage.h"

/* Who is found less often weighs more. */
const Weights alike = {1, 1, 0};
const Weights by_chance = {1, 1, 1};
const Weights others_heavy = {1, 3, 0.5};
const Weights highest_heavy = {3, 1, 0.5};

static uint64_t seed;

void
start_drawing(void)
{
	seed = 88172645463325252ULL;
}

static double
draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 11) * 0x1p-53;
}

static double
draw_normal(void)
{
	return sqrt(-2 * log(1 - draw())) * cos(2 * M_PI * draw());
}

/* Gamma: G. Marsaglia, W. W. Tsang, 2000, after its boost below 1. */
static double
draw_gamma(double shape)
{
	double		d = shape + 1 - 1.0 / 3;
	double		v;
	double		x;

	do
	{
		x = draw_normal();
		v = pow(fmax(1 + x / sqrt(9 * d), 0), 3);
	} while (v <= 0 || log(1 - draw()) > x * x / 2 + d - d * v + d * log(v));
	return shape > 0 ? d * v * pow(1 - draw(), 1 / shape) : 0;
}

static int
draw_answer(const Truth *truth)
{
	double		rest = draw();
	int			i = 0;

	while (i < truth->points - 1 && rest >= truth->shares[i])
		rest -= truth->shares[i++];
	return i;
}

/* A distribution around the truth, with the correlation rho of its answers. */
Truth
draw_truth(const Truth *truth, double rho)
{
	Truth		drawn = *truth;
	double		sum = 0;

	for (int i = 0; i < truth->points; i++)
		sum += drawn.shares[i] = draw_gamma(truth->shares[i] * (1 - rho) / rho);
	for (int i = 0; i < truth->points; i++)
		drawn.shares[i] = sum > 0 ? drawn.shares[i] / sum : truth->shares[i];
	return drawn;
}

/* Answers on a scale; the caller keeps their shares. */
Distribution
draw_answers(int n, const Truth *truth, double *shares)
{
	memset(shares, 0, sizeof(double) * truth->points);
	for (int i = 0; i < n; i++)
		shares[draw_answer(truth)]++;
	for (int i = 0; i < truth->points; i++)
		shares[i] /= n;
	return (Distribution) {
		.n = n, .lowest = truth->lowest, .points = truth->points, .step = 1, .shares = shares
	};
}

Sample
draw_sample(int n, const Truth *truth)
{
	double		shares[MOST_POINTS];
	Distribution answers = draw_answers(n, truth, shares);

	return sample_from(&answers);
}

/* Who is found of the truth, where an answer is as rare as it is heavy. */
static Truth
found_of(const Truth *truth, const double *weights)
{
	Truth		found = *truth;
	double		sum = 0;

	for (int i = 0; i < truth->points; i++)
		sum += found.shares[i] = truth->shares[i] / weights[i];
	for (int i = 0; i < truth->points; i++)
		found.shares[i] /= sum;
	return found;
}

/*
 * A weighted sample of Kish's number of answers, and the sums of squared weights
 * in its categories from below, in units in which they are that number in all.
 */
Sample
draw_weighted(int n, const Truth *truth, const Weights *weights, double squares[3])
{
	int			last = truth->points - 1;
	double		by_answer[3] = {weights->others, weights->others, weights->others};
	double		sums[3] = {0};
	double		weight = 0;
	double		square = 0;
	Truth		found;

	by_answer[last] = weights->highest;
	found = found_of(truth, by_answer);
	memset(squares, 0, sizeof(sums));
	for (int i = 0; i < n; i++)
	{
		int			answer = draw_answer(&found);
		double		w = by_answer[answer] * exp(weights->sigma * draw_normal());

		weight += w;
		square += w * w;
		sums[answer] += w;
		squares[answer] += w * w;
	}
	for (int i = 0; i <= last; i++)
	{
		sums[i] /= weight;
		squares[i] *= (weight / square) * (weight / square);
	}
	return sample_from(&(Distribution) {
		.n = weight / square * weight, .points = truth->points, .shares = sums
	});
}

/* Sum of squares of weights times what their answers are off the score. */
double
squared_residuals(const Truth *truth, const double squares[3], double score)
{
	double		sum = 0;

	for (int i = 0; i < truth->points; i++)
		sum += squares[i] * pow(truth->lowest + i - score, 2);
	return sum;
}

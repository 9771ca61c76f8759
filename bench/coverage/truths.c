/*
 * truths.c
 *	  What the whole population answers.
 */
#include <math.h>
#include <stdio.h>

#include "coverage.h"

const Scale csat = {2, 0, {1}, {1, 1, 0}};
const Scale nps = {3, -1, {0.4, 0.6}, {0.75, 1.5, 0.75}};
const Scale stars = {5, 1, {0.1, 0.1, 0.2, 0.6}, {0, 0, 0}};

const double drawn_shares[DRAWN_SHARES] = {0.5, 0.7, 0.8, 0.9, 0.95, 0.98};

void
add_coverage(Coverage *all, double coverage, double width)
{
	all->least = all->truths++ == 0 ? coverage : fmin(all->least, coverage);
	all->sum += coverage;
	all->width += width;
}

void
print_coverage(const char *name, const char *size, const Coverage *all)
{
	printf("| %s | %s | %.3f | %.3f | %.3f |\n", name, size,
		   all->sum / all->truths, all->least, all->width / all->truths);
	fflush(stdout);
}

bool
holds(Limits limits, double truth)
{
	/* a limit may differ from a truth that it equals by what was rounded */
	return limits.low <= truth + 1e-9 && limits.high >= truth - 1e-9;
}

Truth
make_truth(int points, int lowest, const double *shares)
{
	Truth		truth = {.points = points, .lowest = lowest};

	for (int i = 0; i < points; i++)
	{
		truth.shares[i] = shares[i];
		truth.mean += shares[i] * (lowest + i);
	}
	return truth;
}

/* All shares that are multiples of 1 / steps, none of them 0. */
int
nps_truths(Truth *truths, int steps)
{
	int			number = 0;

	for (int below = 1; below < steps; below++)
		for (int above = 1; above + below < steps; above++)
			truths[number++] = make_truth(3, -1, (double[]) {
				(double) below / steps, (double) (steps - below - above) / steps, (double) above / steps
			});
	return number;
}

int
csat_truths(Truth *truths, int steps)
{
	int			number = 0;

	for (int above = 1; above < steps; above++)
		truths[number++] = make_truth(2, 0, (double[]) {(double) (steps - above) / steps, (double) above / steps});
	return number;
}

/* So many give the highest score. */
Truth
truth_at(const Scale *scale, double share)
{
	double		shares[MOST_POINTS] = {0};

	for (int i = 0; i < scale->points - 1; i++)
		shares[i] = scale->others[i] * (1 - share);
	shares[scale->points - 1] = share;
	return make_truth(scale->points, scale->lowest, shares);
}

int
mean_truths(Truth *truths)
{
	static const double fives[] = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98};

	for (int i = 0; i < lengthof(fives); i++)
		truths[i] = truth_at(&stars, fives[i]);
	return lengthof(fives);
}

/* Differences of the values that people give to NPS twice, half of them alike. */
int
pair_truths(Truth *truths)
{
	for (int t = 0; t < lengthof(drawn_shares); t++)
	{
		Truth		truth = truth_at(&nps, drawn_shares[t]);
		double		shares[MOST_POINTS] = {0, 0, 0.5};

		for (int i = 0; i < 3; i++)
			for (int j = 0; j < 3; j++)
				shares[2 + j - i] += truth.shares[i] * truth.shares[j] / 2;
		truths[t] = make_truth(5, -2, shares);
	}
	return lengthof(drawn_shares);
}

/* Of answers in two categories or three. */
Sample
sample_from(const Distribution *answers)
{
	const double *shares = answers->shares;

	if (answers->points == 2)
		return make_sample(answers->n, shares[1], shares[0], 0);
	return make_sample(answers->n, shares[2], shares[1], shares[0]);
}

/*
 * homogeneity.c
 *	  The distribution of chi-square where groups are small.
 */
#include <math.h>

#include "formulas/homogeneity.h"
#include "formulas/probability.h"

/*
 * Where fewer answers are expected in a category of a group, chi-square may be
 * far from its distribution: W. G. Cochran, Biometrics 10(4), 1954.
 */
#define ENOUGH_EXPECTED		5

/*
 * The exact variance of the statistic over all ways in which the same answers
 * can fall to groups of these sizes: J. B. S. Haldane, Biometrika 31, 1940, as
 * R. B. Dawson, Biometrika 41, 1954, writes it.  Of answers in two
 * categories 1 / (p q) is their kurtosis + 3, and what is linear in it holds for
 * any answers.
 */
static double
variance_of_statistic(const GroupSizes *sizes, double kurtosis)
{
	double		n = sizes->n;
	double		groups = sizes->number;
	double		evenness = (groups - 1) * (n - groups) / (n - 1);
	double		unevenness = (n * sizes->reciprocals - groups * groups) / (n - 2);
	double		peakedness = (kurtosis - 1) / (n - 2);
	double		rest = (n - 2) / (n - 1) - peakedness;
	double		variance = n * n / (n - 1) * unevenness * peakedness;

	if (n > 3)
		variance += 2 * n / (n - 3) * (evenness - unevenness) * rest;
	return variance;
}

/*
 * The chance of this statistic or more: of a multiple of chi-square with the
 * statistic's exact mean and variance; 1 where it cannot vary.  Where a few
 * answers of a kind nearly always fall to the largest group, that multiple lies
 * almost always closer to 0 than any statistic does: what is less than the mean
 * is no less likely than chi-square has it.
 */
static double
matched_p_value(double statistic, const GroupSizes *sizes, double kurtosis)
{
	double		mean = (sizes->number - 1) * sizes->n / (sizes->n - 1);
	double		variance = sizes->n > 2 ? variance_of_statistic(sizes, kurtosis) : 0;
	double		matched;

	if (!(variance > 1e-12 * mean * mean))
		return 1;
	matched = chi_square_upper(2 * statistic * mean / variance, 2 * mean * mean / variance);
	return statistic < mean ? fmax(matched, chi_square_upper(statistic, sizes->number - 1)) : matched;
}

/* The fourth moment of the values 1, 0 and -1 in units of their variance. */
static double
kurtosis_of(const Sample *sample)
{
	double		up = sample->middle + 2 * sample->below;	/* 1 - score */
	double		down = sample->middle + 2 * sample->above;	/* score + 1 */
	double		score = sample_score(sample);
	double		variance = sample_variance(sample);

	return (sample->above * pow(up, 4) + sample->middle * pow(score, 4) +
			sample->below * pow(down, 4)) / variance / variance;
}

/*
 * How many answers are expected in a category of the smallest group, leaving
 * out a category that nobody chose.
 */
double
least_expected(const GroupSizes *sizes, const Sample *all)
{
	double		least = all->above > 0 ? all->above : 1;

	if (all->middle > 0)
		least = fmin(least, all->middle);
	if (all->below > 0)
		least = fmin(least, all->below);
	return sizes->least * least;
}

/* The p-value of the statistic of two groups or more, whose answers vary. */
double
homogeneity_p_value(double statistic, const GroupSizes *sizes, const Sample *all)
{
	if (least_expected(sizes, all) < ENOUGH_EXPECTED)
		return matched_p_value(statistic, sizes, kurtosis_of(all));
	return chi_square_upper(statistic, sizes->number - 1);
}

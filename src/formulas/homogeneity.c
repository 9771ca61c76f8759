/*
 * homogeneity.c
 *	  The distribution of chi-square where groups are small.
 */
#include <math.h>

#include "formulas/homogeneity.h"
#include "formulas/probability.h"

/*
 * The exact variance of the statistic over all ways in which the same answers
 * can fall to groups of these sizes: J. B. S. Haldane, Biometrika 31, 1940, as
 * R. B. Dawson, Applied Statistics 3(2), 1954, writes it.  Of answers in two
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
 * statistic's exact mean and variance; 1 where it cannot vary.
 */
double
homogeneity_p_value(double statistic, const GroupSizes *sizes, double kurtosis)
{
	double		mean = (sizes->number - 1) * sizes->n / (sizes->n - 1);
	double		variance = sizes->n > 2 ? variance_of_statistic(sizes, kurtosis) : 0;

	if (!(variance > 1e-12 * mean * mean))
		return 1;
	return chi_square_upper(2 * statistic * mean / variance, 2 * mean * mean / variance);
}

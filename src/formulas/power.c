/*
 * power.c
 *	  Answers on each side for a test at a level, two-sided, to find a change
 *	  with a chance called its power.
 */
#include <math.h>

#include "formulas/normal.h"
#include "formulas/power.h"
#include "formulas/statistics.h"

/* p (1 - p) where p is in percent. */
static double
share_variance(double percent)
{
	return percent / 100 * ((100 - percent) / 100);
}

/*
 * Of a share, before and after in percent: J. L. Fleiss, B. Levin, M. C. Paik,
 * Statistical Methods for Rates and Proportions, 2003, chapter 4.
 */
double
shares_change_size(double before, double after, double level, double power)
{
	double		pooled = 2 * share_variance(before + (after - before) / 2);
	double		apart = share_variance(before) + share_variance(after);
	double		root = level_quantile(level) * sqrt(pooled) + normal_quantile(power) * sqrt(apart);
	double		size = root / ((after - before) / 100);

	/* chance alone finds one so often */
	return root > 0 ? size * size : 0;
}

/* Of a mean, by the change and the sum of both sides' variances of one answer. */
double
means_change_size(double change, double variances, double level, double power)
{
	double		root = level_quantile(level) + normal_quantile(power);
	double		size = root / change;

	return root > 0 ? size * size * variances : 0;
}

/*
 * The smallest change of a share, in percent, up for a direction of 1 and down
 * for -1, that shares_change_size() has so many answers for; NaN if none.
 *
 * With r the ratio of the root of p q + p' q' to the change, the root of twice
 * the pooled variance is that of r^2 + 1/2 in the same unit, so that r is the
 * larger root of (a^2 - b^2) r^2 + 2 s b r + a^2 / 2 = s^2, where s^2 is the
 * number of answers, a the quantile of the level and b that of the power.
 */
double
detectable_change(double before, double direction, double answers,
				  double level, double power)
{
	double		a = level_quantile(level);
	double		b = normal_quantile(power);
	double		s = sqrt(answers);
	double		squares = (a - b) * (a + b);
	double		root = a * sqrt(answers - squares / 2);
	double		r = b > 0 ? (answers - a * a / 2) / (s * b + root) : (root - s * b) / squares;
	double		unequal = direction * (100 - 2 * before) / 100;
	double		discriminant = sqrt(unequal * unequal + 8 * share_variance(before) * (1 + r * r));
	double		room = direction > 0 ? 100 - before : before;
	double		change;

	if (!(room > 0))
		return NAN;
	if (a + b <= 0)
		return 0;
	if (!(r >= 0))
		return NAN;

	/* the change c solves (1 + r^2) c^2 - unequal c = 2 p q */
	change = unequal > 0 ? (unequal + discriminant) / (2 * (1 + r * r)) :
		4 * share_variance(before) / (discriminant - unequal);
	return 100 * change <= room ? 100 * change : NAN;
}

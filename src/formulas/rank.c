/*
 * rank.c
 *	  How probable it is that an answer after is higher than one before:
 *	  H. B. Mann, D. R. Whitney, Annals of Mathematical Statistics 18(1), 1947,
 *	  with the variance of ties.
 */
#include <math.h>

#include "formulas/rank.h"

/*
 * For each score, the other side's share below it less that above, and what
 * their mean is over this side's answers: twice the excess of the chance to be
 * higher over a half.
 */
DoubleDouble
leads_over(const RankedAnswers *side, const RankedAnswers *other, double *leads)
{
	DoubleDouble lead = dd_of(-1);
	DoubleDouble mean = {0};

	for (int i = 0; i < side->points; i++)
	{
		lead = dd_plus(lead, other->shares[i]);
		leads[i] = lead.high;
		mean = dd_plus(mean, dd_times(side->shares[i], lead));
		lead = dd_plus(lead, other->shares[i]);
	}
	return mean;
}

/* The share of a score among the answers of both sides. */
static double
share_of_both(const RankedAnswers *before, const RankedAnswers *after, int i)
{
	return (before->n * before->shares[i].high + after->n * after->shares[i].high) /
		(before->n + after->n);
}

/*
 * 1 - sum u^3 over the shares u of both sides together, as a sum of
 * u (1 - u) (1 + u) with 1 - u from what lies below and above: the variance is
 * this times N^2 / (12 n1 n2 (N - 1)), which is what ties leave of it.
 */
static double
untied(const RankedAnswers *before, const RankedAnswers *after)
{
	double		above = 0;
	double		below = 0;
	double		sum = 0;

	for (int i = before->points - 1; i >= 0; i--)
	{
		double		share = share_of_both(before, after, i);

		sum += share * above * (1 + share);
		above += share;
	}
	for (int i = 0; i < before->points; i++)
	{
		double		share = share_of_both(before, after, i);

		sum += share * below * (1 + share);
		below += share;
	}
	return sum;
}

/* z of the excess of the chance over a half; 0 where all gave the same score. */
double
rank_z(const RankedAnswers *before, const RankedAnswers *after, double excess)
{
	double		n = before->n + after->n;
	double		spread = untied(before, after);

	return spread > 0 && n > 1 ?
		excess * sqrt(12 * (before->n / n) * (after->n / n) * (n - 1) / spread) : 0;
}

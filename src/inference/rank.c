/*
 * rank.c
 *	  rank_change(): how probable it is that an answer after is higher than one
 *	  before, equal ones counting half.  H. B. Mann, D. R. Whitney, Annals of
 *	  Mathematical Statistics 18(1), 1947, with the variance of ties.
 */
#include "postgres.h"

#include <math.h>

#include "formulas/double_double.h"
#include "formulas/normal.h"
#include "inference/inference.h"

/* What is left of an equal chance below this is rounding. */
#define NOISE	1e-28

/* One side's answers, as shares of the scale's scores. */
typedef struct Side
{
	const Tally *tally;
	Answers		answers;
	DoubleDouble shares[SCALE_MAX_POINTS];
	double		n;				/* answers, the effective number if weighted */
} Side;

/* False if there are no answers. */
static bool
side_of(const Tally *tally, Side *side)
{
	DoubleDouble all = {0};

	side->tally = tally;
	side->answers = read_answers(tally, 0, 0);
	side->n = side->answers.all.responses;
	if (!answers_exist(&side->answers))
		return false;
	for (int i = 0; i < tally->points; i++)
	{
		ResponseSums sums = sums_at(tally, i);

		side->shares[i] = side->answers.weighted ? dd_of(sums.weight) : dd_of_whole(sums.responses);
		all = dd_plus(all, side->shares[i]);
	}
	for (int i = 0; i < tally->points; i++)
		side->shares[i] = dd_over(side->shares[i], all);
	return true;
}

/*
 * For each score, the other side's share below it less that above, and what
 * their mean is over this side's answers: twice the excess of the chance to be
 * higher over a half.
 */
static DoubleDouble
leads_over(const Side *side, const Side *other, double *leads)
{
	DoubleDouble lead = dd_of(-1);
	DoubleDouble mean = {0};

	for (int i = 0; i < side->tally->points; i++)
	{
		lead = dd_plus(lead, other->shares[i]);
		leads[i] = lead.high;
		mean = dd_plus(mean, dd_times(side->shares[i], lead));
		lead = dd_plus(lead, other->shares[i]);
	}
	return mean;
}

/*
 * Of a weighted side, as many answers as a simple random sample would need for
 * the linearised error of the mean lead, and no more than Kish's number: as
 * weighted scores have it.
 */
static void
weigh_side(Side *side, const double *leads, double mean)
{
	double		kish;
	double		n = side->n;
	double		variance = 0;
	double		squares = 0;

	if (!side->answers.weighted)
		return;
	kish = effective_sample_size(&side->answers);
	for (int i = 0; i < side->tally->points; i++)
	{
		double		square = (leads[i] - mean) * (leads[i] - mean);

		variance += side->shares[i].high * square;
		squares += sums_at(side->tally, i).squared_weights /
			side->answers.all.squared_weights * square;
	}
	side->n = kish;
	if (n > 1 && squares > 0)
		side->n = Min(kish, kish * (n - 1) / n * (variance / squares));
}

/*
 * 1 - sum u^3 over the shares u of both sides together, as a sum of
 * u (1 - u) (1 + u) with 1 - u from what lies below and above: the variance is
 * this times N^2 / (12 n1 n2 (N - 1)), which is what ties leave of it.
 */
static double
untied(const Side *before, const Side *after)
{
	double		shares[SCALE_MAX_POINTS];
	double		n = before->n + after->n;
	double		above = 0;
	double		below = 0;
	double		sum = 0;

	for (int i = 0; i < before->tally->points; i++)
		shares[i] = (before->n * before->shares[i].high + after->n * after->shares[i].high) / n;
	for (int i = before->tally->points - 1; i >= 0; i--)
	{
		/* twice each pair: what is above is not below */
		sum += shares[i] * above * (1 + shares[i]);
		above += shares[i];
	}
	for (int i = 0; i < before->tally->points; i++)
	{
		sum += shares[i] * below * (1 + shares[i]);
		below += shares[i];
	}
	return sum;
}

/*
 * rank_change(before, after): the row (probability, z, p_value), z positive if
 * answers after tend to be higher; NULL if either tally has no answers.  Where
 * all gave the same score nothing changed.
 */
PG_FUNCTION_INFO_V1(tally_rank_change);
Datum
tally_rank_change(PG_FUNCTION_ARGS)
{
	const Tally *tally = PG_GETARG_TALLY(0);
	Side		before;
	Side		after;
	double		leads[SCALE_MAX_POINTS];
	double		excess;
	double		spread;
	double		n;
	double		z = 0;
	Datum		values[3];

	check_same_scale(tally_scale(tally), tally_scale(PG_GETARG_TALLY(1)));
	if (!side_of(tally, &before) || !side_of(PG_GETARG_TALLY(1), &after))
		PG_RETURN_NULL();

	weigh_side(&before, leads, leads_over(&before, &after, leads).high);
	excess = leads_over(&after, &before, leads).high;
	weigh_side(&after, leads, excess);
	excess = fabs(excess) > NOISE ? excess / 2 : 0;

	n = before.n + after.n;
	spread = untied(&before, &after);
	if (spread > 0 && n > 1)
		z = excess * sqrt(12 * (before.n / n) * (after.n / n) * (n - 1) / spread);
	values[0] = figure_numeric(0.5 + excess);
	values[1] = figure_numeric(z);
	values[2] = figure_numeric(normal_two_sided_p(z));
	return figure_row(fcinfo, values, lengthof(values));
}

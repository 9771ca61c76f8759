/*
 * rank.c
 *	  rank_change(): how probable it is that an answer after is higher than one
 *	  before, equal ones counting half.
 */
#include "postgres.h"

#include <math.h>

#include "formulas/normal.h"
#include "formulas/rank.h"
#include "inference/inference.h"

/* What is left of an equal chance below this is rounding. */
#define NOISE	1e-28

/* One side's answers, as shares of the scale's scores. */
typedef struct Side
{
	const Tally *tally;
	Answers		answers;
	DoubleDouble shares[SCALE_MAX_POINTS];
	RankedAnswers ranked;
} Side;

/* False if there are no answers. */
static bool
side_of(const Tally *tally, Side *side)
{
	DoubleDouble all = {0};

	side->tally = tally;
	side->answers = read_answers(tally, 0, 0);
	side->ranked = (RankedAnswers) {side->answers.all.responses, tally->points, side->shares};
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
 * Of a weighted side, as many answers as a simple random sample would need for
 * the linearised error of the mean lead, and no more than Kish's number: as
 * weighted scores have it.
 */
static void
weigh_side(Side *side, const double *leads, double mean)
{
	double		kish;
	double		n = side->ranked.n;
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
	side->ranked.n = kish;
	if (n > 1 && squares > 0)
		side->ranked.n = Min(kish, kish * (n - 1) / n * (variance / squares));
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
	double		z;
	Datum		values[3];

	check_same_scale(tally_scale(tally), tally_scale(PG_GETARG_TALLY(1)));
	if (!side_of(tally, &before) || !side_of(PG_GETARG_TALLY(1), &after))
		PG_RETURN_NULL();

	weigh_side(&before, leads, leads_over(&before.ranked, &after.ranked, leads).high);
	excess = leads_over(&after.ranked, &before.ranked, leads).high;
	weigh_side(&after, leads, excess);
	excess = fabs(excess) > NOISE ? excess / 2 : 0;

	z = rank_z(&before.ranked, &after.ranked, excess);
	values[0] = figure_numeric(0.5 + excess);
	values[1] = figure_numeric(z);
	values[2] = figure_numeric(normal_two_sided_p(z));
	return figure_row(fcinfo, values, lengthof(values));
}

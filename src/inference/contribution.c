/*
 * contribution.c
 *	  How much one segment moved the score of all answers, by its own score
 *	  and by its share of them: E. M. Kitagawa, Journal of the American
 *	  Statistical Association 50, 1955, with the midpoints of rates and shares.
 */
#include "postgres.h"

#include "inference/inference.h"
#include "read/numeric_math.h"

/*
 * Decimals of counted contributions, so many that those of a million segments
 * add up to the total's change in all digits that the scores have.
 */
#define EXACT_DECIMALS	32

/* A segment and all answers at one of the two times, and what they are worth. */
typedef struct Side
{
	Answers		segment;
	Answers		all;
} Side;

static inline int64
net_responses(const Answers *answers)
{
	return answers->above.responses - answers->below.responses;
}

static inline double
net_weight(const Answers *answers)
{
	return answers->above.weight - answers->below.weight;
}

static Datum
product(int64 a, int64 b)
{
	return times(whole(a), whole(b));
}

/* 100 * numerator / denominator */
static Datum
exact_percentage(Datum numerator, Datum denominator)
{
	Datum		hundred = DirectFunctionCall2(numeric_round, whole(100),
											  Int32GetDatum(EXACT_DECIMALS));

	return over(times(hundred, numerator), denominator);
}

/*
 * With n answers of the segment that are worth x, N and X of all, and m for
 * N1 N2, rate and mix add up to
 * (2 m (x2 N1 - x1 N2) - (n2 N1 - n1 N2) (X1 N2 + X2 N1)) / (2 m^2),
 * which has the same denominator for every segment.
 */
static Datum
counted_change(const Side *before, const Side *after)
{
	int64		all_before = before->all.all.responses;
	int64		all_after = after->all.all.responses;
	Datum		m = product(all_before, all_after);
	Datum		twice = plus(m, m);
	Datum		worth = minus(product(net_responses(&after->segment), all_before),
							  product(net_responses(&before->segment), all_after));
	Datum		share = minus(product(after->segment.all.responses, all_before),
							  product(before->segment.all.responses, all_after));
	Datum		total = plus(product(net_responses(&before->all), all_after),
							 product(net_responses(&after->all), all_before));

	return exact_percentage(minus(times(twice, worth), times(share, total)),
							times(twice, m));
}

/* (n1 N2 + n2 N1) (x2 n1 - x1 n2) / (2 m n1 n2) */
static Datum
counted_rate(const Side *before, const Side *after)
{
	int64		all_before = before->all.all.responses;
	int64		all_after = after->all.all.responses;
	int64		n_before = before->segment.all.responses;
	int64		n_after = after->segment.all.responses;
	Datum		m = product(all_before, all_after);
	Datum		share = plus(product(n_before, all_after), product(n_after, all_before));
	Datum		worth = minus(product(net_responses(&after->segment), n_before),
							  product(net_responses(&before->segment), n_after));

	return exact_percentage(times(share, worth),
							times(plus(m, m), product(n_before, n_after)));
}

/* The score that a segment has, or had at the other time. */
static double
weighed_score(const Side *side, const Side *other)
{
	const Answers *answers = answers_exist(&side->segment) ? &side->segment : &other->segment;

	return net_weight(answers) / answers->all.weight;
}

static void
weighed_contribution(const Side *before, const Side *after, Datum *rate, Datum *mix)
{
	double		share_before = before->segment.all.weight / before->all.all.weight;
	double		share_after = after->segment.all.weight / after->all.all.weight;
	double		score_before = weighed_score(before, after);
	double		score_after = weighed_score(after, before);
	double		total = net_weight(&before->all) / before->all.all.weight +
		net_weight(&after->all) / after->all.all.weight;

	*rate = figure_numeric(50 * (share_before + share_after) * (score_after - score_before));
	*mix = figure_numeric(50 * (share_after - share_before) *
							 (score_before + score_after - total));
}

/*
 * The answers of a segment, the first argument or the second, and of all, two
 * further on.  False if there are none at all.
 */
static bool
side_arguments(FunctionCallInfo fcinfo, int n, const Question *question, Side *side)
{
	Tally	   *all;

	if (PG_ARGISNULL(n + 2))
		return false;
	all = PG_GETARG_TALLY(n + 2);
	side->all = question->read(all);
	side->segment = (Answers) {.weighted = side->all.weighted};
	if (!PG_ARGISNULL(n))
	{
		check_same_scale(tally_scale(PG_GETARG_TALLY(n)), tally_scale(all));
		side->segment = question->read(PG_GETARG_TALLY(n));
	}
	if (side->segment.all.responses > side->all.all.responses)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a segment of %lld answers is no part of %lld answers",
						(long long) side->segment.all.responses,
						(long long) side->all.all.responses),
				 errhint("The last two arguments are the tallies of all segments together.")));
	return answers_exist(&side->all);
}

/* The row (change, rate, mix), in points. */
static Datum
contribution_row(FunctionCallInfo fcinfo, const Question *question)
{
	Side		before;
	Side		after;
	Datum		values[3];

	if (!side_arguments(fcinfo, 0, question, &before) ||
		!side_arguments(fcinfo, 1, question, &after) ||
		!(answers_exist(&before.segment) || answers_exist(&after.segment)))
		PG_RETURN_NULL();

	if (before.all.weighted)
	{
		weighed_contribution(&before, &after, &values[1], &values[2]);
		values[0] = plus(values[1], values[2]);
	}
	else
	{
		values[0] = counted_change(&before, &after);
		values[1] = answers_exist(&before.segment) && answers_exist(&after.segment) ?
			counted_rate(&before, &after) : whole(0);
		values[2] = minus(values[0], values[1]);
	}
	return figure_row(fcinfo, values, lengthof(values));
}

/*
 * csat_contribution(before, after, all_before, all_after): how many points of
 * the change of all answers' CSAT are due to one segment, and how many of them
 * to its score and to its share.  A segment that is NULL or has no answers is
 * new or gone.  NULL if there are no answers at all, or none of the segment.
 */
PG_FUNCTION_INFO_V1(tally_csat_contribution);
Datum
tally_csat_contribution(PG_FUNCTION_ARGS)
{
	return contribution_row(fcinfo, &csat_question);
}

/* nps_contribution(before, after, all_before, all_after): likewise of NPS. */
PG_FUNCTION_INFO_V1(tally_nps_contribution);
Datum
tally_nps_contribution(PG_FUNCTION_ARGS)
{
	return contribution_row(fcinfo, &nps_question);
}

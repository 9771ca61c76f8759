/*
 * moments.c
 *	  States of the aggregates over groups: csat_homogeneity(),
 *	  csat_trend(), csat_prior() and those of NPS.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "utils/float.h"

#include "inference/moments.h"

#define MOMENTS_NUMBERS	((int) (sizeof(Moments) / sizeof(double)))

/* Products below this have lost some of their 106 bits. */
#define SMALLEST_PRODUCT	1e-275

static inline Moments *
moments_of(ArrayType *array)
{
	return (Moments *) ARR_DATA_PTR(array);
}

/*
 * One group.  Its score is a quotient of the weights themselves; other than
 * that their unit is the one in which their squares sum to n.
 */
static Moments
single_group(const Answers *answers, double x)
{
	ResponseSums all = answers->all;
	double		n = effective_sample_size(answers);
	double		unit = n / all.weight;
	Moments		group = {.number = 1, .least = n, .reciprocals = 1 / n, .x = dd_of(x)};
	Sample		sample;

	sample_of(answers, &sample);
	group.n = answers->weighted ? dd_of(n) : dd_of_whole(all.responses);
	group.n_squared = dd_times(group.n, group.n);
	group.above = dd_of(n * sample.above);
	group.middle = dd_of(n * sample.middle);
	group.below = dd_of(n * sample.below);
	group.above_squares = dd_of(answers->above.squared_weights * unit * unit);
	group.middle_squares = dd_of(answers->middle.squared_weights * unit * unit);
	group.below_squares = dd_of(answers->below.squared_weights * unit * unit);
	if (answers->weighted)
	{
		group.net = dd_sum_of(answers->above.weight, -answers->below.weight);
		group.weight = dd_plus(dd_sum_of(answers->above.weight, answers->middle.weight),
							   dd_of(answers->below.weight));
	}
	else
	{
		group.net = dd_of_whole(answers->above.responses - answers->below.responses);
		group.weight = group.n;
	}
	group.score = dd_over(group.net, group.weight);
	return group;
}

static inline DoubleDouble
sum_of_three(DoubleDouble a, DoubleDouble b, DoubleDouble c)
{
	return dd_plus(dd_plus(a, b), c);
}

/*
 * Merge two sets of groups.  What is between the two adds to what is within
 * them, so that nothing cancels: T. F. Chan, G. H. Golub, R. J. LeVeque, The
 * American Statistician 37(3), 1983.
 */
static Moments
merge(const Moments *a, const Moments *b)
{
	DoubleDouble n = dd_plus(a->n, b->n);
	DoubleDouble share = dd_over(b->n, n);
	DoubleDouble between = dd_times(share, a->n);
	DoubleDouble x = dd_minus(b->x, a->x);
	DoubleDouble score = dd_minus(b->score, a->score);
	DoubleDouble squares = dd_times(dd_times(x, x), between);

	if (x.high != 0 && fabs(squares.high) < SMALLEST_PRODUCT)
		float_underflow_error();
	return (Moments) {
		.number = a->number + b->number,
		.least = Min(a->least, b->least),
		.reciprocals = a->reciprocals + b->reciprocals,
		.above = dd_plus(a->above, b->above),
		.middle = dd_plus(a->middle, b->middle),
		.below = dd_plus(a->below, b->below),
		.above_squares = dd_plus(a->above_squares, b->above_squares),
		.middle_squares = dd_plus(a->middle_squares, b->middle_squares),
		.below_squares = dd_plus(a->below_squares, b->below_squares),
		.n = n,
		.n_squared = dd_plus(a->n_squared, b->n_squared),
		.weight = dd_plus(a->weight, b->weight),
		.net = dd_plus(a->net, b->net),
		.x = dd_plus(a->x, dd_times(x, share)),
		.score = dd_plus(a->score, dd_times(score, share)),
		.x_x = sum_of_three(a->x_x, b->x_x, squares),
		.x_score = sum_of_three(a->x_score, b->x_score,
								dd_times(dd_times(x, score), between)),
		.score_score = sum_of_three(a->score_score, b->score_score,
									dd_times(dd_times(score, score), between)),
	};
}

/* Set the state to what it is with the other one's groups. */
static void
merge_into(Moments *state, const Moments *other)
{
	if (other->number == 0)
		return;
	*state = state->number == 0 ? *other : merge(state, other);
	/* not isinf(): what is infinite in memory need not be in a wider register */
	if (!(state->x_x.high <= DBL_MAX && state->weight.high <= DBL_MAX))
		float_overflow_error();
}

/* Count a group in.  The caller checks that there are answers. */
ArrayType *
add_group(FunctionCallInfo fcinfo, const Answers *answers, double x)
{
	ArrayType  *array = array_state(fcinfo, MOMENTS_NUMBERS);
	Moments		group = single_group(answers, x);

	merge_into(moments_of(array), &group);
	return array;
}

/* Merge the states of two workers. */
PG_FUNCTION_INFO_V1(score_moments_combine);
Datum
score_moments_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *array = array_state(fcinfo, MOMENTS_NUMBERS);

	merge_into(moments_of(array), moments_of(array_state_argument(fcinfo, 1, MOMENTS_NUMBERS)));
	PG_RETURN_ARRAYTYPE_P(array);
}

/* The final state, NULL if no answers. */
const Moments *
moments_argument(FunctionCallInfo fcinfo)
{
	Moments    *state = moments_of(array_state_argument(fcinfo, 0, MOMENTS_NUMBERS));

	if (!(state->number >= 0 && state->number < 9e18 && state->least >= 0 &&
		  state->reciprocals >= 0 && state->above_squares.high >= 0 &&
		  state->middle_squares.high >= 0 && state->below_squares.high >= 0 &&
		  state->above.high >= 0 &&
		  state->middle.high >= 0 && state->below.high >= 0 && state->n.high >= 0 &&
		  isfinite(state->n.high) && state->weight.high >= 0 && state->x_x.high >= 0 &&
		  state->score_score.high >= 0))
		array_state_invalid(MOMENTS_NUMBERS);
	return state->number > 0 && state->n.high > 0 ? state : NULL;
}

/* The answers of all groups together. */
Sample
moments_sample(const Moments *moments)
{
	double		n = moments->above.high + moments->middle.high + moments->below.high;

	return make_sample(n, moments->above.high / n, moments->middle.high / n,
					   moments->below.high / n);
}

/*
 * By how much one answer varies, its value less the score of all times its
 * weight: what varies by that much divided by n is the score of each group.
 * Of the group alone it would go with the group's score, the more so where
 * weights go with the answers.
 */
double
moments_variance(const Moments *moments)
{
	Sample		all = moments_sample(moments);
	double		above = all.middle + 2 * all.below; /* 1 - score */
	double		score = sample_score(&all);
	double		below = all.middle + 2 * all.above; /* score + 1 */

	return (moments->above_squares.high * above * above + moments->middle_squares.high * score * score +
			moments->below_squares.high * below * below) / all.n;
}

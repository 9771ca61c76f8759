/*
 * moments.c
 *	  States of the aggregates over groups: csat_trend(), csat_prior() and
 *	  those of NPS.
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

/* One group.  Its score is a quotient of the weights themselves. */
static Moments
single_group(const Answers *answers, double x)
{
	ResponseSums all = answers->all;
	Moments		group = {.number = 1, .x = dd_of(x)};
	Sample		sample;

	sample_of(answers, &sample);
	group.n = answers->weighted ? dd_of(sample.n) : dd_of_int64(all.responses);
	group.n_squared = dd_multiply(group.n, group.n);
	group.above = dd_of(sample.n * sample.above);
	group.middle = dd_of(sample.n * sample.middle);
	group.below = dd_of(sample.n * sample.below);
	if (answers->weighted)
	{
		group.net = dd_sum(answers->above.weight, -answers->below.weight);
		group.weight = dd_add(dd_sum(answers->above.weight, answers->middle.weight),
							   dd_of(answers->below.weight));
	}
	else
	{
		group.net = dd_of_int64(answers->above.responses - answers->below.responses);
		group.weight = group.n;
	}
	group.score = dd_divide(group.net, group.weight);
	return group;
}

static inline DoubleDouble
sum_of_three(DoubleDouble a, DoubleDouble b, DoubleDouble c)
{
	return dd_add(dd_add(a, b), c);
}

/*
 * Merge two sets of groups.  What is between the two adds to what is within
 * them, so that nothing cancels: T. F. Chan, G. H. Golub, R. J. LeVeque, The
 * American Statistician 37(3), 1983.
 */
static Moments
merge(const Moments *a, const Moments *b)
{
	DoubleDouble n = dd_add(a->n, b->n);
	DoubleDouble share = dd_divide(b->n, n);
	DoubleDouble between = dd_multiply(share, a->n);
	DoubleDouble x = dd_add(b->x, dd_minus(a->x));
	DoubleDouble score = dd_add(b->score, dd_minus(a->score));
	DoubleDouble squares = dd_multiply(dd_multiply(x, x), between);

	if (x.high != 0 && fabs(squares.high) < SMALLEST_PRODUCT)
		float_underflow_error();
	return (Moments) {
		.number = a->number + b->number,
		.above = dd_add(a->above, b->above),
		.middle = dd_add(a->middle, b->middle),
		.below = dd_add(a->below, b->below),
		.n = n,
		.n_squared = dd_add(a->n_squared, b->n_squared),
		.weight = dd_add(a->weight, b->weight),
		.net = dd_add(a->net, b->net),
		.x = dd_add(a->x, dd_multiply(x, share)),
		.score = dd_add(a->score, dd_multiply(score, share)),
		.x_x = sum_of_three(a->x_x, b->x_x, squares),
		.x_score = sum_of_three(a->x_score, b->x_score,
								dd_multiply(dd_multiply(x, score), between)),
		.score_score = sum_of_three(a->score_score, b->score_score,
									dd_multiply(dd_multiply(score, score), between)),
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

	if (!(state->number >= 0 && state->number < 9e18 && state->above.high >= 0 &&
		  state->middle.high >= 0 && state->below.high >= 0 && state->n.high >= 0 &&
		  isfinite(state->n.high) && state->weight.high >= 0 && state->x_x.high >= 0 &&
		  state->score_score.high >= 0))
		array_state_invalid(MOMENTS_NUMBERS);
	return state->number > 0 && state->n.high > 0 ? state : NULL;
}

/* The variance of one answer's value, of all groups together. */
double
moments_variance(const Moments *moments)
{
	double		above = moments->above.high;
	double		middle = moments->middle.high;
	double		below = moments->below.high;
	double		n = above + middle + below;
	Sample		all = make_sample(n, above / n, middle / n, below / n);

	return sample_variance(&all);
}

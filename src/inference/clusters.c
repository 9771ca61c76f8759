/*
 * clusters.c
 *	  clustered_csat() and clustered_nps(), one tally for each customer: several
 *	  answers of one customer are not independent.  Linearised, with clusters as
 *	  the units, as R's survey::svymean has it of svydesign(ids = ).
 *
 * A cluster has the sums W of its weights and S of what its answers are worth,
 * weight times 1, 0 or -1.  The variance of the score is that of the residuals
 * S - score W, which are known only once the score is.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "utils/float.h"

#include "inference/design.h"
#include "inference/wide_sum.h"
#include "read/numeric_math.h"

/* What the row is computed of. */
typedef struct Clusters
{
	double		number;
	Answers		answers;		/* of all, the squared weights being those of clusters */
	double		residuals;		/* sum of squares, in units of the weight of all */
} Clusters;

/*
 * Of unweighted tallies all sums are whole numbers and kept as such, so that
 * customers who all agree have an error of 0, in whatever order they came.
 */
typedef struct CountedClusters
{
	int64		number;
	int64		above;
	int64		middle;
	int64		below;
	WideSum		worths;			/* sum of S^2 */
	WideSum		products;		/* sum of S W */
	WideSum		squares;		/* sum of W^2 */
} CountedClusters;

#define COUNTED_NUMBERS	((int) (sizeof(CountedClusters) / sizeof(int64)))

/*
 * Of weighted ones the residuals are from the score of the first cluster, which
 * is near enough to the score of all for nothing to cancel.
 */
typedef struct WeighedClusters
{
	double		number;
	double		responses;
	double		above;
	double		middle;
	double		below;
	double		origin;			/* score of the first cluster */
	double		residuals;		/* sum of (S - origin W)^2 */
	double		products;		/* sum of (S - origin W) W */
	double		squares;		/* sum of W^2 */
} WeighedClusters;

#define WEIGHED_NUMBERS	((int) (sizeof(WeighedClusters) / sizeof(double)))

static inline CountedClusters *
counted(ArrayType *array)
{
	return array_state_numbers(array, INT8OID, COUNTED_NUMBERS);
}

static inline WeighedClusters *
weighed(ArrayType *array)
{
	return array_state_numbers(array, FLOAT8OID, WEIGHED_NUMBERS);
}

/* Count in the answers of one customer. */
static Datum
count_cluster(FunctionCallInfo fcinfo, const Question *question)
{
	ArrayType  *array = array_state(fcinfo);
	CountedClusters *state = counted(array);
	Answers		answers = question->read(PG_GETARG_TALLY(1));
	int64		all = answers.all.responses;
	int64		net = answers.above.responses - answers.below.responses;

	if (all > 0)
	{
		add_responses(&state->number, 1);
		add_responses(&state->above, answers.above.responses);
		add_responses(&state->middle, answers.middle.responses);
		add_responses(&state->below, answers.below.responses);
		wide_sum_add_product(&state->worths, net, net);
		wide_sum_add_product(&state->products, net, all);
		wide_sum_add_product(&state->squares, all, all);
	}
	PG_RETURN_ARRAYTYPE_P(array);
}

/* Aggregate transition function of clustered_csat(score_tally). */
PG_FUNCTION_INFO_V1(csat_clusters_accum);
Datum
csat_clusters_accum(PG_FUNCTION_ARGS)
{
	return count_cluster(fcinfo, &csat_question);
}

/* Aggregate transition function of clustered_nps(score_tally). */
PG_FUNCTION_INFO_V1(nps_clusters_accum);
Datum
nps_clusters_accum(PG_FUNCTION_ARGS)
{
	return count_cluster(fcinfo, &nps_question);
}

/* Merge the states of two workers. */
PG_FUNCTION_INFO_V1(clusters_combine);
Datum
clusters_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *array = array_state(fcinfo);
	CountedClusters *state = counted(array);
	CountedClusters *other = counted(PG_GETARG_ARRAYTYPE_P(1));

	add_responses(&state->number, other->number);
	add_responses(&state->above, other->above);
	add_responses(&state->middle, other->middle);
	add_responses(&state->below, other->below);
	wide_sum_merge(&state->worths, &other->worths);
	wide_sum_merge(&state->products, &other->products);
	wide_sum_merge(&state->squares, &other->squares);
	PG_RETURN_ARRAYTYPE_P(array);
}

/* The residuals from another origin: S - origin W falls by `shift` W. */
static double
shifted_residuals(const WeighedClusters *state, double shift)
{
	return shifted_squares(state->residuals, state->products, state->squares, shift);
}

/* Not isinf(): what is infinite in memory need not be in a wider register. */
static inline void
check_finite(double squares)
{
	if (unlikely(squares > DBL_MAX))
		float_overflow_error();
}

static Datum
weigh_cluster(FunctionCallInfo fcinfo, const Question *question)
{
	ArrayType  *array = array_state(fcinfo);
	WeighedClusters *state = weighed(array);
	Answers		answers = question->read(PG_GETARG_TALLY(1));
	double		weight = answers.all.weight;

	if (weight > 0)
	{
		double		score = (answers.above.weight - answers.below.weight) / weight;
		double		residual;

		if (state->number == 0)
			state->origin = score;
		residual = weight * (score - state->origin);
		state->number++;
		state->responses += answers.all.responses;
		state->above += answers.above.weight;
		state->middle += answers.middle.weight;
		state->below += answers.below.weight;
		state->residuals += residual * residual;
		state->products += residual * weight;
		state->squares += weight * weight;
		check_finite(state->squares);
	}
	PG_RETURN_ARRAYTYPE_P(array);
}

/* Aggregate transition function of clustered_csat(weighted_tally). */
PG_FUNCTION_INFO_V1(weighted_csat_clusters_accum);
Datum
weighted_csat_clusters_accum(PG_FUNCTION_ARGS)
{
	return weigh_cluster(fcinfo, &csat_question);
}

/* Aggregate transition function of clustered_nps(weighted_tally). */
PG_FUNCTION_INFO_V1(weighted_nps_clusters_accum);
Datum
weighted_nps_clusters_accum(PG_FUNCTION_ARGS)
{
	return weigh_cluster(fcinfo, &nps_question);
}

/* Merge the states of two workers. */
PG_FUNCTION_INFO_V1(weighted_clusters_combine);
Datum
weighted_clusters_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *array = array_state(fcinfo);
	WeighedClusters *state = weighed(array);
	WeighedClusters *other = weighed(PG_GETARG_ARRAYTYPE_P(1));
	double		shift;

	if (state->number == 0)
		state->origin = other->origin;
	shift = state->origin - other->origin;
	state->number += other->number;
	state->responses += other->responses;
	state->above += other->above;
	state->middle += other->middle;
	state->below += other->below;
	state->residuals += shifted_residuals(other, shift);
	state->products += other->products - shift * other->squares;
	state->squares += other->squares;
	check_finite(state->squares);
	PG_RETURN_ARRAYTYPE_P(array);
}

/* high * 2^64 + low */
static Datum
wide_sum_numeric(const WideSum *sum)
{
	Datum		half = whole(INT64CONST(1) << 32);
	Datum		low = plus(times(whole((uint64) sum->low >> 32), half),
						   whole((uint64) sum->low & 0xffffffff));

	return plus(times(times(whole(sum->high), half), half), low);
}

/*
 * The sum of (S n - net W)^2 over the clusters, where the score is net / n:
 * exact, so that nothing is lost where almost nothing is left.
 */
static double
counted_residuals(const CountedClusters *state, int64 net, int64 n)
{
	Datum		square = times(times(whole(n), whole(n)), wide_sum_numeric(&state->worths));
	Datum		cross = times(times(whole(n), whole(net)), wide_sum_numeric(&state->products));
	Datum		weight = times(times(whole(net), whole(net)), wide_sum_numeric(&state->squares));
	Datum		sum = minus(plus(square, weight), plus(cross, cross));

	return Max(DatumGetFloat8(DirectFunctionCall1(numeric_float8, sum)), 0);
}

/* False if there are no answers. */
static bool
clusters_of_counts(const CountedClusters *state, Clusters *clusters)
{
	Answers    *answers = &clusters->answers;
	double		n;

	if (state->number < 0 || state->above < 0 || state->middle < 0 || state->below < 0)
		array_state_invalid(COUNTED_NUMBERS);
	*answers = answers_of_counts(state->above, state->middle, state->below);
	n = answers->all.responses;
	if (n == 0)
		return false;
	clusters->number = state->number;
	clusters->residuals = counted_residuals(state, state->above - state->below,
											answers->all.responses) / (n * n) / (n * n);
	answers->all.squared_weights =
		DatumGetFloat8(DirectFunctionCall1(numeric_float8, wide_sum_numeric(&state->squares)));
	return true;
}

static bool
clusters_of_weights(const WeighedClusters *state, Clusters *clusters)
{
	Answers    *answers = &clusters->answers;
	double		weight = state->above + state->middle + state->below;

	if (!(state->number >= 0 && isfinite(state->number) && state->responses >= 0 &&
		  state->above >= 0 && state->middle >= 0 && state->below >= 0 &&
		  isfinite(weight) && fabs(state->origin) <= 1))
		array_state_invalid(WEIGHED_NUMBERS);
	if (weight == 0)
		return false;
	*answers = (Answers) {
		.weighted = true,
		.all.responses = Min(state->responses, 9e18),
		.all.weight = weight,
		.all.squared_weights = state->squares,
		.above.weight = state->above,
		.middle.weight = state->middle,
		.below.weight = state->below,
	};
	clusters->number = state->number;
	clusters->residuals =
		shifted_residuals(state, (state->above - state->below) / weight - state->origin) /
		weight / weight;
	return true;
}

/*
 * The row (score, standard_error, low, high, design_effect).  One cluster says
 * nothing about how they differ.  Where all agree there is no error to go by,
 * and Kish's number of clusters serves instead.
 */
static Datum
clusters_row(FunctionCallInfo fcinfo, const Clusters *clusters, const Question *question)
{
	const Answers *answers = &clusters->answers;
	double		m = clusters->number;
	double		n = answers->all.responses;
	Datum		values[5] = {question->score(answers)};

	if (m > 1)
	{
		double		error = sqrt(m / (m - 1) * clusters->residuals);
		double		weight = answers->all.weight;
		Sample		sample = design_sample(effective_sample_size(answers),
										   answers->above.weight / weight,
										   answers->middle.weight / weight,
										   answers->below.weight / weight, error);
		double		variance = sample_variance(&sample);

		design_figures(&sample, question, &values[1]);
		if (variance > 0 && n > 1)
			values[4] = figure_numeric(error * error / (variance / (n - 1)));
	}
	return figure_row(fcinfo, values, lengthof(values));
}

static Datum
counted_row(FunctionCallInfo fcinfo, const Question *question)
{
	Clusters	clusters;

	if (!clusters_of_counts(counted(PG_GETARG_ARRAYTYPE_P(0)), &clusters))
		PG_RETURN_NULL();
	return clusters_row(fcinfo, &clusters, question);
}

static Datum
weighed_row(FunctionCallInfo fcinfo, const Question *question)
{
	Clusters	clusters;

	if (!clusters_of_weights(weighed(PG_GETARG_ARRAYTYPE_P(0)), &clusters))
		PG_RETURN_NULL();
	return clusters_row(fcinfo, &clusters, question);
}

/*
 * clustered_csat(tally), one tally a cluster: CSAT, its standard error and
 * interval at 0.95 in points, and by how much the variance is that of as many
 * independent answers.  NULL if no answers.
 */
PG_FUNCTION_INFO_V1(csat_clusters_final);
Datum
csat_clusters_final(PG_FUNCTION_ARGS)
{
	return counted_row(fcinfo, &csat_question);
}

/* clustered_nps(tally): likewise of NPS. */
PG_FUNCTION_INFO_V1(nps_clusters_final);
Datum
nps_clusters_final(PG_FUNCTION_ARGS)
{
	return counted_row(fcinfo, &nps_question);
}

/* The same of weighted tallies. */
PG_FUNCTION_INFO_V1(weighted_csat_clusters_final);
Datum
weighted_csat_clusters_final(PG_FUNCTION_ARGS)
{
	return weighed_row(fcinfo, &csat_question);
}

PG_FUNCTION_INFO_V1(weighted_nps_clusters_final);
Datum
weighted_nps_clusters_final(PG_FUNCTION_ARGS)
{
	return weighed_row(fcinfo, &nps_question);
}

/*
 * clusters.c
 *	  clustered_csat() and clustered_nps(), one tally for each customer: several
 *	  answers of one customer are not independent.  Linearised, with clusters as
 *	  the units, as R's survey::svymean has it of svydesign(ids = ).
 *
 * With the sum W of its weights and the score s of its own, the residual of a
 * cluster is W (s - score), which is known only once the score of all is.  Their
 * sum of squares is made of how far the s are apart, with W^2 as weights.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "utils/float.h"

#include "formulas/probability.h"
#include "formulas/spread.h"
#include "inference/design.h"

/*
 * Of score_tally the state is a bigint array, since 1.0.0 counted in whole
 * numbers, and holds the bits of these.
 */
typedef struct Clusters
{
	double		number;
	double		responses;
	double		squared_weights;	/* of the answers */
	DoubleDouble above;			/* weights of all answers */
	DoubleDouble middle;
	DoubleDouble below;
	Spread		scores;			/* of the clusters, with W^2 */
	double		level;			/* of the interval, 0 if not given */
} Clusters;

#define CLUSTERS_NUMBERS	((int) (sizeof(Clusters) / sizeof(double)))

static inline Clusters *
clusters_of(ArrayType *array)
{
	return (Clusters *) ARR_DATA_PTR(array);
}

/* Without weights counted, to the last answer. */
static inline DoubleDouble
weight_of(const Answers *answers, const ResponseSums *category)
{
	return answers->weighted ? dd_of(category->weight) : dd_of_whole(category->responses);
}

static inline DoubleDouble
sum_of_weights(const Clusters *state)
{
	return dd_plus(dd_plus(state->above, state->middle), state->below);
}

static inline DoubleDouble
score_of(const Clusters *state)
{
	return dd_over(dd_minus(state->above, state->below), sum_of_weights(state));
}

static Clusters
single_cluster(const Answers *answers)
{
	Clusters	cluster = {
		.number = 1,
		.responses = answers->all.responses,
		.squared_weights = answers->all.squared_weights,
		.above = weight_of(answers, &answers->above),
		.middle = weight_of(answers, &answers->middle),
		.below = weight_of(answers, &answers->below),
	};
	DoubleDouble weight = sum_of_weights(&cluster);

	cluster.scores.weight = dd_times(weight, weight);
	cluster.scores.mean = score_of(&cluster);
	return cluster;
}

/* Count the other's clusters in. */
static void
add_clusters(Clusters *state, const Clusters *other)
{
	if (other->number == 0)
		return;
	state->scores = state->number == 0 ? other->scores :
		spread_of_both(&state->scores, &other->scores);
	state->number += other->number;
	state->responses += other->responses;
	state->squared_weights += other->squared_weights;
	state->above = dd_plus(state->above, other->above);
	state->middle = dd_plus(state->middle, other->middle);
	state->below = dd_plus(state->below, other->below);
	share_level(&state->level, other->level);
	/* not isinf(): what is infinite in memory need not be in a wider register */
	if (unlikely(!(state->scores.weight.high <= DBL_MAX)))
		float_overflow_error();
}

/*
 * Count in the answers of one customer.  With a level it is not strict, since
 * one that is NULL is an error.
 */
static Datum
add_cluster(FunctionCallInfo fcinfo, const Question *question)
{
	ArrayType  *array;
	Answers		answers;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	array = array_state(fcinfo, CLUSTERS_NUMBERS);
	if (PG_ARGISNULL(1))
		PG_RETURN_ARRAYTYPE_P(array);
	answers = question->read(PG_GETARG_TALLY(1));
	if (answers_exist(&answers))
	{
		Clusters	cluster = single_cluster(&answers);

		/* an error if squares of the weights are out of range */
		(void) effective_sample_size(&answers);
		if (PG_NARGS() > 2)
			cluster.level = level_of_row(fcinfo, 2);
		add_clusters(clusters_of(array), &cluster);
	}
	PG_RETURN_ARRAYTYPE_P(array);
}

/*
 * Aggregate transition functions of clustered_csat() and clustered_nps(), each
 * of score_tally and of weighted_tally, and with a level or without one.
 */
PG_FUNCTION_INFO_V1(csat_clusters_accum);
Datum
csat_clusters_accum(PG_FUNCTION_ARGS)
{
	return add_cluster(fcinfo, &csat_question);
}

PG_FUNCTION_INFO_V1(nps_clusters_accum);
Datum
nps_clusters_accum(PG_FUNCTION_ARGS)
{
	return add_cluster(fcinfo, &nps_question);
}

PG_FUNCTION_INFO_V1(weighted_csat_clusters_accum);
Datum
weighted_csat_clusters_accum(PG_FUNCTION_ARGS)
{
	return add_cluster(fcinfo, &csat_question);
}

PG_FUNCTION_INFO_V1(weighted_nps_clusters_accum);
Datum
weighted_nps_clusters_accum(PG_FUNCTION_ARGS)
{
	return add_cluster(fcinfo, &nps_question);
}

/* Merge the states of two workers: of score_tally, and of weighted_tally. */
PG_FUNCTION_INFO_V1(clusters_combine);
Datum
clusters_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *array = array_state(fcinfo, CLUSTERS_NUMBERS);

	add_clusters(clusters_of(array),
				 clusters_of(array_state_argument(fcinfo, 1, CLUSTERS_NUMBERS)));
	PG_RETURN_ARRAYTYPE_P(array);
}

PG_FUNCTION_INFO_V1(weighted_clusters_combine);
Datum
weighted_clusters_combine(PG_FUNCTION_ARGS)
{
	return clusters_combine(fcinfo);
}

/* A sum of counts. */
static int64
counted(DoubleDouble sum)
{
	uint64		count;

	if (!(sum.high <= 9223372036854775808.0 && fabs(sum.low) < 2048))
		bigint_out_of_range();
	count = (uint64) sum.high + (int64) sum.low;
	if (count > PG_INT64_MAX)
		bigint_out_of_range();
	return count;
}

/* All answers, the counts of weighted ones being left out. */
static Answers
answers_of(const Clusters *state, bool weighted)
{
	if (!weighted)
		return answers_of_counts(counted(state->above), counted(state->middle),
								 counted(state->below));
	return (Answers) {
		.weighted = true,
		.all.responses = Min(state->responses, 9e18),
		.all.weight = sum_of_weights(state).high,
		.all.squared_weights = state->squared_weights,
		.above.weight = state->above.high,
		.middle.weight = state->middle.high,
		.below.weight = state->below.high,
	};
}

static bool
clusters_valid(const Clusters *state)
{
	double		weight = sum_of_weights(state).high;

	return state->number >= 0 && isfinite(state->number) && state->responses >= 0 &&
		state->above.high >= 0 && state->middle.high >= 0 && state->below.high >= 0 &&
		isfinite(weight) && (weight > 0) == (state->number > 0) &&
		state->scores.weight.high >= 0 && state->scores.squares.high >= 0;
}

/*
 * The interval of so many clusters is the default one of a smaller sample, as
 * much smaller as Student's t of one degree of freedom less than clusters is
 * larger than z: E. L. Korn, B. I. Graubard, Survey Methodology 24(2), 1998.
 */
static Sample
with_student(Sample sample, double clusters, double level)
{
	double		ratio = level_quantile(level) / -student_quantile((1 - level) / 2, clusters - 1);

	sample.n *= ratio * ratio;
	return sample;
}

/* The row (score, standard_error, low, high, design_effect); NULL if no answers. */
static Datum
clusters_row(FunctionCallInfo fcinfo, const Question *question)
{
	ArrayType  *array = array_state_argument(fcinfo, 0, CLUSTERS_NUMBERS);
	const Clusters *state = clusters_of(array);
	double		level = shared_level(state->level, CLUSTERS_NUMBERS);
	double		m = state->number;
	double		n = state->responses;
	Answers		answers;
	double		weight;
	Datum		values[5] = {0};

	if (!clusters_valid(state))
		array_state_invalid(CLUSTERS_NUMBERS);
	if (m == 0)
		PG_RETURN_NULL();
	answers = answers_of(state, ARR_ELEMTYPE(array) == FLOAT8OID);
	/* counts that are no whole numbers */
	if (!answers_exist(&answers))
		array_state_invalid(CLUSTERS_NUMBERS);
	weight = answers.all.weight;
	values[0] = question->score(&answers);
	/* one cluster says nothing about how they differ */
	if (m > 1)
	{
		double		error = sqrt(m / (m - 1) * spread_around(&state->scores, score_of(state))) *
			(sqrt(state->scores.weight.high) / weight);
		Sample		sample = design_sample(effective_sample_size(&answers),
										   answers.above.weight / weight,
										   answers.middle.weight / weight,
										   answers.below.weight / weight, error);
		double		variance = sample_variance(&sample);

		sample = with_student(sample, m, level);
		design_figures(&sample, question, level, &values[1]);
		if (variance > 0 && n > 1)
			values[4] = figure_numeric(error * error / (variance / (n - 1)));
	}
	return figure_row(fcinfo, values, lengthof(values));
}

/*
 * clustered_csat(tally, level), clustered_nps(tally, level), one tally a
 * cluster: the score, its standard error and interval in points, and by how
 * much the variance is that of as many independent answers; of score_tally, and
 * of weighted_tally.
 */
PG_FUNCTION_INFO_V1(csat_clusters_final);
Datum
csat_clusters_final(PG_FUNCTION_ARGS)
{
	return clusters_row(fcinfo, &csat_question);
}

PG_FUNCTION_INFO_V1(nps_clusters_final);
Datum
nps_clusters_final(PG_FUNCTION_ARGS)
{
	return clusters_row(fcinfo, &nps_question);
}

PG_FUNCTION_INFO_V1(weighted_csat_clusters_final);
Datum
weighted_csat_clusters_final(PG_FUNCTION_ARGS)
{
	return clusters_row(fcinfo, &csat_question);
}

PG_FUNCTION_INFO_V1(weighted_nps_clusters_final);
Datum
weighted_nps_clusters_final(PG_FUNCTION_ARGS)
{
	return clusters_row(fcinfo, &nps_question);
}

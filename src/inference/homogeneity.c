/*
 * homogeneity.c
 *	  csat_homogeneity() and nps_homogeneity(), one tally for each group: do
 *	  the groups differ at all?
 *
 * The statistic is the sum of n (score - score of all)^2 over the groups, in
 * units of the variance of one answer, which for CSAT is Pearson's chi-square:
 * K. Pearson, Philosophical Magazine 50, 1900.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/numeric.h"

#include "formulas/deviations.h"
#include "formulas/homogeneity.h"
#include "formulas/probability.h"
#include "inference/design.h"
#include "inference/inference.h"

/*
 * Where fewer answers are expected in a category of a group, chi-square may be
 * far from its distribution: W. G. Cochran, Biometrics 10(4), 1954.
 */
#define ENOUGH_EXPECTED		5

typedef struct Groups
{
	double		number;
	double		least;			/* answers of the smallest one */
	double		reciprocals;	/* sum of 1 / answers */
	Deviations	answers;		/* effective numbers if weighted */
} Groups;

#define GROUPS_NUMBERS	((int) (sizeof(Groups) / sizeof(double)))

static inline Groups *
groups_of(ArrayType *array)
{
	return (Groups *) ARR_DATA_PTR(array);
}

/*
 * The part of n answers that is in a category.  Divided with all digits, since
 * shares that agree must not differ by rounding.
 */
static DoubleDouble
part_of(double n, const ResponseSums *category, const Answers *answers)
{
	DoubleDouble all = dd_add(dd_sum(answers->above.weight, answers->middle.weight),
							  dd_of(answers->below.weight));

	if (!answers->weighted)
		return dd_of(category->weight);
	return dd_multiply(dd_of(n),
					   dd_divide(dd_of(category->weight), all));
}

/* Count in the answers of one group. */
static Datum
add_group(FunctionCallInfo fcinfo, const Question *question)
{
	ArrayType  *array = array_state(fcinfo, GROUPS_NUMBERS);
	Groups	   *state = groups_of(array);
	Answers		answers = question->read(PG_GETARG_TALLY(1));
	Sample		sample;

	if (sample_of(&answers, &sample))
	{
		DoubleDouble parts[CATEGORIES] = {
			part_of(sample.n, &answers.above, &answers),
			part_of(sample.n, &answers.middle, &answers),
			part_of(sample.n, &answers.below, &answers),
		};

		state->least = state->number > 0 ? Min(state->least, sample.n) : sample.n;
		state->number++;
		state->reciprocals += 1 / sample.n;
		deviations_add(&state->answers, parts, sample.n);
	}
	PG_RETURN_ARRAYTYPE_P(array);
}

/* Aggregate transition function of csat_homogeneity(). */
PG_FUNCTION_INFO_V1(csat_homogeneity_accum);
Datum
csat_homogeneity_accum(PG_FUNCTION_ARGS)
{
	return add_group(fcinfo, &csat_question);
}

/* Aggregate transition function of nps_homogeneity(). */
PG_FUNCTION_INFO_V1(nps_homogeneity_accum);
Datum
nps_homogeneity_accum(PG_FUNCTION_ARGS)
{
	return add_group(fcinfo, &nps_question);
}

/* Merge the states of two workers. */
PG_FUNCTION_INFO_V1(homogeneity_combine);
Datum
homogeneity_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *array = array_state(fcinfo, GROUPS_NUMBERS);
	Groups	   *state = groups_of(array);
	Groups	   *other = groups_of(array_state_argument(fcinfo, 1, GROUPS_NUMBERS));

	if (state->number == 0 || (other->number > 0 && other->least < state->least))
		state->least = other->least;
	state->number += other->number;
	state->reciprocals += other->reciprocals;
	deviations_merge(&state->answers, &other->answers);
	PG_RETURN_ARRAYTYPE_P(array);
}

static bool
groups_valid(const Groups *state)
{
	const DoubleDouble *answers = state->answers.sums;
	double		n = deviations_total(&state->answers);

	return state->number >= 0 && state->number < 9e18 && state->least >= 0 &&
		state->reciprocals >= 0 && dd_value(answers[0]) >= 0 &&
		dd_value(answers[1]) >= 0 && dd_value(answers[2]) >= 0 && isfinite(n) &&
		(n > 0) == (state->number > 0);
}

/* The least share of a category that has answers at all. */
static double
least_share(const Sample *sample)
{
	double		least = sample->above > 0 ? sample->above : 1;

	if (sample->middle > 0)
		least = Min(least, sample->middle);
	if (sample->below > 0)
		least = Min(least, sample->below);
	return least;
}

/* The fourth moment of the values 1, 0 and -1 in units of their variance. */
static double
kurtosis(const Sample *sample)
{
	double		up = sample->middle + 2 * sample->below;	/* 1 - score */
	double		down = sample->middle + 2 * sample->above;	/* score + 1 */
	double		score = sample_score(sample);
	double		variance = sample_variance(sample);

	return (sample->above * pow(up, 4) + sample->middle * pow(score, 4) +
			sample->below * pow(down, 4)) / variance / variance;
}

/*
 * csat_homogeneity(tally), nps_homogeneity(tally): the row (statistic, df,
 * p_value, least_expected) of the chi-square test that all groups have the same
 * score; NULL if no answers.  Where all answers are in one category nothing
 * differs.
 */
PG_FUNCTION_INFO_V1(homogeneity_final);
Datum
homogeneity_final(PG_FUNCTION_ARGS)
{
	Groups	   *state = groups_of(array_state_argument(fcinfo, 0, GROUPS_NUMBERS));
	const DoubleDouble *answers = state->answers.sums;
	double		n = deviations_total(&state->answers);
	double		statistic = 0;
	double		p_value = 1;
	double		least;
	Sample		all;
	Datum		values[4];

	if (!groups_valid(state))
		array_state_invalid(GROUPS_NUMBERS);
	if (state->number == 0)
		PG_RETURN_NULL();

	all = make_sample(n, dd_value(answers[0]) / n, dd_value(answers[1]) / n,
					  dd_value(answers[2]) / n);
	least = state->least * least_share(&all);
	if (sample_variance(&all) > 0 && state->number > 1)
	{
		GroupSizes	sizes = {state->number, n, state->reciprocals};

		statistic = deviations_squared(&state->answers) / sample_variance(&all);
		p_value = least < ENOUGH_EXPECTED ?
			homogeneity_p_value(statistic, &sizes, kurtosis(&all)) :
			chi_square_upper(statistic, state->number - 1);
	}
	values[0] = figure_numeric(statistic);
	values[1] = Int64GetDatum((int64) state->number - 1);
	values[2] = figure_numeric(p_value);
	values[3] = figure_numeric(least);
	return figure_row(fcinfo, values, lengthof(values));
}

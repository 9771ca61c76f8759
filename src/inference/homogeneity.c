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

#include "formulas/probability.h"
#include "inference/design.h"
#include "inference/inference.h"

/*
 * Deviations are from the score of the first group, which is near enough to
 * the score of all for nothing to cancel; for groups that all agree each of
 * them is 0.
 */
typedef struct Groups
{
	double		number;
	double		above;			/* weights of all answers */
	double		middle;
	double		below;
	double		origin;			/* score of the first group */
	double		n;				/* sum of n, effective if weighted */
	double		deviations;		/* sum of n (score - origin) */
	double		squares;		/* sum of n (score - origin)^2 */
} Groups;

#define GROUPS_NUMBERS	((int) (sizeof(Groups) / sizeof(double)))

static inline Groups *
groups_of(ArrayType *array)
{
	return array_state_numbers(array, FLOAT8OID, GROUPS_NUMBERS);
}

/* Count in the answers of one group. */
static Datum
add_group(FunctionCallInfo fcinfo, const Question *question)
{
	ArrayType  *array = array_state(fcinfo);
	Groups	   *state = groups_of(array);
	Answers		answers = question->read(PG_GETARG_TALLY(1));
	double		n = answers.all.responses;
	double		score;
	double		deviation;
	Sample		sample;

	if (!answers_exist(&answers))
		PG_RETURN_ARRAYTYPE_P(array);
	if (answers.weighted && sample_of(&answers, &sample))
		n = sample.n;

	score = (answers.above.weight - answers.below.weight) / answers.all.weight;
	if (state->number == 0)
		state->origin = score;
	deviation = score - state->origin;
	state->number++;
	state->above += answers.above.weight;
	state->middle += answers.middle.weight;
	state->below += answers.below.weight;
	state->n += n;
	state->deviations += n * deviation;
	state->squares += n * deviation * deviation;
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

/* The squares from another origin: each deviation falls by `shift`. */
static double
squares_from(const Groups *state, double shift)
{
	return shifted_squares(state->squares, state->deviations, state->n, shift);
}

/* Merge the states of two workers. */
PG_FUNCTION_INFO_V1(homogeneity_combine);
Datum
homogeneity_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *array = array_state(fcinfo);
	Groups	   *state = groups_of(array);
	Groups	   *other = groups_of(PG_GETARG_ARRAYTYPE_P(1));
	double		shift;

	if (state->number == 0)
		state->origin = other->origin;
	shift = state->origin - other->origin;
	state->number += other->number;
	state->above += other->above;
	state->middle += other->middle;
	state->below += other->below;
	state->n += other->n;
	state->deviations += other->deviations - shift * other->n;
	state->squares += squares_from(other, shift);
	PG_RETURN_ARRAYTYPE_P(array);
}

/*
 * csat_homogeneity(tally), nps_homogeneity(tally): the row (statistic, df,
 * p_value) of the chi-square test that all groups have the same score; NULL
 * if no answers.  Where all answers are in one category nothing differs.
 */
PG_FUNCTION_INFO_V1(homogeneity_final);
Datum
homogeneity_final(PG_FUNCTION_ARGS)
{
	Groups	   *state = groups_of(PG_GETARG_ARRAYTYPE_P(0));
	double		weight = state->above + state->middle + state->below;
	double		statistic = 0;
	Sample		all;
	Datum		values[3];

	if (!(state->number >= 0 && state->number < 9e18 && state->above >= 0 &&
		  state->middle >= 0 && state->below >= 0 && isfinite(weight)))
		array_state_invalid(GROUPS_NUMBERS);
	if (weight == 0)
		PG_RETURN_NULL();

	all = make_sample(1, state->above / weight, state->middle / weight,
					  state->below / weight);
	if (sample_variance(&all) > 0)
		statistic = squares_from(state, (state->above - state->below) / weight - state->origin) /
			sample_variance(&all);
	values[0] = figure_numeric(statistic);
	values[1] = Int64GetDatum((int64) state->number - 1);
	values[2] = figure_numeric(state->number > 1 ?
							   chi_square_upper(statistic, state->number - 1) : 1);
	return figure_row(fcinfo, values, lengthof(values));
}

/*
 * strata.c
 *	  stratified_csat() and stratified_nps(), one tally for each stratum and
 *	  its share of the population: W. G. Cochran, Sampling Techniques, 1977,
 *	  chapter 5.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"

#include "inference/design.h"
#include "tally/messages.h"

/* How far the shares may be from 1 together. */
#define SHARES_TOLERANCE	1e-6

/* Sums over the strata that have answers, all of shares or of proportions. */
typedef struct Strata
{
	double		number;
	double		shares;
	double		above;			/* share times that of its answers above */
	double		middle;
	double		below;
	double		variance;		/* (share times standard error)^2 */
	double		adjusted;		/* the same with answers added */
	double		kish;			/* share^2 / n */
	double		level;			/* of the interval, 0 if not given */
} Strata;

#define STRATA_NUMBERS	((int) (sizeof(Strata) / sizeof(double)))

static inline Strata *
strata_of(ArrayType *array)
{
	return (Strata *) ARR_DATA_PTR(array);
}

/* A stratum's share of the population, which may not be left out. */
static double
share_argument(FunctionCallInfo fcinfo, int n)
{
	double		share;

	if (PG_ARGISNULL(n))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("the share of a stratum that has answers is NULL"),
				 errhint("Leave the stratum out with FILTER, or give its share of the population.")));
	share = PG_GETARG_FLOAT8(n);
	if (!(share >= 0 && share <= 1 + SHARES_TOLERANCE))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a share lies within 0 and 1, unlike %s", float8_shown(share)),
				 errhint("A share of 20 percent is written 0.2.")));
	return share;
}

/* The share squared times a variance, which a share of 0 makes 0. */
static inline double
share_of_variance(double share, double variance)
{
	return share > 0 ? share * share * variance : 0;
}

/*
 * Count in a stratum.  The standard error has the sample's variance, of n - 1,
 * which of one answer is unknown, and stored as infinite.  The interval has
 * that of some answers more: without them a stratum where all agree would seem
 * to be known for certain.
 */
static void
count_stratum(Strata *state, const Answers *answers, const Question *question, double share)
{
	double		n = answers->all.responses;
	Sample		sample;
	Sample		adjusted;
	double		variance;

	if (!sample_of(answers, &sample))
		return;
	adjusted = add_answers(&sample, question->added.above, question->added.middle,
						   question->added.below);
	variance = sample.standard_error * sample.standard_error;
	if (n < 2)
		variance = INFINITY;
	else if (!answers->weighted)
		variance = sample_variance(&sample) / (n - 1);
	state->number++;
	state->shares += share;
	state->above += share * sample.above;
	state->middle += share * sample.middle;
	state->below += share * sample.below;
	state->variance += share_of_variance(share, variance);
	state->adjusted += share_of_variance(share, sample_variance(&adjusted) / sample.n);
	state->kish += share * share / sample.n;
}

/* Not strict: without answers the share of a stratum does not matter. */
static Datum
add_stratum(FunctionCallInfo fcinfo, const Question *question)
{
	ArrayType  *array;
	Answers		answers;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	array = array_state(fcinfo, STRATA_NUMBERS);
	if (PG_ARGISNULL(1))
		PG_RETURN_ARRAYTYPE_P(array);
	answers = question->read(PG_GETARG_TALLY(1));
	if (answers_exist(&answers))
	{
		if (PG_NARGS() > 3)
			share_level(&strata_of(array)->level, level_of_row(fcinfo, 3));
		count_stratum(strata_of(array), &answers, question, share_argument(fcinfo, 2));
	}
	PG_RETURN_ARRAYTYPE_P(array);
}

/* Aggregate transition function of stratified_csat(), with a level or without one. */
PG_FUNCTION_INFO_V1(csat_strata_accum);
Datum
csat_strata_accum(PG_FUNCTION_ARGS)
{
	return add_stratum(fcinfo, &csat_question);
}

/* Aggregate transition function of stratified_nps(). */
PG_FUNCTION_INFO_V1(nps_strata_accum);
Datum
nps_strata_accum(PG_FUNCTION_ARGS)
{
	return add_stratum(fcinfo, &nps_question);
}

/* Merge the states of two workers. */
PG_FUNCTION_INFO_V1(strata_combine);
Datum
strata_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *array = array_state(fcinfo, STRATA_NUMBERS);
	Strata	   *state = strata_of(array);
	Strata	   *other = strata_of(array_state_argument(fcinfo, 1, STRATA_NUMBERS));

	state->number += other->number;
	state->shares += other->shares;
	state->above += other->above;
	state->middle += other->middle;
	state->below += other->below;
	state->variance += other->variance;
	state->adjusted += other->adjusted;
	state->kish += other->kish;
	share_level(&state->level, other->level);
	PG_RETURN_ARRAYTYPE_P(array);
}

static bool
strata_valid(const Strata *state)
{
	return state->above >= 0 && state->middle >= 0 && state->below >= 0 &&
		state->variance >= 0 && state->adjusted >= 0 && state->kish >= 0;
}

/*
 * The population as a simple random sample whose error is that of the strata
 * with answers added.
 */
static Sample
population(const Strata *state)
{
	double		shares = state->shares;
	Sample		sample = make_sample(shares * shares / state->kish, state->above / shares,
									 state->middle / shares, state->below / shares);

	if (sample_variance(&sample) > 0)
		sample.n = sample_variance(&sample) / (state->adjusted / shares / shares);
	sample.standard_error = sqrt(state->variance) / shares;
	return sample;
}

/* The row (score, standard_error, low, high), in points; NULL if no answers. */
static Datum
strata_row(FunctionCallInfo fcinfo, const Question *question)
{
	Strata	   *state = strata_of(array_state_argument(fcinfo, 0, STRATA_NUMBERS));
	double		level = shared_level(state->level, STRATA_NUMBERS);
	Sample		sample;
	Datum		values[4];

	if (!strata_valid(state))
		array_state_invalid(STRATA_NUMBERS);
	if (state->number == 0)
		PG_RETURN_NULL();
	if (!(fabs(state->shares - 1) <= SHARES_TOLERANCE))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the shares of the strata that have answers sum to %.9g, not to 1",
						state->shares),
				 errhint("Merge a stratum that nobody answered with one that is like it.")));

	sample = population(state);
	values[0] = figure_numeric(100 * sample_score(&sample));
	design_figures(&sample, question, level, &values[1]);
	return figure_row(fcinfo, values, lengthof(values));
}

/*
 * stratified_csat(tally, share, level): CSAT of the population, its standard
 * error and interval.
 */
PG_FUNCTION_INFO_V1(csat_strata_final);
Datum
csat_strata_final(PG_FUNCTION_ARGS)
{
	return strata_row(fcinfo, &csat_question);
}

/* stratified_nps(tally, share, level): likewise of NPS. */
PG_FUNCTION_INFO_V1(nps_strata_final);
Datum
nps_strata_final(PG_FUNCTION_ARGS)
{
	return strata_row(fcinfo, &nps_question);
}

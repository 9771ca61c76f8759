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

#include "formulas/homogeneity.h"
#include "formulas/probability.h"
#include "inference/moments.h"

/*
 * Where fewer answers are expected in a category of a group, chi-square may be
 * far from its distribution: W. G. Cochran, Biometrics 10(4), 1954.
 */
#define ENOUGH_EXPECTED		5

/* Count in the answers of one group. */
static Datum
add_one_group(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers = question->read(PG_GETARG_TALLY(1));

	if (!answers_exist(&answers))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	PG_RETURN_ARRAYTYPE_P(add_group(fcinfo, &answers, 0));
}

/* Aggregate transition function of csat_homogeneity(). */
PG_FUNCTION_INFO_V1(csat_homogeneity_accum);
Datum
csat_homogeneity_accum(PG_FUNCTION_ARGS)
{
	return add_one_group(fcinfo, &csat_question);
}

/* Aggregate transition function of nps_homogeneity(). */
PG_FUNCTION_INFO_V1(nps_homogeneity_accum);
Datum
nps_homogeneity_accum(PG_FUNCTION_ARGS)
{
	return add_one_group(fcinfo, &nps_question);
}

/* Merge the states of two workers. */
PG_FUNCTION_INFO_V1(homogeneity_combine);
Datum
homogeneity_combine(PG_FUNCTION_ARGS)
{
	return score_moments_combine(fcinfo);
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
	const Moments *groups = moments_argument(fcinfo);
	double		statistic = 0;
	double		p_value = 1;
	double		least;
	Sample		all;
	Datum		values[4];

	if (groups == NULL)
		PG_RETURN_NULL();
	all = moments_sample(groups);
	least = groups->least * least_share(&all);
	if (sample_variance(&all) > 0 && groups->number > 1)
	{
		GroupSizes	sizes = {groups->number, all.n, groups->reciprocals};

		statistic = groups->score_score.high / sample_variance(&all);
		p_value = least < ENOUGH_EXPECTED ?
			homogeneity_p_value(statistic, &sizes, kurtosis(&all)) :
			chi_square_upper(statistic, groups->number - 1);
	}
	values[0] = figure_numeric(statistic);
	values[1] = Int64GetDatum((int64) groups->number - 1);
	values[2] = figure_numeric(p_value);
	values[3] = figure_numeric(least);
	return figure_row(fcinfo, values, lengthof(values));
}

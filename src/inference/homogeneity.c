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

#include "fmgr.h"
#include "utils/numeric.h"

#include "formulas/homogeneity.h"
#include "inference/moments.h"

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
	double		variance;
	GroupSizes	sizes;
	Sample		all;
	Datum		values[4];

	if (groups == NULL)
		PG_RETURN_NULL();
	all = moments_sample(groups);
	variance = moments_variance(groups);
	sizes = (GroupSizes) {groups->number, all.n, groups->least, groups->reciprocals};
	if (variance > 0 && groups->number > 1)
	{
		statistic = groups->score_score.high / variance;
		p_value = homogeneity_p_value(statistic, &sizes, &all);
	}
	values[0] = figure_numeric(statistic);
	values[1] = Int64GetDatum((int64) groups->number - 1);
	values[2] = figure_numeric(p_value);
	values[3] = figure_numeric(least_expected(&sizes, &all));
	return figure_row(fcinfo, values, lengthof(values));
}

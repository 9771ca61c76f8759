/*
 * prior.c
 *	  csat_prior() and nps_prior(), one tally for each agent or segment: how
 *	  alike are they?  And scores drawn towards what all have in common.
 *
 * J. C. Kleinman, Journal of the American Statistical Association 68, 1973:
 * shares of groups vary by chance, and by the correlation rho within groups on
 * top of it.
 */
#include "postgres.h"

#include <math.h>

#include "inference/moments.h"
#include "tally/messages.h"

/* Count in a group. */
static Datum
add_to_prior(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers = question->read(PG_GETARG_TALLY(1));

	if (!answers_exist(&answers))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	PG_RETURN_ARRAYTYPE_P(add_group(fcinfo, &answers, 0));
}

/* Aggregate transition function of csat_prior(). */
PG_FUNCTION_INFO_V1(csat_prior_accum);
Datum
csat_prior_accum(PG_FUNCTION_ARGS)
{
	return add_to_prior(fcinfo, &csat_question);
}

/* Aggregate transition function of nps_prior(). */
PG_FUNCTION_INFO_V1(nps_prior_accum);
Datum
nps_prior_accum(PG_FUNCTION_ARGS)
{
	return add_to_prior(fcinfo, &nps_question);
}

/*
 * The sum of (1 - n/N) (n - 1), which is what rho multiplies; 0 for one group
 * and for groups of one answer.
 */
static double
pairs_within(const Moments *groups)
{
	DoubleDouble sum = dd_plus(groups->n, dd_of(1 - groups->number));

	return dd_minus(sum, dd_over(groups->n_squared, groups->n)).high;
}

/*
 * csat_prior(tally), nps_prior(tally): the row (mean, weight), the score of all
 * answers together and how many answers of it each group's score should be
 * drawn by, (1 - rho) / rho: infinity where the groups differ by no more than
 * chance has it, 0 where each is of one mind.  NULL for one group, and for
 * groups of one answer.
 */
PG_FUNCTION_INFO_V1(score_prior_final);
Datum
score_prior_final(PG_FUNCTION_ARGS)
{
	const Moments *groups = moments_argument(fcinfo);
	double		within;
	double		variance;
	double		excess;
	Sample		all;
	Datum		values[2];

	if (groups == NULL)
		PG_RETURN_NULL();
	/* the sums are rounded */
	within = pairs_within(groups);
	if (!(within > 1e-13 * groups->number))
		PG_RETURN_NULL();

	variance = moments_variance(groups);
	all = moments_sample(groups);
	excess = (variance > 0 ? groups->score_score.high / variance : 0) - (groups->number - 1);
	values[0] = figure_numeric(100 * dd_over(groups->net, groups->weight).high);
	/* of effective answers, which shrunk_csat() counts in */
	values[1] = figure_numeric(excess > 0 ?
							   Max(sample_variance(&all) / variance * within - excess, 0) / excess : INFINITY);
	return figure_row(fcinfo, values, lengthof(values));
}

/* The mean that scores are drawn to, in points. */
static Datum
mean_argument(FunctionCallInfo fcinfo, int n, const Question *question)
{
	Datum		mean = PG_GETARG_DATUM(n);
	double		value = DatumGetFloat8(DirectFunctionCall1(numeric_float8, mean));

	if (!(value >= question->lowest && value <= question->highest))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a mean of scores lies within %g and %g, unlike %s", question->lowest,
						question->highest, float8_shown(value)),
				 errhint("csat_prior() and nps_prior() return the mean and the weight.")));
	return mean;
}

/* How many answers of the mean are added: 0 to infinity. */
static double
prior_weight_argument(FunctionCallInfo fcinfo, int n)
{
	double		weight = DatumGetFloat8(DirectFunctionCall1(numeric_float8, PG_GETARG_DATUM(n)));

	if (!(weight >= 0))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the weight of a mean is a number of answers, 0 or more, not %s",
						float8_shown(weight)),
				 errhint("csat_prior() and nps_prior() return the mean and the weight.")));
	return weight;
}

/*
 * (n score + weight mean) / (n + weight): of counts by exact arithmetic, of
 * weights with the effective number of answers.  NULL if no answers.
 */
static Datum
shrunk(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers = question->read(PG_GETARG_TALLY(0));
	Datum		mean = mean_argument(fcinfo, 1, question);
	double		weight = prior_weight_argument(fcinfo, 2);
	Datum		n;
	Datum		sum;
	Sample		sample;

	if (!sample_of(&answers, &sample))
		PG_RETURN_NULL();
	if (isinf(weight))
		PG_RETURN_DATUM(mean);
	n = answers.weighted ? figure_numeric(sample.n) : whole(answers.all.responses);
	sum = answers.weighted ? times(n, question->score(&answers)) :
		times(whole(100), whole(answers.above.responses - answers.below.responses));
	return over(plus(sum, times(PG_GETARG_DATUM(2), mean)),
				plus(n, PG_GETARG_DATUM(2)));
}

/*
 * shrunk_csat(tally, mean, weight): CSAT as if `weight` more answers had the
 * CSAT `mean`, in points.
 */
PG_FUNCTION_INFO_V1(tally_shrunk_csat);
Datum
tally_shrunk_csat(PG_FUNCTION_ARGS)
{
	return shrunk(fcinfo, &csat_question);
}

/* shrunk_nps(tally, mean, weight): likewise of NPS. */
PG_FUNCTION_INFO_V1(tally_shrunk_nps);
Datum
tally_shrunk_nps(PG_FUNCTION_ARGS)
{
	return shrunk(fcinfo, &nps_question);
}

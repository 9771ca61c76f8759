/*
 * population.c
 *	  Intervals of a score where those who answered are a good part of all
 *	  people there are: W. G. Cochran, Sampling Techniques, 1977, chapter 2.
 */
#include "postgres.h"

#include <math.h>

#include "inference/inference.h"

/* How many people there are. */
int64
population_argument(FunctionCallInfo fcinfo, int n)
{
	int64		population = PG_GETARG_INT64(n);

	if (population < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a population has 1 or more people, not %lld",
						(long long) population)));
	return population;
}

/* Nobody answers twice. */
static void
check_population(int64 population, int64 responses)
{
	if (population < responses)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a population of %lld did not give %lld answers",
						(long long) population, (long long) responses),
				 errhint("The population is of people, each of whom answers once.")));
}

/* The limits; none but the score itself where everybody answered. */
static Limits
limits_of(Sample sample, int64 responses, int64 population, IntervalMethod method, double z)
{
	double		rest = population - responses;

	if (rest == 0)
		return (Limits) {sample_score(&sample), sample_score(&sample)};
	sample.n *= (population - 1) / rest;
	sample.standard_error *= sqrt(rest / (population - 1));
	return method(&sample, z);
}

/* Not strict: a population that is NULL has no limit. */
static Datum
population_interval(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers;
	double		z;
	IntervalMethod method;
	Sample		sample;
	Limits		limits;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	answers = question->read(PG_GETARG_TALLY(0));
	z = level_quantile(level_argument(fcinfo, 1));
	method = method_argument(fcinfo, 2, question->methods);
	if (PG_ARGISNULL(3))
	{
		if (!sample_of(&answers, &sample))
			PG_RETURN_NULL();
		limits = method(&sample, z);
	}
	else
	{
		int64		population = population_argument(fcinfo, 3);

		check_population(population, answers.all.responses);
		if (!sample_of(&answers, &sample))
			PG_RETURN_NULL();
		limits = limits_of(sample, answers.all.responses, population, method, z);
	}
	return figure_range(fcinfo, in_points(limits), question->lowest, question->highest);
}

/*
 * csat_interval(tally, level, method, population): where the CSAT of so many
 * people lies, some of whom answered, in points; NULL if no answers.
 */
PG_FUNCTION_INFO_V1(tally_csat_population_interval);
Datum
tally_csat_population_interval(PG_FUNCTION_ARGS)
{
	return population_interval(fcinfo, &csat_question);
}

/* nps_interval(tally, level, method, population): likewise of NPS. */
PG_FUNCTION_INFO_V1(tally_nps_population_interval);
Datum
tally_nps_population_interval(PG_FUNCTION_ARGS)
{
	return population_interval(fcinfo, &nps_question);
}

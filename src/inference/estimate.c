/*
 * estimate.c
 *	  A score with the limits of its interval and the number of answers, one
 *	  column each.
 */
#include "postgres.h"

#include "inference/inference.h"
#include "read/numeric_math.h"

/* The row (score, low, high, responses), the first three NULL if no answers. */
static Datum
estimate(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers = question->read(PG_GETARG_TALLY(0));
	double		z = level_quantile(level_argument(fcinfo, 1));
	Datum		values[4] = {0};
	Sample		sample;

	if (sample_of(&answers, &sample))
	{
		Limits		limits = in_points(question->methods->interval(&sample, z));

		values[0] = question->score(&answers);
		values[1] = figure_numeric(Max(limits.low, question->lowest));
		values[2] = figure_numeric(Min(limits.high, question->highest));
	}
	values[3] = Int64GetDatum(answers.all.responses);
	return figure_row(fcinfo, values, lengthof(values));
}

/*
 * csat_estimate(tally, level): CSAT, its default interval in points, and how
 * many answers it is of.
 */
PG_FUNCTION_INFO_V1(tally_csat_estimate);
Datum
tally_csat_estimate(PG_FUNCTION_ARGS)
{
	return estimate(fcinfo, &csat_question);
}

/* nps_estimate(tally, level): likewise of NPS. */
PG_FUNCTION_INFO_V1(tally_nps_estimate);
Datum
tally_nps_estimate(PG_FUNCTION_ARGS)
{
	return estimate(fcinfo, &nps_question);
}

/*
 * estimate.c
 *	  A score with the limits of its interval and the number of answers, one
 *	  column each.
 */
#include "postgres.h"

#include "inference/inference.h"
#include "inference/mean.h"
#include "read/numeric_math.h"

/* The row (score, low, high, responses), the first three NULL if no answers. */
static Datum
estimate_row(FunctionCallInfo fcinfo, Datum score, Limits limits, int64 responses)
{
	Datum		values[4] = {score};

	if (score != 0)
	{
		values[1] = figure_numeric(limits.low);
		values[2] = figure_numeric(limits.high);
	}
	values[3] = Int64GetDatum(responses);
	return figure_row(fcinfo, values, lengthof(values));
}

static Datum
estimate(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers = question->read(PG_GETARG_TALLY(0));
	double		z = level_quantile(level_argument(fcinfo, 1));
	Datum		score = 0;
	Limits		limits = {0};
	Sample		sample;

	if (sample_of(&answers, &sample))
	{
		score = question->score(&answers);
		limits = in_points(question->methods->interval(&sample, z));
	}
	limits.low = Max(limits.low, question->lowest);
	limits.high = Min(limits.high, question->highest);
	return estimate_row(fcinfo, score, limits, answers.all.responses);
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

/* mean_estimate(tally, level): likewise of the mean score, in the scale's unit. */
PG_FUNCTION_INFO_V1(tally_mean_estimate);
Datum
tally_mean_estimate(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	double		z = level_quantile(level_argument(fcinfo, 1));
	Limits		limits = {0};
	MeanSample	sample;

	if (read_mean_sample(tally, &sample))
		limits = score_limits(&sample.answers, z);
	limits.low = Max(limits.low, tally->lowest);
	limits.high = Min(limits.high, scale_highest(tally_scale(tally)));
	return estimate_row(fcinfo, mean_figure(tally), limits,
						read_answers(tally, 0, 0).all.responses);
}

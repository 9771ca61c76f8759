/*
 * trend.c
 *	  csat_trend() and nps_trend(), one tally for each period: does the score
 *	  rise or fall with time?
 *
 * W. G. Cochran, Biometrics 10(4), 1954; P. Armitage, Biometrics 11(3), 1955:
 * a part of the chi-square statistic of homogeneity is that of the regression
 * on time, the rest is how the periods depart from a straight line.
 */
#include "postgres.h"

#include <math.h>

#include "formulas/normal.h"
#include "formulas/probability.h"
#include "inference/moments.h"
#include "tally/messages.h"

/* What is less than this part of sums of squares is rounding. */
#define NOISE	1e-28

/* A period's place in time, which may not be left out. */
static double
place_argument(FunctionCallInfo fcinfo, int n)
{
	double		x;

	if (PG_ARGISNULL(n))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("the place in time of a period that has answers is NULL"),
				 errhint("Leave the period out with FILTER, or say when it was.")));
	x = PG_GETARG_FLOAT8(n);
	if (!isfinite(x))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a period's place in time is a finite number, not %s", float8_shown(x)),
				 errhint("Count from some day on: extract(epoch FROM day) / 86400 is in days.")));
	return x;
}

/* Count in a period.  Not strict: without answers its place does not matter. */
static Datum
add_period(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	answers = question->read(PG_GETARG_TALLY(1));
	if (!answers_exist(&answers))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	PG_RETURN_ARRAYTYPE_P(add_group(fcinfo, &answers, place_argument(fcinfo, 2)));
}

/* Aggregate transition function of csat_trend(). */
PG_FUNCTION_INFO_V1(csat_trend_accum);
Datum
csat_trend_accum(PG_FUNCTION_ARGS)
{
	return add_period(fcinfo, &csat_question);
}

/* Aggregate transition function of nps_trend(). */
PG_FUNCTION_INFO_V1(nps_trend_accum);
Datum
nps_trend_accum(PG_FUNCTION_ARGS)
{
	return add_period(fcinfo, &nps_question);
}

/* Points by unit of x, as a proportion. */
static double
slope_of(const Moments *periods)
{
	double		most = sqrt(periods->x_x.high) * sqrt(periods->score_score.high);

	return fabs(periods->x_score.high) > NOISE * most ?
		periods->x_score.high / periods->x_x.high : 0;
}

/* What the line leaves of the sum of squares; nothing of two periods. */
static double
squares_left(const Moments *periods)
{
	DoubleDouble fitted = dd_times(dd_over(periods->x_score, periods->x_x), periods->x_score);
	double		left = dd_minus(periods->score_score, fitted).high;

	return periods->number > 2 && left > NOISE * periods->score_score.high ? left : 0;
}

/*
 * csat_trend(tally, x), nps_trend(tally, x): the row (slope, standard_error, z,
 * p_value, departure, departure_p_value), the first two in points by unit of
 * x.  NULL if all answers are at one x.  Where all are in one category nothing
 * changes.
 */
PG_FUNCTION_INFO_V1(score_trend_final);
Datum
score_trend_final(PG_FUNCTION_ARGS)
{
	const Moments *periods = moments_argument(fcinfo);
	double		slope;
	double		error;
	double		z = 0;
	double		departure = 0;
	double		variance;
	Datum		values[6];

	if (periods == NULL || periods->x_x.high == 0)
		PG_RETURN_NULL();
	variance = moments_variance(periods);
	slope = slope_of(periods);
	error = sqrt(variance / periods->x_x.high);
	if (variance > 0)
	{
		z = slope / error;
		departure = squares_left(periods) / variance;
	}
	values[0] = figure_numeric(100 * slope);
	values[1] = figure_numeric(100 * error);
	values[2] = figure_numeric(z);
	values[3] = figure_numeric(normal_two_sided_p(z));
	values[4] = figure_numeric(departure);
	values[5] = figure_numeric(departure > 0 ?
							   chi_square_upper(departure, periods->number - 2) : 1);
	return figure_row(fcinfo, values, lengthof(values));
}

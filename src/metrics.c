/*
 * metrics.c
 *	  The scores and counts that are read from a tally.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "metrics.h"

/*
 * The three categories of a scale: `top` scores above, `bottom` below.  The
 * total is checked against overflow, so that its parts need not be.
 */
static Categories
categories(const ScoreTally *tally, int top, int bottom)
{
	Categories	answers = {.total = score_tally_total(tally)};
	int			points = tally->scale.points;

	for (int i = 0; i < bottom; i++)
		answers.below += tally->responses[i];
	for (int i = points - top; i < points; i++)
		answers.above += tally->responses[i];
	answers.middle = answers.total - answers.above - answers.below;
	return answers;
}

/* Satisfied, neutral, dissatisfied. */
Categories
csat_categories(const ScoreTally *tally)
{
	int			boxes = csat_boxes(tally->scale.points);

	check_csat_scale(tally->scale);
	return categories(tally, boxes, boxes);
}

/* Promoters, passives, detractors. */
Categories
nps_categories(const ScoreTally *tally)
{
	check_nps_scale(tally->scale);
	return categories(tally, NPS_LOWEST + NPS_POINTS - NPS_PROMOTER,
					  NPS_DETRACTOR - NPS_LOWEST + 1);
}

/*
 * 100 * part / whole in percent, as exact as numeric division is.  Only a
 * part beyond 2^63 / 100 needs numeric multiplication.
 */
Datum
percentage(int64 part, int64 whole)
{
	int64		hundredfold;
	Datum		dividend;

	if (likely(!pg_mul_s64_overflow(part, 100, &hundredfold)))
		dividend = NumericGetDatum(int64_to_numeric(hundredfold));
	else
		dividend = DirectFunctionCall2(numeric_mul,
									   NumericGetDatum(int64_to_numeric(part)),
									   NumericGetDatum(int64_to_numeric(100)));
	return DirectFunctionCall2(numeric_div, dividend,
							   NumericGetDatum(int64_to_numeric(whole)));
}

/* CSAT: the satisfied in percent of all answers, of which there are some. */
Datum
csat_score(const Categories *answers)
{
	return percentage(answers->above, answers->total);
}

/*
 * NPS: promoters less detractors in percent of all answers, of which there
 * are some.  F. F. Reichheld, Harvard Business Review 81(12), 2003.
 */
Datum
nps_score(const Categories *answers)
{
	return percentage(answers->above - answers->below, answers->total);
}

/* responses(tally): how many answers there are. */
PG_FUNCTION_INFO_V1(score_tally_responses);
Datum
score_tally_responses(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(score_tally_total(PG_GETARG_SCORE_TALLY(0)));
}

/* responses(tally, score): how many answers gave this score. */
PG_FUNCTION_INFO_V1(score_tally_responses_of);
Datum
score_tally_responses_of(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);
	int32		score = score_from_float8(tally->scale, PG_GETARG_FLOAT8(1));
	uint32		i = scale_index(tally->scale, score);

	if (i >= tally->scale.points)
		score_outside_scale(tally->scale, score);
	PG_RETURN_INT64(tally->responses[i]);
}

/* satisfied(tally): answers in the top boxes of the CSAT scale. */
PG_FUNCTION_INFO_V1(score_tally_satisfied);
Datum
score_tally_satisfied(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(csat_categories(PG_GETARG_SCORE_TALLY(0)).above);
}

/* neutral(tally): answers that are neither satisfied nor dissatisfied. */
PG_FUNCTION_INFO_V1(score_tally_neutral);
Datum
score_tally_neutral(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(csat_categories(PG_GETARG_SCORE_TALLY(0)).middle);
}

/* dissatisfied(tally): answers in as many boxes at the bottom. */
PG_FUNCTION_INFO_V1(score_tally_dissatisfied);
Datum
score_tally_dissatisfied(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(csat_categories(PG_GETARG_SCORE_TALLY(0)).below);
}

/* promoters(tally): answers of 9 and 10. */
PG_FUNCTION_INFO_V1(score_tally_promoters);
Datum
score_tally_promoters(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(nps_categories(PG_GETARG_SCORE_TALLY(0)).above);
}

/* passives(tally): answers of 7 and 8. */
PG_FUNCTION_INFO_V1(score_tally_passives);
Datum
score_tally_passives(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(nps_categories(PG_GETARG_SCORE_TALLY(0)).middle);
}

/* detractors(tally): answers of 0 to 6. */
PG_FUNCTION_INFO_V1(score_tally_detractors);
Datum
score_tally_detractors(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(nps_categories(PG_GETARG_SCORE_TALLY(0)).below);
}

/* csat_score(tally): NULL without answers. */
PG_FUNCTION_INFO_V1(score_tally_csat_score);
Datum
score_tally_csat_score(PG_FUNCTION_ARGS)
{
	Categories	answers = csat_categories(PG_GETARG_SCORE_TALLY(0));

	if (answers.total == 0)
		PG_RETURN_NULL();
	return csat_score(&answers);
}

/* nps_score(tally): NULL without answers. */
PG_FUNCTION_INFO_V1(score_tally_nps_score);
Datum
score_tally_nps_score(PG_FUNCTION_ARGS)
{
	Categories	answers = nps_categories(PG_GETARG_SCORE_TALLY(0));

	if (answers.total == 0)
		PG_RETURN_NULL();
	return nps_score(&answers);
}

/*
 * The sum of all scores, as numeric: too large for bigint where there are
 * many answers.
 */
static Datum
large_sum_of_scores(const ScoreTally *tally)
{
	Datum		sum = NumericGetDatum(int64_to_numeric(0));

	for (int i = 0; i < tally->scale.points; i++)
	{
		Datum		score = NumericGetDatum(int64_to_numeric(tally->scale.lowest + i));
		Datum		responses = NumericGetDatum(int64_to_numeric(tally->responses[i]));

		sum = DirectFunctionCall2(numeric_add, sum,
								  DirectFunctionCall2(numeric_mul, score, responses));
	}
	return sum;
}

static Datum
sum_of_scores(const ScoreTally *tally)
{
	int64		sum = 0;

	for (int i = 0; i < tally->scale.points; i++)
	{
		int64		product;

		if (pg_mul_s64_overflow(tally->scale.lowest + i, tally->responses[i], &product) ||
			pg_add_s64_overflow(sum, product, &sum))
			return large_sum_of_scores(tally);
	}
	return NumericGetDatum(int64_to_numeric(sum));
}

/* mean(tally): the mean score, on the scale's own unit; NULL if no answers. */
PG_FUNCTION_INFO_V1(score_tally_mean);
Datum
score_tally_mean(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);
	int64		total = score_tally_total(tally);

	if (total == 0)
		PG_RETURN_NULL();
	return DirectFunctionCall2(numeric_div, sum_of_scores(tally),
							   NumericGetDatum(int64_to_numeric(total)));
}

/*
 * stddev(tally): the sample's standard deviation of the scores, on the
 * scale's own unit; NULL for less than two answers, as PostgreSQL's stddev().
 * Scores are counted from the lowest, which makes small numbers of them.
 */
PG_FUNCTION_INFO_V1(score_tally_stddev);
Datum
score_tally_stddev(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);
	int64		total = score_tally_total(tally);
	double		mean = 0;
	double		squares = 0;

	if (total < 2)
		PG_RETURN_NULL();

	for (int i = 0; i < tally->scale.points; i++)
		mean += (double) i * tally->responses[i] / total;
	for (int i = 0; i < tally->scale.points; i++)
		squares += (i - mean) * (i - mean) * tally->responses[i];
	PG_RETURN_FLOAT8(sqrt(squares / (total - 1)));
}

/* The number of boxes that was asked for, at most all of the scale. */
static int
boxes_argument(FunctionCallInfo fcinfo, Scale scale)
{
	int32		boxes = PG_GETARG_INT32(1);

	if (boxes < 1 || boxes > scale.points)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the scale of %d to %d has 1 to %d boxes, not %d",
						scale.lowest, scale_highest(scale), scale.points, boxes)));
	return boxes;
}

/*
 * top_box(tally, boxes): the answers that gave one of the `boxes` highest
 * scores, in percent of all; NULL if no answers.
 */
PG_FUNCTION_INFO_V1(score_tally_top_box);
Datum
score_tally_top_box(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);
	Categories	answers = categories(tally, boxes_argument(fcinfo, tally->scale), 0);

	if (answers.total == 0)
		PG_RETURN_NULL();
	return percentage(answers.above, answers.total);
}

/* bottom_box(tally, boxes): likewise of the lowest scores. */
PG_FUNCTION_INFO_V1(score_tally_bottom_box);
Datum
score_tally_bottom_box(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);
	Categories	answers = categories(tally, 0, boxes_argument(fcinfo, tally->scale));

	if (answers.total == 0)
		PG_RETURN_NULL();
	return percentage(answers.below, answers.total);
}

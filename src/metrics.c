/*
 * metrics.c
 *	  The scores and counts that are read from a tally, weighted or not.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "metrics.h"
#include "percent.h"

/* Answers without weights. */
static inline WeightedScore
each_weighing_1(int64 responses)
{
	return (WeightedScore) {responses, responses, responses};
}

/* What the score at this place of the scale has. */
WeightedScore
score_at(const Tally *tally, int place)
{
	if (tally_is_weighted(tally))
		return ((const WeightedTally *) tally)->scores[place];
	return each_weighing_1(((const ScoreTally *) tally)->responses[place]);
}

static void
add_score(WeightedScore *sum, const WeightedScore *score)
{
	add_responses(&sum->responses, score->responses);
	sum->weight += score->weight;
	sum->squares += score->squares;
}

/*
 * The answers with `top` scores above and `bottom` below.  Counts are added up
 * as such, once for each group that an aggregate has.
 */
Answers
read_answers(const Tally *tally, int top, int bottom)
{
	Answers		answers = {.weighted = tally_is_weighted(tally)};
	int			points = tally->scale.points;
	int64		part[3] = {0};	/* below, middle, above */

	for (int i = 0; i < points; i++)
	{
		int			category = i >= points - top ? 2 : i >= bottom ? 1 : 0;

		if (answers.weighted)
		{
			const WeightedScore *score = &((const WeightedTally *) tally)->scores[i];

			add_score(category == 2 ? &answers.above :
					  category == 1 ? &answers.middle : &answers.below, score);
			add_score(&answers.all, score);
		}
		else
			add_responses(&part[category], ((const ScoreTally *) tally)->responses[i]);
	}
	if (!answers.weighted)
	{
		answers.below = each_weighing_1(part[0]);
		answers.middle = each_weighing_1(part[1]);
		answers.above = each_weighing_1(part[2]);
		add_responses(&part[0], part[1]);
		add_responses(&part[0], part[2]);
		answers.all = each_weighing_1(part[0]);
	}
	return answers;
}

/* Satisfied, neutral, dissatisfied. */
Answers
csat_answers(const Tally *tally)
{
	int			boxes = csat_boxes(tally->scale.points);

	check_csat_scale(tally->scale);
	return read_answers(tally, boxes, boxes);
}

/* Promoters, passives, detractors. */
Answers
nps_answers(const Tally *tally)
{
	check_nps_scale(tally->scale);
	return read_answers(tally, NPS_LOWEST + NPS_POINTS - NPS_PROMOTER,
						NPS_DETRACTOR - NPS_LOWEST + 1);
}

/* A part of the answers, of which there are some, in percent of all. */
Datum
share_in_percent(const Answers *answers, const WeightedScore *part)
{
	if (answers->weighted)
		return figure_numeric(100 * (part->weight / answers->all.weight));
	return percentage(part->responses, answers->all.responses);
}

/* CSAT: the satisfied in percent of all answers, of which there are some. */
Datum
csat_score(const Answers *answers)
{
	return share_in_percent(answers, &answers->above);
}

/*
 * NPS: promoters less detractors in percent of all answers, of which there
 * are some.  F. F. Reichheld, Harvard Business Review 81(12), 2003.
 */
Datum
nps_score(const Answers *answers)
{
	WeightedScore net = {
		.responses = answers->above.responses - answers->below.responses,
		.weight = answers->above.weight - answers->below.weight,
	};

	return share_in_percent(answers, &net);
}

/* responses(tally): how many answers there are. */
PG_FUNCTION_INFO_V1(tally_responses);
Datum
tally_responses(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(read_answers(PG_GETARG_TALLY(0), 0, 0).all.responses);
}

/* responses(tally, score): how many answers gave this score. */
PG_FUNCTION_INFO_V1(tally_responses_of);
Datum
tally_responses_of(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	int32		score = score_from_float8(tally->scale, PG_GETARG_FLOAT8(1));

	PG_RETURN_INT64(score_at(tally, score_place(tally->scale, score)).responses);
}

/* satisfied(tally): answers in the top boxes of the CSAT scale. */
PG_FUNCTION_INFO_V1(tally_satisfied);
Datum
tally_satisfied(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(csat_answers(PG_GETARG_TALLY(0)).above.responses);
}

/* neutral(tally): answers that are neither satisfied nor dissatisfied. */
PG_FUNCTION_INFO_V1(tally_neutral);
Datum
tally_neutral(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(csat_answers(PG_GETARG_TALLY(0)).middle.responses);
}

/* dissatisfied(tally): answers in as many boxes at the bottom. */
PG_FUNCTION_INFO_V1(tally_dissatisfied);
Datum
tally_dissatisfied(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(csat_answers(PG_GETARG_TALLY(0)).below.responses);
}

/* promoters(tally): answers of 9 and 10. */
PG_FUNCTION_INFO_V1(tally_promoters);
Datum
tally_promoters(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(nps_answers(PG_GETARG_TALLY(0)).above.responses);
}

/* passives(tally): answers of 7 and 8. */
PG_FUNCTION_INFO_V1(tally_passives);
Datum
tally_passives(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(nps_answers(PG_GETARG_TALLY(0)).middle.responses);
}

/* detractors(tally): answers of 0 to 6. */
PG_FUNCTION_INFO_V1(tally_detractors);
Datum
tally_detractors(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(nps_answers(PG_GETARG_TALLY(0)).below.responses);
}

/* csat_score(tally): NULL without answers. */
PG_FUNCTION_INFO_V1(tally_csat_score);
Datum
tally_csat_score(PG_FUNCTION_ARGS)
{
	Answers		answers = csat_answers(PG_GETARG_TALLY(0));

	if (!answers_exist(&answers))
		PG_RETURN_NULL();
	return csat_score(&answers);
}

/* nps_score(tally): NULL without answers. */
PG_FUNCTION_INFO_V1(tally_nps_score);
Datum
tally_nps_score(PG_FUNCTION_ARGS)
{
	Answers		answers = nps_answers(PG_GETARG_TALLY(0));

	if (!answers_exist(&answers))
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

/* The mean score's distance from the lowest one. */
static double
mean_place(const Tally *tally, const Answers *answers)
{
	double		mean = 0;

	for (int i = 0; i < tally->scale.points; i++)
		mean += i * (score_at(tally, i).weight / answers->all.weight);
	return mean;
}

/* mean(tally): the mean score, on the scale's own unit; NULL if no answers. */
PG_FUNCTION_INFO_V1(tally_mean);
Datum
tally_mean(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	Answers		answers = read_answers(tally, 0, 0);

	if (!answers_exist(&answers))
		PG_RETURN_NULL();
	if (answers.weighted)
		return figure_numeric(tally->scale.lowest + mean_place(tally, &answers));
	return DirectFunctionCall2(numeric_div, sum_of_scores((ScoreTally *) tally),
							   NumericGetDatum(int64_to_numeric(answers.all.responses)));
}

/*
 * stddev(tally): the sample's standard deviation of the scores, on the
 * scale's own unit; NULL for less than two answers, as PostgreSQL's stddev().
 * Weighted as the square root of R's survey::svyvar.
 */
PG_FUNCTION_INFO_V1(tally_stddev);
Datum
tally_stddev(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	Answers		answers = read_answers(tally, 0, 0);
	double		n = answers.all.responses;
	double		mean;
	double		variance = 0;

	if (!answers_exist(&answers) || answers.all.responses < 2)
		PG_RETURN_NULL();

	mean = mean_place(tally, &answers);
	for (int i = 0; i < tally->scale.points; i++)
		variance += (i - mean) * (i - mean) *
			(score_at(tally, i).weight / answers.all.weight);
	return figure_numeric(sqrt(variance * (n / (n - 1))));
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
PG_FUNCTION_INFO_V1(tally_top_box);
Datum
tally_top_box(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	Answers		answers = read_answers(tally, boxes_argument(fcinfo, tally->scale), 0);

	if (!answers_exist(&answers))
		PG_RETURN_NULL();
	return share_in_percent(&answers, &answers.above);
}

/* bottom_box(tally, boxes): likewise of the lowest scores. */
PG_FUNCTION_INFO_V1(tally_bottom_box);
Datum
tally_bottom_box(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	Answers		answers = read_answers(tally, 0, boxes_argument(fcinfo, tally->scale));

	if (!answers_exist(&answers))
		PG_RETURN_NULL();
	return share_in_percent(&answers, &answers.below);
}

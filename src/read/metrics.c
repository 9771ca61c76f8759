/*
 * metrics.c
 *	  The scores and counts that are read from a tally, weighted or not.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "aggregates/score_argument.h"
#include "read/metrics.h"
#include "read/numeric_math.h"
#include "tally/messages.h"
#include "tally/score_tally.h"
#include "tally/weighted_tally.h"

/* Answers without weights. */
static inline ResponseSums
each_weighing_1(int64 responses)
{
	return (ResponseSums) {
		.responses = responses,
		.weight = responses,
		.squared_weights = responses,
	};
}

/* Counted answers by category. */
Answers
answers_of_counts(int64 above, int64 middle, int64 below)
{
	int64		all = above;

	add_responses(&all, middle);
	add_responses(&all, below);
	return (Answers) {
		.all = each_weighing_1(all),
		.above = each_weighing_1(above),
		.middle = each_weighing_1(middle),
		.below = each_weighing_1(below),
	};
}

/* The answers that gave the score at this place of the scale. */
ResponseSums
sums_at(const Tally *tally, int place)
{
	if (tally_is_weighted(tally))
		return weighted_sums_at(tally, place);
	return each_weighing_1(((const ScoreTally *) tally)->responses[place]);
}

/* The answers at places `first` to `end - 1` of the scale. */
static inline ResponseSums
sums_between(const Tally *tally, int first, int end)
{
	ResponseSums total = {0};

	if (tally_is_weighted(tally))
	{
		for (int i = first; i < end; i++)
		{
			ResponseSums sums = weighted_sums_at(tally, i);

			/* most scores of a small group have none */
			if (sums.responses > 0)
				response_sums_add(&total, &sums);
		}
		return total;
	}
	/* whole numbers, added up as such */
	for (int i = first; i < end; i++)
		add_responses(&total.responses, ((const ScoreTally *) tally)->responses[i]);
	return each_weighing_1(total.responses);
}

/*
 * The answers with those of the `top` highest scores above, those of the
 * `bottom` lowest below.
 */
Answers
read_answers(const Tally *tally, int top, int bottom)
{
	int			points = tally->points;
	Answers		answers = {
		.weighted = tally_is_weighted(tally),
		.below = sums_between(tally, 0, bottom),
		.middle = sums_between(tally, bottom, points - top),
		.above = sums_between(tally, points - top, points),
	};

	answers.all = answers.below;
	response_sums_add(&answers.all, &answers.middle);
	response_sums_add(&answers.all, &answers.above);
	return answers;
}

/* Satisfied, neutral, dissatisfied. */
Answers
csat_answers(const Tally *tally)
{
	int			boxes = csat_boxes(tally->points);

	check_csat_scale(tally_scale(tally));
	return read_answers(tally, boxes, boxes);
}

/* Promoters, passives, detractors. */
Answers
nps_answers(const Tally *tally)
{
	check_nps_scale(tally_scale(tally));
	return read_answers(tally, NPS_LOWEST + NPS_POINTS - NPS_PROMOTER,
						NPS_DETRACTOR - NPS_LOWEST + 1);
}

/* A part of the answers in percent of all; the caller checks that there are any. */
Datum
share_in_percent(const Answers *answers, const ResponseSums *part)
{
	if (answers->weighted)
		return figure_numeric(100 * (part->weight / answers->all.weight));
	return percentage(part->responses, answers->all.responses);
}

/* CSAT: the satisfied in percent of all answers, if there are any. */
Datum
csat_percent(const Answers *answers)
{
	return share_in_percent(answers, &answers->above);
}

/*
 * NPS: promoters less detractors in percent of all answers, if there are any.
 * F. F. Reichheld, Harvard Business Review 81(12), 2003.
 */
Datum
nps_points(const Answers *answers)
{
	ResponseSums net = {
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
static Datum
responses_of(const Tally *tally, int32 score)
{
	PG_RETURN_INT64(sums_at(tally, score_place(tally_scale(tally), score, ONE_SCORE)).responses);
}

PG_FUNCTION_INFO_V1(tally_responses_of_float8);
Datum
tally_responses_of_float8(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);

	return responses_of(tally, float8_score_argument(fcinfo, 1, tally_scale(tally), ONE_SCORE));
}

PG_FUNCTION_INFO_V1(tally_responses_of_numeric);
Datum
tally_responses_of_numeric(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);

	return responses_of(tally, numeric_score_argument(fcinfo, 1, tally_scale(tally), ONE_SCORE));
}

/*
 * weighted_base(tally): the sum of the weights; of a score_tally the number of
 * its answers.
 */
PG_FUNCTION_INFO_V1(tally_weighted_base);
Datum
tally_weighted_base(PG_FUNCTION_ARGS)
{
	Answers		answers = read_answers(PG_GETARG_TALLY(0), 0, 0);

	if (answers.weighted)
		return figure_numeric(answers.all.weight);
	return whole(answers.all.responses);
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
	return csat_percent(&answers);
}

/* nps_score(tally): NULL without answers. */
PG_FUNCTION_INFO_V1(tally_nps_score);
Datum
tally_nps_score(PG_FUNCTION_ARGS)
{
	Answers		answers = nps_answers(PG_GETARG_TALLY(0));

	if (!answers_exist(&answers))
		PG_RETURN_NULL();
	return nps_points(&answers);
}

/*
 * The sum of all scores, as numeric: too large for bigint where there are
 * many answers.
 */
static Datum
large_sum_of_scores(const ScoreTally *tally)
{
	Datum		sum = whole(0);

	for (int i = 0; i < tally->head.points; i++)
		sum = plus(sum, times(whole(tally->head.lowest + i), whole(tally->responses[i])));
	return sum;
}

static Datum
sum_of_scores(const ScoreTally *tally)
{
	int64		sum = 0;

	for (int i = 0; i < tally->head.points; i++)
	{
		int64		product;

		if (pg_mul_s64_overflow(tally->head.lowest + i, tally->responses[i], &product) ||
			pg_add_s64_overflow(sum, product, &sum))
			return large_sum_of_scores(tally);
	}
	return whole(sum);
}

/* The mean score's distance from the lowest one. */
double
mean_place(const Tally *tally, const Answers *answers)
{
	double		mean = 0;

	for (int i = 0; i < tally->points; i++)
		mean += i * (sums_at(tally, i).weight / answers->all.weight);
	return mean;
}

/* The mean score, in the unit of the scale; (Datum) 0 if no answers. */
Datum
mean_figure(const Tally *tally)
{
	Answers		answers = read_answers(tally, 0, 0);

	if (!answers_exist(&answers))
		return (Datum) 0;
	if (answers.weighted)
		return figure_numeric(tally->lowest + mean_place(tally, &answers));
	return over(sum_of_scores((ScoreTally *) tally), whole(answers.all.responses));
}

/* mean_score(tally): in the unit of the scale; NULL if no answers. */
PG_FUNCTION_INFO_V1(tally_mean_score);
Datum
tally_mean_score(PG_FUNCTION_ARGS)
{
	Datum		mean = mean_figure(PG_GETARG_TALLY(0));

	if (mean == (Datum) 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(mean);
}

/*
 * stddev_score(tally): the sample's standard deviation of the scores, in the
 * unit of the scale; NULL for less than two answers, as PostgreSQL's stddev().
 * Weighted as the square root of R's survey::svyvar.
 */
PG_FUNCTION_INFO_V1(tally_stddev_score);
Datum
tally_stddev_score(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	Answers		answers = read_answers(tally, 0, 0);
	double		n = answers.all.responses;
	double		mean;
	double		variance = 0;

	if (!answers_exist(&answers) || answers.all.responses < 2)
		PG_RETURN_NULL();

	mean = mean_place(tally, &answers);
	for (int i = 0; i < tally->points; i++)
		variance += (i - mean) * (i - mean) *
			(sums_at(tally, i).weight / answers.all.weight);
	return figure_numeric(sqrt(variance * (n / (n - 1))));
}

static void
check_fraction(double fraction)
{
	if (!(fraction >= 0 && fraction <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a fraction lies between 0 and 1, not at %s", float8_shown(fraction)),
				 errhint("The median is percentile_score(tally, 0.5).")));
}

/*
 * percentile_score(tally, fraction): the lowest score such that at least this
 * fraction of the answers, 0 to 1, gave it or a lower one: percentile_disc of
 * the rows, or of what they weigh.  NULL if no answers.
 */
PG_FUNCTION_INFO_V1(tally_percentile_score);
Datum
tally_percentile_score(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	double		fraction = PG_GETARG_FLOAT8(1);
	Answers		answers = read_answers(tally, 0, 0);
	double		reached = 0;
	double		enough;
	int			percentile = 0;

	check_fraction(fraction);
	if (!answers_exist(&answers))
		PG_RETURN_NULL();

	/* Rounded here, where registers are wider too: there a fifth of 5 is above 1. */
	enough = fraction * answers.all.weight;
	/* The error of sums of fractions must not decide a tie. */
	if (answers.weighted)
		enough *= 1 - Min(answers.all.responses * DBL_EPSILON, 1e-9);
	for (int i = 0; i < tally->points; i++)
	{
		double		weight = sums_at(tally, i).weight;

		if (weight == 0)
			continue;
		percentile = tally->lowest + i;
		reached += weight;
		/* the highest one without rounding */
		if (fraction < 1 && reached >= enough)
			break;
	}
	return whole(percentile);
}

/* The argument `boxes`: 1 up to the number of the scale's scores. */
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
	Answers		answers = read_answers(tally, boxes_argument(fcinfo, tally_scale(tally)), 0);

	if (!answers_exist(&answers))
		PG_RETURN_NULL();
	return share_in_percent(&answers, &answers.above);
}

/* bottom_box(tally, boxes): the same for the `boxes` lowest scores. */
PG_FUNCTION_INFO_V1(tally_bottom_box);
Datum
tally_bottom_box(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	Answers		answers = read_answers(tally, 0, boxes_argument(fcinfo, tally_scale(tally)));

	if (!answers_exist(&answers))
		PG_RETURN_NULL();
	return share_in_percent(&answers, &answers.below);
}

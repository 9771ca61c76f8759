/*
 * metrics.c
 *	  The scores and counts that are read from a tally.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "score_tally.h"

/* The answers that gave the scores `lowest` to `highest`, both on the scale. */
static int64
responses_between(const ScoreTally *tally, int lowest, int highest)
{
	int64		sum = 0;

	/* the total is checked, so that a part of it cannot overflow */
	for (int score = lowest; score <= highest; score++)
		sum += tally->responses[score - tally->scale.lowest];
	return sum;
}

static int64
satisfied_responses(const ScoreTally *tally)
{
	int			highest = scale_highest(tally->scale);

	return responses_between(tally, highest - csat_boxes(tally->scale.points) + 1,
							 highest);
}

static int64
dissatisfied_responses(const ScoreTally *tally)
{
	int			lowest = tally->scale.lowest;

	return responses_between(tally, lowest,
							 lowest + csat_boxes(tally->scale.points) - 1);
}

static int64
promoter_responses(const ScoreTally *tally)
{
	return responses_between(tally, NPS_PROMOTER, scale_highest(tally->scale));
}

static int64
detractor_responses(const ScoreTally *tally)
{
	return responses_between(tally, tally->scale.lowest, NPS_DETRACTOR);
}

/*
 * 100 * part / whole in percent, as exact as numeric division is.  Only a
 * part beyond 2^63 / 100 needs numeric multiplication.
 */
static Datum
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

/* A tally that CSAT is defined for, and the number of its answers. */
static ScoreTally *
csat_argument(FunctionCallInfo fcinfo, int64 *total)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);

	check_csat_scale(tally->scale);
	*total = score_tally_total(tally);
	return tally;
}

/* A tally that NPS is defined for, and the number of its answers. */
static ScoreTally *
nps_argument(FunctionCallInfo fcinfo, int64 *total)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);

	check_nps_scale(tally->scale);
	*total = score_tally_total(tally);
	return tally;
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
	int64		total;

	PG_RETURN_INT64(satisfied_responses(csat_argument(fcinfo, &total)));
}

/* dissatisfied(tally): answers in the mirrored boxes at the bottom. */
PG_FUNCTION_INFO_V1(score_tally_dissatisfied);
Datum
score_tally_dissatisfied(PG_FUNCTION_ARGS)
{
	int64		total;

	PG_RETURN_INT64(dissatisfied_responses(csat_argument(fcinfo, &total)));
}

/* neutral(tally): answers that are neither. */
PG_FUNCTION_INFO_V1(score_tally_neutral);
Datum
score_tally_neutral(PG_FUNCTION_ARGS)
{
	int64		total;
	ScoreTally *tally = csat_argument(fcinfo, &total);

	PG_RETURN_INT64(total - satisfied_responses(tally) - dissatisfied_responses(tally));
}

/* promoters(tally): answers of 9 and 10. */
PG_FUNCTION_INFO_V1(score_tally_promoters);
Datum
score_tally_promoters(PG_FUNCTION_ARGS)
{
	int64		total;

	PG_RETURN_INT64(promoter_responses(nps_argument(fcinfo, &total)));
}

/* passives(tally): answers of 7 and 8. */
PG_FUNCTION_INFO_V1(score_tally_passives);
Datum
score_tally_passives(PG_FUNCTION_ARGS)
{
	int64		total;
	ScoreTally *tally = nps_argument(fcinfo, &total);

	PG_RETURN_INT64(total - promoter_responses(tally) - detractor_responses(tally));
}

/* detractors(tally): answers of 0 to 6. */
PG_FUNCTION_INFO_V1(score_tally_detractors);
Datum
score_tally_detractors(PG_FUNCTION_ARGS)
{
	int64		total;

	PG_RETURN_INT64(detractor_responses(nps_argument(fcinfo, &total)));
}

/* csat_score(tally): satisfied answers in percent of all; NULL if none. */
PG_FUNCTION_INFO_V1(score_tally_csat_score);
Datum
score_tally_csat_score(PG_FUNCTION_ARGS)
{
	int64		total;
	ScoreTally *tally = csat_argument(fcinfo, &total);

	if (total == 0)
		PG_RETURN_NULL();
	return percentage(satisfied_responses(tally), total);
}

/*
 * nps_score(tally): promoters less detractors in percent of all answers, -100
 * to 100; NULL if none.  Reichheld, Harvard Business Review 81(12), 2003.
 */
PG_FUNCTION_INFO_V1(score_tally_nps_score);
Datum
score_tally_nps_score(PG_FUNCTION_ARGS)
{
	int64		total;
	ScoreTally *tally = nps_argument(fcinfo, &total);

	if (total == 0)
		PG_RETURN_NULL();
	return percentage(promoter_responses(tally) - detractor_responses(tally), total);
}

/*
 * score.c
 *	  What one score says: the NPS category of an answer, whether it is
 *	  satisfied, and the band of a CSAT score.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "aggregates/score_argument.h"
#include "tally/messages.h"
#include "tally/scale.h"

/* The two marks of csat_band(), in percent. */
#define BAND_GOOD			80
#define BAND_POOR			60
#define BAND_DECIMALS		6

static const Scale nps_scale = {.lowest = NPS_LOWEST, .points = NPS_POINTS};

/*
 * nps_category(score): promoter, passive or detractor, of a score of 0 to 10.
 * Reichheld, Harvard Business Review 81(12), 2003.
 */
static text *
category(int32 score)
{
	(void) score_place(nps_scale, score, ONE_SCORE);
	if (score >= NPS_PROMOTER)
		return cstring_to_text("promoter");
	if (score <= NPS_DETRACTOR)
		return cstring_to_text("detractor");
	return cstring_to_text("passive");
}

PG_FUNCTION_INFO_V1(nps_category_float8);
Datum
nps_category_float8(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(category(float8_score_argument(fcinfo, 0, nps_scale, ONE_SCORE)));
}

PG_FUNCTION_INFO_V1(nps_category_numeric);
Datum
nps_category_numeric(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(category(numeric_score_argument(fcinfo, 0, nps_scale, ONE_SCORE)));
}

/* is_satisfied(score, points): whether csat(score, points) counts it. */
static bool
satisfies(Scale scale, int32 score)
{
	(void) score_place(scale, score, ONE_RATING);
	return score > scale_highest(scale) - csat_boxes(scale.points);
}

PG_FUNCTION_INFO_V1(is_satisfied_float8);
Datum
is_satisfied_float8(PG_FUNCTION_ARGS)
{
	Scale		scale = csat_scale(PG_GETARG_INT32(1));

	PG_RETURN_BOOL(satisfies(scale, float8_score_argument(fcinfo, 0, scale, ONE_RATING)));
}

PG_FUNCTION_INFO_V1(is_satisfied_numeric);
Datum
is_satisfied_numeric(PG_FUNCTION_ARGS)
{
	Scale		scale = csat_scale(PG_GETARG_INT32(1));

	PG_RETURN_BOOL(satisfies(scale, numeric_score_argument(fcinfo, 0, scale, ONE_RATING)));
}

static void
check_percentage(Datum score)
{
	char	   *shown;

	if (likely(compare_with_integer(score, 0) >= 0 && compare_with_integer(score, 100) <= 0))
		return;
	shown = DatumGetCString(DirectFunctionCall1(numeric_out, score));
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("CSAT score %s is outside 0 to 100",
					excerpt_cstring(shown)),
			 errhint("csat_band takes percent, as csat(score) and csat_score(tally) give it.")));
}

/*
 * csat_band(score): good, fair or poor, of a CSAT score in percent.  The two
 * marks are those that readers of the American Customer Satisfaction Index
 * use for its scale of 0 to 100; a score at a mark is fair.  Weights such as
 * 0.1 are not exact in double precision, and so the last digits of a weighted
 * score are not: it is the score with 6 decimals that is compared.
 */
PG_FUNCTION_INFO_V1(csat_band);
Datum
csat_band(PG_FUNCTION_ARGS)
{
	Datum		score = PG_GETARG_DATUM(0);
	const char *band = "fair";

	check_percentage(score);
	score = DirectFunctionCall2(numeric_round, score, Int32GetDatum(BAND_DECIMALS));
	if (compare_with_integer(score, BAND_GOOD) > 0)
		band = "good";
	else if (compare_with_integer(score, BAND_POOR) < 0)
		band = "poor";
	PG_RETURN_TEXT_P(cstring_to_text(band));
}

/*
 * category.c
 *	  What one score counts as: its NPS category, and whether it is satisfied.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "numeric_score.h"
#include "scale.h"

static const Scale nps_scale = {.lowest = NPS_LOWEST, .points = NPS_POINTS};

/*
 * nps_category(score): promoter, passive or detractor, of a score of 0 to 10.
 * Reichheld, Harvard Business Review 81(12), 2003.
 */
static text *
category(int32 score)
{
	(void) single_score_place(nps_scale, score);
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
	PG_RETURN_TEXT_P(category(float8_score_argument(fcinfo, 0, nps_scale)));
}

PG_FUNCTION_INFO_V1(nps_category_numeric);
Datum
nps_category_numeric(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(category(numeric_score_argument(fcinfo, 0, nps_scale)));
}

/* is_satisfied(score, points): whether csat(score, points) counts it. */
static bool
satisfies(Scale scale, int32 score)
{
	(void) single_score_place(scale, score);
	return score > scale_highest(scale) - csat_boxes(scale.points);
}

PG_FUNCTION_INFO_V1(is_satisfied_float8);
Datum
is_satisfied_float8(PG_FUNCTION_ARGS)
{
	Scale		scale = csat_scale(PG_GETARG_INT32(1));

	PG_RETURN_BOOL(satisfies(scale, float8_score_argument(fcinfo, 0, scale)));
}

PG_FUNCTION_INFO_V1(is_satisfied_numeric);
Datum
is_satisfied_numeric(PG_FUNCTION_ARGS)
{
	Scale		scale = csat_scale(PG_GETARG_INT32(1));

	PG_RETURN_BOOL(satisfies(scale, numeric_score_argument(fcinfo, 0, scale)));
}

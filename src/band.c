/*
 * band.c
 *	  The band of a CSAT score.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "messages.h"
#include "numeric_score.h"

/* The two marks of csat_band(), in percent. */
#define BAND_GOOD			80
#define BAND_POOR			60
#define BAND_DECIMALS		6

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
 * use for its scale of 0 to 100; a score at a mark is fair.  Weighted scores
 * are sums in double precision, whose last digits depend on the order of rows,
 * so it is the score with 6 decimals that is compared.
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

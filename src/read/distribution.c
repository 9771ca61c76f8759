/*
 * distribution.c
 *	  distribution(), a tally as rows, and sparkline(), as a line of blocks.
 */
#include "postgres.h"

#include <math.h>

#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "read/metrics.h"

/*
 * distribution(tally): a row (score, responses, percent) for each score of
 * the scale; percent is NULL if no answers.
 */
PG_FUNCTION_INFO_V1(tally_distribution);
Datum
tally_distribution(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	Answers		answers = read_answers(tally, 0, 0);
	ReturnSetInfo *rows = (ReturnSetInfo *) fcinfo->resultinfo;

	/* the row type is known to the caller, and costly to look up */
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	/* an update may have changed it while this library is loaded */
	if (rows->setDesc->natts != 3)
		elog(ERROR, "distribution has %d columns instead of 3", rows->setDesc->natts);
	for (int i = 0; i < tally->points; i++)
	{
		ResponseSums score = sums_at(tally, i);
		Datum		values[3] = {
			Int32GetDatum(tally->lowest + i),
			Int64GetDatum(score.responses),
		};
		bool		nulls[3] = {false, false, !answers_exist(&answers)};

		if (answers_exist(&answers))
			values[2] = share_in_percent(&answers, &score);
		tuplestore_putvalues(rows->setResult, rows->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* One eighth of a block to a whole one: U+2581 to U+2588. */
#define BLOCKS	8
static const char blocks[BLOCKS][4] = {
	"\xe2\x96\x81", "\xe2\x96\x82", "\xe2\x96\x83", "\xe2\x96\x84",
	"\xe2\x96\x85", "\xe2\x96\x86", "\xe2\x96\x87", "\xe2\x96\x88"
};

/*
 * sparkline(tally): a block for each score, as high as its answers are many;
 * the most frequent score has a whole one.
 */
PG_FUNCTION_INFO_V1(tally_sparkline);
Datum
tally_sparkline(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	double		most = 0;
	StringInfoData line;

	for (int i = 0; i < tally->points; i++)
		most = Max(most, sums_at(tally, i).weight);

	initStringInfo(&line);
	for (int i = 0; i < tally->points; i++)
	{
		double		height = most > 0 ? sums_at(tally, i).weight / most : 0;

		appendStringInfoString(&line, blocks[(int) rint(height * (BLOCKS - 1))]);
	}
	PG_RETURN_TEXT_P(cstring_to_text(pg_any_to_server(line.data, line.len, PG_UTF8)));
}

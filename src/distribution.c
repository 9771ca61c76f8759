/*
 * distribution.c
 *	  A tally as rows and as a picture.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "metrics.h"

/*
 * distribution(tally): a row (score, responses, percent) for each score of
 * the scale; percent is NULL if no answers.  One row a call: the argument
 * stays where it is until the last one, so nothing is kept between calls.
 */
PG_FUNCTION_INFO_V1(tally_distribution);
Datum
tally_distribution(PG_FUNCTION_ARGS)
{
	Tally	   *tally = PG_GETARG_TALLY(0);
	FuncCallContext *calls;
	Answers		answers;
	WeightedScore score;
	Datum		values[3];
	bool		nulls[3] = {false};

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;
		TupleDesc	row;

		calls = SRF_FIRSTCALL_INIT();
		caller = MemoryContextSwitchTo(calls->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		calls->tuple_desc = BlessTupleDesc(row);
		calls->max_calls = tally->scale.points;
		MemoryContextSwitchTo(caller);
	}

	calls = SRF_PERCALL_SETUP();
	if (calls->call_cntr >= calls->max_calls)
		SRF_RETURN_DONE(calls);

	answers = read_answers(tally, 0, 0);
	score = score_at(tally, calls->call_cntr);
	values[0] = Int32GetDatum(tally->scale.lowest + (int32) calls->call_cntr);
	values[1] = Int64GetDatum(score.responses);
	nulls[2] = !answers_exist(&answers);
	values[2] = nulls[2] ? (Datum) 0 : share_in_percent(&answers, &score);
	SRF_RETURN_NEXT(calls,
					HeapTupleGetDatum(heap_form_tuple(calls->tuple_desc, values, nulls)));
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

	for (int i = 0; i < tally->scale.points; i++)
		most = Max(most, score_at(tally, i).weight);

	initStringInfo(&line);
	for (int i = 0; i < tally->scale.points; i++)
	{
		double		height = most > 0 ? score_at(tally, i).weight / most : 0;

		appendStringInfoString(&line, blocks[(int) rint(height * (BLOCKS - 1))]);
	}
	PG_RETURN_TEXT_P(cstring_to_text(pg_any_to_server(line.data, line.len, PG_UTF8)));
}

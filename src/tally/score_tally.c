/*
 * score_tally.c
 *	  The type score_tally: its text and binary forms, and arithmetic.
 */
#include "postgres.h"

#include "libpq/pqformat.h"

#include "tally/score_tally.h"
#include "tally/tally_binary.h"
#include "tally/tally_text.h"

void
too_few_responses(int score, int64 present, int64 taken)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score %d has %lld answers, fewer than the %lld to take away",
					score, (long long) present, (long long) taken),
			 errhint("Take away only answers that were counted before.")));
}

static void
merge(ScoreTally *tally, const ScoreTally *other)
{
	int64		total = 0;
	bool		overflow = false;

	check_same_scale(tally_scale(&tally->head), tally_scale(&other->head));
	for (int i = 0; i < tally->head.points; i++)
	{
		overflow |= pg_add_s64_overflow(tally->responses[i], other->responses[i],
										&tally->responses[i]);
		overflow |= pg_add_s64_overflow(total, tally->responses[i], &total);
	}
	if (unlikely(overflow))
		bigint_out_of_range();
}

static void
unmerge(ScoreTally *tally, const ScoreTally *other)
{
	check_same_scale(tally_scale(&tally->head), tally_scale(&other->head));
	for (int i = 0; i < tally->head.points; i++)
	{
		if (unlikely(tally->responses[i] < other->responses[i]))
			too_few_responses(tally->head.lowest + i,
							  tally->responses[i], other->responses[i]);
		tally->responses[i] -= other->responses[i];
	}
}

/*
 * Text form: {"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}.  The keys come
 * in any order; they are consecutive scores and the counts whole numbers.
 */
PG_FUNCTION_INFO_V1(score_tally_in);
Datum
score_tally_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	Node	   *escontext = soft_error_context(fcinfo);
	TallyText	text;
	ScoreTally *tally;

	if (!tally_text_read(&text, "score_tally", input, 1, escontext))
		PG_RETURN_NULL();

	tally = score_tally_make(text.lowest, text.points);
	for (int i = 0; i < text.points; i++)
		if (!tally_text_count(&text, i, &tally->responses[i], escontext))
			PG_RETURN_NULL();

	if (!tally_text_total(&tally->head, escontext))
		PG_RETURN_NULL();
	PG_RETURN_TALLY(tally);
}

/* Binary form: the head, then eight bytes for each count. */
PG_FUNCTION_INFO_V1(score_tally_recv);
Datum
score_tally_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	ScoreTally *tally = (ScoreTally *) tally_read_head(buf, "score_tally",
													   SCORE_TALLY_FORMAT);

	for (int i = 0; i < tally->head.points; i++)
	{
		tally->responses[i] = pq_getmsgint64(buf);
		tally_check_count("score_tally", tally->head.lowest + i, tally->responses[i]);
	}
	tally_check_total(&tally->head);
	PG_RETURN_TALLY(tally);
}

PG_FUNCTION_INFO_V1(score_tally_send);
Datum
score_tally_send(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);
	StringInfoData buf;

	tally_begin_send(&buf, &tally->head);
	for (int i = 0; i < tally->head.points; i++)
		pq_sendint64(&buf, tally->responses[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* a + b, on a copy; the aggregates merge in place. */
PG_FUNCTION_INFO_V1(score_tally_add);
Datum
score_tally_add(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = (ScoreTally *) tally_state(fcinfo);

	merge(tally, PG_GETARG_SCORE_TALLY(1));
	PG_RETURN_TALLY(tally);
}

/* a - b, on a copy; moving aggregates do it in place. */
PG_FUNCTION_INFO_V1(score_tally_subtract);
Datum
score_tally_subtract(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = (ScoreTally *) tally_state(fcinfo);

	unmerge(tally, PG_GETARG_SCORE_TALLY(1));
	PG_RETURN_TALLY(tally);
}

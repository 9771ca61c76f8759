/*
 * score_tally.c
 *	  The type score_tally: its text and binary forms, comparison,
 *	  constructor and arithmetic.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "compat.h"
#include "score_tally.h"
#include "tally_text.h"

void
bigint_out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("bigint out of range")));
}

void
too_few_responses(int score, int64 present, int64 taken)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score %d has %lld answers, fewer than the %lld to take away",
					score, (long long) present, (long long) taken),
			 errhint("Take away only answers that were counted before.")));
}

/* A tally that this library did not write. */
void
score_tally_unreadable(const ScoreTally *tally)
{
	if (tally->scale.format != SCORE_TALLY_FORMAT)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("score_tally format %d is not supported",
						tally->scale.format),
				 errhint("It was written by a later release of csat: install that release's library.")));
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("a score_tally on the scale of %d to %d has %zu bytes, not %zu",
					tally->scale.lowest, scale_highest(tally->scale),
					(size_t) VARSIZE(tally),
					(size_t) SCORE_TALLY_SIZE(tally->scale.points))));
}

/* A tally of no answers, on a scale that was checked. */
ScoreTally *
score_tally_make(int lowest, int points)
{
	ScoreTally *tally = palloc0(SCORE_TALLY_SIZE(points));

	SET_VARSIZE(tally, SCORE_TALLY_SIZE(points));
	tally->scale.lowest = lowest;
	tally->scale.points = points;
	tally->scale.format = SCORE_TALLY_FORMAT;
	return tally;
}

ScoreTally *
score_tally_copy(const ScoreTally *tally)
{
	ScoreTally *copy = palloc(VARSIZE(tally));

	memcpy(copy, tally, VARSIZE(tally));
	return copy;
}

/* Add up all answers; false if they are more than bigint holds. */
static bool
total_fits(const ScoreTally *tally, int64 *total)
{
	*total = 0;
	for (int i = 0; i < tally->scale.points; i++)
		if (unlikely(pg_add_s64_overflow(*total, tally->responses[i], total)))
			return false;
	return true;
}

/* The number of all answers. */
int64
score_tally_total(const ScoreTally *tally)
{
	int64		total;

	if (!total_fits(tally, &total))
		bigint_out_of_range();
	return total;
}

void
score_tally_merge(ScoreTally *tally, const ScoreTally *other)
{
	int64		total = 0;
	bool		overflow = false;

	if (unlikely(!scale_equal(tally->scale, other->scale)))
		scales_differ(tally->scale, other->scale);

	for (int i = 0; i < tally->scale.points; i++)
	{
		overflow |= pg_add_s64_overflow(tally->responses[i], other->responses[i],
										&tally->responses[i]);
		overflow |= pg_add_s64_overflow(total, tally->responses[i], &total);
	}
	if (unlikely(overflow))
		bigint_out_of_range();
}

void
score_tally_unmerge(ScoreTally *tally, const ScoreTally *other)
{
	if (unlikely(!scale_equal(tally->scale, other->scale)))
		scales_differ(tally->scale, other->scale);

	for (int i = 0; i < tally->scale.points; i++)
	{
		if (unlikely(tally->responses[i] < other->responses[i]))
			too_few_responses(tally->scale.lowest + i,
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
	int64		total;

	if (!tally_text_read(&text, "score_tally", input, 1, escontext))
		PG_RETURN_NULL();

	tally = score_tally_make(text.lowest, text.points);
	for (int i = 0; i < text.points; i++)
		if (!tally_text_count(text.numbers[i][0], &tally->responses[i]))
		{
			tally_text_invalid("score_tally", input,
							   psprintf("The count of score %d is a whole number from 0 to %lld, not %s.",
										text.lowest + i, (long long) PG_INT64_MAX,
										text.numbers[i][0]),
							   escontext);
			PG_RETURN_NULL();
		}

	if (!total_fits(tally, &total))
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("bigint out of range")));
	PG_RETURN_SCORE_TALLY(tally);
}

/* The text form, spaced as jsonb prints. */
static char *
score_tally_text(const ScoreTally *tally)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < tally->scale.points; i++)
		appendStringInfo(&text, "%s\"%d\": " INT64_FORMAT, i == 0 ? "{" : ", ",
						 tally->scale.lowest + i, tally->responses[i]);
	appendStringInfoChar(&text, '}');
	return text.data;
}

PG_FUNCTION_INFO_V1(score_tally_out);
Datum
score_tally_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(score_tally_text(PG_GETARG_SCORE_TALLY(0)));
}

/* As a JSON value, so that to_json() and row_to_json() nest it. */
PG_FUNCTION_INFO_V1(score_tally_to_json);
Datum
score_tally_to_json(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(score_tally_text(PG_GETARG_SCORE_TALLY(0))));
}

PG_FUNCTION_INFO_V1(score_tally_to_jsonb);
Datum
score_tally_to_jsonb(PG_FUNCTION_ARGS)
{
	char	   *text = score_tally_text(PG_GETARG_SCORE_TALLY(0));

	return DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
}

/*
 * Binary form, in network byte order: the format in one byte, the number of
 * points in one, the lowest score in two, then eight for each count.
 */
PG_FUNCTION_INFO_V1(score_tally_recv);
Datum
score_tally_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	ScoreTally *tally;
	char	   *fault;
	int			format;
	int			points;
	int			lowest;

	if (buf->len - buf->cursor < 4)
		tally_bytes_invalid("score_tally", "It is shorter than its head of 4 bytes.");
	format = pq_getmsgbyte(buf);
	points = pq_getmsgbyte(buf);
	lowest = (int16) pq_getmsgint(buf, 2);

	if (format != SCORE_TALLY_FORMAT)
		tally_bytes_invalid("score_tally", psprintf("Format %d is unknown.", format));
	fault = scale_fault(lowest, points);
	if (fault == NULL && buf->len - buf->cursor != (int) sizeof(int64) * points)
		fault = psprintf("%d scores take %d bytes, not %d.", points,
						 (int) sizeof(int64) * points, buf->len - buf->cursor);
	if (fault != NULL)
		tally_bytes_invalid("score_tally", fault);

	tally = score_tally_make(lowest, points);
	for (int i = 0; i < points; i++)
	{
		tally->responses[i] = pq_getmsgint64(buf);
		if (tally->responses[i] < 0)
			tally_bytes_invalid("score_tally",
								psprintf("The count of score %d is %lld, less than 0.",
										 lowest + i, (long long) tally->responses[i]));
	}
	(void) score_tally_total(tally);
	PG_RETURN_SCORE_TALLY(tally);
}

PG_FUNCTION_INFO_V1(score_tally_send);
Datum
score_tally_send(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint8(&buf, tally->scale.format);
	pq_sendint8(&buf, tally->scale.points);
	pq_sendint16(&buf, tally->scale.lowest);
	for (int i = 0; i < tally->scale.points; i++)
		pq_sendint64(&buf, tally->responses[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/*
 * score_tally(score, responses, lowest, highest): the tally of `responses`
 * answers that all gave `score`.
 */
PG_FUNCTION_INFO_V1(score_tally);
Datum
score_tally(PG_FUNCTION_ARGS)
{
	float8		score = PG_GETARG_FLOAT8(0);
	int64		responses = PG_GETARG_INT64(1);
	int32		lowest = PG_GETARG_INT32(2);
	int32		highest = PG_GETARG_INT32(3);
	int64		points = (int64) highest - lowest + 1;
	char	   *fault;
	int32		whole;
	uint32		i;
	ScoreTally *tally;

	/* what no int holds is no scale either */
	fault = scale_fault(lowest, (int) Max(Min(points, PG_INT32_MAX), 0));
	if (fault != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid scale of %d to %d", lowest, highest),
				 errdetail("%s", fault)));

	tally = score_tally_make(lowest, points);
	whole = score_from_float8(tally->scale, score);
	i = scale_index(tally->scale, whole);
	if (i >= tally->scale.points)
		score_outside_scale(tally->scale, whole);
	if (responses < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%lld answers of score %d are less than none",
						(long long) responses, whole)));
	tally->responses[i] = responses;
	PG_RETURN_SCORE_TALLY(tally);
}

/* a + b, on a copy; the aggregates merge in place. */
PG_FUNCTION_INFO_V1(score_tally_add);
Datum
score_tally_add(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = score_tally_state(fcinfo);

	score_tally_merge(tally, PG_GETARG_SCORE_TALLY(1));
	PG_RETURN_SCORE_TALLY(tally);
}

/* a - b, likewise. */
PG_FUNCTION_INFO_V1(score_tally_subtract);
Datum
score_tally_subtract(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = score_tally_state(fcinfo);

	score_tally_unmerge(tally, PG_GETARG_SCORE_TALLY(1));
	PG_RETURN_SCORE_TALLY(tally);
}

/*
 * An order for btree: by scale first, then by the counts from the lowest
 * score up.  It has no meaning beyond being one.
 */
static int
compare(const ScoreTally *a, const ScoreTally *b)
{
	if (a->scale.lowest != b->scale.lowest)
		return a->scale.lowest < b->scale.lowest ? -1 : 1;
	if (a->scale.points != b->scale.points)
		return a->scale.points < b->scale.points ? -1 : 1;
	for (int i = 0; i < a->scale.points; i++)
		if (a->responses[i] != b->responses[i])
			return a->responses[i] < b->responses[i] ? -1 : 1;
	return 0;
}

#define COMPARE_ARGUMENTS(fcinfo) \
	compare(PG_GETARG_SCORE_TALLY(0), PG_GETARG_SCORE_TALLY(1))

PG_FUNCTION_INFO_V1(score_tally_cmp);
Datum
score_tally_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(COMPARE_ARGUMENTS(fcinfo));
}

PG_FUNCTION_INFO_V1(score_tally_eq);
Datum
score_tally_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) == 0);
}

PG_FUNCTION_INFO_V1(score_tally_ne);
Datum
score_tally_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) != 0);
}

PG_FUNCTION_INFO_V1(score_tally_lt);
Datum
score_tally_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) < 0);
}

PG_FUNCTION_INFO_V1(score_tally_le);
Datum
score_tally_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) <= 0);
}

PG_FUNCTION_INFO_V1(score_tally_gt);
Datum
score_tally_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) > 0);
}

PG_FUNCTION_INFO_V1(score_tally_ge);
Datum
score_tally_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) >= 0);
}

/* Equal tallies are equal bytes from the scale on. */
PG_FUNCTION_INFO_V1(score_tally_hash);
Datum
score_tally_hash(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);

	return hash_any((unsigned char *) VARDATA(tally), VARSIZE(tally) - VARHDRSZ);
}

PG_FUNCTION_INFO_V1(score_tally_hash_extended);
Datum
score_tally_hash_extended(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);

	return hash_any_extended((unsigned char *) VARDATA(tally),
							 VARSIZE(tally) - VARHDRSZ, PG_GETARG_INT64(1));
}

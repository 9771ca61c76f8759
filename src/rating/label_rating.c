/*
 * label_rating.c
 *	  label_rating(): the place of an answer among the labels of one's own form.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/memutils.h"

#include "compat.h"
#include "rating/form_text.h"
#include "rating/reading.h"
#include "tally/messages.h"

/* A question by its labels: made once a query, for it takes longer than a row. */
typedef struct OwnQuestion
{
	Question	question;
	MemoryContext context;		/* of all that it has */
	ArrayType  *labels;			/* what it was made from */
} OwnQuestion;

#define labels_invalid(...) \
	ereport(ERROR, \
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE), \
			 errmsg(__VA_ARGS__), \
			 errhint("Give the labels of the form in an array of text, each once, the worst one first.")))

static void
read_array(ArrayType *array, Datum **labels, bool **nulls, int *count)
{
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, labels, nulls, count);
}

/* Without what may end a sentence, once: "Fine." but not "Fine...", as read_answer() has it. */
static Span
without_sentence_end(Span span)
{
	Span		rest;

	if (!ends_with_one_of(span, SENTENCE_ENDS))
		return span;
	rest = trimmed(span_part(span, 0, span.length - 1));
	return ends_with_one_of(rest, SENTENCE_ENDS) ? span : rest;
}

/* A label as answers are folded. */
static Span
fold_label(Datum datum, int place)
{
	text	   *label = DatumGetTextPP(datum);
	Span		span;

	if (VARSIZE_ANY_EXHDR(label) > ANSWER_MAX_BYTES)
		labels_invalid("label %d is longer than %d bytes", place, ANSWER_MAX_BYTES);
	if (!fold_form_text(VARDATA_ANY(label), (int) VARSIZE_ANY_EXHDR(label), &span))
		labels_invalid("label %d cannot be read", place);
	span = without_sentence_end(without_spreadsheet_marks(span));
	if (span.length == 0)
		labels_invalid("label %d is empty", place);
	return span;
}

/* After sorting, equal labels stand side by side. */
static void
check_labels_differ(LabelSet set)
{
	for (int i = 1; i < set.count; i++)
		if (compare_spans(set.labels[i - 1].text, set.labels[i].text) == 0)
			labels_invalid("labels %d and %d are alike",
						   Min(set.labels[i - 1].rating, set.labels[i].rating),
						   Max(set.labels[i - 1].rating, set.labels[i].rating));
}

/*
 * The question whose answers are these labels, and the numbers of their places:
 * but no numbers where a label has one, which may mean another place.
 */
static Question
question_of(ArrayType *array)
{
	Question	question = {.lowest = 1};
	LabelSet   *set = &question.labels;
	Datum	   *labels;
	bool	   *nulls;

	if (ARR_NDIM(array) != 1)
		labels_invalid("the labels are %s", ARR_NDIM(array) == 0 ? "empty" : "no list");
	read_array(array, &labels, &nulls, &set->count);
	question.highest = set->count;
	set->labels = palloc(set->count * sizeof(Label));
	for (int i = 0; i < set->count; i++)
	{
		if (nulls[i])
			labels_invalid("label %d is NULL", i + 1);
		set->labels[i] = (Label) {fold_label(labels[i], i + 1), i + 1};
		if (has_digit(set->labels[i].text))
			question.highest = 0;
	}
	sort_labels(*set);
	check_labels_differ(*set);
	return question;
}

static OwnQuestion *
make_question(ArrayType *array, MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "csat labels", ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	OwnQuestion *own = palloc(sizeof(OwnQuestion));

	own->context = context;
	own->labels = memcpy(palloc(VARSIZE(array)), array, VARSIZE(array));
	own->question = question_of(own->labels);
	MemoryContextSwitchTo(old);
	/* until here an error ends it */
	MemoryContextSetParent(context, parent);
	return own;
}

/* The question of the second argument, the one of the last call if it is that. */
static const Question *
question_argument(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	OwnQuestion *own = flinfo->fn_extra;
	ArrayType  *array;

	if (PG_ARGISNULL(1))
		labels_invalid("the labels are NULL");
	array = PG_GETARG_ARRAYTYPE_P(1);
	if (likely(own != NULL && VARSIZE(own->labels) == VARSIZE(array) &&
			   memcmp(own->labels, array, VARSIZE(array)) == 0))
		return &own->question;
	flinfo->fn_extra = make_question(array, flinfo->fn_mcxt);
	if (own != NULL)
		MemoryContextDelete(own->context);
	return &((OwnQuestion *) flinfo->fn_extra)->question;
}

static char *
hint_with_labels(ArrayType *array)
{
	StringInfoData list;
	Datum	   *labels;
	bool	   *nulls;
	int			count;

	initStringInfo(&list);
	read_array(array, &labels, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		text	   *label = DatumGetTextPP(labels[i]);

		appendStringInfo(&list, "%s\"%s\"", i == 0 ? "" : ", ",
						 excerpt(VARDATA_ANY(label), (int) VARSIZE_ANY_EXHDR(label)));
	}
	return psprintf("The labels are, from 1 on, %s. Of anything else try_label_rating makes NULL.", list.data);
}

/* Not strict: an answer without labels would be lost. */
static Datum
label_rating_argument(FunctionCallInfo fcinfo, bool lenient)
{
	const Question *question;
	text	   *answer;
	Reading		reading;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	question = question_argument(fcinfo);
	answer = answer_argument(fcinfo);
	reading = read_answer_text(question, answer);
	if (likely(reading.rating != NO_RATING))
		PG_RETURN_INT32(reading.rating);
	if (!lenient)
		answer_unreadable(answer, reading, psprintf("one of the %d labels", question->labels.count),
						  hint_with_labels(PG_GETARG_ARRAYTYPE_P(1)));
	PG_RETURN_NULL();
}

/*
 * label_rating(answer, labels): the place of the answer among the labels, from
 * 1, the worst, to as many as they are.  An error for all else.
 */
PG_FUNCTION_INFO_V1(label_rating);
Datum
label_rating(PG_FUNCTION_ARGS)
{
	return label_rating_argument(fcinfo, false);
}

/*
 * try_label_rating(answer, labels): the same, and NULL where the answer is an
 * error.  Labels that are none still are one.
 */
PG_FUNCTION_INFO_V1(try_label_rating);
Datum
try_label_rating(PG_FUNCTION_ARGS)
{
	return label_rating_argument(fcinfo, true);
}

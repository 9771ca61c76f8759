/*
 * reading.c
 *	  Reading the answer to one question from the text of a form.
 *
 * Forms show a rating as a mark: a number, a label, stars or a face.  A text
 * is one mark, or two of different kinds that agree.  What is not known is an
 * error: a guess would look like an answer.
 */
#include "postgres.h"

#include "compat.h"
#include "rating/form_text.h"
#include "rating/marks.h"
#include "rating/reading.h"
#include "tally/messages.h"

typedef enum MarkKind
{
	NUMBER, LABEL, STARS, FACE
} MarkKind;

typedef struct Mark
{
	MarkKind	kind;
	int			rating;			/* NO_RATING if there is no mark */
} Mark;

/* What a text says: one mark twice, or two marks. */
typedef struct Marks
{
	Mark		left;
	Mark		right;
} Marks;

static Mark
read_mark_of_stars(Span span)
{
	Mark		mark = {STARS, read_stars(span)};

	if (mark.rating == NO_RATING)
		mark = (Mark) {FACE, read_face(span)};
	if (mark.rating == NO_RATING)
		mark = (Mark) {NUMBER, read_star_number(span)};
	if (mark.rating == NO_RATING)
		mark = (Mark) {NUMBER, read_number_word(span)};
	return mark;
}

static Mark
read_mark(const Question *question, Span span)
{
	Mark		mark = {NUMBER, read_number(span, question->lowest, question->highest)};

	if (mark.rating == NO_RATING)
		mark = (Mark) {LABEL, find_label(question->labels, span)};
	if (mark.rating == NO_RATING && question->of_stars)
		mark = read_mark_of_stars(span);
	return mark;
}

/*
 * Step over what stands between the mark `left` and the next one.  It may be
 * missing where `left` has ended anyway, with a space or a parenthesis.
 */
static bool
skip_separator(Span *span, MarkKind left, bool ended)
{
	/* after a word the others would end a sentence or a parenthesis */
	const char *separators = left == NUMBER ? "-:|=.)" : "-:|";

	*span = trimmed(*span);
	if (in_parentheses(*span))
		*span = without_parentheses(*span);
	else if (starts_with_one_of(*span, separators))
		*span = trimmed(span_from(*span, 1));
	else
		return ended;
	return true;
}

/*
 * Two marks, as in "4 - Satisfied" and "Satisfied (4)".  Two of one kind are
 * a range, a date or two answers.  False if there are no two; whether they
 * agree is for the caller to see.
 */
static bool
read_two_marks(const Question *question, Span span, Marks *marks)
{
	for (int cut = 1; cut < span.length; cut++)
	{
		Span		start = span_part(span, 0, cut);
		Span		rest = span_from(span, cut);

		marks->left = read_mark(question, without_parentheses(trimmed(start)));
		if (marks->left.rating == NO_RATING ||
			!skip_separator(&rest, marks->left.kind, ends_with_one_of(start, " )")))
			continue;
		marks->right = read_mark(question, rest);
		if (marks->right.rating != NO_RATING && marks->right.kind != marks->left.kind)
			return true;
	}
	return false;
}

static bool
read_marks(const Question *question, Span span, Marks *marks)
{
	marks->left = read_mark(question, span);
	marks->right = marks->left;
	if (marks->left.rating != NO_RATING)
		return marks->left.kind == NUMBER || !question->needs_number;
	return read_two_marks(question, span, marks);
}

/* The same of a sentence, which may end after a label: "Very satisfied." */
static bool
read_sentence(const Question *question, Span span, Marks *marks)
{
	if (read_marks(question, span, marks))
		return true;
	return ends_with_one_of(span, SENTENCE_ENDS) &&
		read_marks(question, trimmed(span_part(span, 0, span.length - 1)), marks) &&
		marks->right.kind == LABEL;
}

Reading
read_answer(const Question *question, const char *bytes, int length)
{
	Reading		reading = {NO_RATING, false, NULL};
	Span		span;
	Marks		marks;

	if (length > ANSWER_MAX_BYTES)
		reading.detail = psprintf("It is longer than %d bytes.", ANSWER_MAX_BYTES);
	else if (!fold_form_text(bytes, length, &span))
		 /* no characters, no detail */ ;
	else if (!read_sentence(question, without_spreadsheet_marks(span), &marks))
		reading.blank = span.length == 0;
	else if (marks.left.rating != marks.right.rating)
		reading.detail = psprintf("Its two parts differ: %d and %d.",
								  marks.left.rating, marks.right.rating);
	else
		reading.rating = marks.left.rating;
	return reading;
}

text *
answer_argument(FunctionCallInfo fcinfo)
{
	return PG_GETARG_TEXT_P_SLICE(0, 0, ANSWER_MAX_BYTES + 1);
}

Reading
read_answer_text(const Question *question, text *answer)
{
	return read_answer(question, VARDATA_ANY(answer), (int) VARSIZE_ANY_EXHDR(answer));
}

void
answer_unreadable(text *answer, Reading reading, const char *is_not, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("\"%s\" is not %s",
					excerpt(VARDATA_ANY(answer), (int) VARSIZE_ANY_EXHDR(answer)), is_not),
			 reading.detail == NULL ? 0 : errdetail_internal("%s", reading.detail),
			 reading.blank ? errhint("Turn blank answers into NULL: nullif(trim(answer), '').") :
			 errhint("%s", hint)));
}

bool
has_number_before_text(text *answer)
{
	Span		span;

	if (VARSIZE_ANY_EXHDR(answer) > ANSWER_MAX_BYTES ||
		!fold_form_text(VARDATA_ANY(answer), (int) VARSIZE_ANY_EXHDR(answer), &span))
		return false;
	for (int cut = 1; cut < span.length; cut++)
	{
		Span		start = span_part(span, 0, cut);
		Span		rest = span_from(span, cut);

		if (read_number(without_parentheses(trimmed(start)), 0, PG_INT16_MAX) != NO_RATING &&
			skip_separator(&rest, NUMBER, ends_with_one_of(start, " )")))
			return rest.length > 1 && !has_digit(rest);
	}
	return false;
}

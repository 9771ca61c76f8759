/*
 * rating.c
 *	  csat_rating(): the rating that a survey form shows as text.
 *
 * Forms show a rating as a mark: a number, a label, stars or a face.  A text
 * is one mark, or two of different kinds that agree.  What is not known is an
 * error: a guess would look like an answer.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "compat.h"
#include "rating/form_text.h"
#include "rating/labels.h"
#include "rating/marks.h"
#include "tally/messages.h"

#define RATING_MAX_BYTES	400 /* a longer text is no rating */

typedef enum MarkKind
{
	NUMBER, LABEL, STARS, FACE
} MarkKind;

typedef struct Mark
{
	MarkKind	kind;
	int			rating;			/* 0 if there is no mark */
} Mark;

/* What a text says: one mark twice, or two marks. */
typedef struct Marks
{
	Mark		left;
	Mark		right;
} Marks;

/* A rating, or why there is none. */
typedef struct Reading
{
	int			rating;			/* 0 if there is none */
	bool		blank;
	const char *detail;			/* or NULL */
} Reading;

static Mark
read_mark(Span span, int language)
{
	Mark		mark = {NUMBER, read_number(span)};

	if (mark.rating == 0)
		mark = (Mark) {LABEL, label_rating(language, span)};
	if (mark.rating == 0)
		mark = (Mark) {STARS, read_stars(span)};
	if (mark.rating == 0)
		mark = (Mark) {FACE, read_face(span)};
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
read_two_marks(Span span, int language, Marks *marks)
{
	for (int cut = 1; cut < span.length; cut++)
	{
		Span		start = span_part(span, 0, cut);
		Span		rest = span_from(span, cut);

		marks->left = read_mark(without_parentheses(trimmed(start)), language);
		if (marks->left.rating == 0 ||
			!skip_separator(&rest, marks->left.kind, ends_with_one_of(start, " )")))
			continue;
		marks->right = read_mark(rest, language);
		if (marks->right.rating > 0 && marks->right.kind != marks->left.kind)
			return true;
	}
	return false;
}

static bool
read_marks(Span span, int language, Marks *marks)
{
	marks->left = read_mark(span, language);
	marks->right = marks->left;
	return marks->left.rating > 0 || read_two_marks(span, language, marks);
}

/* The same of a sentence, which may end after a label: "Very satisfied." */
static bool
read_sentence(Span span, int language, Marks *marks)
{
	if (read_marks(span, language, marks))
		return true;
	return ends_with_one_of(span, ".!") &&
		read_marks(trimmed(span_part(span, 0, span.length - 1)), language, marks) &&
		marks->right.kind == LABEL;
}

static Reading
read_rating(const char *bytes, int length, int language)
{
	Reading		reading = {0, false, NULL};
	Span		span;
	Marks		marks;

	if (length > RATING_MAX_BYTES)
		reading.detail = psprintf("It is longer than %d bytes.", RATING_MAX_BYTES);
	else if (!fold_form_text(bytes, length, &span))
		 /* no characters, no detail */ ;
	else if (!read_sentence(span, language, &marks))
		reading.blank = span.length == 0;
	else if (marks.left.rating != marks.right.rating)
		reading.detail = psprintf("Its two parts differ: %d and %d.",
								  marks.left.rating, marks.right.rating);
	else
		reading.rating = marks.left.rating;
	return reading;
}

/* A blank answer, the most frequent text that is no rating, has its own hint. */
static int
hint_what_is_read(bool blank)
{
	if (blank)
		return errhint("Turn blank answers into NULL: nullif(trim(answer), '').");
	return errhint("csat_rating reads 1 to 5 (4, 4/5, 4 stars), one to five stars, a face, and the labels of one language (\"very dissatisfied\" to \"very satisfied\"): one of them, or two that agree (4 - Satisfied). Of anything else try_csat_rating makes NULL.");
}

pg_noreturn static void
rating_unreadable(const char *bytes, int length, Reading reading)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("\"%s\" is not a rating of 1 to %d",
					excerpt(bytes, length), RATING_POINTS),
			 reading.detail == NULL ? 0 : errdetail_internal("%s", reading.detail),
			 hint_what_is_read(reading.blank)));
}

pg_noreturn static void
language_unknown(const char *code, int length)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("csat_rating knows no labels of the language \"%s\"",
					excerpt(code, length)),
			 errhint("It knows those of %s.", known_languages())));
}

/*
 * The rating in the first argument, in the language that the second one names
 * or in English.  Fetches no more of a long text than shows that it is too
 * long.  Returns 0 instead of an error if `lenient`.
 */
static int
rating_argument(FunctionCallInfo fcinfo, bool lenient)
{
	text	   *rating = PG_GETARG_TEXT_P_SLICE(0, 0, RATING_MAX_BYTES + 1);
	text	   *named = PG_NARGS() > 1 ? PG_GETARG_TEXT_PP(1) : NULL;
	const char *code = named == NULL ? ENGLISH : VARDATA_ANY(named);
	int			code_length = named == NULL ? (int) strlen(ENGLISH) : (int) VARSIZE_ANY_EXHDR(named);
	int			language = find_language(code, code_length);
	int			length = (int) VARSIZE_ANY_EXHDR(rating);
	Reading		reading = {0, false, NULL};

	if (language != UNKNOWN_LANGUAGE)
		reading = read_rating(VARDATA_ANY(rating), length, language);
	else if (!lenient)
		language_unknown(code, code_length);
	if (reading.rating == 0 && !lenient)
		rating_unreadable(VARDATA_ANY(rating), length, reading);
	return reading.rating;
}

/*
 * csat_rating(rating), csat_rating(rating, language): 1 to 5, from what a
 * survey form shows.  An error for all else.
 */
PG_FUNCTION_INFO_V1(csat_rating);
Datum
csat_rating(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(rating_argument(fcinfo, false));
}

/* try_csat_rating(...): the same, and NULL where that is an error. */
PG_FUNCTION_INFO_V1(try_csat_rating);
Datum
try_csat_rating(PG_FUNCTION_ARGS)
{
	int			rating = rating_argument(fcinfo, true);

	if (rating == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(rating);
}

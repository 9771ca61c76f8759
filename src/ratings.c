/*
 * ratings.c
 *	  What one answer means: its NPS category, whether it is satisfied, the
 *	  rating that a survey form shows as text, and the band of a CSAT score.
 *
 * Forms show a rating as a mark: a number, a label, stars or a face.  Each
 * kind of mark has one reader here and, where it has a vocabulary, one table.
 * A text is one mark or two of different kinds that agree.  What is not known
 * is an error: a guess would look like an answer.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "messages.h"
#include "numeric_score.h"
#include "scale.h"

#define RATING_POINTS		5
#define RATING_MAX_BYTES	400 /* a longer text is no rating */

/* The two marks of csat_band(), in percent. */
#define BAND_GOOD			80
#define BAND_POOR			60

/* Code points, a part of the normalised text. */
typedef struct Span
{
	const pg_wchar *characters;
	int			length;
} Span;

/* The text of a form, normalised. */
typedef struct FormText
{
	int			length;
	pg_wchar	characters[RATING_MAX_BYTES];
} FormText;

typedef struct CharacterRange
{
	pg_wchar	first;
	pg_wchar	last;
} CharacterRange;

/* What changes how a character looks, or nothing at all. */
static const CharacterRange ignored[] = {
	{0x00ad, 0x00ad},			/* soft hyphen */
	{0x200b, 0x200f},			/* zero-width space and joiners, direction */
	{0x202a, 0x202e},			/* direction */
	{0x2060, 0x2060},			/* word joiner */
	{0x2066, 0x2069},			/* direction */
	{0x20e3, 0x20e3},			/* key cap around a digit */
	{0xfe0e, 0xfe0f},			/* shown as text, shown as emoji */
	{0xfeff, 0xfeff},			/* byte order mark */
	{0x1f3fb, 0x1f3ff},			/* skin tones */
};

static const CharacterRange spaces[] = {
	{'\t', '\r'},
	{' ', ' '},
	{0x0085, 0x0085},
	{0x00a0, 0x00a0},			/* no-break space */
	{0x1680, 0x1680},
	{0x2000, 0x200a},			/* em, en, thin, hair ... */
	{0x2028, 0x2029},
	{0x202f, 0x202f},
	{0x205f, 0x205f},
	{0x3000, 0x3000},			/* full-width space */
};

static const CharacterRange dashes[] = {
	{0x2010, 0x2015},			/* hyphens, en dash, em dash */
	{0x2212, 0x2212},			/* minus sign */
};

/* Full-width forms of ASCII stand in its order, this far above it. */
#define FULL_WIDTH_FIRST	0xff01
#define FULL_WIDTH_LAST		0xff5e
#define FULL_WIDTH_OFFSET	0xfee0

typedef struct Label
{
	const char *text;
	int			rating;
} Label;

/*
 * "somewhat satisfied" and the like are missing for a reason: they are 4 in
 * one survey and 2 or 3 in another.
 */
static const Label labels[] = {
	{"very dissatisfied", 1},
	{"dissatisfied", 2},
	{"satisfied", 4},
	{"very satisfied", 5},
	{"very unsatisfied", 1},
	{"unsatisfied", 2},
	{"very unhappy", 1},
	{"unhappy", 2},
	{"happy", 4},
	{"very happy", 5},
	{"neutral", 3},
	{"neither", 3},
	{"neither satisfied nor dissatisfied", 3},
	{"neither dissatisfied nor satisfied", 3},
	{"neither happy nor unhappy", 3},
	{"neither unhappy nor happy", 3},
};

typedef struct Face
{
	pg_wchar	character;
	int			rating;
} Face;

/*
 * Only faces that stand for one rating in whatever row of five they are used.
 * U+1F603 is 5 in some rows and 4 in others, U+1F61E is 1 or 2, U+1F60A 4
 * or 5.
 */
static const Face faces[] = {
	{0x1f621, 1},				/* pouting */
	{0x1f620, 1},				/* angry */
	{0x1f641, 2},				/* slightly frowning */
	{0x2639, 2},				/* frowning, its older form */
	{0x1f610, 3},				/* neutral */
	{0x1f642, 4},				/* slightly smiling */
	{0x1f600, 5},				/* grinning */
	{0x1f604, 5},				/* grinning with smiling eyes */
	{0x1f60d, 5},				/* smiling with heart-shaped eyes */
	{0x1f929, 5},				/* star-struck */
};

static const pg_wchar filled_stars[] = {0x2605, 0x2b50, 0x1f31f};

#define HOLLOW_STAR			0x2606

/* What stands between a number and the 5 that it is out of. */
static const char *const out_of[] = {
	"/", " /", "/ ", " / ", " of ", " out of ",
};

static bool
in_ranges(pg_wchar character, const CharacterRange *ranges, int nranges)
{
	for (int i = 0; i < nranges; i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return true;
	return false;
}

/* The plain form of a character; 0 if it is to be ignored. */
static pg_wchar
plain_character(pg_wchar character)
{
	if (in_ranges(character, ignored, lengthof(ignored)))
		return 0;
	if (in_ranges(character, spaces, lengthof(spaces)))
		return ' ';
	if (in_ranges(character, dashes, lengthof(dashes)))
		return '-';
	if (character >= FULL_WIDTH_FIRST && character <= FULL_WIDTH_LAST)
		character -= FULL_WIDTH_OFFSET;
	/* ASCII alone: the server's lower() would ask for its locale */
	if (character >= 'A' && character <= 'Z')
		character += 'a' - 'A';
	return character;
}

/* Add a character, but no space at the start or after another one. */
static void
append_character(FormText *text, pg_wchar character)
{
	if (character == 0)
		return;
	if (character == ' ' &&
		(text->length == 0 || text->characters[text->length - 1] == ' '))
		return;
	text->characters[text->length++] = character;
}

/* False if the bytes are not UTF-8, or too many. */
static bool
normalise_utf8(const unsigned char *bytes, int length, FormText *text)
{
	text->length = 0;
	while (length > 0)
	{
		int			size = pg_utf_mblen(bytes);

		if (size > length || !pg_utf8_islegal(bytes, size) ||
			text->length == RATING_MAX_BYTES)
			return false;
		append_character(text, plain_character(utf8_to_unicode(bytes)));
		bytes += size;
		length -= size;
	}
	if (text->length > 0 && text->characters[text->length - 1] == ' ')
		text->length--;
	return true;
}

/*
 * Read a text in the server's encoding, of at most RATING_MAX_BYTES.  What
 * has no form in UTF-8 makes it false, not an error about encodings.
 */
static bool
normalise(const char *bytes, int length, FormText *text)
{
	unsigned char utf8[RATING_MAX_BYTES * MAX_CONVERSION_GROWTH + 1];
	int			encoding = GetDatabaseEncoding();
	Oid			conversion = InvalidOid;

	/* SQL_ASCII takes any bytes, and clients mostly send UTF-8 */
	if (encoding != PG_UTF8 && encoding != PG_SQL_ASCII && length > 0)
		conversion = FindDefaultConversionProc(encoding, PG_UTF8);
	if (!OidIsValid(conversion))
		return normalise_utf8((const unsigned char *) bytes, length, text);

	if (pg_do_encoding_conversion_buf(conversion, encoding, PG_UTF8,
									  (unsigned char *) unconstify(char *, bytes),
									  length, utf8, sizeof(utf8), true) < length)
		return false;
	return normalise_utf8(utf8, (int) strlen((char *) utf8), text);
}

static Span
span_part(Span span, int start, int length)
{
	span.characters += start;
	span.length = length;
	return span;
}

static Span
span_from(Span span, int start)
{
	return span_part(span, start, span.length - start);
}

/* Without a space at either end; there is never more than one. */
static Span
trimmed(Span span)
{
	if (span.length > 0 && span.characters[0] == ' ')
		span = span_from(span, 1);
	if (span.length > 0 && span.characters[span.length - 1] == ' ')
		span = span_part(span, 0, span.length - 1);
	return span;
}

static bool
in_parentheses(Span span)
{
	return span.length > 2 && span.characters[0] == '(' &&
		span.characters[span.length - 1] == ')';
}

static Span
without_parentheses(Span span)
{
	if (in_parentheses(span))
		span = span_part(span, 1, span.length - 2);
	return trimmed(span);
}

/* Step over `prefix`, if the span begins with it. */
static bool
skip_text(Span *span, const char *prefix)
{
	int			length = (int) strlen(prefix);

	if (span->length < length)
		return false;
	for (int i = 0; i < length; i++)
		if (span->characters[i] != (pg_wchar) prefix[i])
			return false;
	*span = span_from(*span, length);
	return true;
}

/*
 * Step over one digit, and the .0 that a whole number gets on its way through
 * floating point; -1 if there is none.
 */
static int
skip_digit(Span *span)
{
	int			digit;

	if (span->length == 0 ||
		span->characters[0] < '0' || span->characters[0] > '9')
		return -1;
	digit = (int) span->characters[0] - '0';
	*span = span_from(*span, 1);

	if (skip_text(span, ".0"))
		while (skip_text(span, "0"))
			 /* more zeros say nothing more */ ;
	return digit;
}

/* 1 to 5, alone or out of 5.  Other scales are not rescaled. */
static int
read_number(Span span)
{
	int			rating = skip_digit(&span);

	if (rating < 1 || rating > RATING_POINTS)
		return 0;
	if (span.length == 0)
		return rating;

	for (int i = 0; i < (int) lengthof(out_of); i++)
	{
		Span		points = span;

		if (skip_text(&points, out_of[i]) &&
			skip_digit(&points) == RATING_POINTS && points.length == 0)
			return rating;
	}
	return 0;
}

static int
read_label(Span span)
{
	for (int i = 0; i < (int) lengthof(labels); i++)
	{
		Span		rest = span;

		if (skip_text(&rest, labels[i].text) && rest.length == 0)
			return labels[i].rating;
	}
	return 0;
}

static bool
is_filled_star(pg_wchar character)
{
	for (int i = 0; i < (int) lengthof(filled_stars); i++)
		if (character == filled_stars[i])
			return true;
	return false;
}

/*
 * One to five filled stars.  Hollow ones follow them up to the fifth: any
 * other number of stars is a scale that is not ours.
 */
static int
read_stars(Span span)
{
	int			filled = 0;
	int			hollow = 0;

	for (int i = 0; i < span.length; i++)
	{
		pg_wchar	character = span.characters[i];

		if (is_filled_star(character) && hollow == 0)
			filled++;
		else if (character == HOLLOW_STAR)
			hollow++;
		else if (character != ' ')
			return 0;
	}
	if (filled > RATING_POINTS ||
		(hollow > 0 && filled + hollow != RATING_POINTS))
		return 0;
	return filled;
}

static int
read_face(Span span)
{
	if (span.length == 1)
		for (int i = 0; i < (int) lengthof(faces); i++)
			if (span.characters[0] == faces[i].character)
				return faces[i].rating;
	return 0;
}

/* A reader gives the rating of a mark of its kind, and 0 for all else. */
typedef int (*MarkReader) (Span span);

static const MarkReader readers[] = {
	read_number,
	read_label,
	read_stars,
	read_face,
};

/* What was read, and by which reader. */
typedef struct Mark
{
	int			rating;			/* 0 if nothing was */
	MarkReader	reader;
} Mark;

static Mark
read_mark(Span span)
{
	Mark		mark = {0, NULL};

	for (int i = 0; i < (int) lengthof(readers) && mark.rating == 0; i++)
	{
		mark.rating = readers[i] (span);
		mark.reader = readers[i];
	}
	return mark;
}

static bool
is_one_of(pg_wchar character, const char *ascii)
{
	return character > 0 && character < 0x80 &&
		strchr(ascii, (int) character) != NULL;
}

/*
 * Step over what stands between the mark `left` and the next one.  It may be
 * missing where `left` has ended anyway, with a space or a parenthesis.
 */
static bool
skip_separator(Span *span, const Mark *left, bool ended)
{
	/* after a word the others would end a sentence or a parenthesis */
	const char *separators = left->reader == read_number ? "-:=.)" : "-:";

	*span = trimmed(*span);
	if (in_parentheses(*span))
		*span = without_parentheses(*span);
	else if (span->length > 0 && is_one_of(span->characters[0], separators))
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
read_two_marks(Span span, int ratings[2])
{
	for (int cut = 1; cut < span.length; cut++)
	{
		Mark		left = read_mark(without_parentheses(trimmed(span_part(span, 0, cut))));
		Span		rest = span_from(span, cut);
		bool		ended = is_one_of(span.characters[cut - 1], " )");
		Mark		right;

		if (left.rating == 0 || !skip_separator(&rest, &left, ended))
			continue;
		right = read_mark(rest);
		if (right.rating == 0 || right.reader == left.reader)
			continue;
		ratings[0] = left.rating;
		ratings[1] = right.rating;
		return true;
	}
	return false;
}

/* Blanks are what surveys have most of that is no rating. */
static int
hint_what_is_read(bool blank)
{
	if (blank)
		return errhint("Turn blank answers into NULL: nullif(trim(answer), '').");
	return errhint("csat_rating reads 1 to 5 (4, 4/5), one to five stars, a face, and labels from \"very dissatisfied\" to \"very satisfied\" or \"very unhappy\" to \"very happy\": one of them, or two that agree (4 - Satisfied).");
}

pg_noreturn static void
rating_unreadable(const char *bytes, int length, bool blank, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("\"%s\" is not a rating of 1 to %d",
					excerpt(bytes, length), RATING_POINTS),
			 detail == NULL ? 0 : errdetail_internal("%s", detail),
			 hint_what_is_read(blank)));
}

/* The rating in a text; an error if there is none, or two that differ. */
static int
read_rating(const char *bytes, int length)
{
	FormText	text;
	Span		span;
	Mark		mark;
	int			ratings[2];

	if (length > RATING_MAX_BYTES)
		rating_unreadable(bytes, length, false,
						  psprintf("It is longer than %d bytes.", RATING_MAX_BYTES));
	if (!normalise(bytes, length, &text))
		rating_unreadable(bytes, length, false, NULL);

	span.characters = text.characters;
	span.length = text.length;
	mark = read_mark(span);
	if (mark.rating > 0)
		return mark.rating;
	if (!read_two_marks(span, ratings))
		rating_unreadable(bytes, length, span.length == 0, NULL);
	if (ratings[0] != ratings[1])
		rating_unreadable(bytes, length, false,
						  psprintf("Its two parts differ: %d and %d.",
								   ratings[0], ratings[1]));
	return ratings[0];
}

/*
 * csat_rating(rating): 1 to 5, from what a survey form shows.  It fetches no
 * more of a long text than shows that it is too long.
 */
PG_FUNCTION_INFO_V1(csat_rating);
Datum
csat_rating(PG_FUNCTION_ARGS)
{
	text	   *rating = PG_GETARG_TEXT_P_SLICE(0, 0, RATING_MAX_BYTES + 1);

	PG_RETURN_INT32(read_rating(VARDATA_ANY(rating),
								(int) VARSIZE_ANY_EXHDR(rating)));
}

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
 * use for its scale of 0 to 100; a score at a mark is fair.
 */
PG_FUNCTION_INFO_V1(csat_band);
Datum
csat_band(PG_FUNCTION_ARGS)
{
	Datum		score = PG_GETARG_DATUM(0);
	const char *band = "fair";

	check_percentage(score);
	if (compare_with_integer(score, BAND_GOOD) > 0)
		band = "good";
	else if (compare_with_integer(score, BAND_POOR) < 0)
		band = "poor";
	PG_RETURN_TEXT_P(cstring_to_text(band));
}

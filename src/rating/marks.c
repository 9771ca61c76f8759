/*
 * marks.c
 *	  Reading numbers, stars and faces as ratings.
 */
#include "postgres.h"

#include "rating/marks.h"

typedef struct Face
{
	pg_wchar	character;
	int			rating;
} Face;

/*
 * Only faces that stand for one rating in any row that has neutral in its
 * middle.  U+1F600 is 5 in some rows and 4 in others, U+1F604 likewise,
 * U+1F61E is 1 or 2; and of two faces that both are the worst somewhere, as
 * U+1F620 and U+1F621, one is not in a row that has the two.
 */
static const Face faces[] = {
	{0x1f621, 1},				/* pouting */
	{0x1f641, 2},				/* slightly frowning */
	{0x1f610, 3},				/* neutral */
	{0x1f642, 4},				/* slightly smiling */
	{0x1f60d, 5},				/* smiling with heart-shaped eyes */
};

/* As Google's list of reviews has them: "starRating": "FIVE". */
static const char *const number_words[RATING_POINTS] = {
	"one", "two", "three", "four", "five",
};

static const pg_wchar filled_stars[] = {0x2605, 0x2b50, 0x1f31f};

#define HOLLOW_STAR			0x2606
#define DIGITS				"0123456789"

/* What stands between a number and the highest that it is out of. */
static const char *const out_of[] = {
	"/", " /", "/ ", " / ", " of ", " out of ",
};

/*
 * Step over a whole number, and the .0 that it gets on its way through floating
 * point, or ,0 where that is how it is printed; NO_RATING if there is none from
 * lowest to highest.
 */
static int
skip_number(Span *span, int lowest, int highest)
{
	int			number = 0;

	if (!starts_with_one_of(*span, DIGITS))
		return NO_RATING;
	do
	{
		number = 10 * number + (int) (span->characters[0] - '0');
		*span = span_from(*span, 1);
		/* 04 is no number, and 0 is what is read of it */
	} while (number > 0 && number <= highest && starts_with_one_of(*span, DIGITS));
	if (skip_text(span, ".0") || skip_text(span, ",0"))
		while (skip_text(span, "0"))
			 /* more zeros say nothing more */ ;
	return number < lowest || number > highest ? NO_RATING : number;
}

/* Step over "/5", or whatever else says that a number is out of the highest. */
static void
skip_out_of(Span *span, int highest)
{
	for (int i = 0; i < (int) lengthof(out_of); i++)
	{
		Span		points = *span;

		if (skip_text(&points, out_of[i]) && skip_number(&points, highest, highest) == highest)
		{
			*span = points;
			return;
		}
	}
}

/* Other scales are not rescaled. */
int
read_number(Span span, int lowest, int highest)
{
	int			number = skip_number(&span, lowest, highest);

	if (number == NO_RATING)
		return NO_RATING;
	skip_out_of(&span, highest);
	return span.length == 0 ? number : NO_RATING;
}

int
read_star_number(Span span)
{
	int			number = skip_number(&span, 1, RATING_POINTS);

	skip_out_of(&span, RATING_POINTS);
	if (!skip_text(&span, " star"))
		return NO_RATING;
	(void) skip_text(&span, "s");
	return span.length == 0 ? number : NO_RATING;
}

int
read_number_word(Span span)
{
	for (int i = 0; i < RATING_POINTS; i++)
	{
		Span		rest = span;

		if (skip_text(&rest, number_words[i]) && rest.length == 0)
			return i + 1;
	}
	return NO_RATING;
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
int
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
			return NO_RATING;
	}
	if (filled == 0 || filled > RATING_POINTS ||
		(hollow > 0 && filled + hollow != RATING_POINTS))
		return NO_RATING;
	return filled;
}

int
read_face(Span span)
{
	if (span.length == 1)
		for (int i = 0; i < (int) lengthof(faces); i++)
			if (span.characters[0] == faces[i].character)
				return faces[i].rating;
	return NO_RATING;
}

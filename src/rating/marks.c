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

/*
 * Step over one digit, and the .0 that a whole number gets on its way through
 * floating point, or ,0 where that is how it is printed; -1 if there is none.
 */
static int
skip_digit(Span *span)
{
	int			digit;

	if (!starts_with_one_of(*span, "0123456789"))
		return -1;
	digit = (int) span->characters[0] - '0';
	*span = span_from(*span, 1);

	if (skip_text(span, ".0") || skip_text(span, ",0"))
		while (skip_text(span, "0"))
			 /* more zeros say nothing more */ ;
	return digit;
}

/* Step over "/5", or whatever else says that a number is out of 5. */
static void
skip_out_of_5(Span *span)
{
	for (int i = 0; i < (int) lengthof(out_of); i++)
	{
		Span		points = *span;

		if (skip_text(&points, out_of[i]) && skip_digit(&points) == RATING_POINTS)
		{
			*span = points;
			return;
		}
	}
}

/* Other scales are not rescaled. */
int
read_number(Span span)
{
	int			rating = skip_digit(&span);

	if (rating < 1 || rating > RATING_POINTS)
		return 0;
	skip_out_of_5(&span);
	if (skip_text(&span, " star"))
		(void) skip_text(&span, "s");
	return span.length == 0 ? rating : 0;
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
			return 0;
	}
	if (filled > RATING_POINTS ||
		(hollow > 0 && filled + hollow != RATING_POINTS))
		return 0;
	return filled;
}

int
read_face(Span span)
{
	if (span.length == 1)
		for (int i = 0; i < (int) lengthof(faces); i++)
			if (span.characters[0] == faces[i].character)
				return faces[i].rating;
	return 0;
}

/*
 * span.c
 *	  Cutting and comparing parts of a text.
 */
#include "postgres.h"

#include "rating/span.h"

Span
span_part(Span span, int start, int length)
{
	span.characters += start;
	span.length = length;
	return span;
}

Span
span_from(Span span, int start)
{
	return span_part(span, start, span.length - start);
}

Span
trimmed(Span span)
{
	if (starts_with_one_of(span, " "))
		span = span_from(span, 1);
	if (ends_with_one_of(span, " "))
		span = span_part(span, 0, span.length - 1);
	return span;
}

bool
in_parentheses(Span span)
{
	return span.length > 2 && starts_with_one_of(span, "(") &&
		ends_with_one_of(span, ")");
}

Span
without_parentheses(Span span)
{
	if (in_parentheses(span))
		span = span_part(span, 1, span.length - 2);
	return trimmed(span);
}

Span
without_spreadsheet_marks(Span span)
{
	Span		inner = span;

	if (skip_text(&inner, "=\"") && ends_with_one_of(inner, "\""))
		return trimmed(span_part(inner, 0, inner.length - 1));
	if (span.length > 1 && starts_with_one_of(span, "'"))
		return trimmed(span_from(span, 1));
	return span;
}

static bool
is_one_of(pg_wchar character, const char *ascii)
{
	return character > 0 && character < 0x80 &&
		strchr(ascii, (int) character) != NULL;
}

bool
starts_with_one_of(Span span, const char *ascii)
{
	return span.length > 0 && is_one_of(span.characters[0], ascii);
}

bool
ends_with_one_of(Span span, const char *ascii)
{
	return span.length > 0 && is_one_of(span.characters[span.length - 1], ascii);
}

bool
has_digit(Span span)
{
	for (int i = 0; i < span.length; i++)
		if (is_one_of(span.characters[i], "0123456789"))
			return true;
	return false;
}

bool
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

int
compare_spans(Span a, Span b)
{
	if (a.length != b.length)
		return a.length < b.length ? -1 : 1;
	for (int i = 0; i < a.length; i++)
		if (a.characters[i] != b.characters[i])
			return a.characters[i] < b.characters[i] ? -1 : 1;
	return 0;
}

/*
 * span.h
 *	  A part of a text, as code points that it does not own.
 */
#ifndef CSAT_SPAN_H
#define CSAT_SPAN_H

#include "postgres.h"

#include "mb/pg_wchar.h"

/* A rating, where there is none. */
#define NO_RATING			(-1)

typedef struct Span
{
	const pg_wchar *characters;
	int			length;
} Span;

extern Span span_part(Span span, int start, int length);
extern Span span_from(Span span, int start);

/* Without a space at either end, where there is never more than one. */
extern Span trimmed(Span span);

extern bool in_parentheses(Span span);
extern Span without_parentheses(Span span);

/* Without what spreadsheets put around a text: '5 and ="5". */
extern Span without_spreadsheet_marks(Span span);

/* Whether the span begins, or ends, with one of these characters. */
extern bool starts_with_one_of(Span span, const char *ascii);
extern bool ends_with_one_of(Span span, const char *ascii);

extern bool has_digit(Span span);

/* Step over `prefix`, if the span begins with it. */
extern bool skip_text(Span *span, const char *prefix);

/* What a text may end with after a label. */
#define SENTENCE_ENDS		".!"

/* Shorter ones first, then by code points. */
extern int	compare_spans(Span a, Span b);

#endif							/* CSAT_SPAN_H */

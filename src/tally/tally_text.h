/*
 * tally_text.h
 *	  Reading the text form of tallies, a JSON object with a key for each score.
 */
#ifndef CSAT_TALLY_TEXT_H
#define CSAT_TALLY_TEXT_H

#include "postgres.h"

#include "tally/tally.h"

#define TALLY_MAX_FIELDS	3	/* numbers a score can have */

/* A number where it stands in the text; what follows it is no part of it. */
typedef struct TallyNumber
{
	const char *start;
	const char *end;
} TallyNumber;

/* What was read: its scale, and for each score, ascending, its numbers. */
typedef struct TallyText
{
	const char *type;
	const char *input;
	int			lowest;
	int			points;
	TallyNumber numbers[SCALE_MAX_POINTS][TALLY_MAX_FIELDS];
} TallyText;

extern bool tally_text_read(TallyText *text, const char *type, char *input,
							int fields, Node *escontext);
extern bool tally_text_count(const TallyText *text, int place, int64 *count,
							 Node *escontext);
extern bool tally_text_float8(const TallyText *text, int place, int field,
							  double *number, Node *escontext);
extern bool tally_text_total(const Tally *tally, Node *escontext);
extern bool tally_text_invalid(const TallyText *text, const char *fault,
							   Node *escontext);

#endif							/* CSAT_TALLY_TEXT_H */

/*
 * tally_text.h
 *	  The text form of tallies: a JSON object with a key for each score.
 */
#ifndef CSAT_TALLY_TEXT_H
#define CSAT_TALLY_TEXT_H

#include "postgres.h"

#include "nodes/nodes.h"

#include "scale.h"

#define TALLY_MAX_FIELDS	3	/* numbers a score can have */

/* What was read: its scale, and for each score, ascending, its numbers. */
typedef struct TallyText
{
	int			lowest;
	int			points;
	char	   *numbers[SCALE_MAX_POINTS][TALLY_MAX_FIELDS];
} TallyText;

extern bool tally_text_read(TallyText *text, const char *type, char *input,
							int fields, Node *escontext);
extern bool tally_text_count(const char *number, int64 *count);
extern bool tally_text_invalid(const char *type, const char *input,
							   const char *fault, Node *escontext);
pg_noreturn extern void tally_bytes_invalid(const char *type, const char *fault);

#endif							/* CSAT_TALLY_TEXT_H */

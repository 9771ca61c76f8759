/*
 * reading.h
 *	  Reading the answer to one question from the text of a form.
 */
#ifndef CSAT_READING_H
#define CSAT_READING_H

#include "fmgr.h"

#include "rating/labels.h"

#define ANSWER_MAX_BYTES	400 /* a longer text is no answer */

/* What is an answer to a question. */
typedef struct Question
{
	LabelSet	labels;
	int			lowest;			/* the numbers; none if these are not in order */
	int			highest;
	bool		of_stars;		/* stars, faces and number words too */
	bool		needs_number;	/* a label alone is no answer */
} Question;

/* A rating, or why there is none. */
typedef struct Reading
{
	int			rating;			/* or NO_RATING */
	bool		blank;
	const char *detail;			/* or NULL */
} Reading;

extern Reading read_answer(const Question *question, const char *bytes, int length);

/*
 * A function's first argument, and the reading of it.  No more of a long text
 * is fetched than shows that it is too long.
 */
extern text *answer_argument(FunctionCallInfo fcinfo);
extern Reading read_answer_text(const Question *question, text *answer);

/*
 * The error for an answer that cannot be read.  A blank one, the most frequent,
 * has a hint of its own.
 */
pg_noreturn extern void answer_unreadable(text *answer, Reading reading,
										  const char *is_not, const char *hint);

/* Is it a number and, after it, some text without one? */
extern bool has_number_before_text(text *answer);

#endif							/* CSAT_READING_H */

/*
 * labels.h
 *	  Labels by their folded text, and what the answers are called by language.
 */
#ifndef CSAT_LABELS_H
#define CSAT_LABELS_H

#include "rating/span.h"

#define ENGLISH				"en"
#define UNKNOWN_LANGUAGE	(-1)

typedef struct Label
{
	Span		text;			/* folded */
	int			rating;
} Label;

/* Sorted, for find_label(). */
typedef struct LabelSet
{
	Label	   *labels;
	int			count;
} LabelSet;

extern void sort_labels(LabelSet set);

/* NO_RATING if the folded text is no label of the set. */
extern int	find_label(LabelSet set, Span text);

/*
 * A language by its code, "de", "DE-AT" or " de_AT "; UNKNOWN_LANGUAGE if
 * there are no labels of it.
 */
extern int	find_language(const char *code, int length);

/* The labels of CSAT in a language, and the English ones of NPS. */
extern LabelSet csat_labels(int language);
extern LabelSet nps_labels(void);

/* The code of a language, from 0; NULL after the last one. */
extern const char *language_code(int language);

#endif							/* CSAT_LABELS_H */

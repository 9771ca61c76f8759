/*
 * labels.h
 *	  What the five answers are called, by language.
 */
#ifndef CSAT_LABELS_H
#define CSAT_LABELS_H

#include "rating/span.h"

#define ENGLISH				"en"
#define UNKNOWN_LANGUAGE	(-1)

/*
 * A language by its code, "de" or "DE-AT"; UNKNOWN_LANGUAGE if there are no
 * labels of it.
 */
extern int	find_language(const char *code, int length);

/* All codes, for a message. */
extern char *known_languages(void);

/* 1 to 5; 0 if the folded text is no label of the language. */
extern int	label_rating(int language, Span label);

#endif							/* CSAT_LABELS_H */

/*
 * marks.h
 *	  The marks that a form shows for a rating and that no language changes.
 *	  Each reader gives the rating, and NO_RATING for what is no mark of its
 *	  kind.
 */
#ifndef CSAT_MARKS_H
#define CSAT_MARKS_H

#include "rating/span.h"

/* Of CSAT. */
#define RATING_POINTS		5

/* 4, 4.0, 4/5 where the highest is 5. */
extern int	read_number(Span span, int lowest, int highest);

/* 4 stars, 4/5 stars. */
extern int	read_star_number(Span span);

/* FOUR. */
extern int	read_number_word(Span span);

extern int	read_stars(Span span);

extern int	read_face(Span span);

#endif							/* CSAT_MARKS_H */

/*
 * marks.h
 *	  The marks that a form shows for a rating and that no language changes.
 *	  Each reader gives 1 to 5, and 0 for what is no mark of its kind.
 */
#ifndef CSAT_MARKS_H
#define CSAT_MARKS_H

#include "rating/span.h"

#define RATING_POINTS		5

/* 4, 4.0, 4/5, 4 stars. */
extern int	read_number(Span span);

extern int	read_stars(Span span);

extern int	read_face(Span span);

#endif							/* CSAT_MARKS_H */

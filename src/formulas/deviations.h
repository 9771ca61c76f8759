/*
 * deviations.h
 *	  The squared deviations of groups or clusters from the score of all of
 *	  them, which is known only at the end.  Needs libm alone.
 */
#ifndef CSAT_DEVIATIONS_H
#define CSAT_DEVIATIONS_H

#include "formulas/double_double.h"

/* Categories worth 1, 0 and -1, in this order. */
#define CATEGORIES			3
#define PAIRS_OF_CATEGORIES	6

/*
 * Sums over groups: of what each has in a category, and of the products of what
 * it has in two.  Numbers alone, so that arrays of numbers can hold it.
 */
typedef struct Deviations
{
	DoubleDouble sums[CATEGORIES];
	DoubleDouble products[PAIRS_OF_CATEGORIES];
} Deviations;

extern void deviations_add(Deviations *all, const DoubleDouble parts[CATEGORIES], double divisor);
extern void deviations_merge(Deviations *all, const Deviations *other);
extern double deviations_total(const Deviations *all);
extern double deviations_squared(const Deviations *all);

#endif							/* CSAT_DEVIATIONS_H */

/*
 * spread.h
 *	  How far values lie from their weighted mean, and from any other.
 */
#ifndef CSAT_SPREAD_H
#define CSAT_SPREAD_H

#include "formulas/double_double.h"

typedef struct Spread
{
	DoubleDouble weight;		/* sum of the values' weights w */
	DoubleDouble mean;
	DoubleDouble squares;		/* sum of w (value - mean)^2 */
} Spread;

/*
 * Both together.  What is between them adds to what is within, so that nothing
 * cancels: T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician
 * 37(3), 1983.
 */
static inline Spread
spread_of_both(const Spread *a, const Spread *b)
{
	DoubleDouble weight = dd_plus(a->weight, b->weight);
	DoubleDouble share = dd_over(b->weight, weight);
	DoubleDouble distance = dd_minus(b->mean, a->mean);
	DoubleDouble square = dd_times(distance, distance);

	return (Spread) {
		.weight = weight,
		.mean = dd_plus(a->mean, dd_times(distance, share)),
		.squares = dd_plus(dd_plus(a->squares, b->squares),
						   dd_times(dd_times(square, share), a->weight)),
	};
}

/*
 * The sum of w (value - origin)^2, in units of the weight; 0 where only
 * rounding is left.
 */
static inline double
spread_around(const Spread *spread, DoubleDouble origin)
{
	DoubleDouble distance = dd_minus(spread->mean, origin);
	double		square = distance.high * distance.high +
		spread->squares.high / spread->weight.high;

	return square > 1e-56 ? square : 0;
}

#endif							/* CSAT_SPREAD_H */

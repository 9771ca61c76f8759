/*
 * deviations.c
 *	  The squared deviations of groups or clusters from the score of all of
 *	  them.
 *
 * Of a group with a, m and b in the categories that are worth 1, 0 and -1, the
 * deviation from the score t is a (1 - t) - m t - b (1 + t).  Its square is
 * made of products of two of a, m and b, whose sums do not need t.  Where t is
 * close to 1, 0 or -1, the large products have small factors; what cancels
 * elsewhere has twice the digits of double.
 */
#include <float.h>
#include <math.h>

#include "formulas/deviations.h"

/* Count in a group, its products divided by this number. */
void
deviations_add(Deviations *all, const DoubleDouble parts[CATEGORIES], double divisor)
{
	DoubleDouble *products = all->products;

	for (int i = 0; i < CATEGORIES; i++)
	{
		DoubleDouble part = dd_divide(parts[i], dd_of(divisor));

		all->sums[i] = dd_add(all->sums[i], parts[i]);
		for (int j = i; j < CATEGORIES; j++, products++)
			*products = dd_add(*products, dd_multiply(part, parts[j]));
	}
}

void
deviations_merge(Deviations *all, const Deviations *other)
{
	for (int i = 0; i < CATEGORIES; i++)
		all->sums[i] = dd_add(all->sums[i], other->sums[i]);
	for (int i = 0; i < PAIRS_OF_CATEGORIES; i++)
		all->products[i] = dd_add(all->products[i], other->products[i]);
}

static DoubleDouble
total(const Deviations *all)
{
	return dd_add(dd_add(all->sums[0], all->sums[1]), all->sums[2]);
}

/* What all groups have in all categories. */
double
deviations_total(const Deviations *all)
{
	return dd_value(total(all));
}

/* The sum of squares, 0 where only rounding is left. */
double
deviations_squared(const Deviations *all)
{
	DoubleDouble n = total(all);
	DoubleDouble above = all->sums[0];
	DoubleDouble middle = all->sums[1];
	DoubleDouble below = all->sums[2];
	DoubleDouble distances[CATEGORIES] = {
		dd_divide(dd_add(middle, dd_add(below, below)), n),
		dd_divide(dd_add(below, dd_minus(above)), n),
		dd_minus(dd_divide(dd_add(middle, dd_add(above, above)), n)),
	};
	const DoubleDouble *products = all->products;
	DoubleDouble squares = dd_of(0);
	double		largest = 0;

	for (int i = 0; i < CATEGORIES; i++)
		for (int j = i; j < CATEGORIES; j++, products++)
		{
			DoubleDouble term = dd_multiply(dd_multiply(distances[i], distances[j]), *products);

			if (i != j)
				term = dd_add(term, term);
			squares = dd_add(squares, term);
			largest = fmax(largest, fabs(term.high));
		}
	return dd_value(squares) > DBL_EPSILON * DBL_EPSILON * 64 * largest ? dd_value(squares) : 0;
}

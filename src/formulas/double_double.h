/*
 * double_double.h
 *	  Numbers of 106 bits, each the sum of two doubles of which the second is
 *	  what the first has lost to rounding: T. J. Dekker, Numerische Mathematik
 *	  18, 1971.  For sums that do not depend on their order, and in which
 *	  something is left where nearly all cancels.
 */
#ifndef CSAT_DOUBLE_DOUBLE_H
#define CSAT_DOUBLE_DOUBLE_H

#include <float.h>
#include <math.h>
#include <stdint.h>

typedef struct DoubleDouble
{
	double		high;
	double		low;
} DoubleDouble;

#ifdef __FAST_MATH__
#error -ffast-math takes what rounding loses for 0
#endif

/* A number as double precision has it, where registers hold more digits too. */
static inline double
to_double(double number)
{
#if FLT_EVAL_METHOD == 0
	return number;
#else
	volatile double stored = number;

	return stored;
#endif
}

static inline DoubleDouble
dd_of(double number)
{
	return (DoubleDouble) {number, 0};
}

/* a + b without loss: D. E. Knuth, The Art of Computer Programming 2, 4.2.2. */
static inline DoubleDouble
dd_sum_of(double a, double b)
{
	double		sum = to_double(a + b);
	double		rest = to_double(sum - a);

	return (DoubleDouble) {sum, to_double(to_double(a - to_double(sum - rest)) + to_double(b - rest))};
}

static inline DoubleDouble
dd_product_of(double a, double b)
{
	double		product = to_double(a * b);

	return (DoubleDouble) {product, to_double(fma(a, b, -product))};
}

static inline DoubleDouble
dd_of_whole(int64_t number)
{
	return dd_sum_of((double) (number >> 32) * 4294967296.0,
					 (double) (number & 0xffffffff));
}

static inline DoubleDouble
dd_plus(DoubleDouble a, DoubleDouble b)
{
	DoubleDouble sum = dd_sum_of(a.high, b.high);
	DoubleDouble rest = dd_sum_of(a.low, b.low);

	sum = dd_sum_of(sum.high, to_double(sum.low + rest.high));
	return dd_sum_of(sum.high, to_double(sum.low + rest.low));
}

static inline DoubleDouble
dd_minus(DoubleDouble a, DoubleDouble b)
{
	return dd_plus(a, (DoubleDouble) {-b.high, -b.low});
}

static inline DoubleDouble
dd_times(DoubleDouble a, DoubleDouble b)
{
	DoubleDouble product = dd_product_of(a.high, b.high);

	return dd_sum_of(product.high,
					 to_double(product.low + (a.high * b.low + a.low * b.high)));
}

static inline DoubleDouble
dd_over(DoubleDouble a, DoubleDouble b)
{
	double		first = to_double(a.high / b.high);
	DoubleDouble rest = dd_minus(a, dd_times(dd_of(first), b));
	double		second = to_double(rest.high / b.high);

	rest = dd_minus(rest, dd_times(dd_of(second), b));
	return dd_plus(dd_sum_of(first, second), dd_of(to_double(rest.high / b.high)));
}

#endif							/* CSAT_DOUBLE_DOUBLE_H */

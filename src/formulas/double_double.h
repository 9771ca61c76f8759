/*
 * double_double.h
 *	  Sums and products of twice the precision of double: an unevaluated sum of
 *	  two numbers, the second less than the last digit of the first.
 *
 * T. J. Dekker, Numerische Mathematik 18(3), 1971.  Where registers are wider
 * than double, the error of an operation is rounded itself, which costs some of
 * the digits gained and no others.
 */
#ifndef CSAT_DOUBLE_DOUBLE_H
#define CSAT_DOUBLE_DOUBLE_H

#include <stdint.h>

typedef struct DoubleDouble
{
	double		high;
	double		low;
} DoubleDouble;

static inline DoubleDouble
dd_of(double a)
{
	return (DoubleDouble) {a, 0};
}

static inline DoubleDouble
dd_minus(DoubleDouble a)
{
	return (DoubleDouble) {-a.high, -a.low};
}

static inline double
dd_value(DoubleDouble a)
{
	return a.high + a.low;
}

/* a + b and what is rounded off: D. E. Knuth, Seminumerical Algorithms, 1969. */
static inline DoubleDouble
dd_sum(double a, double b)
{
	double		sum = a + b;
	double		part = sum - a;

	return (DoubleDouble) {sum, (a - (sum - part)) + (b - part)};
}

static inline DoubleDouble
dd_of_int64(int64_t a)
{
	return dd_sum((double) (a >> 32) * 4294967296.0, (double) (a & 0xffffffff));
}

static inline DoubleDouble
dd_add(DoubleDouble a, DoubleDouble b)
{
	DoubleDouble high = dd_sum(a.high, b.high);
	DoubleDouble low = dd_sum(a.low, b.low);

	high = dd_sum(high.high, high.low + low.high);
	return dd_sum(high.high, high.low + low.low);
}

/* The upper and the lower half of the digits. */
static inline DoubleDouble
dd_split(double a)
{
	double		scaled = a * 134217729; /* 2^27 + 1 */
	double		high = scaled - (scaled - a);

	return (DoubleDouble) {high, a - high};
}

static inline DoubleDouble
dd_product(double a, double b)
{
	double		product = a * b;
	DoubleDouble x = dd_split(a);
	DoubleDouble y = dd_split(b);

	return (DoubleDouble) {
		product,
		((x.high * y.high - product) + x.high * y.low + x.low * y.high) + x.low * y.low
	};
}

static inline DoubleDouble
dd_multiply(DoubleDouble a, DoubleDouble b)
{
	DoubleDouble product = dd_product(a.high, b.high);

	return dd_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

static inline DoubleDouble
dd_divide(DoubleDouble a, DoubleDouble b)
{
	double		first = a.high / b.high;
	DoubleDouble part = dd_multiply(b, dd_of(-first));
	DoubleDouble rest = dd_add(a, part);
	double		second = dd_value(rest) / b.high;
	DoubleDouble last = dd_add(rest, dd_multiply(b, dd_of(-second)));
	DoubleDouble quotient = dd_sum(first, second);

	return dd_sum(quotient.high, quotient.low + dd_value(last) / b.high);
}

#endif							/* CSAT_DOUBLE_DOUBLE_H */

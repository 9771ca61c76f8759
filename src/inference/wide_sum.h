/*
 * wide_sum.h
 *	  Sums of products of counts, which need 128 bits, as two bigints in an
 *	  array: the high half and the low one, the same on every machine.
 */
#ifndef CSAT_WIDE_SUM_H
#define CSAT_WIDE_SUM_H

#include "postgres.h"

#include "common/int128.h"

typedef struct WideSum
{
	int64		high;
	int64		low;			/* its bits are those of a uint64 */
} WideSum;

static inline INT128
wide_sum_value(const WideSum *sum)
{
#if USE_NATIVE_INT128
	return (INT128) (((uint128) (uint64) sum->high << 64) | (uint64) sum->low);
#else
	return (INT128) {.hi = sum->high, .lo = (uint64) sum->low};
#endif
}

static inline void
wide_sum_set(WideSum *sum, INT128 value)
{
#if USE_NATIVE_INT128
	sum->high = (int64) (value >> 64);
#else
	sum->high = value.hi;
#endif
	sum->low = int128_to_int64(value);
}

static inline void
wide_sum_add_product(WideSum *sum, int64 a, int64 b)
{
	INT128		value = wide_sum_value(sum);

	int128_add_int64_mul_int64(&value, a, b);
	wide_sum_set(sum, value);
}

static inline void
wide_sum_merge(WideSum *sum, const WideSum *other)
{
	INT128		value = wide_sum_value(sum);

	int128_add_uint64(&value, (uint64) other->low);
	wide_sum_set(sum, value);
	sum->high = (int64) ((uint64) sum->high + (uint64) other->high);
}

#endif							/* CSAT_WIDE_SUM_H */

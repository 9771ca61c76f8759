/*
 * percent.c
 *	  Percentages and other figures as numeric.
 *
 * A query over a million groups makes a million of them, and numeric division
 * was half of what a group cost in the end.
 */
#include "postgres.h"

#include "common/int.h"
#include "fmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "percent.h"

/* Decimals of most percentages. */
#define PERCENT_DECIMALS	16

/*
 * 100 * part / whole by numeric division.  Only a part beyond 2^63 / 100 needs
 * numeric multiplication.
 */
static Datum
divide_numerics(int64 part, int64 whole)
{
	int64		hundredfold;
	Datum		dividend;

	if (likely(!pg_mul_s64_overflow(part, 100, &hundredfold)))
		dividend = NumericGetDatum(int64_to_numeric(hundredfold));
	else
		dividend = DirectFunctionCall2(numeric_mul,
									   NumericGetDatum(int64_to_numeric(part)),
									   NumericGetDatum(int64_to_numeric(100)));
	return DirectFunctionCall2(numeric_div, dividend,
							   NumericGetDatum(int64_to_numeric(whole)));
}

#ifdef HAVE_INT128

/* The first digit of a number in base 10000, and the power it stands for. */
static int
leading_digit(uint64 number, int *power)
{
	*power = 0;
	while (number >= 10000)
	{
		number /= 10000;
		(*power)++;
	}
	return (int) number;
}

/*
 * Does numeric division give the quotient of the two 16 decimals?  It chooses
 * them so that there are 16 significant digits, by the leading digits of both
 * (select_div_scale in numeric.c); 100 and what is above 1 mostly has 16,
 * smaller ones more.
 */
static bool
has_16_decimals(uint64 dividend, uint64 divisor)
{
	int			dividend_power;
	int			divisor_power;
	int			dividend_digit = leading_digit(dividend, &dividend_power);
	int			divisor_digit = leading_digit(divisor, &divisor_power);

	return dividend_power - divisor_power == (dividend_digit <= divisor_digit ? 1 : 0);
}

#endif

/*
 * 100 * part / whole in percent, to the digit what numeric division gives.
 * `part` is at most `whole` either way, and `whole` not 0.
 */
Datum
percentage(int64 part, int64 whole)
{
#ifdef HAVE_INT128
	if (likely(part > -PG_INT64_MAX / 100 && part < PG_INT64_MAX / 100))
	{
		uint64		hundredfold = 100 * (uint64) (part < 0 ? -part : part);

		if (has_16_decimals(hundredfold, whole))
		{
			uint128		scaled = (uint128) hundredfold * UINT64CONST(10000000000000000);
			int64		quotient = (int64) ((scaled + (uint64) whole / 2) / (uint64) whole);

			return NumericGetDatum(int64_div_fast_to_numeric(part < 0 ? -quotient : quotient,
															 PERCENT_DECIMALS));
		}
	}
#endif
	return divide_numerics(part, whole);
}

/*
 * What was computed in double precision, with its 15 significant digits: more
 * would be the noise of rounding.
 */
Datum
figure_numeric(double figure)
{
	return DirectFunctionCall1(float8_numeric, Float8GetDatum(figure));
}

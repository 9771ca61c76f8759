/*
 * percent.c
 *	  Percentages and other figures as numeric.
 */
#include "postgres.h"

#include "common/int.h"
#include "fmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "percent.h"

/*
 * 100 * part / whole, in percent, as numeric division gives it; `whole` is not
 * 0.  Only a part beyond 2^63 / 100 needs numeric multiplication.
 */
Datum
percentage(int64 part, int64 whole)
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

/*
 * What was computed in double precision, with its 15 significant digits: more
 * would be the noise of rounding.
 */
Datum
figure_numeric(double figure)
{
	return DirectFunctionCall1(float8_numeric, Float8GetDatum(figure));
}

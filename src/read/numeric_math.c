/*
 * numeric_math.c
 *	  Percentages and other figures as numeric.
 */
#include "postgres.h"

#include "common/int.h"

#include "read/numeric_math.h"

/*
 * 100 * part / all, as numeric division gives it; `all` is not 0.  Only a part
 * beyond 2^63 / 100 needs numeric multiplication.
 */
Datum
percentage(int64 part, int64 all)
{
	int64		hundredfold;
	Datum		dividend;

	if (likely(!pg_mul_s64_overflow(part, 100, &hundredfold)))
		dividend = whole(hundredfold);
	else
		dividend = times(whole(part), whole(100));
	return over(dividend, whole(all));
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

/*
 * adjusted.c
 *	  adjusted_p_values(): who asks several questions of the same data finds a
 *	  difference by luck more often than each p-value says.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "compat.h"
#include "read/numeric_math.h"
#include "tally/messages.h"

/* What the p-value of rank i, 1 being the smallest, of m is multiplied by. */
typedef Datum (*Multiplied) (Datum p, int i, int m);

typedef struct Adjustment
{
	const char *name;
	Multiplied	multiplied;
	bool		from_above;		/* minimum from the largest on, not maximum */
} Adjustment;

static Datum
by_those_left(Datum p, int i, int m)
{
	return times(p, whole(m - i + 1));
}

static Datum
by_false_discoveries(Datum p, int i, int m)
{
	return DirectFunctionCall1(numeric_trim_scale, over(times(p, whole(m)), whole(i)));
}

static Datum
by_all(Datum p, int i, int m)
{
	(void) i;
	return times(p, whole(m));
}

/*
 * S. Holm, Scandinavian Journal of Statistics 6(2), 1979; Y. Benjamini, Y.
 * Hochberg, Journal of the Royal Statistical Society B 57(1), 1995; C. E.
 * Bonferroni, 1936.
 */
static const Adjustment adjustments[] = {
	{"holm", by_those_left, false},
	{"benjamini-hochberg", by_false_discoveries, true},
	{"bonferroni", by_all, false},
};

static const Adjustment *
adjustment_argument(FunctionCallInfo fcinfo, int n)
{
	char	   *name = text_to_cstring(PG_GETARG_TEXT_PP(n));

	for (int i = 0; i < (int) lengthof(adjustments); i++)
		if (strcmp(name, adjustments[i].name) == 0)
			return &adjustments[i];
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown method \"%s\" of adjusting p-values", excerpt_cstring(name)),
			 errhint("The methods are: holm, benjamini-hochberg, bonferroni.")));
}

/* NaN is above all numbers. */
static void
check_p_value(Datum p)
{
	if (DatumGetBool(DirectFunctionCall2(numeric_lt, p, whole(0))) ||
		DatumGetBool(DirectFunctionCall2(numeric_gt, p, whole(1))))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a p-value lies within 0 and 1, unlike %s",
						excerpt_cstring(DatumGetCString(DirectFunctionCall1(numeric_out, p)))),
				 errhint("A p-value of 5 percent is written 0.05.")));
}

static int
compare_p_values(const void *a, const void *b)
{
	CHECK_FOR_INTERRUPTS();
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, **(Datum *const *) a,
											 **(Datum *const *) b));
}

/* The elements that are not NULL, the smallest first. */
static Datum **
sorted_p_values(Datum *elements, const bool *nulls, int count, int *m)
{
	Datum	  **sorted = palloc(sizeof(Datum *) * Max(count, 1));

	*m = 0;
	for (int i = 0; i < count; i++)
	{
		if (nulls[i])
			continue;
		check_p_value(elements[i]);
		sorted[(*m)++] = &elements[i];
	}
	qsort(sorted, *m, sizeof(Datum *), compare_p_values);
	return sorted;
}

/* Adjust in place, so that the order of the p-values stays and none is above 1. */
static void
adjust(Datum **sorted, int m, const Adjustment *adjustment)
{
	bool		from_above = adjustment->from_above;
	PGFunction	bound = from_above ? numeric_smaller : numeric_larger;
	Datum		reached = whole(from_above ? 1 : 0);

	for (int step = 1; step <= m; step++)
	{
		int			i = from_above ? m + 1 - step : step;
		Datum	   *p = sorted[i - 1];

		CHECK_FOR_INTERRUPTS();
		reached = DirectFunctionCall2(bound, reached, adjustment->multiplied(*p, i, m));
		*p = DirectFunctionCall2(numeric_smaller, reached, whole(1));
	}
}

/*
 * adjusted_p_values(p_values, method): those of the same comparisons, in the
 * same places, such that the chance of one false alarm among all ('holm',
 * 'bonferroni'), or the share of false ones among the alarms
 * ('benjamini-hochberg'), is what is asked of each.  NULLs stay and do not
 * count.
 */
PG_FUNCTION_INFO_V1(adjusted_p_values);
Datum
adjusted_p_values(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	const Adjustment *adjustment = adjustment_argument(fcinfo, 1);
	Datum	   *elements;
	Datum	  **sorted;
	bool	   *nulls;
	int			count;
	int			m;

	deconstruct_array(array, NUMERICOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	sorted = sorted_p_values(elements, nulls, count, &m);
	adjust(sorted, m, adjustment);
	PG_RETURN_ARRAYTYPE_P(construct_md_array(elements, nulls, ARR_NDIM(array), ARR_DIMS(array),
											 ARR_LBOUND(array), NUMERICOID, -1, false,
											 TYPALIGN_INT));
}

/*
 * limits.c
 *	  Print, with all digits, the limits and p-values that lines of vectors.txt
 *	  on standard input ask for, as the extension's own functions compute them
 *	  without a server.
 */
#include <stdio.h>
#include <string.h>

#include "formulas/statistics.h"

static Sample
read_sample(void)
{
	double		d,
				s,
				p;

	if (scanf("%lf %lf %lf", &d, &s, &p) != 3)
		d = s = p = 0;
	return make_sample(d + s + p, p / (d + s + p), s / (d + s + p), d / (d + s + p));
}

/* CSAT's answers are satisfied or not: none is below. */
static Sample
satisfied_or_not(Sample sample)
{
	return make_sample(sample.n, sample.above, sample.middle + sample.below, 0);
}

int
main(void)
{
	char		kind[10];

	while (scanf("%9s", kind) == 1)
	{
		Sample		before = read_sample();
		Sample		after = strcmp(kind, "interval") == 0 ? before : read_sample();
		double		level;
		double		z;
		Limits		limits;
		Change		change;

		if (scanf("%lf %*[^\n]", &level) != 1)
			return 1;
		z = level_quantile(level);
		if (strcmp(kind, "interval") == 0)
		{
			limits = score_interval(&before, z);
			printf("%.17g %.17g\n", limits.low, limits.high);
			continue;
		}
		if (strcmp(kind, "csat") == 0)
		{
			before = satisfied_or_not(before);
			after = satisfied_or_not(after);
		}
		change = strcmp(kind, "csat") == 0 ? csat_change(&before, &after, z) :
			nps_change(&before, &after, z);
		printf("%.17g %.17g %.17g\n", change.limits.low, change.limits.high, change.p_value);
	}
	return 0;
}

/*
 * coverage.c
 *	  How often the intervals of csat_change and nps_change hold the true
 *	  change, and how wide they are: over all outcomes of two samples and their
 *	  exact chances, nothing simulated, for all pairs of true shares that are
 *	  multiples of 0.1 and not 0.  From the project's top:
 *
 *		cc -O2 -I src -o /tmp/coverage test/statistics/coverage.c src/formulas/statistics.c src/formulas/normal.c -lm && /tmp/coverage
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "formulas/statistics.h"

#define STEPS		10
#define MOST_TRUTHS 36
#define LEVEL		0.95

/* Chances below this are left out: all together they are less than 1e-6. */
#define TOO_SMALL	1e-10

/* Answers in the three categories, or true shares in steps. */
typedef struct Counts
{
	int			above;
	int			middle;
	int			below;
} Counts;

typedef struct Outcomes
{
	int			n;
	int			number;
	Counts	   *counts;
	double	   *chances[MOST_TRUTHS];	/* of each outcome, by truth */
} Outcomes;

typedef Change (*ChangeFunction) (const Sample *before, const Sample *after, double z);

/* All ways to put n answers into two or three categories, `least` in each. */
static int
list_counts(Counts *counts, int n, int categories, int least)
{
	int			number = 0;

	for (int above = least; above <= n; above++)
		for (int below = categories == 2 ? 0 : least; above + below <= n - least; below++)
		{
			counts[number++] = (Counts) {above, n - above - below, below};
			if (categories == 2)
				break;
		}
	return number;
}

static double
log_chance(int count, int share)
{
	return count == 0 ? 0 : count * log((double) share / STEPS) - lgamma(count + 1.0);
}

static Outcomes
list_outcomes(int n, int categories, const Counts *truths, int number_of_truths)
{
	Outcomes	o = {.n = n, .counts = malloc(sizeof(Counts) * (n + 1) * (n + 1))};

	o.number = list_counts(o.counts, n, categories, 0);
	for (int t = 0; t < number_of_truths; t++)
	{
		o.chances[t] = malloc(sizeof(double) * o.number);
		for (int i = 0; i < o.number; i++)
			o.chances[t][i] = exp(lgamma(n + 1.0) +
								  log_chance(o.counts[i].above, truths[t].above) +
								  log_chance(o.counts[i].middle, truths[t].middle) +
								  log_chance(o.counts[i].below, truths[t].below));
	}
	return o;
}

static Sample
sample_of(const Outcomes *o, int i)
{
	double		n = o->n;

	return make_sample(n, o->counts[i].above / n, o->counts[i].middle / n, o->counts[i].below / n);
}

/* Coverage and width where the truths are these two. */
static void
cover(const Outcomes *before, int old, const Outcomes *after, int new,
	  const Limits *limits, double true_change, double *coverage, double *width)
{
	*coverage = *width = 0;
	for (int i = 0; i < before->number; i++)
	{
		const Limits *row = limits + (size_t) i * after->number;
		const double *chances = after->chances[new];
		double		held = 0;
		double		wide = 0;

		if (before->chances[old][i] < TOO_SMALL)
			continue;
		/* a limit may differ from a truth that it equals by what was rounded */
		for (int j = 0; j < after->number; j++)
		{
			held += (row[j].low <= true_change + 1e-9) & (row[j].high >= true_change - 1e-9) ? chances[j] : 0;
			wide += chances[j] * (row[j].high - row[j].low);
		}
		*coverage += before->chances[old][i] * held;
		*width += before->chances[old][i] * wide;
	}
}

static void
print_row(const char *name, ChangeFunction change, int categories, int n, int m)
{
	Counts		truths[(STEPS + 1) * (STEPS + 1)];
	int			number = list_counts(truths, STEPS, categories, 1);
	Outcomes	before = list_outcomes(n, categories, truths, number);
	Outcomes	after = list_outcomes(m, categories, truths, number);
	Limits	   *limits = malloc(sizeof(Limits) * before.number * after.number);
	double		z = level_quantile(LEVEL);
	double		sum = 0;
	double		widths = 0;
	double		least = 1;

	for (int i = 0; i < before.number; i++)
		for (int j = 0; j < after.number; j++)
		{
			Sample		old = sample_of(&before, i);
			Sample		new = sample_of(&after, j);

			limits[(size_t) i * after.number + j] = change(&old, &new, z).limits;
		}
	for (int old = 0; old < number; old++)
		for (int new = 0; new < number; new++)
		{
			double		true_change = (truths[new].above - truths[new].below -
									   truths[old].above + truths[old].below) / (double) STEPS;
			double		coverage;
			double		width;

			cover(&before, old, &after, new, limits, true_change, &coverage, &width);
			sum += coverage;
			widths += width;
			least = fmin(least, coverage);
		}
	printf("| `%s` | %d, %d | %.3f | %.3f | %.3f |\n", name, n, m, sum / number / number, least, widths / number / number);
	fflush(stdout);
}

int
main(void)
{
	static const int sizes[][2] = {{5, 5}, {10, 10}, {20, 20}, {50, 50}, {10, 100}};

	for (int i = 0; i < 5; i++)
		print_row("nps_change", nps_change, 3, sizes[i][0], sizes[i][1]);
	for (int i = 0; i < 5; i++)
		print_row("csat_change", csat_change, 2, sizes[i][0], sizes[i][1]);
	return 0;
}

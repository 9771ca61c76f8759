/*
 * enumerated.c
 *	  All outcomes of single samples and of changes, each with its exact chance.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "coverage.h"
#include "formulas/probability.h"

#define MOST_TRUTHS 200

/* An outcome of n answers: its shares, its limits, and its chance by truth. */
typedef struct Outcome
{
	double		shares[MOST_POINTS];
	double		mean;
	Limits		limits;
	double	   *chances;
} Outcome;

typedef Limits (*MethodOfDistribution) (const Distribution *answers);

typedef struct Outcomes
{
	int			n;
	int			number;
	Outcome    *outcomes;
} Outcomes;

static void
set_chances(Outcome *outcome, int n, const Truth *truths, int number)
{
	for (int t = 0; t < number; t++)
	{
		double		chance = lgamma(n + 1.0);

		for (int i = 0; i < truths[t].points; i++)
		{
			double		count = outcome->shares[i] * n;

			if (count > 0)
				chance += count * log(truths[t].shares[i]) - lgamma(count + 1);
		}
		outcome->chances[t] = exp(chance);
	}
}

static Limits
limits_of(const Outcome *outcome, int n, const Truth *truth, MethodOfDistribution method)
{
	Distribution answers = {
		.n = n, .lowest = truth->lowest, .points = truth->points, .step = 1, .shares = outcome->shares
	};
	Limits		limits = method(&answers);

	limits.low = fmax(limits.low, truth->lowest);
	limits.high = fmin(limits.high, truth->lowest + truth->points - 1);
	return limits;
}

/* All ways to give the answers that are left to the scores from i on. */
static void
list(Outcomes *all, int *counts, int i, int left, const Truth *truths, int number, MethodOfDistribution method)
{
	int			points = truths->points;
	Outcome    *outcome;

	for (int count = i == points - 1 ? left : 0; i < points - 1 && count <= left; count++)
	{
		counts[i] = count;
		list(all, counts, i + 1, left - count, truths, number, method);
	}
	if (i < points - 1)
		return;
	counts[i] = left;
	if (all->number % 4096 == 0)
		all->outcomes = realloc(all->outcomes, sizeof(Outcome) * (all->number + 4096));
	outcome = &all->outcomes[all->number++];
	outcome->mean = 0;
	for (int j = 0; j < points; j++)
	{
		outcome->shares[j] = (double) counts[j] / all->n;
		outcome->mean += outcome->shares[j] * (truths->lowest + j);
	}
	outcome->chances = malloc(sizeof(double) * number);
	outcome->limits = limits_of(outcome, all->n, truths, method);
	set_chances(outcome, all->n, truths, number);
}

static Outcomes
list_outcomes(int n, const Truth *truths, int number, MethodOfDistribution method)
{
	Outcomes	all = {.n = n};
	int			counts[MOST_POINTS];

	list(&all, counts, 0, n, truths, number, method);
	return all;
}

static void
free_outcomes(Outcomes *all)
{
	for (int i = 0; i < all->number; i++)
		free(all->outcomes[i].chances);
	free(all->outcomes);
}

#define METHOD(name) \
static Limits \
by_##name(const Distribution *answers) \
{ \
	Sample		sample = sample_from(answers); \
\
	return name##_interval(&sample, z); \
}

METHOD(wilson)
METHOD(agresti_coull)
METHOD(score)
METHOD(adjusted_wald)
METHOD(wald)

static Limits
by_mean_score(const Distribution *answers)
{
	return score_limits(answers, z);
}

static Limits
by_student(const Distribution *answers)
{
	Value		mean = mean_value(answers);
	double		error = sqrt(mean_variance(answers) / (answers->n - 1));
	double		middle = answers->lowest + mean.place + mean.rest;
	double		width = -student_quantile((1 - LEVEL) / 2, answers->n - 1) * error;

	return (Limits) {middle - width, middle + width};
}

static void
print_single(const char *name, MethodOfDistribution method, const Truth *truths, int number, int n)
{
	Outcomes	all = list_outcomes(n, truths, number, method);
	Coverage	coverage = {0};
	char		size[20];

	for (int t = 0; t < number; t++)
	{
		double		held = 0;
		double		width = 0;

		for (int i = 0; i < all.number; i++)
		{
			const Outcome *outcome = &all.outcomes[i];

			held += holds(outcome->limits, truths[t].mean) ? outcome->chances[t] : 0;
			width += outcome->chances[t] * (outcome->limits.high - outcome->limits.low);
		}
		add_coverage(&coverage, held, width);
	}
	free_outcomes(&all);
	snprintf(size, sizeof(size), "%d", n);
	print_coverage(name, size, &coverage);
}

/*
 * Changes: MOVER of the limits of each outcome
 */

static void
print_change(const char *name, MethodOfDistribution method, const Truth *truths, int number, int n, int m)
{
	Outcomes	before = list_outcomes(n, truths, number, method);
	Outcomes	after = list_outcomes(m, truths, number, method);
	Coverage   *coverage = calloc(number * number, sizeof(Coverage));
	Coverage	all = {0};
	char		size[20];

	for (int i = 0; i < before.number; i++)
		for (int j = 0; j < after.number; j++)
		{
			const Outcome *a = &before.outcomes[i];
			const Outcome *b = &after.outcomes[j];
			double		change = b->mean - a->mean;
			Limits		limits = {
				change - hypot(b->mean - b->limits.low, a->limits.high - a->mean),
				change + hypot(b->limits.high - b->mean, a->mean - a->limits.low)
			};

			for (int t = 0; t < number * number; t++)
			{
				double		chance = a->chances[t / number] * b->chances[t % number];

				if (holds(limits, truths[t % number].mean - truths[t / number].mean))
					coverage[t].sum += chance;
				coverage[t].width += chance * (limits.high - limits.low);
			}
		}
	for (int t = 0; t < number * number; t++)
		add_coverage(&all, coverage[t].sum, coverage[t].width);
	free_outcomes(&before);
	free_outcomes(&after);
	free(coverage);
	snprintf(size, sizeof(size), "%d, %d", n, m);
	print_coverage(name, size, &all);
}

void
print_singles(void)
{
	static const int sizes[] = {2, 5, 10, 20, 50, 100, 200};
	Truth		truths[MOST_TRUTHS];
	int			number = nps_truths(truths, 20);

	for (int i = 0; i < (quick ? 4 : lengthof(sizes)); i++)
	{
		print_single("NPS, `score`", by_score, truths, number, sizes[i]);
		print_single("NPS, `adjusted-wald`", by_adjusted_wald, truths, number, sizes[i]);
		print_single("NPS, `wald`", by_wald, truths, number, sizes[i]);
	}
	number = csat_truths(truths, 50);
	for (int i = 0; i < lengthof(sizes); i++)
	{
		print_single("CSAT, `wilson`", by_wilson, truths, number, sizes[i]);
		print_single("CSAT, `agresti-coull`", by_agresti_coull, truths, number, sizes[i]);
		print_single("CSAT, `wald`", by_wald, truths, number, sizes[i]);
	}
	number = mean_truths(truths);
	for (int i = 0; i < (quick ? 3 : 5); i++)
	{
		print_single("mean, `score`", by_mean_score, truths, number, sizes[i]);
		print_single("mean, `student`", by_student, truths, number, sizes[i]);
	}
	number = pair_truths(truths);
	for (int i = 0; i < (quick ? 3 : 4); i++)
		print_single("`nps_paired_change`", by_mean_score, truths, number, sizes[i]);
}

void
print_changes(void)
{
	static const int sizes[][2] = {{5, 5}, {10, 10}, {20, 20}, {50, 50}, {10, 100}};
	static const int mean_sizes[][2] = {{2, 2}, {5, 5}, {2, 20}, {10, 10}, {5, 20}};
	Truth		truths[MOST_TRUTHS];
	int			number = nps_truths(truths, 10);

	for (int i = 0; i < (quick ? 2 : lengthof(sizes)); i++)
		print_change("`nps_change`", by_score, truths, number, sizes[i][0], sizes[i][1]);
	number = csat_truths(truths, 10);
	for (int i = 0; i < lengthof(sizes); i++)
		print_change("`csat_change`", by_wilson, truths, number, sizes[i][0], sizes[i][1]);
	number = mean_truths(truths);
	for (int i = 0; i < (quick ? 2 : lengthof(mean_sizes)); i++)
		print_change("`mean_change`", by_mean_score, truths, number, mean_sizes[i][0], mean_sizes[i][1]);
}


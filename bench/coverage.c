/*
 * coverage.c
 *	  How often intervals at 0.95 hold the truth, and how often tests at 0.05
 *	  find a difference that is not there, by the functions of src/formulas.
 *	  From the project's top, all tables of doc/reference.md:
 *
 *		cc -O2 -I src -o /tmp/coverage bench/coverage.c src/formulas/[a-z]*.c -lm && /tmp/coverage
 *
 * and those that take no time with the argument `short`.  Single samples and
 * changes are enumerated: all outcomes, each with its exact chance.  Strata,
 * clusters, weights and groups are drawn, from a seed, so that every run
 * prints the same.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formulas/homogeneity.h"
#include "formulas/probability.h"
#include "formulas/statistics.h"
#include "formulas/strata.h"

#define LEVEL		0.95
#define MOST_POINTS 5
#define MOST_TRUTHS 200
#define lengthof(array) ((int) (sizeof(array) / sizeof((array)[0])))

static double z;

/* A true distribution on the scale from `lowest` on, and its mean. */
typedef struct Truth
{
	int			points;
	int			lowest;
	double		shares[MOST_POINTS];
	double		mean;
} Truth;

/* An outcome of n answers: its shares, its limits, and its chance by truth. */
typedef struct Outcome
{
	double		shares[MOST_POINTS];
	double		mean;
	Limits		limits;
	double	   *chances;
} Outcome;

typedef Limits (*MethodOfDistribution) (const Distribution *answers);

/* Mean, least and width over the truths. */
typedef struct Coverage
{
	double		sum;
	double		least;
	double		width;
	int			truths;
} Coverage;

static void
add_coverage(Coverage *all, double coverage, double width)
{
	all->least = all->truths++ == 0 ? coverage : fmin(all->least, coverage);
	all->sum += coverage;
	all->width += width;
}

static void
print_coverage(const char *name, const char *size, const Coverage *all)
{
	printf("| %s | %s | %.3f | %.3f | %.3f |\n", name, size,
		   all->sum / all->truths, all->least, all->width / all->truths);
	fflush(stdout);
}

static bool
holds(Limits limits, double truth)
{
	/* a limit may differ from a truth that it equals by what was rounded */
	return limits.low <= truth + 1e-9 && limits.high >= truth - 1e-9;
}

/*
 * Truths
 */

static Truth
make_truth(int points, int lowest, const double *shares)
{
	Truth		truth = {.points = points, .lowest = lowest};

	for (int i = 0; i < points; i++)
	{
		truth.shares[i] = shares[i];
		truth.mean += shares[i] * (lowest + i);
	}
	return truth;
}

/* All shares that are multiples of 1 / steps, none of them 0. */
static int
nps_truths(Truth *truths, int steps)
{
	int			number = 0;

	for (int below = 1; below < steps; below++)
		for (int above = 1; above + below < steps; above++)
			truths[number++] = make_truth(3, -1, (double[]) {
				(double) below / steps, (double) (steps - below - above) / steps, (double) above / steps
			});
	return number;
}

static int
csat_truths(Truth *truths, int steps)
{
	int			number = 0;

	for (int above = 1; above < steps; above++)
		truths[number++] = make_truth(2, 0, (double[]) {(double) (steps - above) / steps, (double) above / steps});
	return number;
}

/* On 1 to 5, from half of fives to 98 percent; of the others most give 4. */
static int
mean_truths(Truth *truths)
{
	static const double fives[] = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98};

	for (int i = 0; i < lengthof(fives); i++)
	{
		double		rest = 1 - fives[i];

		truths[i] = make_truth(5, 1, (double[]) {0.1 * rest, 0.1 * rest, 0.2 * rest, 0.6 * rest, fives[i]});
	}
	return lengthof(fives);
}

/*
 * All outcomes
 */

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

/*
 * Single samples
 */

static Sample
sample_of(const Distribution *answers)
{
	const double *shares = answers->shares;

	if (answers->points == 2)
		return make_sample(answers->n, shares[1], shares[0], 0);
	return make_sample(answers->n, shares[2], shares[1], shares[0]);
}

#define METHOD(name) \
static Limits \
by_##name(const Distribution *answers) \
{ \
	Sample		sample = sample_of(answers); \
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

/*
 * What is drawn, by G. Marsaglia's xorshift64, Journal of Statistical Software
 * 8(14), 2003.
 */

static uint64_t seed;

static double
draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 11) * 0x1p-53;
}

static double
draw_normal(void)
{
	return sqrt(-2 * log(1 - draw())) * cos(2 * M_PI * draw());
}

/* A share whose mean is `mean`, alike within a cluster by the correlation rho. */
static double
draw_share(double mean, double rho)
{
	double		weight = (1 - rho) / rho;
	double		parts[2] = {mean * weight, (1 - mean) * weight};

	/* gamma by G. Marsaglia and W. W. Tsang, 2000, after its boost below 1 */
	for (int i = 0; i < 2; i++)
	{
		double		d = parts[i] + 1 - 1.0 / 3;
		double		v;
		double		x;

		do
		{
			x = draw_normal();
			v = pow(fmax(1 + x / sqrt(9 * d), 0), 3);
		} while (v <= 0 || log(1 - draw()) > x * x / 2 + d - d * v + d * log(v));
		parts[i] = d * v * pow(1 - draw(), 1 / parts[i]);
	}
	return parts[0] + parts[1] > 0 ? parts[0] / (parts[0] + parts[1]) : draw() < mean;
}

static int
draw_count(int n, double share)
{
	int			count = 0;

	for (int i = 0; i < n; i++)
		count += draw() < share;
	return count;
}

static Sample
share_sample(double n, double share)
{
	return make_sample(n, share, 1 - share, 0);
}

static const double drawn_shares[] = {0.5, 0.7, 0.8, 0.9, 0.95, 0.98};

/* A survey drawn from a population of this CSAT, and its interval. */
typedef Limits (*Survey) (double share, const int *sizes);

static void
print_drawn(const char *name, const char *size, Survey survey, const int *sizes, int runs)
{
	Coverage	all = {0};

	seed = 88172645463325252ULL;
	for (int t = 0; t < lengthof(drawn_shares); t++)
	{
		int			held = 0;
		double		width = 0;

		for (int i = 0; i < runs; i++)
		{
			Limits		limits = survey(drawn_shares[t], sizes);

			held += holds(limits, drawn_shares[t]);
			width += limits.high - limits.low;
		}
		add_coverage(&all, (double) held / runs, width / runs);
	}
	print_coverage(name, size, &all);
}

/* Strata of these sizes, ended by 0, and of equal shares. */
static Limits
strata_survey(double share, const int *sizes)
{
	Strata		strata = {0};
	int			number = 0;
	Sample		sample;

	while (sizes[number] > 0)
		number++;
	for (int i = 0; i < number; i++)
	{
		Sample		stratum = share_sample(sizes[i], (double) draw_count(sizes[i], share) / sizes[i]);

		strata_add(&strata, &stratum, 0, (Added) {1, 1, 0}, 1.0 / number);
	}
	sample = strata_sample(&strata);
	return wilson_interval(&sample, z);
}

/* As many clusters as the first number, of as many answers as the second. */
static Limits
cluster_survey(double share, const int *sizes)
{
	int			m = sizes[0];
	int			n = m * sizes[1];
	double		counts[100];
	double		all = 0;
	double		squares = 0;
	double		error;
	Sample		sample;

	for (int i = 0; i < m; i++)
		all += counts[i] = draw_count(sizes[1], draw_share(share, 0.2));
	for (int i = 0; i < m; i++)
		squares += pow(counts[i] - all / m, 2);
	error = sqrt(m / (m - 1.0) * squares) / n;
	sample = share_sample(n, all / n);
	sample.n = effective_number(sample_variance(&sample), error, n);
	sample = with_student(sample, m - 1, LEVEL);
	return wilson_interval(&sample, z);
}

/* Answers whose weights are lognormal of sigma 1. */
static Limits
weighted_survey(double share, const int *sizes)
{
	double		values[200];
	double		weights[200];
	double		weight = 0;
	double		squares = 0;
	double		above = 0;
	double		residuals = 0;
	int			n = sizes[0];
	Sample		sample;

	for (int i = 0; i < n; i++)
	{
		values[i] = draw() < share;
		weights[i] = exp(draw_normal());
		weight += weights[i];
		squares += weights[i] * weights[i];
		above += weights[i] * values[i];
	}
	for (int i = 0; i < n; i++)
		residuals += pow(weights[i] * (values[i] - above / weight), 2);
	sample = share_sample(weight * weight / squares, above / weight);
	sample.n = effective_number(sample_variance(&sample), sqrt(n / (n - 1.0) * residuals) / weight, sample.n);
	return wilson_interval(&sample, z);
}

/*
 * As many answers on 1 to 5, of which so many give 5 and most others 4; the
 * limits are shifted by what the mean differs from the share.
 */
static Limits
mean_survey(double share, const int *sizes)
{
	static const double others[] = {0.1, 0.2, 0.4, 1};
	double		shares[MOST_POINTS] = {0};
	double		mean = 5 * share + (1 - share) * (0.1 + 0.2 + 0.6 + 2.4);
	Limits		limits;

	for (int i = 0; i < sizes[0]; i++)
	{
		int			score = 4;

		if (draw() >= share)
		{
			double		other = draw();

			for (score = 0; other >= others[score]; score++)
				;
		}
		shares[score] += 1.0 / sizes[0];
	}
	limits = score_limits(&(Distribution) {
		.n = sizes[0], .lowest = 1, .points = 5, .step = 1, .shares = shares
	}, z);
	return (Limits) {limits.low + share - mean, limits.high + share - mean};
}

/* How often groups of these sizes, ended by 0, seem to differ at 0.05. */
static void
print_groups(const char *name, const int *sizes, int runs)
{
	double		rates[2][lengthof(drawn_shares)] = {0};

	seed = 88172645463325252ULL;
	for (int t = 0; t < lengthof(drawn_shares); t++)
		for (int run = 0; run < runs; run++)
		{
			GroupSizes	groups = {0};
			double		above = 0;
			double		squares = 0;
			double		least = sizes[0];
			double		share;
			double		statistic = 0;

			for (const int *size = sizes; *size > 0; size++)
			{
				double		count = draw_count(*size, drawn_shares[t]);

				groups.number++;
				groups.n += *size;
				groups.reciprocals += 1.0 / *size;
				least = fmin(least, *size);
				above += count;
				squares += count * count / *size;
			}
			share = above / groups.n;
			if (share > 0 && share < 1)
				statistic = (squares - above * share) / (share * (1 - share));
			if (statistic > 0)
			{
				double		chi_square = chi_square_upper(statistic, groups.number - 1);

				least *= fmin(share, 1 - share);
				rates[0][t] += chi_square < 1 - LEVEL;
				rates[1][t] += (least < 5 ? homogeneity_p_value(statistic, &groups, 1 / (share * (1 - share)) - 3) :
								chi_square) < 1 - LEVEL;
			}
		}
	printf("| `csat_homogeneity` | %s |", name);
	for (int i = 0; i < 2; i++)
	{
		double		sum = 0;
		double		most = 0;

		for (int t = 0; t < lengthof(drawn_shares); t++)
		{
			sum += rates[i][t] / runs / lengthof(drawn_shares);
			most = fmax(most, rates[i][t] / runs);
		}
		printf(" %.3f | %.3f |", sum, most);
	}
	printf("\n");
	fflush(stdout);
}

static void
print_singles(bool all)
{
	static const int sizes[] = {2, 5, 10, 20, 50, 100, 200};
	Truth		truths[MOST_TRUTHS];
	int			number = nps_truths(truths, 20);

	for (int i = 0; i < (all ? lengthof(sizes) : 4); i++)
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
	for (int i = 0; i < (all ? 5 : 3); i++)
	{
		print_single("mean, `score`", by_mean_score, truths, number, sizes[i]);
		print_single("mean, `student`", by_student, truths, number, sizes[i]);
	}
}

static void
print_changes(bool all)
{
	static const int sizes[][2] = {{5, 5}, {10, 10}, {20, 20}, {50, 50}, {10, 100}};
	static const int mean_sizes[][2] = {{2, 2}, {5, 5}, {2, 20}, {10, 10}, {5, 20}};
	Truth		truths[MOST_TRUTHS];
	int			number = nps_truths(truths, 10);

	for (int i = 0; i < (all ? lengthof(sizes) : 2); i++)
		print_change("`nps_change`", by_score, truths, number, sizes[i][0], sizes[i][1]);
	number = csat_truths(truths, 10);
	for (int i = 0; i < lengthof(sizes); i++)
		print_change("`csat_change`", by_wilson, truths, number, sizes[i][0], sizes[i][1]);
	number = mean_truths(truths);
	for (int i = 0; i < (all ? lengthof(mean_sizes) : 2); i++)
		print_change("`mean_change`", by_mean_score, truths, number, mean_sizes[i][0], mean_sizes[i][1]);
}

static void
print_all_drawn(void)
{
	static const int twenties[] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0};
	static const int mixed[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 0};
	static const int two[] = {5, 200, 0};
	static const int three[] = {30, 100, 300, 0};
	static const int tiny[] = {200, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0};
	static const int small[] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 0};
	static const int large[] = {50, 50, 50, 50, 0};
	static const int answers[] = {10, 20, 50, 200};
	static const int clusters[] = {2, 3, 5, 10, 30, 100};
	char		size[20];
	int			runs = 10000;

	print_drawn("mean, `score`", "100", mean_survey, (int[]) {100}, runs);
	print_drawn("mean, `score`", "200", mean_survey, (int[]) {200}, runs);
	print_drawn("`stratified_csat`", "20 of 2", strata_survey, twenties, runs);
	print_drawn("`stratified_csat`", "10 of 1, 10 of 10", strata_survey, mixed, runs);
	print_drawn("`stratified_csat`", "5, 200", strata_survey, two, runs);
	print_drawn("`stratified_csat`", "30, 100, 300", strata_survey, three, runs);
	for (int i = 0; i < lengthof(clusters); i++)
	{
		snprintf(size, sizeof(size), "%d of 20", clusters[i]);
		print_drawn("`clustered_csat`", size, cluster_survey, (int[]) {clusters[i], 20}, runs);
	}
	for (int i = 0; i < lengthof(answers); i++)
	{
		snprintf(size, sizeof(size), "%d", answers[i]);
		print_drawn("weighted CSAT", size, weighted_survey, &answers[i], runs);
	}
	print_groups("200 and 20 of 1", tiny, runs);
	print_groups("10 of 5", small, runs);
	print_groups("4 of 50", large, runs);
}

int
main(int argc, char **argv)
{
	bool		all = argc < 2 || strcmp(argv[1], "short") != 0;

	z = level_quantile(LEVEL);
	print_singles(all);
	print_changes(all);
	print_all_drawn();
	return 0;
}

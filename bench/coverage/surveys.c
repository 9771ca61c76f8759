/*
 * surveys.c
 *	  How often intervals of surveys that are drawn hold the truth.
 */
#include <math.h>
#include <stdio.h>

#include "coverage.h"
#include "formulas/strata.h"

/* A survey of these sizes, and its interval. */
typedef Limits (*Survey) (const Truth *truth, const Sizes *sizes);

/* The default interval. */
static Limits
limits_of(const Sample *sample, const Truth *truth)
{
	return truth->points == 2 ? wilson_interval(sample, z) : score_interval(sample, z);
}

static Limits
simple(const Truth *truth, const Sizes *sizes)
{
	double		shares[MOST_POINTS];
	Distribution answers = draw_answers(sizes->sizes[0], truth, shares);

	return score_limits(&answers, z);
}

/* Strata of equal shares. */
static Limits
stratified(const Truth *truth, const Sizes *sizes)
{
	Strata		strata = {0};
	Sample		sample;

	for (int i = 0; i < sizes->number; i++)
	{
		Sample		stratum = draw_sample(sizes->sizes[i], truth);

		strata_add(&strata, &stratum, 0, truth->points == 2 ? csat.added : nps.added, 1.0 / sizes->number);
	}
	sample = strata_sample(&strata);
	return limits_of(&sample, truth);
}

/* Clusters of one size, the answers of which have a correlation of 0.2. */
static Limits
clustered(const Truth *truth, const Sizes *sizes)
{
	int			m = sizes->number;
	Sample		all = {.n = m * sizes->sizes[0]};
	double		scores[MOST_GROUPS];
	double		squares = 0;

	for (int i = 0; i < m; i++)
	{
		Truth		drawn = draw_truth(truth, 0.2);
		Sample		cluster = draw_sample(sizes->sizes[0], &drawn);

		scores[i] = sample_score(&cluster);
		all.above += cluster.above / m;
		all.middle += cluster.middle / m;
		all.below += cluster.below / m;
	}
	for (int i = 0; i < m; i++)
		squares += pow(scores[i] - sample_score(&all), 2);
	all.n = effective_number(sample_variance(&all), sqrt(squares / (m - 1) / m), all.n);
	all = with_student(all, m - 1, LEVEL);
	return limits_of(&all, truth);
}

static Limits
weighted(const Truth *truth, int n, const Weights *weights)
{
	double		squares[3];
	Sample		sample = draw_weighted(n, truth, weights, squares);
	double		residuals = squared_residuals(truth, squares, sample_score(&sample));

	sample.n = effective_number(sample_variance(&sample), sqrt(n / (n - 1.0) * residuals) / sample.n, sample.n);
	return limits_of(&sample, truth);
}

#define WEIGHTED_SURVEY(weights) \
static Limits \
weighted_##weights(const Truth *truth, const Sizes *sizes) \
{ \
	return weighted(truth, sizes->sizes[0], &weights); \
}

WEIGHTED_SURVEY(by_chance)
WEIGHTED_SURVEY(others_heavy)
WEIGHTED_SURVEY(highest_heavy)

static void
print_survey(const char *name, Survey survey, const Scale *scale, const Sizes *sizes)
{
	Coverage	all = {0};

	start_drawing();
	for (int t = 0; t < DRAWN_SHARES; t++)
	{
		Truth		truth = truth_at(scale, drawn_shares[t]);
		int			held = 0;
		double		width = 0;

		for (int i = 0; i < RUNS; i++)
		{
			Limits		limits = survey(&truth, sizes);

			held += holds(limits, truth.mean);
			width += limits.high - limits.low;
		}
		add_coverage(&all, (double) held / RUNS, width / RUNS);
	}
	print_coverage(name, sizes->text, &all);
}

void
print_surveys(void)
{
	static const char strata[] = "5, 200; 20 of 2; 10 of 1, 10 of 10; 30, 100, 300";
	static const char clusters[] = "2 of 20; 3 of 20; 5 of 20; 10 of 20; 30 of 20; 100 of 20";
	static const char weighted[] = "10; 20; 50; 200";
	static const struct
	{
		const char *name;
		Survey		survey;
		const Scale *scale;
		const char *sizes;
	}			rows[] = {
		{"mean, `score`", simple, &stars, "100; 200"},
		{"`stratified_csat`", stratified, &csat, strata},
		{"`stratified_nps`", stratified, &nps, strata},
		{"`clustered_csat`", clustered, &csat, clusters},
		{"`clustered_nps`", clustered, &nps, clusters},
		{"weighted CSAT", weighted_by_chance, &csat, weighted},
		{"the same, others 3 times", weighted_others_heavy, &csat, weighted},
		{"the same, satisfied 3 times", weighted_highest_heavy, &csat, weighted},
		{"weighted NPS", weighted_by_chance, &nps, weighted},
		{"weighted NPS, others 3 times", weighted_others_heavy, &nps, weighted},
		{"the same, promoters 3 times", weighted_highest_heavy, &nps, weighted},
	};
	Sizes		sizes;

	for (int i = 0; i < lengthof(rows); i++)
		for (const char *list = rows[i].sizes; (list = next_sizes(list, &sizes)) != NULL;)
			print_survey(rows[i].name, rows[i].survey, rows[i].scale, &sizes);
}

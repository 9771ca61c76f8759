/*
 * errors.c
 *	  How often tests find what is not there: errors of the first kind.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "coverage.h"
#include "formulas/homogeneity.h"
#include "formulas/normal.h"
#include "formulas/probability.h"
#include "formulas/rank.h"

/* The variance of answers that are all alike, where registers are wide. */
#define ROUNDING	1e-12

/* The least p-value of a test, or of several, of what is not so. */
typedef double (*Test) (const Truth *truth, const Sizes *sizes);

/* Groups whose scores are alike, as src/inference/moments.c sums them. */
typedef struct Groups
{
	GroupSizes	sizes;
	Sample		all;
	bool		weighted;
	double		squared_weights[3];
	double		scores;			/* sum of n score^2 */
	double		places;			/* of n i, the groups standing at 0, 1, 2 ... */
	double		squared_places;
	double		products;		/* of n i score */
} Groups;

static void
count_group(Groups *groups, const Sample *group)
{
	double		n = group->n;
	Sample	   *all = &groups->all;
	double		sum = all->n + n;
	double		i = groups->sizes.number++;

	*all = make_sample(sum, (all->n * all->above + n * group->above) / sum,
					   (all->n * all->middle + n * group->middle) / sum,
					   (all->n * all->below + n * group->below) / sum);
	groups->sizes.n = sum;
	groups->sizes.least = i == 0 ? n : fmin(groups->sizes.least, n);
	groups->sizes.reciprocals += 1 / n;
	groups->scores += n * pow(sample_score(group), 2);
	groups->places += n * i;
	groups->squared_places += n * i * i;
	groups->products += n * i * sample_score(group);
}

/* Weights of all groups but the last, and its weights; NULL for none. */
static Groups
draw_groups(const Truth *truth, const Sizes *sizes, const Weights *others, const Weights *last)
{
	Groups		groups = {.weighted = last != NULL};

	for (int i = 0; i < sizes->number; i++)
	{
		int			n = sizes->sizes[i];
		const Weights *weights = i < sizes->number - 1 ? others : last;
		double		squares[3];
		Sample		group = weights ? draw_weighted(n, truth, weights, squares) : draw_sample(n, truth);

		count_group(&groups, &group);
		for (int j = 0; weights && j < truth->points; j++)
			groups.squared_weights[j] += squares[j];
	}
	return groups;
}

static double
variance_of(const Groups *groups, const Truth *truth)
{
	double		score = sample_score(&groups->all);

	return groups->weighted ? squared_residuals(truth, groups->squared_weights, score) / groups->all.n :
		sample_variance(&groups->all);
}

static double
statistic_of(const Groups *groups, const Truth *truth)
{
	double		variance = variance_of(groups, truth);

	return variance > ROUNDING ?
		fmax(groups->scores - groups->all.n * pow(sample_score(&groups->all), 2), 0) / variance : 0;
}

static double
by_chi_square(const Truth *truth, const Sizes *sizes)
{
	Groups		groups = draw_groups(truth, sizes, NULL, NULL);

	return chi_square_upper(statistic_of(&groups, truth), groups.sizes.number - 1);
}

static double
differ(const Truth *truth, const Groups *groups)
{
	double		statistic = statistic_of(groups, truth);

	return statistic > 0 ? homogeneity_p_value(statistic, &groups->sizes, &groups->all) : 1;
}

static double
rise(const Truth *truth, const Groups *groups)
{
	double		variance = variance_of(groups, truth);
	double		x_score = groups->products - groups->places * sample_score(&groups->all);
	double		x_x = groups->squared_places - groups->places * groups->places / groups->all.n;

	return variance > ROUNDING ? normal_two_sided_p(x_score / sqrt(x_x * variance)) : 1;
}

#define GROUPS_TEST(name, test, others, last) \
static double \
name(const Truth *truth, const Sizes *sizes) \
{ \
	Groups		groups = draw_groups(truth, sizes, others, last); \
\
	return test(truth, &groups); \
}

GROUPS_TEST(groups_differ, differ, NULL, NULL)
GROUPS_TEST(weighted_differ, differ, &by_chance, &by_chance)
GROUPS_TEST(others_heavy_differ, differ, &others_heavy, &others_heavy)
GROUPS_TEST(highest_heavy_differ, differ, &highest_heavy, &highest_heavy)
GROUPS_TEST(last_differs, differ, &alike, &by_chance)
GROUPS_TEST(groups_rise, rise, NULL, NULL)
GROUPS_TEST(others_heavy_rise, rise, &others_heavy, &others_heavy)

/* p-values of each sample's change from the one before, in ascending order. */
static int
changes(const Truth *truth, const Sizes *sizes, double *p_values)
{
	double		shares[2][MOST_POINTS];
	Distribution before = draw_answers(sizes->sizes[0], truth, shares[0]);

	for (int i = 1; i < sizes->number; i++)
	{
		Distribution after = draw_answers(sizes->sizes[i], truth, shares[i % 2]);
		Value		old = mean_value(&before);
		Value		new = mean_value(&after);
		double		p = score_change(&before, &after, z, new.place - old.place + (new.rest - old.rest)).p_value;
		int			place = i - 1;

		for (; place > 0 && p_values[place - 1] > p; place--)
			p_values[place] = p_values[place - 1];
		p_values[place] = p;
		before = after;
	}
	return sizes->number - 1;
}

static double
change(const Truth *truth, const Sizes *sizes)
{
	double		p_values[MOST_GROUPS];

	changes(truth, sizes, p_values);
	return p_values[0];
}

static double
change_by_holm(const Truth *truth, const Sizes *sizes)
{
	double		p_values[MOST_GROUPS];
	int			number = changes(truth, sizes, p_values);

	return number * p_values[0];
}

static double
change_by_benjamini_hochberg(const Truth *truth, const Sizes *sizes)
{
	double		p_values[MOST_GROUPS];
	int			number = changes(truth, sizes, p_values);
	double		least = 1;

	for (int i = 0; i < number; i++)
		least = fmin(least, number * p_values[i] / (i + 1));
	return least;
}

static double
rank_change(const Truth *truth, const Sizes *sizes)
{
	double		leads[MOST_POINTS];
	DoubleDouble exact[2][MOST_POINTS];
	RankedAnswers sides[2];

	for (int i = 0; i < 2; i++)
	{
		double		shares[MOST_POINTS];

		draw_answers(sizes->sizes[i], truth, shares);
		for (int j = 0; j < truth->points; j++)
			exact[i][j] = dd_of(shares[j]);
		sides[i] = (RankedAnswers) {sizes->sizes[i], truth->points, exact[i]};
	}
	return normal_two_sided_p(rank_z(&sides[0], &sides[1], leads_over(&sides[1], &sides[0], leads).high / 2));
}

/* Mean and most over the truths. */
static void
print_error(const char *name, Test test, const Scale *scale, const Sizes *sizes)
{
	double		sum = 0;
	double		most = 0;

	start_drawing();
	for (int t = 0; t < DRAWN_SHARES; t++)
	{
		Truth		truth = truth_at(scale, drawn_shares[t]);
		int			found = 0;

		for (int run = 0; run < RUNS; run++)
			found += test(&truth, sizes) < 1 - LEVEL;
		sum += (double) found / RUNS / DRAWN_SHARES;
		most = fmax(most, (double) found / RUNS);
	}
	printf("| %s | %s | %.3f | %.3f |\n", name, sizes->text, sum, most);
	fflush(stdout);
}

void
print_errors(void)
{
	static const char two[] = "2, 100; 5, 5; 5, 100; 10, 100; 20, 20; 50, 200";
	static const char groups[] = "200, 20 of 1; 10 of 5; 10 of 20; 4 of 50; 30, 100, 300";
	static const struct
	{
		const char *name;
		Test		test;
		const Scale *scale;
		const char *sizes;
	}			rows[] = {
		{"p-value of `csat_change`", change, &csat, two},
		{"p-value of `nps_change`", change, &nps, two},
		{"p-value of `mean_change`", change, &stars, two},
		{"p-value of `rank_change`", rank_change, &stars, two},
		{"chi-square alone", by_chi_square, &csat, groups},
		{"`csat_homogeneity`", groups_differ, &csat, groups},
		{"`nps_homogeneity`", groups_differ, &nps, groups},
		{"weighted `csat_homogeneity`", weighted_differ, &csat, groups},
		{"the same, others 3 times", others_heavy_differ, &csat, groups},
		{"the same, satisfied 3 times", highest_heavy_differ, &csat, groups},
		{"the same, weights of 1 but in the last group", last_differs, &csat, "80, 20; 200, 20; 20, 200; 100, 100, 100, 20"},
		{"weighted `nps_homogeneity`", weighted_differ, &nps, groups},
		{"`csat_trend`", groups_rise, &csat, groups},
		{"`nps_trend`", groups_rise, &nps, groups},
		{"weighted `csat_trend`, others 3 times", others_heavy_rise, &csat, groups},
		{"any of 12 changes of CSAT", change, &csat, "13 of 50"},
		{"the same by `holm`", change_by_holm, &csat, "13 of 50"},
		{"the same by `benjamini-hochberg`", change_by_benjamini_hochberg, &csat, "13 of 50"},
	};
	Sizes		sizes;

	for (int i = 0; i < lengthof(rows); i++)
		for (const char *list = rows[i].sizes; (list = next_sizes(list, &sizes)) != NULL;)
			print_error(rows[i].name, rows[i].test, rows[i].scale, &sizes);
}

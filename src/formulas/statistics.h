/*
 * statistics.h
 *	  The formulas of survey statistics, on shares and not on a type: what
 *	  they need of any tally is a Sample.  Needs libm alone, so that it can be
 *	  tested without a server.
 */
#ifndef CSAT_STATISTICS_H
#define CSAT_STATISTICS_H

#include "formulas/score_method.h"

/*
 * Answers in three categories that are worth 1, 0 and -1: promoters, passives
 * and detractors, or satisfied and not satisfied with none below.  The score
 * is their mean value, a proportion from -1 to 1.
 */
typedef struct Sample
{
	double		n;				/* answers; the effective number if weighted */
	double		above;			/* shares of the three categories */
	double		middle;
	double		below;
	double		standard_error; /* of the score */
} Sample;

/* How an interval is computed: z is the normal quantile of its level. */
typedef Limits (*IntervalMethod) (const Sample *sample, double z);

static inline double
sample_score(const Sample *sample)
{
	return sample->above - sample->below;
}

/*
 * The variance of one answer's value, above + below - (above - below)^2,
 * written so that nothing cancels where nearly all answers are in one
 * category.
 */
static inline double
sample_variance(const Sample *sample)
{
	return (sample->above + sample->below) * sample->middle +
		4 * sample->above * sample->below;
}

extern double level_quantile(double level);
extern Sample make_sample(double n, double above, double middle, double below);
extern Sample add_answers(const Sample *sample, double above, double middle, double below);

/*
 * The sum of n (x - shift)^2 from the sums of n x^2, n x and n: 0 where only
 * rounding is left.
 */
extern double shifted_squares(double squares, double products, double n, double shift);

/* The shares of a sample as those of a scale: 0 and 1; -1, 0 and 1. */
typedef Distribution (*ScaleOfSample) (const Sample *sample, double shares[3]);
extern Distribution two_categories(const Sample *sample, double shares[3]);
extern Distribution three_categories(const Sample *sample, double shares[3]);

extern Limits wald_interval(const Sample *sample, double z);
extern Limits wilson_interval(const Sample *sample, double z);
extern Limits agresti_coull_interval(const Sample *sample, double z);
extern Limits adjusted_wald_interval(const Sample *sample, double z);
extern Limits score_interval(const Sample *sample, double z);

/* z of the tests that 'wilson' and 'score' are the intervals of */
extern double csat_test(const Sample *sample, double target);
extern double nps_test(const Sample *sample, double target);

extern Change nps_change(const Sample *before, const Sample *after, double z);
extern Change csat_change(const Sample *before, const Sample *after, double z);

#endif							/* CSAT_STATISTICS_H */

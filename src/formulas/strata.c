/*
 * strata.c
 *	  The score of a population in strata: W. G. Cochran, Sampling Techniques,
 *	  1977, chapter 5.
 */
#include <math.h>

#include "formulas/strata.h"

/* The share squared times a variance, which a share of 0 makes 0. */
static double
share_of_variance(double share, double variance)
{
	return share > 0 ? share * share * variance : 0;
}

/*
 * Count in a stratum whose score has this variance, infinite where it is
 * unknown.  Intervals have that of some answers more: without them a stratum
 * where all agree would seem to be known for certain.
 */
void
strata_add(Strata *strata, const Sample *stratum, double variance, Added added, double share)
{
	Sample		adjusted = add_answers(stratum, added);

	strata->number++;
	strata->shares += share;
	strata->above += share * stratum->above;
	strata->middle += share * stratum->middle;
	strata->below += share * stratum->below;
	strata->variance += share_of_variance(share, variance);
	strata->adjusted += share_of_variance(share, sample_variance(&adjusted) / stratum->n);
	strata->kish += share * share / stratum->n;
}

void
strata_merge(Strata *strata, const Strata *other)
{
	strata->number += other->number;
	strata->shares += other->shares;
	strata->above += other->above;
	strata->middle += other->middle;
	strata->below += other->below;
	strata->variance += other->variance;
	strata->adjusted += other->adjusted;
	strata->kish += other->kish;
}

/*
 * The population as a simple random sample that has the error of the strata
 * with answers added, or as many answers as Kish has it where all agree.
 */
Sample
strata_sample(const Strata *strata)
{
	double		shares = strata->shares;
	Sample		sample = make_sample(shares * shares / strata->kish, strata->above / shares,
									 strata->middle / shares, strata->below / shares);

	if (sample_variance(&sample) > 0)
		sample.n = sample_variance(&sample) / (strata->adjusted / shares / shares);
	sample.standard_error = sqrt(strata->variance) / shares;
	return sample;
}

/*
 * strata.h
 *	  The score of a population in strata.  Needs libm alone.
 */
#ifndef CSAT_FORMULAS_STRATA_H
#define CSAT_FORMULAS_STRATA_H

#include "formulas/statistics.h"

/* Sums over the strata that have answers, all of shares or of proportions. */
typedef struct Strata
{
	double		number;
	double		shares;
	double		above;			/* share times that of its answers above */
	double		middle;
	double		below;
	double		variance;		/* (share times standard error)^2 */
	double		adjusted;		/* the same with answers added */
	double		kish;			/* share^2 / n */
} Strata;

extern void strata_add(Strata *strata, const Sample *stratum, double variance,
					   Added added, double share);
extern void strata_merge(Strata *strata, const Strata *other);
extern Sample strata_sample(const Strata *strata);

#endif							/* CSAT_FORMULAS_STRATA_H */

/*
 * homogeneity.h
 *	  Do groups of answers differ?  The chance of a chi-square statistic, where
 *	  groups are small too.  Needs libm alone.
 */
#ifndef CSAT_FORMULAS_HOMOGENEITY_H
#define CSAT_FORMULAS_HOMOGENEITY_H

#include "formulas/statistics.h"

typedef struct GroupSizes
{
	double		number;			/* of groups */
	double		n;				/* answers of all */
	double		least;			/* answers of the smallest group */
	double		reciprocals;	/* sum of 1 / n of a group */
} GroupSizes;

extern double least_expected(const GroupSizes *sizes, const Sample *all);
extern double homogeneity_p_value(double statistic, const GroupSizes *sizes, const Sample *all);

#endif							/* CSAT_FORMULAS_HOMOGENEITY_H */

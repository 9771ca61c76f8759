/*
 * homogeneity.h
 *	  The distribution of chi-square where groups are small.  Needs libm alone.
 */
#ifndef CSAT_FORMULAS_HOMOGENEITY_H
#define CSAT_FORMULAS_HOMOGENEITY_H

typedef struct GroupSizes
{
	double		number;			/* of groups */
	double		n;				/* answers of all */
	double		reciprocals;	/* sum of 1 / n of a group */
} GroupSizes;

extern double homogeneity_p_value(double statistic, const GroupSizes *sizes, double kurtosis);

#endif							/* CSAT_FORMULAS_HOMOGENEITY_H */

/*
 * rank.h
 *	  Two sets of answers by their order alone.  Needs libm alone.
 */
#ifndef CSAT_FORMULAS_RANK_H
#define CSAT_FORMULAS_RANK_H

#include "formulas/double_double.h"

/* The answers on a scale. */
typedef struct RankedAnswers
{
	double		n;				/* answers; the effective number if weighted */
	int			points;
	const DoubleDouble *shares; /* of the answers, the lowest score's first */
} RankedAnswers;

extern DoubleDouble leads_over(const RankedAnswers *side, const RankedAnswers *other,
							   double *leads);
extern double rank_z(const RankedAnswers *before, const RankedAnswers *after, double excess);

#endif							/* CSAT_FORMULAS_RANK_H */

/*
 * moments.h
 *	  Groups of answers, one tally each and at a place x each: their number,
 *	  means, and how score and place vary and go together.
 */
#ifndef CSAT_MOMENTS_H
#define CSAT_MOMENTS_H

#include "formulas/double_double.h"
#include "inference/design.h"
#include "inference/inference.h"

/*
 * The state of an aggregate, all doubles.  n is the number of a group's
 * answers, Kish's of weighted ones, and what means and deviations are
 * weighted with.
 */
typedef struct Moments
{
	double		number;			/* of groups */
	double		least;			/* the smallest n */
	double		reciprocals;	/* sum of 1 / n */
	DoubleDouble above;			/* sums of n times the categories' shares */
	DoubleDouble middle;
	DoubleDouble below;
	DoubleDouble above_squares; /* of weights, n in each group */
	DoubleDouble middle_squares;
	DoubleDouble below_squares;
	DoubleDouble n;
	DoubleDouble n_squared;		/* sum of n^2 */
	DoubleDouble weight;		/* of all answers */
	DoubleDouble net;			/* weight above less that below */
	DoubleDouble x;				/* means */
	DoubleDouble score;
	DoubleDouble x_x;			/* sums of n times products of deviations */
	DoubleDouble x_score;
	DoubleDouble score_score;
} Moments;

extern PGDLLEXPORT Datum score_moments_combine(PG_FUNCTION_ARGS);
extern ArrayType *add_group(FunctionCallInfo fcinfo, const Answers *answers, double x);
extern const Moments *moments_argument(FunctionCallInfo fcinfo);
extern Sample moments_sample(const Moments *moments);
extern double moments_variance(const Moments *moments);

#endif							/* CSAT_MOMENTS_H */

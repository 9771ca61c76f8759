/*
 * coverage.h
 *	  What surveys are drawn from or enumerated of, and how often their
 *	  intervals hold the truth.
 */
#ifndef CSAT_COVERAGE_H
#define CSAT_COVERAGE_H

#include <stdbool.h>

#include "formulas/statistics.h"

#define LEVEL		0.95
#define MOST_POINTS 5
#define MOST_GROUPS 100
#define RUNS		10000
#define lengthof(array) ((int) (sizeof(array) / sizeof((array)[0])))

/* A scale, and what those answer who do not give the highest score. */
typedef struct Scale
{
	int			points;
	int			lowest;
	double		others[MOST_POINTS];
	Added		added;			/* to a stratum's answers */
} Scale;

extern const Scale csat;
extern const Scale nps;
extern const Scale stars;

/* A true distribution on the scale from `lowest` on, and its mean. */
typedef struct Truth
{
	int			points;
	int			lowest;
	double		shares[MOST_POINTS];
	double		mean;
} Truth;

#define DRAWN_SHARES 6
extern const double drawn_shares[DRAWN_SHARES];

/* Mean, least and width over the truths. */
typedef struct Coverage
{
	double		sum;
	double		least;
	double		width;
	int			truths;
} Coverage;

extern double z;
extern bool quick;				/* leave out what takes long */

/* truths.c */
extern Truth make_truth(int points, int lowest, const double *shares);
extern Truth truth_at(const Scale *scale, double share);
extern int	nps_truths(Truth *truths, int steps);
extern int	csat_truths(Truth *truths, int steps);
extern int	mean_truths(Truth *truths);
extern int	pair_truths(Truth *truths);
extern Sample sample_from(const Distribution *answers);
extern bool holds(Limits limits, double truth);
extern void add_coverage(Coverage *all, double coverage, double width);
extern void print_coverage(const char *name, const char *size, const Coverage *all);

/* enumerated.c */
extern void print_singles(void);
extern void print_changes(void);

/* draw.c */
typedef struct Weights
{
	double		highest;		/* weight of an answer with the highest score */
	double		others;
	double		sigma;			/* times a lognormal */
} Weights;

extern const Weights alike;
extern const Weights by_chance;
extern const Weights others_heavy;
extern const Weights highest_heavy;

extern void start_drawing(void);
extern Distribution draw_answers(int n, const Truth *truth, double *shares);
extern Truth draw_truth(const Truth *truth, double rho);
extern Sample draw_sample(int n, const Truth *truth);
extern Sample draw_weighted(int n, const Truth *truth, const Weights *weights, double squares[3]);
extern double squared_residuals(const Truth *truth, const double squares[3], double score);

/* sizes.c: lists of sizes as they are written, "200, 20 of 1" */
typedef struct Sizes
{
	char		text[80];
	int			number;
	int			sizes[MOST_GROUPS];
} Sizes;

extern const char *next_sizes(const char *list, Sizes *sizes);

/* surveys.c, errors.c */
extern void print_surveys(void);
extern void print_errors(void);

#endif							/* CSAT_COVERAGE_H */

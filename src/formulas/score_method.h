/*
 * score_method.h
 *	  Limits, tests and changes of a mean by the score method, on any scale:
 *	  of CSAT and NPS as well, which are means of two and three values.  Needs
 *	  libm alone.
 */
#ifndef CSAT_SCORE_METHOD_H
#define CSAT_SCORE_METHOD_H

/* In the unit of the scale; what is computed may lie beyond what can be. */
typedef struct Limits
{
	double		low;
	double		high;
} Limits;

typedef struct Change
{
	Limits		limits;
	double		p_value;
} Change;

/* The answers of a sample on a scale whose scores are 1 apart. */
typedef struct Distribution
{
	double		n;				/* answers; the effective number if weighted */
	int			lowest;			/* the lowest score */
	int			points;			/* how many scores there are */
	int			step;			/* 1, or -1 to read the shares from the end */
	const double *shares;		/* of the answers, the lowest score's first */
} Distribution;

/*
 * A value of the scale as the nearest of its scores and what is left: near a
 * score that has more digits than one number would.
 */
typedef struct Value
{
	int			place;			/* of the score, the lowest having 0 */
	double		rest;
} Value;

extern Value mean_value(const Distribution *answers);
extern double mean_variance(const Distribution *answers);
extern double mean_difference(const Distribution *before, const Distribution *after);

extern Limits score_limits(const Distribution *answers, double z);
extern double score_test(const Distribution *answers, Value theta);
extern Change score_change(const Distribution *before, const Distribution *after, double z);

#endif							/* CSAT_SCORE_METHOD_H */

/*
 * inference.h
 *	  What SQL functions of statistical inference share: the two scores, a
 *	  tally's answers as a sample, and results as numeric.
 */
#ifndef CSAT_INFERENCE_H
#define CSAT_INFERENCE_H

#include "postgres.h"

#include "fmgr.h"

#include "formulas/statistics.h"
#include "read/metrics.h"
#include "read/numeric_math.h"

typedef struct Method
{
	const char *name;
	IntervalMethod interval;
} Method;

/* Answers added to a sample that may be too small to have a variance. */
typedef struct Added
{
	double		above;
	double		middle;
	double		below;
} Added;

/* One of the two scores, and how it is inferred. */
typedef struct Question
{
	Answers		(*read) (const Tally *tally);
	Datum		(*score) (const Answers *answers);	/* in points */
	double		(*test) (const Sample *sample, double target);	/* z */
	Change		(*change) (const Sample *before, const Sample *after, double z);
	const Method *methods;		/* the default first, NULL last */
	Added		added;
	double		lowest;			/* where the score can lie, in points */
	double		highest;
} Question;

extern const Question csat_question;
extern const Question nps_question;

extern double effective_sample_size(const Answers *answers);
extern bool sample_of(const Answers *answers, Sample *sample);
extern double effective_number(double variance, double error, double n);
extern double level_argument(FunctionCallInfo fcinfo, int n);
extern int	method_place(FunctionCallInfo fcinfo, int n, const Method *methods);
extern IntervalMethod method_argument(FunctionCallInfo fcinfo, int n, const Method *methods);

/* Proportions in points. */
static inline Limits
in_points(Limits limits)
{
	return (Limits) {100 * limits.low, 100 * limits.high};
}

extern Datum figure_range(FunctionCallInfo fcinfo, Limits limits,
						  double lowest, double highest);
extern Datum figure_row(FunctionCallInfo fcinfo, const Datum *values, int count);
extern Datum change_row(FunctionCallInfo fcinfo, Datum change, Limits limits,
						double p_value, double level);

#endif							/* CSAT_INFERENCE_H */

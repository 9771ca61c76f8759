/*
 * inference.h
 *	  What SQL functions of statistical inference share: the two scores, a
 *	  tally's answers as a sample, and results as numeric.
 */
#ifndef CSAT_INFERENCE_H
#define CSAT_INFERENCE_H

#include "postgres.h"

#include "fmgr.h"

#include "formulas/double_double.h"
#include "formulas/statistics.h"
#include "read/metrics.h"
#include "read/numeric_math.h"

typedef struct Method
{
	const char *name;
	IntervalMethod interval;
} Method;

/* One of the two scores, and how it is inferred. */
typedef struct Question
{
	Answers		(*read) (const Tally *tally);
	Datum		(*score) (const Answers *answers);	/* in points */
	double		(*test) (const Sample *sample, double target, double difference);	/* z */
	Change		(*change) (const Sample *before, const Sample *after, double z,
						   double difference);
	const Method *methods;		/* the default first, NULL last */
	Added		added;
	double		lowest;			/* where the score can lie, in points */
	double		highest;
} Question;

extern const Question csat_question;
extern const Question nps_question;

extern double effective_sample_size(const Answers *answers);
extern DoubleDouble exact_score(const Answers *answers);
extern bool sample_of(const Answers *answers, Sample *sample);
extern void notice_share(const char *what, double csat);
extern double level_argument(FunctionCallInfo fcinfo, int n);
extern double nps_variance_argument(FunctionCallInfo fcinfo, int n);
extern int64 population_argument(FunctionCallInfo fcinfo, int n);
extern int	method_place(FunctionCallInfo fcinfo, int n, const Method *methods);
extern IntervalMethod method_argument(FunctionCallInfo fcinfo, int n, const Method *methods);

/* The weight of answers; without weights their number, to the last one. */
static inline DoubleDouble
exact_weight(const ResponseSums *sums, bool weighted)
{
	return weighted ? dd_sum_of(sums->weight, sums->weight_rest) : dd_of_whole(sums->responses);
}

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

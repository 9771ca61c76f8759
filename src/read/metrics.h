/*
 * metrics.h
 *	  The answers of a tally by category, and the scores computed from them.
 */
#ifndef CSAT_METRICS_H
#define CSAT_METRICS_H

#include "tally/tally.h"

/*
 * The answers to a question: all of them, and those in its categories above,
 * satisfied or promoters, and below, dissatisfied or detractors.  Without
 * weights each answer weighs 1.
 */
typedef struct Answers
{
	ResponseSums all;
	ResponseSums above;
	ResponseSums middle;
	ResponseSums below;
	bool		weighted;
} Answers;

/* False if there are no answers, or none that weighs anything. */
static inline bool
answers_exist(const Answers *answers)
{
	return answers->all.weight > 0;
}

extern ResponseSums sums_at(const Tally *tally, int place);
extern Answers read_answers(const Tally *tally, int top, int bottom);
extern Answers answers_of_counts(int64 above, int64 middle, int64 below);
extern Answers csat_answers(const Tally *tally);
extern Answers nps_answers(const Tally *tally);

extern Datum share_in_percent(const Answers *answers, const ResponseSums *part);
extern Datum csat_percent(const Answers *answers);
extern Datum nps_points(const Answers *answers);

extern double mean_place(const Tally *tally, const Answers *answers);
extern Datum mean_figure(const Tally *tally);

#endif							/* CSAT_METRICS_H */

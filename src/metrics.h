/*
 * metrics.h
 *	  What is read from a tally in more than one room.
 */
#ifndef CSAT_METRICS_H
#define CSAT_METRICS_H

#include "score_tally.h"

/*
 * The answers in the three categories of a question: satisfied, neutral and
 * dissatisfied, or promoters, passives and detractors.
 */
typedef struct Categories
{
	int64		above;
	int64		middle;
	int64		below;
	int64		total;
} Categories;

extern Categories csat_categories(const ScoreTally *tally);
extern Categories nps_categories(const ScoreTally *tally);
extern Datum percentage(int64 part, int64 whole);
extern Datum csat_score(const Categories *answers);
extern Datum nps_score(const Categories *answers);

#endif							/* CSAT_METRICS_H */

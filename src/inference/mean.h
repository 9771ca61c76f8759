/*
 * mean.h
 *	  The mean score of a tally with its standard error, for Student's t.
 */
#ifndef CSAT_MEAN_H
#define CSAT_MEAN_H

#include "inference/inference.h"

/* In the unit of the scale. */
typedef struct Mean
{
	double		mean;
	double		standard_error;
	double		df;				/* degrees of freedom of the error */
} Mean;

extern bool mean_of(const Tally *tally, Mean *mean);
extern Datum student_row(FunctionCallInfo fcinfo, Datum change, const Mean *mean,
						 double level, double most);

#endif							/* CSAT_MEAN_H */

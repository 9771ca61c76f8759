/*
 * mean.h
 *	  The answers of a tally as a sample whose mean is inferred.
 */
#ifndef CSAT_MEAN_H
#define CSAT_MEAN_H

#include "formulas/score_method.h"
#include "inference/inference.h"

typedef struct MeanSample
{
	Distribution answers;		/* on the tally's scale */
	double		shares[SCALE_MAX_POINTS];
	double		responses;
	double		standard_error; /* of the mean; 0 for one answer */
} MeanSample;

extern bool read_mean_sample(const Tally *tally, MeanSample *sample);

#endif							/* CSAT_MEAN_H */

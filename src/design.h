/*
 * design.h
 *	  Shared by the aggregates over answers that are no simple random sample:
 *	  clusters.c, strata.c, and pairs.c.
 */
#ifndef CSAT_DESIGN_H
#define CSAT_DESIGN_H

#include "inference.h"

/* The level of the intervals that aggregates give. */
#define AGGREGATE_LEVEL		0.95

extern Sample design_sample(double n, double above, double middle, double below,
							double standard_error);
extern void design_figures(const Sample *sample, const Question *question, Datum *values);

#endif							/* CSAT_DESIGN_H */

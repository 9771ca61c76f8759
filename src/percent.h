/*
 * percent.h
 *	  Percentages and points as numeric.
 */
#ifndef CSAT_PERCENT_H
#define CSAT_PERCENT_H

#include "postgres.h"

extern Datum percentage(int64 part, int64 whole);
extern Datum points_to_numeric(double points);

#endif							/* CSAT_PERCENT_H */

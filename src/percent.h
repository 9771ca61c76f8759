/*
 * percent.h
 *	  Percentages and other figures as numeric.
 */
#ifndef CSAT_PERCENT_H
#define CSAT_PERCENT_H

#include "postgres.h"

extern Datum percentage(int64 part, int64 all);
extern Datum figure_numeric(double figure);

#endif							/* CSAT_PERCENT_H */

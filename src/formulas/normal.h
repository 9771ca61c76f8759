/*
 * normal.h
 *	  The standard normal distribution.  Needs libm alone, so that it can be
 *	  tested without a server.
 */
#ifndef CSAT_NORMAL_H
#define CSAT_NORMAL_H

extern double normal_quantile(double p);
extern double normal_two_sided_p(double z);

#endif							/* CSAT_NORMAL_H */

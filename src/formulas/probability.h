/*
 * probability.h
 *	  Student's t and the chi-square distribution.  Needs libm alone, so that
 *	  it can be tested without a server.
 */
#ifndef CSAT_PROBABILITY_H
#define CSAT_PROBABILITY_H

extern double student_upper(double t, double df);
extern double student_quantile(double p, double df);
extern double student_two_sided_p(double t, double df);
extern double chi_square_upper(double x, double df);

#endif							/* CSAT_PROBABILITY_H */

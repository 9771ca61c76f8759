/*
 * power.h
 *	  How many answers show a change, and which change so many answers show.
 *	  Needs libm alone, so that it can be tested without a server.
 */
#ifndef CSAT_POWER_H
#define CSAT_POWER_H

extern double shares_change_size(double before, double after, double level, double power);
extern double means_change_size(double change, double variances, double level, double power);
extern double detectable_change(double before, double direction, double answers,
								double level, double power);

#endif							/* CSAT_POWER_H */

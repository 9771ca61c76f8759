/*
 * scale.h
 *	  The scale of a survey question: consecutive whole scores, lowest to
 *	  highest.
 */
#ifndef CSAT_SCALE_H
#define CSAT_SCALE_H

#include "postgres.h"

#include "fmgr.h"

#include "compat.h"

/* What a tally can hold. */
#define SCALE_MIN_POINTS	2
#define SCALE_MAX_POINTS	101
#define SCALE_MIN_SCORE		(-1000)
#define SCALE_MAX_SCORE		1000

/* What csat() takes. */
#define CSAT_MIN_POINTS		2
#define CSAT_MAX_POINTS		10

/* What nps() takes. */
#define NPS_LOWEST			0
#define NPS_POINTS			11
#define NPS_PROMOTER		9	/* promoters give at least this */
#define NPS_DETRACTOR		6	/* detractors give at most this */

/* The scores from `lowest` on, `points` of them. */
typedef struct Scale
{
	int16		lowest;
	uint8		points;
} Scale;

static inline int
scale_highest(Scale scale)
{
	return scale.lowest + scale.points - 1;
}

static inline bool
scale_equal(Scale a, Scale b)
{
	return a.lowest == b.lowest && a.points == b.points;
}

static inline bool
scale_is_csat(Scale scale)
{
	return scale.lowest == 1 && scale.points <= CSAT_MAX_POINTS;
}

static inline bool
scale_is_nps(Scale scale)
{
	return scale.lowest == NPS_LOWEST && scale.points == NPS_POINTS;
}

/*
 * How many of the highest scores of a CSAT scale mean satisfied, and how many
 * of the lowest dissatisfied: the rule of Zendesk and Formbricks.
 */
static inline int
csat_boxes(int points)
{
	return points <= 3 ? 1 : points <= 7 ? 2 : 3;
}

/* The place of `score` on the scale, from 0; if it is not on it, points or more. */
static inline uint32
scale_index(Scale scale, int32 score)
{
	return (uint32) score - (uint32) (int32) scale.lowest;
}

pg_noreturn extern void scales_differ(Scale a, Scale b);

static inline void
check_same_scale(Scale a, Scale b)
{
	if (unlikely(!scale_equal(a, b)))
		scales_differ(a, b);
}

pg_noreturn extern void csat_points_invalid(int points);

extern char *scale_fault(int lowest, int points);
extern Scale scale_between(int32 lowest, int32 highest);
extern void check_csat_scale(Scale scale);
extern void check_nps_scale(Scale scale);

/* The scale of csat(score, points). */
static inline Scale
csat_scale(int points)
{
	if (unlikely(points < CSAT_MIN_POINTS || points > CSAT_MAX_POINTS))
		csat_points_invalid(points);
	return (Scale) {.lowest = 1, .points = points};
}

#endif							/* CSAT_SCALE_H */

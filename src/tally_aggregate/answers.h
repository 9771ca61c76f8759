/*
 * answers.h
 *	  The answers of a batch's rows: for each aggregate state the place of its
 *	  count on the state's scale, or NO_PLACE.
 */
#ifndef CSAT_TALLY_ANSWERS_H
#define CSAT_TALLY_ANSWERS_H

#include "postgres.h"

#include "fmgr.h"

#include "tally/tally.h"
#include "tally_aggregate/batch.h"

/* One aggregate state at work. */
typedef struct TallyState
{
	StateInfo	info;
	Scale		scale;
	int			offset;			/* in a group, of its first count, or sums */
	bool		is_real;		/* are its numbers double precision, */
	int			number_len;		/* or integers of so many bytes? */
	FmgrInfo	transfn;
	FunctionCallInfo call;		/* of the transition function: adds tallies,
									 * and raises the errors of all others */
	Tally	   *tally;			/* room for a result, or NULL for a count */
} TallyState;

extern void set_answers(TallyState *states, int nstates, Batch *batch);

#endif							/* CSAT_TALLY_ANSWERS_H */

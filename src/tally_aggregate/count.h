/*
 * count.h
 *	  Counting answers into groups, and what a group's states come to.
 */
#ifndef CSAT_TALLY_COUNT_H
#define CSAT_TALLY_COUNT_H

#include "postgres.h"

#include "tally_aggregate/answers.h"
#include "tally_aggregate/groups.h"

extern void count_answers(const TallyState *states, int nstates, Batch *batch,
						  GroupTable *table);
extern void merge_groups(const TallyState *states, int nstates, Batch *batch,
						 TallyGroup *const *from, GroupTable *table);
extern Datum state_value(TallyState *state, const GroupTable *table, TallyGroup *group,
						 bool *isnull);

#endif							/* CSAT_TALLY_COUNT_H */

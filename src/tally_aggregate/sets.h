/*
 * sets.h
 *	  Groups by grouping sets, which leave some keys out: they are made of the
 *	  groups by all keys.
 */
#ifndef CSAT_TALLY_SETS_H
#define CSAT_TALLY_SETS_H

#include "postgres.h"

#include "tally_aggregate/count.h"
#include "tally_aggregate/keys.h"
#include "tally_aggregate/spill.h"

/* In the table a set's number comes before the keys, and those left out are NULL. */
#define KEYS_OF_SET(table, group)	(GROUP_KEY(table, group) + 1)

typedef struct GroupSets
{
	const TallyPlan *plan;
	const Keys *keys;
	const TallyState *states;
	Batch	   *batch;			/* a row of it stands for a group that is merged, */
	TallyGroup *from[BATCH_ROWS];	/* and this is that group */
	char	   *read;			/* those that were read from disk */
	GroupTable *table;
	Spill	   *spill;
	GroupIterator iterator;
} GroupSets;

extern GroupSets *sets_create(MemoryContext context, const TallyPlan *plan, const Keys *keys,
							  const TallyState *states, Batch *batch,
							  Size state_size, Size limit);
extern void sets_add(GroupSets *sets, const GroupTable *from);
extern TallyGroup *sets_next(GroupSets *sets, uint32 *left_out);
extern void sets_forget(GroupSets *sets);

#endif							/* CSAT_TALLY_SETS_H */

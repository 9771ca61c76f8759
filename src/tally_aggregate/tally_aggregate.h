/*
 * tally_aggregate.h
 *	  One executor node for grouped tallies, where PostgreSQL would put its
 *	  Aggregate.
 *
 * match.c tells whether a query is for it, planner.c makes paths and plans, and
 * plan.c carries these to the executor.  exec.c runs them: scan_heap.c, or
 * scan_slots.c where that cannot, fills a batch with rows (scan_call.c calls
 * functions of one column), answers.c and keys.c read what is to be counted and
 * where, groups.c finds the groups, count.c counts into them, sets.c makes
 * the groups of grouping sets of them, and spill.c keeps rows and groups on disk
 * that do not fit into memory.
 */
#ifndef CSAT_TALLY_AGGREGATE_H
#define CSAT_TALLY_AGGREGATE_H

#include "postgres.h"

#include "nodes/extensible.h"

/* The values of csat.enable_tally_aggregate. */
typedef enum TallyAggregateUse
{
	TALLY_AGGREGATE_OFF,
	TALLY_AGGREGATE_ON,
	TALLY_AGGREGATE_FORCE		/* no other path is left, for tests */
} TallyAggregateUse;

extern int	enable_tally_aggregate;

/* exec.c */
extern const CustomScanMethods tally_aggregate_scan_methods;

/* planner.c: what the module calls when it is loaded */
extern void tally_aggregate_init(void);

#endif							/* CSAT_TALLY_AGGREGATE_H */

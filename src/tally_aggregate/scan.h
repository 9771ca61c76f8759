/*
 * scan.h
 *	  Filling a Tally Aggregate's batch with rows of its child.
 */
#ifndef CSAT_TALLY_SCAN_H
#define CSAT_TALLY_SCAN_H

#include "postgres.h"

#include "nodes/execnodes.h"

#include "tally_aggregate/batch.h"

/* A call of a function of one attribute and of what is the same for all rows. */
typedef struct ColumnCall
{
	AttrNumber	attribute;
	int			from;			/* the child's column that has it, */
	int			to;				/* and the one that is computed, if it is one */
	const BatchColumn *result;
	int			argument;		/* which one the attribute is, from 0 */
	ExprState  *others[4];		/* the others, */
	bool		started;		/* which are evaluated for the first row */
	ExprContext *econtext;		/* in this */
	FmgrInfo	function;
	FunctionCallInfo info;
} ColumnCall;

typedef struct HeapScan HeapScan;

/* scan_slots.c */
extern void scan_slots(PlanState *child, Batch *batch);

/* scan_heap.c */
extern HeapScan *heap_scan_create(PlanState *child, const Batch *batch);
extern void heap_scan_start(HeapScan *scan);
extern void heap_scan_next(HeapScan *scan, Batch *batch);
extern void heap_scan_end(HeapScan *scan);

/* scan_call.c */
extern bool read_call(ColumnCall *call, Expr *expr, PlanState *scan, ExprContext *econtext);
extern Datum call_with(ColumnCall *call, Datum value, bool value_isnull, bool *isnull);

#endif							/* CSAT_TALLY_SCAN_H */

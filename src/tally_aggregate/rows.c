/*
 * rows.c
 *	  Reading the rows of a Tally Aggregate's child.
 */
#include "postgres.h"

#include "executor/executor.h"

#include "tally_aggregate/run.h"

static void
read_slots(TallyAggregateState *node)
{
	for (;;)
	{
		TupleTableSlot *slot = ExecProcNode(node->child);

		if (TupIsNull(slot))
			break;
		slot_getsomeattrs(slot, node->max_column);
		take_row(node, slot->tts_values, slot->tts_isnull);
	}
	end_batch(node);
}

/*
 * Count all rows of the child.  Where a row is tested again after a concurrent
 * update, what a scan returns is not from the heap.
 */
void
read_rows(TallyAggregateState *node)
{
	PlanState  *child = node->child;

	if (child->state->es_epq_active == NULL && !node->looked_for_heap)
	{
		MemoryContext old = MemoryContextSwitchTo(child->state->es_query_cxt);

		node->heap = open_heap_lane(node);
		node->looked_for_heap = true;
		MemoryContextSwitchTo(old);
	}
	if (child->chgParam != NULL)
		ExecReScan(child);
	if (child->state->es_epq_active == NULL && node->heap != NULL)
		read_heap(node, node->heap);
	else
		read_slots(node);
}

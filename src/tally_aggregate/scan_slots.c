/*
 * scan_slots.c
 *	  Rows of any child, as its slots have them.
 */
#include "postgres.h"

#include "executor/executor.h"

#include "tally_aggregate/scan.h"

/* Add a row.  What its values point to is copied, as the child gives it up. */
static void
add_row(Batch *batch, const TupleTableSlot *slot)
{
	for (int i = 0; i < batch->ncolumns; i++)
	{
		const BatchColumn *column = &batch->columns[i];
		Datum		value = slot->tts_values[column->column];
		bool		isnull = slot->tts_isnull[column->column];

		batch_nulls(batch, column->column)[batch->nrows] = isnull;
		batch_values(batch, column->column)[batch->nrows] =
			isnull ? (Datum) 0 : batch_copy(batch, column, value);
	}
	batch->nrows++;
}

void
scan_slots(PlanState *child, Batch *batch)
{
	while (!batch->last && !batch_is_full(batch))
	{
		TupleTableSlot *slot = ExecProcNode(child);

		if (TupIsNull(slot))
			batch->last = true;
		else
		{
			slot_getsomeattrs(slot, batch->max_column);
			add_row(batch, slot);
		}
	}
}

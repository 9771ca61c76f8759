/*
 * batch.c
 *	  The memory of a Tally Aggregate's batch of rows.
 */
#include "postgres.h"

#include "nodes/nodeFuncs.h"
#include "nodes/primnodes.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "tally_aggregate/batch.h"

/* What is known of a column that is read, or NULL. */
const BatchColumn *
batch_column(const Batch *batch, int column)
{
	for (int i = 0; i < batch->ncolumns; i++)
		if (batch->columns[i].column == column)
			return &batch->columns[i];
	return NULL;
}

/* Have a column of the child read. */
static void
use_column(Batch *batch, List *targetlist, int column)
{
	TargetEntry *entry;
	BatchColumn *new = &batch->columns[batch->ncolumns];

	if (column < 0 || batch_column(batch, column) != NULL)
		return;
	entry = list_nth(targetlist, column);
	new->column = column;
	get_typlenbyval(exprType((Node *) entry->expr), &new->len, &new->byval);
	batch->ncolumns++;
	batch->max_column = Max(batch->max_column, column + 1);
}

/* A batch for rows with the columns of a target list. */
Batch *
batch_create(MemoryContext parent, const TallyPlan *plan, List *targetlist)
{
	Batch	   *batch = palloc0(sizeof(Batch));
	Size		cells;

	batch->context = AllocSetContextCreate(parent, "Tally Aggregate rows", ALLOCSET_SMALL_SIZES);
	batch->has_keys = plan->nkeys > 0;
	batch->columns = palloc0(Max(list_length(targetlist), 1) * sizeof(BatchColumn));
	for (int i = 0; i < plan->nkeys; i++)
		use_column(batch, targetlist, plan->keys[i]);
	for (int i = 0; i < plan->nstates; i++)
	{
		use_column(batch, targetlist, plan->states[i].filter);
		for (int j = 0; j < plan->states[i].narguments; j++)
			use_column(batch, targetlist, plan->states[i].arguments[j]);
	}
	cells = (Size) Max(batch->max_column, 1) * BATCH_ROWS;
	batch->values = palloc0(cells * sizeof(Datum));
	batch->nulls = palloc0(cells * sizeof(bool));
	batch->places = palloc(Max(plan->nstates, 1) * BATCH_ROWS);
	batch->numbers = palloc0(Max(plan->nstates, 1) * BATCH_ROWS * sizeof(Number));
	batch->size = BATCH_ROWS * Max(plan->nkeys, 1);
	batch->words = palloc(batch->size * sizeof(uint64));
	return batch;
}

/* Have no rows. */
void
batch_clear(Batch *batch)
{
	MemoryContextReset(batch->context);
	batch->nrows = batch->first = batch->end = 0;
	batch->copied = 0;
	batch->used = 0;
}

/* A column's value, which is not NULL, that lasts as long as the batch's rows. */
Datum
batch_copy(Batch *batch, const BatchColumn *column, Datum value)
{
	MemoryContext old;

	if (column->byval)
		return value;
	old = MemoryContextSwitchTo(batch->context);
	value = datumCopy(value, false, column->len);
	batch->copied += datumGetSize(value, false, column->len);
	MemoryContextSwitchTo(old);
	return value;
}

/* Room for so many words after those of the keys that are there. */
uint64 *
batch_add_words(Batch *batch, uint32 words)
{
	uint64	   *added;

	if (unlikely(batch->used + words > batch->size))
	{
		batch->size = Max(batch->used + words, batch->size * 2);
		batch->words = repalloc_huge(batch->words, batch->size * sizeof(uint64));
	}
	added = &batch->words[batch->used];
	batch->used += words;
	return added;
}

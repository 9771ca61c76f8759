/*
 * batch.c
 *	  The rows of a Tally Aggregate that are counted together, and the images of
 *	  their keys.
 */
#include "postgres.h"

#include "access/tupmacs.h"
#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "run.h"

void
init_batch(TallyAggregateState *node)
{
	Batch	   *batch = &node->batch;
	Size		cells = (Size) Max(node->max_column, 1) * BATCH_ROWS;

	batch->values = palloc0(cells * sizeof(Datum));
	batch->nulls = palloc0(cells * sizeof(bool));
	batch->places = palloc(Max(node->plan->nstates, 1) * BATCH_ROWS);
	batch->size = BATCH_ROWS * Max(node->plan->nkeys, 1);
	batch->images = palloc(batch->size * sizeof(uint64));
}

/*
 * Take a row in the order of the child's columns.  What values point to is
 * copied, and a bad one is an error before the child is asked for another row.
 */
void
take_row(TallyAggregateState *node, const Datum *values, const bool *nulls)
{
	Batch	   *batch = &node->batch;
	MemoryContext old = MemoryContextSwitchTo(node->row_context);

	for (int i = 0; i < node->ncolumns; i++)
	{
		const ColumnRun *run = &node->columns[i];
		Datum		value = values[run->column];

		if (!run->byval && !nulls[run->column])
		{
			value = datumCopy(value, false, run->len);
			batch->copied += datumGetSize(value, false, run->len);
		}
		batch_values(batch, run->column)[batch->nrows] = value;
		batch_nulls(batch, run->column)[batch->nrows] = nulls[run->column];
	}
	set_places(node, batch->nrows, batch->nrows + 1);
	MemoryContextSwitchTo(old);
	batch->placed++;
	end_row(node);
	if (batch->copied > BATCH_WORDS * sizeof(uint64))
		end_batch(node);
}

/* Room for a row's image at the end, or for more of it. */
uint64 *
batch_image(Batch *batch, uint32 words)
{
	uint64	   *image;

	if (unlikely(batch->used + words > batch->size))
	{
		batch->size = Max(batch->used + words, batch->size * 2);
		batch->images = repalloc_huge(batch->images, batch->size * sizeof(uint64));
	}
	image = &batch->images[batch->used];
	batch->used += words;
	return image;
}

/*
 * Add a key to the image: a value as it is, in whole words and without a trace
 * of how it was stored, so that equal keys are equal images.
 */
static inline void
add_key(Batch *batch, ColumnRun type, Datum value)
{
	struct varlena *key;
	uint32		size = type.len;
	uint64	   *image;

	if (type.byval)
	{
		image = batch_image(batch, 1);
		*image = 0;
		store_att_byval(image, value, type.len);
		return;
	}
	if (type.len > 0)
	{
		image = batch_image(batch, (size + 7) / 8);
		image[(size - 1) / 8] = 0;
		memcpy(image, DatumGetPointer(value), size);
		return;
	}
	key = PG_DETOAST_DATUM_PACKED(value);
	size = VARSIZE_ANY_EXHDR(key) + VARHDRSZ;
	image = batch_image(batch, (size + 7) / 8);
	image[(size - 1) / 8] = 0;
	SET_VARSIZE(image, size);
	memcpy(VARDATA(image), VARDATA_ANY(key), size - VARHDRSZ);
}

void
set_hash(Batch *batch, int row)
{
	const uint64 *image = &batch->images[batch->images_at[row]];
	uint32		words = batch->words[row];
	uint64		hash = batch->null_keys[row];

	for (uint32 i = 0; i < words; i++)
	{
		hash = (hash ^ image[i]) * UINT64CONST(0x9E3779B97F4A7C15);
		hash ^= hash >> 32;
	}
	batch->hashes[row] = (uint32) ((hash * UINT64CONST(0xD6E8FEB86659FD93)) >> 32);
}

/* The image of a row's keys, after those of the rows before it. */
static inline void
set_keys(TallyAggregateState *node, int row)
{
	Batch	   *batch = &node->batch;
	Size		start = batch->used;
	uint32		null_keys = 0;

	for (int i = 0; i < node->plan->nkeys; i++)
	{
		const ColumnRun *key = &node->keys[i];

		if (batch_nulls(batch, key->column)[row])
			null_keys |= (uint32) 1 << i;
		else
			add_key(batch, *key, batch_values(batch, key->column)[row]);
	}
	batch->images_at[row] = start;
	batch->words[row] = batch->used - start;
	batch->null_keys[row] = null_keys;
	set_hash(batch, row);
}

/* Count the rows that were collected, and be done with them. */
void
end_batch(TallyAggregateState *node)
{
	Batch	   *batch = &node->batch;
	MemoryContext old = MemoryContextSwitchTo(node->row_context);
	int			row = 0;

	CHECK_FOR_INTERRUPTS();
	set_places(node, batch->placed, batch->nrows);
	while (row < batch->nrows)
	{
		int			first = row;

		batch->used = 0;
		do
			set_keys(node, row++);
		while (row < batch->nrows && batch->used <= BATCH_WORDS);
		count_batch(node, first, row);
	}
	batch->nrows = batch->placed = 0;
	batch->copied = 0;
	MemoryContextSwitchTo(old);
	MemoryContextReset(node->row_context);
}

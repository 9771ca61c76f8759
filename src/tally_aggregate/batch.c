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

#include "tally_aggregate/run.h"

void
init_batch(TallyAggregateState *node)
{
	Batch	   *batch = &node->batch;
	Size		cells = (Size) Max(node->max_column, 1) * BATCH_ROWS;

	batch->values = palloc0(cells * sizeof(Datum));
	batch->nulls = palloc0(cells * sizeof(bool));
	batch->places = palloc(Max(node->plan->nstates, 1) * BATCH_ROWS);
	batch->size = BATCH_ROWS * Max(node->key_words, Max(node->plan->nkeys, 1));
	batch->images = palloc(batch->size * sizeof(uint64));
	for (int row = 0; row < BATCH_ROWS && node->key_words >= 0; row++)
	{
		batch->words[row] = node->key_words;
		batch->images_at[row] = (Size) row * node->key_words;
	}
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
 * Put a key of a fixed size into an image: the value as it is, in whole words
 * and without a trace of how it was passed, so that equal keys are equal images.
 */
static inline void
set_fixed_key(uint64 *image, const ColumnRun *key, Datum value, bool isnull)
{
	if (key->byval)
	{
		*image = isnull ? 0 : value & key->mask;
		return;
	}
	memset(image, 0, key->words * sizeof(uint64));
	if (!isnull)
		memcpy(image, DatumGetPointer(value), key->len);
}

/*
 * Add a key of any size, which is not NULL, as PostgreSQL stores it in a tuple
 * without compressing it: with a header of one byte where that is enough.
 */
static inline void
add_varlena_key(Batch *batch, Datum value)
{
	struct varlena *key = PG_DETOAST_DATUM_PACKED(value);
	bool		shorten = !VARATT_IS_SHORT(key) && VARATT_CAN_MAKE_SHORT(key);
	uint32		size = shorten ? VARATT_CONVERTED_SHORT_SIZE(key) : VARSIZE_ANY(key);
	uint64	   *image = batch_image(batch, KEY_WORDS(size));

	image[KEY_WORDS(size) - 1] = 0;
	if (shorten)
	{
		SET_VARSIZE_SHORT(image, size);
		memcpy(VARDATA_SHORT(image), VARDATA(key), size - VARHDRSZ_SHORT);
	}
	else
		memcpy(image, key, size);
	if ((Pointer) key != DatumGetPointer(value))
		pfree(key);
}

/*
 * Hash the images of these rows.  That is done after all of them are written: a
 * processor has to wait for what it wrote just now in other pieces.
 */
void
set_hashes(Batch *batch, int first, int end)
{
	for (int row = first; row < end; row++)
	{
		const uint64 *image = &batch->images[batch->images_at[row]];
		uint64		hash = batch->null_keys[row];

		for (uint32 i = 0; i < batch->words[row]; i++)
		{
			hash = (hash ^ image[i]) * UINT64CONST(0x9E3779B97F4A7C15);
			hash ^= hash >> 32;
		}
		batch->hashes[row] = (uint32) ((hash * UINT64CONST(0xD6E8FEB86659FD93)) >> 32);
	}
}

/* The image of a row's keys, after those of the rows before it. */
static inline void
add_keys(TallyAggregateState *node, int row)
{
	Batch	   *batch = &node->batch;
	Size		start = batch->used;
	uint32		null_keys = 0;

	for (int i = 0; i < node->plan->nkeys; i++)
	{
		const ColumnRun *key = &node->keys[i];
		Datum		value = batch_values(batch, key->column)[row];
		bool		isnull = batch_nulls(batch, key->column)[row];

		null_keys |= (uint32) isnull << i;
		if (key->words > 0)
			set_fixed_key(batch_image(batch, key->words), key, value, isnull);
		else if (!isnull)
			add_varlena_key(batch, value);
	}
	batch->images_at[row] = start;
	batch->words[row] = batch->used - start;
	batch->null_keys[row] = null_keys;
}

/* The images of all rows, if they are of one size: one key after the other. */
static inline void
set_fixed_keys(TallyAggregateState *node)
{
	Batch	   *batch = &node->batch;
	uint64	   *images = batch->images;
	int			words = node->key_words;
	int			nrows = batch->nrows;

	memset(batch->null_keys, 0, sizeof(batch->null_keys));
	for (int i = 0; i < node->plan->nkeys; i++)
	{
		ColumnRun	key = node->keys[i];
		const Datum *values = batch_values(batch, key.column);
		const bool *nulls = batch_nulls(batch, key.column);

		for (int row = 0; row < nrows; row++)
		{
			batch->null_keys[row] |= (uint32) nulls[row] << i;
			set_fixed_key(&images[row * words], &key, values[row], nulls[row]);
		}
		images += key.words;
	}
}

/* Count rows with keys of any size, so many together as have room. */
static void
count_varlena_keys(TallyAggregateState *node)
{
	Batch	   *batch = &node->batch;
	int			row = 0;

	while (row < batch->nrows)
	{
		int			first = row;

		batch->used = 0;
		do
			add_keys(node, row++);
		while (row < batch->nrows && batch->used <= BATCH_WORDS);
		set_hashes(batch, first, row);
		count_batch(node, first, row);
	}
}

static void
count_rows(TallyAggregateState *node)
{
	Batch	   *batch = &node->batch;

	set_places(node, batch->placed, batch->nrows);
	if (node->key_words < 0)
		count_varlena_keys(node);
	else
	{
		set_fixed_keys(node);
		set_hashes(batch, 0, batch->nrows);
		count_batch(node, 0, batch->nrows);
	}
}

/* Count the rows that were collected, and be done with them. */
void
end_batch(TallyAggregateState *node)
{
	Batch	   *batch = &node->batch;
	MemoryContext old = MemoryContextSwitchTo(node->row_context);

	CHECK_FOR_INTERRUPTS();
	if (batch->nrows > 0)
		count_rows(node);
	batch->nrows = batch->placed = 0;
	batch->copied = 0;
	MemoryContextSwitchTo(old);
	MemoryContextReset(node->row_context);
}

/*
 * spill.c
 *	  Rows of a Tally Aggregate whose groups do not fit into memory: they wait
 *	  on disk, in parts by their hash, until those before them are done.
 *
 * What is written of a row is the image of its keys and a byte for each state,
 * with the weight where it has one.  A part that does
 * not fit either is divided again, by further bits of the hash.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "tally_aggregate/run.h"

#define HASH_BITS	32

/* What comes first of each row. */
typedef struct SpillHead
{
	uint32		nulls;
	uint32		words;			/* written if they vary */
} SpillHead;

static inline Size
head_size(const TallyAggregateState *node)
{
	return node->key_words < 0 ? sizeof(SpillHead) : offsetof(SpillHead, words);
}

/*
 * Divide the memory between groups and the blocks of tapes: at most a quarter
 * for these.  What is left for the groups is returned.
 */
Size
spill_init(Spill *spill, Size limit)
{
	spill->part_bits = SPILL_BITS;
	while (spill->part_bits > 1 && (Size) BLCKSZ << spill->part_bits > limit / 4)
		spill->part_bits--;
	return limit - ((Size) BLCKSZ << spill->part_bits) - BLCKSZ;
}

/* The tape for rows of this hash; the caller is in the context of all tapes. */
static LogicalTape *
tape_for(Spill *spill, uint32 hash)
{
	int			part = (hash << spill->bits) >> (HASH_BITS - spill->part_bits);

	if (spill->tapes == NULL)
		spill->tapes = LogicalTapeSetCreate(true, NULL, -1);
	if (spill->writing[part] == NULL)
		spill->writing[part] = LogicalTapeCreate(spill->tapes);
	return spill->writing[part];
}

/* Have a row of the batch wait. */
void
spill_row(TallyAggregateState *node, int row)
{
	Spill	   *spill = &node->spill;
	Batch	   *batch = &node->batch;
	SpillHead	head = {batch->null_keys[row], batch->words[row]};
	MemoryContext old;
	LogicalTape *tape;

	if (spill->context == NULL)
		spill->context = AllocSetContextCreate(node->css.ss.ps.state->es_query_cxt,
											   "Tally Aggregate tapes",
											   ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(spill->context);
	tape = tape_for(spill, batch->hashes[row]);
	LogicalTapeWrite(tape, &head, head_size(node));
	MemoryContextSwitchTo(old);
	LogicalTapeWrite(tape, &batch->images[batch->images_at[row]],
					 (Size) head.words * sizeof(uint64));
	for (int i = 0; i < node->plan->nstates; i++)
	{
		const StateInfo *info = &node->states[i].info;
		uint8	   *place = &batch_places(batch, i)[row];

		LogicalTapeWrite(tape, place, sizeof(uint8));
		if (info->kind == STATE_WEIGHTED && *place != NO_PLACE)
		{
			double		weight = DatumGetFloat8(batch_values(batch, info->arguments[1])[row]);

			LogicalTapeWrite(tape, &weight, sizeof(weight));
		}
		*place = NO_PLACE;
	}
}

/* All rows of the input or of a part were read: what was written, waits. */
void
spill_finish_writing(TallyAggregateState *node)
{
	Spill	   *spill = &node->spill;
	MemoryContext old;

	if (spill->tapes == NULL)
		return;
	old = MemoryContextSwitchTo(spill->context);
	for (int i = 0; i < SPILL_PARTS; i++)
		if (spill->writing[i] != NULL)
		{
			SpillPart  *part = palloc(sizeof(SpillPart));

			*part = (SpillPart) {spill->writing[i], spill->bits + spill->part_bits};
			/* this frees the tape's memory while it waits */
			LogicalTapeRewindForRead(part->tape, BLCKSZ);
			spill->waiting = lcons(part, spill->waiting);
			spill->writing[i] = NULL;
			spill->nparts++;
		}
	spill->blocks = Max(spill->blocks, LogicalTapeSetBlocks(spill->tapes));
	MemoryContextSwitchTo(old);
}

static void
read_exactly(LogicalTape *tape, void *to, Size size)
{
	Size		got = LogicalTapeRead(tape, to, size);

	if (got != size)
		elog(ERROR, "unexpected end of a tape: %zu of %zu bytes", got, size);
}

/* Add a row that waited to the batch; false at the end. */
static bool
read_row(TallyAggregateState *node, LogicalTape *tape)
{
	Batch	   *batch = &node->batch;
	int			row = batch->nrows;
	SpillHead	head = {.words = node->key_words};
	Size		got;
	MemoryContext old;

	/* the first reading makes the tape's buffer */
	old = MemoryContextSwitchTo(node->spill.context);
	got = LogicalTapeRead(tape, &head, head_size(node));
	MemoryContextSwitchTo(old);
	if (got == 0)
		return false;
	if (got != head_size(node))
		elog(ERROR, "unexpected end of a tape: %zu of %zu bytes", got, head_size(node));
	batch->null_keys[row] = head.nulls;
	batch->words[row] = head.words;
	batch->images_at[row] = batch->used;
	read_exactly(tape, batch_image(batch, head.words), (Size) head.words * sizeof(uint64));
	for (int i = 0; i < node->plan->nstates; i++)
	{
		const StateInfo *info = &node->states[i].info;
		uint8	   *place = &batch_places(batch, i)[row];

		read_exactly(tape, place, sizeof(uint8));
		if (info->kind == STATE_WEIGHTED && *place != NO_PLACE)
		{
			double		weight;

			read_exactly(tape, &weight, sizeof(weight));
			batch_values(batch, info->arguments[1])[row] = Float8GetDatum(weight);
		}
	}
	batch->nrows++;
	return true;
}

/* Count all rows of a part, a batch at a time. */
static void
count_part(TallyAggregateState *node, LogicalTape *tape)
{
	Batch	   *batch = &node->batch;
	bool		more;

	do
	{
		CHECK_FOR_INTERRUPTS();
		do
			more = read_row(node, tape);
		while (more && batch->nrows < BATCH_ROWS && batch->used <= BATCH_WORDS);
		set_hashes(batch, 0, batch->nrows);
		count_batch(node, 0, batch->nrows);
		batch->nrows = 0;
		batch->used = 0;
		MemoryContextReset(node->row_context);
	} while (more);
}

/* Have the groups of the next part that waits in memory; false if none does. */
bool
spill_read_next(TallyAggregateState *node)
{
	Spill	   *spill = &node->spill;
	SpillPart  *part;
	MemoryContext old;

	if (spill->waiting == NIL)
		return false;
	part = linitial(spill->waiting);
	spill->waiting = list_delete_first(spill->waiting);
	spill->bits = part->bits;
	groups_reset(node->groups, part->bits + spill->part_bits > HASH_BITS);

	old = MemoryContextSwitchTo(node->row_context);
	count_part(node, part->tape);
	MemoryContextSwitchTo(old);

	LogicalTapeClose(part->tape);
	spill_finish_writing(node);
	pfree(part);
	return true;
}

/* Forget all that waits. */
void
spill_end(Spill *spill)
{
	if (spill->tapes != NULL)
		LogicalTapeSetClose(spill->tapes);
	if (spill->context != NULL)
		MemoryContextReset(spill->context);
	spill->tapes = NULL;
	spill->waiting = NIL;
	spill->bits = 0;
	memset(spill->writing, 0, sizeof(spill->writing));
}

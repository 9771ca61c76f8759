/*
 * spill.c
 *	  Rows of a Tally Aggregate whose groups do not fit into memory: they wait
 *	  on disk, in parts by their hash, until those before them are done.
 *
 * What is written of a row is the image of its keys and a byte for each state;
 * for a state that is a tally of its own, the arguments too.  A part that does
 * not fit either is divided again, by further bits of the hash.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "run.h"

#define HASH_BITS	32

/* What comes first of each row. */
typedef struct SpillHead
{
	uint32		hash;
	uint32		nulls;
	uint32		words;
} SpillHead;

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

static void
write_argument(LogicalTape *tape, ValueType type, const NullableDatum *argument)
{
	LogicalTapeWrite(tape, (void *) &argument->isnull, sizeof(bool));
	if (argument->isnull)
		return;
	if (type.byval)
		LogicalTapeWrite(tape, (void *) &argument->value, sizeof(Datum));
	else if (type.len > 0)
		LogicalTapeWrite(tape, DatumGetPointer(argument->value), type.len);
	else
	{
		struct varlena *value = PG_DETOAST_DATUM(argument->value);

		LogicalTapeWrite(tape, value, VARSIZE(value));
	}
}

/* Have a row of the batch wait. */
void
spill_row(TallyAggregateState *node, int row)
{
	Spill	   *spill = &node->spill;
	Batch	   *batch = &node->batch;
	const NullableDatum *argument = batch->arguments;
	SpillHead	head = {batch->hashes[row], batch->nulls[row], batch->words[row]};
	MemoryContext old;
	LogicalTape *tape;

	if (spill->context == NULL)
		spill->context = AllocSetContextCreate(node->css.ss.ps.state->es_query_cxt,
											   "Tally Aggregate tapes",
											   ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(spill->context);
	tape = tape_for(spill, head.hash);
	LogicalTapeWrite(tape, &head, sizeof(head));
	LogicalTapeWrite(tape, &batch->places[row * node->plan->nstates], node->plan->nstates);
	LogicalTapeWrite(tape, &batch->images[batch->images_at[row]],
					 (Size) head.words * sizeof(uint64));
	for (int i = 0; i < node->plan->nstates; i++)
		if (node->states[i].info.kind == STATE_CALL)
			for (int j = 0; j < node->states[i].info.narguments; j++)
				write_argument(tape, node->states[i].types[j], argument++);
	MemoryContextSwitchTo(old);
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

/* Read what write_argument() wrote. */
static void
read_argument(LogicalTape *tape, ValueType type, NullableDatum *argument)
{
	uint32		size = type.len;
	char	   *value;

	read_exactly(tape, &argument->isnull, sizeof(bool));
	if (argument->isnull)
		return;
	if (type.byval)
	{
		read_exactly(tape, &argument->value, sizeof(Datum));
		return;
	}
	if (type.len > 0)
		value = palloc(size);
	else
	{
		varattrib_4b head;

		read_exactly(tape, &head, VARHDRSZ);
		size = VARSIZE(&head);
		value = palloc(size);
		memcpy(value, &head, VARHDRSZ);
	}
	read_exactly(tape, type.len > 0 ? value : VARDATA(value),
				 type.len > 0 ? size : size - VARHDRSZ);
	argument->value = PointerGetDatum(value);
}

/* Add a row that waited to the batch; false at the end. */
static bool
read_row(TallyAggregateState *node, LogicalTape *tape)
{
	Batch	   *batch = &node->batch;
	NullableDatum *argument = batch->arguments;
	int			row = batch->nrows;
	SpillHead	head;
	Size		got;
	MemoryContext old;

	/* the first reading makes the tape's buffer */
	old = MemoryContextSwitchTo(node->spill.context);
	got = LogicalTapeRead(tape, &head, sizeof(head));
	MemoryContextSwitchTo(old);
	if (got == 0)
		return false;
	if (got != sizeof(head))
		elog(ERROR, "unexpected end of a tape: %zu of %zu bytes", got, sizeof(head));
	batch->hashes[row] = head.hash;
	batch->nulls[row] = head.nulls;
	batch->words[row] = head.words;
	batch->images_at[row] = batch->used;
	read_exactly(tape, &batch->places[row * node->plan->nstates], node->plan->nstates);
	read_exactly(tape, batch_image(batch, head.words), (Size) head.words * sizeof(uint64));
	for (int i = 0; i < node->plan->nstates; i++)
		if (node->states[i].info.kind == STATE_CALL)
			for (int j = 0; j < node->states[i].info.narguments; j++)
				read_argument(tape, node->states[i].types[j], argument++);
	return true;
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
	while (read_row(node, part->tape))
		next_in_batch(node);
	end_batch(node);
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

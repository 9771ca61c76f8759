/*
 * spill.c
 *	  What of a Tally Aggregate does not fit into memory: rows, or groups that are
 *	  to be merged into those of grouping sets.  They wait on disk, in parts by
 *	  their hash, until those before them are done.
 *
 * What is written of a row is its keys and a byte for each state, with its
 * number or tally where it takes one; of a group its keys and its states.  A part
 * that does not fit either is divided again, by further bits of the hash.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "tally/tally.h"
#include "tally_aggregate/groups.h"
#include "tally_aggregate/keys.h"
#include "tally_aggregate/spill.h"

#define HASH_BITS	32

/* What comes first of each row. */
typedef struct SpillHead
{
	uint32		null_keys;
	uint32		key_words;		/* written if they vary */
} SpillHead;

static inline Size
head_size(const Spill *spill)
{
	return spill->key_words < 0 ? sizeof(SpillHead) : offsetof(SpillHead, key_words);
}

/*
 * Divide the memory between groups and the blocks of tapes: at most a quarter
 * for these.  What is left for the groups is returned in *limit.
 */
Spill *
spill_create(MemoryContext parent, const TallyPlan *plan, int key_words, Size *limit)
{
	Spill	   *spill = palloc0(sizeof(Spill));

	spill->plan = plan;
	spill->key_words = key_words;
	spill->context = AllocSetContextCreate(parent, "Tally Aggregate tapes", ALLOCSET_SMALL_SIZES);
	spill->part_bits = SPILL_BITS;
	while (spill->part_bits > 1 && (Size) BLCKSZ << spill->part_bits > *limit / 4)
		spill->part_bits--;
	*limit -= ((Size) BLCKSZ << spill->part_bits) + BLCKSZ;
	return spill;
}

/* The tape for rows of this hash; the caller is in the context of all tapes. */
static LogicalTape *
tape_for(Spill *spill, uint32 hash)
{
	int			part = (hash << spill->reading.bits) >> (HASH_BITS - spill->part_bits);

	if (spill->tapes == NULL)
		spill->tapes = LogicalTapeSetCreate(true, NULL, -1);
	if (spill->writing[part] == NULL)
		spill->writing[part] = LogicalTapeCreate(spill->tapes);
	return spill->writing[part];
}

/* Write a row's keys to the tape for it; the caller is in the context of all tapes. */
static LogicalTape *
write_key(Spill *spill, const Batch *batch, int row)
{
	SpillHead	head = {batch->null_keys[row], batch->key_words[row]};
	LogicalTape *tape = tape_for(spill, batch->hashes[row]);

	LogicalTapeWrite(tape, &head, head_size(spill));
	LogicalTapeWrite(tape, unconstify(uint64 *, batch_key(batch, row)),
					 (Size) head.key_words * sizeof(uint64));
	return tape;
}

/* Have a row of the batch wait. */
void
spill_row(Spill *spill, Batch *batch, int row)
{
	MemoryContext old = MemoryContextSwitchTo(spill->context);
	LogicalTape *tape = write_key(spill, batch, row);

	for (int i = 0; i < spill->plan->nstates; i++)
	{
		uint8	   *place = &batch_places(batch, i)[row];

		LogicalTapeWrite(tape, place, sizeof(uint8));
		if (*place != NO_PLACE && spill->plan->states[i].kind == STATE_TALLY)
			LogicalTapeWrite(tape, batch_numbers(batch, i)[row].tally,
							 VARSIZE(batch_numbers(batch, i)[row].tally));
		else if (*place != NO_PLACE && takes_number(spill->plan->states[i].kind))
			LogicalTapeWrite(tape, &batch_numbers(batch, i)[row], sizeof(Number));
		*place = NO_PLACE;
	}
	MemoryContextSwitchTo(old);
}

/* Have a group wait, of which so many bytes are written, with a row's keys. */
void
spill_group(Spill *spill, const Batch *batch, int row, const TallyGroup *group, Size size)
{
	MemoryContext old = MemoryContextSwitchTo(spill->context);

	LogicalTapeWrite(write_key(spill, batch, row), unconstify(TallyGroup *, group), size);
	MemoryContextSwitchTo(old);
}

/* All rows of the input or of a part were read: what was written, waits. */
void
spill_finish_writing(Spill *spill)
{
	MemoryContext old;

	if (spill->tapes == NULL)
		return;
	old = MemoryContextSwitchTo(spill->context);
	for (int i = 0; i < SPILL_PARTS; i++)
		if (spill->writing[i] != NULL)
		{
			SpillPart  *part = palloc(sizeof(SpillPart));

			*part = (SpillPart) {spill->writing[i], spill->reading.bits + spill->part_bits};
			/* this frees the tape's memory while it waits */
			LogicalTapeRewindForRead(part->tape, BLCKSZ);
			spill->waiting = lcons(part, spill->waiting);
			spill->writing[i] = NULL;
			spill->nparts++;
		}
	spill->blocks = Max(spill->blocks, LogicalTapeSetBlocks(spill->tapes));
	MemoryContextSwitchTo(old);
}

/*
 * Go to the next part that waits; false if none does.  The last is one that has
 * no further bits of the hash to be divided by.
 */
bool
spill_next_part(Spill *spill, bool *last)
{
	SpillPart  *part;

	if (spill->waiting == NIL)
		return false;
	part = linitial(spill->waiting);
	spill->waiting = list_delete_first(spill->waiting);
	spill->reading = *part;
	pfree(part);
	*last = spill->reading.bits + spill->part_bits > HASH_BITS;
	return true;
}

static void
read_exactly(LogicalTape *tape, void *to, Size size)
{
	Size		got = LogicalTapeRead(tape, to, size);

	if (got != size)
		elog(ERROR, "unexpected end of a tape: %zu of %zu bytes", got, size);
}

/*
 * Add the keys of a row or group that waited to the batch; false at the end, and
 * where the batch has no more room.
 */
static bool
read_key(const Spill *spill, Batch *batch)
{
	LogicalTape *tape = spill->reading.tape;
	int			row = batch->nrows;
	SpillHead	head = {.key_words = spill->key_words};
	Size		got;
	MemoryContext old;

	if (row == BATCH_ROWS || batch->used > BATCH_WORDS)
		return false;
	/* the first reading makes the tape's buffer */
	old = MemoryContextSwitchTo(spill->context);
	got = LogicalTapeRead(tape, &head, head_size(spill));
	MemoryContextSwitchTo(old);
	if (got == 0)
		return false;
	if (got != head_size(spill))
		elog(ERROR, "unexpected end of a tape: %zu of %zu bytes", got, head_size(spill));
	batch->null_keys[row] = head.null_keys;
	batch->key_words[row] = head.key_words;
	batch->key_starts[row] = batch->used;
	read_exactly(tape, batch_add_words(batch, head.key_words),
				 (Size) head.key_words * sizeof(uint64));
	batch->nrows++;
	return true;
}

/* Read a tally, which lasts as long as the batch's rows. */
static Tally *
read_tally(LogicalTape *tape)
{
	Tally		head;
	Tally	   *tally;

	read_exactly(tape, &head, sizeof(Tally));
	tally = palloc(VARSIZE(&head));
	*tally = head;
	read_exactly(tape, tally + 1, VARSIZE(&head) - sizeof(Tally));
	return tally;
}

/* Read the answers of a row whose keys were read. */
static void
read_answers(const Spill *spill, Batch *batch, int row)
{
	LogicalTape *tape = spill->reading.tape;

	for (int i = 0; i < spill->plan->nstates; i++)
	{
		uint8	   *place = &batch_places(batch, i)[row];

		read_exactly(tape, place, sizeof(uint8));
		if (*place != NO_PLACE && spill->plan->states[i].kind == STATE_TALLY)
			batch_numbers(batch, i)[row].tally = read_tally(tape);
		else if (*place != NO_PLACE && takes_number(spill->plan->states[i].kind))
			read_exactly(tape, &batch_numbers(batch, i)[row], sizeof(Number));
	}
}

/* The batch was read; false, and the part is done, if nothing was left. */
static bool
finish_reading(Spill *spill, Batch *batch)
{
	batch->end = batch->nrows;
	hash_keys(batch);
	if (batch->nrows == 0)
		LogicalTapeClose(spill->reading.tape);
	return batch->nrows > 0;
}

/* Read the next rows of the part; false if there are none. */
bool
spill_read_rows(Spill *spill, Batch *batch)
{
	batch_clear(batch);
	while (read_key(spill, batch))
		read_answers(spill, batch, batch->nrows - 1);
	return finish_reading(spill, batch);
}

/* Read the next groups, of which so many bytes were written each; false if there are none. */
bool
spill_read_groups(Spill *spill, Batch *batch, char *groups, Size size)
{
	batch_clear(batch);
	while (read_key(spill, batch))
		read_exactly(spill->reading.tape, groups + (batch->nrows - 1) * size, size);
	return finish_reading(spill, batch);
}

/* Forget all that waits. */
void
spill_end(Spill *spill)
{
	if (spill->tapes != NULL)
		LogicalTapeSetClose(spill->tapes);
	MemoryContextReset(spill->context);
	spill->tapes = NULL;
	spill->waiting = NIL;
	spill->reading.bits = 0;
	memset(spill->writing, 0, sizeof(spill->writing));
}

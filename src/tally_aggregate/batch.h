/*
 * batch.h
 *	  The rows of a Tally Aggregate that are counted together: each step is a
 *	  loop over all of them, and the cache can fetch their groups ahead.
 *
 * A scan fills columns; answers.c and keys.c make places and keys of them.
 * Rows that waited on disk come back as places and keys.
 */
#ifndef CSAT_TALLY_BATCH_H
#define CSAT_TALLY_BATCH_H

#include "postgres.h"

#include "tally_aggregate/plan.h"

#define BATCH_ROWS		32

/* Fewer, if their keys or copied values take more than so many words. */
#define BATCH_WORDS		4096

/* The place of an answer that is not counted. */
#define NO_PLACE		0xFF

#ifdef __GNUC__
#define PREFETCH(address)	__builtin_prefetch(address)
#else
#define PREFETCH(address)	((void) (address))
#endif

/* A column of the child that is read, and its type. */
typedef struct BatchColumn
{
	int			column;
	int16		len;
	bool		byval;
} BatchColumn;

struct TallyGroup;

typedef struct Batch
{
	MemoryContext context;		/* of copied values, for one batch */
	BatchColumn *columns;		/* each once */
	int			ncolumns;
	int			max_column;		/* from 1 */

	int			nrows;
	bool		last;			/* no rows come after these */
	Datum	   *values;			/* of column 0's rows, column 1's rows, ... */
	bool	   *nulls;
	Size		copied;			/* bytes of values */
	uint8	   *places;			/* of state 0's rows, state 1's rows, ... */
	Number	   *numbers;		/* the same, where the state takes numbers */

	int			first;			/* from here */
	int			end;			/* up to here rows have keys */
	bool		has_keys;		/* or is there but one group? */
	uint32		hashes[BATCH_ROWS];
	uint32		null_keys[BATCH_ROWS];	/* which keys are NULL */
	uint32		key_words[BATCH_ROWS];
	Size		key_starts[BATCH_ROWS]; /* among the words */
	uint64	   *words;			/* of all keys */
	Size		used;
	Size		size;
	struct TallyGroup *groups[BATCH_ROWS];	/* NULL if the row has to wait */
} Batch;

static inline Datum *
batch_values(const Batch *batch, int column)
{
	return &batch->values[column * BATCH_ROWS];
}

static inline bool *
batch_nulls(const Batch *batch, int column)
{
	return &batch->nulls[column * BATCH_ROWS];
}

/* For each row which of a state's counts the answer is for. */
static inline uint8 *
batch_places(const Batch *batch, int state)
{
	return &batch->places[state * BATCH_ROWS];
}

/* The numbers of those that have a place. */
static inline Number *
batch_numbers(const Batch *batch, int state)
{
	return &batch->numbers[state * BATCH_ROWS];
}

static inline const uint64 *
batch_key(const Batch *batch, int row)
{
	return &batch->words[batch->key_starts[row]];
}

static inline bool
batch_is_full(const Batch *batch)
{
	return batch->nrows == BATCH_ROWS ||
		batch->copied > BATCH_WORDS * sizeof(uint64);
}

extern Batch *batch_create(MemoryContext parent, const TallyPlan *plan, List *targetlist);
extern const BatchColumn *batch_column(const Batch *batch, int column);
extern void batch_clear(Batch *batch);
extern Datum batch_copy(Batch *batch, const BatchColumn *column, Datum value);
extern uint64 *batch_add_words(Batch *batch, uint32 words);

#endif							/* CSAT_TALLY_BATCH_H */

/*
 * run.h
 *	  The executor's state of a Tally Aggregate, shared by the files that run
 *	  it.
 */
#ifndef CSAT_AGGREGATE_RUN_H
#define CSAT_AGGREGATE_RUN_H

#include "postgres.h"

#include "access/htup.h"
#include "fmgr.h"
#include "nodes/execnodes.h"
#include "utils/logtape.h"

#include "tally/tally.h"
#include "tally_aggregate/groups.h"

/* The words of an image that so many bytes of a key take. */
#define KEY_WORDS(size)		(((size) + sizeof(uint64) - 1) / sizeof(uint64))

/* A column of the child that is read, and its type as it is stored. */
typedef struct ColumnRun
{
	int			column;
	int16		len;
	bool		byval;
	int			words;			/* of its image as a key, 0 if they vary */
	Datum		mask;			/* of the bits that a value has */
} ColumnRun;

/* One aggregate state at work. */
typedef struct StateRun
{
	StateInfo	info;
	int			place;			/* of its first count, or sums */
	FmgrInfo	transfn;
	FunctionCallInfo call;		/* of the transition function, for its errors */
	Scale		scale;
	Tally	   *tally;			/* room for a result, or NULL for a count */
} StateRun;

typedef struct ResultRun
{
	StateRun   *state;
	bool		has_final;
	FmgrInfo	finalfn;
	FunctionCallInfo call;
} ResultRun;

/*
 * So many rows are counted together: each step is a loop over all of them, and
 * the cache can fetch their groups ahead.
 */
#define BATCH_ROWS		32

/* Fewer, if their keys or copied values take more than so many words. */
#define BATCH_WORDS		4096

/* The place of an answer that is NULL, or of a row that waits on disk. */
#define NO_PLACE		0xFF

/*
 * Rows as they come, then as they are counted and written to disk: the image
 * of the keys, and for each state the place of the answer.
 */
typedef struct Batch
{
	int			nrows;
	int			placed;			/* so many have their places already */
	Datum	   *values;			/* of column 0's rows, column 1's rows, ... */
	bool	   *nulls;
	Size		copied;			/* bytes of values */
	uint8	   *places;			/* of state 0's rows, state 1's rows, ... */
	uint32		hashes[BATCH_ROWS];
	uint32		null_keys[BATCH_ROWS];
	uint32		words[BATCH_ROWS];
	Size		images_at[BATCH_ROWS];	/* among the words */
	uint64	   *images;
	Size		used;			/* words */
	Size		size;
	TallyGroup *groups[BATCH_ROWS]; /* NULL if the row waits */
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

static inline uint8 *
batch_places(const Batch *batch, int state)
{
	return &batch->places[state * BATCH_ROWS];
}

/* A partition of the rows that wait, and by how many bits it is one. */
typedef struct SpillPart
{
	LogicalTape *tape;
	int			bits;
} SpillPart;

#define SPILL_BITS		4
#define SPILL_PARTS		(1 << SPILL_BITS)

typedef struct Spill
{
	MemoryContext context;		/* of all tapes, NULL until there are some */
	LogicalTapeSet *tapes;
	LogicalTape *writing[SPILL_PARTS];
	List	   *waiting;		/* SpillParts */
	int			part_bits;		/* how many parts: fewer in little memory */
	int			bits;			/* of the hash that led to the rows now read */
	int			nparts;			/* in all */
	int64		blocks;			/* on disk, at most */
} Spill;

/* A call of a function of one attribute and of what is the same for all rows. */
typedef struct ColumnCall
{
	AttrNumber	attribute;
	int			from;			/* the child's column that has it, */
	int			to;				/* and the one that is computed, if it is one */
	int			argument;		/* which one the attribute is, from 0 */
	ExprState  *others[4];		/* the others, */
	bool		started;		/* which are evaluated for the first row */
	ExprContext *econtext;		/* in this */
	FmgrInfo	function;
	FunctionCallInfo info;
} ColumnCall;

typedef struct HeapLane HeapLane;

typedef struct TallyAggregateState
{
	CustomScanState css;
	TallyPlan  *plan;
	PlanState  *child;
	int			max_column;		/* of the child that is read, from 1 */
	ColumnRun  *keys;
	int			key_words;		/* of an image, -1 if they vary */
	ColumnRun  *columns;		/* all that are read, each once */
	int			ncolumns;
	StateRun   *states;
	ResultRun  *results;
	MemoryContext row_context;
	Batch		batch;
	Groups	   *groups;
	Spill		spill;
	bool		looked_for_heap;
	HeapLane   *heap;
	bool		filled;
	GroupIterator iterator;
} TallyAggregateState;

/* rows.c */
extern void read_rows(TallyAggregateState *node);

/* heap.c */
extern HeapLane *open_heap_lane(TallyAggregateState *node);
extern void read_heap(TallyAggregateState *node, HeapLane *lane);

/* calls.c */
extern bool read_call(ColumnCall *call, Expr *expr, PlanState *scan, ExprContext *econtext);
extern Datum call_with(ColumnCall *call, Datum value, bool value_isnull, bool *isnull);

/* batch.c */
extern void init_batch(TallyAggregateState *node);
extern void take_row(TallyAggregateState *node, const Datum *values, const bool *nulls);
extern void end_batch(TallyAggregateState *node);
extern uint64 *batch_image(Batch *batch, uint32 words);
extern void set_hashes(Batch *batch, int first, int end);

/* A row's values were put into the batch, which may be full now. */
static inline void
end_row(TallyAggregateState *node)
{
	if (++node->batch.nrows == BATCH_ROWS)
		end_batch(node);
}

/* count.c */
extern void set_places(TallyAggregateState *node, int first, int end);
extern void count_batch(TallyAggregateState *node, int first, int end);
extern TallyGroup *only_group(TallyAggregateState *node);

/* spill.c */
extern Size spill_init(Spill *spill, Size limit);
extern void spill_row(TallyAggregateState *node, int row);
extern void spill_finish_writing(TallyAggregateState *node);
extern bool spill_read_next(TallyAggregateState *node);
extern void spill_end(Spill *spill);

/* explain.c */
extern void tally_aggregate_explain(CustomScanState *css, List *ancestors,
									struct ExplainState *es);

#endif							/* CSAT_AGGREGATE_RUN_H */

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

#include "../tally.h"
#include "groups.h"

/* A type as it is stored. */
typedef struct ValueType
{
	int16		len;
	bool		byval;
} ValueType;

/* One aggregate state at work. */
typedef struct StateRun
{
	StateInfo	info;
	int			place;			/* of its first count, or which tally */
	ValueType	types[lengthof(((StateInfo *) 0)->arguments)];
	FmgrInfo	transfn;
	FunctionCallInfo call;		/* of the transition function */
	Scale		scale;
	Tally	   *tally;			/* the initial state, or room for a result */
} StateRun;

typedef struct ResultRun
{
	StateRun   *state;
	bool		has_final;
	FmgrInfo	finalfn;
	FunctionCallInfo call;
} ResultRun;

typedef struct KeyRun
{
	int			column;
	ValueType	type;
} KeyRun;

/* So many rows are looked up together, so that the cache can fetch ahead. */
#define BATCH_ROWS		32

/* Fewer, if their keys take more than so many words. */
#define BATCH_WORDS		4096

/* The place of an answer that is NULL. */
#define NO_PLACE		0xFF

/*
 * Rows as they are counted and written to disk: the image of the keys, for
 * each state the place of the answer, and the arguments of those states that
 * are tallies of their own, which come one row at a time.
 */
typedef struct Batch
{
	int			nrows;
	int			max_rows;
	uint32		hashes[BATCH_ROWS];
	uint32		nulls[BATCH_ROWS];
	uint32		words[BATCH_ROWS];
	Size		images_at[BATCH_ROWS];	/* among the words */
	uint8	   *places;			/* of row 0's states, row 1's states, ... */
	uint64	   *images;
	Size		used;			/* words */
	Size		size;
	NullableDatum *arguments;	/* of all states */
} Batch;

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

struct HeapLane;

typedef struct TallyAggregateState
{
	CustomScanState css;
	TallyPlan  *plan;
	PlanState  *child;
	int			max_column;		/* of the child that is read, from 1 */
	KeyRun	   *keys;
	StateRun   *states;
	ResultRun  *results;
	int			narguments;		/* of all states that are called */
	AggState   *aggregate;		/* what those are told they are called by */
	MemoryContext row_context;
	Batch		batch;
	Groups	   *groups;
	TallyGroup	   *only;			/* the group of a query without keys */
	Spill		spill;
	bool		looked_for_heap;
	struct HeapLane *heap;
	bool		filled;
	GroupIterator iterator;
} TallyAggregateState;

/* rows.c */
extern void read_rows(TallyAggregateState *node);

/* count.c */
extern void init_batch(TallyAggregateState *node);
extern void count_row(TallyAggregateState *node, const Datum *values, const bool *nulls);
extern void end_batch(TallyAggregateState *node);
extern void next_in_batch(TallyAggregateState *node);
extern void have_only_group(TallyAggregateState *node);
extern uint64 *batch_image(Batch *batch, uint32 words);

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

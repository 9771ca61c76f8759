/*
 * heap.c
 *	  The short way of rows to a Tally Aggregate: tuples straight from the heap,
 *	  where the child is PostgreSQL's own sequential scan and all columns and
 *	  conditions are attributes or calls of functions of one.
 *
 * What is read is heap_getnext()'s, so visibility, locks, synchronized and
 * parallel scans are PostgreSQL's.  The scan's conditions are evaluated in its
 * order, before anything else looks at a row.
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/tupmacs.h"
#include "executor/executor.h"
#include "executor/instrument.h"
#include "nodes/nodeFuncs.h"
#include "storage/bufmgr.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "compat.h"
#include "tally_aggregate/run.h"

/* How an attribute of a heap tuple is passed or read. */
typedef struct Attribute
{
	int16		len;
	uint8		align;
	bool		byval;
	int			column;			/* of the child that it is, or -1 */
	uint32		offset;			/* if it is one of those with a known offset */
} Attribute;

/* Tuples of one page that are read together, and where each is read next. */
typedef struct TupleBatch
{
	int			ntuples;
	HeapTupleHeader headers[BATCH_ROWS];
	char	   *data[BATCH_ROWS];
	uint8	   *bits[BATCH_ROWS];	/* NULL if all attributes are there */
	int			natts[BATCH_ROWS];
	uint32		offsets[BATCH_ROWS];
} TupleBatch;

struct HeapLane
{
	SeqScanState *scan;
	ColumnCall *conditions;
	int			nconditions;
	ColumnCall *computed;		/* columns that are no attributes */
	int			ncomputed;
	ExprContext *econtext;		/* of what is the same for all rows */
	TupleDesc	desc;
	int			nattributes;	/* up to the last one that is needed */
	int			nfixed;			/* so many first ones have known offsets */
	Attribute  *attributes;
	TupleBatch	tuples;
	Buffer		page;			/* that they are on */
	double		nrows;			/* that fulfilled the conditions */
};

static uint8
alignment_of(char align)
{
	switch (align)
	{
		case TYPALIGN_CHAR:
			return 1;
		case TYPALIGN_SHORT:
			return ALIGNOF_SHORT;
		case TYPALIGN_INT:
			return ALIGNOF_INT;
	}
	return ALIGNOF_DOUBLE;
}

/* Have deforming put an attribute into a column; false if it is another's. */
static bool
map_attribute(HeapLane *lane, AttrNumber number, int column)
{
	Attribute  *attribute = &lane->attributes[number - 1];

	if (attribute->column >= 0)
		return false;
	attribute->column = column;
	lane->nattributes = Max(lane->nattributes, number);
	return true;
}

/*
 * Have a call compute a column from one that is deformed, which is itself if no
 * other needs that attribute.
 */
static bool
map_call(HeapLane *lane, int column, Expr *expr)
{
	ColumnCall *call = &lane->computed[lane->ncomputed++];

	if (!read_call(call, expr, &lane->scan->ss.ps, lane->econtext))
		return false;
	call->to = column;
	(void) map_attribute(lane, call->attribute, column);
	call->from = lane->attributes[call->attribute - 1].column;
	return true;
}

/* Which attributes and calls all columns are that are read. */
static bool
map_columns(HeapLane *lane, TallyAggregateState *node)
{
	List	   *targetlist = node->child->plan->targetlist;

	lane->computed = palloc0(Max(node->ncolumns, 1) * sizeof(ColumnCall));
	for (int i = 0; i < node->ncolumns; i++)
	{
		int			column = node->columns[i].column;
		Var		   *var = (Var *) list_nth_node(TargetEntry, targetlist, column)->expr;

		if (IsA(var, Var) &&
			(var->varattno <= 0 || !map_attribute(lane, var->varattno, column)))
			return false;
	}
	for (int i = 0; i < node->ncolumns; i++)
	{
		int			column = node->columns[i].column;
		Expr	   *expr = list_nth_node(TargetEntry, targetlist, column)->expr;

		if (!IsA(expr, Var) && !map_call(lane, column, expr))
			return false;
	}
	return true;
}

/* The scan's conditions; false if one is of another kind. */
static bool
map_conditions(HeapLane *lane)
{
	PlanState  *scan = &lane->scan->ss.ps;
	ListCell   *lc;

	lane->conditions = palloc0(Max(list_length(scan->plan->qual), 1) * sizeof(ColumnCall));
	foreach(lc, scan->plan->qual)
		if (!read_call(&lane->conditions[lane->nconditions++], lfirst(lc), scan, lane->econtext))
			return false;
	return true;
}

/* See how far offsets are the same in all tuples without NULLs. */
static void
find_fixed_offsets(HeapLane *lane)
{
	uint32		offset = 0;
	int			i;

	for (i = 0; i < lane->nattributes && lane->attributes[i].len > 0; i++)
	{
		Attribute  *attribute = &lane->attributes[i];

		attribute->offset = TYPEALIGN(attribute->align, offset);
		offset = attribute->offset + attribute->len;
	}
	lane->nfixed = i;
}

/* False if a column or a condition is of a kind that is not for this lane. */
static bool
prepare_heap_lane(HeapLane *lane, TallyAggregateState *node)
{
	lane->attributes = palloc0(lane->desc->natts * sizeof(Attribute));
	for (int i = 0; i < lane->desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(lane->desc, i);

		lane->attributes[i] = (Attribute) {
			.len = attribute->attlen, .byval = attribute->attbyval,
			.align = alignment_of(attribute->attalign), .column = -1
		};
	}
	lane->econtext = CreateExprContext(node->child->state);
	if (!map_columns(lane, node) || !map_conditions(lane))
		return false;
	find_fixed_offsets(lane);
	return true;
}

/* How many of the first attributes are there in this tuple too, if not more. */
static inline int
first_there(const TupleBatch *tuples, int row, int there)
{
	const uint8 *bits = tuples->bits[row];

	there = Min(there, tuples->natts[row]);
	if (bits != NULL)
		for (int i = 0; i < there; i++)
			if (att_isnull(i, bits))
				return i;
	return there;
}

/*
 * Fetch an attribute of this kind from all tuples into its column, or step over
 * it.  "Complete" tuples have all attributes, and none is NULL.
 */
static inline void
fetch_kind(HeapLane *lane, Batch *batch, int i, bool complete, bool byval, int len)
{
	TupleBatch *tuples = &lane->tuples;
	uint8		align = lane->attributes[i].align;
	int			column = lane->attributes[i].column;
	Datum	   *values = batch_values(batch, Max(column, 0));
	bool	   *nulls = batch_nulls(batch, Max(column, 0));

	for (int row = 0; row < tuples->ntuples; row++)
	{
		char	   *data = tuples->data[row];
		uint32		offset = tuples->offsets[row];

		/* stored before the column was added to the table */
		if (!complete && i >= tuples->natts[row])
		{
			if (column >= 0)
				values[row] = getmissingattr(lane->desc, i + 1, &nulls[row]);
			continue;
		}
		if (!complete && tuples->bits[row] != NULL && att_isnull(i, tuples->bits[row]))
		{
			if (column >= 0)
				nulls[row] = true;
			continue;
		}
		/* a short varlena is not aligned, and what pads is 0 */
		if (len != -1 || !VARATT_NOT_PAD_BYTE(data + offset))
			offset = TYPEALIGN(align, offset);
		if (column >= 0)
		{
			values[row] = fetch_att(data + offset, byval, len);
			nulls[row] = false;
		}
		tuples->offsets[row] = att_addlength_pointer(offset, len, data + offset);
	}
}

/* The compiler makes a short loop of each common kind. */
static inline void
fetch_attribute(HeapLane *lane, Batch *batch, int i, bool complete)
{
	const Attribute *attribute = &lane->attributes[i];

	if (attribute->byval && attribute->len == sizeof(int32))
		fetch_kind(lane, batch, i, complete, true, sizeof(int32));
	else if (attribute->byval && attribute->len == sizeof(Datum))
		fetch_kind(lane, batch, i, complete, true, sizeof(Datum));
	else if (attribute->len == -1)
		fetch_kind(lane, batch, i, complete, false, -1);
	else
		fetch_kind(lane, batch, i, complete, attribute->byval, attribute->len);
}

static inline void
fetch_fixed_kind(const TupleBatch *tuples, Datum *values, uint32 offset, bool byval, int len)
{
	for (int row = 0; row < tuples->ntuples; row++)
		values[row] = fetch_att(tuples->data[row] + offset, byval, len);
}

/* The same for an attribute with a known offset, which none of them lacks. */
static inline void
fetch_fixed(HeapLane *lane, Batch *batch, const Attribute *attribute)
{
	TupleBatch *tuples = &lane->tuples;
	Datum	   *values = batch_values(batch, attribute->column);

	if (attribute->byval && attribute->len == sizeof(int32))
		fetch_fixed_kind(tuples, values, attribute->offset, true, sizeof(int32));
	else
		fetch_fixed_kind(tuples, values, attribute->offset, attribute->byval, attribute->len);
	memset(batch_nulls(batch, attribute->column), false, BATCH_ROWS);
}

/* Fetch the attributes that are needed, one column after the other. */
static void
deform(HeapLane *lane, Batch *batch)
{
	TupleBatch *tuples = &lane->tuples;
	int			there = lane->nfixed;	/* so many, in all tuples */
	bool		complete = true;
	uint32		offset;

	for (int row = 0; row < tuples->ntuples; row++)
	{
		HeapTupleHeader header = tuples->headers[row];
		uint8	   *bits = (header->t_infomask & HEAP_HASNULL) ? header->t_bits : NULL;

		tuples->data[row] = (char *) header + header->t_hoff;
		tuples->bits[row] = bits;
		tuples->natts[row] = HeapTupleHeaderGetNatts(header);
		there = first_there(tuples, row, there);
		complete &= tuples->natts[row] >= lane->nattributes && bits == NULL;
	}
	for (int i = 0; i < there; i++)
		if (lane->attributes[i].column >= 0)
			fetch_fixed(lane, batch, &lane->attributes[i]);
	offset = there == 0 ? 0 : lane->attributes[there - 1].offset + lane->attributes[there - 1].len;
	for (int row = 0; row < tuples->ntuples; row++)
		tuples->offsets[row] = offset;
	for (int i = there; i < lane->nattributes; i++)
		if (complete)
			fetch_attribute(lane, batch, i, true);
		else
			fetch_attribute(lane, batch, i, false);
	batch->nrows = tuples->ntuples;
}

/* The heap lane, or NULL if the child is not for it. */
HeapLane *
open_heap_lane(TallyAggregateState *node)
{
	SeqScanState *scan = (SeqScanState *) node->child;
	Relation	relation;
	HeapLane   *lane;

	if (!IsA(scan, SeqScanState))
		return NULL;
	relation = scan->ss.ss_currentRelation;
	if (relation->rd_tableam != GetHeapamTableAmRoutine())
		return NULL;
	lane = palloc0(sizeof(HeapLane));
	lane->scan = scan;
	lane->desc = RelationGetDescr(relation);
	return prepare_heap_lane(lane, node) ? lane : NULL;
}

/* The scan as the child itself would begin it. */
static TableScanDesc
begin_scan(SeqScanState *scan)
{
	if (scan->ss.ss_currentScanDesc == NULL)
		scan->ss.ss_currentScanDesc = begin_table_scan(scan->ss.ss_currentRelation,
													   scan->ss.ps.state->es_snapshot);
	return scan->ss.ss_currentScanDesc;
}

/* Does a tuple fulfil the conditions? */
static inline bool
passes(HeapLane *lane, HeapTupleHeader header)
{
	HeapTupleData tuple = {.t_data = header};

	for (int i = 0; i < lane->nconditions; i++)
	{
		ColumnCall *call = &lane->conditions[i];
		bool		isnull;
		Datum		value = heap_getattr(&tuple, call->attribute, lane->desc, &isnull);
		Datum		result = call_with(call, value, isnull, &isnull);

		if (isnull || !DatumGetBool(result))
			return false;
	}
	return true;
}

/* Once conditions have detoasted so many bytes, these are freed at once. */
#define MUCH_MEMORY		(1024 * 1024)

/* Keep the tuples that fulfil the conditions. */
static void
filter(HeapLane *lane)
{
	TupleBatch *tuples = &lane->tuples;
	int			ntuples = tuples->ntuples;

	tuples->ntuples = 0;
	for (int row = 0; row < ntuples; row++)
	{
		if (passes(lane, tuples->headers[row]))
			tuples->headers[tuples->ntuples++] = tuples->headers[row];
		/* of what conditions allocate nothing is kept */
		if (unlikely(CurrentMemoryContext->mem_allocated > MUCH_MEMORY))
			MemoryContextReset(CurrentMemoryContext);
	}
	InstrCountFiltered1(&lane->scan->ss, ntuples - tuples->ntuples);
}

/*
 * Compute the columns of a row that are no attributes.  Of those that read one
 * column, the first is that column itself, and so it comes last.
 */
static void
compute(HeapLane *lane, Batch *batch, int row)
{
	for (int i = lane->ncomputed - 1; i >= 0; i--)
	{
		ColumnCall *call = &lane->computed[i];

		batch_values(batch, call->to)[row] =
			call_with(call, batch_values(batch, call->from)[row], batch_nulls(batch, call->from)[row],
					  &batch_nulls(batch, call->to)[row]);
	}
}

/* Count the tuples that were collected. */
static void
count_tuples(TallyAggregateState *node, HeapLane *lane)
{
	MemoryContext old = MemoryContextSwitchTo(node->row_context);

	if (lane->nconditions > 0)
		filter(lane);
	lane->nrows += lane->tuples.ntuples;
	deform(lane, &node->batch);
	if (lane->ncomputed > 0)
		for (int row = 0; row < node->batch.nrows; row++)
			compute(lane, &node->batch, row);
	MemoryContextSwitchTo(old);
	end_batch(node);
	lane->tuples.ntuples = 0;
}

/* A page stays as long as tuples on it are to be counted. */
static void
leave_page(TallyAggregateState *node, HeapLane *lane)
{
	count_tuples(node, lane);
	if (BufferIsValid(lane->page))
		ReleaseBuffer(lane->page);
	lane->page = InvalidBuffer;
}

/* What a cache fetches at once. */
#define CACHE_LINE		64

/*
 * Have the cache fetch the tuples of a page, or the beginning of each if they
 * are large.  They stand in it from its end to its beginning, and processors do
 * not foresee well that they will be read in that order.
 */
static inline void
prefetch_page(Page page)
{
	int			start = ((PageHeader) page)->pd_upper;
	int			size = (BLCKSZ - start) / Max(PageGetMaxOffsetNumber(page), 1);

	for (int at = start; at < BLCKSZ; at += Max(size, CACHE_LINE))
		PREFETCH(page + at);
}

static void
enter_page(TallyAggregateState *node, HeapLane *lane, Buffer page)
{
	leave_page(node, lane);
	IncrBufferRefCount(page);
	prefetch_page(BufferGetPage(page));
	lane->page = page;
}

/* What is the same for all rows may be different in a new scan. */
static void
forget_values(HeapLane *lane)
{
	ResetExprContext(lane->econtext);
	for (int i = 0; i < lane->nconditions; i++)
		lane->conditions[i].started = false;
	for (int i = 0; i < lane->ncomputed; i++)
		lane->computed[i].started = false;
}

void
read_heap(TallyAggregateState *node, HeapLane *lane)
{
	PlanState  *child = node->child;
	TableScanDesc scan = begin_scan(lane->scan);
	HeapTuple	tuple;

	if (child->instrument)
		InstrStartNode(child->instrument);
	forget_values(lane);
	lane->nrows = 0;
	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		if (lane->page != ((HeapScanDesc) scan)->rs_cbuf)
			enter_page(node, lane, ((HeapScanDesc) scan)->rs_cbuf);
		lane->tuples.headers[lane->tuples.ntuples++] = tuple->t_data;
		if (lane->tuples.ntuples == BATCH_ROWS)
			count_tuples(node, lane);
	}
	leave_page(node, lane);
	if (child->instrument)
		InstrStopNode(child->instrument, lane->nrows);
}

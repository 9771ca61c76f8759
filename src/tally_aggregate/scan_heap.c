/*
 * scan_heap.c
 *	  Rows straight from the heap, where the child is PostgreSQL's own sequential
 *	  scan and all columns and conditions are attributes or calls of functions of
 *	  one.
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
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "storage/bufmgr.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "compat.h"
#include "tally_aggregate/scan.h"

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

struct HeapScan
{
	SeqScanState *child;
	ColumnCall *conditions;
	int			nconditions;
	ColumnCall *computed;		/* columns that are no attributes */
	int			ncomputed;
	ExprContext *econtext;		/* of what is the same for all rows */
	MemoryContext call_context; /* of what calls allocate */
	TupleDesc	desc;
	int			nattributes;	/* up to the last one that is needed */
	int			nfixed;			/* so many first ones have known offsets */
	Attribute  *attributes;
	TupleBatch	tuples;
	int			nleft;			/* of them for the next batch */
	Buffer		page;			/* that they are on */
	HeapTupleHeader next;		/* the first one after them, or NULL */
	Buffer		next_page;		/* that it is on */
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
map_attribute(HeapScan *scan, AttrNumber number, int column)
{
	Attribute  *attribute = &scan->attributes[number - 1];

	if (attribute->column >= 0)
		return false;
	attribute->column = column;
	scan->nattributes = Max(scan->nattributes, number);
	return true;
}

/*
 * Have a call compute a column from one that is deformed, which is itself if no
 * other needs that attribute.
 */
static bool
map_call(HeapScan *scan, const Batch *batch, int column, Expr *expr)
{
	ColumnCall *call = &scan->computed[scan->ncomputed++];

	if (!read_call(call, expr, &scan->child->ss.ps, scan->econtext))
		return false;
	call->to = column;
	call->result = batch_column(batch, column);
	(void) map_attribute(scan, call->attribute, column);
	call->from = scan->attributes[call->attribute - 1].column;
	return true;
}

/* Which attributes and calls all columns are that are read. */
static bool
map_columns(HeapScan *scan, const Batch *batch)
{
	List	   *targetlist = scan->child->ss.ps.plan->targetlist;

	scan->computed = palloc0(Max(batch->ncolumns, 1) * sizeof(ColumnCall));
	for (int i = 0; i < batch->ncolumns; i++)
	{
		int			column = batch->columns[i].column;
		Var		   *var = (Var *) list_nth_node(TargetEntry, targetlist, column)->expr;

		if (IsA(var, Var) &&
			(var->varattno <= 0 || !map_attribute(scan, var->varattno, column)))
			return false;
	}
	for (int i = 0; i < batch->ncolumns; i++)
	{
		int			column = batch->columns[i].column;
		Expr	   *expr = list_nth_node(TargetEntry, targetlist, column)->expr;

		if (!IsA(expr, Var) && !map_call(scan, batch, column, expr))
			return false;
	}
	return true;
}

/* The scan's conditions; false if one is of another kind. */
static bool
map_conditions(HeapScan *scan)
{
	PlanState  *child = &scan->child->ss.ps;
	ListCell   *lc;

	scan->conditions = palloc0(Max(list_length(child->plan->qual), 1) * sizeof(ColumnCall));
	foreach(lc, child->plan->qual)
		if (!read_call(&scan->conditions[scan->nconditions++], lfirst(lc), child, scan->econtext))
			return false;
	return true;
}

/* See how far offsets are the same in all tuples without NULLs. */
static void
find_fixed_offsets(HeapScan *scan)
{
	uint32		offset = 0;
	int			i;

	for (i = 0; i < scan->nattributes && scan->attributes[i].len > 0; i++)
	{
		Attribute  *attribute = &scan->attributes[i];

		attribute->offset = TYPEALIGN(attribute->align, offset);
		offset = attribute->offset + attribute->len;
	}
	scan->nfixed = i;
}

static void
read_attributes(HeapScan *scan)
{
	scan->attributes = palloc0(scan->desc->natts * sizeof(Attribute));
	for (int i = 0; i < scan->desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(scan->desc, i);

		scan->attributes[i] = (Attribute) {
			.len = attribute->attlen, .byval = attribute->attbyval,
			.align = alignment_of(attribute->attalign), .column = -1
		};
	}
}

/*
 * A scan of the heap; NULL if the child is another plan, or a column or a
 * condition is none that is known here.
 */
HeapScan *
heap_scan_create(PlanState *child, const Batch *batch)
{
	HeapScan   *scan;
	Relation	relation;

	if (!IsA(child, SeqScanState))
		return NULL;
	relation = ((SeqScanState *) child)->ss.ss_currentRelation;
	if (relation->rd_tableam != GetHeapamTableAmRoutine())
		return NULL;
	scan = palloc0(sizeof(HeapScan));
	scan->child = (SeqScanState *) child;
	scan->desc = RelationGetDescr(relation);
	read_attributes(scan);
	scan->econtext = CreateExprContext(child->state);
	scan->call_context = AllocSetContextCreate(CurrentMemoryContext, "Tally Aggregate calls",
											   ALLOCSET_DEFAULT_SIZES);
	if (!map_columns(scan, batch) || !map_conditions(scan))
		return NULL;
	find_fixed_offsets(scan);
	return scan;
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
fetch_kind(HeapScan *scan, Batch *batch, int i, bool complete, bool byval, int len)
{
	TupleBatch *tuples = &scan->tuples;
	uint8		align = scan->attributes[i].align;
	int			column = scan->attributes[i].column;
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
				values[row] = getmissingattr(scan->desc, i + 1, &nulls[row]);
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
fetch_attribute(HeapScan *scan, Batch *batch, int i, bool complete)
{
	const Attribute *attribute = &scan->attributes[i];

	if (attribute->byval && attribute->len == sizeof(int32))
		fetch_kind(scan, batch, i, complete, true, sizeof(int32));
	else if (attribute->byval && attribute->len == sizeof(Datum))
		fetch_kind(scan, batch, i, complete, true, sizeof(Datum));
	else if (attribute->byval && attribute->len == sizeof(int16))
		fetch_kind(scan, batch, i, complete, true, sizeof(int16));
	else if (attribute->byval && attribute->len == sizeof(char))
		fetch_kind(scan, batch, i, complete, true, sizeof(char));
	else if (attribute->len == -1)
		fetch_kind(scan, batch, i, complete, false, -1);
	else
		fetch_kind(scan, batch, i, complete, attribute->byval, attribute->len);
}

static inline void
fetch_fixed_kind(const TupleBatch *tuples, Datum *values, uint32 offset, bool byval, int len)
{
	for (int row = 0; row < tuples->ntuples; row++)
		values[row] = fetch_att(tuples->data[row] + offset, byval, len);
}

/* The same for an attribute with a known offset, which none of them lacks. */
static inline void
fetch_fixed(HeapScan *scan, Batch *batch, const Attribute *attribute)
{
	TupleBatch *tuples = &scan->tuples;
	Datum	   *values = batch_values(batch, attribute->column);

	if (attribute->byval && attribute->len == sizeof(int32))
		fetch_fixed_kind(tuples, values, attribute->offset, true, sizeof(int32));
	else
		fetch_fixed_kind(tuples, values, attribute->offset, attribute->byval, attribute->len);
	memset(batch_nulls(batch, attribute->column), false, BATCH_ROWS);
}

/* Fetch the attributes that are needed, one column after the other. */
static void
deform(HeapScan *scan, Batch *batch)
{
	TupleBatch *tuples = &scan->tuples;
	int			there = scan->nfixed;	/* so many, in all tuples */
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
		complete &= tuples->natts[row] >= scan->nattributes && bits == NULL;
	}
	for (int i = 0; i < there; i++)
		if (scan->attributes[i].column >= 0)
			fetch_fixed(scan, batch, &scan->attributes[i]);
	offset = there == 0 ? 0 : scan->attributes[there - 1].offset + scan->attributes[there - 1].len;
	for (int row = 0; row < tuples->ntuples; row++)
		tuples->offsets[row] = offset;
	for (int i = there; i < scan->nattributes; i++)
		if (complete)
			fetch_attribute(scan, batch, i, true);
		else
			fetch_attribute(scan, batch, i, false);
	batch->nrows = tuples->ntuples;
}

/*
 * Values can be large, so that what a call allocates is freed after it, if it
 * is more than a little.
 */
#define LITTLE_MEMORY	(32 * 1024)

static inline Datum
call_and_free(HeapScan *scan, ColumnCall *call, Datum value, bool *isnull)
{
	if (unlikely(scan->call_context->mem_allocated > LITTLE_MEMORY))
		MemoryContextReset(scan->call_context);
	return call_with(call, value, *isnull, isnull);
}

/* Does a tuple fulfil the conditions? */
static inline bool
passes(HeapScan *scan, HeapTupleHeader header)
{
	HeapTupleData tuple = {.t_data = header};

	for (int i = 0; i < scan->nconditions; i++)
	{
		ColumnCall *call = &scan->conditions[i];
		bool		isnull;
		Datum		value = heap_getattr(&tuple, call->attribute, scan->desc, &isnull);
		Datum		result = call_and_free(scan, call, value, &isnull);

		if (isnull || !DatumGetBool(result))
			return false;
	}
	return true;
}

/* Keep the tuples that fulfil the conditions. */
static void
filter(HeapScan *scan)
{
	TupleBatch *tuples = &scan->tuples;
	int			ntuples = tuples->ntuples;

	tuples->ntuples = 0;
	for (int row = 0; row < ntuples; row++)
		if (passes(scan, tuples->headers[row]))
			tuples->headers[tuples->ntuples++] = tuples->headers[row];
	InstrCountFiltered1(&scan->child->ss, ntuples - tuples->ntuples);
}

/*
 * Compute the columns of a row that are no attributes.  Of those that read one
 * column, the first is that column itself, and so it comes last.
 */
static void
compute(HeapScan *scan, Batch *batch, int row)
{
	for (int i = scan->ncomputed - 1; i >= 0; i--)
	{
		ColumnCall *call = &scan->computed[i];
		bool		isnull = batch_nulls(batch, call->from)[row];
		Datum		value = call_and_free(scan, call, batch_values(batch, call->from)[row], &isnull);

		batch_values(batch, call->to)[row] =
			isnull ? (Datum) 0 : batch_copy(batch, call->result, value);
		batch_nulls(batch, call->to)[row] = isnull;
	}
}

/* Compute them for all rows, or for so many as their values have room. */
static void
compute_columns(HeapScan *scan, Batch *batch)
{
	int			ntuples = batch->nrows;

	batch->nrows = 0;
	while (batch->nrows < ntuples && !batch_is_full(batch))
		compute(scan, batch, batch->nrows++);
	scan->nleft = ntuples - batch->nrows;
}

/* What a cache fetches at once. */
#define CACHE_LINE		64

/*
 * Have the cache fetch the tuples of a page, or the beginning of each if they
 * are large.  They stand in it from its end to its beginning, and processors do
 * not foresee well that they will be read in that order.
 */
static pg_attribute_always_inline void
prefetch_page(Page page)
{
	int			start = ((PageHeader) page)->pd_upper;
	int			size = (BLCKSZ - start) / Max(PageGetMaxOffsetNumber(page), 1);

	for (int at = start; at < BLCKSZ; at += Max(size, CACHE_LINE))
		PREFETCH(page + at);
}

/* A page stays as long as tuples on it are to be counted. */
static void
leave_page(HeapScan *scan)
{
	if (BufferIsValid(scan->page))
		ReleaseBuffer(scan->page);
	scan->page = InvalidBuffer;
}

static void
enter_next_page(HeapScan *scan)
{
	leave_page(scan);
	scan->page = scan->next_page;
	IncrBufferRefCount(scan->page);
	prefetch_page(BufferGetPage(scan->page));
}

static inline void
fetch_next(HeapScan *scan)
{
	TableScanDesc desc = scan->child->ss.ss_currentScanDesc;
	HeapTuple	tuple = heap_getnext(desc, ForwardScanDirection);

	scan->next = tuple == NULL ? NULL : tuple->t_data;
	scan->next_page = ((HeapScanDesc) desc)->rs_cbuf;
}

/* Collect the next tuples of one page. */
static void
collect(HeapScan *scan)
{
	TupleBatch *tuples = &scan->tuples;

	tuples->ntuples = 0;
	if (scan->next != NULL && scan->next_page != scan->page)
		enter_next_page(scan);
	while (scan->next != NULL && scan->next_page == scan->page && tuples->ntuples < BATCH_ROWS)
	{
		tuples->headers[tuples->ntuples++] = scan->next;
		fetch_next(scan);
	}
}

/* Have the tuples that are left of the last batch, or the next that fulfil the conditions. */
static void
next_tuples(HeapScan *scan)
{
	TupleBatch *tuples = &scan->tuples;

	if (scan->nleft > 0)
	{
		memmove(tuples->headers, &tuples->headers[tuples->ntuples - scan->nleft],
				scan->nleft * sizeof(HeapTupleHeader));
		tuples->ntuples = scan->nleft;
		scan->nleft = 0;
		return;
	}
	do
	{
		CHECK_FOR_INTERRUPTS();
		collect(scan);
		if (scan->nconditions > 0)
			filter(scan);
	} while (tuples->ntuples == 0 && scan->next != NULL);
}

void
heap_scan_next(HeapScan *scan, Batch *batch)
{
	Instrumentation *instrument = scan->child->ss.ps.instrument;
	MemoryContext old = MemoryContextSwitchTo(scan->call_context);

	if (instrument)
		InstrStartNode(instrument);
	next_tuples(scan);
	deform(scan, batch);
	if (scan->ncomputed > 0)
		compute_columns(scan, batch);
	batch->last = scan->next == NULL && scan->nleft == 0;
	if (instrument)
		InstrStopNode(instrument, batch->nrows);
	MemoryContextSwitchTo(old);
}

/*
 * Begin the scan as the child itself would begin it.  What is the same for all
 * rows may be different in a new scan.
 */
void
heap_scan_start(HeapScan *scan)
{
	ScanState  *child = &scan->child->ss;

	if (child->ss_currentScanDesc == NULL)
		child->ss_currentScanDesc = begin_table_scan(child->ss_currentRelation,
													 child->ps.state->es_snapshot);
	ResetExprContext(scan->econtext);
	for (int i = 0; i < scan->nconditions; i++)
		scan->conditions[i].started = false;
	for (int i = 0; i < scan->ncomputed; i++)
		scan->computed[i].started = false;
	fetch_next(scan);
}

/* All rows were counted. */
void
heap_scan_end(HeapScan *scan)
{
	leave_page(scan);
	MemoryContextReset(scan->call_context);
}

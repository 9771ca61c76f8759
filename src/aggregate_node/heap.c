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

#include "run.h"
#include "versions.h"

/* How an attribute of a heap tuple is passed or read. */
typedef struct Attribute
{
	int16		len;
	uint8		align;
	bool		byval;
	int			column;			/* of the child that it is, or -1 */
} Attribute;

/* One of those that are needed and have a known offset. */
typedef struct FixedAttribute
{
	uint32		offset;
	int			cell;			/* among the batch's values, for its first row */
	int16		len;
	bool		byval;
} FixedAttribute;

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
	FixedAttribute *fixed;		/* those of them that are needed */
	FixedAttribute *fixed_end;
	uint32		end_of_fixed;	/* where the first of the others begins */
	Attribute  *attributes;
	bool		by_reference;	/* one of them points into its page */
	Buffer		held;			/* the page of the rows in the batch, if it has to stay */
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
	lane->by_reference |= !attribute->byval;
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
	/* what it returns can be what it was given */
	lane->by_reference |= !get_typbyval(exprType((Node *) expr));
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

	lane->fixed = lane->fixed_end = palloc(Max(lane->nattributes, 1) * sizeof(FixedAttribute));
	for (i = 0; i < lane->nattributes && lane->attributes[i].len > 0; i++)
	{
		const Attribute *attribute = &lane->attributes[i];

		offset = TYPEALIGN(attribute->align, offset);
		if (attribute->column >= 0)
			*lane->fixed_end++ = (FixedAttribute) {offset, attribute->column * BATCH_ROWS,
				attribute->len, attribute->byval};
		offset += attribute->len;
	}
	lane->nfixed = i;
	lane->end_of_fixed = offset;
}

/* False if a column or a condition is of a kind that is not for this lane. */
static bool
prepare_heap_lane(HeapLane *lane, TallyAggregateState *node)
{
	lane->attributes = palloc0(lane->desc->natts * sizeof(Attribute));
	for (int i = 0; i < lane->desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(lane->desc, i);

		lane->attributes[i] = (Attribute) {attribute->attlen, alignment_of(attribute->attalign),
			attribute->attbyval, -1};
	}
	lane->econtext = CreateExprContext(node->child->state);
	if (!map_columns(lane, node) || !map_conditions(lane))
		return false;
	find_fixed_offsets(lane);
	return true;
}

/* Is none of the attributes with a known offset NULL? */
static inline bool
fixed_are_there(const HeapLane *lane, const bits8 *bits)
{
	int			nbytes = lane->nfixed / BITS_PER_BYTE;
	bits8		rest = (1 << lane->nfixed % BITS_PER_BYTE) - 1;

	for (int i = 0; i < nbytes; i++)
		if (bits[i] != 0xFF)
			return false;
	return rest == 0 || (bits[nbytes] & rest) == rest;
}

/* Fetch the attributes that are needed into the batch. */
static inline void
deform(HeapLane *lane, HeapTuple tuple, Batch *batch)
{
	Datum	   *values = &batch->values[batch->nrows];
	bool	   *nulls = &batch->nulls[batch->nrows];
	HeapTupleHeader header = tuple->t_data;
	char	   *data = (char *) header + header->t_hoff;
	bits8	   *bits = (header->t_infomask & HEAP_HASNULL) ? header->t_bits : NULL;
	int			natts = Min(HeapTupleHeaderGetNatts(header), lane->nattributes);
	uint32		offset = 0;
	int			i = 0;

	if (likely(natts >= lane->nfixed && (bits == NULL || fixed_are_there(lane, bits))))
	{
		for (const FixedAttribute *fixed = lane->fixed; fixed < lane->fixed_end; fixed++)
		{
			values[fixed->cell] = fetch_att(data + fixed->offset, fixed->byval, fixed->len);
			nulls[fixed->cell] = false;
		}
		i = lane->nfixed;
		offset = lane->end_of_fixed;
	}
	for (; i < natts; i++)
	{
		const Attribute *attribute = &lane->attributes[i];
		int			column = attribute->column;

		if (bits != NULL && att_isnull(i, bits))
		{
			if (column >= 0)
				nulls[column * BATCH_ROWS] = true;
			continue;
		}
		/* a short varlena is not aligned, and what pads is 0 */
		if (attribute->len != -1 || !VARATT_NOT_PAD_BYTE(data + offset))
			offset = TYPEALIGN(attribute->align, offset);
		if (column >= 0)
		{
			values[column * BATCH_ROWS] = fetch_att(data + offset, attribute->byval, attribute->len);
			nulls[column * BATCH_ROWS] = false;
		}
		offset = att_addlength_pointer(offset, attribute->len, data + offset);
	}
	/* columns that were added to the table later */
	for (; i < lane->nattributes; i++)
	{
		int			column = lane->attributes[i].column;

		if (column >= 0)
			values[column * BATCH_ROWS] =
				getmissingattr(lane->desc, i + 1, &nulls[column * BATCH_ROWS]);
	}
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

static void
release_page(HeapLane *lane)
{
	if (BufferIsValid(lane->held))
		ReleaseBuffer(lane->held);
	lane->held = InvalidBuffer;
}

/* A page stays as long as the batch points into it, and is the only one. */
static inline void
hold_page(TallyAggregateState *node, HeapLane *lane, Buffer buffer)
{
	if (lane->held == buffer)
		return;
	end_batch(node);
	release_page(lane);
	IncrBufferRefCount(buffer);
	lane->held = buffer;
}

/* Does a tuple fulfil the conditions? */
static inline bool
passes(HeapLane *lane, HeapTuple tuple)
{
	ScanState  *scan = &lane->scan->ss;
	bool		holds = true;
	MemoryContext old;

	if (lane->nconditions == 0)
		return true;
	ResetExprContext(scan->ps.ps_ExprContext);
	old = MemoryContextSwitchTo(scan->ps.ps_ExprContext->ecxt_per_tuple_memory);
	for (int i = 0; holds && i < lane->nconditions; i++)
	{
		ColumnCall *call = &lane->conditions[i];
		bool		isnull;
		Datum		value = heap_getattr(tuple, call->attribute, lane->desc, &isnull);
		Datum		result = call_with(call, value, isnull, &isnull);

		holds = !isnull && DatumGetBool(result);
	}
	MemoryContextSwitchTo(old);
	if (!holds)
		InstrCountFiltered1(scan, 1);
	return holds;
}

/*
 * Compute the columns that are no attributes.  Of those that read one column,
 * the first is that column itself, and so it comes last.
 */
static inline void
compute(TallyAggregateState *node, HeapLane *lane)
{
	Datum	   *values = &node->batch.values[node->batch.nrows];
	bool	   *nulls = &node->batch.nulls[node->batch.nrows];
	MemoryContext old = MemoryContextSwitchTo(node->row_context);

	for (int i = lane->ncomputed - 1; i >= 0; i--)
	{
		ColumnCall *call = &lane->computed[i];
		int			from = call->from * BATCH_ROWS;
		int			to = call->to * BATCH_ROWS;

		values[to] = call_with(call, values[from], nulls[from], &nulls[to]);
	}
	MemoryContextSwitchTo(old);
}

/* Put a tuple's row into the batch; false if a condition does not hold. */
static inline bool
take_tuple(TallyAggregateState *node, HeapLane *lane, HeapTuple tuple, Buffer buffer)
{
	if (!passes(lane, tuple))
		return false;
	if (lane->by_reference)
		hold_page(node, lane, buffer);
	deform(lane, tuple, &node->batch);
	if (lane->ncomputed > 0)
		compute(node, lane);
	end_row(node);
	return true;
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
	double		nrows = 0;
	HeapTuple	tuple;

	if (child->instrument)
		InstrStartNode(child->instrument);
	forget_values(lane);
	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
		if (take_tuple(node, lane, tuple, ((HeapScanDesc) scan)->rs_cbuf))
			nrows++;
	end_batch(node);
	release_page(lane);
	if (child->instrument)
		InstrStopNode(child->instrument, nrows);
}

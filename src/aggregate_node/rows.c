/*
 * rows.c
 *	  Two lanes that bring rows to a Tally Aggregate: tuples straight from the
 *	  heap where the child is PostgreSQL's own sequential scan, and slots from
 *	  any other child.
 *
 * What is read is heap_getnext()'s, so visibility, locks, synchronized and
 * parallel scans are PostgreSQL's.  The scan's own conditions are evaluated,
 * in its order, before anything else looks at a row.
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/tupmacs.h"
#include "executor/executor.h"
#include "executor/instrument.h"
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
	uint32		offset;			/* where it is known, without NULLs before it */
} Attribute;

typedef struct HeapLane
{
	SeqScanState *scan;
	bool		deform;			/* all columns are attributes */
	TupleDesc	desc;
	int			nattributes;	/* up to the last one that is needed */
	int			nfixed;			/* so many first ones have known offsets */
	int			nfetched;		/* how many of those are needed */
	int		   *fetched;		/* and which */
	uint32		end_of_fixed;	/* where the first of the others begins */
	Attribute  *attributes;
	Datum	   *values;			/* by the child's columns */
	bool	   *nulls;
} HeapLane;

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

/*
 * Which attribute each column of the child is.  False if one is not a plain
 * attribute, or two are the same.
 */
static bool
map_columns(HeapLane *lane, TallyAggregateState *node, Bitmapset *columns)
{
	int			column = -1;

	while ((column = bms_next_member(columns, column)) >= 0)
	{
		TargetEntry *entry = list_nth(node->child->plan->targetlist, column);
		Var		   *var = (Var *) entry->expr;

		if (!IsA(var, Var) || var->varattno <= 0 ||
			lane->attributes[var->varattno - 1].column >= 0)
			return false;
		lane->attributes[var->varattno - 1].column = column;
		lane->nattributes = Max(lane->nattributes, var->varattno);
	}
	return true;
}

/* The columns of the child that are used. */
static Bitmapset *
used_columns(TallyPlan *plan)
{
	Bitmapset  *columns = NULL;

	for (int i = 0; i < plan->nkeys; i++)
		columns = bms_add_member(columns, plan->keys[i]);
	for (int i = 0; i < plan->nstates; i++)
		for (int j = 0; j < plan->states[i].narguments; j++)
			columns = bms_add_member(columns, plan->states[i].arguments[j]);
	return columns;
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

		attribute->offset = offset = TYPEALIGN(attribute->align, offset);
		offset += attribute->len;
		if (attribute->column >= 0)
			lane->fetched[lane->nfetched++] = i;
	}
	lane->nfixed = i;
	lane->end_of_fixed = offset;
}

static void
prepare_deforming(HeapLane *lane, TallyAggregateState *node)
{
	int			ncolumns = Max(list_length(node->child->plan->targetlist), 1);

	lane->attributes = palloc0(lane->desc->natts * sizeof(Attribute));
	lane->fetched = palloc(lane->desc->natts * sizeof(int));
	lane->values = palloc0(ncolumns * sizeof(Datum));
	lane->nulls = palloc0(ncolumns * sizeof(bool));
	for (int i = 0; i < lane->desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(lane->desc, i);

		lane->attributes[i] = (Attribute) {attribute->attlen, alignment_of(attribute->attalign),
			attribute->attbyval, -1, 0};
	}
	lane->deform = map_columns(lane, node, used_columns(node->plan));
	find_fixed_offsets(lane);
}

/* Fetch the attributes that are needed into the child's columns. */
static inline void
deform(HeapLane *lane, HeapTuple tuple)
{
	HeapTupleHeader header = tuple->t_data;
	char	   *data = (char *) header + header->t_hoff;
	bits8	   *bits = (header->t_infomask & HEAP_HASNULL) ? header->t_bits : NULL;
	int			natts = Min(HeapTupleHeaderGetNatts(header), lane->nattributes);
	uint32		offset = 0;
	int			i = 0;

	if (likely(bits == NULL && natts >= lane->nfixed))
	{
		for (int j = 0; j < lane->nfetched; j++)
		{
			const Attribute *attribute = &lane->attributes[lane->fetched[j]];

			lane->values[attribute->column] =
				fetch_att(data + attribute->offset, attribute->byval, attribute->len);
			lane->nulls[attribute->column] = false;
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
				lane->nulls[column] = true;
			continue;
		}
		/* a short varlena is not aligned, and what pads is 0 */
		if (attribute->len != -1 || !VARATT_NOT_PAD_BYTE(data + offset))
			offset = TYPEALIGN(attribute->align, offset);
		if (column >= 0)
		{
			lane->values[column] = fetch_att(data + offset, attribute->byval, attribute->len);
			lane->nulls[column] = false;
		}
		offset = att_addlength_pointer(offset, attribute->len, data + offset);
	}
	/* columns that were added to the table later */
	for (; i < lane->nattributes; i++)
		if (lane->attributes[i].column >= 0)
			lane->values[lane->attributes[i].column] =
				getmissingattr(lane->desc, i + 1, &lane->nulls[lane->attributes[i].column]);
}

/* The heap lane, or NULL if the child is not for it. */
static HeapLane *
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
	prepare_deforming(lane, node);
	return lane;
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

/*
 * What the scan's conditions and projection make of a tuple: NULL if it does
 * not pass, else the slot with the child's columns.
 */
static TupleTableSlot *
scanned_slot(HeapLane *lane, HeapTuple tuple, Buffer buffer)
{
	ScanState  *scan = &lane->scan->ss;
	ExprContext *econtext = scan->ps.ps_ExprContext;

	ResetExprContext(econtext);
	ExecStoreBufferHeapTuple(tuple, scan->ss_ScanTupleSlot, buffer);
	econtext->ecxt_scantuple = scan->ss_ScanTupleSlot;
	if (!ExecQual(scan->ps.qual, econtext))
	{
		InstrCountFiltered1(scan, 1);
		return NULL;
	}
	if (lane->deform || scan->ps.ps_ProjInfo == NULL)
		return scan->ss_ScanTupleSlot;
	return ExecProject(scan->ps.ps_ProjInfo);
}

static inline bool
count_tuple(TallyAggregateState *node, HeapLane *lane, HeapTuple tuple, Buffer buffer)
{
	TupleTableSlot *slot = NULL;

	if (!lane->deform || lane->scan->ss.ps.qual != NULL)
	{
		slot = scanned_slot(lane, tuple, buffer);
		if (slot == NULL)
			return false;
	}
	if (lane->deform)
	{
		deform(lane, tuple);
		count_row(node, lane->values, lane->nulls);
	}
	else
	{
		slot_getsomeattrs(slot, node->max_column);
		count_row(node, slot->tts_values, slot->tts_isnull);
	}
	return true;
}

static void
read_heap(TallyAggregateState *node, HeapLane *lane)
{
	PlanState  *child = node->child;
	TableScanDesc scan = begin_scan(lane->scan);
	double		nrows = 0;
	HeapTuple	tuple;

	if (child->instrument)
		InstrStartNode(child->instrument);
	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
		if (count_tuple(node, lane, tuple, ((HeapScanDesc) scan)->rs_cbuf))
			nrows++;
	ExecClearTuple(lane->scan->ss.ss_ScanTupleSlot);
	if (child->instrument)
		InstrStopNode(child->instrument, nrows);
}

static void
read_slots(TallyAggregateState *node)
{
	for (;;)
	{
		TupleTableSlot *slot = ExecProcNode(node->child);

		if (TupIsNull(slot))
			break;
		slot_getsomeattrs(slot, node->max_column);
		count_row(node, slot->tts_values, slot->tts_isnull);
	}
}

/*
 * Count all rows of the child.  Where a row is tested again after a concurrent
 * update, what a scan returns is not from the heap.
 */
void
read_rows(TallyAggregateState *node)
{
	PlanState  *child = node->child;

	if (child->state->es_epq_active == NULL && !node->looked_for_heap)
	{
		MemoryContext old = MemoryContextSwitchTo(child->state->es_query_cxt);

		node->heap = open_heap_lane(node);
		node->looked_for_heap = true;
		MemoryContextSwitchTo(old);
	}
	if (child->chgParam != NULL)
		ExecReScan(child);
	if (child->state->es_epq_active == NULL && node->heap != NULL)
		read_heap(node, node->heap);
	else
		read_slots(node);
	end_batch(node);
}

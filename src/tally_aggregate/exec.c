/*
 * exec.c
 *	  The life of a Tally Aggregate in the executor, and what EXPLAIN says of it.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/parallel.h"
#include "catalog/objectaccess.h"
#include "catalog/pg_proc.h"
#include "commands/explain.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/ruleutils.h"
#include "utils/syscache.h"

#include "compat.h"
#include "tally_aggregate/count.h"
#include "tally_aggregate/keys.h"
#include "tally_aggregate/scan.h"
#include "tally_aggregate/sets.h"
#include "tally_aggregate/spill.h"
#include "tally_aggregate/tally_aggregate.h"

typedef struct TallyResult
{
	TallyState *state;
	bool		has_final;
	FmgrInfo	finalfn;
	FunctionCallInfo call;
} TallyResult;

typedef struct TallyAggregateState
{
	CustomScanState css;
	TallyPlan  *plan;
	PlanState  *child;
	Batch	   *batch;
	Keys	   *keys;
	TallyState *states;
	TallyResult *results;
	GroupTable *table;
	Spill	   *spill;
	GroupSets  *sets;			/* NULL if all are by all keys */
	bool		looked_for_heap;
	HeapScan   *heap;			/* NULL if rows come by slots */
	int64		memory;			/* that was used at most, in kB */
	int64		disk;
	bool		filled;
	GroupIterator iterator;
} TallyAggregateState;

/* PostgreSQL's Aggregate asks the same: of who calls, and of who made it. */
static void
check_execute(Oid function, Oid user, ObjectType kind)
{
	AclResult	result = function_aclcheck(function, user);

	if (result != ACLCHECK_OK)
		aclcheck_error(result, kind, get_func_name(function));
	InvokeFunctionExecuteHook(function);
}

static Oid
owner_of(Oid function)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function);
	owner = ((Form_pg_proc) GETSTRUCT(tuple))->proowner;
	ReleaseSysCache(tuple);
	return owner;
}

static void
check_permissions(const TallyPlan *plan)
{
	for (int i = 0; i < plan->nresults; i++)
	{
		const ResultInfo *result = &plan->results[i];
		Oid			owner = owner_of(result->aggregate);

		check_execute(result->aggregate, GetUserId(), OBJECT_AGGREGATE);
		check_execute(plan->states[result->state].transfn, owner, OBJECT_FUNCTION);
		if (OidIsValid(result->finalfn))
			check_execute(result->finalfn, owner, OBJECT_FUNCTION);
	}
}

static FunctionCallInfo
prepare_call(FmgrInfo *function, Oid oid, int nargs, Node *caller)
{
	FunctionCallInfo call = palloc0(SizeForFunctionCallInfo(nargs));

	fmgr_info(oid, function);
	InitFunctionCallInfoData(*call, function, nargs, InvalidOid, caller, NULL);
	return call;
}

static void
init_states(TallyAggregateState *node, const int *offsets)
{
	node->states = palloc0(node->plan->nstates * sizeof(TallyState));
	for (int i = 0; i < node->plan->nstates; i++)
	{
		TallyState *state = &node->states[i];

		state->info = node->plan->states[i];
		state->scale = (Scale) {.lowest = state->info.lowest, .points = state->info.points};
		state->offset = offsets[i];
		if (takes_number(state->info.kind))
		{
			int			column = state->info.arguments[state->info.narguments - 1];

			state->is_real = state->info.kind == STATE_WEIGHTED || state->info.kind >= STATE_FLOAT8_SUM;
			state->number_len = batch_column(node->batch, column)->len;
		}
		/* as by an aggregate: errors are the same, tallies are added in place */
		state->call = prepare_call(&state->transfn, state->info.transfn,
								   1 + state->info.narguments, (Node *) makeNode(AggState));
		if (state->info.format != 0)
			state->tally = tally_make(state->info.format, state->info.lowest, state->info.points);
	}
}

static void
init_results(TallyAggregateState *node)
{
	node->results = palloc0(node->plan->nresults * sizeof(TallyResult));
	for (int i = 0; i < node->plan->nresults; i++)
	{
		const ResultInfo *info = &node->plan->results[i];
		TallyResult *result = &node->results[i];

		result->state = &node->states[info->state];
		result->has_final = OidIsValid(info->finalfn) && !node->plan->partial;
		if (result->has_final)
			result->call = prepare_call(&result->finalfn, info->finalfn, 1, NULL);
	}
}

static void
tally_aggregate_begin(CustomScanState *css, EState *estate, int eflags)
{
	TallyAggregateState *node = (TallyAggregateState *) css;
	CustomScan *scan = (CustomScan *) css->ss.ps.plan;
	MemoryContext context = estate->es_query_cxt;
	Size		limit;
	int		   *offsets;

	/* rows are read once, whatever is asked of this node */
	eflags &= ~(EXEC_FLAG_REWIND | EXEC_FLAG_BACKWARD | EXEC_FLAG_MARK);
	node->child = ExecInitNode(linitial(scan->custom_plans), estate, eflags);
	css->custom_ps = list_make1(node->child);
	node->plan = tally_plan_from_lists(scan->custom_private);
	check_permissions(node->plan);

	node->batch = batch_create(context, node->plan, node->child->plan->targetlist);
	node->keys = keys_create(node->plan, node->batch);
	limit = groups_limit(node->plan);
	offsets = palloc(Max(node->plan->nstates, 1) * sizeof(int));
	node->spill = spill_create(context, node->plan, node->keys->words, &limit);
	node->table = groups_create(context, group_layout(node->plan, offsets), limit);
	init_states(node, offsets);
	init_results(node);
	if (node->plan->nsets > 0)
		node->sets = sets_create(context, node->plan, node->keys, node->states, node->batch,
								 node->table->key_offset, groups_limit(node->plan));
}

/* Count the batch's rows from `first` up to `end`; those without a group wait. */
static void
take_batch(TallyAggregateState *node)
{
	Batch	   *batch = node->batch;

	CHECK_FOR_INTERRUPTS();
	if (!groups_find(node->table, batch))
		for (int row = batch->first; row < batch->end; row++)
			if (batch->groups[row] == NULL)
				spill_row(node->spill, batch, row);
	count_answers(node->states, node->plan->nstates, batch, node->table);
}

/*
 * Begin to read the child.  Where a row is tested again after a concurrent
 * update, what a scan returns is not from the heap.
 */
static HeapScan *
start_scan(TallyAggregateState *node)
{
	PlanState  *child = node->child;
	bool		again = child->state->es_epq_active != NULL;

	if (!again && !node->looked_for_heap)
	{
		MemoryContext old = MemoryContextSwitchTo(child->state->es_query_cxt);

		node->heap = heap_scan_create(child, node->batch);
		node->looked_for_heap = true;
		MemoryContextSwitchTo(old);
	}
	if (child->chgParam != NULL)
		ExecReScan(child);
	if (again || node->heap == NULL)
		return NULL;
	heap_scan_start(node->heap);
	return node->heap;
}

/* Read all rows of the child. */
static void
read_rows(TallyAggregateState *node)
{
	Batch	   *batch = node->batch;
	HeapScan   *heap = start_scan(node);

	batch->last = false;
	while (!batch->last)
	{
		MemoryContext old;

		batch_clear(batch);
		if (heap)
			heap_scan_next(heap, batch);
		else
			scan_slots(node->child, batch);
		old = MemoryContextSwitchTo(batch->context);
		set_answers(node->states, node->plan->nstates, batch);
		while (set_keys(node->keys, batch))
			take_batch(node);
		MemoryContextSwitchTo(old);
	}
	if (heap)
		heap_scan_end(heap);
}

#define KILOBYTES(bytes)	(((int64) (bytes) + 1023) / 1024)

/*
 * Note what the node has used.  A worker tells the leader by counters of its
 * instrumentation that nothing else uses in a custom scan.
 */
static void
note_usage(TallyAggregateState *node)
{
	PlanState  *ps = &node->css.ss.ps;

	groups_note_size(node->table);
	node->memory = KILOBYTES(node->table->peak);
	node->disk = KILOBYTES(node->spill->blocks * BLCKSZ);
	if (node->sets != NULL)
	{
		node->memory += KILOBYTES(node->sets->table->peak);
		node->disk += KILOBYTES(node->sets->spill->blocks * BLCKSZ);
	}
	if (ps->instrument != NULL && IsParallelWorker())
	{
		ps->instrument->ntuples2 = node->memory;
		ps->instrument->nfiltered2 = node->disk;
	}
}

/* All rows of the input or of a part were counted. */
static void
finish_filling(TallyAggregateState *node)
{
	spill_finish_writing(node->spill);
	if (node->sets != NULL)
		sets_add(node->sets, node->table);
	note_usage(node);
}

/* Without keys there is one group, of no rows too if there is no GROUP BY. */
static void
fill(TallyAggregateState *node)
{
	read_rows(node);
	if (node->plan->nkeys == 0 && !node->plan->grouped)
		(void) groups_only(node->table);
	finish_filling(node);
	node->filled = true;
}

/* Have the groups of rows that wait in memory; false if none do. */
static bool
fill_from_disk(TallyAggregateState *node)
{
	bool		last;
	MemoryContext old;

	if (!spill_next_part(node->spill, &last))
		return false;
	groups_reset(node->table, last);
	node->iterator = (GroupIterator) {0, 0};
	old = MemoryContextSwitchTo(node->batch->context);
	while (spill_read_rows(node->spill, node->batch))
		take_batch(node);
	MemoryContextSwitchTo(old);
	finish_filling(node);
	return true;
}

/* What an aggregate returns for a group. */
static Datum
result_value(const GroupTable *table, TallyGroup *group, TallyResult *result, bool *isnull)
{
	FunctionCallInfo call = result->call;
	Datum		value = state_value(result->state, table, group, isnull);

	if (!result->has_final || (*isnull && result->finalfn.fn_strict))
		return value;
	call->args[0].value = value;
	call->args[0].isnull = *isnull;
	call->isnull = false;
	value = FunctionCallInvoke(call);
	*isnull = call->isnull;
	return value;
}

/* The next group by all keys that is to be returned, or NULL. */
static TallyGroup *
next_of_all_keys(TallyAggregateState *node)
{
	TallyGroup *group = NULL;

	do
	{
		if (node->plan->all_keys)
			group = groups_next(node->table, &node->iterator);
	} while (group == NULL && fill_from_disk(node));
	return group;
}

/* The value of GROUPING(): a bit for each of its keys, set if it is left out. */
static int32
grouping_value(List *keys, uint32 left_out)
{
	int32		value = 0;
	ListCell   *lc;

	foreach(lc, keys)
		value = value << 1 | (left_out >> lfirst_int(lc) & 1);
	return value;
}

/* The next group as custom_scan_tlist has it: keys, aggregates, GROUPING(). */
static TupleTableSlot *
next_group(TallyAggregateState *node)
{
	TupleTableSlot *slot = node->css.ss.ss_ScanTupleSlot;
	int			column = node->plan->nkeys;
	const GroupTable *table = node->table;
	uint32		left_out = 0;
	MemoryContext old;
	TallyGroup *group;
	ListCell   *lc;

	ExecClearTuple(slot);
	group = next_of_all_keys(node);
	if (group == NULL && node->sets != NULL)
	{
		table = node->sets->table;
		group = sets_next(node->sets, &left_out);
		if (group == NULL)
			note_usage(node);
	}
	if (group == NULL)
		return slot;
	old = MemoryContextSwitchTo(node->css.ss.ps.ps_ExprContext->ecxt_per_tuple_memory);
	get_keys(node->keys, table == node->table ? GROUP_KEY(table, group) : KEYS_OF_SET(table, group),
			 group->null_keys, slot->tts_values, slot->tts_isnull);
	for (int i = 0; i < node->plan->nresults; i++, column++)
		slot->tts_values[column] =
			result_value(table, group, &node->results[i], &slot->tts_isnull[column]);
	foreach(lc, node->plan->groupings)
	{
		slot->tts_values[column] = Int32GetDatum(grouping_value(lfirst(lc), left_out));
		slot->tts_isnull[column++] = false;
	}
	MemoryContextSwitchTo(old);
	return ExecStoreVirtualTuple(slot);
}

/*
 * Return the next group that passes HAVING.  This is ExecScan() without what
 * that does where a row is tested again: it takes a scan of no table for a
 * join that somebody else has made.
 */
static TupleTableSlot *
tally_aggregate_exec(CustomScanState *css)
{
	TallyAggregateState *node = (TallyAggregateState *) css;
	PlanState  *ps = &css->ss.ps;
	ExprContext *econtext = ps->ps_ExprContext;

	if (!node->filled)
		fill(node);
	for (;;)
	{
		TupleTableSlot *slot;

		CHECK_FOR_INTERRUPTS();
		ResetExprContext(econtext);
		slot = next_group(node);
		if (TupIsNull(slot))
			return ps->ps_ProjInfo ? ExecClearTuple(ps->ps_ResultTupleSlot) : slot;
		econtext->ecxt_scantuple = slot;
		if (ExecQual(ps->qual, econtext))
			return ps->ps_ProjInfo ? ExecProject(ps->ps_ProjInfo) : slot;
		InstrCountFiltered1(css, 1);
	}
}

static void
forget_groups(TallyAggregateState *node)
{
	spill_end(node->spill);
	groups_reset(node->table, false);
	if (node->sets != NULL)
		sets_forget(node->sets);
	node->filled = false;
}

/* Groups that are all in memory are good for as long as the child's rows are. */
static void
tally_aggregate_rescan(CustomScanState *css)
{
	TallyAggregateState *node = (TallyAggregateState *) css;
	PlanState  *child = node->child;

	node->iterator = (GroupIterator) {0, 0};
	if (node->sets != NULL)
		node->sets->iterator = (GroupIterator) {0, 0};
	if (css->ss.ps.chgParam != NULL)
		UpdateChangedParamSet(child, css->ss.ps.chgParam);
	if (!node->filled)
		return;
	if (child->chgParam == NULL && node->spill->tapes == NULL &&
		(node->sets == NULL || node->sets->spill->tapes == NULL))
		return;
	forget_groups(node);
	if (child->chgParam == NULL)
		ExecReScan(child);
}

static void
tally_aggregate_end(CustomScanState *css)
{
	TallyAggregateState *node = (TallyAggregateState *) css;

	spill_end(node->spill);
	if (node->sets != NULL)
		spill_end(node->sets->spill);
	ExecEndNode(node->child);
}

/* Columns of custom_scan_tlist as SQL. */
static void
show_columns(CustomScanState *css, const char *label, int from, int to,
			 List *ancestors, ExplainState *es)
{
	CustomScan *scan = (CustomScan *) css->ss.ps.plan;
	List	   *context = set_deparse_context_plan(es->deparse_cxt, &scan->scan.plan, ancestors);
	bool		prefix = several_tables(es) || es->verbose;
	List	   *shown = NIL;

	for (int i = from; i < to; i++)
	{
		TargetEntry *entry = list_nth(scan->custom_scan_tlist, i);

		shown = lappend(shown, deparse_expression((Node *) entry->expr, context, prefix, true));
	}
	if (shown != NIL)
		ExplainPropertyList(label, shown, es);
}

static void
tally_aggregate_explain(CustomScanState *css, List *ancestors, ExplainState *es)
{
	TallyAggregateState *node = (TallyAggregateState *) css;
	PlanState  *ps = &css->ss.ps;
	int			nkeys = node->plan->nkeys;
	double		memory = node->memory;
	double		disk = node->disk;
	int			nparts = node->spill->nparts + (node->sets ? node->sets->spill->nparts : 0);

	show_columns(css, "Tallies", nkeys, nkeys + node->plan->nresults, ancestors, es);
	show_columns(css, "Group Key", 0, nkeys, ancestors, es);
	if (node->sets != NULL)
		ExplainPropertyInteger("Grouping Sets", NULL, node->plan->nsets + node->plan->all_keys, es);
	for (int i = 0; ps->worker_instrument && i < ps->worker_instrument->num_workers; i++)
	{
		memory = Max(memory, ps->worker_instrument->instrument[i].ntuples2);
		disk = Max(disk, ps->worker_instrument->instrument[i].nfiltered2);
	}
	if (!es->analyze || memory == 0)
		return;
	ExplainPropertyInteger("Peak Memory Usage", "kB", (int64) memory, es);
	if (nparts > 0)
		ExplainPropertyInteger("Batches", NULL, 1 + nparts, es);
	if (disk > 0)
		ExplainPropertyInteger("Disk Usage", "kB", (int64) disk, es);
}

static const CustomExecMethods tally_aggregate_exec_methods = {
	.CustomName = "TallyAggregate",
	.BeginCustomScan = tally_aggregate_begin,
	.ExecCustomScan = tally_aggregate_exec,
	.EndCustomScan = tally_aggregate_end,
	.ReScanCustomScan = tally_aggregate_rescan,
	.ExplainCustomScan = tally_aggregate_explain,
};

static Node *
tally_aggregate_create_state(CustomScan *scan)
{
	TallyAggregateState *node = palloc0(sizeof(TallyAggregateState));

	(void) scan;
	NodeSetTag(node, T_CustomScanState);
	node->css.methods = &tally_aggregate_exec_methods;
	return (Node *) node;
}

const CustomScanMethods tally_aggregate_scan_methods = {
	.CustomName = "TallyAggregate",
	.CreateCustomScanState = tally_aggregate_create_state,
};

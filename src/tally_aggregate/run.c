/*
 * run.c
 *	  The life of a Tally Aggregate in the executor.
 */
#include "postgres.h"

#include "access/tupmacs.h"
#include "catalog/objectaccess.h"
#include "catalog/pg_proc.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "compat.h"
#include "tally/score_tally.h"
#include "tally/weighted_tally.h"
#include "tally_aggregate/run.h"

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

/* Have a column of the child read. */
static const ColumnRun *
use_column(TallyAggregateState *node, int column)
{
	TargetEntry *entry = list_nth(node->child->plan->targetlist, column);
	ColumnRun  *run = node->columns;

	while (run < node->columns + node->ncolumns && run->column != column)
		run++;
	if (run == node->columns + node->ncolumns)
	{
		node->ncolumns++;
		run->column = column;
		get_typlenbyval(exprType((Node *) entry->expr), &run->len, &run->byval);
		run->words = run->len > 0 ? KEY_WORDS(run->len) : 0;
		run->mask = run->byval ? ~(Datum) 0 >> (sizeof(Datum) - run->len) * BITS_PER_BYTE : 0;
		node->max_column = Max(node->max_column, column + 1);
	}
	return run;
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
init_states(TallyAggregateState *node)
{
	int			counts = 0;
	int			sums = 0;

	node->states = palloc0(node->plan->nstates * sizeof(StateRun));
	for (int i = 0; i < node->plan->nstates; i++)
	{
		StateRun   *state = &node->states[i];
		int		   *places = node->plan->states[i].kind == STATE_WEIGHTED ? &sums : &counts;

		state->info = node->plan->states[i];
		state->scale = (Scale) {.lowest = state->info.lowest, .points = state->info.points};
		for (int j = 0; j < state->info.narguments; j++)
			use_column(node, state->info.arguments[j]);
		/* what is wrong with a row's answer is said as to an aggregate */
		state->call = prepare_call(&state->transfn, state->info.transfn,
								   1 + state->info.narguments, (Node *) makeNode(AggState));
		if (state->info.format != 0)
			state->tally = tally_make(state->info.format, state->info.lowest, state->info.points);
		state->place = *places;
		*places += state->info.points;
	}
}

static void
init_results(TallyAggregateState *node)
{
	node->results = palloc0(node->plan->nresults * sizeof(ResultRun));
	for (int i = 0; i < node->plan->nresults; i++)
	{
		const ResultInfo *info = &node->plan->results[i];
		ResultRun  *result = &node->results[i];

		result->state = &node->states[info->state];
		result->has_final = OidIsValid(info->finalfn) && !node->plan->partial;
		if (result->has_final)
			result->call = prepare_call(&result->finalfn, info->finalfn, 1, NULL);
	}
}

static void
init_keys(TallyAggregateState *node)
{
	node->keys = palloc0(Max(node->plan->nkeys, 1) * sizeof(ColumnRun));
	for (int i = 0; i < node->plan->nkeys; i++)
	{
		node->keys[i] = *use_column(node, node->plan->keys[i]);
		if (node->keys[i].words == 0)
			node->key_words = -1;
		else if (node->key_words >= 0)
			node->key_words += node->keys[i].words;
	}
}

static void
tally_aggregate_begin(CustomScanState *css, EState *estate, int eflags)
{
	TallyAggregateState *node = (TallyAggregateState *) css;
	CustomScan *scan = (CustomScan *) css->ss.ps.plan;

	/* rows are read once, whatever is asked of this node */
	eflags &= ~(EXEC_FLAG_REWIND | EXEC_FLAG_BACKWARD | EXEC_FLAG_MARK);
	node->child = ExecInitNode(linitial(scan->custom_plans), estate, eflags);
	css->custom_ps = list_make1(node->child);
	node->plan = tally_plan_from_lists(scan->custom_private);
	check_permissions(node->plan);

	node->groups = groups_create(estate->es_query_cxt, node->plan,
								 spill_init(&node->spill, get_hash_memory_limit()));
	node->row_context = AllocSetContextCreate(estate->es_query_cxt, "Tally Aggregate rows",
											  ALLOCSET_SMALL_SIZES);
	node->columns = palloc0(Max(list_length(node->child->plan->targetlist), 1) * sizeof(ColumnRun));
	init_states(node);
	init_results(node);
	init_keys(node);
	init_batch(node);
}

/* Fill a state's tally with a group's counts, or sums; false if there are none. */
static bool
fill_tally(TallyAggregateState *node, TallyGroup *group, StateRun *state)
{
	int			points = state->info.points;
	int64		any = 0;

	if (state->info.kind == STATE_WEIGHTED)
	{
		ResponseSums *sums = ((WeightedTally *) state->tally)->sums;

		memcpy(sums, &GROUP_SUMS(node->groups, group)[state->place], points * sizeof(ResponseSums));
		for (int i = 0; i < points; i++)
			any |= sums[i].responses;
	}
	else
	{
		int64	   *responses = ((ScoreTally *) state->tally)->responses;

		for (int i = 0; i < points; i++)
			any |= responses[i] = groups_count(node->groups, group, state->place + i);
	}
	return any != 0;
}

/* A group's state as a value of SQL; true if it is NULL. */
static bool
state_value(TallyAggregateState *node, TallyGroup *group, StateRun *state, Datum *value)
{
	if (state->tally == NULL)
	{
		*value = Int64GetDatum(groups_count(node->groups, group, state->place));
		return false;
	}
	*value = PointerGetDatum(state->tally);
	return !fill_tally(node, group, state) && state->info.null_if_empty;
}

/* What an aggregate returns for a group. */
static void
set_result(TallyAggregateState *node, TallyGroup *group, ResultRun *result,
		   Datum *value, bool *isnull)
{
	FunctionCallInfo call = result->call;

	*isnull = state_value(node, group, result->state, value);
	if (!result->has_final)
		return;
	if (*isnull && result->finalfn.fn_strict)
		return;
	call->args[0].value = *value;
	call->args[0].isnull = *isnull;
	call->isnull = false;
	*value = FunctionCallInvoke(call);
	*isnull = call->isnull;
}

/* A key, as it would be if it came from a table. */
static Datum
key_value(const ColumnRun *key, const uint64 *image)
{
	uint64		bytes;
	Datum		value = PointerGetDatum(image);

	if (key->byval)
	{
		store_att_byval(&bytes, (Datum) *image, key->len);
		value = fetch_att(&bytes, true, key->len);
	}
	return value;
}

/* Take the keys of a group out of its image. */
static void
set_key_values(TallyAggregateState *node, TallyGroup *group, Datum *values, bool *nulls)
{
	uint64	   *image = GROUP_IMAGE(node->groups, group);

	for (int i = 0; i < node->plan->nkeys; i++)
	{
		const ColumnRun *key = &node->keys[i];

		nulls[i] = (group->nulls >> i & 1) != 0;
		if (!nulls[i])
			values[i] = key_value(key, image);
		if (key->words > 0)
			image += key->words;
		else if (!nulls[i])
			image += KEY_WORDS(VARSIZE_ANY(image));
	}
}

/* The next group, keys first, as custom_scan_tlist has it. */
static TupleTableSlot *
next_group(TallyAggregateState *node)
{
	TupleTableSlot *slot = node->css.ss.ss_ScanTupleSlot;
	int			nkeys = node->plan->nkeys;
	MemoryContext old;
	TallyGroup *group;

	ExecClearTuple(slot);
	while ((group = groups_next(node->groups, &node->iterator)) == NULL)
	{
		if (!spill_read_next(node))
			return slot;
		node->iterator = (GroupIterator) {0, 0};
	}
	old = MemoryContextSwitchTo(node->css.ss.ps.ps_ExprContext->ecxt_per_tuple_memory);
	set_key_values(node, group, slot->tts_values, slot->tts_isnull);
	for (int i = 0; i < node->plan->nresults; i++)
		set_result(node, group, &node->results[i],
				   &slot->tts_values[nkeys + i], &slot->tts_isnull[nkeys + i]);
	MemoryContextSwitchTo(old);
	return ExecStoreVirtualTuple(slot);
}

/* Without keys there is one group, of no rows too if there is no GROUP BY. */
static void
fill(TallyAggregateState *node)
{
	read_rows(node);
	if (node->plan->nkeys == 0 && !node->plan->grouped)
		(void) only_group(node);
	spill_finish_writing(node);
	groups_note_size(node->groups);
	node->filled = true;
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
	spill_end(&node->spill);
	groups_reset(node->groups, false);
	node->filled = false;
}

/* Groups that are all in memory are good for as long as the child's rows are. */
static void
tally_aggregate_rescan(CustomScanState *css)
{
	TallyAggregateState *node = (TallyAggregateState *) css;
	PlanState  *child = node->child;

	node->iterator = (GroupIterator) {0, 0};
	if (css->ss.ps.chgParam != NULL)
		UpdateChangedParamSet(child, css->ss.ps.chgParam);
	if (!node->filled)
		return;
	if (child->chgParam == NULL && node->spill.tapes == NULL)
		return;
	forget_groups(node);
	if (child->chgParam == NULL)
		ExecReScan(child);
}

static void
tally_aggregate_end(CustomScanState *css)
{
	TallyAggregateState *node = (TallyAggregateState *) css;

	spill_end(&node->spill);
	ExecEndNode(node->child);
}

static const CustomExecMethods tally_aggregate_exec_methods = {
	.CustomName = "TallyAggregate",
	.BeginCustomScan = tally_aggregate_begin,
	.ExecCustomScan = tally_aggregate_exec,
	.EndCustomScan = tally_aggregate_end,
	.ReScanCustomScan = tally_aggregate_rescan,
	.ExplainCustomScan = tally_aggregate_explain,
};

Node *
tally_aggregate_create_state(CustomScan *scan)
{
	TallyAggregateState *node = palloc0(sizeof(TallyAggregateState));

	(void) scan;
	NodeSetTag(node, T_CustomScanState);
	node->css.methods = &tally_aggregate_exec_methods;
	return (Node *) node;
}

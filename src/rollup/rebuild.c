/*
 * rebuild.c
 *	  What is done to a rollup: counting anew, folding, checking, dropping.
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "catalog/pg_trigger.h"
#include "executor/tstoreReceiver.h"
#include "funcapi.h"
#include "utils/tuplestore.h"

#include "rollup/rollup.h"

/* The rollup that is the first argument, one of 1.0.0 too. */
static TallyRollup
open_rollup(FunctionCallInfo fcinfo, LOCKMODE mode, LOCKMODE deltas_mode)
{
	Oid			view = PG_ARGISNULL(0) ? InvalidOid : PG_GETARG_OID(0);

	carry_over(view);
	return own_rollup(view, mode, deltas_mode);
}

/*
 * rebuild_tally_rollup(name regclass [, fill boolean]) returns void
 */
PG_FUNCTION_INFO_V1(tally_rollup_rebuild);
Datum
tally_rollup_rebuild(PG_FUNCTION_ARGS)
{
	TallyRollup rollup;
	Caller		caller;

	check_isolation("count a tally rollup");
	rollup = open_rollup(fcinfo, AccessShareLock, ShareUpdateExclusiveLock);
	check_owner(rollup.table, &rollup);
	check_not_in_use(&rollup);
	attach_triggers(&rollup);
	if (PG_NARGS() < 2 || PG_ARGISNULL(1) || PG_GETARG_BOOL(1))
	{
		detach_triggers(&rollup);
		caller = begin_as_owner(rollup.owner);
		fill_rollup(&rollup);
		end_as_owner(caller);
	}
	PG_RETURN_VOID();
}

/*
 * compact_tally_rollup(name regclass) returns void
 */
PG_FUNCTION_INFO_V1(tally_rollup_compact);
Datum
tally_rollup_compact(PG_FUNCTION_ARGS)
{
	TallyRollup rollup = open_rollup(fcinfo, AccessShareLock, ShareUpdateExclusiveLock);
	Caller		caller = begin_as_owner(rollup.owner);
	Query	   *recount = check_rollup(&rollup);

	check_filled(rollup.deltas);
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	run_text(folding_query(recount, &rollup), list_make1_oid(rollup.deltas),
			 GetActiveSnapshot(), None_Receiver);
	PopActiveSnapshot();
	note_time(&rollup);
	CommandCounterIncrement();
	end_as_owner(caller);
	PG_RETURN_VOID();
}

/* Add a problem of a table, and of no group, to the result. */
static void
report(ReturnSetInfo *result, const char *problem, Oid table)
{
	Datum		values[4] = {CStringGetTextDatum(psprintf("%s %s", qualified_name(table), problem))};
	bool		nulls[4] = {false, true, true, true};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

static void
report_tables(ReturnSetInfo *result, const TallyRollup *rollup)
{
	Oid			detached = detached_table(rollup);
	ListCell   *cell;

	foreach(cell, tables_of(rollup->table, AccessShareLock))
	{
		Relation	table = table_open(lfirst_oid(cell), AccessShareLock);

		if (lacks_trigger(rollup, table))
			report(result, "lacks triggers, or they are disabled", lfirst_oid(cell));
		table_close(table, NoLock);
	}
	if (OidIsValid(detached))
		report(result, "is no partition any more", detached);
}

/*
 * check_tally_rollup(name regclass) returns table (problem text, keys jsonb, kept bigint, counted bigint)
 */
PG_FUNCTION_INFO_V1(tally_rollup_check_all);
Datum
tally_rollup_check_all(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	TallyRollup rollup = own_rollup(PG_GETARG_OID(0), AccessShareLock, AccessShareLock);
	Caller		caller;
	Query	   *recount;
	DestReceiver *receiver = CreateTuplestoreDestReceiver();

	InitMaterializedSRF(fcinfo, 0);
	caller = begin_as_owner(rollup.owner);
	recount = check_rollup(&rollup);
	check_filled(rollup.deltas);
	report_tables(result, &rollup);
	SetTuplestoreDestReceiverParams(receiver, result->setResult,
									result->econtext->ecxt_per_query_memory, false, NULL, NULL);
	run_text(differing_query(recount, &rollup), list_make2_oid(rollup.deltas, rollup.recount),
			 GetActiveSnapshot(), receiver);
	end_as_owner(caller);
	return (Datum) 0;
}

/*
 * drop_tally_rollup(name regclass) returns void
 */
PG_FUNCTION_INFO_V1(tally_rollup_drop);
Datum
tally_rollup_drop(PG_FUNCTION_ARGS)
{
	TallyRollup rollup = open_rollup(fcinfo, AccessExclusiveLock, AccessExclusiveLock);
	ObjectAddresses *objects = new_object_addresses();
	Oid			relations[] = {rollup.view, rollup.recount, rollup.deltas};
	ObjectAddress object;
	ListCell   *cell;

	foreach(cell, triggers_of(rollup.view))
	{
		ObjectAddressSet(object, TriggerRelationId, lfirst_oid(cell));
		add_exact_object_address(&object, objects);
	}
	for (int i = 0; i < (int) lengthof(relations); i++)
	{
		ObjectAddressSet(object, RelationRelationId, relations[i]);
		add_exact_object_address(&object, objects);
	}
	performMultipleDeletions(objects, DROP_RESTRICT, 0);
	PG_RETURN_VOID();
}

/*
 * check.c
 *	  What is wrong with a rollup.
 */
#include "postgres.h"

#include "executor/tstoreReceiver.h"
#include "funcapi.h"
#include "utils/tuplestore.h"

#include "rollup/rollup.h"

/* Append a problem that is no group's. */
static void
report(ReturnSetInfo *result, const char *problem)
{
	Datum		values[4] = {CStringGetTextDatum(problem)};
	bool		nulls[4] = {false, true, true, true};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

static void
report_triggers(ReturnSetInfo *result, const TallyRollup *rollup)
{
	ListCell   *cell;

	foreach(cell, tables_of(rollup->table, AccessShareLock))
	{
		Relation	table = table_open(lfirst_oid(cell), AccessShareLock);

		if (lacks_trigger(rollup, table))
			report(result, psprintf("%s lacks triggers, or they are disabled", qualified_name(lfirst_oid(cell))));
		table_close(table, NoLock);
	}
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
	report_triggers(result, &rollup);
	SetTuplestoreDestReceiverParams(receiver, result->setResult, result->econtext->ecxt_per_query_memory, false, NULL, NULL);
	run_text(differing_query(recount, &rollup), list_make2_oid(rollup.deltas, rollup.recount), GetActiveSnapshot(), receiver);
	end_as_owner(caller);
	return (Datum) 0;
}

/*
 * check.c
 *	  What is wrong with a rollup.
 */
#include "postgres.h"

#include <math.h>

#include "access/table.h"
#include "executor/tstoreReceiver.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "read/metrics.h"
#include "rollup/rollup.h"
#include "tally/tally.h"

/* What sums of weights may differ by, as a share of all weights that were added. */
#define ROUNDING 1e-9

static bool
sums_are_close(ResponseSums a, ResponseSums b)
{
	return a.responses == b.responses &&
		fabs(a.weight - b.weight) <= ROUNDING * Max(a.weight, b.weight) &&
		fabs(a.squared_weights - b.squared_weights) <= ROUNDING * Max(a.squared_weights, b.squared_weights);
}

/*
 * _tally_rollup_is_close(weighted_tally, weighted_tally) returns boolean
 */
PG_FUNCTION_INFO_V1(tally_rollup_is_close);
Datum
tally_rollup_is_close(PG_FUNCTION_ARGS)
{
	Tally	   *a;
	Tally	   *b;
	bool		close;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_BOOL(PG_ARGISNULL(0) && PG_ARGISNULL(1));
	a = PG_GETARG_TALLY(0);
	b = PG_GETARG_TALLY(1);
	close = scale_equal(tally_scale(a), tally_scale(b));
	for (int i = 0; close && i < a->points; i++)
		close = sums_are_close(sums_at(a, i), sums_at(b, i));
	PG_RETURN_BOOL(close);
}

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
			report(result, psprintf("%s lacks triggers", qualified_name(lfirst_oid(cell))));
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

/*
 * rebuild.c
 *	  What is done to a rollup: counting anew, folding, dropping.
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "catalog/pg_trigger.h"

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
	check_not_in_use(&rollup);
	attach_triggers(&rollup);
	if (PG_NARGS() < 2 || PG_ARGISNULL(1) || PG_GETARG_BOOL(1))
	{
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
	run_text(folding_query(recount, &rollup), list_make1_oid(rollup.deltas), GetActiveSnapshot(), None_Receiver);
	PopActiveSnapshot();
	note_time(&rollup);
	CommandCounterIncrement();
	end_as_owner(caller);
	PG_RETURN_VOID();
}

static void
add_object(ObjectAddresses *objects, Oid class, Oid object)
{
	ObjectAddress address;

	ObjectAddressSet(address, class, object);
	add_exact_object_address(&address, objects);
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
	ListCell   *cell;

	foreach(cell, triggers_of(rollup.view))
		add_object(objects, TriggerRelationId, lfirst_oid(cell));
	add_object(objects, RelationRelationId, rollup.view);
	add_object(objects, RelationRelationId, rollup.recount);
	add_object(objects, RelationRelationId, rollup.deltas);
	performMultipleDeletions(objects, DROP_RESTRICT, 0);
	PG_RETURN_VOID();
}

/*
 * rebuild.c
 *	  What is done to a rollup: counting anew, folding, dropping.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "commands/comment.h"
#include "commands/tablecmds.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "rollup/rollup.h"

/* A statement that is at it would be counted without the rows that it has yet to write. */
void
check_not_in_use(const TallyRollup *rollup)
{
	ListCell   *cell;

	foreach(cell, tables_of(rollup->table, AccessShareLock))
	{
		Relation	table = table_open(lfirst_oid(cell), AccessShareLock);

		CheckTableNotInUse(table, "count a tally rollup of");
		table_close(table, NoLock);
	}
}

void
check_isolation(void)
{
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("cannot count a tally rollup in a transaction that is %s", XactIsoLevel == XACT_SERIALIZABLE ? "SERIALIZABLE" : "REPEATABLE READ"),
				 errdetail("It does not see what others committed since it started.")));
}

/* A later compaction or rebuild shows when it was; nothing else knows. */
static void
note_time(const TallyRollup *rollup)
{
	CreateComments(rollup->deltas, RelationRelationId, 0,
				   psprintf("deltas of a tally rollup, last folded at %s", timestamptz_to_str(GetCurrentTimestamp())));
}

/*
 * In one snapshot, replace all deltas by a recount.  Who writes meanwhile is not
 * in that snapshot and appends what he wrote; the lock of deltas keeps out
 * another that counts or folds, and no writer or reader.
 */
void
fill_rollup(const TallyRollup *rollup)
{
	Query	   *recount = check_rollup(rollup);
	Relation	table = table_open(rollup->table, AccessShareLock);

	read_relation(recount, table, table);
	CommandCounterIncrement();
	PushActiveSnapshot(GetLatestSnapshot());
	run_plan(plan_query(empty_query(rollup->deltas)), GetActiveSnapshot(), NULL, None_Receiver);
	run_plan(plan_query(append_query(rollup->deltas, recount, false)), GetActiveSnapshot(), NULL, None_Receiver);
	PopActiveSnapshot();
	table_close(table, NoLock);
	note_time(rollup);
	CommandCounterIncrement();
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

	check_isolation();
	rollup = own_rollup(PG_GETARG_OID(0), AccessShareLock, ShareUpdateExclusiveLock);
	check_not_in_use(&rollup);
	attach_triggers(&rollup);
	if (PG_NARGS() < 2 || PG_GETARG_BOOL(1))
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
	TallyRollup rollup = own_rollup(PG_GETARG_OID(0), AccessShareLock, ShareUpdateExclusiveLock);
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
	TallyRollup rollup = own_rollup(PG_GETARG_OID(0), AccessExclusiveLock, AccessExclusiveLock);
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

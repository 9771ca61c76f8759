/*
 * rebuild.c
 *	  What is done to a rollup: counting anew, folding, dropping.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "commands/comment.h"
#include "commands/tablecmds.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
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
 * _tally_rollup_is_filled(deltas regclass, recount regclass) returns boolean
 *
 * Error unless a rollup was counted: while it was not, the first row of its
 * deltas has no number of rows.  Any rebuild deletes it.
 */
void
check_filled(Oid table)
{
	Relation	deltas = table_open(table, AccessShareLock);
	TupleTableSlot *slot = table_slot_create(deltas, NULL);
	ItemPointerData first;
	bool		unfilled = false;

	ItemPointerSet(&first, 0, FirstOffsetNumber);
	if (RelationGetNumberOfBlocks(deltas) > 0 && table_tuple_fetch_row_version(deltas, &first, GetActiveSnapshot(), slot))
		unfilled = slot_attisnull(slot, RelationGetDescr(deltas)->natts);
	ExecDropSingleTupleTableSlot(slot);
	table_close(deltas, AccessShareLock);
	if (unfilled)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("tally rollup has not counted its table yet"),
				 errdetail("It was created with fill => false."),
				 errhint("Call rebuild_tally_rollup, once its creation is committed.")));
}

PG_FUNCTION_INFO_V1(tally_rollup_is_filled);
Datum
tally_rollup_is_filled(PG_FUNCTION_ARGS)
{
	check_filled(PG_GETARG_OID(0));
	PG_RETURN_BOOL(true);
}

/*
 * _tally_rollup_has_rows(number bigint) returns boolean
 */
PG_FUNCTION_INFO_V1(tally_rollup_has_rows);
Datum
tally_rollup_has_rows(PG_FUNCTION_ARGS)
{
	int64		rows = PG_GETARG_INT64(0);

	if (rows < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("tally rollup has taken away " INT64_FORMAT " rows that it never counted", -rows),
				 errdetail("So it is where a partition came with rows, or where its triggers were disabled."),
				 errhint("Call rebuild_tally_rollup.")));
	PG_RETURN_BOOL(rows > 0);
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

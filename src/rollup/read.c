/*
 * read.c
 *	  What the view of a rollup calls when it is read.
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/tableam.h"
#include "rewrite/rewriteHandler.h"
#include "storage/bufmgr.h"

#include "rollup/rollup.h"

/*
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
	if (RelationGetNumberOfBlocks(deltas) > 0 && RelationGetDescr(deltas)->natts > 0 &&
		table_tuple_fetch_row_version(deltas, &first, GetActiveSnapshot(), slot))
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

/*
 * What can be wrong without a write that noticed it: after a crash, table or
 * deltas could be empty and the other not; and a table that became a partition is
 * written by another name.  It is not locked: who reads the rollup does not wait
 * for it.
 */
static void
check_table(Oid deltas, Oid table)
{
	ListCell   *cell;

	foreach(cell, tables_of(table, NoLock))
	{
		if (get_rel_persistence(lfirst_oid(cell)) != get_rel_persistence(deltas))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("a crash can have emptied \"%s\" or \"%s\", and not the other",
							get_rel_name(lfirst_oid(cell)), get_rel_name(deltas)),
					 errhint("ALTER TABLE ... SET LOGGED or SET UNLOGGED, and call rebuild_tally_rollup.")));
	}
	if (get_rel_relispartition(table))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("\"%s\" has a tally rollup and became a partition, whose rows it does not count", get_rel_name(table)),
				 errhint("ALTER TABLE ... DETACH PARTITION, and call rebuild_tally_rollup; or make the rollup of the table that it is a partition of.")));
}

/*
 * Can they be parts of one rollup?  Who reads its view needs no right to them,
 * and shall learn nothing of other tables by naming those.
 */
static bool
are_parts(Relation deltas, Relation recount)
{
	return deltas->rd_rel->relkind == RELKIND_RELATION &&
		recount->rd_rel->relkind == RELKIND_VIEW &&
		deltas->rd_rel->relowner == recount->rd_rel->relowner &&
		counts_rows(get_view_query(recount)) && same_columns(deltas, get_view_query(recount));
}

/*
 * _tally_rollup_is_filled(deltas regclass, recount regclass) returns boolean
 *
 * True, or an error.  Anybody can call it, of anything.
 */
PG_FUNCTION_INFO_V1(tally_rollup_is_filled);
Datum
tally_rollup_is_filled(PG_FUNCTION_ARGS)
{
	Oid			deltas = PG_GETARG_OID(0);
	Relation	table = try_relation_open(deltas, AccessShareLock);
	Relation	recount = try_relation_open(PG_GETARG_OID(1), AccessShareLock);
	RangeTblEntry *counted;

	if (table == NULL || recount == NULL || !are_parts(table, recount))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("relations with the OIDs %u and %u are no parts of a tally rollup",
						deltas, PG_GETARG_OID(1))));
	check_filled(deltas);
	counted = only_table(get_view_query(recount));
	if (counted != NULL)
		check_table(deltas, counted->relid);
	relation_close(recount, AccessShareLock);
	relation_close(table, AccessShareLock);
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
				 errmsg("a group of the tally rollup has " INT64_FORMAT " rows", rows),
				 errdetail("Rows were taken away that were never counted: those of a partition that came with rows, or while triggers were disabled."),
				 errhint("Call rebuild_tally_rollup.")));
	PG_RETURN_BOOL(rows > 0);
}

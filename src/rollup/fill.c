/*
 * fill.c
 *	  Counting a rollup's table.
 */
#include "postgres.h"

#include "commands/comment.h"
#include "commands/tablecmds.h"
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
check_isolation(const char *what)
{
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("cannot %s in a transaction that is %s", what,
						XactIsoLevel == XACT_SERIALIZABLE ? "SERIALIZABLE" : "REPEATABLE READ"),
				 errdetail("It does not see what others committed since it started."),
				 errhint("Use a transaction that is READ COMMITTED.")));
}

/*
 * A later compaction or rebuild shows when it was; nothing else knows.  The view
 * tally_rollups reads the seconds since 1970: no comment of a user's makes it fail.
 */
void
note_time(const TallyRollup *rollup)
{
	TimestampTz now = GetCurrentTimestamp();

	CreateComments(rollup->deltas, RelationRelationId, 0,
				   psprintf("deltas of a tally rollup, last folded at %s (" INT64_FORMAT ")",
							timestamptz_to_str(now), (int64) timestamptz_to_time_t(now)));
}

/*
 * In one snapshot, replace all deltas by a recount.  Who writes meanwhile is not
 * in that snapshot and appends what he wrote; the lock of deltas keeps out
 * another that counts or folds, and no writer or reader.
 */
void
fill_rollup(const TallyRollup *rollup)
{
	char	   *deltas = qualified_name(rollup->deltas);
	List	   *parts = list_make2_oid(rollup->deltas, rollup->recount);

	(void) check_rollup(rollup);
	CommandCounterIncrement();
	PushActiveSnapshot(GetLatestSnapshot());
	run_text(psprintf("DELETE FROM %s", deltas), parts, GetActiveSnapshot(), None_Receiver);
	run_text(psprintf("INSERT INTO %s TABLE %s", deltas, qualified_name(rollup->recount)),
			 parts, GetActiveSnapshot(), None_Receiver);
	PopActiveSnapshot();
	note_time(rollup);
	CommandCounterIncrement();
}

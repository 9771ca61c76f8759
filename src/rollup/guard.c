/*
 * guard.c
 *	  Rows of partitions that came after their table's rollup.  Such a partition
 *	  has no triggers that count, but PostgreSQL gives it the row trigger of its
 *	  table: rows that are written by the name of the table are counted there,
 *	  and all others are refused until the rollup is rebuilt.
 *
 *	  A trigger before each statement notes the command that names the table,
 *	  and rows tell which command wrote them.
 */
#include "postgres.h"

#include "storage/proc.h"
#include "utils/memutils.h"

#include "rollup/rollup.h"

typedef struct Note
{
	Oid			view;
	CommandId	command;
} Note;

/* Of one transaction; those of statements that failed stay until its end. */
static List *notes = NIL;
static LocalTransactionId transaction = InvalidLocalTransactionId;

void
note_statement(Oid view)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	Note	   *note = palloc(sizeof(Note));

	if (transaction != own_transaction())
		notes = NIL;
	transaction = own_transaction();
	note->view = view;
	note->command = GetActiveSnapshot()->curcid;
	notes = lappend(notes, note);
	MemoryContextSwitchTo(old);
}

/* A statement has ended: all rows' triggers come before the statement's. */
void
forget_statement(Oid view)
{
	if (transaction != own_transaction())
		return;
	for (int i = list_length(notes) - 1; i >= 0; i--)
	{
		if (((Note *) list_nth(notes, i))->view == view)
		{
			notes = list_delete_nth_cell(notes, i);
			return;
		}
	}
}

/*
 * Did a statement name the table, of the active command up to the one that
 * wrote the row?  A cascade of a foreign key names it as well, once for all of
 * its commands: the note is of the first of them, and they all come after the
 * statement that caused it.
 */
void
guard_row(TriggerData *trigger, const TallyRollup *rollup)
{
	HeapTuple	row = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ?
		trigger->tg_newtuple : trigger->tg_trigtuple;
	CommandId	last = TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ?
		HeapTupleHeaderGetCmax(row->t_data) : HeapTupleHeaderGetCmin(row->t_data);
	ListCell   *cell;

	foreach(cell, transaction == own_transaction() ? notes : NIL)
	{
		Note	   *note = lfirst(cell);

		if (note->view == rollup->view && note->command >= GetActiveSnapshot()->curcid &&
			note->command <= last)
			return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("partition \"%s\" is not yet in tally rollup \"%s\"",
					RelationGetRelationName(trigger->tg_relation), get_rel_name(rollup->view)),
			 errhint("SELECT rebuild_tally_rollup(%s), or write to it by the name of table %s.",
					 quote_literal_cstr(qualified_name(rollup->view)), qualified_name(rollup->table))));
}

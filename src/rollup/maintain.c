/*
 * maintain.c
 *	  The trigger function of all rollups: appends the tallies of the rows that
 *	  a statement added and removed to the table of deltas.
 */
#include "postgres.h"

#include "catalog/partition.h"
#include "commands/tablecmds.h"
#include "storage/bufmgr.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "rollup/rollup.h"

/* What a session keeps of a trigger. */
typedef struct Prepared
{
	Oid			trigger;		/* key */
	Oid			view;
	bool		valid;			/* nothing that it is made of has changed */
	bool		complete;		/* what follows was made, without an error */
	MemoryContext memory;
	TallyRollup rollup;
	List	   *watched;		/* relations whose change makes it invalid */
	PlannedStmt *added;
	PlannedStmt *removed;
	bool		lacks;			/* of a row trigger: the table lacks the others */
} Prepared;

static HTAB *prepared = NULL;

/* A relation changed, or, if it is none, any function, type or operator: check and plan anew. */
static void
forget_relation(Datum argument, Oid relation)
{
	HASH_SEQ_STATUS status;
	Prepared   *each;

	(void) argument;
	hash_seq_init(&status, prepared);
	while ((each = hash_seq_search(&status)) != NULL)
	{
		if (!OidIsValid(relation) || list_member_oid(each->watched, relation))
			each->valid = false;
	}
}

static void
forget_all(Datum argument, int cache, uint32 hash)
{
	(void) cache;
	(void) hash;
	forget_relation(argument, InvalidOid);
}

static void
make_cache(void)
{
	HASHCTL		control = {.keysize = sizeof(Oid),.entrysize = sizeof(Prepared)};

	prepared = hash_create("tally rollup triggers", 16, &control, HASH_ELEM | HASH_BLOBS);
	CacheRegisterRelcacheCallback(forget_relation, (Datum) 0);
	CacheRegisterSyscacheCallback(PROCOID, forget_all, (Datum) 0);
	CacheRegisterSyscacheCallback(TYPEOID, forget_all, (Datum) 0);
	CacheRegisterSyscacheCallback(OPEROID, forget_all, (Datum) 0);
}

static Prepared *
look_up(const Trigger *trigger)
{
	bool		found;
	Prepared   *entry;

	if (prepared == NULL)
		make_cache();
	entry = hash_search(prepared, &trigger->tgoid, HASH_ENTER, &found);
	if (!found)
		*entry = (Prepared) {.trigger = trigger->tgoid};
	if (!OidIsValid(entry->view))
		entry->view = rollup_of_trigger(trigger);
	return entry;
}

static bool
is_prepared(const Prepared *entry)
{
	return entry->valid && entry->complete;
}

/*
 * Begin an entry: from here on a change makes it invalid.  The plans that it had
 * stay until the transaction ends, as somebody may be running them.
 */
static void
begin_entry(Prepared *entry, const List *watched)
{
	MemoryContext old;

	if (entry->memory != NULL)
		MemoryContextSetParent(entry->memory, TopTransactionContext);
	entry->watched = NIL;
	entry->memory = AllocSetContextCreate(CacheMemoryContext, "tally rollup trigger",
										  ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(entry->memory);
	entry->watched = list_copy(watched);
	MemoryContextSwitchTo(old);
	entry->valid = true;
	entry->complete = false;
}

/* The trigger is one of its rollup, on its table or on a partition of it, and none was detached. */
static void
check_trigger(TriggerData *trigger, const TallyRollup *rollup)
{
	Oid			table = RelationGetRelid(trigger->tg_relation);
	Oid			detached = detached_table(rollup);

	if (table != rollup->table &&
		!(trigger->tg_relation->rd_rel->relispartition &&
		  list_member_oid(get_partition_ancestors(table), rollup->table)))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("\"%s\" is not in tally rollup \"%s\"",
						RelationGetRelationName(trigger->tg_relation), get_rel_name(rollup->view)),
				 errhint("SELECT rebuild_tally_rollup(%s), which takes the triggers from what is no partition any more, or DROP TRIGGER %s.",
						 quote_literal_cstr(qualified_name(rollup->view)),
						 quote_identifier(trigger->tg_trigger->tgname))));
	if (!is_single(trigger->tg_trigger, trigger->tg_relation, rollup->view))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("\"%s\" has two triggers of tally rollup \"%s\" for the same event",
						RelationGetRelationName(trigger->tg_relation), get_rel_name(rollup->view)),
				 errhint("DROP TRIGGER the one that create_tally_rollup did not make.")));
	if (OidIsValid(detached))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("tally rollup \"%s\" counts \"%s\", which is no partition of its table any more",
						get_rel_name(rollup->view), get_rel_name(detached)),
				 errhint("SELECT rebuild_tally_rollup(%s).", quote_literal_cstr(qualified_name(rollup->view)))));
}

/* INSERT INTO deltas what the definition makes of a trigger's rows */
static PlannedStmt *
plan_append(TriggerData *trigger, const TallyRollup *rollup, Query *recount, bool removed)
{
	if ((removed ? trigger->tg_trigger->tgoldtable : trigger->tg_trigger->tgnewtable) == NULL)
		return NULL;
	recount = read_changed_rows(recount, rollup->table, trigger->tg_relation);
	return plan_query(append_query(rollup->deltas, recount, removed));
}

/*
 * Check everything, and plan.  The planner calls functions that are in keys, of
 * constants: one that writes to the table begins the entry anew meanwhile.  The
 * plans are good for this statement then, and the next one prepares again.
 */
static void
prepare(Prepared *entry, TriggerData *trigger)
{
	TallyRollup *rollup = &entry->rollup;
	List	   *parts = list_make3_oid(rollup->view, rollup->deltas, rollup->recount);
	MemoryContext memory;
	MemoryContext old;
	Query	   *recount;
	PlannedStmt *added;
	PlannedStmt *removed;

	begin_entry(entry, list_concat(parts, tables_of(rollup->table, AccessShareLock)));
	memory = entry->memory;
	check_trigger(trigger, rollup);
	recount = check_rollup(rollup);
	added = plan_append(trigger, rollup, recount, false);
	removed = plan_append(trigger, rollup, recount, true);
	old = MemoryContextSwitchTo(entry->memory);
	entry->added = copyObject(added);
	entry->removed = copyObject(removed);
	MemoryContextSwitchTo(old);
	entry->complete = entry->memory == memory;
}

/* Lock the parts of a rollup.  That takes notice of changes, so look again after it. */
static void
lock_prepared(Prepared *entry)
{
	if (is_prepared(entry))
	{
		LockRelationOid(entry->rollup.view, AccessShareLock);
		LockRelationOid(entry->rollup.recount, AccessShareLock);
		LockRelationOid(entry->rollup.deltas, RowExclusiveLock);
	}
	if (!is_prepared(entry))
		lock_rollup(entry->view, RowExclusiveLock, &entry->rollup);
}

static bool
has_rows(Tuplestorestate *rows)
{
	return rows != NULL && tuplestore_tuple_count(rows) > 0;
}

static void
append_rows(PlannedStmt *plan, TriggerData *trigger, Tuplestorestate *rows)
{
	QueryEnvironment *environment = create_queryEnv();
	EphemeralNamedRelationData changed = {0};

	if (plan == NULL || !has_rows(rows))
		return;
	changed.md.name = "changed";
	changed.md.reliddesc = RelationGetRelid(trigger->tg_relation);
	changed.md.enrtype = ENR_NAMED_TUPLESTORE;
	changed.md.enrtuples = tuplestore_tuple_count(rows);
	changed.reldata = rows;
	register_ENR(environment, &changed);
	run_plan(plan, GetActiveSnapshot(), environment, None_Receiver);
}

/* What triggers for rows and those before statements go by */
static Prepared *
look_up_guard(TriggerData *trigger)
{
	Prepared   *entry = look_up(trigger->tg_trigger);
	Oid			oid = RelationGetRelid(trigger->tg_relation);
	List	   *path;
	ListCell   *cell;

	if (is_prepared(entry))
		return entry;
	path = lcons_oid(oid, get_partition_ancestors(oid));
	lock_rollup(entry->view, NoLock, &entry->rollup);
	begin_entry(entry, list_concat(list_make2_oid(entry->view, entry->rollup.recount), path));
	check_trigger(trigger, &entry->rollup);
	entry->lacks = false;
	foreach(cell, path)
	{
		Relation	table = table_open(lfirst_oid(cell), AccessShareLock);

		entry->lacks |= lacks_trigger(&entry->rollup, table);
		table_close(table, NoLock);
	}
	entry->complete = true;
	return entry;
}

/*
 * After a row of a partition: where that lacks the other triggers, or what it
 * is a part of and can be written by, guard_row() decides.
 */
static void
guard(TriggerData *trigger)
{
	Prepared   *entry = look_up_guard(trigger);

	if (entry->lacks)
		guard_row(trigger, &entry->rollup);
}

/*
 * Did a statement change rows?  TimescaleDB does not hand on those of chunks, so
 * a plain table with children goes on to check_rollup(), which refuses it.
 */
static bool
has_changes(TriggerData *trigger)
{
	Form_pg_class table = trigger->tg_relation->rd_rel;

	return has_rows(trigger->tg_newtable) || has_rows(trigger->tg_oldtable) ||
		(table->relkind == RELKIND_RELATION && table->relhassubclass);
}

/* After a statement that wrote rows; triggers that come later see what was appended. */
static void
append_changes(TriggerData *trigger)
{
	Prepared   *entry;
	PlannedStmt *removed;
	Caller		caller;

	if (!has_changes(trigger))
		return;
	entry = look_up(trigger->tg_trigger);
	lock_prepared(entry);
	caller = begin_as_owner(entry->rollup.owner);
	if (!is_prepared(entry))
		prepare(entry, trigger);
	removed = entry->removed;	/* as it is now, whatever the first one runs */
	append_rows(entry->added, trigger, trigger->tg_newtable);
	append_rows(removed, trigger, trigger->tg_oldtable);
	CommandCounterIncrement();
	end_as_owner(caller);
}

/*
 * Take away what a partition has, before it is truncated by itself.  What a
 * function in a key writes to it meanwhile would be counted, and be gone.
 */
static void
remove_partition(const TallyRollup *rollup, Relation partition)
{
	Query	   *recount = check_rollup(rollup);
	CommandId	command;

	check_isolation(psprintf("truncate partition \"%s\" of a table with a tally rollup",
							 RelationGetRelationName(partition)));
	recount = read_partition(recount, rollup->table, partition);
	CommandCounterIncrement();
	command = GetCurrentCommandId(false);
	PushActiveSnapshot(GetTransactionSnapshot());
	run_plan(plan_query(append_query(rollup->deltas, recount, true)), GetActiveSnapshot(), NULL,
			 None_Receiver);
	PopActiveSnapshot();
	if (GetCurrentCommandId(false) != command)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("a function in tally rollup \"%s\" ran commands of its own while partition \"%s\" was to be truncated",
						get_rel_name(rollup->view), RelationGetRelationName(partition)),
				 errhint("A function in a key or a tally must write nothing.")));
}

/*
 * Before TRUNCATE, which names the table, or a partition.  That of the table
 * fires the triggers of partitions after its own: nothing is left to take away
 * then.  Deltas are truncated too, as DELETE would miss what a compaction is
 * about to commit.
 */
static void
truncate_rows(TriggerData *trigger)
{
	TallyRollup rollup;
	Relation	deltas;
	Caller		caller;

	lock_rollup(look_up(trigger->tg_trigger)->view, RowExclusiveLock, &rollup);
	caller = begin_as_owner(rollup.owner);
	check_trigger(trigger, &rollup);
	if (RelationGetRelid(trigger->tg_relation) == rollup.table)
	{
		check_owner(rollup.table, &rollup);
		deltas = table_open(rollup.deltas, AccessExclusiveLock);
		CheckTableNotInUse(deltas, "TRUNCATE");
		truncate_table(deltas, rollup.deltas);
	}
	else
	{
		deltas = table_open(rollup.deltas, NoLock);
		if (RelationGetNumberOfBlocks(deltas) > 0)
			remove_partition(&rollup, trigger->tg_relation);
	}
	table_close(deltas, NoLock);
	CommandCounterIncrement();
	end_as_owner(caller);
}

/*
 * Before a row is written, its tuple does not tell which command does it: what
 * stands in that place is of another transaction, or nothing.
 */
static bool
is_before_row(const TriggerData *trigger)
{
	return TRIGGER_FIRED_FOR_ROW(trigger->tg_event) && !TRIGGER_FIRED_AFTER(trigger->tg_event);
}

/*
 * tally_rollup_maintain() returns trigger
 *
 * Nothing is done with the rights of a rollup's owner unless the trigger is on
 * the table that the rollup counts, and both have one owner: whoever else makes
 * such a trigger gets an error.
 */
PG_FUNCTION_INFO_V1(tally_rollup_maintain);
Datum
tally_rollup_maintain(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Oid			view;

	if (!CALLED_AS_TRIGGER(fcinfo) || is_before_row(trigger) ||
		!OidIsValid(view = look_up(trigger->tg_trigger)->view))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("tally_rollup_maintain() was not called by a trigger of a tally rollup"),
				 errhint("create_tally_rollup and rebuild_tally_rollup make those triggers.")));
	if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		guard(trigger);
	else if (TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event))
		truncate_rows(trigger);
	else if (TRIGGER_FIRED_BEFORE(trigger->tg_event))
		note_statement(look_up_guard(trigger)->view);
	else
	{
		append_changes(trigger);
		forget_statement(view);
	}
	return PointerGetDatum(NULL);
}

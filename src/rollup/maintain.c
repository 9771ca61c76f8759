/*
 * maintain.c
 *	  The trigger function of all rollups: appends the tallies of the rows that
 *	  a statement added and removed to the table of deltas.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/partition.h"
#include "commands/tablecmds.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/tuplestore.h"

#include "rollup/rollup.h"

/* What a session keeps of a trigger. */
typedef struct Prepared
{
	Oid			trigger;		/* key */
	Oid			view;
	bool		valid;			/* nothing changed since ... */
	bool		complete;		/* ... the rest was made, without an error */
	TallyRollup rollup;
	List	   *watched;		/* relations whose change makes it invalid */
	PlannedStmt *added;
	PlannedStmt *removed;
	bool		lacks;			/* of a row trigger: the table lacks the others */
	MemoryContext memory;
} Prepared;

static HTAB *prepared = NULL;

/* Whatever a relation's change is, or that of a function, type or operator: check and plan anew. */
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
	{
		MemSet(entry, 0, sizeof(Prepared));
		entry->trigger = trigger->tgoid;
	}
	if (!OidIsValid(entry->view))
		entry->view = rollup_of_trigger(trigger);
	return entry;
}

static bool
is_prepared(const Prepared *entry)
{
	return entry->valid && entry->complete;
}

/* Others may be running what was there. */
static void
make_memory(Prepared *entry)
{
	if (entry->memory != NULL)
		MemoryContextSetParent(entry->memory, TopTransactionContext);
	entry->watched = NIL;
	entry->memory = AllocSetContextCreate(CacheMemoryContext, "tally rollup trigger", ALLOCSET_SMALL_SIZES);
}

static void
watch(Prepared *entry)
{
	TallyRollup *rollup = &entry->rollup;
	List	   *tables = list_concat(list_make3_oid(rollup->view, rollup->deltas, rollup->recount), tables_of(rollup->table, AccessShareLock));
	MemoryContext old = MemoryContextSwitchTo(entry->memory);

	entry->watched = list_copy(tables);
	MemoryContextSwitchTo(old);
}

/* The trigger is one of its rollup, on its table or on a partition of it. */
static void
check_trigger(TriggerData *trigger, const TallyRollup *rollup)
{
	Oid			table = RelationGetRelid(trigger->tg_relation);

	if (table != rollup->table &&
		!(trigger->tg_relation->rd_rel->relispartition && list_member_oid(get_partition_ancestors(table), rollup->table)))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("\"%s\" is not in tally rollup \"%s\"", RelationGetRelationName(trigger->tg_relation), get_rel_name(rollup->view)),
				 errhint("SELECT rebuild_tally_rollup(%s), which takes the triggers from what is no partition any more, or DROP TRIGGER %s.",
						 quote_literal_cstr(qualified_name(rollup->view)), quote_identifier(trigger->tg_trigger->tgname))));
	if (!is_single(trigger->tg_trigger, trigger->tg_relation, rollup->view))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("\"%s\" has two triggers of tally rollup \"%s\" for the same event", RelationGetRelationName(trigger->tg_relation), get_rel_name(rollup->view)),
				 errhint("DROP TRIGGER the one that create_tally_rollup did not make.")));
}

/* Error if the rollup counts what is no partition any more. */
static void
check_detached(const TallyRollup *rollup)
{
	Oid			detached = detached_table(rollup);

	if (OidIsValid(detached))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("tally rollup \"%s\" counts \"%s\", which is no partition of its table any more", get_rel_name(rollup->view), get_rel_name(detached)),
				 errhint("SELECT rebuild_tally_rollup(%s).", quote_literal_cstr(qualified_name(rollup->view)))));
}

/* INSERT INTO deltas what the definition makes of a trigger's rows */
static PlannedStmt *
plan_append(Prepared *entry, Query *recount, Relation root, Relation table, bool removed)
{
	Query	   *counted = copyObject(recount);
	MemoryContext old;
	PlannedStmt *plan;

	read_changed_rows(counted, root, table);
	plan = plan_query(append_query(entry->rollup.deltas, counted, removed));
	old = MemoryContextSwitchTo(entry->memory);
	plan = copyObject(plan);
	MemoryContextSwitchTo(old);
	return plan;
}

/* Check everything, and plan.  What changes meanwhile makes it invalid for the next statement. */
static void
prepare(Prepared *entry, TriggerData *trigger)
{
	Relation	root = table_open(entry->rollup.table, AccessShareLock);
	Query	   *recount;

	make_memory(entry);
	watch(entry);
	entry->valid = true;
	entry->complete = false;
	check_trigger(trigger, &entry->rollup);
	check_detached(&entry->rollup);
	recount = check_rollup(&entry->rollup);
	entry->added = trigger->tg_trigger->tgnewtable == NULL ? NULL : plan_append(entry, recount, root, trigger->tg_relation, false);
	entry->removed = trigger->tg_trigger->tgoldtable == NULL ? NULL : plan_append(entry, recount, root, trigger->tg_relation, true);
	entry->complete = true;
	table_close(root, NoLock);
}

/* Lock what a rollup is made of, which looks for changes. */
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

static void
append_rows(PlannedStmt *plan, TriggerData *trigger, Tuplestorestate *rows)
{
	QueryEnvironment *environment;
	EphemeralNamedRelationData changed = {0};

	if (plan == NULL || tuplestore_tuple_count(rows) == 0)
		return;
	environment = create_queryEnv();
	changed.md.name = "changed";
	changed.md.reliddesc = RelationGetRelid(trigger->tg_relation);
	changed.md.enrtype = ENR_NAMED_TUPLESTORE;
	changed.md.enrtuples = tuplestore_tuple_count(rows);
	changed.reldata = rows;
	register_ENR(environment, &changed);
	run_plan(plan, GetActiveSnapshot(), environment, None_Receiver);
}

/* A row of a partition: has it the other triggers? */
static void
guard(TriggerData *trigger)
{
	Prepared   *entry = look_up(trigger->tg_trigger);

	if (!is_prepared(entry))
	{
		MemoryContext old;

		lock_rollup(entry->view, NoLock, &entry->rollup);
		make_memory(entry);
		old = MemoryContextSwitchTo(entry->memory);
		entry->watched = list_make3_oid(entry->view, entry->rollup.recount, RelationGetRelid(trigger->tg_relation));
		MemoryContextSwitchTo(old);
		entry->valid = true;
		entry->lacks = lacks_trigger(&entry->rollup, trigger->tg_relation);
		entry->complete = true;
	}
	if (entry->lacks)
		guard_row(trigger, &entry->rollup);
}

static bool
has_rows(Tuplestorestate *rows)
{
	return rows != NULL && tuplestore_tuple_count(rows) > 0;
}

/* After a statement that wrote rows */
static void
append_changes(TriggerData *trigger)
{
	Prepared   *entry;
	PlannedStmt *added;
	PlannedStmt *removed;
	Caller		caller;

	if (!has_rows(trigger->tg_newtable) && !has_rows(trigger->tg_oldtable))
		return;
	entry = look_up(trigger->tg_trigger);
	lock_prepared(entry);
	caller = begin_as_owner(entry->rollup.owner);
	if (!is_prepared(entry))
		prepare(entry, trigger);
	added = entry->added;
	removed = entry->removed;
	append_rows(added, trigger, trigger->tg_newtable);
	append_rows(removed, trigger, trigger->tg_oldtable);

	/* those that come after it see what was appended */
	CommandCounterIncrement();
	end_as_owner(caller);
}

/* Not DELETE, which would miss what a compaction is about to commit. */
static void
truncate_deltas(const TallyRollup *rollup)
{
	Relation	deltas = table_open(rollup->deltas, AccessExclusiveLock);

	CheckTableNotInUse(deltas, "TRUNCATE");
	truncate_table(deltas, rollup->deltas);
	table_close(deltas, NoLock);
}

/* Take away what a partition has, before it is truncated by itself. */
static void
remove_partition(const TallyRollup *rollup, Relation partition)
{
	Query	   *recount = check_rollup(rollup);
	Relation	root = table_open(rollup->table, AccessShareLock);

	check_isolation(psprintf("truncate partition \"%s\" of a table with a tally rollup", RelationGetRelationName(partition)));
	read_relation(recount, root, partition);
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	run_plan(plan_query(append_query(rollup->deltas, recount, true)), GetActiveSnapshot(), NULL, None_Receiver);
	PopActiveSnapshot();
	table_close(root, NoLock);
}

/* Before TRUNCATE, which names the table, or a partition */
static void
truncate_rows(TriggerData *trigger)
{
	TallyRollup rollup;
	Relation	deltas;
	BlockNumber blocks;
	Caller		caller;

	lock_rollup(look_up(trigger->tg_trigger)->view, RowExclusiveLock, &rollup);
	caller = begin_as_owner(rollup.owner);
	check_trigger(trigger, &rollup);
	deltas = table_open(rollup.deltas, NoLock);
	blocks = RelationGetNumberOfBlocks(deltas);
	table_close(deltas, NoLock);
	if (RelationGetRelid(trigger->tg_relation) == rollup.table)
		truncate_deltas(&rollup);
	else if (blocks > 0)		/* not all partitions together, by the table's name */
		remove_partition(&rollup, trigger->tg_relation);
	CommandCounterIncrement();
	end_as_owner(caller);
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

	if (!CALLED_AS_TRIGGER(fcinfo) || !OidIsValid(view = look_up(trigger->tg_trigger)->view))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("tally_rollup_maintain() was not called by a trigger of a tally rollup"),
				 errhint("create_tally_rollup and rebuild_tally_rollup make those triggers.")));
	if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		guard(trigger);
	else if (TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event))
		truncate_rows(trigger);
	else if (TRIGGER_FIRED_BEFORE(trigger->tg_event))
		note_statement(view);
	else
	{
		append_changes(trigger);
		forget_statement(view);
	}
	return PointerGetDatum(NULL);
}

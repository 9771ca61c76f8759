/*
 * triggers.c
 *	  The triggers of a rollup.  A statement fires those of the table that it
 *	  names: each partition has its own.  Only TRUNCATE fires those of all
 *	  partitions as well.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/partition.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "commands/tablecmds.h"
#include "commands/trigger.h"
#include "nodes/makefuncs.h"
#include "parser/parse_func.h"
#include "parser/parser.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "rollup/rollup.h"

#define WRITES (TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE)

/* Which tables have a trigger */
typedef enum Where
{
	EVERYWHERE,
	WITH_ROWS,					/* TRUNCATE fires no triggers of partitioned partitions */
	PARTITIONED,
	ROOT,						/* of partitions, which PostgreSQL gives a copy */
	ALONE						/* a table without partitions */
} Where;

typedef struct Kind
{
	const char *suffix;
	int16		type;
	bool		removed;		/* has the table of old rows */
	bool		added;			/* and that of new ones */
	Where		where;
} Kind;

static const Kind kinds[] =
{
	{"insert", TRIGGER_TYPE_INSERT, false, true, EVERYWHERE},
	{"update", TRIGGER_TYPE_UPDATE, true, true, EVERYWHERE},
	{"delete", TRIGGER_TYPE_DELETE, true, false, EVERYWHERE},
	{"truncate", TRIGGER_TYPE_BEFORE | TRIGGER_TYPE_TRUNCATE, false, false, WITH_ROWS},
	{"note", TRIGGER_TYPE_BEFORE | WRITES, false, false, PARTITIONED},
	{"guard", TRIGGER_TYPE_ROW | WRITES, false, false, ROOT},

	/* disabled: PostgreSQL makes no table with such a trigger a partition or a child */
	{"alone", TRIGGER_TYPE_ROW | TRIGGER_TYPE_DELETE, true, false, ALONE},
};

/* The trigger function: it is in the schema of csat. */
Oid
maintain_function(void)
{
	Relation	extensions = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	Oid			schema = InvalidOid;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ, CStringGetDatum("csat"));
	scan = systable_beginscan(extensions, ExtensionNameIndexId, true, NULL, 1, &key);
	if (HeapTupleIsValid(tuple = systable_getnext(scan)))
		schema = ((Form_pg_extension) GETSTRUCT(tuple))->extnamespace;
	systable_endscan(scan);
	table_close(extensions, AccessShareLock);
	return LookupFuncName(list_make2(makeString(get_namespace_name(schema)), makeString("tally_rollup_maintain")), 0, NULL, false);
}

static bool
belongs(const Kind *kind, Relation table, Oid root)
{
	bool		partitioned = table->rd_rel->relkind == RELKIND_PARTITIONED_TABLE;
	bool		is_root = RelationGetRelid(table) == root;

	switch (kind->where)
	{
		case EVERYWHERE:
			return true;
		case WITH_ROWS:
			return is_root || !partitioned;
		case PARTITIONED:
			return partitioned;
		case ROOT:
			return is_root && partitioned;
		case ALONE:
			return is_root && !partitioned;
	}
	return false;
}

/* A trigger of the rollup on a table after another one, of one kind. */
static const Trigger *
next_trigger(Relation table, int16 type, Oid view, const Trigger *last)
{
	TriggerDesc *triggers = table->trigdesc;

	for (int i = last == NULL ? 0 : last - triggers->triggers + 1; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (trigger->tgtype == type && is_ours(ProcedureRelationId, trigger->tgfoid) && rollup_of_trigger(trigger) == view)
			return trigger;
	}
	return NULL;
}

/* Another for the same event would count twice. */
bool
is_single(const Trigger *trigger, Relation table, Oid view)
{
	const Trigger *first = next_trigger(table, trigger->tgtype, view, NULL);

	return first != NULL && next_trigger(table, trigger->tgtype, view, first) == NULL;
}

/* Statement triggers have to be enabled; of row triggers some are not. */
static bool
has_trigger(const Kind *kind, Relation table, Oid view)
{
	const Trigger *trigger = next_trigger(table, kind->type, view, NULL);

	return trigger != NULL && ((kind->type & TRIGGER_TYPE_ROW) != 0 || trigger->tgenabled != TRIGGER_DISABLED);
}

bool
lacks_trigger(const TallyRollup *rollup, Relation table)
{
	for (int i = 0; i < (int) lengthof(kinds); i++)
	{
		if (belongs(&kinds[i], table, rollup->table) && !has_trigger(&kinds[i], table, rollup->view))
			return true;
	}
	return false;
}

static TriggerTransition *
table_of_rows(const char *name, bool added)
{
	TriggerTransition *rows = makeNode(TriggerTransition);

	rows->name = pstrdup(name);
	rows->isNew = added;
	rows->isTable = true;
	return rows;
}

/* 'view'::regclass IS NOT NULL, which names the view by its OID */
static Node *
link_to(Oid view)
{
	NullTest   *test = makeNode(NullTest);
	TypeCast   *cast = makeNode(TypeCast);
	A_Const    *oid = makeNode(A_Const);

	oid->val.sval.type = T_String;
	oid->val.sval.sval = psprintf("%u", view);
	oid->location = -1;
	cast->arg = (Node *) oid;
	cast->typeName = SystemTypeName("regclass");
	cast->location = -1;
	test->arg = (Expr *) cast;
	test->nulltesttype = IS_NOT_NULL;
	test->location = -1;
	return (Node *) test;
}

static void
set_enabled(Oid table, const char *trigger, bool enabled)
{
	AlterTableCmd *command = makeNode(AlterTableCmd);

	command->subtype = enabled ? AT_EnableTrig : AT_DisableTrig;
	command->name = pstrdup(trigger);
	AlterTableInternal(table, list_make1(command), false);
	CommandCounterIncrement();
}

static char *
name_of(const TallyRollup *rollup, const Kind *kind)
{
	return psprintf("%s_%s", get_rel_name(rollup->view), kind->suffix);
}

static void
create_trigger(const TallyRollup *rollup, Oid table, const Kind *kind)
{
	CreateTrigStmt *statement = makeNode(CreateTrigStmt);

	statement->trigname = name_of(rollup, kind);
	statement->row = (kind->type & TRIGGER_TYPE_ROW) != 0;
	statement->timing = kind->type & TRIGGER_TYPE_TIMING_MASK;
	statement->events = kind->type & TRIGGER_TYPE_EVENT_MASK;
	statement->whenClause = link_to(rollup->view);
	if (kind->removed)
		statement->transitionRels = lappend(statement->transitionRels, table_of_rows("removed", false));
	if (kind->added)
		statement->transitionRels = lappend(statement->transitionRels, table_of_rows("added", true));
	(void) CreateTrigger(statement, NULL, table, InvalidOid, InvalidOid, InvalidOid, maintain_function(), InvalidOid, NULL, false, false);
	CommandCounterIncrement();
	if (kind->where == ALONE)
		set_enabled(table, statement->trigname, false);
}

/*
 * The copies of the row trigger have nothing to do where the others are.  Only
 * those that are copied from the table itself can be disabled: pg_dump would
 * disable a copy of a copy before it creates the trigger.
 */
static void
disable_guard(const TallyRollup *rollup, Relation table)
{
	const Trigger *guard = next_trigger(table, TRIGGER_TYPE_ROW | WRITES, rollup->view, NULL);

	if (guard != NULL && guard->tgenabled != TRIGGER_DISABLED)
		set_enabled(RelationGetRelid(table), guard->tgname, false);
}

/* Create a trigger, or enable the one that there is. */
static void
complete_trigger(const TallyRollup *rollup, Relation table, const Kind *kind)
{
	const Trigger *trigger = next_trigger(table, kind->type, rollup->view, NULL);

	if (trigger == NULL)
		create_trigger(rollup, RelationGetRelid(table), kind);
	else
		set_enabled(RelationGetRelid(table), trigger->tgname, true);
}

/* Give a table the triggers that it lacks. */
static void
complete_triggers(const TallyRollup *rollup, Oid oid)
{
	Relation	table = table_open(oid, AccessShareLock);
	bool		lacks = lacks_trigger(rollup, table);

	if (lacks)
		LockRelationOid(oid, ShareRowExclusiveLock);
	for (int i = 0; lacks && i < (int) lengthof(kinds); i++)
	{
		if (belongs(&kinds[i], table, rollup->table) && !has_trigger(&kinds[i], table, rollup->view))
			complete_trigger(rollup, table, &kinds[i]);
	}
	if (lacks && table->rd_rel->relispartition && table->rd_rel->relkind == RELKIND_RELATION && get_partition_parent(oid, false) == rollup->table)
		disable_guard(rollup, table);
	table_close(table, NoLock);
}

/* The table that a trigger is on; none, if it is a copy of that of a partitioned one. */
static Oid
table_of_trigger(Oid trigger)
{
	Relation	triggers = table_open(TriggerRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	Oid			table = InvalidOid;

	ScanKeyInit(&key, Anum_pg_trigger_oid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(trigger));
	scan = systable_beginscan(triggers, TriggerOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple) && !OidIsValid(((Form_pg_trigger) GETSTRUCT(tuple))->tgparentid))
		table = ((Form_pg_trigger) GETSTRUCT(tuple))->tgrelid;
	systable_endscan(scan);
	table_close(triggers, AccessShareLock);
	return table;
}

/* The triggers that name the view, but for copies, on whatever tables. */
List *
triggers_of(Oid view)
{
	Relation	depends = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *triggers = NIL;

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(RelationRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(view));
	scan = systable_beginscan(depends, DependReferenceIndexId, true, NULL, 2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend depend = (Form_pg_depend) GETSTRUCT(tuple);

		if (depend->classid == TriggerRelationId && OidIsValid(table_of_trigger(depend->objid)))
			triggers = list_append_unique_oid(triggers, depend->objid);
	}
	systable_endscan(scan);
	table_close(depends, AccessShareLock);
	return triggers;
}

/* A table of the owner's that was a partition: what it had is counted still. */
Oid
detached_table(const TallyRollup *rollup)
{
	List	   *tables = tables_of(rollup->table, AccessShareLock);
	ListCell   *cell;

	foreach(cell, triggers_of(rollup->view))
	{
		Oid			table = table_of_trigger(lfirst_oid(cell));

		if (!list_member_oid(tables, table) && owner_of_relation(table) == rollup->owner)
			return table;
	}
	return InvalidOid;
}

/*
 * Take the triggers from tables that are no partitions any more, and with them
 * the error of check_detached: only once what they had is counted no more.
 */
void
forget_detached_tables(const TallyRollup *rollup)
{
	List	   *tables = tables_of(rollup->table, AccessShareLock);
	ListCell   *cell;

	foreach(cell, triggers_of(rollup->view))
	{
		Oid			table = table_of_trigger(lfirst_oid(cell));
		ObjectAddress trigger;

		if (list_member_oid(tables, table) || owner_of_relation(table) != rollup->owner)
			continue;
		ObjectAddressSet(trigger, TriggerRelationId, lfirst_oid(cell));
		performDeletion(&trigger, DROP_RESTRICT, 0);
	}
}

void
attach_triggers(const TallyRollup *rollup)
{
	ListCell   *cell;

	foreach(cell, tables_of(rollup->table, AccessShareLock))
		complete_triggers(rollup, lfirst_oid(cell));
}

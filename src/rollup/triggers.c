/*
 * triggers.c
 *	  The triggers of a rollup.  A statement fires those of the table that it
 *	  names: each partition has its own.  Only TRUNCATE fires those of all
 *	  partitions as well.
 */
#include "postgres.h"

#include "access/genam.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/partition.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_trigger.h"
#include "parser/parse_func.h"
#include "utils/fmgroids.h"

#include "rollup/rollup.h"

#define WRITES (TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE)

/* What a table is to a rollup */
#define PLAIN 1					/* its table, without partitions, ... */
#define ROOT 2					/* ... or with them */
#define BRANCH 4				/* a partition that has partitions */
#define LEAF 8

static const struct Kind
{
	const char *suffix;
	int16		type;
	const char *definition;
	int			tables;			/* that have one */
}			kinds[] =
{
	{"insert", TRIGGER_TYPE_INSERT, "AFTER INSERT ON t REFERENCING NEW TABLE AS added", PLAIN | ROOT | BRANCH | LEAF},
	{"update", TRIGGER_TYPE_UPDATE, "AFTER UPDATE ON t REFERENCING OLD TABLE AS removed NEW TABLE AS added", PLAIN | ROOT | BRANCH | LEAF},
	{"delete", TRIGGER_TYPE_DELETE, "AFTER DELETE ON t REFERENCING OLD TABLE AS removed", PLAIN | ROOT | BRANCH | LEAF},
	{"truncate", TRIGGER_TYPE_BEFORE | TRIGGER_TYPE_TRUNCATE, "BEFORE TRUNCATE ON t", PLAIN | ROOT | LEAF},
	{"note", TRIGGER_TYPE_BEFORE | WRITES, "BEFORE INSERT OR UPDATE OR DELETE ON t", ROOT | BRANCH},

	/* PostgreSQL gives each partition a copy; that of a branch is what its own are copied from */
	{"guard", TRIGGER_TYPE_ROW | WRITES, "AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH ROW", ROOT | BRANCH},

	/* disabled: PostgreSQL makes no table with such a trigger a partition or a child */
	{"alone", TRIGGER_TYPE_ROW | TRIGGER_TYPE_DELETE, "AFTER DELETE ON t REFERENCING OLD TABLE AS removed FOR EACH ROW", PLAIN},
};

/*
 * The trigger function: it is in the schema of csat, whose name can be another
 * one's by the time that it is looked up.
 */
static Oid
maintain_function(void)
{
	List	   *name = list_make2(makeString(get_namespace_name(schema_of_csat())),
								  makeString("tally_rollup_maintain"));
	Oid			function = LookupFuncName(name, 0, NULL, false);

	if (!is_ours(ProcedureRelationId, function))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("%s() is not csat's", NameListToString(name)),
				 errhint("Try again: somebody may have renamed a schema meanwhile.")));
	return function;
}

/* Has a table of the rollup of table `root` a trigger of this kind? */
static bool
belongs(const struct Kind *kind, Relation table, Oid root)
{
	bool		partitioned = table->rd_rel->relkind == RELKIND_PARTITIONED_TABLE;

	if (RelationGetRelid(table) == root)
		return (kind->tables & (partitioned ? ROOT : PLAIN)) != 0;
	return (kind->tables & (partitioned ? BRANCH : LEAF)) != 0;
}

/* The number of triggers of one kind that a table has, and the last of them */
static int
find_triggers(Relation table, int16 type, Oid view, const Trigger **found)
{
	TriggerDesc *triggers = table->trigdesc;
	int			number = 0;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (trigger->tgtype == type && is_ours(ProcedureRelationId, trigger->tgfoid) &&
			rollup_of_trigger(trigger) == view)
		{
			*found = trigger;
			number++;
		}
	}
	return number;
}

/* Another for the same event would count twice. */
bool
is_single(const Trigger *trigger, Relation table, Oid view)
{
	return find_triggers(table, trigger->tgtype, view, &trigger) == 1;
}

/* Is the trigger one that does not fire, and should? */
static bool
is_off(const struct Kind *kind, const Trigger *trigger)
{
	return kind->tables != PLAIN && trigger->tgenabled != TRIGGER_FIRES_ON_ORIGIN &&
		trigger->tgenabled != TRIGGER_FIRES_ALWAYS;
}

bool
lacks_trigger(const TallyRollup *rollup, Relation table)
{
	const Trigger *trigger;

	for (int i = 0; i < (int) lengthof(kinds); i++)
	{
		if (belongs(&kinds[i], table, rollup->table) &&
			(find_triggers(table, kinds[i].type, rollup->view, &trigger) == 0 ||
			 is_off(&kinds[i], trigger)))
			return true;
	}
	return false;
}

/* Create a trigger: its WHEN names the view by its OID. */
static void
create_trigger(const TallyRollup *rollup, Oid table, const struct Kind *kind)
{
	char	   *name = psprintf("%s_%s", get_rel_name(rollup->view), kind->suffix);
	Node	   *statement = parse_statement(psprintf("CREATE TRIGGER %s %s WHEN ('%u'::pg_catalog.regclass IS NOT NULL) EXECUTE FUNCTION f()",
													 quote_identifier(name), kind->definition, rollup->view));

	(void) CreateTrigger((CreateTrigStmt *) statement, NULL, table, InvalidOid, InvalidOid,
						 InvalidOid, maintain_function(), InvalidOid, NULL, false, false);
	CommandCounterIncrement();
	if (kind->tables == PLAIN)
		alter_table(table, psprintf("DISABLE TRIGGER %s", quote_identifier(name)));
}

/*
 * Give a table the triggers that it lacks, and enable them.  The copy of the
 * guard has then nothing to do.  Only one that is copied from the table itself
 * can be disabled: pg_dump would disable a copy of a copy before it creates the
 * trigger.
 */
static void
complete_triggers(const TallyRollup *rollup, Relation table)
{
	Oid			oid = RelationGetRelid(table);
	const Trigger *trigger;

	LockRelationOid(oid, ShareRowExclusiveLock);
	for (int i = 0; i < (int) lengthof(kinds); i++)
	{
		if (!belongs(&kinds[i], table, rollup->table))
			continue;
		if (find_triggers(table, kinds[i].type, rollup->view, &trigger) == 0)
			create_trigger(rollup, oid, &kinds[i]);
		else if (is_off(&kinds[i], trigger))
			alter_table(oid, psprintf("ENABLE TRIGGER %s", quote_identifier(trigger->tgname)));
	}
	if (table->rd_rel->relispartition && table->rd_rel->relkind == RELKIND_RELATION &&
		get_partition_parent(oid, false) == rollup->table &&
		find_triggers(table, TRIGGER_TYPE_ROW | WRITES, rollup->view, &trigger) > 0)
		alter_table(oid, psprintf("DISABLE TRIGGER %s", quote_identifier(trigger->tgname)));
}

/* The table that a trigger of csat is on; none, if it is a copy of that of a partitioned one. */
static Oid
table_of_trigger(Oid oid)
{
	Relation	triggers = table_open(TriggerRelationId, AccessShareLock);
	HeapTuple	tuple = get_catalog_object_by_oid(triggers, Anum_pg_trigger_oid, oid);
	Form_pg_trigger trigger = HeapTupleIsValid(tuple) ? (Form_pg_trigger) GETSTRUCT(tuple) : NULL;

	table_close(triggers, AccessShareLock);
	return trigger == NULL || OidIsValid(trigger->tgparentid) ||
		!is_ours(ProcedureRelationId, trigger->tgfoid) ? InvalidOid : trigger->tgrelid;
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

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(RelationRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(view));
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

/* Triggers of a rollup on what was a partition, if it is the owner's. */
static List *
left_over_triggers(const TallyRollup *rollup)
{
	List	   *tables = tables_of(rollup->table, AccessShareLock);
	List	   *left_over = NIL;
	ListCell   *cell;

	foreach(cell, triggers_of(rollup->view))
	{
		Oid			table = table_of_trigger(lfirst_oid(cell));

		if (!list_member_oid(tables, table) && owner_of(RelationRelationId, table) == rollup->owner)
			left_over = lappend_oid(left_over, lfirst_oid(cell));
	}
	return left_over;
}

/* A table that was a partition: what it had is counted still. */
Oid
detached_table(const TallyRollup *rollup)
{
	List	   *triggers = left_over_triggers(rollup);

	return triggers == NIL ? InvalidOid : table_of_trigger(linitial_oid(triggers));
}

/* Give all tables their triggers. */
void
attach_triggers(const TallyRollup *rollup)
{
	ListCell   *cell;

	foreach(cell, tables_of(rollup->table, AccessShareLock))
	{
		Relation	table = table_open(lfirst_oid(cell), AccessShareLock);

		if (lacks_trigger(rollup, table))
			complete_triggers(rollup, table);
		table_close(table, NoLock);
	}
}

/* Take the triggers from what is no partition any more, before it is counted no more. */
void
detach_triggers(const TallyRollup *rollup)
{
	ObjectAddress trigger;
	ListCell   *cell;

	foreach(cell, left_over_triggers(rollup))
	{
		ObjectAddressSet(trigger, TriggerRelationId, lfirst_oid(cell));
		performDeletion(&trigger, DROP_RESTRICT, 0);
	}
}

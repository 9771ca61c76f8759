/*
 * definition.c
 *	  What a rollup can be: the query that counts anew, the table that it reads,
 *	  and who owns what.  Checked when a rollup is made, and again before a
 *	  session first uses it after something changed.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/stratnum.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "rollup/rollup.h"

/* Is the object a member of csat? */
bool
is_ours(Oid class, Oid object)
{
	Oid			extension = getExtensionOfObject(class, object);

	return OidIsValid(extension) && extension == get_extension_oid("csat", true);
}

pg_noreturn static void
not_in_a_rollup(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("a tally rollup cannot have %s", what),
			 errdetail("It is kept up to date from the rows that a statement wrote, without any others.")));
}

void
not_one_expression(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("each key and each tally of a rollup must be one expression"),
			 errhint("Such as '(answered_at AT TIME ZONE ''UTC'')::date AS day' or 'csat_tally(satisfaction) AS satisfaction'.")));
}

/* count(*), which comes last */
static bool
counts_rows(TargetEntry *entry)
{
	Aggref	   *aggregate = (Aggref *) entry->expr;

	return IsA(aggregate, Aggref) && aggregate->aggfnoid == F_COUNT_ && aggregate->aggfilter == NULL &&
		strcmp(entry->resname, "row_count") == 0;
}

/* Rows of one table, grouped by all that is no aggregate, and nothing else. */
static void
check_shape(Query *query)
{
	ListCell   *cell;
	bool		simple = list_length(query->targetList) > 2 && only_table(query) != NULL &&
		query->jointree->quals == NULL && query->havingQual == NULL &&
		query->groupingSets == NIL && query->distinctClause == NIL &&
		query->cteList == NIL && query->setOperations == NULL &&
		query->limitCount == NULL && query->limitOffset == NULL;

	if (query->hasSubLinks)
		not_in_a_rollup("a subquery");
	if (query->hasTargetSRFs)
		not_in_a_rollup("a set-returning function");
	if (query->hasWindowFuncs)
		not_in_a_rollup("a window function");
	foreach(cell, query->targetList)
		simple &= !((TargetEntry *) lfirst(cell))->resjunk;
	if (!simple || only_table(query)->tablesample != NULL || !counts_rows(llast(query->targetList)))
		not_one_expression();
}

/* Only columns that a trigger's tables of changed rows have, with their values. */
static void
check_columns(Query *query, TargetEntry *entry)
{
	RangeTblRef *table = linitial_node(RangeTblRef, query->jointree->fromlist);
	Oid			relation = only_table(query)->relid;
	Bitmapset  *used = NULL;
	int			member = -1;

	pull_varattnos((Node *) entry->expr, table->rtindex, &used);
	while ((member = bms_next_member(used, member)) >= 0)
	{
		AttrNumber	column = member + FirstLowInvalidHeapAttributeNumber;

		if (column <= 0)
			not_in_a_rollup(column == 0 ? "a whole row" : "a system column");
		if (is_virtual_column(relation, column))
			not_in_a_rollup("a virtual generated column");

		/* PostgreSQL leaves it NULL where a partition's columns are in another order */
		if (get_rel_relkind(relation) == RELKIND_PARTITIONED_TABLE && get_attgenerated(relation, column) != '\0')
			not_in_a_rollup("a generated column of a partitioned table");
	}
}

/* The same row shall give the same, whenever and by whomever it is counted. */
static void
check_immutable(TargetEntry *entry)
{
	if (contain_mutable_functions((Node *) entry->expr))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
				 errmsg("\"%s\" of a tally rollup is not immutable", entry->resname),
				 errdetail("A row must count under the same key when it is written and when it is removed, in every session."),
				 errhint("What depends on the session's time zone does not with AT TIME ZONE: date_trunc('day', answered_at AT TIME ZONE 'UTC').")));
}

/* Who can change what it does: its owner, but for superusers, who can do all anyway. */
static bool
can_be_trusted(Oid owner, Oid trusting)
{
	return owner == trusting || superuser_arg(owner);
}

static bool
check_function_owner(Oid function, void *owner)
{
	if (function >= FirstNormalObjectId && !can_be_trusted(owner_of(ProcedureRelationId, function), *(Oid *) owner))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("function %s of a tally rollup belongs to another role", format_procedure(function)),
				 errdetail("It would run with the rights of the rollup's owner, \"%s\".", GetUserNameFromId(*(Oid *) owner, false)),
				 errhint("ALTER FUNCTION ... OWNER TO %s, or use one of your own.", quote_identifier(GetUserNameFromId(*(Oid *) owner, false)))));
	return false;
}

/* Whatever an expression calls is the owner's, or a superuser's; domains have checks. */
static bool
check_owners(Node *node, void *owner)
{
	if (node == NULL)
		return false;
	(void) check_functions_in_node(node, check_function_owner, owner);
	if (IsA(node, CoerceToDomain) && !can_be_trusted(owner_of(TypeRelationId, ((CoerceToDomain *) node)->resulttype), *(Oid *) owner))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("domain %s of a tally rollup belongs to another role", format_type_be(((CoerceToDomain *) node)->resulttype)),
				 errdetail("Its checks would run with the rights of the rollup's owner, \"%s\".", GetUserNameFromId(*(Oid *) owner, false))));
	return expression_tree_walker(node, check_owners, owner);
}

/* An aggregate of csat whose results are tallies that add up, as its states do. */
static bool
makes_tallies(Aggref *aggregate)
{
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate->aggfnoid));
	Form_pg_aggregate form;
	bool		result;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", aggregate->aggfnoid);
	form = (Form_pg_aggregate) GETSTRUCT(tuple);
	result = is_ours(ProcedureRelationId, aggregate->aggfnoid) && is_ours(TypeRelationId, aggregate->aggtype) &&
		!OidIsValid(form->aggfinalfn) && OidIsValid(form->aggcombinefn);
	ReleaseSysCache(tuple);
	return result;
}

static bool
is_tally(TargetEntry *entry)
{
	return IsA(entry->expr, Aggref) && makes_tallies((Aggref *) entry->expr);
}

static bool
is_key(List *entries, Expr *expression)
{
	ListCell   *cell;

	foreach(cell, entries)
	{
		if (equal(((TargetEntry *) lfirst(cell))->expr, expression))
			return true;
	}
	return false;
}

/* A group has tallies of one scale: it is a constant, or a key. */
static void
check_scale(List *entries, TargetEntry *entry)
{
	List	   *arguments = ((Aggref *) entry->expr)->args;
	ListCell   *cell;

	for_each_from(cell, arguments, 1)
	{
		Expr	   *argument = lfirst_node(TargetEntry, cell)->expr;

		if (exprType((Node *) argument) == INT4OID && !is_key(entries, argument) &&
			!IsA(eval_const_expressions(NULL, copyObject((Node *) argument)), Const))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the scale of \"%s\" of a tally rollup is neither a constant nor a key", entry->resname),
					 errhint("Make it a key: a group has one scale.")));
	}
}

static void
check_tally(List *entries, TargetEntry *entry)
{
	if (!is_tally(entry))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" of a tally rollup is no aggregate of csat that gives a tally", entry->resname),
				 errhint("Keep csat_tally(score) or nps_tally(score), and read the score from the rollup with csat(tally) or nps(tally).")));
	if (((Aggref *) entry->expr)->aggdistinct != NIL)
		not_in_a_rollup("DISTINCT in an aggregate");
	check_scale(entries, entry);
}

/* Keys are those by which it groups, and no tallies. */
static void
check_key(TargetEntry *entry)
{
	if (is_ours(TypeRelationId, exprType((Node *) entry->expr)))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("key \"%s\" of a tally rollup is a tally", entry->resname)));
}

/* Check the query of a view that counts a rollup anew. */
void
check_definition(Query *query, Oid owner)
{
	List	   *entries = ungrouped_target_list(query);
	ListCell   *cell;

	check_shape(query);
	foreach(cell, entries)
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);

		if (entry->ressortgroupref != 0)
			check_key(entry);
		else if (entry != llast(entries))
			check_tally(entries, entry);
		check_columns(query, entry);
		check_immutable(entry);
		check_owners((Node *) entry->expr, &owner);
	}
}

/* Has a table of another extension, if it is there, a row with these values? */
static bool
is_listed(const char *schema, const char *list, int number, const char *const *columns, Oid equals, const Datum *values)
{
	Oid			namespace = get_namespace_oid(schema, true);
	Oid			table = OidIsValid(namespace) ? get_relname_relid(list, namespace) : InvalidOid;
	Relation	relation;
	SysScanDesc scan;
	ScanKeyData keys[2];
	bool		found;

	if (!OidIsValid(table) || get_rel_relkind(table) != RELKIND_RELATION)
		return false;
	for (int i = 0; i < number; i++)
	{
		AttrNumber	column = get_attnum(table, columns[i]);

		if (column == InvalidAttrNumber)
			return false;
		ScanKeyInit(&keys[i], column, BTEqualStrategyNumber, equals, values[i]);
	}
	relation = table_open(table, AccessShareLock);
	scan = systable_beginscan(relation, InvalidOid, false, NULL, number, keys);
	found = HeapTupleIsValid(systable_getnext(scan));
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return found;
}

static bool
is_hypertable(Relation table)
{
	static const char *const columns[] = {"schema_name", "table_name"};
	NameData	schema;
	Datum		values[] = {NameGetDatum(&schema), NameGetDatum(&table->rd_rel->relname)};

	namestrcpy(&schema, get_namespace_name(RelationGetNamespace(table)));
	return is_listed("_timescaledb_catalog", "hypertable", 2, columns, F_NAMEEQ, values);
}

static bool
is_of_citus(Relation table)
{
	static const char *const column = "logicalrelid";
	Datum		value = ObjectIdGetDatum(RelationGetRelid(table));

	return is_listed("pg_catalog", "pg_dist_partition", 1, &column, F_OIDEQ, &value);
}

/* relhassubclass can be left over */
static bool
has_children(Relation table)
{
	return table->rd_rel->relhassubclass && find_inheritance_children(RelationGetRelid(table), NoLock) != NIL;
}

/* Why neither a table nor its partition can have a rollup, if it cannot. */
static const char *
reason_against(Relation table, Oid owner)
{
	switch (table->rd_rel->relkind)
	{
		case RELKIND_RELATION:
			if (has_children(table))
				return "Another table inherits from it. Use partitions.";
			break;
		case RELKIND_PARTITIONED_TABLE:
			break;
		case RELKIND_VIEW:
		case RELKIND_MATVIEW:
			return "It is a view. Make the rollup of the table that it reads, with what the view computes in keys and tallies.";
		case RELKIND_FOREIGN_TABLE:
			return "It is a foreign table. Make the rollup on its own server.";
		default:
			return "It is not a table.";
	}
	if (table->rd_rel->relpersistence == RELPERSISTENCE_TEMP)
		return "It is a temporary table.";
	if (check_enable_rls(RelationGetRelid(table), owner, true) == RLS_ENABLED)
		return "Row security hides rows of it from its owner.";
	if (is_hypertable(table))
		return "It is a hypertable of TimescaleDB, whose chunks come and go without triggers. Make a continuous aggregate of it, with csat_tally: see examples/timescaledb.md.";
	if (is_of_citus(table))
		return "Citus manages it, and has no triggers on distributed tables. There, merge the tallies of new answers into a table of tallies on a schedule: see examples/citus.md.";
	return NULL;
}

/* Why it cannot have one of its own. */
static const char *
reason_against_source(Relation table)
{
	if (table->rd_rel->relispartition)
		return "It is a partition. Make the rollup of the table that it is a partition of.";
	if (table->rd_rel->relkind == RELKIND_RELATION && has_superclass(RelationGetRelid(table)))
		return "It inherits from a table. Use partitions.";
	return NULL;
}

static void
check_table(Relation table, Relation source, const TallyRollup *rollup, char persistence)
{
	const char *reason = reason_against(table, rollup->owner);

	if (reason == NULL && table == source)
		reason = reason_against_source(table);
	if (reason == NULL && table->rd_rel->relpersistence != persistence)
		reason = "A crash would empty some of the table, its partitions and the rollup's table of deltas, and not the others. SET LOGGED or SET UNLOGGED all of them.";
	if (reason != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" cannot have a tally rollup", RelationGetRelationName(source)),
				 table == source ? errdetail_internal("%s", reason) :
				 errdetail("Its partition \"%s\": %s", RelationGetRelationName(table), reason),
				 OidIsValid(rollup->view) ? errhint("Change that, or SELECT drop_tally_rollup(%s).", quote_literal_cstr(qualified_name(rollup->view))) : 0));
}

/* Check a table, which is locked, and its partitions. */
void
check_source(Relation source, const TallyRollup *rollup, char persistence)
{
	ListCell   *cell;

	foreach(cell, tables_of(RelationGetRelid(source), AccessShareLock))
	{
		Relation	table = lfirst_oid(cell) == RelationGetRelid(source) ? source : table_open(lfirst_oid(cell), NoLock);

		check_table(table, source, rollup, persistence);
		if (table != source)
			table_close(table, NoLock);
	}
}

/* The table of deltas has the columns of the view that counts anew, in their order. */
static bool
same_columns(Relation deltas, Query *recount)
{
	TupleDesc	descriptor = RelationGetDescr(deltas);
	ListCell   *cell;

	if (descriptor->natts != list_length(recount->targetList))
		return false;
	foreach(cell, recount->targetList)
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);
		Form_pg_attribute column = TupleDescAttr(descriptor, entry->resno - 1);

		if (column->attisdropped || column->atttypid != exprType((Node *) entry->expr))
			return false;
	}
	return true;
}

static void
check_owner(Oid part, const TallyRollup *rollup)
{
	if (owner_of(RelationRelationId, part) != rollup->owner)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("\"%s\" and tally rollup \"%s\" have different owners", get_rel_name(part), get_rel_name(rollup->view)),
				 errhint("Give the table, its partitions, both views and the table of deltas to one owner, or drop the rollup.")));
}

/*
 * Check what belongs to a rollup, all of it locked: with the rights of one
 * owner nothing of another's is run, and what is appended is what is counted.
 */
Query *
check_rollup(const TallyRollup *rollup)
{
	Query	   *recount = copy_view_query(rollup->recount);
	Relation	deltas = table_open(rollup->deltas, NoLock);
	Relation	table = table_open(rollup->table, AccessShareLock);

	check_owner(rollup->deltas, rollup);
	check_owner(rollup->recount, rollup);
	check_owner(rollup->table, rollup);
	check_source(table, rollup, deltas->rd_rel->relpersistence);
	if (deltas->rd_rel->relkind != RELKIND_RELATION || deltas->rd_rules != NULL || !same_columns(deltas, recount) ||
		check_enable_rls(rollup->deltas, rollup->owner, true) == RLS_ENABLED)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
				 errmsg("\"%s\" has not the columns of \"%s\", or has rules or row security", get_rel_name(rollup->deltas), get_rel_name(rollup->recount)),
				 errhint("Take these away, or drop tally rollup \"%s\" and create it anew.", get_rel_name(rollup->view))));
	check_definition(recount, rollup->owner);
	table_close(table, NoLock);
	table_close(deltas, NoLock);
	return recount;
}

/*
 * definition.c
 *	  What a rollup can be: the query that counts anew, the table that it reads,
 *	  and who owns what.  Checked when a rollup is made, and again before a
 *	  session first uses it after something changed.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/stratnum.h"
#include "access/sysattr.h"
#include "access/transam.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_inherits.h"
#include "commands/extension.h"
#include "optimizer/optimizer.h"
#include "optimizer/tlist.h"
#include "utils/fmgroids.h"
#include "utils/rls.h"

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

/* Is the last column count(*)? */
bool
counts_rows(Query *query)
{
	Aggref	   *last = query->targetList == NIL ? NULL :
		(Aggref *) llast_node(TargetEntry, query->targetList)->expr;

	return last != NULL && IsA(last, Aggref) && last->aggfnoid == F_COUNT_;
}

/* Rows of one table, grouped by all that is no aggregate, then count(*), and nothing else. */
static void
check_shape(Query *query)
{
	const char *what = query->hasSubLinks ? "a subquery" :
		query->hasTargetSRFs ? "a set-returning function" :
		query->hasWindowFuncs ? "a window function" : NULL;
	RangeTblEntry *table = only_table(query);
	TargetEntry *last = query->targetList == NIL ? NULL : llast(query->targetList);
	ListCell   *cell;

	if (what != NULL)
		not_in_a_rollup(what);
	foreach(cell, query->targetList)
	{
		if (lfirst_node(TargetEntry, cell)->resjunk)
			not_one_expression();
	}
	if (table == NULL || table->tablesample != NULL || list_length(query->targetList) < 3 ||
		query->jointree->quals != NULL || query->havingQual != NULL || query->groupingSets != NIL ||
		query->distinctClause != NIL || query->cteList != NIL || query->setOperations != NULL ||
		query->limitCount != NULL || query->limitOffset != NULL ||
		!counts_rows(query) || ((Aggref *) last->expr)->aggfilter != NULL ||
		strcmp(last->resname, "row_count") != 0)
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
		if (get_rel_relkind(relation) == RELKIND_PARTITIONED_TABLE &&
			get_attgenerated(relation, column) != '\0')
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

/* Who can change what an object does is its owner; superusers can do all anyway. */
static void
check_object_owner(Oid class, Oid object, Oid owner)
{
	Oid			other = owner_of(class, object);
	const char *name = quote_identifier(GetUserNameFromId(owner, false));
	ObjectAddress address;

	ObjectAddressSet(address, class, object);
	if (object >= FirstNormalObjectId && other != owner && !superuser_arg(other))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("%s of a tally rollup belongs to another role", getObjectDescription(&address, false)),
				 errdetail("It would run with the rights of the rollup's owner, %s.", name),
				 errhint("ALTER ... OWNER TO %s, or use one of your own.", name)));
}

static bool
check_function_owner(Oid function, void *owner)
{
	check_object_owner(ProcedureRelationId, function, *(Oid *) owner);
	return false;
}

/* Domains have checks, and so have those that they are of. */
static void
check_domain_owners(Oid type, Oid owner)
{
	while (get_typtype(type) == TYPTYPE_DOMAIN)
	{
		HeapTuple	tuple = SearchSysCacheCopy1(TYPEOID, ObjectIdGetDatum(type));

		check_object_owner(TypeRelationId, type, owner);
		type = ((Form_pg_type) GETSTRUCT(tuple))->typbasetype;
	}
}

/* Whatever an expression calls is the owner's, or a superuser's. */
static bool
check_owners(Node *node, void *owner)
{
	if (node == NULL)
		return false;
	(void) check_functions_in_node(node, check_function_owner, owner);
	if (IsA(node, CoerceToDomain))
		check_domain_owners(((CoerceToDomain *) node)->resulttype, *(Oid *) owner);
	return expression_tree_walker(node, check_owners, owner);
}

/* An aggregate of csat whose results are tallies that add up, as its states do. */
static bool
makes_tallies(Aggref *aggregate)
{
	HeapTuple	tuple = SearchSysCacheCopy1(AGGFNOID, ObjectIdGetDatum(aggregate->aggfnoid));
	Form_pg_aggregate form = HeapTupleIsValid(tuple) ? (Form_pg_aggregate) GETSTRUCT(tuple) : NULL;

	return form != NULL && is_ours(ProcedureRelationId, aggregate->aggfnoid) &&
		is_ours(TypeRelationId, aggregate->aggtype) && !OidIsValid(form->aggfinalfn) &&
		OidIsValid(form->aggcombinefn);
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

		if (exprType((Node *) argument) == INT4OID && tlist_member(argument, entries) == NULL &&
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
	if (!IsA(entry->expr, Aggref) || !makes_tallies((Aggref *) entry->expr))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" of a tally rollup is no aggregate of csat that gives a tally", entry->resname),
				 errhint("Keep csat_tally(score) or nps_tally(score), and read the score from the rollup with csat(tally) or nps(tally).")));
	if (((Aggref *) entry->expr)->aggdistinct != NIL)
		not_in_a_rollup("DISTINCT in an aggregate");
	check_scale(entries, entry);
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

		check_owners((Node *) entry->expr, &owner);
		if (entry->ressortgroupref == 0 && entry != llast(entries))
			check_tally(entries, entry);
		else if (is_ours(TypeRelationId, exprType((Node *) entry->expr)))
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("key \"%s\" of a tally rollup is a tally", entry->resname),
					 errhint("Add it up among the tallies, with sum(tally).")));
		check_columns(query, entry);
		check_immutable(entry);
	}
}

/*
 * Has a list of another extension, if that is there and no user made it, a row
 * with these values: an OID, or two names?
 */
static bool
is_listed(const char *schema, const char *list, const char *first, Datum value,
		  const char *second, Datum second_value)
{
	Oid			table = get_relname_relid(list, get_namespace_oid(schema, true));
	int			number = second == NULL ? 1 : 2;
	Oid			equals = second == NULL ? F_OIDEQ : F_NAMEEQ;
	Oid			type = second == NULL ? REGCLASSOID : NAMEOID;
	AttrNumber	columns[] = {get_attnum(table, first),
							 get_attnum(table, second == NULL ? first : second)};
	Relation	relation;
	SysScanDesc scan;
	ScanKeyData keys[2];
	bool		found;

	/* who may make a schema can make one of that name, with columns of any type */
	if (get_rel_relkind(table) != RELKIND_RELATION ||
		!superuser_arg(owner_of(RelationRelationId, table)) ||
		get_atttype(table, columns[0]) != type || get_atttype(table, columns[1]) != type)
		return false;
	ScanKeyInit(&keys[0], columns[0], BTEqualStrategyNumber, equals, value);
	ScanKeyInit(&keys[1], columns[1], BTEqualStrategyNumber, equals, second_value);
	relation = table_open(table, AccessShareLock);
	scan = systable_beginscan(relation, InvalidOid, false, NULL, number, keys);
	found = HeapTupleIsValid(systable_getnext(scan));
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return found;
}

/* Why neither a table nor its partition can have a rollup, if it cannot. */
static const char *
reason_against(Relation table, Oid owner)
{
	Oid			oid = RelationGetRelid(table);
	char		kind = table->rd_rel->relkind;
	NameData	schema;

	namestrcpy(&schema, get_namespace_name(RelationGetNamespace(table)));
	if (kind == RELKIND_VIEW || kind == RELKIND_MATVIEW)
		return "It is a view. Make the rollup of the table that it reads, with what the view computes in keys and tallies.";
	if (kind == RELKIND_FOREIGN_TABLE)
		return "It is a foreign table. Make the rollup on its own server.";
	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		return "It is not a table.";
	if (is_listed("_timescaledb_catalog", "hypertable", "schema_name", NameGetDatum(&schema),
				  "table_name", NameGetDatum(&table->rd_rel->relname)))
		return "It is a hypertable of TimescaleDB, whose chunks come and go without triggers. Make a continuous aggregate of it, with csat_tally: see examples/timescaledb.md.";
	if (kind == RELKIND_RELATION && find_inheritance_children(oid, NoLock) != NIL)
		return "Another table inherits from it. Use partitions.";
	if (table->rd_rel->relpersistence == RELPERSISTENCE_TEMP)
		return "It is a temporary table.";
	if (check_enable_rls(oid, owner, true) == RLS_ENABLED)
		return "Row security hides rows of it from its owner.";
	if (is_listed("pg_catalog", "pg_dist_partition", "logicalrelid", ObjectIdGetDatum(oid),
				  NULL, 0))
		return "Citus manages it, and has no triggers on distributed tables. There, merge the tallies of new answers into a table of tallies on a schedule: see examples/citus.md.";
	return NULL;
}

/* Why it, with the partitions that it has, cannot have one */
static void
check_table(Relation table, Oid source, const TallyRollup *rollup, char persistence)
{
	const char *reason = reason_against(table, rollup->owner);

	if (reason == NULL && RelationGetRelid(table) == source && table->rd_rel->relispartition)
		reason = "It is a partition. Make the rollup of the table that it is a partition of.";
	else if (reason == NULL && RelationGetRelid(table) == source &&
			 has_superclass(RelationGetRelid(table)))
		reason = "It inherits from a table. Use partitions.";
	if (reason == NULL && table->rd_rel->relpersistence != persistence)
		reason = "A crash would empty some of the table, its partitions and the rollup's table of deltas, and not the others. SET LOGGED or SET UNLOGGED all of them.";
	if (reason != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" cannot have a tally rollup", get_rel_name(source)),
				 RelationGetRelid(table) == source ? errdetail_internal("%s", reason) :
				 errdetail("Its partition \"%s\": %s", RelationGetRelationName(table), reason),
				 OidIsValid(rollup->view) ? errhint("Change that, or SELECT drop_tally_rollup(%s).",
													quote_literal_cstr(qualified_name(rollup->view))) : 0));
}

/* Check a table, which is locked, and its partitions. */
void
check_source(Oid source, const TallyRollup *rollup, char persistence)
{
	ListCell   *cell;

	foreach(cell, tables_of(source, AccessShareLock))
	{
		Relation	table = relation_open(lfirst_oid(cell), NoLock);

		check_table(table, source, rollup, persistence);
		relation_close(table, NoLock);
	}
}

/* The table of deltas has the columns of the view that counts anew, in their order. */
bool
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

/*
 * Check what belongs to a rollup, all of it locked: with the rights of one
 * owner nothing of another's is run, and what is appended is what is counted.
 */
Query *
check_rollup(const TallyRollup *rollup)
{
	Query	   *recount = copy_view_query(rollup->recount);
	Relation	deltas = table_open(rollup->deltas, NoLock);

	LockRelationOid(rollup->table, AccessShareLock);
	check_owner(rollup->table, rollup);
	check_source(rollup->table, rollup, deltas->rd_rel->relpersistence);
	if (deltas->rd_rules != NULL || !same_columns(deltas, recount) ||
		check_enable_rls(rollup->deltas, rollup->owner, true) == RLS_ENABLED)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
				 errmsg("\"%s\" has not the columns of \"%s\", or has rules or row security",
						get_rel_name(rollup->deltas), get_rel_name(rollup->recount)),
				 errhint("Take these away, or drop tally rollup \"%s\" and create it anew.",
						 get_rel_name(rollup->view))));
	check_definition(recount, rollup->owner);
	table_close(deltas, NoLock);
	return recount;
}

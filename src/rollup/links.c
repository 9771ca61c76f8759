/*
 * links.c
 *	  Finding the parts of a rollup, each from another.
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_inherits.h"
#include "commands/extension.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"

#include "rollup/rollup.h"

/* Constants of type regclass, from left to right. */
static bool
collect_relations(Node *node, void *context)
{
	List	  **relations = context;

	if (node == NULL)
		return false;
	if (IsA(node, Const) && ((Const *) node)->consttype == REGCLASSOID &&
		!((Const *) node)->constisnull)
		*relations = lappend_oid(*relations, DatumGetObjectId(((Const *) node)->constvalue));
	return expression_tree_walker(node, collect_relations, context);
}

static List *
relations_in(Node *node)
{
	List	   *relations = NIL;

	(void) collect_relations(node, &relations);
	return relations;
}

/* The view that a trigger's WHEN names; none, if a user made the trigger. */
Oid
rollup_of_trigger(const Trigger *trigger)
{
	List	   *relations = trigger->tgqual == NULL ?
		NIL : relations_in(stringToNode(trigger->tgqual));

	return list_length(relations) == 1 ? linitial_oid(relations) : InvalidOid;
}

/* The only table that a query reads. */
RangeTblEntry *
only_table(Query *query)
{
	List	   *from = query->jointree->fromlist;
	RangeTblEntry *table;

	if (list_length(from) != 1 || !IsA(linitial(from), RangeTblRef))
		return NULL;
	table = rt_fetch(linitial_node(RangeTblRef, from)->rtindex, query->rtable);
	return table->rtekind == RTE_RELATION ? table : NULL;
}

/* The query of a view of this database, to be changed at will; NULL if none has the OID. */
Query *
copy_view_query(Oid view)
{
	Relation	relation = try_relation_open(view, AccessShareLock);
	Query	   *query = NULL;

	if (relation == NULL)
		return NULL;
	if (relation->rd_rel->relkind == RELKIND_VIEW)
		query = copyObject(get_view_query(relation));
	relation_close(relation, AccessShareLock);
	return query;
}

/* The owner of a relation, function or type, if there is one of that OID */
Oid
owner_of(Oid class, Oid object)
{
	int			cache = get_object_catcache_oid(class);
	HeapTuple	tuple = SearchSysCache1(cache, ObjectIdGetDatum(object));
	Oid			owner = InvalidOid;
	bool		isnull;

	if (HeapTupleIsValid(tuple))
	{
		owner = DatumGetObjectId(SysCacheGetAttr(cache, tuple, get_object_attnum_owner(class),
												 &isnull));
		ReleaseSysCache(tuple);
	}
	return owner;
}

Oid
schema_of_csat(void)
{
	Relation	extensions = table_open(ExtensionRelationId, AccessShareLock);
	HeapTuple	tuple = get_catalog_object_by_oid(extensions, Anum_pg_extension_oid,
												  get_extension_oid("csat", false));
	Oid			schema = ((Form_pg_extension) GETSTRUCT(tuple))->extnamespace;

	table_close(extensions, AccessShareLock);
	return schema;
}

/* A part of a rollup, or its table, has the owner that the rollup has; error if not. */
void
check_owner(Oid part, const TallyRollup *rollup)
{
	if (owner_of(RelationRelationId, part) != rollup->owner)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("\"%s\" and tally rollup \"%s\" have different owners",
						get_rel_name(part), get_rel_name(rollup->view)),
				 errhint("Give the table, its partitions, both views and the table of deltas to one owner, or drop the rollup.")));
}

/*
 * The parts by their links, if the view is one of a rollup: anybody can make one
 * that names another's table.
 */
bool
find_rollup(Oid view, TallyRollup *rollup)
{
	Query	   *query = copy_view_query(view);
	RangeTblEntry *table = query == NULL ? NULL : only_table(query);
	List	   *links = table == NULL ? NIL : relations_in(query->jointree->quals);

	rollup->view = view;
	if (list_length(links) != 2 || linitial_oid(links) != table->relid ||
		table->relkind != RELKIND_RELATION)
		return false;
	rollup->deltas = linitial_oid(links);
	rollup->recount = lsecond_oid(links);
	query = copy_view_query(rollup->recount);
	table = query == NULL ? NULL : only_table(query);
	if (table == NULL)
		return false;
	rollup->table = table->relid;
	rollup->owner = owner_of(RelationRelationId, view);
	check_owner(rollup->deltas, rollup);
	check_owner(rollup->recount, rollup);
	return true;
}

pg_noreturn static void
no_rollup(Oid view)
{
	char	   *name = get_rel_name(view);

	ereport(ERROR,
			(errcode(ERRCODE_WRONG_OBJECT_TYPE),
			 name == NULL ? errmsg("no relation with the OID %u is a tally rollup", view) :
			 errmsg("\"%s\" is not a tally rollup", name),
			 errhint("It is the view that create_tally_rollup made; the view tally_rollups lists them. One that csat 1.0.0 made needs compact_tally_rollup or rebuild_tally_rollup first.")));
}

/* Lock the parts, and make sure that they are those. */
void
lock_rollup(Oid view, LOCKMODE deltas_mode, TallyRollup *rollup)
{
	TallyRollup locked;

	LockRelationOid(view, AccessShareLock);
	if (!find_rollup(view, rollup))
		no_rollup(view);
	LockRelationOid(rollup->recount, AccessShareLock);
	if (deltas_mode != NoLock)
		LockRelationOid(rollup->deltas, deltas_mode);
	if (!find_rollup(view, &locked) || memcmp(&locked, rollup, sizeof(TallyRollup)) != 0)
		no_rollup(view);
}

/* A table and all of its partitions, these locked. */
List *
tables_of(Oid table, LOCKMODE mode)
{
	if (get_rel_relkind(table) == RELKIND_PARTITIONED_TABLE)
		return find_all_inheritors(table, mode, NULL);
	return list_make1_oid(table);
}

void
must_own(Oid relation, const char *what)
{
	Oid			owner = owner_of(RelationRelationId, relation);

	if (owner != GetUserId())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be the owner of %s \"%s\"", what, get_rel_name(relation)),
				 errhint("Run SET ROLE %s first.", quote_identifier(GetUserNameFromId(owner, false)))));
}

/*
 * A rollup of whoever calls, since what others own could do more than it says.
 * The table and its partitions are locked before the deltas, as by who writes.
 */
TallyRollup
own_rollup(Oid view, LOCKMODE mode, LOCKMODE deltas_mode)
{
	TallyRollup rollup;

	if (!find_rollup(view, &rollup))
		no_rollup(view);
	must_own(view, "tally rollup");
	if (owner_of(RelationRelationId, rollup.table) == rollup.owner)
	{
		LockRelationOid(rollup.table, mode);
		(void) tables_of(rollup.table, mode);
	}
	lock_rollup(view, deltas_mode, &rollup);
	return rollup;
}

/* As SQL needs it, wherever the search path leads. */
char *
qualified_name(Oid relation)
{
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)),
									  get_rel_name(relation));
}

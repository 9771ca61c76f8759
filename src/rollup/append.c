/*
 * append.c
 *	  Queries that PostgreSQL plans and runs for a rollup.  Those that append to
 *	  the table of deltas are made from the query tree of the view that counts
 *	  anew: nothing in them is looked up by name.
 */
#include "postgres.h"

#include "access/attmap.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/analyze.h"
#include "parser/parse_relation.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteManip.h"
#include "storage/lmgr.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "rollup/rollup.h"

/* A column of what is counted; the number of rows, if they are removed, is negative. */
static TargetEntry *
appended_column(TargetEntry *counted, bool removed)
{
	Var		   *column = makeVarFromTargetEntry(2, counted);
	Expr	   *value = (Expr *) column;

	if (removed)
		value = (Expr *) makeFuncExpr(F_INT8UM, INT8OID, list_make1(column), InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
	return makeTargetEntry(value, counted->resno, counted->resname, false);
}

/* A query that writes to the table of deltas, which is its first, and reads the one of that number. */
static Query *
query_on(Oid deltas, CmdType command, AclMode rights, int read)
{
	Query	   *query = makeNode(Query);
	RangeTblEntry *target = makeNode(RangeTblEntry);
	RangeTblRef *from = makeNode(RangeTblRef);

	/* of this mode too, whatever is held: the executor of an assertion build looks */
	LockRelationOid(deltas, RowExclusiveLock);
	target->rtekind = RTE_RELATION;
	target->relid = deltas;
	target->relkind = RELKIND_RELATION;
	target->rellockmode = RowExclusiveLock;
	target->eref = makeAlias("deltas", NIL);
	from->rtindex = read;
	query->commandType = command;
	query->querySource = QSRC_ORIGINAL;
	query->canSetTag = true;
	query->resultRelation = 1;
	query->rtable = list_make1(target);
	query->jointree = makeFromExpr(list_make1(from), NULL);
	require_permission(query, target, rights);
	return query;
}

/* INSERT INTO deltas SELECT ... FROM (counted) */
Query *
append_query(Oid deltas, Query *counted, bool removed)
{
	Query	   *query = query_on(deltas, CMD_INSERT, ACL_INSERT, 2);
	RangeTblEntry *source = makeNode(RangeTblEntry);
	ListCell   *cell;

	source->rtekind = RTE_SUBQUERY;
	source->subquery = counted;
	source->eref = makeAlias("counted", NIL);
	query->rtable = lappend(query->rtable, source);
	foreach(cell, counted->targetList)
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);

		source->eref->colnames = lappend(source->eref->colnames, makeString(pstrdup(entry->resname)));
		query->targetList = lappend(query->targetList, appended_column(entry, removed && entry == llast(counted->targetList)));
	}
	return query;
}

/* DELETE FROM deltas */
Query *
empty_query(Oid deltas)
{
	return query_on(deltas, CMD_DELETE, ACL_DELETE, 1);
}

static void
map_columns(List **expressions, int place, AttrMap *map)
{
	bool		whole_row;

	*expressions = (List *) map_variable_attnos((Node *) *expressions, place, 0, map, InvalidOid, &whole_row);
}

/* Another table in the place of a partitioned one, its partition perhaps with columns in another order. */
static RangeTblEntry *
put_in_place(Query *recount, Relation root, Relation table)
{
	RangeTblEntry *entry = only_table(recount);

	if (table != root)
	{
		int			place = linitial_node(RangeTblRef, recount->jointree->fromlist)->rtindex;
		AttrMap    *map = attribute_map(RelationGetDescr(table), RelationGetDescr(root));
		ListCell   *cell;

		map_columns(&recount->targetList, place, map);
		foreach(cell, recount->rtable)
		{
			List	  **keys = group_expressions((RangeTblEntry *) lfirst(cell));

			if (keys != NULL)
				map_columns(keys, place, map);
		}
	}
	entry->relid = RelationGetRelid(table);
	return entry;
}

/* The rows that a trigger has, as the table "changed" of the query's environment. */
void
read_changed_rows(Query *recount, Relation root, Relation table)
{
	RangeTblEntry *entry = put_in_place(recount, root, table);
	TupleDesc	descriptor = RelationGetDescr(table);

	entry->rtekind = RTE_NAMEDTUPLESTORE;
	entry->relkind = '\0';
	entry->rellockmode = 0;
	entry->inh = false;
	entry->enrname = "changed";
	entry->enrtuples = 1;
	forget_permissions(recount, entry);
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);
		bool		dropped = column->attisdropped;

		entry->coltypes = lappend_oid(entry->coltypes, dropped ? InvalidOid : column->atttypid);
		entry->coltypmods = lappend_int(entry->coltypmods, dropped ? 0 : column->atttypmod);
		entry->colcollations = lappend_oid(entry->colcollations, dropped ? InvalidOid : column->attcollation);
	}
}

/* The rows of a partition, or of all of the table. */
void
read_relation(Query *recount, Relation root, Relation table)
{
	RangeTblEntry *entry = put_in_place(recount, root, table);

	entry->relkind = table->rd_rel->relkind;
	entry->inh = entry->relkind == RELKIND_PARTITIONED_TABLE;
	forget_permissions(recount, entry);
	require_permission(recount, entry, ACL_SELECT);
}

PlannedStmt *
plan_query(Query *query)
{
	return plan_rewritten(query, "tally rollup");
}

void
run_plan(PlannedStmt *plan, Snapshot snapshot, QueryEnvironment *environment, DestReceiver *receiver)
{
	QueryDesc  *desc = CreateQueryDesc(plan, "tally rollup", snapshot, InvalidSnapshot, receiver, NULL, environment, 0);

	ExecutorStart(desc, 0);
	run_executor(desc);
	ExecutorFinish(desc);
	ExecutorEnd(desc);
	FreeQueryDesc(desc);
}

static bool
is_unexpected(Oid function, void *context)
{
	(void) context;
	return function >= FirstNormalObjectId && !is_ours(ProcedureRelationId, function);
}

static bool
find_unexpected(Node *node, void *relations)
{
	if (node == NULL)
		return false;
	if (IsA(node, RangeTblEntry))
		return ((RangeTblEntry *) node)->rtekind == RTE_RELATION &&
			!list_member_oid(relations, ((RangeTblEntry *) node)->relid);
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, find_unexpected, relations, QTW_EXAMINE_RTES_BEFORE);
	return check_functions_in_node(node, is_unexpected, NULL) || expression_tree_walker(node, find_unexpected, relations);
}

/*
 * A query that was given by name reads these relations, and calls what is
 * PostgreSQL's or csat's: somebody may have renamed a schema meanwhile.
 */
void
check_names(Query *query, List *relations)
{
	if (find_unexpected((Node *) query, relations))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("a name in a query of a tally rollup came to mean something else"),
				 errhint("Try again.")));
}

/* Run a query of names that are all qualified. */
void
run_text(const char *text, List *relations, Snapshot snapshot, DestReceiver *receiver)
{
	RawStmt    *statement = linitial_node(RawStmt, pg_parse_query(text));
	Query	   *query = parse_analyze_fixedparams(statement, text, NULL, 0, NULL);

	check_names(query, relations);
	run_plan(plan_rewritten(linitial_node(Query, pg_rewrite_query(query)), text), snapshot, NULL, receiver);
}

/*
 * append.c
 *	  Queries that PostgreSQL plans and runs for a rollup.  Those that append to
 *	  the table of deltas are made from the query tree of the view that counts
 *	  anew: nothing in them is looked up by name.
 */
#include "postgres.h"

#include "access/attmap.h"
#include "access/transam.h"
#include "executor/executor.h"
#include "nodes/makefuncs.h"
#include "parser/analyze.h"
#include "parser/parse_relation.h"
#include "rewrite/rewriteManip.h"
#include "tcop/tcopprot.h"
#include "utils/fmgroids.h"

#include "rollup/rollup.h"

/*
 * INSERT INTO deltas SELECT ... FROM (counted), with a negative number of rows
 * if they are removed
 */
Query *
append_query(Oid deltas, Query *counted, bool removed)
{
	Query	   *query = makeNode(Query);
	RangeTblEntry *target = makeNode(RangeTblEntry);
	RangeTblEntry *source = makeNode(RangeTblEntry);
	RangeTblRef *from = makeNode(RangeTblRef);
	ListCell   *cell;

	/* in this mode, whatever else is held: builds with assertions look for it */
	LockRelationOid(deltas, RowExclusiveLock);
	target->rtekind = RTE_RELATION;
	target->relid = deltas;
	target->relkind = RELKIND_RELATION;
	target->rellockmode = RowExclusiveLock;
	target->eref = makeAlias("deltas", NIL);
	source->rtekind = RTE_SUBQUERY;
	source->subquery = counted;
	source->eref = makeAlias("counted", NIL);
	from->rtindex = 2;
	query->commandType = CMD_INSERT;
	query->querySource = QSRC_ORIGINAL;
	query->canSetTag = true;
	query->resultRelation = 1;
	query->rtable = list_make2(target, source);
	query->jointree = makeFromExpr(list_make1(from), NULL);
	require_permission(query, target, ACL_INSERT);
	foreach(cell, counted->targetList)
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);
		Expr	   *value = (Expr *) makeVarFromTargetEntry(2, entry);

		if (removed && entry == llast(counted->targetList))
			value = (Expr *) makeFuncExpr(F_INT8UM, INT8OID, list_make1(value), InvalidOid,
										  InvalidOid, COERCE_EXPLICIT_CALL);
		source->eref->colnames = lappend(source->eref->colnames, makeString(entry->resname));
		query->targetList = lappend(query->targetList,
									makeTargetEntry(value, entry->resno, entry->resname, false));
	}
	return query;
}

/*
 * A copy of the query that reads another table in the place of a partitioned
 * one, its partition perhaps, which can have its columns in another order
 */
static Query *
read_instead(Query *recount, Oid root, Relation table)
{
	int			place = linitial_node(RangeTblRef, recount->jointree->fromlist)->rtindex;
	Relation	original = table_open(root, AccessShareLock);
	AttrMap    *map = attribute_map(RelationGetDescr(table), RelationGetDescr(original));
	bool		whole_row;
	Query	   *query = (Query *) map_variable_attnos((Node *) recount, place, 0, map, InvalidOid,
													  &whole_row);
	RangeTblEntry *entry = only_table(query);

	table_close(original, NoLock);
	forget_permissions(query, entry);
	entry->relid = RelationGetRelid(table);
	entry->inh = false;
	return query;
}

/* The query of the rows that a trigger has, as the table "changed" of its environment */
Query *
read_changed_rows(Query *recount, Oid root, Relation table)
{
	Query	   *query = read_instead(recount, root, table);
	RangeTblEntry *entry = only_table(query);
	TupleDesc	descriptor = RelationGetDescr(table);

	entry->rtekind = RTE_NAMEDTUPLESTORE;
	entry->relkind = '\0';
	entry->rellockmode = 0;
	entry->enrname = "changed";
	entry->enrtuples = 1;
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(descriptor, i);
		bool		dropped = column->attisdropped;

		entry->coltypes = lappend_oid(entry->coltypes, dropped ? InvalidOid : column->atttypid);
		entry->coltypmods = lappend_int(entry->coltypmods, dropped ? 0 : column->atttypmod);
		entry->colcollations = lappend_oid(entry->colcollations,
										   dropped ? InvalidOid : column->attcollation);
	}
	return query;
}

/* The query of the rows of a partition that has no partitions */
Query *
read_partition(Query *recount, Oid root, Relation partition)
{
	Query	   *query = read_instead(recount, root, partition);
	RangeTblEntry *entry = only_table(query);

	entry->relkind = partition->rd_rel->relkind;
	require_permission(query, entry, ACL_SELECT);
	return query;
}

PlannedStmt *
plan_query(Query *query)
{
	return plan_rewritten(query, "tally rollup");
}

void
run_plan(PlannedStmt *plan, Snapshot snapshot, QueryEnvironment *environment,
		 DestReceiver *receiver)
{
	QueryDesc  *desc = CreateQueryDesc(plan, "tally rollup", snapshot, InvalidSnapshot, receiver,
									   NULL, environment, 0);

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
		return query_tree_walker((Query *) node, find_unexpected, relations,
								 QTW_EXAMINE_RTES_BEFORE);
	return check_functions_in_node(node, is_unexpected, NULL) ||
		expression_tree_walker(node, find_unexpected, relations);
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

/* Run a query of names that are all qualified, and mean these relations. */
void
run_text(const char *text, List *relations, Snapshot snapshot, DestReceiver *receiver)
{
	RawStmt    *statement = linitial_node(RawStmt, pg_parse_query(text));
	Query	   *query = parse_analyze_fixedparams(statement, text, NULL, 0, NULL);

	check_names(query, relations);
	run_plan(plan_query(linitial_node(Query, pg_rewrite_query(query))), snapshot, NULL, receiver);
}

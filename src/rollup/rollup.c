/*
 * rollup.c
 *	  What can be a rollup: see create_tally_rollup in the install script.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "access/sysattr.h"
#include "access/transam.h"
#include "catalog/dependency.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"

/* The query of a view of this database, to be changed at will. */
static Query *
copy_view_query(Oid view)
{
	Relation	relation = try_relation_open(view, AccessShareLock);
	Query	   *query;

	if (relation == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("no view has the OID %u", view)));
	if (relation->rd_rel->relkind != RELKIND_VIEW)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a view", RelationGetRelationName(relation))));
	query = copyObject(get_view_query(relation));
	relation_close(relation, AccessShareLock);
	return query;
}

pg_noreturn static void
not_in_a_rollup(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("a tally rollup cannot have %s", what),
			 errdetail("It is kept up to date from the rows that a statement wrote, without any others.")));
}

/* The only table that a view reads. */
static RangeTblEntry *
only_table(Query *query)
{
	List	   *from = query->jointree->fromlist;
	RangeTblEntry *table;

	if (list_length(from) != 1 || !IsA(linitial(from), RangeTblRef))
		return NULL;
	table = rt_fetch(linitial_node(RangeTblRef, from)->rtindex, query->rtable);
	return table->rtekind == RTE_RELATION ? table : NULL;
}

/* Rows of one table, grouped, and nothing else. */
static void
check_shape(Query *query, int columns)
{
	if (query->hasSubLinks)
		not_in_a_rollup("a subquery");
	if (query->hasTargetSRFs)
		not_in_a_rollup("a set-returning function");
	if (query->hasWindowFuncs)
		not_in_a_rollup("a window function");
	if (list_length(query->targetList) != columns ||
		only_table(query) == NULL ||
		query->jointree->quals != NULL || query->havingQual != NULL ||
		query->groupingSets != NIL || query->distinctClause != NIL ||
		query->cteList != NIL || query->setOperations != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("each key and each tally of a rollup must be one expression"),
				 errhint("Such as '(answered_at AT TIME ZONE ''UTC'')::date AS day' or 'csat_tally(satisfaction) AS satisfaction'.")));
}

/* Only columns that a trigger's tables of changed rows have, with their values. */
static void
check_columns(Query *query, TargetEntry *entry)
{
	RangeTblRef *table = linitial_node(RangeTblRef, query->jointree->fromlist);
	Bitmapset  *used = NULL;
	int			member = -1;

	pull_varattnos((Node *) entry->expr, table->rtindex, &used);
	while ((member = bms_next_member(used, member)) >= 0)
	{
		AttrNumber	column = member + FirstLowInvalidHeapAttributeNumber;

		if (column <= 0)
			not_in_a_rollup(column == 0 ? "a whole row" : "a system column");
		if (is_virtual_column(only_table(query)->relid, column))
			not_in_a_rollup("a virtual generated column");
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

/* Of pg_catalog, where a name is looked for first and nobody else can create. */
static bool
is_built_in(Oid object)
{
	return object < FirstGenbkiObjectId;
}

/* Are these the types that the function declares, and so preferred to any others? */
static bool
declares(Oid function, List *types)
{
	Oid		   *declared;
	int			number;
	ListCell   *cell;

	(void) get_func_signature(function, &declared, &number);
	if (list_length(types) != number)
		return false;
	foreach(cell, types)
	{
		if (lfirst_oid(cell) != declared[foreach_current_index(cell)])
			return false;
	}
	return true;
}

static List *
types_of(List *expressions)
{
	List	   *types = NIL;
	ListCell   *cell;

	foreach(cell, expressions)
		types = lappend_oid(types, exprType(lfirst(cell)));
	return types;
}

/* The = of CASE x WHEN y is written nowhere. */
static bool
compares_by_built_in(CaseExpr *expression)
{
	ListCell   *cell;

	foreach(cell, expression->arg == NULL ? NIL : expression->args)
	{
		OpExpr	   *comparison = (OpExpr *) lfirst_node(CaseWhen, cell)->expr;

		if (!IsA(comparison, OpExpr) || !is_built_in(comparison->opno))
			return false;
	}
	return true;
}

/*
 * The trigger function has the expression as text, which each session parses
 * again, with no more than pg_catalog on its path.  Is something in it found
 * there by a name that others could take, or not at all?
 */
static bool
has_ambiguous_name(Node *node, void *context)
{
	Oid			object = InvalidOid;
	Oid			function = InvalidOid;
	List	   *types = NIL;

	if (node == NULL)
		return false;
	if (IsA(node, FuncExpr) && ((FuncExpr *) node)->funcformat == COERCE_EXPLICIT_CALL)
	{
		function = object = ((FuncExpr *) node)->funcid;
		types = types_of(((FuncExpr *) node)->args);
	}
	else if (IsA(node, Aggref))
	{
		function = object = ((Aggref *) node)->aggfnoid;
		types = ((Aggref *) node)->aggargtypes;
	}
	else if (IsA(node, OpExpr))
	{
		object = ((OpExpr *) node)->opno;
		function = get_opcode(object);
		types = types_of(((OpExpr *) node)->args);
	}
	else if (IsA(node, ScalarArrayOpExpr))
	{
		List	   *arguments = ((ScalarArrayOpExpr *) node)->args;

		object = ((ScalarArrayOpExpr *) node)->opno;
		function = get_opcode(object);
		types = list_make2_oid(exprType(linitial(arguments)), get_base_element_type(exprType(lsecond(arguments))));
	}
	else if (IsA(node, DistinctExpr) || IsA(node, NullIfExpr))
		object = ((OpExpr *) node)->opno;
	else if (IsA(node, RowCompareExpr))
		object = linitial_oid(((RowCompareExpr *) node)->opnos);
	else if (IsA(node, CaseExpr) && !compares_by_built_in((CaseExpr *) node))
		return true;

	if (OidIsValid(object) && !is_built_in(object) &&
		!(OidIsValid(function) && declares(function, types)))
		return true;
	return expression_tree_walker(node, has_ambiguous_name, context);
}

static void
check_names(TargetEntry *entry)
{
	if (has_ambiguous_name((Node *) entry->expr, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("\"%s\" of a tally rollup has a name that could come to mean something else", entry->resname),
				 errdetail("Functions outside of pg_catalog must be called with all of their arguments, of the types that they declare, and CASE x WHEN, NULLIF, IS DISTINCT FROM and rows must compare by operators of pg_catalog."),
				 errhint("Cast the arguments, or compare with =.")));
}

/* Is the object one of the extension that has the called function? */
static bool
is_ours(FunctionCallInfo fcinfo, Oid class, Oid object)
{
	Oid			extension = getExtensionOfObject(ProcedureRelationId, fcinfo->flinfo->fn_oid);

	return OidIsValid(extension) && getExtensionOfObject(class, object) == extension;
}

/* An aggregate whose results are tallies that add up, as its states do. */
static bool
makes_tallies(FunctionCallInfo fcinfo, Aggref *aggregate)
{
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate->aggfnoid));
	Form_pg_aggregate form;
	bool		result;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", aggregate->aggfnoid);
	form = (Form_pg_aggregate) GETSTRUCT(tuple);
	result = is_ours(fcinfo, TypeRelationId, aggregate->aggtype) &&
		!OidIsValid(form->aggfinalfn) && OidIsValid(form->aggcombinefn) &&
		is_ours(fcinfo, ProcedureRelationId, form->aggcombinefn);
	ReleaseSysCache(tuple);
	return result;
}

static void
check_key(FunctionCallInfo fcinfo, TargetEntry *entry)
{
	if (is_ours(fcinfo, TypeRelationId, exprType((Node *) entry->expr)))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("key \"%s\" of a tally rollup is a tally", entry->resname)));
}

static void
check_tally(FunctionCallInfo fcinfo, TargetEntry *entry)
{
	Aggref	   *aggregate = (Aggref *) entry->expr;

	if (!IsA(aggregate, Aggref) || !makes_tallies(fcinfo, aggregate))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" of a tally rollup is no aggregate that gives a tally", entry->resname),
				 errhint("Keep csat_tally(score) or nps_tally(score), and read the score from the rollup with csat(tally) or nps(tally).")));
	if (aggregate->aggdistinct != NIL)
		not_in_a_rollup("DISTINCT in an aggregate");
}

/*
 * Check the query of a view that counts a rollup anew: so many keys, so many
 * tallies, and the number of rows.  Returns the view.
 */
PG_FUNCTION_INFO_V1(tally_rollup_check);
Datum
tally_rollup_check(PG_FUNCTION_ARGS)
{
	Oid			view = PG_GETARG_OID(0);
	int			keys = PG_GETARG_INT32(1);
	int			tallies = PG_GETARG_INT32(2);
	Query	   *query = copy_view_query(view);
	ListCell   *cell;

	check_shape(query, keys + tallies + 1);
	foreach(cell, ungrouped_target_list(query))
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);

		if (entry->resno <= keys)
			check_key(fcinfo, entry);
		else if (entry->resno <= keys + tallies)
			check_tally(fcinfo, entry);
		check_columns(query, entry);
		check_immutable(entry);
		check_names(entry);
	}
	PG_RETURN_OID(view);
}

/* The table that a rollup's view reads; NULL if it reads no single one. */
PG_FUNCTION_INFO_V1(tally_rollup_table);
Datum
tally_rollup_table(PG_FUNCTION_ARGS)
{
	RangeTblEntry *table = only_table(copy_view_query(PG_GETARG_OID(0)));

	if (table == NULL)
		PG_RETURN_NULL();
	PG_RETURN_OID(table->relid);
}

/*
 * Is a column of a view an aggregate that is NULL without answers?  Those that
 * know their scale are an empty tally.
 */
PG_FUNCTION_INFO_V1(tally_rollup_starts_null);
Datum
tally_rollup_starts_null(PG_FUNCTION_ARGS)
{
	Query	   *query = copy_view_query(PG_GETARG_OID(0));
	TargetEntry *entry = get_tle_by_resno(query->targetList, PG_GETARG_INT16(1));
	HeapTuple	tuple;
	bool		isnull;

	if (entry == NULL || !IsA(entry->expr, Aggref))
		PG_RETURN_BOOL(false);
	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(((Aggref *) entry->expr)->aggfnoid));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", ((Aggref *) entry->expr)->aggfnoid);
	(void) SysCacheGetAttr(AGGFNOID, tuple, Anum_pg_aggregate_agginitval, &isnull);
	ReleaseSysCache(tuple);
	PG_RETURN_BOOL(isnull);
}

/*
 * release_1_0_0.c
 *	  What the install script of csat 1.0.0 calls, for a server that runs this
 *	  library before ALTER EXTENSION csat UPDATE, and the rollups it made.
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/transam.h"
#include "catalog/dependency.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_proc.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/tlist.h"
#include "parser/parsetree.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/syscache.h"

#include "rollup/rollup.h"

static Query *
query_of(Oid view)
{
	Query	   *query = copy_view_query(view);

	if (query == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("no view has the OID %u", view)));
	return query;
}

/* Are these the types that the function declares, and so preferred to any others? */
static bool
declares(Oid function, List *arguments)
{
	Oid		   *declared;
	int			number;
	ListCell   *cell;

	(void) get_func_signature(function, &declared, &number);
	if (list_length(arguments) != number)
		return false;
	foreach(cell, arguments)
	{
		if (exprType(lfirst(cell)) != declared[foreach_current_index(cell)])
			return false;
	}
	return true;
}

static bool
is_not_built_in(Oid function, void *context)
{
	return function >= FirstGenbkiObjectId;
}

/*
 * Its trigger functions have expressions as text, which each session parses
 * again with no more than pg_catalog on its path: a function of another schema
 * must be called with the types that it declares, and an operator be built in.
 */
static bool
has_ambiguous_name(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, FuncExpr) && declares(((FuncExpr *) node)->funcid, ((FuncExpr *) node)->args))
		return expression_tree_walker(node, has_ambiguous_name, context);
	if (IsA(node, Aggref) && declares(((Aggref *) node)->aggfnoid, get_tlist_exprs(((Aggref *) node)->args, true)))
		return expression_tree_walker(node, has_ambiguous_name, context);
	return check_functions_in_node(node, is_not_built_in, NULL) || expression_tree_walker(node, has_ambiguous_name, context);
}

PG_FUNCTION_INFO_V1(tally_rollup_check);
Datum
tally_rollup_check(PG_FUNCTION_ARGS)
{
	Query	   *query = query_of(PG_GETARG_OID(0));

	if (list_length(query->targetList) != PG_GETARG_INT32(1) + PG_GETARG_INT32(2) + 1 ||
		has_ambiguous_name((Node *) query->targetList, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("csat 1.0.0 cannot keep this as a tally rollup"),
				 errhint("ALTER EXTENSION csat UPDATE")));
	check_definition(query, GetUserId());
	PG_RETURN_OID(PG_GETARG_OID(0));
}

PG_FUNCTION_INFO_V1(tally_rollup_table);
Datum
tally_rollup_table(PG_FUNCTION_ARGS)
{
	RangeTblEntry *table = only_table(query_of(PG_GETARG_OID(0)));

	if (table == NULL)
		PG_RETURN_NULL();
	PG_RETURN_OID(table->relid);
}

PG_FUNCTION_INFO_V1(tally_rollup_starts_null);
Datum
tally_rollup_starts_null(PG_FUNCTION_ARGS)
{
	TargetEntry *entry = get_tle_by_resno(query_of(PG_GETARG_OID(0))->targetList, PG_GETARG_INT16(1));

	PG_RETURN_BOOL(entry != NULL && IsA(entry->expr, Aggref) && starts_null((Aggref *) entry->expr));
}

/* What 1.1.0 has no use for, and keeps as views could name it. */
PG_FUNCTION_INFO_V1(tally_rollup_retired);
Datum
tally_rollup_retired(PG_FUNCTION_ARGS)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("%s was internal to csat 1.0.0", format_procedure(fcinfo->flinfo->fn_oid))));
}

/*
 * scan_call.c
 *	  Calling a function or an operator of one column, and of what is the same
 *	  for all rows, directly on tuples: conditions such as day >= $1, and
 *	  columns such as date_trunc('month', at) or recommend::float8.
 *
 * That takes a third off such a query, against a slot that is filled and an
 * expression that is interpreted.  Only PostgreSQL's own functions are called.
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/pg_proc.h"
#include "executor/executor.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "utils/lsyscache.h"

#include "tally_aggregate/scan.h"

/* The function and the arguments of an expression; InvalidOid if it is no call. */
static Oid
called_function(Expr *expr, List **args)
{
	if (IsA(expr, OpExpr) && !((OpExpr *) expr)->opretset)
	{
		*args = ((OpExpr *) expr)->args;
		return ((OpExpr *) expr)->opfuncid;
	}
	if (IsA(expr, FuncExpr) && !((FuncExpr *) expr)->funcretset)
	{
		*args = ((FuncExpr *) expr)->args;
		return ((FuncExpr *) expr)->funcid;
	}
	return InvalidOid;
}

/* Is it the same for all rows of a scan? */
static bool
is_same_for_all(Node *node)
{
	return !contain_var_clause(node) && !contain_volatile_functions(node) &&
		!contain_subplans(node);
}

/* Prepare the call that an expression of a scan is; false if it is another. */
bool
read_call(ColumnCall *call, Expr *expr, PlanState *scan, ExprContext *econtext)
{
	List	   *args;
	ListCell   *lc;
	Oid			function = called_function(expr, &args);

	if (!OidIsValid(function) || function >= FirstNormalObjectId ||
		!func_strict(function) || func_volatile(function) == PROVOLATILE_VOLATILE ||
		list_length(args) > (int) lengthof(call->others))
		return false;
	foreach(lc, args)
	{
		Var		   *var = lfirst(lc);

		if (IsA(var, Var) && var->varattno > 0 && call->attribute == 0)
		{
			call->attribute = var->varattno;
			call->argument = foreach_current_index(lc);
		}
		else if (is_same_for_all(lfirst(lc)))
			call->others[foreach_current_index(lc)] = ExecInitExpr(lfirst(lc), scan);
		else
			return false;
	}
	if (call->attribute == 0)
		return false;

	call->econtext = econtext;
	fmgr_info(function, &call->function);
	fmgr_info_set_expr((Node *) expr, &call->function);
	call->info = palloc0(SizeForFunctionCallInfo(list_length(args)));
	InitFunctionCallInfoData(*call->info, &call->function, list_length(args),
							 exprInputCollation((Node *) expr), NULL, NULL);
	return true;
}

/*
 * Evaluate what is the same for all rows.  That is done when the first of them
 * needs it: where none does, PostgreSQL raises no error that is in it.
 */
static void
start_call(ColumnCall *call)
{
	call->started = true;
	for (int i = 0; i < call->info->nargs; i++)
		if (call->others[i] != NULL)
			call->info->args[i].value =
				ExecEvalExprSwitchContext(call->others[i], call->econtext,
										  &call->info->args[i].isnull);
}

/* What the call makes of its column's value, in the current memory context. */
Datum
call_with(ColumnCall *call, Datum value, bool value_isnull, bool *isnull)
{
	FunctionCallInfo info = call->info;
	Datum		result;

	if (unlikely(!call->started))
		start_call(call);
	info->args[call->argument].value = value;
	info->args[call->argument].isnull = value_isnull;
	*isnull = true;
	for (int i = 0; i < info->nargs; i++)
		if (info->args[i].isnull)
			return (Datum) 0;
	info->isnull = false;
	result = FunctionCallInvoke(info);
	*isnull = info->isnull;
	return result;
}

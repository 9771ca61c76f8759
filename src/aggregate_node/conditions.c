/*
 * conditions.c
 *	  Conditions of a scan that compare a column with what is the same for all
 *	  rows: their operators' functions are called directly, on the tuple.
 *
 * That takes a third off a query whose WHERE names a time span, against a slot
 * that is filled and an expression that is interpreted.  If any condition is of
 * another kind all of them are left to ExecQual(), since their order matters to
 * row security.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/transam.h"
#include "executor/executor.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "utils/lsyscache.h"

#include "run.h"

/* Is it the same for all rows of a scan? */
static bool
is_same_for_all(Node *node)
{
	return !contain_var_clause(node) && !contain_volatile_functions(node) &&
		!contain_subplans(node);
}

/* One condition; false if it is of another kind. */
static bool
read_condition(Condition *condition, Expr *expr, PlanState *scan)
{
	OpExpr	   *operation = (OpExpr *) expr;
	Node	   *left,
			   *right;
	Var		   *var;

	if (!IsA(expr, OpExpr) || list_length(operation->args) != 2 ||
		operation->opfuncid >= FirstNormalObjectId || !func_strict(operation->opfuncid))
		return false;
	left = linitial(operation->args);
	right = lsecond(operation->args);
	condition->side = IsA(left, Var) ? 0 : 1;
	var = (Var *) (condition->side == 0 ? left : right);
	if (!IsA(var, Var) || var->varattno <= 0 ||
		!is_same_for_all(condition->side == 0 ? right : left))
		return false;

	condition->attribute = var->varattno;
	condition->other = ExecInitExpr((Expr *) (condition->side == 0 ? right : left), scan);
	fmgr_info(operation->opfuncid, &condition->function);
	fmgr_info_set_expr((Node *) operation, &condition->function);
	condition->call = palloc0(SizeForFunctionCallInfo(2));
	InitFunctionCallInfoData(*condition->call, &condition->function, 2,
							 operation->inputcollid, NULL, NULL);
	return true;
}

/* The conditions of a scan; false if one is of another kind. */
bool
read_conditions(Conditions *conditions, PlanState *scan)
{
	ListCell   *lc;

	conditions->list = palloc0(Max(list_length(scan->plan->qual), 1) * sizeof(Condition));
	foreach(lc, scan->plan->qual)
		if (!read_condition(&conditions->list[conditions->n++], lfirst(lc), scan))
			return false;
	if (conditions->n > 0)
		conditions->econtext = CreateExprContext(scan->state);
	return true;
}

/* Evaluate what is the same for all rows, before the first of them. */
void
start_conditions(const Conditions *conditions)
{
	if (conditions->n > 0)
		ResetExprContext(conditions->econtext);
	for (int i = 0; i < conditions->n; i++)
	{
		const Condition *condition = &conditions->list[i];
		NullableDatum *argument = &condition->call->args[1 - condition->side];

		argument->value = ExecEvalExprSwitchContext(condition->other, conditions->econtext,
													&argument->isnull);
	}
}

/* Does a tuple fulfil them all?  What the functions allocate is the caller's. */
bool
conditions_hold(const Conditions *conditions, HeapTuple tuple, TupleDesc desc)
{
	for (int i = 0; i < conditions->n; i++)
	{
		const Condition *condition = &conditions->list[i];
		FunctionCallInfo call = condition->call;
		NullableDatum *argument = &call->args[condition->side];

		argument->value = heap_getattr(tuple, condition->attribute, desc, &argument->isnull);
		if (call->args[0].isnull || call->args[1].isnull)
			return false;
		call->isnull = false;
		if (!DatumGetBool(FunctionCallInvoke(call)) || call->isnull)
			return false;
	}
	return true;
}

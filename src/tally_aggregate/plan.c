/*
 * plan.c
 *	  From the path to the plan.
 */
#include "postgres.h"

#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/tlist.h"

#include "tally_aggregate/tally_aggregate.h"

/*
 * A plan has to be copied and sent to workers, so what the executor has to
 * know travels as lists of numbers: a head, the keys, then one list for each
 * state and each result.
 */
List *
tally_plan_to_lists(const TallyPlan *plan)
{
	List	   *keys = NIL;
	List	   *states = NIL;
	List	   *results = NIL;

	for (int i = 0; i < plan->nkeys; i++)
		keys = lappend_int(keys, plan->keys[i]);
	for (int i = 0; i < plan->nstates; i++)
	{
		const StateInfo *info = &plan->states[i];
		List	   *state = list_make4_oid(info->kind, info->transfn,
										   info->lowest, info->points);

		state = lappend_oid(state, info->format);
		state = lappend_oid(state, info->null_if_empty);
		for (int j = 0; j < info->narguments; j++)
			state = lappend_oid(state, info->arguments[j]);
		states = lappend(states, state);
	}
	for (int i = 0; i < plan->nresults; i++)
	{
		const ResultInfo *info = &plan->results[i];

		results = lappend(results, list_make3_oid(info->state, info->finalfn,
												  info->aggregate));
	}
	return list_make4(list_make2_int(plan->grouped, plan->partial),
					  keys, states, results);
}

static void
state_from_list(StateInfo *info, List *list)
{
	info->kind = list_nth_oid(list, 0);
	info->transfn = list_nth_oid(list, 1);
	info->lowest = (int) list_nth_oid(list, 2);
	info->points = list_nth_oid(list, 3);
	info->format = list_nth_oid(list, 4);
	info->null_if_empty = list_nth_oid(list, 5);
	for (int i = 6; i < list_length(list); i++)
		info->arguments[info->narguments++] = list_nth_oid(list, i);
}

TallyPlan *
tally_plan_from_lists(List *lists)
{
	TallyPlan  *plan = palloc0(sizeof(TallyPlan));
	List	   *head = linitial(lists);
	List	   *states = lthird(lists);
	List	   *results = lfourth(lists);
	ListCell   *lc;

	plan->grouped = linitial_int(head);
	plan->partial = lsecond_int(head);
	foreach(lc, (List *) lsecond(lists))
		plan->keys[plan->nkeys++] = lfirst_int(lc);

	plan->states = palloc0(list_length(states) * sizeof(StateInfo));
	foreach(lc, states)
		state_from_list(&plan->states[plan->nstates++], lfirst(lc));

	plan->results = palloc0(list_length(results) * sizeof(ResultInfo));
	foreach(lc, results)
	{
		ResultInfo *info = &plan->results[plan->nresults++];

		info->state = linitial_oid((List *) lfirst(lc));
		info->finalfn = lsecond_oid((List *) lfirst(lc));
		info->aggregate = lthird_oid((List *) lfirst(lc));
	}
	return plan;
}

/*
 * Of alternative subplans setrefs.c keeps the one that is cheapest for as many
 * rows as a node returns: choose as it will for the child, which runs them.
 */
static Node *
choose_subplans(Node *node, Plan *child)
{
	SubPlan    *best = NULL;
	Cost		best_cost = 0;
	ListCell   *lc;

	if (node == NULL || !IsA(node, AlternativeSubPlan))
		return expression_tree_mutator(node, choose_subplans, (void *) child);
	foreach(lc, ((AlternativeSubPlan *) node)->subplans)
	{
		SubPlan    *each = lfirst(lc);
		Cost		cost = each->startup_cost + child->plan_rows * each->per_call_cost;

		if (best == NULL || cost <= best_cost)
		{
			best = each;
			best_cost = cost;
		}
	}
	return (Node *) best;
}

/* Those in keys and aggregates; HAVING's others are the node's own. */
static Node *
choose_subplans_of_child(Node *node, CustomScan *scan)
{
	if (node != NULL && tlist_member((Expr *) node, scan->custom_scan_tlist) != NULL)
		return choose_subplans(node, linitial(scan->custom_plans));
	return expression_tree_mutator(node, choose_subplans_of_child, (void *) scan);
}

/*
 * The target list and HAVING come with their Aggrefs, which setrefs.c finds
 * again in custom_scan_tlist.
 */
static Plan *
tally_aggregate_plan(PlannerInfo *root, RelOptInfo *rel, CustomPath *path,
					 List *tlist, List *clauses, List *custom_plans)
{
	CustomScan *scan = makeNode(CustomScan);

	(void) rel;
	(void) clauses;
	scan->scan.plan.targetlist = tlist;
	scan->scan.plan.qual = lthird(path->custom_private);
	scan->flags = path->flags;
	scan->custom_plans = custom_plans;
	scan->custom_private = linitial(path->custom_private);
	scan->custom_scan_tlist = lsecond(path->custom_private);
	scan->methods = &tally_aggregate_scan_methods;
	if (root->hasAlternativeSubPlans)
	{
		scan->scan.plan.targetlist = (List *) choose_subplans_of_child((Node *) tlist, scan);
		scan->scan.plan.qual = (List *) choose_subplans_of_child((Node *) scan->scan.plan.qual, scan);
		scan->custom_scan_tlist = (List *) choose_subplans((Node *) scan->custom_scan_tlist, linitial(custom_plans));
	}
	return &scan->scan.plan;
}

const CustomPathMethods tally_aggregate_path_methods = {
	.CustomName = "TallyAggregate",
	.PlanCustomPath = tally_aggregate_plan,
};

const CustomScanMethods tally_aggregate_scan_methods = {
	.CustomName = "TallyAggregate",
	.CreateCustomScanState = tally_aggregate_create_state,
};

/*
 * plan.c
 *	  From the planner to the executor.
 */
#include "postgres.h"

#include "tally_aggregate/plan.h"

/*
 * A plan has to be copied and sent to workers, so what the executor has to
 * know travels as lists of numbers: a head, the keys, the grouping sets with the
 * GROUPING()s, one list for each state, and one for each result.
 */
List *
tally_plan_to_lists(const TallyPlan *plan)
{
	List	   *keys = NIL;
	List	   *sets = NIL;
	List	   *states = NIL;
	List	   *results = NIL;

	for (int i = 0; i < plan->nkeys; i++)
		keys = lappend_int(keys, plan->keys[i]);
	for (int i = 0; i < plan->nsets; i++)
		sets = lappend_oid(sets, plan->sets[i]);
	for (int i = 0; i < plan->nstates; i++)
	{
		const StateInfo *info = &plan->states[i];
		List	   *state = list_make4_oid(info->kind, info->transfn,
										   info->lowest, info->points);

		state = lappend_oid(state, info->format);
		state = lappend_oid(state, info->null_if_empty);
		state = lappend_oid(state, info->filter);
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
	return list_make5(list_make3_int(plan->grouped, plan->partial, plan->all_keys),
					  keys, list_make2(sets, plan->groupings), states, results);
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
	info->filter = (int) list_nth_oid(list, 6);
	for (int i = 7; i < list_length(list); i++)
		info->arguments[info->narguments++] = list_nth_oid(list, i);
}

TallyPlan *
tally_plan_from_lists(List *lists)
{
	TallyPlan  *plan = palloc0(sizeof(TallyPlan));
	List	   *head = linitial(lists);
	List	   *sets = linitial((List *) lthird(lists));
	List	   *states = lfourth(lists);
	List	   *results = list_nth(lists, 4);
	ListCell   *lc;

	plan->grouped = linitial_int(head);
	plan->partial = lsecond_int(head);
	plan->all_keys = lthird_int(head);
	foreach(lc, (List *) lsecond(lists))
		plan->keys[plan->nkeys++] = lfirst_int(lc);
	plan->groupings = lsecond((List *) lthird(lists));
	plan->sets = palloc(Max(list_length(sets), 1) * sizeof(uint32));
	foreach(lc, sets)
		plan->sets[plan->nsets++] = lfirst_oid(lc);

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

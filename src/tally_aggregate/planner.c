/*
 * planner.c
 *	  Paths with the Tally Aggregate, beside the planner's own, and their plans.
 */
#include "postgres.h"

#include <math.h>

#include "access/heapam.h"
#include "access/table.h"
#include "fmgr.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/planner.h"
#include "optimizer/prep.h"
#include "optimizer/tlist.h"
#include "parser/parsetree.h"
#include "utils/guc.h"
#include "utils/rel.h"
#include "utils/selfuncs.h"

#include "compat.h"
#include "tally_aggregate/groups.h"
#include "tally_aggregate/match.h"
#include "tally_aggregate/tally_aggregate.h"

/*
 * What counting a row costs of what PostgreSQL's Aggregate would take for it,
 * where the node reads the heap itself and where another node brings the row.
 */
#define HEAP_ROW_SHARE	0.3
#define ROW_SHARE		0.6

/* So many bytes of memory for groups cost as much as a tuple does. */
#define BYTES_A_TUPLE	100

/* Of the groups that do not fit into memory so many parts are made. */
#define PARTS			16

/* What the node costs at most of a HashAggregate over the same rows. */
#define HASH_SHARE		0.98

int			enable_tally_aggregate = TALLY_AGGREGATE_ON;

static const struct config_enum_entry uses[] = {
	{"on", TALLY_AGGREGATE_ON, false},
	{"off", TALLY_AGGREGATE_OFF, false},
	{"force", TALLY_AGGREGATE_FORCE, false},
	{"true", TALLY_AGGREGATE_ON, true},
	{"false", TALLY_AGGREGATE_OFF, true},
	{"yes", TALLY_AGGREGATE_ON, true},
	{"no", TALLY_AGGREGATE_OFF, true},
	{"1", TALLY_AGGREGATE_ON, true},
	{"0", TALLY_AGGREGATE_OFF, true},
	{NULL, 0, false}
};

static create_upper_paths_hook_type previous_hook;

/* The number of each column among what the path brings, or -1. */
static int *
columns_of_target(List *columns, PathTarget *target)
{
	int		   *numbers = palloc(Max(list_length(columns), 1) * sizeof(int));
	ListCell   *lc;

	foreach(lc, columns)
	{
		int			i = 0;
		ListCell   *each;

		foreach(each, target->exprs)
		{
			if (equal(lfirst(each), lfirst(lc)))
				break;
			i++;
		}
		numbers[foreach_current_index(lc)] = each ? i : -1;
	}
	return numbers;
}

/* Renumber the columns in a copy of the plan. */
static TallyPlan *
renumber_columns(const TallyPlan *original, const int *numbers)
{
	TallyPlan  *plan = palloc(sizeof(TallyPlan));
	size_t		size = original->nstates * sizeof(StateInfo);

	*plan = *original;
	plan->states = memcpy(palloc(size), original->states, size);
	for (int i = 0; i < plan->nkeys; i++)
		plan->keys[i] = numbers[original->keys[i]];
	for (int i = 0; i < plan->nstates; i++)
	{
		if (plan->states[i].filter >= 0)
			plan->states[i].filter = numbers[original->states[i].filter];
		for (int j = 0; j < plan->states[i].narguments; j++)
			plan->states[i].arguments[j] = numbers[original->states[i].arguments[j]];
	}
	return plan;
}

/* The path with exactly the columns that are needed. */
static Path *
project_columns(PlannerInfo *root, RelOptInfo *input_rel, Path *path, TallyQuery *query)
{
	PathTarget *target = create_empty_pathtarget();
	ListCell   *lc;

	foreach(lc, query->columns)
	{
		Index		ref = 0;

		for (int i = 0; i < query->plan.nkeys; i++)
			if (query->plan.keys[i] == foreach_current_index(lc))
				ref = list_nth_node(TargetEntry, query->scan_tlist, i)->ressortgroupref;
		add_column_to_pathtarget(target, lfirst(lc), ref);
	}
	set_pathtarget_cost_width(root, target);
	return (Path *) create_projection_path(root, input_rel, path, target);
}

/*
 * Groups have their places in a hash table.  Rows whose groups do not fit into
 * memory are written, so many bytes each, and read again, some of them more than
 * once: as in cost_agg(), which knows a group of PostgreSQL's only.
 */
static Cost
cost_of_groups(Size entry, double rows, double groups, double memory, double width)
{
	double		held = memory / entry;
	Cost		cost = groups * cpu_tuple_cost * entry / BYTES_A_TUPLE;
	double		spilled;

	if (groups <= held)
		return cost;
	spilled = rows * (1 - held / groups) * (1 + log(groups / held) / log(PARTS));
	return cost + spilled * 4 * cpu_tuple_cost +
		spilled * width / BLCKSZ * (random_page_cost + seq_page_cost);
}

/* Those by all keys, and those by grouping sets. */
static Cost
cost_of_all_groups(const TallyPlan *plan, Path *child, double groups, double of_sets)
{
	Size		entry = groups_entry_size(plan) + child->pathtarget->width;
	double		memory = groups_limit(plan);
	Cost		cost = cost_of_groups(entry, child->rows, groups, memory,
									  plan->nstates + child->pathtarget->width + 8);

	if (plan->nsets > 0)
		cost += cost_of_groups(entry, groups * plan->nsets, of_sets, memory, entry);
	return cost;
}

/* Will the node read the tuples of a heap table itself? */
static bool
reads_heap(PlannerInfo *root, Path *child)
{
	Relation	relation;
	bool		is_heap;

	if (IsA(child, ProjectionPath))
		child = ((ProjectionPath *) child)->subpath;
	if (child->pathtype != T_SeqScan)
		return false;
	relation = table_open(planner_rt_fetch(child->parent->relid, root)->relid, NoLock);
	is_heap = relation->rd_tableam == GetHeapamTableAmRoutine();
	table_close(relation, NoLock);
	return is_heap;
}

/*
 * How many groups there are, and how many it should be safe to have: PostgreSQL
 * takes 200 where it knows nothing, and for several columns of a table no more
 * than a tenth of its rows.
 */
static double
estimate_groups(PlannerInfo *root, List *keys, double rows, double *most)
{
	EstimationInfo info;
	double		groups = estimate_num_groups(root, keys, rows, NULL, &info);

	*most = groups;
	if ((info.flags & SELFLAG_USED_DEFAULT) != 0)
		*most = rows;
	else if (list_length(keys) > 1)
		*most = Min(groups * 10, rows);
	return groups;
}

/* How many groups the grouping sets that leave out keys have. */
static double
estimate_groups_of_sets(PlannerInfo *root, const TallyQuery *query, double rows)
{
	double		groups = 0;

	for (int i = 0; i < query->plan.nsets; i++)
	{
		List	   *keys = NIL;

		for (int j = 0; j < query->plan.nkeys; j++)
			if ((query->plan.sets[i] >> j & 1) == 0)
				keys = lappend(keys, list_nth(query->keys, j));
		groups += keys == NIL ? 1 : estimate_num_groups(root, keys, rows, NULL, NULL);
	}
	return groups;
}

/*
 * Does the path hash the child's rows, all of them or in parts, such as those
 * of partitions, and gather them first or not?
 */
static bool
hashes_rows(Path *path, Path *child, bool gathers)
{
	AggPath    *agg = (AggPath *) path;
	List	   *parts = IsA(path, AppendPath) ? ((AppendPath *) path)->subpaths :
		IsA(path, CustomPath) ? ((CustomPath *) path)->custom_paths : NIL;

	if (parts != NIL)
		return !gathers && hashes_rows(linitial(parts), NULL, false);
	if (IsA(path, GatherPath))
		return gathers && hashes_rows(((GatherPath *) path)->subpath, child, false);
	if (IsA(path, GatherMergePath))
		return gathers && hashes_rows(((GatherMergePath *) path)->subpath, child, false);
	if (IsA(path, GroupingSetsPath))
		return ((GroupingSetsPath *) path)->aggstrategy != AGG_SORTED &&
			((GroupingSetsPath *) path)->subpath == child && child->pathkeys == NIL;
	if (IsA(path, SortPath))
		return hashes_rows(((SortPath *) path)->subpath, child, gathers);
	if (!IsA(agg, AggPath))
		return false;
	if (DO_AGGSPLIT_COMBINE(agg->aggsplit))
		return hashes_rows(agg->subpath, child, gathers);
	if (agg->aggstrategy != AGG_HASHED)
		return false;
	return !gathers && (child == NULL || agg->subpath == child);
}

/*
 * PostgreSQL's costs of hashing are too low for aggregates such as ours, and
 * leave out the places of groups.  Where that is what it would choose, the
 * node costs less, however many groups there are.
 */
static void
undercut_hashing(Path *path, Path *child, List *others, bool gathers)
{
	Path	   *cheapest = NULL;
	ListCell   *lc;

	foreach(lc, others)
		if (cheapest == NULL || compare_path_costs(lfirst(lc), cheapest, TOTAL_COST) < 0)
			cheapest = lfirst(lc);
	if (cheapest == NULL || !hashes_rows(cheapest, child, gathers))
		return;
	path->startup_cost = Min(path->startup_cost, HASH_SHARE * cheapest->startup_cost);
	path->total_cost = Min(path->total_cost, HASH_SHARE * cheapest->total_cost);
}

/* How many groups by all keys it should be safe to have is returned. */
static double
set_costs(PlannerInfo *root, Path *path, Path *child, const TallyQuery *query, List *having)
{
	const TallyPlan *plan = &query->plan;
	AggClauseCosts agg;
	QualCost	qual;
	double		groups = 1;
	double		most = 1;
	double		of_sets = estimate_groups_of_sets(root, query, child->rows);

	if (query->keys != NIL)
		groups = estimate_groups(root, query->keys, child->rows, &most);
	groups = (plan->all_keys ? groups : 0) + of_sets;
	/* workers send their groups to the leader: it had better not be every row */
	if (plan->partial)
		groups = most;
	MemSet(&agg, 0, sizeof(agg));
	get_agg_clause_costs(root, plan->partial ? AGGSPLIT_INITIAL_SERIAL : AGGSPLIT_SIMPLE, &agg);
	cost_qual_eval(&qual, having, root);

	path->rows = clamp_row_est(groups * clauselist_selectivity(root, having, 0, JOIN_INNER, NULL));
	path->startup_cost = child->total_cost + agg.transCost.startup + agg.finalCost.startup +
		qual.startup + (reads_heap(root, child) ? HEAP_ROW_SHARE : ROW_SHARE) * child->rows *
		(agg.transCost.per_tuple + cpu_operator_cost * plan->nkeys);
	/* each group by all keys is merged into one of each set */
	if (plan->nkeys > 0)
		path->startup_cost += cost_of_all_groups(plan, child, most, of_sets) + most *
			plan->nsets * (agg.transCost.per_tuple + cpu_operator_cost * plan->nkeys);
	path->total_cost = path->startup_cost + path->pathtarget->cost.startup +
		groups * (agg.finalCost.per_tuple + qual.per_tuple + cpu_tuple_cost) +
		path->rows * path->pathtarget->cost.per_tuple;
	copy_disabled_nodes(path, child);
	if (plan->nkeys > 0 && !enable_hashagg)
		disable_path(path);
	return most;
}

/*
 * Of alternative subplans setrefs.c keeps the one that is cheapest for as many
 * rows as a node returns: choose as it will for the child, which runs them.
 */
static Node *
choose_subplans(Node *node, void *context)
{
	Plan	   *child = context;
	SubPlan    *best = NULL;
	Cost		best_cost = 0;
	ListCell   *lc;

	if (node == NULL || !IsA(node, AlternativeSubPlan))
		return expression_tree_mutator(node, choose_subplans, context);
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
choose_subplans_of_child(Node *node, void *context)
{
	CustomScan *scan = context;

	if (node != NULL && tlist_member((Expr *) node, scan->custom_scan_tlist) != NULL)
		return choose_subplans(node, linitial(scan->custom_plans));
	return expression_tree_mutator(node, choose_subplans_of_child, context);
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

static const CustomPathMethods tally_aggregate_path_methods = {
	.CustomName = "TallyAggregate",
	.PlanCustomPath = tally_aggregate_plan,
};

/* The cheapest first, as PostgreSQL's order_qual_clauses() has them. */
static List *
cheapest_first(PlannerInfo *root, List *clauses)
{
	List	   *sorted = NIL;
	ListCell   *lc;

	foreach(lc, clauses)
	{
		QualCost	cost,
					other;
		int			at = list_length(sorted);

		cost_qual_eval_node(&cost, lfirst(lc), root);
		for (; at > 0; at--)
		{
			cost_qual_eval_node(&other, list_nth(sorted, at - 1), root);
			if (other.per_tuple <= cost.per_tuple)
				break;
		}
		sorted = list_insert_nth(sorted, at, lfirst(lc));
	}
	return sorted;
}

/* The node over a path, which becomes its only child. */
static Path *
make_path(PlannerInfo *root, RelOptInfo *input_rel, RelOptInfo *rel,
		  PathTarget *target, Path *input, TallyQuery *query, List *having, List *others)
{
	CustomPath *path = makeNode(CustomPath);
	Path	   *child = input;
	double		most;
	int		   *numbers = columns_of_target(query->columns, child->pathtarget);

	for (int i = 0; i < list_length(query->columns); i++)
		if (numbers[i] < 0)
		{
			child = project_columns(root, input_rel, child, query);
			numbers = columns_of_target(query->columns, child->pathtarget);
			break;
		}

	path->path.pathtype = T_CustomScan;
	path->path.parent = rel;
	path->path.pathtarget = target;
	path->path.parallel_safe = rel->consider_parallel && child->parallel_safe;
	path->path.parallel_workers = child->parallel_workers;
	most = set_costs(root, &path->path, child, query, having);
	/* groups by all keys that nobody asked for have to be far fewer than the rows */
	if (query->plan.all_keys || most <= child->rows / 2)
		undercut_hashing(&path->path, input, others, false);
	path->flags = CUSTOMPATH_SUPPORT_PROJECTION;
	path->custom_paths = list_make1(child);
	path->custom_private = list_make3(tally_plan_to_lists(renumber_columns(&query->plan, numbers)),
									  query->scan_tlist, cheapest_first(root, having));
	path->methods = &tally_aggregate_path_methods;
	return &path->path;
}

/*
 * Workers count into states of their own, Gather brings those together, and
 * PostgreSQL's Aggregate merges them.
 */
static Path *
make_parallel_path(PlannerInfo *root, RelOptInfo *input_rel, RelOptInfo *output_rel,
				   GroupPathExtraData *extra)
{
	RelOptInfo *partial_rel = fetch_upper_rel(root, UPPERREL_PARTIAL_GROUP_AGG,
											  output_rel->relids);
	AggClauseCosts costs;
	TallyQuery	query;
	Path	   *path;
	double		rows;
	List	   *keys = group_clause_of(root);
	double		groups = 1;

	if (partial_rel->reltarget->exprs == NIL || !grouping_is_hashable(keys) ||
		!read_tally_query(root, partial_rel->reltarget, extra, true, &query))
		return NULL;
	path = make_path(root, input_rel, partial_rel, partial_rel->reltarget,
					 linitial(input_rel->partial_pathlist), &query, NIL,
					 partial_rel->partial_pathlist);
	if (!path->parallel_safe)
		return NULL;
	rows = path->rows * path->parallel_workers;
	path = (Path *) create_gather_path(root, partial_rel, path, path->pathtarget, NULL, &rows);

	MemSet(&costs, 0, sizeof(costs));
	get_agg_clause_costs(root, AGGSPLIT_FINAL_DESERIAL, &costs);
	if (query.keys != NIL)
		groups = estimate_num_groups(root, query.keys,
									 input_rel->cheapest_total_path->rows, NULL, NULL);
	path = (Path *) create_agg_path(root, output_rel, path, output_rel->reltarget,
									keys == NIL && root->parse->groupClause == NIL ?
									AGG_PLAIN : AGG_HASHED,
									AGGSPLIT_FINAL_DESERIAL, keys,
									(List *) extra->havingQual, &costs, groups);
	undercut_hashing(path, linitial(input_rel->partial_pathlist), output_rel->pathlist, true);
	return path;
}

/* Leave no path without the node; those of partitions have it below. */
static void
remove_other_paths(RelOptInfo *rel)
{
	ListCell   *lc;

	foreach(lc, rel->pathlist)
		if (!IsA(lfirst(lc), AppendPath) && !IsA(lfirst(lc), MergeAppendPath))
			rel->pathlist = foreach_delete_current(rel->pathlist, lc);
}

/* Does another server group, or group a partition? */
static bool
groups_elsewhere(List *paths)
{
	ListCell   *lc;

	foreach(lc, paths)
	{
		Path	   *path = lfirst(lc);

		if (IsA(path, ForeignPath) ? IS_UPPER_REL(path->parent) :
			IsA(path, AppendPath) ? groups_elsewhere(((AppendPath *) path)->subpaths) :
			IsA(path, MergeAppendPath) && groups_elsewhere(((MergeAppendPath *) path)->subpaths))
			return true;
	}
	return false;
}

static void
add_paths(PlannerInfo *root, RelOptInfo *input_rel, RelOptInfo *output_rel,
		  GroupPathExtraData *extra)
{
	TallyQuery	query;
	Path	   *parallel = NULL;

	if (groups_elsewhere(output_rel->pathlist) ||
		!read_tally_query(root, output_rel->reltarget, extra, false, &query))
		return;
	if (enable_tally_aggregate == TALLY_AGGREGATE_FORCE)
		remove_other_paths(output_rel);
	if (output_rel->consider_parallel && input_rel->partial_pathlist != NIL &&
		(extra->flags & GROUPING_CAN_PARTIAL_AGG) != 0 &&
		(group_clause_of(root) != NIL || root->parse->groupClause == NIL))
		parallel = make_parallel_path(root, input_rel, output_rel, extra);
	if (parallel != NULL)
		add_path(output_rel, parallel);
	add_path(output_rel,
			 make_path(root, input_rel, output_rel, output_rel->reltarget,
					   input_rel->cheapest_total_path, &query,
					   (List *) extra->havingQual, output_rel->pathlist));
}

static void
create_tally_aggregate_paths(PlannerInfo *root, UpperRelationKind stage,
							 RelOptInfo *input_rel, RelOptInfo *output_rel, void *extra)
{
	if (previous_hook)
		previous_hook(root, stage, input_rel, output_rel, extra);
	if (stage == UPPERREL_GROUP_AGG && enable_tally_aggregate != TALLY_AGGREGATE_OFF &&
		root->parse->hasAggs && !root->parse->hasTargetSRFs && may_be_tally_query(root))
		add_paths(root, input_rel, output_rel, extra);
}

/*
 * The planner support function of the transition functions that match.c knows.
 * It tells the planner nothing: it is called while an aggregate's cost is
 * estimated, and takes the hook in time for a session's first query.  A session
 * that plans none of these aggregates goes without.
 */
PG_FUNCTION_INFO_V1(tally_support);
Datum
tally_support(PG_FUNCTION_ARGS)
{
	static bool hooked = false;

	(void) fcinfo;
	if (!hooked)
	{
		previous_hook = create_upper_paths_hook;
		create_upper_paths_hook = create_tally_aggregate_paths;
		hooked = true;
	}
	PG_RETURN_POINTER(NULL);
}

void
tally_aggregate_init(void)
{
	DefineCustomEnumVariable("csat.enable_tally_aggregate",
							 "Lets the planner count tallies in a node of csat's own.",
							 "\"force\" leaves it no other plan where that node can do the work.",
							 &enable_tally_aggregate, TALLY_AGGREGATE_ON, uses,
							 PGC_USERSET, GUC_EXPLAIN, NULL, NULL, NULL);
	MarkGUCPrefixReserved("csat");
	RegisterCustomScanMethods(&tally_aggregate_scan_methods);
}

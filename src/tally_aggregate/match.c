/*
 * match.c
 *	  Is a query for the Tally Aggregate, and what would it have to do?
 *
 * Whatever is not known for certain is declined: PostgreSQL's own Aggregate
 * is always there.
 */
#include "postgres.h"

#include "access/nbtree.h"
#include "access/transam.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "optimizer/tlist.h"
#include "rewrite/rewriteManip.h"
#include "utils/array.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "tally/score_tally.h"
#include "tally/weighted_tally.h"
#include "tally_aggregate/match.h"

/*
 * The functions by whose addresses csat's aggregates are known, in
 * aggregates/accumulate.c, tally/ and read/.
 */
#define DECLARE(name) extern PGDLLEXPORT Datum name(PG_FUNCTION_ARGS)
#define DECLARE_ALL(name) DECLARE(name); DECLARE(name##_points); DECLARE(name##_range)

DECLARE_ALL(score_tally_accum_int2);
DECLARE_ALL(score_tally_accum_int4);
DECLARE_ALL(score_tally_accum_float8);
DECLARE_ALL(score_tally_accum_numeric);
DECLARE(score_tally_accum_bool);
DECLARE(score_tally_add);
DECLARE_ALL(weighted_tally_accum_float8);
DECLARE(tally_csat_score);
DECLARE(tally_nps_score);

/* Where a state's scale is from. */
typedef enum ScaleSource
{
	SCALE_NO,					/* it counts rows, or takes numbers or tallies */
	SCALE_OF_INITIAL_STATE,
	SCALE_OF_POINTS,			/* the argument after the score, or weight */
	SCALE_OF_RANGE				/* the two arguments there */
} ScaleSource;

#define ACCUM(function, kind, type) \
	{function, kind, SCALE_OF_INITIAL_STATE, type}
#define ACCUM_ON(function, kind, type) \
	ACCUM(function, kind, type), \
	{function##_points, kind, SCALE_OF_POINTS, type}, \
	{function##_range, kind, SCALE_OF_RANGE, type}

/* The transition functions that are known, by their addresses. */
static const struct Transition
{
	PGFunction	function;
	StateKind	kind;
	ScaleSource scale;
	Oid			type;			/* of the score, if its kind depends on it */
}			transitions[] = {
	{int8inc, STATE_ROWS, SCALE_NO, InvalidOid},
	{int8inc_any, STATE_ROWS, SCALE_NO, InvalidOid},
	ACCUM_ON(score_tally_accum_int2, STATE_INT2, INT2OID),
	ACCUM_ON(score_tally_accum_int4, STATE_INT4, INT4OID),
	ACCUM_ON(score_tally_accum_float8, STATE_FLOAT8, FLOAT8OID),
	ACCUM_ON(score_tally_accum_numeric, STATE_NUMERIC, NUMERICOID),
	ACCUM(score_tally_accum_bool, STATE_BOOL, BOOLOID),
	{score_tally_add, STATE_TALLY, SCALE_NO, InvalidOid},
	ACCUM_ON(weighted_tally_accum_float8, STATE_WEIGHTED, FLOAT8OID),
	{int2_sum, STATE_INT_SUM, SCALE_NO, INT2OID},
	{int4_sum, STATE_INT_SUM, SCALE_NO, INT4OID},
	{int2_avg_accum, STATE_INT_AVG, SCALE_NO, INT2OID},
	{int4_avg_accum, STATE_INT_AVG, SCALE_NO, INT4OID},
	{int2smaller, STATE_INT_MIN, SCALE_NO, INT2OID},
	{int2larger, STATE_INT_MAX, SCALE_NO, INT2OID},
	{int4smaller, STATE_INT_MIN, SCALE_NO, INT4OID},
	{int4larger, STATE_INT_MAX, SCALE_NO, INT4OID},
	{int8smaller, STATE_INT_MIN, SCALE_NO, INT8OID},
	{int8larger, STATE_INT_MAX, SCALE_NO, INT8OID},
	{date_smaller, STATE_INT_MIN, SCALE_NO, DATEOID},
	{date_larger, STATE_INT_MAX, SCALE_NO, DATEOID},
	/* of both types, whose values are compared alike */
	{timestamp_smaller, STATE_INT_MIN, SCALE_NO, TIMESTAMPOID},
	{timestamp_larger, STATE_INT_MAX, SCALE_NO, TIMESTAMPOID},
	{booland_statefunc, STATE_INT_MIN, SCALE_NO, BOOLOID},
	{boolor_statefunc, STATE_INT_MAX, SCALE_NO, BOOLOID},
	{float8pl, STATE_FLOAT8_SUM, SCALE_NO, FLOAT8OID},
	{float8_accum, STATE_FLOAT8_AVG, SCALE_NO, FLOAT8OID},
	{float8smaller, STATE_FLOAT8_MIN, SCALE_NO, FLOAT8OID},
	{float8larger, STATE_FLOAT8_MAX, SCALE_NO, FLOAT8OID},
};

/*
 * A cheap look before all else: is there a state of a type that is not
 * PostgreSQL's?  It is all that queries without a tally pay.
 */
bool
may_be_tally_query(PlannerInfo *root)
{
	ListCell   *lc;

	foreach(lc, root->aggtransinfos)
		if (((AggTransInfo *) lfirst(lc))->aggtranstype >= FirstNormalObjectId)
			return true;
	return false;
}

/* What a call of the function ends in; its SET clauses are a call in between. */
static PGFunction
function_address(Oid function)
{
	FmgrInfo	info;

	fmgr_info(function, &info);
	return info.fn_addr;
}

static const struct Transition *
find_transition(Oid function)
{
	PGFunction	address = function_address(function);

	for (int i = 0; i < (int) lengthof(transitions); i++)
		if (transitions[i].function == address)
			return &transitions[i];
	return NULL;
}

/* A final function of ours or of avg(), of the state alone, or none. */
static bool
is_final_function(Oid function)
{
	PGFunction	address;

	if (!OidIsValid(function))
		return true;
	address = function_address(function);
	return (address == tally_csat_score || address == tally_nps_score ||
			address == int8_avg || address == float8_avg) &&
		get_func_nargs(function) == 1;
}

/*
 * Is equality the equality of bytes?  btree's operator class knows.  Those of
 * character and oidvector say so too, but their equality looks past blanks at
 * the end and past array bounds.
 */
static bool
is_key(SortGroupClause *clause, Node *key)
{
	Oid			family,
				type,
				function,
				collation = exprCollation(key);
	Ordering	ordering;

	if (!OidIsValid(clause->sortop) ||
		!get_ordering_op_properties(clause->sortop, &family, &type, &ordering) ||
		get_opfamily_member(family, type, type, BTEqualStrategyNumber) != clause->eqop ||
		type == BPCHAROID || type == OIDVECTOROID ||
		contain_volatile_functions(key))
		return false;
	if (OidIsValid(collation) ? !get_collation_isdeterministic(collation) :
		type_is_collatable(type))
		return false;
	function = get_opfamily_proc(family, type, type, BTEQUALIMAGE_PROC);
	return OidIsValid(function) &&
		DatumGetBool(OidFunctionCall1Coll(function, collation, ObjectIdGetDatum(type)));
}

/* The number of the child's column that has this, added if it is new. */
static int
add_column(TallyQuery *query, Node *node)
{
	int			column = 0;
	ListCell   *lc;

	foreach(lc, query->columns)
	{
		if (equal(lfirst(lc), node))
			return column;
		column++;
	}
	query->columns = lappend(query->columns, node);
	return column;
}

static bool
add_keys(PlannerInfo *root, List *targetlist, TallyQuery *query)
{
	ListCell   *lc;

	query->plan.grouped = root->parse->groupClause != NIL;
	foreach(lc, group_clause_of(root))
	{
		SortGroupClause *clause = lfirst(lc);
		Node	   *result = get_sortgroupclause_expr(clause, targetlist);
		Node	   *key = key_of_rows(root, result);
		TargetEntry *entry;

		if (query->plan.nkeys == MAX_KEYS || !is_key(clause, key))
			return false;
		query->plan.keys[query->plan.nkeys++] = add_column(query, key);
		query->keys = lappend(query->keys, key);

		entry = makeTargetEntry((Expr *) result, query->plan.nkeys, NULL, false);
		entry->ressortgroupref = clause->tleSortGroupRef;
		query->scan_tlist = lappend(query->scan_tlist, entry);
	}
	return true;
}

/* The number of the key that GROUP BY refers to by this number. */
static int
key_by_ref(const TallyQuery *query, Index ref)
{
	int			key = 0;

	while (list_nth_node(TargetEntry, query->scan_tlist, key)->ressortgroupref != ref)
		key++;
	return key;
}

/*
 * Which keys each grouping set leaves out.  Up to PostgreSQL 17 an expression
 * above the groups is a key if it is equal to one, which does not tell a constant
 * from a key without a column, nor two equal keys from each other: false then.
 */
static bool
add_sets(List *grouping_sets, TallyQuery *query)
{
	TallyPlan  *plan = &query->plan;
	uint32		all = plan->nkeys == 0 ? 0 : PG_UINT32_MAX >> (MAX_KEYS - plan->nkeys);
	ListCell   *lc;

	plan->all_keys = grouping_sets == NIL;
	plan->sets = palloc(Max(list_length(grouping_sets), 1) * sizeof(uint32));
	foreach(lc, grouping_sets)
	{
		uint32		left_out = all;
		ListCell   *ref;

		foreach(ref, (List *) lfirst(lc))
			left_out &= ~((uint32) 1 << key_by_ref(query, lfirst_int(ref)));
		if (left_out == 0 && !plan->all_keys)
			plan->all_keys = true;
		else
			plan->sets[plan->nsets++] = left_out;
	}
	if (plan->nsets == 0)
		return true;
	foreach(lc, query->keys)
		if (!contain_var_clause(lfirst(lc)))
			return false;
	return plan->nkeys > 0 && list_length(list_union(NIL, query->keys)) == plan->nkeys;
}

/* Add the GROUPING()s, after all aggregates. */
static void
add_groupings(TallyQuery *query)
{
	ListCell   *lc;

	foreach(lc, query->groupings)
	{
		List	   *keys = NIL;
		ListCell   *ref;

		foreach(ref, lfirst_node(GroupingFunc, lc)->refs)
			keys = lappend_int(keys, key_by_ref(query, lfirst_int(ref)));
		query->plan.groupings = lappend(query->plan.groupings, keys);
		query->scan_tlist = lappend(query->scan_tlist,
									makeTargetEntry(lfirst(lc), list_length(query->scan_tlist) + 1,
													NULL, false));
	}
}

/*
 * Collect the aggregates from what is above the groups.  True if there is
 * something that is neither a key nor an aggregate, such as a column that
 * depends on the keys.
 */
static bool
collect_aggrefs(Node *node, void *context)
{
	TallyQuery *query = context;

	if (node == NULL || tlist_member((Expr *) node, query->scan_tlist))
		return false;
	if (IsA(node, GroupingFunc) && query->plan.nsets > 0)
	{
		query->groupings = list_append_unique(query->groupings, node);
		return ((GroupingFunc *) node)->agglevelsup > 0;
	}
	if (IsA(node, Aggref))
	{
		query->aggrefs = list_append_unique(query->aggrefs, node);
		return false;
	}
	if (IsA(node, Var) || IsA(node, PlaceHolderVar) || IsA(node, GroupingFunc))
		return true;
	return expression_tree_walker(node, collect_aggrefs, context);
}

/* The argument where the filter holds, and NULL, which nothing counts, elsewhere. */
static Node *
filtered(Expr *filter, Expr *argument)
{
	CaseExpr   *choice = makeNode(CaseExpr);
	CaseWhen   *when = makeNode(CaseWhen);
	Oid			type = exprType((Node *) argument);
	Oid			collation = exprCollation((Node *) argument);

	when->expr = filter;
	when->result = argument;
	choice->casetype = type;
	choice->casecollid = collation;
	choice->args = list_make1(when);
	choice->defresult = (Expr *) makeNullConst(type, exprTypmod((Node *) argument), collation);
	return (Node *) choice;
}

/* Can it be evaluated where the filter does not hold, without an error? */
static bool
cannot_fail(Expr *argument)
{
	if (IsA(argument, FuncExpr) && list_length(((FuncExpr *) argument)->args) == 1 &&
		get_func_leakproof(((FuncExpr *) argument)->funcid))
		argument = linitial(((FuncExpr *) argument)->args);
	return IsA(argument, Var) || IsA(argument, Const);
}

/*
 * Add the score, or the score and the weight, and the filter: as a column of
 * its own where the arguments may be evaluated without it, else within them.
 */
static bool
add_arguments(TallyQuery *query, StateInfo *state, Aggref *aggref, int narguments)
{
	Expr	   *filter = aggref->aggfilter;
	bool		apart = true;

	for (int i = 0; i < narguments; i++)
		apart &= cannot_fail(list_nth_node(TargetEntry, aggref->args, i)->expr);
	state->filter = filter != NULL && apart ? add_column(query, (Node *) filter) : -1;
	if (filter != NULL && !apart && narguments > 1 && contain_subplans((Node *) filter))
		return false;
	for (int i = 0; i < narguments; i++)
	{
		Expr	   *argument = list_nth_node(TargetEntry, aggref->args, i)->expr;
		Node	   *column = filter == NULL || apart ? (Node *) argument : filtered(filter, argument);

		state->arguments[state->narguments++] = add_column(query, column);
	}
	return true;
}

/* The argument of this number if it is a constant integer. */
static bool
constant_argument(Aggref *aggref, int number, int32 *value)
{
	Const	   *constant;

	if (list_length(aggref->args) <= number)
		return false;
	constant = (Const *) list_nth_node(TargetEntry, aggref->args, number)->expr;
	if (!IsA(constant, Const) || constant->constisnull || constant->consttype != INT4OID)
		return false;
	*value = DatumGetInt32(constant->constvalue);
	return true;
}

/* The scale that the arguments name, where they are good constants. */
static bool
scale_of_constants(StateInfo *state, ScaleSource source, Aggref *aggref)
{
	bool		weighted = state->kind == STATE_WEIGHTED;
	int			first = weighted ? 2 : 1;
	int32		lowest = 1;
	int32		highest;
	int64		points;

	if ((source == SCALE_OF_RANGE && !constant_argument(aggref, first++, &lowest)) ||
		!constant_argument(aggref, first, &highest))
		return false;
	points = (int64) highest - lowest + 1;
	if (points < SCALE_MIN_POINTS || points > SCALE_MAX_POINTS ||
		(source == SCALE_OF_POINTS && points > CSAT_MAX_POINTS) ||
		scale_fault(lowest, points) != NULL)
		return false;
	state->lowest = lowest;
	state->points = points;
	state->format = weighted ? WEIGHTED_TALLY_FORMAT : SCORE_TALLY_FORMAT;
	state->null_if_empty = true;
	return true;
}

/* The scale of an initial state, which has to be empty. */
static bool
scale_of_initial_state(StateInfo *state, AggTransInfo *info)
{
	Tally	   *tally,
			   *empty;

	if (info->initValueIsNull)
		return false;
	tally = get_tally(info->initValue);
	empty = tally_make(tally->format, tally->lowest, tally->points);
	if (memcmp(tally, empty, VARSIZE(empty)) != 0 ||
		(state->kind == STATE_BOOL && !scale_equal(tally_scale(tally), csat_scale(2))))
		return false;
	state->lowest = tally->lowest;
	state->points = tally->points;
	state->format = tally_state_format(tally);
	return true;
}

/* Does a state without a scale begin as PostgreSQL's own do? */
static bool
begins_empty(StateKind kind, AggTransInfo *info)
{
	static const int64 zeros[3] = {0};
	int			n = kind == STATE_INT_AVG ? 2 : 3;
	ArrayType  *array;

	if (kind == STATE_ROWS)
		return !info->initValueIsNull && DatumGetInt64(info->initValue) == 0;
	if (kind != STATE_INT_AVG && kind != STATE_FLOAT8_AVG)
		return info->initValueIsNull;
	if (info->initValueIsNull)
		return false;
	array = DatumGetArrayTypeP(info->initValue);
	return VARSIZE(array) == ARR_OVERHEAD_NONULLS(1) + n * sizeof(int64) &&
		!ARR_HASNULL(array) && memcmp(ARR_DATA_PTR(array), zeros, n * sizeof(int64)) == 0;
}

/* The scale, or no scale; false if the aggregate is not what it seems. */
static bool
find_scale(StateInfo *state, ScaleSource source, Aggref *aggref, AggTransInfo *info)
{
	switch (source)
	{
		case SCALE_NO:
			state->points = 1;
			return begins_empty(state->kind, info);
		case SCALE_OF_INITIAL_STATE:
			return scale_of_initial_state(state, info);
		case SCALE_OF_POINTS:
		case SCALE_OF_RANGE:
			return info->initValueIsNull && scale_of_constants(state, source, aggref);
	}
	return false;
}

/*
 * Can groups be merged?  Not where sums depend on the order in which numbers are
 * added, nor where a group points to a tally, which would not go to disk with it.
 */
static bool
merges(StateKind kind)
{
	return kind != STATE_WEIGHTED && kind != STATE_TALLY &&
		kind != STATE_FLOAT8_SUM && kind != STATE_FLOAT8_AVG;
}

/* Add the state of an aggregate that no other has. */
static bool
add_state(PlannerInfo *root, Aggref *aggref, TallyQuery *query)
{
	AggTransInfo *info = list_nth(root->aggtransinfos, aggref->aggtransno);
	const struct Transition *transition = find_transition(info->transfn_oid);
	StateInfo  *state = &query->plan.states[query->plan.nstates];
	int			narguments = list_length(aggref->args);

	if (transition == NULL || (query->plan.nsets > 0 && !merges(transition->kind)))
		return false;
	state->kind = transition->kind;
	state->transfn = info->transfn_oid;
	if (!find_scale(state, transition->scale, aggref, info))
		return false;
	if (OidIsValid(transition->type))
	{
		Oid			type = exprType((Node *) linitial_node(TargetEntry, aggref->args)->expr);

		if (type != transition->type &&
			(transition->type != TIMESTAMPOID || type != TIMESTAMPTZOID))
			return false;
	}

	if (!add_arguments(query, state, aggref,
					   Min(narguments, state->kind == STATE_WEIGHTED ? 2 : 1)))
		return false;
	query->plan.nstates++;
	return true;
}

static bool
is_plain_call(Aggref *aggref)
{
	return aggref->aggkind == AGGKIND_NORMAL && aggref->agglevelsup == 0 &&
		aggref->aggorder == NIL && aggref->aggdistinct == NIL &&
		!aggref->aggvariadic && !contain_volatile_functions((Node *) aggref);
}

/* Add an aggregate's result and, if it is the first to need it, its state. */
static bool
add_result(PlannerInfo *root, Aggref *aggref, TallyQuery *query, int *transnos)
{
	AggInfo    *info = list_nth(root->agginfos, aggref->aggno);
	ResultInfo *result = &query->plan.results[query->plan.nresults++];
	int			i = 0;

	if (!is_plain_call(aggref) || !is_final_function(info->finalfn_oid))
		return false;
	while (i < query->plan.nstates && transnos[i] != aggref->aggtransno)
		i++;
	if (i == query->plan.nstates && !add_state(root, aggref, query))
		return false;
	transnos[i] = aggref->aggtransno;

	result->state = i;
	result->finalfn = info->finalfn_oid;
	result->aggregate = aggref->aggfnoid;
	query->scan_tlist = lappend(query->scan_tlist,
								makeTargetEntry((Expr *) aggref,
												list_length(query->scan_tlist) + 1,
												NULL, false));
	return true;
}

/*
 * What the node would have to do to return `target`; false if it cannot.
 */
bool
read_tally_query(PlannerInfo *root, PathTarget *target, GroupPathExtraData *extra,
				 bool partial, TallyQuery *query)
{
	int			n;
	int		   *transnos;
	ListCell   *lc;

	memset(query, 0, sizeof(TallyQuery));
	query->plan.partial = partial;
	if (!add_keys(root, extra->targetList, query) ||
		!add_sets(root->parse->groupingSets, query) ||
		collect_aggrefs((Node *) target->exprs, query) ||
		(!partial && collect_aggrefs((Node *) extra->havingQual, query)))
		return false;

	n = list_length(query->aggrefs);
	transnos = palloc(n * sizeof(int));
	query->plan.states = palloc0(n * sizeof(StateInfo));
	query->plan.results = palloc0(n * sizeof(ResultInfo));
	foreach(lc, query->aggrefs)
		if (!add_result(root, lfirst(lc), query, transnos))
			return false;
	add_groupings(query);
	return true;
}

/*
 * release_1_0_0.c
 *	  What the install script of csat 1.0.0 calls, for a server that runs this
 *	  library before ALTER EXTENSION csat UPDATE, and the rollups it made.
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/dependency.h"
#include "parser/parse_func.h"
#include "parser/parsetree.h"
#include "utils/regproc.h"

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

static bool
is_not_built_in(Oid function, void *context)
{
	(void) context;
	return function >= FirstGenbkiObjectId;
}

/* A function or operator, but for aggregates, that is not PostgreSQL's */
static bool
calls_others(Node *node, void *context)
{
	if (node == NULL)
		return false;
	return (!IsA(node, Aggref) && check_functions_in_node(node, is_not_built_in, NULL)) ||
		expression_tree_walker(node, calls_others, context);
}

/*
 * Error unless 1.0.0 can keep the rollup.  Its trigger functions have expressions
 * as text, which each session parses again: they may call what is PostgreSQL's.
 */
PG_FUNCTION_INFO_V1(tally_rollup_check);
Datum
tally_rollup_check(PG_FUNCTION_ARGS)
{
	Query	   *query = query_of(PG_GETARG_OID(0));

	if (list_length(query->targetList) != PG_GETARG_INT32(1) + PG_GETARG_INT32(2) + 1 ||
		calls_others((Node *) query->targetList, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("csat 1.0.0 cannot keep this as a tally rollup"),
				 errhint("Run ALTER EXTENSION csat UPDATE first.")));
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
	TargetEntry *entry = get_tle_by_resno(query_of(PG_GETARG_OID(0))->targetList,
										  PG_GETARG_INT16(1));

	PG_RETURN_BOOL(entry != NULL && IsA(entry->expr, Aggref) &&
				   starts_null((Aggref *) entry->expr));
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

/* A part of a rollup of 1.0.0, which went by names */
static Oid
part_of(Oid view, const char *suffix, char kind)
{
	Oid			part = get_relname_relid(psprintf("%s%s", get_rel_name(view), suffix),
										 get_rel_namespace(view));

	return get_rel_relkind(part) == kind && owner_of(RelationRelationId, part) == GetUserId() ?
		part : InvalidOid;
}

/* Is it one of the caller's, with all of its parts and its trigger function? */
static bool
find_old_rollup(Oid view, TallyRollup *rollup, ObjectAddress *function)
{
	Query	   *query = copy_view_query(view);
	Query	   *recount;

	if (query == NULL || owner_of(RelationRelationId, view) != GetUserId())
		return false;
	rollup->view = view;
	rollup->owner = GetUserId();
	rollup->deltas = part_of(view, "_deltas", RELKIND_RELATION);
	rollup->recount = part_of(view, "_recount", RELKIND_VIEW);
	recount = copy_view_query(rollup->recount);
	ObjectAddressSet(*function, ProcedureRelationId,
					 LookupFuncName(list_make2(makeString(get_namespace_name(get_rel_namespace(view))),
											   makeString(psprintf("%s_roll_up", get_rel_name(view)))),
									0, NULL, true));
	if (owner_of(ProcedureRelationId, function->objectId) != GetUserId() ||
		!OidIsValid(rollup->deltas) || only_table(query) == NULL ||
		only_table(query)->relid != rollup->deltas || recount == NULL ||
		only_table(recount) == NULL)
		return false;
	rollup->table = only_table(recount)->relid;
	return true;
}

/*
 * Make a rollup of 1.0.0 one of today: link its view to the other parts, found
 * by their names for the last time, and put the triggers of today in the place
 * of its trigger function and those that call it.
 */
void
carry_over(Oid view)
{
	TallyRollup rollup;
	ObjectAddress function;
	Caller		caller;

	if (find_rollup(view, &rollup) || !find_old_rollup(view, &rollup, &function))
		return;
	check_owner(rollup.table, &rollup);
	LockRelationOid(rollup.table, ShareRowExclusiveLock);
	(void) tables_of(rollup.table, ShareRowExclusiveLock);
	check_not_in_use(&rollup);
	revoke_all(rollup.recount);
	revoke_all(rollup.deltas);
	alter_table(rollup.deltas, "REPLICA IDENTITY FULL");
	caller = begin_as_owner(rollup.owner);
	(void) define_view(psprintf("CREATE OR REPLACE VIEW %s AS %s", qualified_name(view),
								view_query(copy_view_query(rollup.recount), &rollup)));
	check_names(copy_view_query(view), list_make2_oid(view, rollup.deltas));
	end_as_owner(caller);
	performDeletion(&function, DROP_CASCADE, PERFORM_DELETION_QUIETLY);
	attach_triggers(&rollup);
}

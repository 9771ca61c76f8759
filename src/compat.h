/*
 * compat.h
 *	  Every difference between the server versions csat builds for, 15.1 to 19.
 */
#ifndef CSAT_COMPAT_H
#define CSAT_COMPAT_H

#include "postgres.h"

#include "fmgr.h"
#include "nodes/nodes.h"

/* 15.0 lacks InitMaterializedSRF. */
#if PG_VERSION_NUM < 150001
#error "csat needs PostgreSQL 15.1 or later: build it with that server's pg_config (make PG_CONFIG=...)"
#endif

#if PG_VERSION_NUM >= 180000
#include "commands/explain_format.h"
#include "commands/explain_state.h"
#endif

#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#else

/* Soft errors came with 16; before it every error is thrown. */
#define ereturn(escontext, result, ...) \
	do { \
		(void) (escontext); \
		ereport(ERROR, __VA_ARGS__); \
		return result; \
	} while (0)
#endif

/*
 * What SQL calls is exported, all else is hidden (see the Makefile).  Since 16
 * PostgreSQL marks the functions that SQL calls; before it PGDLLEXPORT is
 * empty but on Windows, and PG_FUNCTION_INFO_V1 does not declare the function
 * with it.
 */
#if PG_VERSION_NUM < 160000 && defined(__GNUC__) && !defined(WIN32)
#undef PGDLLEXPORT
#define PGDLLEXPORT __attribute__((visibility("default")))
#endif
#if PG_VERSION_NUM < 160000
#undef PG_FUNCTION_INFO_V1
#define PG_FUNCTION_INFO_V1(name) \
extern PGDLLEXPORT Datum name(PG_FUNCTION_ARGS); \
extern PGDLLEXPORT const Pg_finfo_record *CppConcat(pg_finfo_, name) (void); \
const Pg_finfo_record * \
CppConcat(pg_finfo_, name) (void) \
{ \
	static const Pg_finfo_record info = {1}; \
	return &info; \
} \
extern int	no_such_variable
#endif

/* pg_noreturn is written before a declaration since 18. */
#ifndef pg_noreturn
#define pg_noreturn pg_attribute_noreturn()
#endif

/* Where a type's input function is to leave a soft error, if anywhere. */
static inline Node *
soft_error_context(FunctionCallInfo fcinfo)
{
#if PG_VERSION_NUM >= 160000
	return fcinfo->context;
#else
	(void) fcinfo;
	return NULL;
#endif
}

/*
 * What follows are macros, so that a file includes the headers that they need
 * (common/jsonapi.h, utils/rangetypes.h, access/tableam.h, ...) only if it uses
 * them.
 */

/* JSON parser callbacks report success by their result since 16. */
#if PG_VERSION_NUM >= 160000
#define JsonActionResult JsonParseErrorType
#define JSON_ACTION_RETURN() return JSON_SUCCESS
#else
#define JsonActionResult void
#define JSON_ACTION_RETURN() return
#endif

#if PG_VERSION_NUM >= 170000
#define make_json_lexer(json, length) \
	makeJsonLexContextCstringLen(NULL, (json), (length), GetDatabaseEncoding(), true)
#else
#define make_json_lexer(json, length) \
	makeJsonLexContextCstringLen((json), (int) (length), GetDatabaseEncoding(), true)
#endif

/* Conversion of a bound to a range can end in a soft error since 16. */
#if PG_VERSION_NUM >= 160000
#define make_nonempty_range(type, low, high) make_range((type), (low), (high), false, NULL)
#else
#define make_nonempty_range(type, low, high) make_range((type), (low), (high), false)
#endif

/*
 * Since 18 what is grouped by is a reference to a range table entry of its own,
 * and columns can be computed when they are read.
 */
#if PG_VERSION_NUM >= 180000
#define ungrouped_target_list(query) \
	((query)->hasGroupRTE ? (List *) flatten_group_exprs(NULL, (query), (Node *) (query)->targetList) : (query)->targetList)
#define is_virtual_column(relation, column) (get_attgenerated((relation), (column)) == ATTRIBUTE_GENERATED_VIRTUAL)
#else
#define ungrouped_target_list(query) ((query)->targetList)
#define is_virtual_column(relation, column) false
#endif

/*
 * What the Tally Aggregate meets in planner and executor.
 */

/* How an ordering operator orders, as utils/lsyscache.h tells it. */
#if PG_VERSION_NUM >= 180000
#define Ordering CompareType
#else
#define Ordering int16
#endif

/* Which keys GROUP BY has; since 16 those of one value may be gone. */
#if PG_VERSION_NUM >= 160000
#define group_clause_of(root) ((root)->processed_groupClause)
#else
#define group_clause_of(root) ((root)->parse->groupClause)
#endif

/* A key as the rows have it; above grouping sets it is marked since 18, as it can be NULL there. */
#if PG_VERSION_NUM >= 180000
#define key_of_rows(root, key) \
	((root)->group_rtindex == 0 ? (key) : \
	 remove_nulling_relids((key), bms_make_singleton((root)->group_rtindex), NULL))
#else
#define key_of_rows(root, key) ((void) (root), (key))
#endif

/* Has the explained query more than one table?  Since 18 groups look like one. */
#if PG_VERSION_NUM >= 180000
#define several_tables(es) ((es)->rtable_size > 1)
#else
#define several_tables(es) (list_length((es)->rtable) > 1)
#endif

/* Paths that settings ask to avoid are counted since 18. */
#if PG_VERSION_NUM >= 180000
#define copy_disabled_nodes(path, child) ((path)->disabled_nodes = (child)->disabled_nodes)
#define disable_path(path) ((path)->disabled_nodes++)
#else
#define copy_disabled_nodes(path, child) ((void) 0)
#define disable_path(path) ((path)->startup_cost += disable_cost, (path)->total_cost += disable_cost)
#endif

/* A scan of a table from its beginning, as a sequential scan begins it. */
#if PG_VERSION_NUM >= 190000
#define begin_table_scan(relation, snapshot) table_beginscan((relation), (snapshot), 0, NULL, SO_NONE)
#else
#define begin_table_scan(relation, snapshot) table_beginscan((relation), (snapshot), 0, NULL)
#endif

#if PG_VERSION_NUM >= 160000
#define function_aclcheck(function, user) object_aclcheck(ProcedureRelationId, (function), (user), ACL_EXECUTE)
#else
#define function_aclcheck(function, user) pg_proc_aclcheck((function), (user), ACL_EXECUTE)
#endif

/*
 * What rollups need to make, plan and run queries.
 */

/* What a query may do to a table is kept apart from the range table since 16. */
#if PG_VERSION_NUM >= 160000
#define require_permission(query, entry, rights) \
	(addRTEPermissionInfo(&(query)->rteperminfos, (entry))->requiredPerms = (rights))
#define forget_permissions(query, entry) \
	((query)->rteperminfos = NIL, (entry)->perminfoindex = 0)
#else
#define require_permission(query, entry, rights) ((entry)->requiredPerms = (rights))
#define forget_permissions(query, entry) \
	((entry)->requiredPerms = 0, (entry)->checkAsUser = InvalidOid, (entry)->selectedCols = NULL)
#endif

#if PG_VERSION_NUM >= 190000
#define plan_rewritten(query, text) pg_plan_query((query), (text), 0, NULL, NULL)
#else
#define plan_rewritten(query, text) pg_plan_query((query), (text), 0, NULL)
#endif

#if PG_VERSION_NUM >= 180000
#define run_executor(desc) ExecutorRun((desc), ForwardScanDirection, 0)
#else
#define run_executor(desc) ExecutorRun((desc), ForwardScanDirection, 0, true)
#endif

#if PG_VERSION_NUM >= 160000
#define attribute_map(from, to) build_attrmap_by_name((from), (to), false)
#define truncate_table(relation, oid) \
	ExecuteTruncateGuts(list_make1(relation), list_make1_oid(oid), NIL, DROP_RESTRICT, false, false)
#else
#define attribute_map(from, to) build_attrmap_by_name((from), (to))
#define truncate_table(relation, oid) \
	ExecuteTruncateGuts(list_make1(relation), list_make1_oid(oid), NIL, DROP_RESTRICT, false)
#endif

#if PG_VERSION_NUM >= 170000
#define own_transaction() (MyProc->vxid.lxid)
#else
#define own_transaction() (MyProc->lxid)
#endif

#endif							/* CSAT_COMPAT_H */

/*
 * compat.h
 *	  Every difference between the server versions csat builds for, 15 to 19.
 */
#ifndef CSAT_COMPAT_H
#define CSAT_COMPAT_H

#include "postgres.h"

#include "common/jsonapi.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "nodes/nodes.h"
#include "nodes/parsenodes.h"
#include "optimizer/optimizer.h"
#include "utils/jsonfuncs.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"

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

/* JSON parser callbacks report success by their result since 16. */
#if PG_VERSION_NUM >= 160000
typedef JsonParseErrorType JsonActionResult;
#define JSON_ACTION_RETURN() return JSON_SUCCESS
#else
typedef void JsonActionResult;
#define JSON_ACTION_RETURN() return
#endif

static inline JsonLexContext *
make_json_lexer(char *json, size_t length)
{
#if PG_VERSION_NUM >= 170000
	return makeJsonLexContextCstringLen(NULL, json, length,
										GetDatabaseEncoding(), true);
#else
	return makeJsonLexContextCstringLen(json, (int) length,
										GetDatabaseEncoding(), true);
#endif
}

static inline RangeType *
make_nonempty_range(TypeCacheEntry *type, RangeBound *low, RangeBound *high)
{
#if PG_VERSION_NUM >= 160000
	return make_range(type, low, high, false, NULL);
#else
	return make_range(type, low, high, false);
#endif
}

/* Since 18 what is grouped by is a reference to a range table entry of its own. */
static inline List *
ungrouped_target_list(Query *query)
{
#if PG_VERSION_NUM >= 180000
	if (query->hasGroupRTE)
		return (List *) flatten_group_exprs(NULL, query, (Node *) query->targetList);
#endif
	return query->targetList;
}

/* Columns that are computed when they are read came with 18. */
static inline bool
is_virtual_column(Oid relation, AttrNumber column)
{
#if PG_VERSION_NUM >= 180000
	return get_attgenerated(relation, column) == ATTRIBUTE_GENERATED_VIRTUAL;
#else
	(void) relation;
	(void) column;
	return false;
#endif
}

#endif							/* CSAT_COMPAT_H */

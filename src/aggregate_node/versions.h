/*
 * versions.h
 *	  Every difference between the server versions that the Tally Aggregate
 *	  meets, 15 to 19.
 */
#ifndef CSAT_AGGREGATE_VERSIONS_H
#define CSAT_AGGREGATE_VERSIONS_H

#include "postgres.h"

#include "access/tableam.h"
#include "catalog/pg_proc.h"
#include "commands/explain.h"
#include "nodes/pathnodes.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"

#if PG_VERSION_NUM >= 180000
#include "commands/explain_format.h"
#include "commands/explain_state.h"
#endif

/* How an ordering operator orders, as lsyscache.c tells it. */
#if PG_VERSION_NUM >= 180000
typedef CompareType Ordering;
#else
typedef int16 Ordering;
#endif

/* Which keys GROUP BY has; since 16 those of one value may be gone. */
static inline List *
tally_group_clause(PlannerInfo *root)
{
#if PG_VERSION_NUM >= 160000
	return root->processed_groupClause;
#else
	return root->parse->groupClause;
#endif
}

/* Has the query more than one table?  Since 18 groups look like one. */
static inline bool
several_tables(ExplainState *es)
{
#if PG_VERSION_NUM >= 180000
	return es->rtable_size > 1;
#else
	return list_length(es->rtable) > 1;
#endif
}

/* Paths that settings ask to avoid are counted since 18. */
static inline void
copy_disabled_nodes(Path *path, const Path *child)
{
#if PG_VERSION_NUM >= 180000
	path->disabled_nodes = child->disabled_nodes;
#else
	(void) path;
	(void) child;
#endif
}

/* A scan of a table from its beginning, as a sequential scan begins it. */
static inline TableScanDesc
begin_table_scan(Relation relation, Snapshot snapshot)
{
#if PG_VERSION_NUM >= 190000
	return table_beginscan(relation, snapshot, 0, NULL, SO_NONE);
#else
	return table_beginscan(relation, snapshot, 0, NULL);
#endif
}

static inline AclResult
function_aclcheck(Oid function, Oid user)
{
#if PG_VERSION_NUM >= 160000
	return object_aclcheck(ProcedureRelationId, function, user, ACL_EXECUTE);
#else
	return pg_proc_aclcheck(function, user, ACL_EXECUTE);
#endif
}

#endif							/* CSAT_AGGREGATE_VERSIONS_H */

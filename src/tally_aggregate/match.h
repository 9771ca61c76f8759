/*
 * match.h
 *	  Is a query for the Tally Aggregate, and what would it have to do?
 */
#ifndef CSAT_TALLY_MATCH_H
#define CSAT_TALLY_MATCH_H

#include "postgres.h"

#include "nodes/pathnodes.h"

#include "tally_aggregate/plan.h"

/* What a query needs of the node. */
typedef struct TallyQuery
{
	TallyPlan	plan;
	List	   *keys;			/* expressions of the child */
	List	   *aggrefs;		/* one for each result */
	List	   *groupings;		/* GROUPING()s */
	List	   *columns;		/* what the child has to bring */
	List	   *scan_tlist;		/* keys, aggregates, GROUPING()s */
} TallyQuery;

extern bool may_be_tally_query(PlannerInfo *root);
extern bool read_tally_query(PlannerInfo *root, PathTarget *target,
							 GroupPathExtraData *extra, bool partial,
							 TallyQuery *query);

#endif							/* CSAT_TALLY_MATCH_H */

/*
 * tally_aggregate.h
 *	  One executor node for grouped tallies, where PostgreSQL would put its
 *	  Aggregate.  offer.c makes the path, query.c reads the query for it,
 *	  plan.c makes the plan, run.c executes it.  rows.c and heap.c bring rows,
 *	  for which calls.c calls functions of one column; batch.c collects them,
 *	  count.c counts them into groups, groups.c has the hash table of these and
 *	  spill.c what does not fit into memory.
 */
#ifndef CSAT_TALLY_AGGREGATE_H
#define CSAT_TALLY_AGGREGATE_H

#include "postgres.h"

#include "nodes/extensible.h"
#include "nodes/pathnodes.h"

/* The values of csat.enable_tally_aggregate. */
typedef enum TallyAggregateUse
{
	TALLY_AGGREGATE_OFF,
	TALLY_AGGREGATE_ON,
	TALLY_AGGREGATE_FORCE		/* no other path is left, for tests */
} TallyAggregateUse;

extern int	enable_tally_aggregate;

/* How a state takes in a row. */
typedef enum StateKind
{
	STATE_ROWS,					/* count(*) */
	STATE_TRUE,					/* count(*) FILTER */
	STATE_VALUES,				/* count(value) */
	STATE_INT2,					/* a score of this type on a known scale */
	STATE_INT4,
	STATE_FLOAT8,
	STATE_NUMERIC,
	STATE_BOOL,
	STATE_WEIGHTED				/* a score and its weight, both double precision */
} StateKind;

/*
 * What one aggregate state is: counts, one for each of `points`, or for
 * STATE_WEIGHTED sums.
 */
typedef struct StateInfo
{
	StateKind	kind;
	Oid			transfn;
	int			lowest;
	int			points;
	int			format;			/* of the tally that it becomes, or 0 */
	bool		null_if_empty;	/* no answers give NULL, not an empty tally */
	int			narguments;
	int			arguments[2];	/* columns of the child, from 0 */
} StateInfo;

/* What one aggregate returns. */
typedef struct ResultInfo
{
	int			state;			/* which state */
	Oid			finalfn;		/* or InvalidOid: the state itself */
	Oid			aggregate;
} ResultInfo;

#define MAX_KEYS	32

/* All that the executor has to know; lists of numbers carry it there. */
typedef struct TallyPlan
{
	bool		grouped;		/* has GROUP BY, so that no rows give no rows */
	bool		partial;		/* returns states, not final values */
	int			nkeys;
	int			keys[MAX_KEYS]; /* columns of the child, from 0 */
	int			nstates;
	StateInfo  *states;
	int			nresults;
	ResultInfo *results;
} TallyPlan;

/* What a query needs of the node, as offer.c builds it. */
typedef struct TallyQuery
{
	TallyPlan	plan;
	List	   *keys;			/* expressions */
	List	   *aggrefs;		/* one for each result */
	List	   *columns;		/* what the child has to bring */
	List	   *scan_tlist;		/* keys, then aggregates */
} TallyQuery;

/* query.c */
extern bool may_be_tally_query(PlannerInfo *root);
extern bool read_tally_query(PlannerInfo *root, PathTarget *target,
							 GroupPathExtraData *extra, bool partial,
							 TallyQuery *query);

/* plan.c */
extern const CustomPathMethods tally_aggregate_path_methods;
extern const CustomScanMethods tally_aggregate_scan_methods;
extern List *tally_plan_to_lists(const TallyPlan *plan);
extern TallyPlan *tally_plan_from_lists(List *lists);

/* run.c */
extern Node *tally_aggregate_create_state(CustomScan *scan);

/* offer.c: what the module calls when it is loaded */
extern void tally_aggregate_init(void);

#endif							/* CSAT_TALLY_AGGREGATE_H */

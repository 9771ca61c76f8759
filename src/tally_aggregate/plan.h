/*
 * plan.h
 *	  What a Tally Aggregate has to do: the planner writes it, the executor
 *	  reads it.
 */
#ifndef CSAT_TALLY_PLAN_H
#define CSAT_TALLY_PLAN_H

#include "postgres.h"

#include "nodes/pg_list.h"

/* How a state takes in a row. */
typedef enum StateKind
{
	STATE_ROWS,					/* count(*), count(value) */
	STATE_INT2,					/* a score of this type on a known scale */
	STATE_INT4,
	STATE_FLOAT8,
	STATE_NUMERIC,
	STATE_BOOL,
	/* the others take a number too */
	STATE_WEIGHTED,				/* a score and its weight, both double precision */
	STATE_TALLY,				/* csat(), nps() and sum() of tallies */
	STATE_INT_SUM,				/* sum() of smallint and integer */
	STATE_INT_AVG,
	STATE_INT_MIN,				/* min() of integers, dates and times; bool_and() */
	STATE_INT_MAX,
	STATE_FLOAT8_SUM,
	STATE_FLOAT8_AVG,
	STATE_FLOAT8_MIN,
	STATE_FLOAT8_MAX
} StateKind;

static inline bool
takes_number(StateKind kind)
{
	return kind >= STATE_WEIGHTED;
}

struct Tally;

/* A weight, or what is added up or compared. */
typedef union Number
{
	struct Tally *tally;
	int64		integer;
	double		real;
} Number;

#define MAX_ARGUMENTS	2

/*
 * What one aggregate state is: counts, one for each of `points`, for
 * STATE_WEIGHTED sums, or for those after it a NumberState.
 */
typedef struct StateInfo
{
	StateKind	kind;
	Oid			transfn;
	int			lowest;
	int			points;
	int			format;			/* of the tally that it becomes, or 0 */
	bool		null_if_empty;	/* no answers give NULL, not an empty tally */
	int			filter;			/* column of the child, from 0, or -1 */
	int			narguments;
	int			arguments[MAX_ARGUMENTS];	/* columns of the child, from 0; the
											 * last one is the number */
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
	bool		all_keys;		/* returns groups by all keys, */
	int			nsets;			/* and by so many grouping sets, */
	uint32	   *sets;			/* which leave out these keys */
	List	   *groupings;		/* the keys that each GROUPING() is about */
	int			nstates;
	StateInfo  *states;
	int			nresults;
	ResultInfo *results;
} TallyPlan;

extern List *tally_plan_to_lists(const TallyPlan *plan);
extern TallyPlan *tally_plan_from_lists(List *lists);

#endif							/* CSAT_TALLY_PLAN_H */

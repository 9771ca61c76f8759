/*
 * rollup.h
 *	  A rollup r: the view r that people read, the table r_deltas of what
 *	  statements added and removed, the view r_recount that counts anew and
 *	  holds the definition, and triggers.  They know each other by constants of
 *	  type regclass in stored expressions, which PostgreSQL keeps right when
 *	  something is renamed, dumped or restored: a trigger's WHEN names r, and
 *	  r names the other two.
 */
#ifndef CSAT_ROLLUP_H
#define CSAT_ROLLUP_H

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "nodes/plannodes.h"
#include "storage/lmgr.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/queryenvironment.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "compat.h"

typedef struct TallyRollup
{
	Oid			view;
	Oid			deltas;
	Oid			recount;
	Oid			table;			/* what recount reads */
	Oid			owner;			/* of all of them */
} TallyRollup;

/* links.c: what belongs together */
extern Oid	rollup_of_trigger(const Trigger *trigger);
extern bool find_rollup(Oid view, TallyRollup *rollup);
extern void lock_rollup(Oid view, LOCKMODE deltas_mode, TallyRollup *rollup);
extern TallyRollup own_rollup(Oid view, LOCKMODE mode, LOCKMODE deltas_mode);
extern List *tables_of(Oid table, LOCKMODE mode);
extern Query *copy_view_query(Oid view);
extern RangeTblEntry *only_table(Query *query);
extern void check_owner(Oid part, const TallyRollup *rollup);
extern void must_own(Oid relation, const char *what);
extern Oid	owner_of(Oid class, Oid object);
extern Oid	schema_of_csat(void);
extern char *qualified_name(Oid relation);

/* definition.c: what a rollup can be */
pg_noreturn extern void not_one_expression(void);
extern void check_definition(Query *recount, Oid owner);
extern bool counts_rows(Query *query);
extern bool same_columns(Relation deltas, Query *recount);
extern void check_source(Oid source, const TallyRollup *rollup, char persistence);
extern Query *check_rollup(const TallyRollup *rollup);
extern bool is_ours(Oid class, Oid object);

/* settings.c: whose rights it runs with, and settings that must not change it */
typedef struct Caller
{
	Oid			user;
	int			context;
	int			settings;
} Caller;

extern Caller begin_as_owner(Oid owner);
extern void end_as_owner(Caller caller);

/* append.c: queries that PostgreSQL plans and runs, none of them by name */
extern Query *append_query(Oid deltas, Query *counted, bool removed);
extern Query *read_changed_rows(Query *recount, Oid root, Relation table);
extern Query *read_partition(Query *recount, Oid root, Relation partition);
extern PlannedStmt *plan_query(Query *query);
extern void run_plan(PlannedStmt *plan, Snapshot snapshot, QueryEnvironment *environment,
					 DestReceiver *receiver);
extern void run_text(const char *text, List *relations, Snapshot snapshot, DestReceiver *receiver);
extern void check_names(Query *query, List *relations);

/* text.c: the queries of a rollup as SQL */
extern bool starts_null(Aggref *aggregate);
extern char *view_query(Query *recount, const TallyRollup *rollup);
extern char *folding_query(Query *recount, const TallyRollup *rollup);
extern char *differing_query(Query *recount, const TallyRollup *rollup);

/* triggers.c: which table has which triggers */
extern bool lacks_trigger(const TallyRollup *rollup, Relation table);
extern void attach_triggers(const TallyRollup *rollup);
extern void detach_triggers(const TallyRollup *rollup);
extern List *triggers_of(Oid view);
extern Oid	detached_table(const TallyRollup *rollup);
extern bool is_single(const Trigger *trigger, Relation table, Oid view);

/* guard.c: rows of partitions that have no triggers yet */
extern void note_statement(Oid view);
extern void forget_statement(Oid view);
extern void guard_row(TriggerData *trigger, const TallyRollup *rollup);

/* parts.c: making what a rollup is made of */
extern Oid	define_view(const char *text);
extern Oid	create_deltas(const char *name, const TallyRollup *rollup);
extern void revoke_all(Oid relation);
extern void alter_table(Oid table, const char *what);
extern Node *parse_statement(const char *text);

/* read.c: has the rollup counted its table? */
extern void check_filled(Oid deltas);

/* fill.c: counting the table */
extern void check_isolation(const char *what);
extern void check_not_in_use(const TallyRollup *rollup);
extern void fill_rollup(const TallyRollup *rollup);
extern void note_time(const TallyRollup *rollup);

/* release_1_0_0.c */
extern void carry_over(Oid view);

#endif							/* CSAT_ROLLUP_H */

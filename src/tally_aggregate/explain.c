/*
 * explain.c
 *	  What EXPLAIN says of a Tally Aggregate.
 */
#include "postgres.h"

#include "utils/ruleutils.h"

#include "compat.h"
#include "tally_aggregate/run.h"

/* Columns of custom_scan_tlist as SQL. */
static void
show_columns(CustomScanState *css, const char *label, int from, int to,
			 List *ancestors, ExplainState *es)
{
	CustomScan *scan = (CustomScan *) css->ss.ps.plan;
	List	   *context = set_deparse_context_plan(es->deparse_cxt, &scan->scan.plan, ancestors);
	bool		prefix = several_tables(es) || es->verbose;
	List	   *shown = NIL;

	for (int i = from; i < to; i++)
	{
		TargetEntry *entry = list_nth(scan->custom_scan_tlist, i);

		shown = lappend(shown, deparse_expression((Node *) entry->expr, context, prefix, true));
	}
	if (shown != NIL)
		ExplainPropertyList(label, shown, es);
}

#define KILOBYTES(bytes)	(((int64) (bytes) + 1023) / 1024)

void
tally_aggregate_explain(CustomScanState *css, List *ancestors, ExplainState *es)
{
	TallyAggregateState *node = (TallyAggregateState *) css;
	int			nkeys = node->plan->nkeys;

	show_columns(css, "Tallies", nkeys, nkeys + node->plan->nresults, ancestors, es);
	show_columns(css, "Group Key", 0, nkeys, ancestors, es);
	if (!es->analyze || !node->looked_for_heap)
		return;
	groups_note_size(node->groups);
	ExplainPropertyInteger("Peak Memory Usage", "kB", KILOBYTES(node->groups->peak), es);
	if (node->spill.nparts == 0)
		return;
	ExplainPropertyInteger("Batches", NULL, 1 + node->spill.nparts, es);
	ExplainPropertyInteger("Disk Usage", "kB", KILOBYTES(node->spill.blocks * BLCKSZ), es);
}

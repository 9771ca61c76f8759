/*
 * text.c
 *	  A rollup's queries as SQL.  Every name in them is qualified.
 */
#include "postgres.h"

#include "catalog/pg_aggregate.h"
#include "lib/stringinfo.h"

#include "rollup/rollup.h"

/* The schema of csat, quoted. */
static const char *
csat_schema(void)
{
	return quote_identifier(get_namespace_name(schema_of_csat()));
}

/* The columns by which a rollup groups. */
static char *
key_names(Query *recount)
{
	StringInfoData names;
	ListCell   *cell;

	initStringInfo(&names);
	foreach(cell, recount->targetList)
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);

		if (entry->ressortgroupref != 0)
			appendStringInfo(&names, "%s%s", names.len > 0 ? ", " : "", quote_identifier(entry->resname));
	}
	return names.data;
}

/* Is the aggregate NULL without answers?  Those that know their scale are an empty tally. */
bool
starts_null(Aggref *aggregate)
{
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate->aggfnoid));
	bool		isnull;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", aggregate->aggfnoid);
	(void) SysCacheGetAttr(AGGFNOID, tuple, Anum_pg_aggregate_agginitval, &isnull);
	ReleaseSysCache(tuple);
	return isnull;
}

/* What was added less what was removed: rows for removed ones have a negative row_count. */
static char *
remaining_tally(TargetEntry *entry)
{
	const char *csat = csat_schema();
	const char *name = quote_identifier(entry->resname);
	char	   *added = psprintf("%s.sum(%s) FILTER (WHERE row_count > 0)", csat, name);
	char	   *remaining = psprintf("coalesce(%s_subtract(%s, %s.sum(%s) FILTER (WHERE row_count < 0)), %s)",
									 format_type_be_qualified(exprType((Node *) entry->expr)), added, csat, name, added);

	if (starts_null((Aggref *) entry->expr))
		remaining = psprintf("CASE WHEN %s.responses(%s) > 0 THEN %s END", csat, remaining, remaining);
	return psprintf("%s AS %s", remaining, name);
}

/* What a table of deltas, or of folded ones, adds up to. */
static char *
remaining_query(Query *recount, const char *from)
{
	StringInfoData query;
	ListCell   *cell;

	initStringInfo(&query);
	foreach(cell, recount->targetList)
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);

		appendStringInfoString(&query, query.len > 0 ? ", " : "SELECT ");
		if (entry->ressortgroupref != 0)
			appendStringInfoString(&query, quote_identifier(entry->resname));
		else if (entry != llast(recount->targetList))
			appendStringInfoString(&query, remaining_tally(entry));
		else
			appendStringInfoString(&query, "sum(row_count)::bigint AS row_count");
	}
	appendStringInfo(&query, " FROM %s GROUP BY %s HAVING %s._tally_rollup_has_rows(sum(row_count)::bigint)",
					 from, key_names(recount), csat_schema());
	return query.data;
}

/* The query of the view that people read; it cannot be read before it is filled. */
char *
view_query(Query *recount, const TallyRollup *rollup)
{
	return remaining_query(recount, psprintf("%s WHERE %s._tally_rollup_is_filled('%u'::regclass, '%u'::regclass)",
											 qualified_name(rollup->deltas), csat_schema(), rollup->deltas, rollup->recount));
}

/* Fold the deltas of each group into one, in one statement: a reader sees the former or the latter. */
char *
folding_query(Query *recount, const TallyRollup *rollup)
{
	const char *deltas = qualified_name(rollup->deltas);

	return psprintf("WITH folded AS (DELETE FROM %s WHERE ctid = ANY (ARRAY(SELECT unnest(array_agg(ctid)) FROM %s GROUP BY %s HAVING count(*) > 1)) RETURNING *) INSERT INTO %s %s",
					deltas, deltas, key_names(recount), deltas, remaining_query(recount, "folded"));
}

/* Does a tally of a group, added up, differ from what was removed and what a recount finds? */
static char *
tally_differs(TargetEntry *entry)
{
	const char *csat = csat_schema();
	const char *name = quote_identifier(entry->resname);
	char	   *added = psprintf("%s.sum(%s) FILTER (WHERE row_count > 0)", csat, name);
	char	   *removed = psprintf("%s.sum(%s) FILTER (WHERE row_count < 0)", csat, name);

	return psprintf("NOT coalesce(%s OPERATOR(%s.=) %s, (%s) IS NULL AND (%s) IS NULL)", added, csat, removed, added, removed);
}

/*
 * The groups whose deltas do not add up to nothing once the recount is taken
 * from them: keys, rows by the rollup, rows by the recount.
 */
char *
differing_query(Query *recount, const TallyRollup *rollup)
{
	StringInfoData keys;
	StringInfoData differs;
	StringInfoData columns;
	ListCell   *cell;

	initStringInfo(&keys);
	initStringInfo(&differs);
	initStringInfo(&columns);
	foreach(cell, recount->targetList)
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);

		if (entry == llast(recount->targetList))
			break;
		appendStringInfo(&columns, "%s, ", quote_identifier(entry->resname));
		if (entry->ressortgroupref == 0)
			appendStringInfo(&differs, " OR %s", tally_differs(entry));
		else
			appendStringInfo(&keys, "%s%s, %s", keys.len > 0 ? ", " : "", quote_literal_cstr(entry->resname), quote_identifier(entry->resname));
	}
	return psprintf("SELECT 'differs from a recount'::text, jsonb_build_object(%s), coalesce(sum(row_count) FILTER (WHERE kept), 0)::bigint, -coalesce(sum(row_count) FILTER (WHERE NOT kept), 0)::bigint"
					" FROM (SELECT %s row_count, true AS kept FROM %s UNION ALL SELECT %s -row_count, false FROM %s) AS both_sides"
					" GROUP BY %s HAVING sum(row_count) <> 0%s",
					keys.data, columns.data, qualified_name(rollup->deltas), columns.data, qualified_name(rollup->recount),
					key_names(recount), differs.data);
}

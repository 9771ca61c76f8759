/*
 * text.c
 *	  A rollup's queries as SQL.  Every name in them is qualified.
 */
#include "postgres.h"

#include "catalog/pg_aggregate.h"
#include "lib/stringinfo.h"

#include "rollup/rollup.h"

/* Of a column: %1$s is its name, %2$s the schema of csat, %3$s its type. */
#define ADDED "%2$s.sum(%1$s) FILTER (WHERE row_count > 0)"
#define REMOVED "%2$s.sum(%1$s) FILTER (WHERE row_count < 0)"
#define REMAINING "coalesce(%3$s_subtract(" ADDED ", " REMOVED "), " ADDED ")"

/* Is the aggregate NULL without answers?  Those that know their scale are an empty tally. */
bool
starts_null(Aggref *aggregate)
{
	HeapTuple	tuple = SearchSysCacheCopy1(AGGFNOID, ObjectIdGetDatum(aggregate->aggfnoid));
	bool		isnull = false;

	if (HeapTupleIsValid(tuple))
		(void) SysCacheGetAttr(AGGFNOID, tuple, Anum_pg_aggregate_agginitval, &isnull);
	return isnull;
}

static const char *
csat_schema(void)
{
	return quote_identifier(get_namespace_name(schema_of_csat()));
}

/* A piece of SQL for each key, or for each tally; those that are NULL without answers have their own format. */
static char *
each(Query *recount, bool keys, const char *separator, const char *format,
	 const char *format_of_nulls)
{
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, recount->targetList)
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);

		if (keys != (entry->ressortgroupref != 0) || entry == llast(recount->targetList))
			continue;
		appendStringInfoString(&text, text.len > 0 ? separator : "");
		appendStringInfo(&text,
						 IsA(entry->expr, Aggref) && starts_null((Aggref *) entry->expr) ?
						 format_of_nulls : format,
						 quote_identifier(entry->resname), csat_schema(),
						 format_type_be_qualified(exprType((Node *) entry->expr)));
	}
	return text.data;
}

/* What a table of deltas, or of folded ones, adds up to: rows for removed ones have a negative row_count. */
static char *
remaining_query(Query *recount, const char *from)
{
	char	   *keys = each(recount, true, ", ", "%1$s", NULL);

	return psprintf("SELECT %s, %s, sum(row_count)::bigint AS row_count FROM %s GROUP BY %s"
					" HAVING %s._tally_rollup_has_rows(sum(row_count)::bigint)",
					keys,
					each(recount, false, ", ", REMAINING " AS %1$s",
						 "CASE WHEN %2$s.responses(" REMAINING ") > 0 THEN " REMAINING " END AS %1$s"),
					from, keys, csat_schema());
}

/* The query of the view that people read; it cannot be read before it is filled. */
char *
view_query(Query *recount, const TallyRollup *rollup)
{
	return remaining_query(recount,
						   psprintf("%s WHERE %s._tally_rollup_is_filled('%u'::regclass, '%u'::regclass)",
									qualified_name(rollup->deltas), csat_schema(),
									rollup->deltas, rollup->recount));
}

/* A relation with the columns of the definition, whatever their names are by now */
static char *
with_columns(const char *relation, Query *recount)
{
	return psprintf("%s (%s, %s, row_count)", relation, each(recount, true, ", ", "%1$s", NULL),
					each(recount, false, ", ", "%1$s", "%1$s"));
}

/* Fold the deltas of each group into one, in one statement: a reader sees the former or the latter. */
char *
folding_query(Query *recount, const TallyRollup *rollup)
{
	const char *deltas = qualified_name(rollup->deltas);

	return psprintf("WITH %s AS (DELETE FROM %s WHERE ctid = ANY"
					" (ARRAY(SELECT unnest(array_agg(ctid)) FROM %s GROUP BY %s HAVING count(*) > 1))"
					" RETURNING *) INSERT INTO %s %s",
					with_columns("folded", recount), deltas,
					with_columns(psprintf("%s AS d", deltas), recount),
					each(recount, true, ", ", "%1$s", NULL), deltas,
					remaining_query(recount, "folded"));
}

/*
 * The groups whose deltas do not add up to nothing once the recount is taken
 * from them: keys, rows by the rollup, rows by the recount.
 */
char *
differing_query(Query *recount, const TallyRollup *rollup)
{
	const char *differs = "NOT coalesce(" ADDED " OPERATOR(%2$s.=) " REMOVED
		", (" ADDED ") IS NULL AND (" REMOVED ") IS NULL)";
	char	   *keys = each(recount, true, ", ", "%1$s", NULL);
	char	   *tallies = each(recount, false, ", ", "%1$s", "%1$s");

	return psprintf("SELECT 'differs from a recount'::text, (SELECT to_jsonb(k) FROM (SELECT %s) AS k),"
					" coalesce(sum(row_count) FILTER (WHERE kept), 0)::bigint, -coalesce(sum(row_count) FILTER (WHERE NOT kept), 0)::bigint"
					" FROM (SELECT %s, %s, row_count, true AS kept FROM %s UNION ALL SELECT %s, %s, -row_count, false FROM %s) AS both_sides"
					" GROUP BY %s HAVING sum(row_count) <> 0 OR %s",
					keys, keys, tallies,
					with_columns(psprintf("%s AS d", qualified_name(rollup->deltas)), recount),
					keys, tallies,
					with_columns(psprintf("%s AS r", qualified_name(rollup->recount)), recount),
					keys, each(recount, false, " OR ", differs, differs));
}

/*
 * create.c
 *	  Making a rollup.  Keys and tallies are parsed here, on the search path of
 *	  whoever calls, and nowhere else: from then on the view that counts anew
 *	  knows what they mean.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/fmgroids.h"
#include "utils/varlena.h"

#include "rollup/rollup.h"

/* With the longest suffix, _truncate of a trigger, a name has to fit into 63 bytes. */
#define LONGEST_NAME 54

/* Keys or tallies, separated by commas */
static char *
expressions(ArrayType *array)
{
	return TextDatumGetCString(OidFunctionCall2(F_ARRAY_TO_STRING_ANYARRAY_TEXT,
												PointerGetDatum(array),
												CStringGetTextDatum(",\n")));
}

/* Columns are named by their number: GROUP BY 1, 2 */
static char *
counting_query(const char *recount, Oid table, ArrayType *keys, ArrayType *tallies, int *columns)
{
	int			number = keys == NULL ? 0 : ArrayGetNItems(ARR_NDIM(keys), ARR_DIMS(keys));
	StringInfoData query;

	if (number == 0 || tallies == NULL || ARR_NDIM(tallies) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a tally rollup needs a key and a tally at least"),
				 errhint("A key that is the same for all rows gives one group: true AS everything.")));
	if (array_contains_nulls(keys) || array_contains_nulls(tallies))
		not_one_expression();
	initStringInfo(&query);
	appendStringInfo(&query,
					 "CREATE VIEW %s AS SELECT\n%s,\n%s,\npg_catalog.count(*) AS row_count\nFROM %s%s\nGROUP BY 1",
					 recount, expressions(keys), expressions(tallies),
					 get_rel_relkind(table) == RELKIND_PARTITIONED_TABLE ? "" : "ONLY ",
					 qualified_name(table));
	for (int i = 2; i <= number; i++)
		appendStringInfo(&query, ", %d", i);
	*columns = number + ArrayGetNItems(ARR_NDIM(tallies), ARR_DIMS(tallies)) + 1;
	return query.data;
}

/* As SQL needs it: the schema in which all parts are to be, and the name of one */
static char *
part_name(RangeVar *name, const char *suffix)
{
	return quote_qualified_identifier(name->schemaname, psprintf("%s%s", name->relname, suffix));
}

static RangeVar *
parse_name(text *name)
{
	RangeVar   *parsed = makeRangeVarFromNameList(textToQualifiedNameList(name));
	Oid			schema;

	if (parsed->catalogname != NULL || strlen(parsed->relname) > LONGEST_NAME)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid name of a tally rollup: %s", quote_literal_cstr(text_to_cstring(name))),
				 errhint("It is a name of up to %d bytes, with or without a schema.", LONGEST_NAME)));
	schema = RangeVarGetCreationNamespace(parsed);
	if (isAnyTempNamespace(schema))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_SCHEMA_NAME),
				 errmsg("a tally rollup cannot be temporary"),
				 errhint("Give it a name in a schema that is not temporary.")));
	parsed->schemaname = get_namespace_name(schema);
	return parsed;
}

/* What can be known of the table beforehand */
static void
lock_source(Oid table, TallyRollup *rollup)
{
	if (!OidIsValid(owner_of(RelationRelationId, table)))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("there is no table for a tally rollup: OID %u", table),
				 errhint("The second argument is the table that it counts, such as 'answers'.")));
	must_own(table, "table");
	LockRelationOid(table, ShareRowExclusiveLock);
	rollup->owner = GetUserId();
	rollup->table = table;
	check_source(table, rollup, get_rel_persistence(table));
	check_not_in_use(rollup);
}

static void
create_parts(TallyRollup *rollup, RangeVar *name, ArrayType *keys, ArrayType *tallies)
{
	int			columns;
	Query	   *recount;
	Caller		caller;

	rollup->recount = define_view(counting_query(part_name(name, "_recount"), rollup->table,
												 keys, tallies, &columns));
	recount = copy_view_query(rollup->recount);
	if (list_length(recount->targetList) != columns || only_table(recount) == NULL ||
		only_table(recount)->relid != rollup->table)
		not_one_expression();
	check_definition(recount, rollup->owner);
	caller = begin_as_owner(rollup->owner);
	rollup->deltas = create_deltas(part_name(name, "_deltas"), rollup);
	rollup->view = define_view(psprintf("CREATE VIEW %s AS %s", part_name(name, ""),
										view_query(recount, rollup)));
	check_names(copy_view_query(rollup->view), list_make2_oid(rollup->view, rollup->deltas));
	end_as_owner(caller);
	revoke_all(rollup->recount);
	revoke_all(rollup->deltas);
	revoke_all(rollup->view);
}

/*
 * create_tally_rollup(name text, source regclass, keys text[], tallies text[] [, fill boolean]) returns void
 */
PG_FUNCTION_INFO_V1(tally_rollup_create);
Datum
tally_rollup_create(PG_FUNCTION_ARGS)
{
	TallyRollup rollup = {0};
	RangeVar   *name;
	Caller		caller;

	check_isolation("count a tally rollup");
	lock_source(PG_ARGISNULL(1) ? InvalidOid : PG_GETARG_OID(1), &rollup);
	name = parse_name(PG_ARGISNULL(0) ? cstring_to_text("") : PG_GETARG_TEXT_PP(0));
	create_parts(&rollup, name, PG_ARGISNULL(2) ? NULL : PG_GETARG_ARRAYTYPE_P(2),
				 PG_ARGISNULL(3) ? NULL : PG_GETARG_ARRAYTYPE_P(3));
	attach_triggers(&rollup);
	caller = begin_as_owner(rollup.owner);
	if (PG_NARGS() < 5 || PG_ARGISNULL(4) || PG_GETARG_BOOL(4))
		fill_rollup(&rollup);
	else						/* a row without a number of rows: not counted yet */
		run_text(psprintf("INSERT INTO %s (row_count) VALUES (NULL)",
						  qualified_name(rollup.deltas)),
				 list_make1_oid(rollup.deltas), GetActiveSnapshot(), None_Receiver);
	end_as_owner(caller);
	PG_RETURN_VOID();
}

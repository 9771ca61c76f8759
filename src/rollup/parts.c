/*
 * parts.c
 *	  Making what a rollup is made of.
 */
#include "postgres.h"

#include "commands/createas.h"
#include "commands/event_trigger.h"
#include "commands/tablecmds.h"
#include "commands/view.h"
#include "parser/analyze.h"
#include "parser/parse_node.h"
#include "tcop/tcopprot.h"
#include "utils/acl.h"

#include "rollup/rollup.h"

/* One statement of SQL, not analyzed */
Node *
parse_statement(const char *text)
{
	List	   *statements = pg_parse_query(text);

	if (list_length(statements) != 1)
		not_one_expression();
	return linitial_node(RawStmt, statements)->stmt;
}

/*
 * As the server does it: some releases crash in AlterTableInternal() if a
 * command with event triggers is under way.
 */
void
alter_table(Oid table, const char *what)
{
	Node	   *statement = parse_statement(psprintf("ALTER TABLE t %s", what));

	EventTriggerAlterTableStart(statement);
	AlterTableInternal(table, castNode(AlterTableStmt, statement)->cmds, false);
	EventTriggerAlterTableEnd();
	CommandCounterIncrement();
}

/* Only what the owner grants: default privileges may have given it to all. */
void
revoke_all(Oid relation)
{
	HeapTuple	tuple = SearchSysCacheCopy1(RELOID, ObjectIdGetDatum(relation));
	bool		isnull;
	Datum		acl = SysCacheGetAttr(RELOID, tuple, Anum_pg_class_relacl, &isnull);
	Oid		   *roles;
	int			number = isnull ? 0 : aclmembers(DatumGetAclP(acl), &roles);

	for (int i = 0; i < number; i++)
	{
		if (roles[i] != GetUserId())
			RemoveRoleFromObjectACL(roles[i], RelationRelationId, relation);
	}
	if (!isnull)
		RemoveRoleFromObjectACL(ACL_ID_PUBLIC, RelationRelationId, relation);
	CommandCounterIncrement();
}

/* Create a view, or replace it, by SQL that makes nothing else. */
Oid
define_view(const char *text)
{
	Node	   *statement = parse_statement(text);
	Oid			view;

	if (!IsA(statement, ViewStmt))
		not_one_expression();
	EventTriggerAlterTableStart(statement);
	view = DefineView((ViewStmt *) statement, text, 0, 0).objectId;
	EventTriggerAlterTableEnd();
	CommandCounterIncrement();
	return view;
}

/* A heap, whatever the default is, as rows are deleted; to be published, DELETE needs to know them. */
Oid
create_deltas(const char *name, const TallyRollup *rollup)
{
	const char *unlogged = get_rel_persistence(rollup->table) == RELPERSISTENCE_UNLOGGED ?
		"UNLOGGED" : "";
	char	   *text = psprintf("CREATE %s TABLE %s USING heap AS TABLE %s WITH NO DATA", unlogged,
								name, qualified_name(rollup->recount));
	RawStmt    *raw = linitial_node(RawStmt, pg_parse_query(text));
	Query	   *query = parse_analyze_fixedparams(raw, text, NULL, 0, NULL);
	CreateTableAsStmt *statement = castNode(CreateTableAsStmt, query->utilityStmt);
	Oid			deltas = ExecCreateTableAs(make_parsestate(NULL), statement, NULL, NULL, NULL).objectId;

	CommandCounterIncrement();
	alter_table(deltas, "REPLICA IDENTITY FULL");
	return deltas;
}

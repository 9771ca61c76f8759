/*
 * parts.c
 *	  Making what a rollup is made of.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "catalog/pg_class.h"
#include "catalog/toasting.h"
#include "commands/tablecmds.h"
#include "commands/view.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "tcop/tcopprot.h"
#include "utils/acl.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "rollup/rollup.h"

/* Only what the owner grants: default privileges may have given it to all. */
void
revoke_all(Oid relation)
{
	Relation	classes = table_open(RelationRelationId, RowExclusiveLock);
	HeapTuple	tuple = SearchSysCacheCopy1(RELOID, ObjectIdGetDatum(relation));
	Datum		values[Natts_pg_class] = {0};
	bool		nulls[Natts_pg_class] = {0};
	bool		replace[Natts_pg_class] = {0};
	bool		isnull;
	Datum		acl = SysCacheGetAttr(RELOID, tuple, Anum_pg_class_relacl, &isnull);

	if (!isnull)
	{
		Oid		   *grantees;
		int			number = aclmembers(DatumGetAclP(acl), &grantees);

		updateAclDependencies(RelationRelationId, relation, 0, GetUserId(), number, grantees, 0, NULL);
		nulls[Anum_pg_class_relacl - 1] = true;
		replace[Anum_pg_class_relacl - 1] = true;
		tuple = heap_modify_tuple(tuple, RelationGetDescr(classes), values, nulls, replace);
		CatalogTupleUpdate(classes, &tuple->t_self, tuple);
	}
	table_close(classes, RowExclusiveLock);
	CommandCounterIncrement();
}

/* Create a view, or replace it, by SQL that makes nothing else. */
Oid
define_view(const char *text)
{
	List	   *statements = pg_parse_query(text);
	RawStmt    *statement = linitial_node(RawStmt, statements);
	Oid			view;

	if (list_length(statements) != 1 || !IsA(statement->stmt, ViewStmt))
		not_one_expression();
	view = DefineView((ViewStmt *) statement->stmt, text, statement->stmt_location, statement->stmt_len).objectId;
	CommandCounterIncrement();
	return view;
}

/* DELETE and UPDATE of a published table need to know the rows. */
void
identify_by_all_columns(Oid table)
{
	AlterTableCmd *command = makeNode(AlterTableCmd);
	ReplicaIdentityStmt *identity = makeNode(ReplicaIdentityStmt);

	identity->identity_type = REPLICA_IDENTITY_FULL;
	command->subtype = AT_ReplicaIdentity;
	command->def = (Node *) identity;
	AlterTableInternal(table, list_make1(command), false);
	CommandCounterIncrement();
}

/* A table of what a query gives. */
Oid
create_deltas(RangeVar *name, Query *recount)
{
	CreateStmt *statement = makeNode(CreateStmt);
	ListCell   *cell;
	Oid			deltas;

	statement->relation = name;
	statement->oncommit = ONCOMMIT_NOOP;
	statement->accessMethod = "heap";	/* whatever the default is, rows are deleted */
	foreach(cell, recount->targetList)
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);
		Node	   *expression = (Node *) entry->expr;

		statement->tableElts = lappend(statement->tableElts,
									   makeColumnDef(entry->resname, exprType(expression), exprTypmod(expression), exprCollation(expression)));
	}
	deltas = DefineRelation(statement, RELKIND_RELATION, InvalidOid, NULL, NULL).objectId;
	CommandCounterIncrement();
	NewRelationCreateToastTable(deltas, (Datum) 0);
	CommandCounterIncrement();
	revoke_all(deltas);
	identify_by_all_columns(deltas);
	return deltas;
}

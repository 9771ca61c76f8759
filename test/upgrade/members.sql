-- All that CREATE EXTENSION csat made, as lines of text that are equal for
-- equal extensions: each member and what belongs to it (array types, the
-- operators of a class), with every column of its catalog row.  References to
-- other objects are written as their names, for oids differ from one database
-- to the next.

-- A row of a catalog.  Expression trees are left out: they hold oids and
-- places in the script; pg_get_functiondef shows what they say.
CREATE FUNCTION pg_temp.catalog_row(class regclass, key name, id oid, OUT contents jsonb) LANGUAGE plpgsql AS $$
DECLARE
	columns text;
BEGIN
	SELECT string_agg(format('%L, %s', attname,
		CASE WHEN pktable IS NULL THEN format('r.%I', attname)
			WHEN is_array THEN format('ARRAY(SELECT pg_describe_object(%L::regclass, referred, 0) FROM unnest(r.%I::oid[]) WITH ORDINALITY u(referred, place) ORDER BY place)', pktable, attname)
			ELSE format('pg_describe_object(%L::regclass, r.%I::oid, 0)', pktable, attname)
		END), ', ')
	INTO columns
	FROM pg_attribute
		LEFT JOIN pg_get_catalog_foreign_keys() ON fktable = class AND fkcols = ARRAY[attname::text] AND pkcols = '{oid}'
	WHERE attrelid = class AND attnum > 0 AND attname <> 'oid' AND atttypid <> 'pg_node_tree'::regtype;

	EXECUTE format('SELECT jsonb_build_object(%s) FROM %s r WHERE r.%I = $1', columns, class, key) INTO STRICT contents USING id;
END $$;

WITH RECURSIVE members (class, id) AS (
	SELECT classid::regclass, objid FROM pg_depend
	WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'csat')
	UNION
	SELECT d.classid::regclass, d.objid FROM members JOIN pg_depend d ON d.refclassid = class AND d.refobjid = id
	WHERE d.deptype IN ('i', 'a')
), descriptions (name, kind, contents) AS (
	SELECT pg_describe_object(class, id, 0), class::text, pg_temp.catalog_row(class, 'oid', id) FROM members
	UNION ALL
	SELECT pg_describe_object(class, id, 0), 'pg_aggregate', pg_temp.catalog_row('pg_aggregate', 'aggfnoid', id)
	FROM members JOIN pg_proc p ON class = 'pg_proc'::regclass AND p.oid = id AND prokind = 'a'
	UNION ALL
	SELECT pg_describe_object(class, id, 0), 'definition', to_jsonb(pg_get_functiondef(id))
	FROM members JOIN pg_proc p ON class = 'pg_proc'::regclass AND p.oid = id AND prokind <> 'a'
	UNION ALL
	SELECT pg_describe_object(class, id, 0), 'arguments', to_jsonb(pg_get_function_arguments(id))
	FROM members WHERE class = 'pg_proc'::regclass
	UNION ALL
	SELECT pg_describe_object(class, id, 0), 'comment', to_jsonb(obj_description(id, class::name))
	FROM members
	UNION ALL
	SELECT pg_describe_object(class, id, 0), format('depends, %s', deptype), to_jsonb(pg_describe_object(refclassid, refobjid, refobjsubid))
	FROM members JOIN pg_depend d ON classid = class AND objid = id
	UNION ALL
	SELECT pg_describe_object(class, id, 0), 'rights when made', to_jsonb(initprivs::text)
	FROM members JOIN pg_init_privs ON classoid = class AND objoid = id
)
SELECT format('%s: %s: %s', name, kind, contents) AS member FROM descriptions ORDER BY member;

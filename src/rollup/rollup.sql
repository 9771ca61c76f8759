--
-- Rollups: tallies of a table, kept up to date by triggers.  What a rollup named
-- r is made of, in one schema: the view r that people read, the table r_deltas
-- of what was added and removed, the view r_recount that counts anew and holds
-- the definition, and the function r_roll_up() that the triggers call.
--
-- The functions that users call are in SQL, and bound to those in plpgsql when
-- this script runs: neither needs the schema of csat on the search path.  Those
-- in plpgsql search pg_catalog, and execute statements in which all else is
-- qualified.
--

CREATE TYPE _tally_rollup AS (
	view pg_catalog.regclass,
	deltas pg_catalog.regclass,
	recount pg_catalog.regclass,
	source pg_catalog.regclass,
	handler pg_catalog.text,
	csat pg_catalog.text
);
COMMENT ON TYPE _tally_rollup IS 'what a tally rollup is made of, and the schema of csat';

CREATE FUNCTION _tally_rollup_check(recount pg_catalog.regclass, keys integer, tallies integer) RETURNS pg_catalog.regclass
	AS 'MODULE_PATHNAME', 'tally_rollup_check'
	LANGUAGE C STRICT;
COMMENT ON FUNCTION _tally_rollup_check(pg_catalog.regclass, integer, integer) IS 'error unless the view, of so many keys and tallies, can be kept up to date';

CREATE FUNCTION _tally_rollup_table(view pg_catalog.regclass) RETURNS pg_catalog.regclass
	AS 'MODULE_PATHNAME', 'tally_rollup_table'
	LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION _tally_rollup_table(pg_catalog.regclass) IS 'the only table that a view reads';

CREATE FUNCTION _tally_rollup_starts_null(view pg_catalog.regclass, number smallint) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_rollup_starts_null'
	LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION _tally_rollup_starts_null(pg_catalog.regclass, smallint) IS 'is this column of a view an aggregate that is NULL without answers?';

CREATE FUNCTION _tally_rollup_schema() RETURNS pg_catalog.text
	STABLE
BEGIN ATOMIC
	SELECT extnamespace::pg_catalog.regnamespace::pg_catalog.text FROM pg_catalog.pg_extension WHERE extname = 'csat';
END;
COMMENT ON FUNCTION _tally_rollup_schema() IS 'the schema of csat, quoted as SQL needs it';

CREATE FUNCTION _tally_rollup_parts(view pg_catalog.regclass) RETURNS _tally_rollup
	LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT ROW(view,
		pg_catalog.to_regclass(pg_catalog.format('%I.%I', nspname, relname OPERATOR(pg_catalog.||) '_deltas')),
		pg_catalog.to_regclass(pg_catalog.format('%I.%I', nspname, relname OPERATOR(pg_catalog.||) '_recount')),
		_tally_rollup_table(pg_catalog.to_regclass(pg_catalog.format('%I.%I', nspname, relname OPERATOR(pg_catalog.||) '_recount'))),
		pg_catalog.format('%I.%I()', nspname, relname OPERATOR(pg_catalog.||) '_roll_up'),
		_tally_rollup_schema())::_tally_rollup
	FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = relnamespace
	WHERE c.oid OPERATOR(pg_catalog.=) view;
END;
COMMENT ON FUNCTION _tally_rollup_parts(pg_catalog.regclass) IS 'what the tally rollup is made of';

-- Statements run with the rights of whoever calls: what others own could make
-- them run more than they say.
CREATE FUNCTION _tally_rollup_own(name pg_catalog.regclass) RETURNS pg_catalog.regclass
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	owner text := (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = name);
BEGIN
	IF (SELECT count(*) <> 1
		FROM pg_class AS v JOIN pg_class AS d ON d.relnamespace = v.relnamespace AND d.relowner = v.relowner
		WHERE v.oid = name AND v.relkind = 'v' AND d.relname = v.relname || '_deltas' AND d.relkind = 'r'
			AND NOT EXISTS (SELECT FROM pg_class AS r
				WHERE r.relnamespace = v.relnamespace AND r.relname = v.relname || '_recount' AND r.relowner <> v.relowner)) THEN
		RAISE EXCEPTION USING ERRCODE = 'wrong_object_type',
			MESSAGE = format('%s is not a tally rollup', coalesce(name::text, 'NULL')),
			HINT = 'It is named as create_tally_rollup named it.';
	ELSIF owner <> current_user THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
			MESSAGE = format('must be the owner of tally rollup %s', name),
			HINT = format('SET ROLE %I', owner);
	END IF;
	RETURN name;
END
$$;
COMMENT ON FUNCTION _tally_rollup_own(pg_catalog.regclass) IS 'error unless it is a tally rollup of whoever calls';

-- The trigger function runs with the rights of whoever creates the rollup, and
-- the names in it mean what the owner of the table makes of them: that has to
-- be the same role.
CREATE FUNCTION _tally_rollup_source(source pg_catalog.regclass) RETURNS pg_catalog.regclass
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	class pg_class;
	distributed boolean := false;
	reason text;
BEGIN
	SELECT * INTO class FROM pg_class WHERE oid = source;
	IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
		EXECUTE 'SELECT EXISTS (SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = $1)' INTO distributed USING source;
	END IF;
	reason := CASE
		WHEN class.oid IS NULL THEN 'There is no such table.'
		WHEN distributed THEN 'Citus distributes it, and has no triggers on distributed tables. There, merge the tallies of new answers into a table of tallies on a schedule: see examples/citus.md.'
		WHEN class.relkind NOT IN ('r', 'p') THEN 'It is not a table of this server.'
		WHEN class.relpersistence = 't' THEN 'It is a temporary table.'
		WHEN class.relispartition THEN 'It is a partition. Make the rollup of the table that it is a partition of.'
		WHEN class.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE source IN (inhrelid, inhparent)) THEN 'It inherits from a table or another inherits from it. Use partitions.'
		WHEN EXISTS (SELECT FROM pg_partition_tree(source) JOIN pg_class ON oid = relid WHERE relkind = 'f') THEN 'A partition of it is a foreign table.'
		WHEN EXISTS (SELECT FROM (SELECT source UNION ALL SELECT relid FROM pg_partition_tree(source)) AS t (oid) WHERE row_security_active(t.oid)) THEN 'Row security hides rows of it from its owner.'
	END;
	IF reason IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'wrong_object_type',
			MESSAGE = format('%s cannot have a tally rollup', coalesce(source::text, 'NULL')), DETAIL = reason;
	ELSIF pg_get_userbyid(class.relowner) <> current_user THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
			MESSAGE = format('must be the owner of table %s', source),
			HINT = format('SET ROLE %I', pg_get_userbyid(class.relowner));
	ELSIF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
		RAISE EXCEPTION USING ERRCODE = 'active_sql_transaction',
			MESSAGE = format('cannot count a tally rollup in a transaction that is %s', upper(current_setting('transaction_isolation'))),
			DETAIL = 'It does not see what others committed since it started.';
	END IF;
	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', source);
	RETURN source;
END
$$;
COMMENT ON FUNCTION _tally_rollup_source(pg_catalog.regclass) IS 'error unless it is a table of whoever calls that can have a tally rollup; locks it against writers';

-- The tallies that are left: what was added less what was removed.  Rows of
-- the deltas that stand for removed rows have a negative row_count.
CREATE FUNCTION _tally_rollup_left(recount pg_catalog.regclass, deltas pg_catalog.text) RETURNS pg_catalog.text
	STABLE
BEGIN ATOMIC
	WITH columns AS (
		SELECT attnum, pg_catalog.quote_ident(attname) AS name, attname = 'row_count' AS is_count,
			CASE WHEN typname IN ('score_tally', 'weighted_tally') AND typnamespace::pg_catalog.regnamespace::pg_catalog.text = _tally_rollup_schema() THEN typname END AS tally,
			_tally_rollup_starts_null(recount, attnum) AS starts_null
		FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_type AS t ON t.oid = atttypid
		WHERE attrelid OPERATOR(pg_catalog.=) recount AND attnum > 0
	), sums AS (
		SELECT *, pg_catalog.format('coalesce(%1$s.%2$s_subtract(%1$s.sum(%3$s) FILTER (WHERE row_count > 0), %1$s.sum(%3$s) FILTER (WHERE row_count < 0)), %1$s.sum(%3$s) FILTER (WHERE row_count > 0))',
			_tally_rollup_schema(), tally, name) AS remaining
		FROM columns
	)
	SELECT pg_catalog.format(E'SELECT %s\nFROM %s\nGROUP BY %s\nHAVING sum(row_count) > 0',
		pg_catalog.string_agg(CASE
			WHEN is_count THEN 'sum(row_count)::bigint AS row_count'
			WHEN tally IS NULL THEN name
			WHEN starts_null THEN pg_catalog.format('CASE WHEN %1$s.responses(%2$s) > 0 THEN %2$s END AS %3$s', _tally_rollup_schema(), remaining, name)
			ELSE pg_catalog.format('%s AS %s', remaining, name)
		END, E',\n' ORDER BY attnum), deltas, pg_catalog.string_agg(name, ', ' ORDER BY attnum) FILTER (WHERE tally IS NULL AND NOT is_count))
	FROM sums;
END;
COMMENT ON FUNCTION _tally_rollup_left(pg_catalog.regclass, pg_catalog.text) IS 'query of what the table of deltas adds up to';

-- Everything but the triggers and the content.  The keys and tallies are parsed
-- here, on the search path of whoever calls, and nowhere else: from then on the
-- view that counts anew knows what they mean.
CREATE FUNCTION _tally_rollup_define(name pg_catalog.text, source pg_catalog.regclass, keys pg_catalog.text[], tallies pg_catalog.text[], path pg_catalog.text, home pg_catalog.text, csat pg_catalog.text) RETURNS pg_catalog.regclass
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	names text[] := parse_ident(name);
	schema text := CASE WHEN cardinality(names) = 1 THEN home ELSE names[1] END;
	base text := names[cardinality(names)];
	recount text := quote_ident(schema) || '.' || quote_ident(base || '_recount');
	deltas text := quote_ident(schema) || '.' || quote_ident(base || '_deltas');
	statement text := format(E'CREATE VIEW %s AS\nSELECT %s,\npg_catalog.count(*) AS row_count\nFROM %s\nGROUP BY %s',
		recount, array_to_string(keys || tallies, E',\n'), source,
		(SELECT string_agg(number::text, ', ') FROM generate_series(1, cardinality(keys)) AS number));
BEGIN
	IF coalesce(cardinality(keys), 0) = 0 OR coalesce(cardinality(tallies), 0) = 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
			MESSAGE = 'a tally rollup needs a key and a tally at least',
			HINT = 'A key that is the same for all rows gives one group: true AS everything.';
	ELSIF base IS NULL OR cardinality(names) > 2 OR octet_length(base) > 54 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_name',
			MESSAGE = format('invalid name of a tally rollup: %s', coalesce(quote_literal(name), 'NULL')),
			HINT = 'It is a name of up to 54 bytes, with or without a schema.';
	ELSIF schema IS NULL OR to_regnamespace(quote_ident(schema)) IS NULL OR schema ~ '^pg_' THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_schema_name',
			MESSAGE = format('no schema for tally rollup %s', quote_literal(name)),
			HINT = 'Name one that you may create in.';
	END IF;
	PERFORM set_config('search_path', path, true);
	EXECUTE statement;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	EXECUTE format('SELECT %s._tally_rollup_check($1, $2, $3)', csat) USING recount::regclass, cardinality(keys), cardinality(tallies);
	EXECUTE format('CREATE %s TABLE %s AS TABLE %s WITH NO DATA',
		(SELECT CASE relpersistence WHEN 'u' THEN 'UNLOGGED' END FROM pg_class WHERE oid = source), deltas, recount);
	EXECUTE format('SELECT %s._tally_rollup_left($1, $2)', csat) INTO statement USING recount::regclass, deltas;
	EXECUTE format('CREATE VIEW %I.%I AS %s', schema, base, statement);
	RETURN format('%I.%I', schema, base)::regclass;
END
$$;
COMMENT ON FUNCTION _tally_rollup_define(pg_catalog.text, pg_catalog.regclass, pg_catalog.text[], pg_catalog.text[], pg_catalog.text, pg_catalog.text, pg_catalog.text) IS 'create the views and the table of a tally rollup';

-- Constants are printed so that every session reads them as they are.
CREATE FUNCTION _tally_rollup_query(view pg_catalog.regclass, source pg_catalog.regclass, instead pg_catalog.text) RETURNS pg_catalog.text
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET datestyle = iso SET intervalstyle = postgres SET extra_float_digits = 1 SET standard_conforming_strings = on
AS $$
DECLARE
	query text := rtrim(pg_get_viewdef(view), ';');
	changed text := replace(query, format(E'\n   FROM %s\n', source),
		format(E'\n   FROM %s %I\n', instead, (SELECT relname FROM pg_class WHERE oid = source)));
BEGIN
	IF query = changed THEN
		RAISE EXCEPTION '% does not read %', view, source;
	END IF;
	RETURN changed;
END
$$;
COMMENT ON FUNCTION _tally_rollup_query(pg_catalog.regclass, pg_catalog.regclass, pg_catalog.text) IS 'the query of a view with another source instead of its table';

-- What the triggers call.  It runs with the rights of the rollup's owner, so
-- that whoever may write to the table needs no other right; a table of another
-- role could give the names in it another meaning, and is refused.
CREATE FUNCTION _tally_rollup_handler(part _tally_rollup) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	added text;
	removed text;
	body text := $body$
#variable_conflict use_column
BEGIN
	IF EXISTS (SELECT FROM pg_class WHERE oid IN (TG_RELID, %1$L::regclass) AND pg_get_userbyid(relowner) <> current_user) THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
			MESSAGE = format('%%s of a tally rollup and table %%s have different owners', %1$L::regclass, TG_RELID::regclass),
			HINT = 'Drop the rollup, or give its views, table and function to the owner of the table.';
	END IF;
	IF TG_OP IN ('INSERT', 'UPDATE') THEN
		INSERT INTO %1$s %2$s;
	END IF;
	IF TG_OP IN ('UPDATE', 'DELETE') THEN
		INSERT INTO %1$s %3$s;
	ELSIF TG_OP = 'TRUNCATE' AND TG_ARGV[0] = 'all' THEN
		-- not DELETE, which would miss what a compaction is about to commit
		TRUNCATE %1$s;
	ELSIF TG_OP = 'TRUNCATE' AND pg_relation_size(%1$L) > 0 THEN
		-- one partition, and not all of them together
		IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
			RAISE EXCEPTION USING ERRCODE = 'active_sql_transaction',
				MESSAGE = format('cannot truncate partition %%s of a table with a tally rollup in a transaction that is %%s',
					TG_RELID::regclass, upper(current_setting('transaction_isolation'))),
				DETAIL = 'It does not see what others committed since it started.';
		END IF;
		EXECUTE replace(%4$L, E'\n   FROM removed ', format(E'\n   FROM ONLY %%s ', TG_RELID::regclass));
	END IF;
	RETURN NULL;
END
$body$;
BEGIN
	EXECUTE format('SELECT %1$s._tally_rollup_query($1, $2, ''added''), %1$s._tally_rollup_query($1, $2, ''removed'')', part.csat)
		INTO added, removed USING part.recount, part.source;
	removed := format(E'SELECT %s FROM (%s) AS gone',
		(SELECT string_agg(CASE attname WHEN 'row_count' THEN '-row_count' ELSE quote_ident(attname) END, ', ' ORDER BY attnum)
		 FROM pg_attribute WHERE attrelid = part.deltas AND attnum > 0), removed);
	-- a setting takes time in each statement: those alone that change how its constants are read
	EXECUTE format('CREATE %s FUNCTION %s RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp %s %s AS %L',
		(SELECT 'OR REPLACE' FROM pg_proc
		 WHERE oid = to_regprocedure(part.handler) AND pg_get_userbyid(proowner) = current_user AND prosecdef),
		part.handler,
		CASE WHEN strpos(added, E'\\') > 0 THEN 'SET standard_conforming_strings = on' END,
		CASE WHEN added ILIKE '%null%' THEN 'SET array_nulls = on' END,
		format(body, part.deltas, added, removed, format('INSERT INTO %s %s', part.deltas, removed)));
	EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', part.handler);
	EXECUTE format('ALTER FUNCTION %s DEPENDS ON EXTENSION csat', part.handler);
END
$$;
COMMENT ON FUNCTION _tally_rollup_handler(_tally_rollup) IS 'create the trigger function of a tally rollup, or create it anew';

-- A statement fires the triggers of the table that it names: each partition
-- has its own.  Only TRUNCATE fires those of all partitions as well.
CREATE FUNCTION _tally_rollup_attach(part _tally_rollup) RETURNS _tally_rollup
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	base text := (SELECT relname FROM pg_class WHERE oid = part.view);
	tables oid[] := part.source || ARRAY(SELECT relid::oid FROM pg_partition_tree(part.source) WHERE level > 0);
	statement text;
BEGIN
	EXECUTE format('SELECT %s._tally_rollup_handler($1)', part.csat) USING part;
	FOR statement IN
		SELECT format('CREATE TRIGGER %I %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s',
			base || suffix, event, c.oid::regclass, tables_of_rows,
			replace(part.handler, '()', CASE WHEN suffix <> '_truncate' THEN '()' WHEN c.oid = part.source THEN '(''all'')' ELSE '(''partition'')' END))
		FROM pg_class AS c CROSS JOIN (VALUES
			('_insert', 'AFTER INSERT', 'REFERENCING NEW TABLE AS added'),
			('_update', 'AFTER UPDATE', 'REFERENCING OLD TABLE AS removed NEW TABLE AS added'),
			('_delete', 'AFTER DELETE', 'REFERENCING OLD TABLE AS removed'),
			('_truncate', 'BEFORE TRUNCATE', '')) AS t (suffix, event, tables_of_rows)
		WHERE c.oid = ANY (tables)
			AND NOT (suffix = '_truncate' AND c.relkind = 'p' AND c.oid <> part.source)
			AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgfoid = to_regprocedure(part.handler) AND tgname = base || suffix)
	UNION ALL
		SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass)
		FROM pg_trigger JOIN pg_class AS c ON c.oid = tgrelid
		WHERE tgfoid = to_regprocedure(part.handler) AND c.oid <> ALL (tables) AND pg_get_userbyid(relowner) = current_user
	LOOP
		EXECUTE statement;
	END LOOP;
	RETURN part;
END
$$;
COMMENT ON FUNCTION _tally_rollup_attach(_tally_rollup) IS 'create the triggers that a tally rollup lacks, drop those of partitions that are none any more';

-- After _tally_rollup_source nobody writes to the table; who reads the rollup
-- goes on reading what it was.
CREATE FUNCTION _tally_rollup_count(part _tally_rollup) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', part.deltas);
	EXECUTE format('DELETE FROM %s', part.deltas);
	EXECUTE format('INSERT INTO %s TABLE %s', part.deltas, part.recount);
END
$$;
COMMENT ON FUNCTION _tally_rollup_count(_tally_rollup) IS 'count all rows of the table into the tally rollup';

-- One statement: a reader sees the rows as they were or the folded ones.  What
-- others append meanwhile waits for the next time.  The lock keeps out another
-- compaction, which would delete the same rows, and no reader or writer.
CREATE FUNCTION _tally_rollup_fold(part _tally_rollup) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	query text;
BEGIN
	EXECUTE format('LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE', part.deltas);
	EXECUTE format('SELECT %s._tally_rollup_query($1, $2, ''folded'')', part.csat) INTO query USING part.view, part.deltas;
	EXECUTE format(
		'WITH folded AS (DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT unnest(array_agg(ctid)) FROM %1$s GROUP BY %2$s HAVING count(*) > 1)) RETURNING *)
		INSERT INTO %1$s %3$s',
		part.deltas,
		(SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute JOIN pg_type AS t ON t.oid = atttypid
		 WHERE attrelid = part.deltas AND attnum > 0 AND NOT attisdropped AND attname <> 'row_count'
			AND NOT (typname IN ('score_tally', 'weighted_tally') AND typnamespace::regnamespace::text = part.csat)),
		query);
END
$$;
COMMENT ON FUNCTION _tally_rollup_fold(_tally_rollup) IS 'fold the deltas of each group of a tally rollup into one row';

CREATE FUNCTION _tally_rollup_drop(part _tally_rollup) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = warning
AS $$
BEGIN
	-- with the triggers
	EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', part.handler);
	EXECUTE format('DROP VIEW %s', concat_ws(', ', part.view, part.recount));
	EXECUTE format('DROP TABLE %s', part.deltas);
END
$$;
COMMENT ON FUNCTION _tally_rollup_drop(_tally_rollup) IS 'drop what a tally rollup is made of';

CREATE FUNCTION create_tally_rollup(name pg_catalog.text, source pg_catalog.regclass, keys pg_catalog.text[], tallies pg_catalog.text[]) RETURNS void
BEGIN ATOMIC
	SELECT _tally_rollup_count(_tally_rollup_attach(_tally_rollup_parts(_tally_rollup_define(name, _tally_rollup_source(source), keys, tallies,
		pg_catalog.current_setting('search_path'), pg_catalog.current_schema()::pg_catalog.text, _tally_rollup_schema()))));
END;
COMMENT ON FUNCTION create_tally_rollup(pg_catalog.text, pg_catalog.regclass, pg_catalog.text[], pg_catalog.text[]) IS 'make a view of tallies of a table by keys, which triggers keep up to date';

CREATE FUNCTION compact_tally_rollup(name pg_catalog.regclass) RETURNS void
BEGIN ATOMIC
	SELECT _tally_rollup_fold(_tally_rollup_parts(_tally_rollup_own(name)));
END;
COMMENT ON FUNCTION compact_tally_rollup(pg_catalog.regclass) IS 'fold what statements appended to a tally rollup, so that it is read faster';

CREATE FUNCTION rebuild_tally_rollup(name pg_catalog.regclass) RETURNS void
BEGIN ATOMIC
	SELECT _tally_rollup_source((_tally_rollup_parts(_tally_rollup_own(name))).source);
	SELECT _tally_rollup_count(_tally_rollup_attach(_tally_rollup_parts(name)));
END;
COMMENT ON FUNCTION rebuild_tally_rollup(pg_catalog.regclass) IS 'count a tally rollup anew, with partitions that came and without those that went';

CREATE FUNCTION drop_tally_rollup(name pg_catalog.regclass) RETURNS void
BEGIN ATOMIC
	SELECT _tally_rollup_drop(_tally_rollup_parts(_tally_rollup_own(name)));
END;
COMMENT ON FUNCTION drop_tally_rollup(pg_catalog.regclass) IS 'drop a tally rollup with its triggers';

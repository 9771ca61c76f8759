--
-- Rollups: tallies of a table, kept up to date by triggers.
--

CREATE FUNCTION tally_rollup_maintain() RETURNS pg_catalog.trigger
	AS 'MODULE_PATHNAME'
	LANGUAGE C;
COMMENT ON FUNCTION tally_rollup_maintain() IS 'trigger function of tally rollups';

CREATE FUNCTION _tally_rollup_is_filled(deltas pg_catalog.regclass, recount pg_catalog.regclass) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_rollup_is_filled'
	LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION _tally_rollup_is_filled(pg_catalog.regclass, pg_catalog.regclass) IS 'error unless a tally rollup has counted its table; the link from its view to both';

CREATE FUNCTION _tally_rollup_has_rows(number bigint) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tally_rollup_has_rows'
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION _tally_rollup_has_rows(bigint) IS 'has a group of a tally rollup rows? error if fewer than none';

CREATE FUNCTION create_tally_rollup(name pg_catalog.text, source pg_catalog.regclass, keys pg_catalog.text[], tallies pg_catalog.text[]) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_create'
	LANGUAGE C;
COMMENT ON FUNCTION create_tally_rollup(pg_catalog.text, pg_catalog.regclass, pg_catalog.text[], pg_catalog.text[]) IS 'make a view of tallies of a table by keys, which triggers keep up to date';

CREATE FUNCTION create_tally_rollup(name pg_catalog.text, source pg_catalog.regclass, keys pg_catalog.text[], tallies pg_catalog.text[], fill boolean) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_create'
	LANGUAGE C;
COMMENT ON FUNCTION create_tally_rollup(pg_catalog.text, pg_catalog.regclass, pg_catalog.text[], pg_catalog.text[], boolean) IS 'make a tally rollup, with fill false without counting: rebuild_tally_rollup does so beside writers, once this is committed';

CREATE FUNCTION compact_tally_rollup(name pg_catalog.regclass) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_compact'
	LANGUAGE C;
COMMENT ON FUNCTION compact_tally_rollup(pg_catalog.regclass) IS 'fold what statements appended to a tally rollup, so that it is read faster';

CREATE FUNCTION rebuild_tally_rollup(name pg_catalog.regclass) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_rebuild'
	LANGUAGE C;
COMMENT ON FUNCTION rebuild_tally_rollup(pg_catalog.regclass) IS 'count a tally rollup anew, with partitions that came and without those that went';

CREATE FUNCTION rebuild_tally_rollup(name pg_catalog.regclass, fill boolean) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_rebuild'
	LANGUAGE C;
COMMENT ON FUNCTION rebuild_tally_rollup(pg_catalog.regclass, boolean) IS 'rebuild a tally rollup, with fill false only its triggers';

CREATE FUNCTION check_tally_rollup(name pg_catalog.regclass) RETURNS TABLE (problem pg_catalog.text, keys pg_catalog.jsonb, kept bigint, counted bigint)
	AS 'MODULE_PATHNAME', 'tally_rollup_check_all'
	LANGUAGE C STRICT;
COMMENT ON FUNCTION check_tally_rollup(pg_catalog.regclass) IS 'what is wrong with a tally rollup: groups that differ from a recount, with the rows it has and those of the table, and tables that lack triggers';

CREATE FUNCTION drop_tally_rollup(name pg_catalog.regclass) RETURNS void
	AS 'MODULE_PATHNAME', 'tally_rollup_drop'
	LANGUAGE C;
COMMENT ON FUNCTION drop_tally_rollup(pg_catalog.regclass) IS 'drop a tally rollup with its triggers';

CREATE VIEW tally_rollups AS WITH reads AS (
		SELECT DISTINCT r.ev_class AS view, c.oid AS relation, c.relkind
		FROM pg_catalog.pg_rewrite AS r
			JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid AND d.objid = r.oid
				AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND d.refobjid <> r.ev_class
			JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid
	), links AS (
		SELECT DISTINCT d.refobjid AS view, t.tgrelid::pg_catalog.regclass AS relation
		FROM pg_catalog.pg_trigger AS t
			JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass::pg_catalog.oid AND d.objid = t.oid
				AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND d.refobjid <> t.tgrelid
		WHERE t.tgfoid = 'tally_rollup_maintain()'::pg_catalog.regprocedure::pg_catalog.oid AND t.tgparentid = 0::pg_catalog.oid
	)
	SELECT deltas.view::pg_catalog.regclass AS name, source.relation::pg_catalog.regclass AS source,
		ARRAY(SELECT attname::pg_catalog.text FROM pg_catalog.pg_attribute
			WHERE attrelid = deltas.view AND attnum > 0 AND atttypid NOT IN ('score_tally'::pg_catalog.regtype::pg_catalog.oid, 'weighted_tally'::pg_catalog.regtype::pg_catalog.oid)
				AND attname::pg_catalog.text <> 'row_count'::pg_catalog.text
			ORDER BY attnum) AS keys,
		pg_catalog.pg_stat_get_live_tuples(deltas.relation) AS deltas,
		pg_catalog.to_timestamp(pg_catalog.substring(pg_catalog.obj_description(deltas.relation, 'pg_class'::pg_catalog.name), ', last folded at .* [(]([0-9]{1,10})[)]$'::pg_catalog.text)::pg_catalog.float8) AS last_folded,
		ARRAY((SELECT relid FROM pg_catalog.pg_partition_tree(source.relation::pg_catalog.regclass) EXCEPT SELECT relation FROM links WHERE view = deltas.view)
			UNION (SELECT relation FROM links WHERE view = deltas.view AND relation::pg_catalog.oid <> source.relation
				EXCEPT SELECT relid FROM pg_catalog.pg_partition_tree(source.relation::pg_catalog.regclass))) AS to_rebuild
	FROM reads AS deltas
		JOIN reads AS recount ON recount.view = deltas.view AND recount.relkind = 'v'::"char"
		JOIN reads AS source ON source.view = recount.relation
	WHERE deltas.relkind = 'r'::"char" AND deltas.view IN (SELECT view FROM links);
COMMENT ON VIEW tally_rollups IS 'tally rollups: the view, its table, its keys, about how many deltas it has, when they were last folded or counted anew, and partitions that came or went since';
GRANT SELECT ON tally_rollups TO PUBLIC;

--
-- Members of 1.0.0 that nothing calls any more: what somebody made of them shall
-- not stand in the way of an update.
--

CREATE TYPE _tally_rollup AS (
	view pg_catalog.regclass,
	deltas pg_catalog.regclass,
	recount pg_catalog.regclass,
	source pg_catalog.regclass,
	handler pg_catalog.text,
	csat pg_catalog.text
);
COMMENT ON TYPE _tally_rollup IS 'of csat 1.0.0';

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

CREATE FUNCTION _tally_rollup_schema() RETURNS pg_catalog.text LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_schema() IS 'of csat 1.0.0';
CREATE FUNCTION _tally_rollup_parts(view pg_catalog.regclass) RETURNS _tally_rollup LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_parts(pg_catalog.regclass) IS 'of csat 1.0.0';
CREATE FUNCTION _tally_rollup_own(name pg_catalog.regclass) RETURNS pg_catalog.regclass LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_own(pg_catalog.regclass) IS 'of csat 1.0.0';
CREATE FUNCTION _tally_rollup_source(source pg_catalog.regclass) RETURNS pg_catalog.regclass LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_source(pg_catalog.regclass) IS 'of csat 1.0.0';
CREATE FUNCTION _tally_rollup_left(recount pg_catalog.regclass, deltas pg_catalog.text) RETURNS pg_catalog.text LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_left(pg_catalog.regclass, pg_catalog.text) IS 'of csat 1.0.0';
CREATE FUNCTION _tally_rollup_define(name pg_catalog.text, source pg_catalog.regclass, keys pg_catalog.text[], tallies pg_catalog.text[], path pg_catalog.text, home pg_catalog.text, csat pg_catalog.text) RETURNS pg_catalog.regclass LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_define(pg_catalog.text, pg_catalog.regclass, pg_catalog.text[], pg_catalog.text[], pg_catalog.text, pg_catalog.text, pg_catalog.text) IS 'of csat 1.0.0';
CREATE FUNCTION _tally_rollup_query(view pg_catalog.regclass, source pg_catalog.regclass, instead pg_catalog.text) RETURNS pg_catalog.text LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_query(pg_catalog.regclass, pg_catalog.regclass, pg_catalog.text) IS 'of csat 1.0.0';
CREATE FUNCTION _tally_rollup_handler(part _tally_rollup) RETURNS void LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_handler(_tally_rollup) IS 'of csat 1.0.0';
CREATE FUNCTION _tally_rollup_attach(part _tally_rollup) RETURNS _tally_rollup LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_attach(_tally_rollup) IS 'of csat 1.0.0';
CREATE FUNCTION _tally_rollup_count(part _tally_rollup) RETURNS void LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_count(_tally_rollup) IS 'of csat 1.0.0';
CREATE FUNCTION _tally_rollup_fold(part _tally_rollup) RETURNS void LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_fold(_tally_rollup) IS 'of csat 1.0.0';
CREATE FUNCTION _tally_rollup_drop(part _tally_rollup) RETURNS void LANGUAGE C AS 'MODULE_PATHNAME', 'tally_rollup_retired';
COMMENT ON FUNCTION _tally_rollup_drop(_tally_rollup) IS 'of csat 1.0.0';

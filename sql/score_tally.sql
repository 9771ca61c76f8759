-- The type: text form, comparison, arithmetic, constructor.
SELECT '{"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}'::score_tally;
SELECT '  { "10":1,"9" :2, "8":3 } '::score_tally AS any_order;
SELECT '{"-1": 0, "0": 9223372036854775807}'::score_tally AS widest_count;
SELECT '{"-1000": 1, "-999": 2}'::score_tally, '{"999": 1, "1000": 2}'::score_tally;
SELECT text::score_tally::text = text AS longest
FROM (SELECT '{' || string_agg(format('"%s": %s', i, i + 50), ', ' ORDER BY i) || '}' AS text
	  FROM generate_series(-50, 50) i) t;
SELECT pg_column_size('{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}'::score_tally) AS csat_bytes,
	pg_column_size(nps_tally(5)) AS nps_bytes;
SELECT NULL::score_tally;

-- what is no tally
\set ECHO none
\i test/refusal.sql
\set ECHO all
\x on
SELECT input, state, message, detail FROM unnest(ARRAY[
	'', 'five', '1', '"1"', 'null', '[]', '[1, 2]', '{}', '{"1": 1}', '{"1": 1, "2": 2} x',
	'{"1": 1, "1": 2}', '{"1": 1, "2": 1, "1": 2}', '{"1": 1, "3": 1}', '{"5": 1, "1": 1, "5": 1}',
	'{"1": -1, "2": 1}', '{"1": -0, "2": 1}', '{"1": 1.0, "2": 1}', '{"1": 1e3, "2": 1}',
	'{"1": 1.5, "2": 1}', '{"1": "1", "2": 1}', '{"1": null, "2": 1}', '{"1": true, "2": 1}',
	'{"1": [1], "2": 1}', '{"1": {"2": 1}, "2": 1}', '{"one": 1, "two": 2}', '{"": 1, "1": 1}',
	'{"01": 1, "02": 1}', '{"+1": 1, "+2": 1}', '{" 1": 1, "2 ": 1}', '{"-0": 1, "1": 1}',
	'{"1.0": 1, "2.0": 1}', '{"4294967297": 1, "4294967298": 1}', '{"-1001": 1, "-1000": 1}',
	'{"1000": 1, "1001": 1}', '{"1": 9223372036854775808, "2": 0}',
	'{"1": 9223372036854775807, "2": 1}']) AS input, refusal(format('%L::score_tally', input));
\x off
SELECT (refusal(format('''{%s}''::score_tally', string_agg(format('"%s": 1', i), ', ')))).detail FROM generate_series(1, 102) i;
SELECT (refusal(format('''%s%s''::score_tally', repeat('[', 100), repeat(']', 100)))).message LIKE 'invalid input%' AS nested;

-- soft errors, where the server has them
SELECT current_setting('server_version_num')::int >= 160000 AS soft \gset
\if :soft
SELECT bool_and(pg_input_is_valid(input, 'score_tally') = valid) AS all_soft
FROM (VALUES ('{"1": 1, "2": 2}', true), ('five', false), ('{"1": 1}', false),
			 ('{"1": 1, "2": 9223372036854775807}', false), ('{"1": 1.5, "2": 2}', false)) v(input, valid)
\gset
\else
\set all_soft t
\endif
\echo :all_soft

-- as JSON
SELECT csat_tally(score)::jsonb -> '4' AS fours, csat_tally(score)::json AS json,
	to_jsonb(csat_tally(score)) AS nested
FROM generate_series(1, 5) score;
SELECT bool_and(t::text = t::jsonb::text AND t = (t::jsonb::text)::score_tally) AS as_jsonb_prints
FROM (SELECT nps_tally(score) FROM generate_series(0, 10) score) s(t);

-- and back, through the checks that text passes
SELECT bool_and(t::jsonb::score_tally = t) AS back
FROM (VALUES ('{"9": 1, "10": 2, "11": 3}'::score_tally), ('{"-10": 1, "-9": 2}'), ('{"0": 9223372036854775807, "1": 0}')) v(t);
CREATE TEMP TABLE received (tally score_tally);
INSERT INTO received SELECT '{"10": 2, "9": 1}'::jsonb RETURNING tally AS assigned;
SELECT json, state, message, detail FROM unnest(ARRAY['{"1": 1.5, "2": 1}', '{"1": 1, "3": 1}', '[1, 2]', 'null', '{"1": -1, "2": 1}']::jsonb[]) json, refusal(format('%L::jsonb::score_tally', json));

-- of a long text its beginning is shown
SELECT kind, length(r.message) < 200 AS message, length(r.detail) < 300 AS detail FROM (VALUES
	('no JSON', repeat('x', 3000000)), ('a long key', format('{"%s": 1}', repeat('1', 3000000))),
	('a long count', format('{"1": %s, "2": 1}', repeat('1', 3000000))), ('what follows', '{"1": 1, "2": 2} ' || repeat('1', 3000000)),
	('a long string', format('{"1": 1, "2" "%s"}', repeat('x', 3000000)))) v(kind, input), refusal(format('%L::score_tally', input)) r;

-- comparison: an order, and hashing that agrees with it
CREATE TEMP TABLE tallies (id int, tally score_tally);
INSERT INTO tallies VALUES
	(1, '{"0": 0, "1": 0}'), (2, '{"1": 0, "2": 0}'), (3, '{"1": 0, "2": 1}'), (4, '{"1": 1, "2": 0}'),
	(5, '{"1": 0, "2": 0, "3": 0}'), (6, NULL), (7, '{"1": 0, "2": 1}'), (8, '{"-1": 5, "0": 5}');
SELECT id, tally FROM tallies ORDER BY tally, id;
SELECT tally, count(*) FROM tallies GROUP BY tally ORDER BY tally;
SELECT count(DISTINCT tally) FROM tallies;
SELECT count(*) FROM (SELECT tally FROM tallies UNION SELECT tally FROM tallies) u;
SELECT a.id, b.id FROM tallies a JOIN tallies b ON a.tally = b.tally AND a.id < b.id;
SELECT bool_and((a.tally < b.tally) = (b.tally > a.tally) AND (a.tally <= b.tally) = NOT (a.tally > b.tally)
	AND (a.tally >= b.tally) = NOT (a.tally < b.tally) AND (a.tally <> b.tally) = NOT (a.tally = b.tally)
	AND (a.tally = b.tally) = (score_tally_hash(a.tally) = score_tally_hash(b.tally))
	AND (a.tally = b.tally) = (score_tally_hash_extended(a.tally, 7) = score_tally_hash_extended(b.tally, 7))
	AND (a.tally = b.tally) = (score_tally_cmp(a.tally, b.tally) = 0)
	AND (a.tally IS NOT DISTINCT FROM b.tally) = (a.tally = b.tally)) AS consistent
FROM tallies a, tallies b WHERE a.tally IS NOT NULL AND b.tally IS NOT NULL;
SELECT (score_tally_hash_extended(tally, 0) & 4294967295)::bit(32) = score_tally_hash(tally)::bit(32) AS seed_0
FROM tallies WHERE id = 3;
CREATE INDEX ON tallies (tally);
CREATE INDEX ON tallies USING hash (tally);
SET enable_seqscan = off;
SELECT id FROM tallies WHERE tally = '{"1": 0, "2": 1}' ORDER BY id;
SELECT id FROM tallies WHERE tally > '{"1": 0, "2": 1}' ORDER BY id;
RESET enable_seqscan;

-- + and -
SELECT a + b AS sum, (a + b) - b = a AS back, a - a AS none
FROM (VALUES ('{"1": 6, "2": 32, "3": 444}'::score_tally, '{"1": 1, "2": 0, "3": 9}'::score_tally)) v(a, b);
SELECT a + NULL AS none FROM (VALUES ('{"1": 6, "2": 32}'::score_tally)) v(a);
SELECT csat_tally(1) + nps_tally(1);
SELECT nps_tally(1) - csat_tally(1);
SELECT csat_tally(4) - csat_tally(5);
SELECT '{"1": 9223372036854775807, "2": 0}'::score_tally + '{"1": 1, "2": 0}';
SELECT '{"1": 9223372036854775807, "2": 0}'::score_tally + '{"1": 0, "2": 1}';

-- the constructor: counts made elsewhere
SELECT score_tally(4, 1507);
SELECT csat(score_tally(score, n)), sum(score_tally(score, n))
FROM (VALUES (1, 6), (2, 32), (3, 444), (4, 1507), (5, 699)) counts(score, n);
SELECT nps(score_tally(score, n, 0, 10)) FROM (VALUES (9::smallint, 2::bigint), (3, 1)) counts(score, n);
SELECT score_tally(3.0::numeric, 1), score_tally(-2, 1, lowest => -2, highest => 2);
SELECT score_tally(NULL, 5), score_tally(5, NULL), score_tally(5, 5, NULL), score_tally(5, 5, 1, NULL);
SELECT score_tally(6, 1);
SELECT score_tally(4.5, 1);
SELECT score_tally('NaN', 1);
SELECT score_tally(1e300, 1);
SELECT score_tally(1e300::float8, 1);
SELECT score_tally(3.99999999999999999, 1);
SELECT score_tally(4, -1);
SELECT score_tally(1, 1, 1, 1);
SELECT score_tally(1, 1, 5, 1);
SELECT score_tally(1, 1, 1, 102);
SELECT score_tally(1, 1, -1001, -990);
SELECT score_tally(1, 1, 1000, 1001);
SELECT score_tally(1, 1, -2147483648, 2147483647);
SELECT score_tally(1, 1, 2147483647, -2147483648);
DROP TABLE tallies, received;
DROP FUNCTION refusal;

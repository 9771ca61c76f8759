-- The binary form: what COPY writes is pinned, and bytes that are no tally are
-- refused with their SQLSTATE.  A program on the server's side writes the bytes.
SET search_path = binary_form, public;
CREATE SCHEMA binary_form;
CREATE TABLE score_received (tally score_tally);
CREATE TABLE weighted_received (tally weighted_tally);

-- format and points in a byte each, the lowest score in two; then the counts,
-- or a count and two double precision sums each
CREATE FUNCTION head(format int, points int, lowest int) RETURNS bytea LANGUAGE sql
	RETURN substr(int8send((format * 256::bigint + points) * 65536 + (lowest & 65535)), 5);
CREATE FUNCTION score(format int, points int, lowest int, VARIADIC counts bigint[]) RETURNS bytea LANGUAGE sql
	RETURN head(format, points, lowest) || (SELECT coalesce(string_agg(int8send(c), '' ORDER BY i), '') FROM unnest(counts) WITH ORDINALITY u(c, i));
CREATE FUNCTION weighted(format int, points int, VARIADIC numbers float8[]) RETURNS bytea LANGUAGE sql
	RETURN head(format, points, 1) || (SELECT string_agg(CASE i % 3 WHEN 1 THEN int8send(n::numeric::bigint) ELSE float8send(n) END, '' ORDER BY i)
		FROM unnest(numbers) WITH ORDINALITY u(n, i));

-- What COPY makes of a file with one row of one column of these bytes: a text
-- form, or an error; and whether the same bytes are sent again.
CREATE FUNCTION received(kind text, field bytea, OUT tally text, OUT same boolean) LANGUAGE plpgsql AS $$
DECLARE
	file bytea := '\x5047434f50590aff0d0a0000000000000000000001' || int4send(length(field)) || field || '\xffff';
	octal text;
	detail text;
BEGIN
	SELECT string_agg(format('\0%s%s%s', b >> 6, (b >> 3) & 7, b & 7), '' ORDER BY i) INTO octal
	FROM generate_series(0, length(file) - 1) i, get_byte(file, i) b;
	EXECUTE format('TRUNCATE %1$s_received; COPY %1$s_received FROM PROGRAM %2$L (FORMAT binary)', kind, format('printf %%b ''%s''', octal));
	EXECUTE format('SELECT tally::text, %1$s_tally_send(tally) = $1 FROM %1$s_received', kind) INTO tally, same USING field;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	tally := concat_ws(': ', SQLSTATE, SQLERRM, nullif(detail, ''));
END $$;

\pset format unaligned
SELECT name, r.* FROM (VALUES
	('a CSAT tally', score(1, 5, 1, 6, 32, 444, 1507, 699)),
	('a scale below zero', score(1, 2, -1000, 1, 9223372036854775806)),
	('nothing', ''),
	('half a head', '\x0105'),
	('format 0', score(0, 2, 1, 0, 0)),
	('a later format', score(2, 2, 1, 0, 0)),
	('the format of weighted tallies', score(129, 2, 1, 0, 0)),
	('no points', head(1, 0, 1)),
	('one point', score(1, 1, 1, 7)),
	('102 points', score(1, 102, 1, VARIADIC array_fill(1, ARRAY[102]))),
	('a scale too low', score(1, 2, -1001, 1, 1)),
	('a scale too high', score(1, 2, 1000, 1, 1)),
	('a count too few', score(1, 5, 1, 1, 2, 3, 4)),
	('a count too many', score(1, 5, 1, 1, 2, 3, 4, 5, 6)),
	('a byte too many', score(1, 2, 1, 1, 1) || '\x78'),
	('a negative count', score(1, 2, 1, 1, -1)),
	('more answers than bigint holds', score(1, 2, 1, 9223372036854775807, 1))) v(name, bytes), received('score', bytes) r;
SELECT name, r.* FROM (VALUES
	('a weighted tally', weighted(129, 2, 1, 0.5, 0.25, 2, 1 / 3.0, 1 / 9.0)),
	('a negative zero is zero', weighted(129, 2, 1, '-0', '-0', 0, 0, 0)),
	('nothing', ''),
	('the format of another type', weighted(1, 2, 1, 1, 1, 1, 1, 1)),
	('102 points', weighted(129, 102, VARIADIC array_fill(1, ARRAY[306]))),
	('a score too few', weighted(129, 3, 1, 1, 1, 1, 1, 1)),
	('a negative count', weighted(129, 2, -1, 1, 1, 1, 1, 1)),
	('a negative weight', weighted(129, 2, 1, -1, 1, 1, 1, 1)),
	('a negative square', weighted(129, 2, 1, 1, -1, 1, 1, 1)),
	('NaN', weighted(129, 2, 1, 1, 1, 1, 'NaN', 1)),
	('infinity', weighted(129, 2, 1, 1, 1, 1, 1, 'Infinity')),
	('weights without answers', weighted(129, 2, 0, 1, 1, 1, 1, 1)),
	('sums of different weights', weighted(129, 2, 1, 1, 1, 1, 1e306, 1e-300)),
	('more answers than bigint holds', weighted(129, 2, 5e18, 1, 1, 5e18, 1, 1))) v(name, bytes), received('weighted', bytes) r;

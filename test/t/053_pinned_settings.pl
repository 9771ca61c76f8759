
# Immutable functions of PostgreSQL that give something else if a setting is
# changed: each function, with some values of its types, under other values of
# each setting that a user may change, but for those of logs, JIT and debugging.
# What is found is pinned while a rollup counts, by the list in
# src/rollup/settings.c.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my %pinned = slurp_file('src/rollup/settings.c') =~ /^\t\{"(\w+)", "(.*)"\},$/mg;
my $node = start_cluster('main', conf => "fsync = off\njit = off\nlog_min_messages = panic\nautovacuum = off\n");

# Values in a table of one row, so that no setting changes how they are read.
my %samples = (
	bool => [ 'true', 'false' ],
	int2 => [ 0, 3 ],
	int4 => [ 0, 1, 7, 2026, -12 ],
	int8 => [ 0, 1, '4294967297' ],
	oid => [ 0, 1184 ],
	float4 => [ '0.1', '1234567.8' ],
	float8 => [ '0.5', '1e20', '0.1234567890123456789', '-3.7' ],
	numeric => [ '12.345', '1e10', '2' ],
	money => [ '1234.56', '-5' ],
	text => [ 'day', 'EST', 'IST', '1', 'a.B c', 'YYYY-MM-DD HH24:MI:SS TZ', 'FM999D99L', '2026-03-04 05:06:07', '{1,NULL}', 'hex', 'month', 'a\b' ],
	bpchar => [ 'ab ', 'day' ],
	name => [ 'day', 'A' ],
	char => [ 'a' ],
	bytea => [ '\x00ff61', '\x61' ],
	date => [ '2026-03-04', '1999-12-31', 'infinity' ],
	time => [ '05:06:07.5' ],
	timetz => [ '05:06:07+02', '23:00:00-11' ],
	timestamp => [ '2026-07-04 05:06:07.25', '1883-01-01 00:00', 'infinity' ],
	timestamptz => [ '2026-03-04 05:06:07+00', '2026-07-31 23:30+00' ],
	interval => [ '1 day 02:03:04', '-1 year 2 months', '36 hours' ],
	uuid => ['12345678-1234-1234-1234-123456789abc'],
	json => [ '{"a": [1, "2026-03-04"]}', '[1, null]' ],
	jsonb => [ '{"a": [1, 2]}', '"2026-03-04 05:06:07+02"' ],
	jsonpath => [ '$.a[*]', '$.datetime()' ],
	xml => ['<a>b</a>'],
	bit => ['101'],
	varbit => ['1011'],
	inet => ['10.1.2.3/8'],
	cidr => ['10.0.0.0/8'],
	macaddr => ['08:00:2b:01:02:03'],
	macaddr8 => ['08:00:2b:01:02:03:04:05'],
	point => ['(1.1,2.3333333333333333)'],
	box => ['(1.1,2),(3,4.7)'],
	circle => ['<(1,2.1),3>'],
	lseg => ['[(1,2),(3,4.1)]'],
	line => ['{1,2,3.3}'],
	path => ['((1,2),(3,4.1))'],
	polygon => ['((1,2),(3,4),(5,1.1))'],
	tsvector => [q{'cat':1A 'fat':2}],
	tsquery => ['cat & fat'],
	tid => ['(0,1)'],
	pg_lsn => ['16/B374D848'],
	_int4 => ['{1,2,3}'],
	_text => [ '{a,b c,NULL}', '{day}' ],
	_float8 => ['{0.1,2}'],
	int4range => ['[1,5)'],
	numrange => ['[1.1,2.2]'],
	tsrange => ['[2026-01-01,2026-02-03)'],
	tstzrange => ['[2026-01-01 00:00+00,2026-02-03 00:00+00)'],
	daterange => ['[2026-01-01,2026-02-03)'],
	int4multirange => ['{[1,5),[7,9)}']);
my %like = (cstring => 'text', varchar => 'text', anyelement => 'int4', anynonarray => 'int4', anycompatible => 'int4', any => 'timestamptz',
	anyarray => '_int4', anycompatiblearray => '_int4', anyrange => 'int4range', anymultirange => 'int4multirange', regclass => 'oid');

my @columns = map { my $type = $_; map { my $n = $_; [ "${type}_$n", $type, $samples{$type}[$n] ] } 0 .. $#{ $samples{$type} } } sort keys %samples;
$node->safe_psql('postgres', 'CREATE TABLE samples AS SELECT ' . join(', ', map { sprintf(q{'%s'::pg_catalog."%s" AS "%s"}, $_->[2] =~ s/'/''/gr, $_->[1], $_->[0]) } @columns));

# Calls of a function with all values of its types, each at a pace of its own
sub calls
{
	my ($name, $result, @types) = @_;
	my $most = 1;
	my %calls;

	foreach my $type (@types)
	{
		return if !$samples{ $like{$type} // $type };
		$most *= @{ $samples{ $like{$type} // $type } };
	}
	foreach my $n (0 .. ($most > 24 ? 23 : $most - 1))
	{
		my $rest = $most > 24 ? $n * 7919 : $n;
		my @arguments = map {
			my $values = $samples{ $like{$_} // $_ };
			my $column = sprintf(q{"%s_%d"}, $like{$_} // $_, $rest % @$values);
			$rest = int($rest / @$values);
			$column . ($_ eq 'cstring' ? '::cstring' : '')
		} @types;
		$calls{ "$name(" . join(', ', @arguments) . ')' . ($result eq 'cstring' ? '::text' : '') }++;
	}
	return sort keys %calls;
}

my @functions = split /\n/, $node->safe_psql('postgres', q{
	SELECT concat_ws(' ', 'pg_catalog.' || quote_ident(proname), result.typname, (SELECT string_agg(typname, ' ' ORDER BY n) FROM unnest(proargtypes) WITH ORDINALITY AS a (oid, n) JOIN pg_type USING (oid)))
	FROM pg_proc JOIN pg_type AS result ON result.oid = prorettype
	WHERE provolatile = 'i' AND prokind = 'f' AND NOT proretset AND pronamespace = 'pg_catalog'::regnamespace AND result.typname NOT IN ('internal', 'void', 'trigger')
	ORDER BY pg_proc.oid});
my @calls = ('xmlelement(NAME a, bytea_0)', '_float8_0::text[]', map { calls(split) } @functions);

# Other values of a setting: all of an enum, the other of a boolean, the limits
# of a number, and those of a text that mean something.
my %texts = (TimeZone => [ 'Asia/Tokyo', 'America/New_York' ], timezone_abbreviations => [ 'Australia', 'India' ], DateStyle => [ 'SQL, DMY', 'German, YMD', 'Postgres, MDY' ],
	search_path => [ '', 'public' ]);
$texts{$_} = [ 'C', split /\n/, readpipe('locale -a') ] foreach qw(lc_monetary lc_numeric lc_time lc_messages);
my $texts = join ', ', map { my $name = $_; map { "('$name', '$_')" } @{ $texts{$name} } } sort keys %texts;

# What a call gives, in the binary form, which no setting changes.  Settings are
# changed together; where that makes a difference, half of them, and so on.
$node->safe_psql('postgres', "CREATE TABLE texts AS SELECT * FROM (VALUES $texts) AS t (name, value);" . q{
	CREATE TABLE calls (n serial, call text, result text);
	CREATE TABLE changes AS
		SELECT name, value, turn, row_number() OVER (PARTITION BY turn) AS n FROM (
			SELECT name, value, row_number() OVER (PARTITION BY name) AS turn FROM (
				TABLE texts
				UNION ALL SELECT name, value FROM pg_settings, unnest(CASE vartype WHEN 'bool' THEN ARRAY['on', 'off'] WHEN 'enum' THEN enumvals WHEN 'string' THEN ARRAY['', 'x'] ELSE ARRAY[min_val, max_val] END) AS value
				WHERE context IN ('user', 'superuser') AND value <> setting AND name NOT IN (SELECT name FROM texts)
					AND name !~ '^(debug_|log_|jit)|^exit_on_error$') AS v) AS v;
	CREATE FUNCTION result_of(call text) RETURNS text LANGUAGE plpgsql AS $$
	DECLARE result text;
	BEGIN
		EXECUTE format('SELECT encode(record_send(ROW(%s)), ''hex'') FROM public.samples', call) INTO result;
		RETURN result;
	EXCEPTION WHEN OTHERS THEN
		RETURN SQLSTATE;
	END $$;
	CREATE FUNCTION set_one(name text, value text) RETURNS void LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM set_config(name, value, true);
	EXCEPTION WHEN OTHERS THEN NULL;
	END $$;
	CREATE FUNCTION differing(turn_of bigint, low bigint, high bigint) RETURNS TABLE (name text, value text, calls text[]) LANGUAGE plpgsql AS $$
	DECLARE same boolean := false; found text[] := '{}';
	BEGIN
		BEGIN
			PERFORM public.set_one(c.name, c.value) FROM public.changes AS c WHERE turn = turn_of AND n BETWEEN low AND high;
			IF low = high THEN
				found := ARRAY(SELECT call FROM public.calls WHERE public.result_of(call) IS DISTINCT FROM result ORDER BY n);
			ELSE
				EXECUTE (SELECT 'SELECT ARRAY[' || string_agg(format('encode(record_send(ROW(%s)), ''hex'')', call), ',' ORDER BY n)
					|| '] = (SELECT array_agg(result ORDER BY n) FROM public.calls) FROM public.samples' FROM public.calls) INTO same;
			END IF;
			RAISE EXCEPTION 'back';
		EXCEPTION WHEN OTHERS THEN NULL;
		END;
		IF low = high AND found <> '{}' THEN
			RETURN QUERY SELECT c.name, c.value, found[1 : 3] FROM public.changes AS c WHERE turn = turn_of AND n = low;
		ELSIF low < high AND NOT same THEN
			RETURN QUERY SELECT * FROM public.differing(turn_of, low, (low + high) / 2) UNION ALL SELECT * FROM public.differing(turn_of, (low + high) / 2 + 1, high);
		END IF;
	END $$;
} . join '', map { "INSERT INTO calls (call) VALUES ('" . s/'/''/gr . "');\n" } @calls);
my $pins = join ' ', map { "SET $_ = " . ($_ eq 'search_path' ? $pinned{$_} : "'$pinned{$_}'") . ';' } sort keys %pinned;
my $found = $node->safe_psql('postgres', "SET client_min_messages = error; $pins" . q{
	UPDATE public.calls SET result = public.result_of(call);
	DELETE FROM public.calls WHERE length(result) = 5;
	DELETE FROM public.calls WHERE public.result_of(call) <> result;
	SELECT d.* FROM (SELECT turn, max(n) AS high FROM public.changes GROUP BY turn) AS t, public.differing(turn, 1, high) AS d ORDER BY 1, 2});
my ($tried, $answered) = $node->safe_psql('postgres', 'SELECT (SELECT count(DISTINCT name) FROM changes), count(DISTINCT split_part(call, \'(\', 1)) FROM calls') =~ /\d+/g;
note(sprintf "%d settings, %d calls of %d functions, of which %d answered\n%s", $tried, scalar @calls, scalar @functions, $answered, $found);

cmp_ok($answered, '>', @functions / 2, 'most functions were called with something that they take');
my %found = map { /^(\w+)/ => 1 } split /\n/, $found;
is_deeply([ grep { !$pinned{$_} } sort keys %found ], [], 'what an immutable function depends on is pinned');
my @known = qw(TimeZone bytea_output extra_float_digits quote_all_identifiers timezone_abbreviations);
is_deeply([ grep { !$found{$_} } @known ], [], 'and what is known is found');

$node->stop;
done_testing();

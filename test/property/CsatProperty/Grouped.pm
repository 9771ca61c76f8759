
# Random tables with keys of every kind, as tables become by use, and grouped
# queries of them, most of which are for the Tally Aggregate.
package CsatProperty::Grouped;

use strict;
use warnings;

use CsatProperty::Choice;
use List::Util qw(shuffle);

# name, type, value by a number of some groups; the node has to decline the
# latter half.
my @keys = (
	[ 'k_int2', 'smallint', '%s::int2' ],
	[ 'k_int4', 'int', '%s::int' ],
	[ 'k_int8', 'bigint', '%s * 10000000000' ],
	[ 'k_date', 'date', q{date '2026-01-01' + %s::int} ],
	[ 'k_time', 'timestamp', q{timestamp '2026-01-01' + %s * interval '7 hours'} ],
	[ 'k_zone', 'timestamptz', q{timestamptz '2026-01-01Z' + %s * interval '7 hours'} ],
	[ 'k_timetz', 'timetz', 'make_time((%s %% 24)::int, 0, 0)::timetz' ],
	[ 'k_flag', 'boolean', '%s %% 2 = 0' ],
	[ 'k_uuid', 'uuid', 'md5((%s)::text)::uuid' ],
	[ 'k_text', 'text COLLATE "C"', q{repeat('x', (%1$s %% 9)::int) || %1$s} ],
	[ 'k_long', 'text', 'repeat(md5((%s)::text), 200)' ],
	[ 'k_varchar', 'varchar(12)', q{'v' || %s} ],
	[ 'k_name', 'name', q{('n' || %s)::name} ],
	[ 'k_bytea', 'bytea', '(%s)::text::bytea' ],
	[ 'k_char', '"char"', 'chr(65 + (%s %% 26)::int)::"char"' ],
	[ 'k_mood', 'mood', q{(ARRAY['bad', 'good', 'fine'])[1 + (%s %% 3)::int]::mood} ],
	[ 'k_oid', 'oid', '(%s)::int::oid' ],
	[ 'k_money', 'money', '(%s)::int::money' ],
	[ 'k_bit', 'bit(4)', '(%s)::int::bit(4)' ],
	[ 'k_bpchar', 'char(8)', '(%s)::text' ],
	[ 'k_folded', 'text COLLATE fold', q{CASE %1$s %% 2 WHEN 0 THEN 'a' ELSE 'A' END || %1$s / 2} ],
	[ 'k_numeric', 'numeric', q{(%s || repeat('0', (id %% 3)::int))::numeric} ],
	[ 'k_float', 'float8', '(CASE id %% 2 WHEN 0 THEN 0.0 ELSE -0.0 END) * %s' ],
	[ 'k_inet', 'inet', q{'10.0.0.0'::inet + %s} ],
	[ 'k_interval', 'interval', q{CASE id %% 2 WHEN 0 THEN interval '1 day' ELSE '24 hours' END * %s} ],
	[ 'k_array', 'int[]', 'ARRAY[%s::int]' ]);

my @answers = (
	[ 's', 'int', '1 + %s %% 5' ],
	[ 's2', 'smallint', '1 + %s %% 5' ],
	[ 'sf', 'float8', '1 + %s %% 5' ],
	[ 'sn', 'numeric', '1 + %s %% 5' ],
	[ 'good', 'boolean', '%s %% 3 > 0' ],
	[ 'r', 'int', '%s %% 11' ],
	[ 'w', 'float8', '%s %% 16 / 8.0' ],
	[ 's8', 'bigint', '%s' ],
	[ 'x', 'float8', q{(ARRAY['NaN', 'Infinity', '-Infinity', '0', '-0', '-2.5', '4'])[1 + (%s %% 7)::int]::float8} ],
	[ 'points', 'int', '5 + 0 * %s' ]);

sub noise
{
	my ($of) = @_;
	return '(abs(hashint8extended(id, ' . between(1, 1e6) . ")) % $of)";
}

sub value
{
	my ($column) = @_;
	my $value = sprintf($column->[2], noise(pick(1, 3, 20, 1000)));
	my $percent = pick(0, 0, 0, 20, 100);

	return "CASE WHEN " . noise(100) . " >= $percent THEN $value END";
}

# Columns in any order, some dropped, some added when half of the rows are there.
sub statements
{
	my @columns = shuffle(@keys, @answers, map { [ "gone$_", pick('int', 'text', 'float8'), '%s' ] } 1 .. 3);
	my @later = splice(@columns, -between(1, 6));
	my @gone = map { $_->[0] } grep { $_->[0] =~ /^gone/ } @columns;
	my $rows = pick(0, 1, between(2, 40), (between(40, 800)) x 3, between(800, 3000));
	my $half = int($rows / 2);
	my $kind = pick('plain', 'plain', 'temporary', 'list', 'hash', 'inherited');
	my $temporary = $kind eq 'temporary' ? 'TEMPORARY' : '';
	my $insert = sub {
		my ($from, $to, @list) = @_;
		my ($names, $values) = (join(', ', 'id', map { $_->[0] } @list), join(",\n\t", 'id', map { value($_) } @list));

		return "INSERT INTO forms ($names) SELECT $values FROM generate_series($from, $to) id";
	};

	return (
		"CREATE COLLATION fold (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
		"CREATE TYPE mood AS ENUM ('bad', 'good', 'fine')",
		"CREATE $temporary TABLE forms (\n\t" . join(",\n\t", 'id int', map { "$_->[0] $_->[1]" } @columns) . "\n)" . ($kind eq 'list' ? ' PARTITION BY LIST ((id % 3))' : $kind eq 'hash' ? ' PARTITION BY HASH (id)' : ''),
		$kind eq 'list' ? ('CREATE TABLE forms_0 PARTITION OF forms FOR VALUES IN (0)', 'CREATE TABLE forms_1 PARTITION OF forms DEFAULT') : (),
		$kind eq 'hash' ? (map { "CREATE TABLE forms_$_ PARTITION OF forms FOR VALUES WITH (MODULUS 2, REMAINDER $_)" } 0, 1) : (),
		$kind eq 'inherited' ? ('CREATE TABLE forms_child (more text DEFAULT \'more\') INHERITS (forms)', 'CREATE RULE there AS ON INSERT TO forms WHERE NEW.id % 2 = 0 DO INSTEAD INSERT INTO forms_child SELECT NEW.*') : (),
		$insert->(1, $half, @columns),
		# a rule keeps the columns that it was made with
		$kind eq 'inherited' ? 'DROP RULE there ON forms' : (),
		(map { "ALTER TABLE forms DROP COLUMN $_" } @gone),
		(map { "ALTER TABLE forms ADD COLUMN $_->[0] $_->[1]" . ($_->[0] =~ /^(?:s2?|r|k_int4|points)$/ && chance(0.5) ? ' DEFAULT 5' : '') } @later),
		$insert->($half + 1, $rows, (grep { $_->[0] !~ /^gone/ } @columns), @later),
		chance(0.5) ? 'UPDATE forms SET s = 3, k_int4 = k_int4 + 1 WHERE id % 4 = 0' : (),
		chance(0.5) ? 'DELETE FROM forms WHERE ' . pick('id % 5 = 0', 'id % 10 > 0', 'true') : (),
		chance(0.4) ? 'CREATE INDEX ON forms (' . pick('k_int4', 'k_text', 'k_date, id') . ')' : (),
		'CREATE TABLE agents AS SELECT i AS agent, i % 3 AS team FROM generate_series(0, 9) i',
		'CREATE TABLE kept AS SELECT k_int4, k_text, csat_tally(s) AS csat, nps_tally(r) AS nps, weighted_nps_tally(r, w) AS weighted FROM forms GROUP BY k_int4, k_text',
		chance(0.7) ? 'ANALYZE forms, agents, kept' : ());
}

# What another session does to the table meanwhile.
sub updates
{
	return q{DO $$ BEGIN FOR i IN 1 .. 100 LOOP UPDATE forms SET s = 1 + s % 5, r = 10 - r, k_int4 = k_int4 + 1 WHERE id % 50 = i % 50; COMMIT; END LOOP; END $$};
}

sub condition
{
	return pick('id % 3 > 0', 'k_int4 < 5', 'k_int4 = 1', 'k_text IS NOT NULL', 'good', "k_date >= '2026-01-03'", 's > 2 OR r < 4', 'k_long > md5(id::text)', 'id < 0', 'k_numeric < 10 AND sf <> 2', '1 / (s - 9) < 1');
}

sub key
{
	return pick(map({ $_->[0] } @keys[ 0 .. 18 ]), map({ $_->[0] } @keys),
		'id', 'k_int4 % 2', q{date_trunc('month', k_time)}, 'lower(k_varchar)', 'coalesce(k_int4, -1)', 'k_int4 + k_int2', 'k_int4 IS NULL', q{'constant'::text}, 'NULL::date',
		'CASE WHEN good THEN k_text END', 'length(k_long)', 'forms.tableoid', 'k_float > 3');
}

# Of keys that are equal but look different, any may be shown.
my %shown = (k_numeric => 'trim_scale(k_numeric)', k_float => 'k_float + 0.0', k_interval => 'extract(epoch FROM k_interval)', k_folded => 'upper(k_folded)');

sub aggregate
{
	my $call = pick('csat(s)', 'csat(s2)', 'csat(sf)', 'csat(sn)', 'csat(good)', 'nps(r)', 'count(*)', 'count(s)', 'count(k_long)', 'csat(s, 5)', 'csat(s, points)', 'csat(s, 7)',
		'csat_tally(s)', 'nps_tally(r)', 'csat_tally(sf, 10)', 'score_tally_agg(r, -1, 12)', 'score_tally_agg(r, 0, points * 2)', 'weighted_csat(s, w)', 'weighted_nps(r, w)', 'weighted_csat(s, w, 5)', 'weighted_tally_agg(r, w / 2, 0, 10)',
		'weighted_csat(s, w, points)', 'weighted_nps_tally(r, w)', 'csat(1 + r % 5)', 'nps((SELECT max(team) FROM agents WHERE agent = r))', 'csat(s) + nps(r)', 'top_box(csat_tally(s))',
		'sum(s)', 'sum(s2)', 'avg(s)', 'avg(s2)', 'sum(w)', 'avg(w)', 'max(w)', 'min(x) + 0.0', 'max(x) + 0.0', 'avg(x)', 'min(s2)', 'max(k_int4)', 'min(k_int8)', 'max(k_date)', 'min(k_time)', 'max(k_zone)', 'bool_and(good)', 'bool_or(k_flag)', 'every(s > 1)',
		'sum(r / (s - 1))', 'max(r + s2)', 'avg(s8)',
		'csat(s + 1)', 'csat(r)', 'nps(r / (s - 1))');

	return $call if $call =~ /\) \+|box/ || chance(0.7);
	return "$call FILTER (WHERE " . condition() . ')';
}

# How the keys are written after GROUP BY.
my $grouping = '%s';

sub tail
{
	my ($where, @keys) = @_;

	return ($where ? " WHERE $where" : '')
	  . (@keys ? ' GROUP BY ' . sprintf($grouping, join(', ', @keys)) : '')
	  . (chance(0.2) ? ' HAVING ' . pick('count(*) > 1', 'csat(s) > 50', 'nps(r) IS NOT NULL', 'count(s) < 0') : '');
}

sub list
{
	my (@items) = @_;
	my $n = 0;

	return join(', ', map { $n++; "$_ AS c$n" } @items);
}

# A query whose columns have names.
sub any
{
	my @keys = map { key() } 1 .. pick(0, 1, 1, 1, 2, 3);
	my @items = ((map { $shown{$_} // $_ } @keys), map { aggregate() } 1 .. between(1, 4));
	my $where = chance(0.4) ? condition() : '';
	my $shape = between(1, 10);

	$grouping = @keys && chance(0.25) ? pick('ROLLUP (%s)', 'CUBE (%s)', 'GROUPING SETS (%s)', 'GROUPING SETS ((%1$s), %1$s, (), ())', 'DISTINCT ROLLUP (%1$s), CUBE (%1$s)') : '%s';
	push @items, 'grouping(' . join(', ', shuffle(@keys)) . ')' if $grouping ne '%s' && chance(0.5);

	return 'SELECT ' . list(@items) . ' FROM forms JOIN agents ON agent = k_int4' . tail($where, @keys, 'team') if $shape == 1;
	return 'SELECT ' . list(@items) . ' FROM (SELECT * FROM forms UNION ALL SELECT * FROM forms WHERE id > 5) forms' . tail('', @keys)
	  if $shape == 2 && !grep { /tableoid/ } @keys;
	# once for each of three agents
	my $lateral = sub { 'SELECT agent, l.* FROM agents, LATERAL (' . join('', @_) . ') l WHERE agent % 4 = 0' };

	return $lateral->('SELECT ', list(@items), ' FROM forms', tail('id % 10 = agent' . ($where && " AND ($where)"), @keys)) if $shape == 3;
	return $lateral->('SELECT ', list(@items, 'agent'), ' FROM forms', tail($where, @keys, 'agent')) if $shape == 4;
	return 'SELECT team, (SELECT ' . pick('csat(s)', 'nps(r)', 'count(s) + csat(s)') . ' FROM forms' . tail('k_int4 = agent') . ') FROM agents' if $shape == 5;
	my $kept = pick('k_int4', 'k_text', 'k_int4, k_text');

	return "SELECT $kept, csat(csat), nps(nps), " . pick('nps(weighted), ', ('') x 3) . 'sum(' . pick('csat', 'nps') . ') FILTER (WHERE ' . pick('true', 'k_int4 > 2') . "), count(*) FROM kept GROUP BY $kept" if $shape == 6;
	return 'SELECT ' . list(@items) . ' FROM forms LEFT JOIN agents ON agent = id % 20' . tail($where, @keys) if $shape == 7;
	return 'SELECT ' . list(@items) . ' FROM forms' . tail($where, @keys);
}

1;

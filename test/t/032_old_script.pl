
# A server has the new library with a release's declarations until it is told to
# update: every function and aggregate of the release answers then as it does in
# a fresh install, and so it does when it is updated.

use strict;
use warnings;

use lib 'test/fuzz';

use CsatCluster;
use File::Basename 'basename';
use HostileValues;
use PostgreSQL::Test::Utils;
use Test::More;

my $calls_of_each = $ENV{CSAT_HOSTILE_CALLS} // 100;
my $conf = with_extension_files(map { basename($_) => slurp_file($_) } install_script(), glob('csat--*--*.sql test/upgrade/csat--*.sql'));
plan skip_all => 'this server finds extensions in its own directory only' unless $conf;
my $node = start_cluster('main', conf => "${conf}fsync = off\njit = off\n");

sub has_values
{
	my ($name, @types) = @_;
	return !grep { !HostileValues::has($_) } @types;
}

# Calls of a function that has arguments of these types, each with all values
# that are not too long, at a pace of its own.
sub calls
{
	my ($name, @types) = @_;
	my @values = map { [ grep { length($_) < 500 } HostileValues::literals(HostileValues::stored_as($_)) ] } @types;
	my @calls;

	foreach my $n (0 .. (@types ? $calls_of_each - 1 : 0))
	{
		my @arguments = map { HostileValues::argument($types[$_], $values[$_][ $n * (1 + 6 * $_) % @{ $values[$_] } ]) } 0 .. $#types;
		push @calls, "$name(" . join(', ', @arguments) . ')';
	}
	return @calls;
}

# What each call answers, or the SQLSTATE of its error, as lines.
my $answer = q{
	CREATE FUNCTION pg_temp.answer(call text) RETURNS text LANGUAGE plpgsql AS $answer$
	DECLARE
		result text;
	BEGIN
		EXECUTE 'SELECT string_agg(r::text, E''\t'') FROM (SELECT ' || call || ' AS r) s' INTO result;
		RETURN coalesce(replace(result, E'\n', ' '), 'NULL');
	EXCEPTION WHEN OTHERS THEN
		RETURN SQLSTATE;
	END $answer$;};

sub answers
{
	my ($database, @calls) = @_;
	my $array = join(",\n", map { "\$call\$$_\$call\$" } @calls);
	return split /\n/, $node->safe_psql($database, "$answer SELECT pg_temp.answer(call) FROM unnest(ARRAY[$array]) WITH ORDINALITY u(call, n) ORDER BY n");
}

# What is in a release's declarations alone: rollups are written in SQL there
# (test/t/030_upgrade.pl has them), and a NULL language was no error.
my $of_declarations = qr{tally_rollup|^(try_)?csat_rating\(.*NULL};

# An answer without the column that 1.1.0 adds to homogeneity.
sub as_declared
{
	my ($call, $answer) = @_;
	return $call =~ /^\w*homogeneity\w*\(/ ? $answer =~ s/,[^,]*\)$/)/r : $answer;
}

$node->safe_psql('postgres', 'CREATE DATABASE fresh');
$node->safe_psql('fresh', 'CREATE EXTENSION csat');
foreach my $release (map { /csat--([\d.]+)\.sql$/ } glob('test/upgrade/csat--*.sql'))
{
	$node->safe_psql('postgres', qq{CREATE DATABASE "$release"});
	$node->safe_psql($release, "CREATE EXTENSION csat VERSION '$release'");
	my @functions = map { [split] } split /\n/, $node->safe_psql($release, q{
		SELECT concat_ws(' ', proname, (SELECT string_agg(typname, ' ' ORDER BY n) FROM unnest(proargtypes::oid[]) WITH ORDINALITY a(type, n) JOIN pg_type t ON t.oid = type))
		FROM pg_proc p JOIN pg_depend d ON classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e'
			JOIN pg_extension e ON refclassid = 'pg_extension'::regclass AND refobjid = e.oid AND extname = 'csat'
		-- internal ones, whose names start so, may change; which of several errors comes first, too
		WHERE proname !~ '^_|^create_tally_rollup$' ORDER BY 1});
	my @callable = grep { has_values(@$_) } @functions;
	my @calls = map { calls(@$_) } @callable;
	my @expected = answers('fresh', @calls);

	cmp_ok(scalar @callable, '>', 0.8 * @functions, "$release: there are values for most of its functions");
	foreach my $state ('not yet updated', 'updated')
	{
		my @answers = answers($release, @calls);
		my @wrong = grep { $answers[$_] ne ($state eq 'updated' ? $expected[$_] : as_declared($calls[$_], $expected[$_])) && ($state eq 'updated' || $calls[$_] !~ $of_declarations) } 0 .. $#calls;
		is(scalar @wrong, 0, "$release, $state: " . @calls . ' calls') or diag(map { "$calls[$_]: $answers[$_], not $expected[$_]\n" } grep { defined } @wrong[ 0 .. 9 ]);
		$node->safe_psql($release, 'ALTER EXTENSION csat UPDATE');
	}
	my $answered = grep { !/^(NULL|[0-9A-Z]{5})$/ } @expected;
	cmp_ok($answered, '>', @calls / 5, "$release: and many of them are answered");
}

$node->stop;
done_testing();

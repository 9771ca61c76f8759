
# An upgraded csat is the csat of a fresh install, and what was made under the
# older one goes on.  A release's script is not installed any more: the server
# here finds it beside the present ones.  Upgrades made here, right ones and
# wrong ones, show that a difference is found.

use strict;
use warnings;

use CsatCluster;
use File::Basename 'basename';
use PostgreSQL::Test::Utils;
use Test::More;

my ($version) = slurp_file('csat.control') =~ /^default_version = '(.*)'$/m;
my $script = slurp_file(install_script());
my %files = map { basename($_) => slurp_file($_) } install_script(), glob('csat--*--*.sql test/upgrade/csat--*.sql');
my @released = map { /^csat--([\d.]+)\.sql$/ && $1 ne $version ? $1 : () } sort keys %files;

#
# Upgrades to the present version from one that lacks an aggregate
#

# The statements that make an aggregate
sub statements_of
{
	my ($aggregate) = @_;
	return $script =~ /^(CREATE AGGREGATE \Q$aggregate\E.*?^COMMENT [^\n]*\n)/ms ? $1 : die "$aggregate is gone: take another";
}

my $aggregate = statements_of('sum(tally weighted_tally)');
my $lines_of_sum = qr/function sum\(weighted_tally\)/;

# [what the upgrade misses, its script, the differences to be found]
my @upgrades = (
	[ 'nothing', $aggregate, qr/^$/ ],
	[ 'the aggregate', '', qr/^(- $lines_of_sum: .*\n){8}$/ ],
	[ 'its comment', $aggregate =~ s/^COMMENT .*//mr,
		qr/^- $lines_of_sum: comment: .*\n\+ $lines_of_sum: comment: \n$/ ],
	[ 'that it is parallel', $aggregate =~ s/,\s*PARALLEL = safe//r,
		qr/^- $lines_of_sum: pg_proc: .*\n\+ $lines_of_sum: pg_proc: .*\n$/ ],
	[ 'how to merge its states', $aggregate =~ s/COMBINEFUNC = \w+,\s*//r,
		qr/^- $lines_of_sum: pg_aggregate: .*\n\+ $lines_of_sum: pg_aggregate: .*\n$/ ],
	[ 'who may call it', "$aggregate REVOKE EXECUTE ON FUNCTION sum(weighted_tally) FROM PUBLIC;",
		qr/^- $lines_of_sum: pg_proc: .*\n\+ $lines_of_sum: pg_proc: .*\n\+ $lines_of_sum: rights when made: .*\n$/ ],
	[ 'what it depends on', "$aggregate ALTER FUNCTION responses(score_tally) DEPENDS ON EXTENSION plpgsql;",
		qr/^\+ function responses\(score_tally\): depends, x: "extension plpgsql"\n$/ ],
	[ "a function's cost",
		"$aggregate ALTER FUNCTION responses(score_tally) COST 7;",
		qr/^(- function responses\(score_tally\): .*\n){2}(\+ function responses\(score_tally\): .*\n){2}$/ ],
	[ "an operator's estimator",
		"$aggregate ALTER OPERATOR < (score_tally, score_tally) SET (RESTRICT = NONE);",
		qr/^(- operator <\(score_tally,score_tally\): .*\n)+\+ operator <\(score_tally,score_tally\): .*\n$/ ],
	[ "an operator class's function",
		"$aggregate ALTER OPERATOR FAMILY weighted_tally_ops USING hash DROP FUNCTION 2 (weighted_tally);",
		qr/^(- function 2 .* weighted_tally_hash_extended\(.*\n)+$/ ],
	[ 'to drop what is gone',
		"$aggregate CREATE FUNCTION csat_left_over() RETURNS int LANGUAGE sql RETURN 1;",
		qr/^(\+ function csat_left_over\(\): .*\n)+$/ ],
	[ 'that views depend on what it makes anew',
		"$aggregate DROP AGGREGATE sum(score_tally); " . statements_of('sum(tally score_tally)'),
		qr/^! function sum\(score_tally\)\n$/ ],
);

foreach my $i (0 .. $#upgrades)
{
	$files{"csat--0.9.$i.sql"} = $script =~ s/\Q$aggregate\E//r;
	$files{"csat--0.9.$i--$version.sql"} = $upgrades[$i][1];
}
my $conf = with_extension_files(%files);
plan skip_all => 'this server finds extensions in its own directory only' unless $conf;
my $node = start_cluster('main', conf => "${conf}fsync = off\n");

#
# Catalogs
#

# A new database, with that version of csat in a schema.
sub new_database
{
	my ($name, $csat, $schema) = @_;
	$node->safe_psql('postgres', qq{CREATE DATABASE "$name"});
	$node->safe_psql($name, "CREATE SCHEMA IF NOT EXISTS $schema; CREATE EXTENSION csat VERSION '$csat' SCHEMA $schema");
	return $name;
}

# The members of the extension in a database, as lines.
sub members
{
	my ($database) = @_;
	return split /\n/, $node->safe_psql($database, slurp_file('test/upgrade/members.sql'));
}

# What the second list has and the first has not.
sub added
{
	my ($old, $new) = @_;
	my %old = map { $_ => 1 } @$old;
	return grep { !$old{$_} } @$new;
}

# Members as what depends on them knows them: by their oids and arguments.
my $known = q{
	SELECT pg_describe_object(classid, objid, 0) AS name, classid, objid, proargnames, proallargtypes, proargmodes, prorettype, proretset
	FROM pg_depend LEFT JOIN pg_proc p ON classid = 'pg_proc'::regclass AND p.oid = objid
	WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'csat')};

my @fresh = members(new_database('fresh', $version, 'public'));

# How an upgrade differs from a fresh install, as lines that begin with - for
# what it lacks, + for what it should not have, and ! for a member of the older
# one that was dropped, made anew or got other arguments.
sub differences
{
	my ($from) = @_;
	my $database = new_database("from $from", $from, 'public');

	$node->safe_psql($database, "CREATE TABLE known_before AS $known; ALTER EXTENSION csat UPDATE");
	my @lost = split /\n/, $node->safe_psql($database, "SELECT name FROM (TABLE known_before EXCEPT $known) AS lost ORDER BY name");
	my @upgraded = members($database);
	return join '', map { "$_\n" } (map { "- $_" } added(\@upgraded, \@fresh)), (map { "+ $_" } added(\@fresh, \@upgraded)), map { "! $_" } @lost;
}

is(differences($_), '', "$_ to $version: as freshly installed, and no member is lost") foreach @released;
foreach my $i (0 .. $#upgrades)
{
	my ($missed, undef, $expected) = @{ $upgrades[$i] };
	like(differences("0.9.$i"), $expected, "an upgrade that misses $missed");
}

#
# What was made under a release: with this library and that release's script,
# the state of a server until it is told to update; in one session updated and
# asked again; dumped before and after and restored.
#

my $files = 'test/pg_upgrade';

sub contents
{
	my ($database) = @_;
	return $node->safe_psql($database, slurp_file("$files/contents.sql"));
}

# A copy of a database, in which all that there is goes on.  Rollups of 1.0.0 do
# so when they have been told once.
my @rebuild = ('-c', 'SET search_path = public, ext', '-c', q{SELECT rebuild_tally_rollup('answers_rollup'), rebuild_tally_rollup('"By Month"')});

sub goes_on
{
	my ($database, @first) = @_;
	$node->safe_psql('postgres', qq{DROP DATABASE IF EXISTS copied; CREATE DATABASE copied TEMPLATE "$database"});
	runs_file($node, 'copied', "$files/goes_on.sql", '-o', '/dev/null', @first);
	return;
}

sub dump_of
{
	my ($database, $file) = @_;
	$node->command_ok([ 'pg_dump', '-Fc', '-f', $file, '-d', $node->connstr($database) ], "$database: dumped");
	return $file;
}

sub restored
{
	my ($file, $name) = @_;
	$node->safe_psql('postgres', qq{CREATE DATABASE "$name"});
	$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr($name), $file ], "$name: restored");
	return $name;
}

runs_file($node, new_database('new', $version, 'ext'), "$files/data.sql", '-o', '/dev/null');
my $expected = contents('new');
like($expected, qr/9223372036854775807/, 'there is something to lose');

sub answers_as_expected
{
	my ($answers, $name) = @_;
	ok($answers =~ s/\n$//r eq $expected, "$name: answers as in a fresh install")
	  or diag(map { substr("$_\n", 0, 200) } added([ split /\n/, $expected ], [ split /\n/, $answers ]));
	return;
}

foreach my $release (@released)
{
	my $old = new_database("of $release", $release, 'ext');
	my $dump = PostgreSQL::Test::Utils::tempdir;

	runs_file($node, $old, "$files/data.sql", '-o', '/dev/null');
	goes_on($old);
	my $before = dump_of($old, "$dump/before");
	my ($library, $updated) = split /^updated\n/m,
	  $node->safe_psql($old, "\\i $files/contents.sql\nRESET ALL;\nALTER EXTENSION csat UPDATE;\n\\echo updated\n\\i $files/contents.sql");
	answers_as_expected($library, "$release: before it is updated");
	answers_as_expected($updated, "$release: in the same session, updated");
	goes_on($old, @rebuild);
	foreach my $name (restored($before, "dump of $release"), restored(dump_of($old, "$dump/after"), "dump of $release, updated"))
	{
		answers_as_expected(contents($name), $name);
		goes_on($name, @rebuild);
	}
}

$node->stop;
done_testing();

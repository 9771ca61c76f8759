
# An upgraded csat is the csat of a fresh install: for each path of upgrade
# scripts, all catalog rows of the two are compared.  Upgrades made here, right
# ones and wrong ones, show that a difference is found.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

# A new database, to be filled with one extension.
my $databases = 0;

sub new_database
{
	my ($node) = @_;
	my $database = 'upgrade_' . ++$databases;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	return $database;
}

# The members of the extension in a database, as lines.
sub members
{
	my ($node, $database) = @_;
	return split /\n/, $node->safe_psql($database, slurp_file('test/upgrade/members.sql'));
}

# Those of a fresh install, made once.
my %fresh;

sub fresh_members
{
	my ($node, $version) = @_;

	unless ($fresh{ $node->name . " $version" })
	{
		my $database = new_database($node);
		$node->safe_psql($database, "CREATE EXTENSION csat VERSION '$version'");
		$fresh{ $node->name . " $version" } = [ members($node, $database) ];
	}
	return @{ $fresh{ $node->name . " $version" } };
}

# What the second list has and the first has not.
sub added
{
	my ($old, $new) = @_;
	my %old = map { $_ => 1 } @$old;
	return grep { !$old{$_} } @$new;
}

# How an upgrade from one version to another differs from a fresh install, as
# lines that begin with - for what it lacks and + for what it should not have.
sub differences
{
	my ($node, $from, $to) = @_;
	my $database = new_database($node);

	$node->safe_psql($database, qq{
		CREATE EXTENSION csat VERSION '$from';
		CREATE TABLE kept AS SELECT csat_tally(score) AS tally FROM generate_series(1, 5) score;
		ALTER EXTENSION csat UPDATE TO '$to'});
	is($node->safe_psql($database, 'SELECT * FROM kept'), '{"1": 1, "2": 1, "3": 1, "4": 1, "5": 1}',
		"$from to $to: a stored tally is read");

	my @upgraded = members($node, $database);
	my @fresh = fresh_members($node, $to);
	return join '', map { "$_\n" } (map { "- $_" } added(\@upgraded, \@fresh)), map { "+ $_" } added(\@fresh, \@upgraded);
}

#
# The scripts that there are
#

my $node = start_cluster('main');

my @scripts = sort map { /^csat--(.+)--(.+)\.sql$/ ? "$1 $2" : () } glob('csat--*--*.sql');
my @known = split /\n/, $node->safe_psql('postgres', q{
	SELECT source || ' ' || target FROM pg_extension_update_paths('csat') WHERE path IS NOT NULL});
is(join("\n", added(\@known, \@scripts)), '', 'each upgrade script is installed');

foreach my $path (sort @known)
{
	my ($from, $to) = split / /, $path;
	is(differences($node, $from, $to), '', "$from to $to: as freshly installed");
}

#
# Upgrades to the present version from one that lacks an aggregate
#

my $control = slurp_file('csat.control');
my ($version) = $control =~ /^default_version = '(.*)'$/m;
my $script = slurp_file(install_script());
$script =~ s/^(CREATE AGGREGATE sum\(tally weighted_tally\).*?^COMMENT [^\n]*\n)//ms
  or die 'the aggregate sum(weighted_tally) is gone: take another';
my $aggregate = $1;

# [what the upgrade misses, its script, the differences to be found]
my $lines_of_sum = qr/function sum\(weighted_tally\)/;
my @upgrades = (
	[ 'nothing', $aggregate, qr/^$/ ],
	[ 'the aggregate', '', qr/^(- $lines_of_sum: .*\n){4}$/ ],
	[ 'its comment', $aggregate =~ s/^COMMENT .*//mr,
		qr/^- $lines_of_sum: comment: .*\n\+ $lines_of_sum: comment: \n$/ ],
	[ 'that it is parallel', $aggregate =~ s/,\s*PARALLEL = safe//r,
		qr/^- $lines_of_sum: pg_proc: .*\n\+ $lines_of_sum: pg_proc: .*\n$/ ],
	[ 'how to merge its states', $aggregate =~ s/^\s*COMBINEFUNC .*//mr,
		qr/^- $lines_of_sum: pg_aggregate: .*\n\+ $lines_of_sum: pg_aggregate: .*\n$/ ],
	[ "a function's cost",
		"$aggregate ALTER FUNCTION responses(score_tally) COST 7;",
		qr/^(- function responses\(score_tally\): .*\n){2}(\+ function responses\(score_tally\): .*\n){2}$/ ],
	[ "an operator's estimator",
		"$aggregate ALTER OPERATOR < (score_tally, score_tally) SET (RESTRICT = NONE);",
		qr/^- operator <\(score_tally,score_tally\): .*\n\+ operator <\(score_tally,score_tally\): .*\n$/ ],
	[ "an operator class's function",
		"$aggregate ALTER OPERATOR FAMILY weighted_tally_ops USING hash DROP FUNCTION 2 (weighted_tally);",
		qr/^(- function 2 .* weighted_tally_hash_extended\(.*\n)+$/ ],
	[ 'to drop what is gone',
		"$aggregate CREATE FUNCTION csat_left_over() RETURNS int LANGUAGE sql RETURN 1;",
		qr/^(\+ function csat_left_over\(\): .*\n){4}$/ ],
);

# A server that finds extensions in a directory of ours first, by Debian's
# setting or by that of PostgreSQL 18 and later.
my ($setting) = split /\n/, $node->safe_psql('postgres', q{
	SELECT name FROM pg_settings WHERE name IN ('extension_destdir', 'extension_control_path') ORDER BY name DESC});
my $sharedir = $node->config_data('--sharedir');
$node->stop;

SKIP:
{
	skip 'this server finds extensions in its own directory only', 2 * @upgrades unless $setting;

	my $dir = PostgreSQL::Test::Utils::tempdir;
	my $value = $setting eq 'extension_destdir' ? $dir : "$dir:\$system";
	my $fake = start_cluster('fake', conf => "$setting = '$value'\n");
	$dir .= $sharedir if $setting eq 'extension_destdir';
	$dir .= '/extension';
	system_or_bail('mkdir', '-p', $dir);

	# found by dynamic_library_path, wherever csat is installed
	append_to_file("$dir/csat.control", $control =~ s/\$libdir\///r);
	append_to_file("$dir/csat--$version.sql", slurp_file(install_script()));
	foreach my $i (0 .. $#upgrades)
	{
		my ($missed, $upgrade, $expected) = @{ $upgrades[$i] };
		my $from = "0.9.$i";

		append_to_file("$dir/csat--$from.sql", $script);
		append_to_file("$dir/csat--$from--$version.sql", $upgrade);
		like(differences($fake, $from, $version), $expected, "an upgrade that misses $missed");
	}
}

done_testing();

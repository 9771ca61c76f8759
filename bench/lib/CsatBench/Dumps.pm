# The clock of pg_dump and of restoring what it wrote, in plain format: a table
# of tallies, and one with the same figures as bigints.
package CsatBench::Dumps;

use strict;
use warnings;

use Exporter qw(import);

use CsatBench::Check qw(die_unless_equal);
use CsatBench::Clock qw(measure_in_turns milliseconds);

our @EXPORT_OK = qw(measure_dumps);

use constant ROWS => 1_000_000;

my %table = (csat => 'kept_as_tallies', rival => 'kept_as_bigints');

my $tables = <<'SQL';
CREATE TABLE kept_as_bigints AS
SELECT i AS id, floor(50 * random())::bigint AS "1", floor(100 * random())::bigint AS "2",
	floor(300 * random())::bigint AS "3", floor(1500 * random())::bigint AS "4",
	floor(700 * random())::bigint AS "5"
FROM generate_series(1, :rows) AS i;
CREATE TABLE kept_as_tallies AS
SELECT id, format('{"1": %s, "2": %s, "3": %s, "4": %s, "5": %s}', "1", "2", "3", "4", "5")::score_tally AS tally
FROM kept_as_bigints;
VACUUM (FREEZE, ANALYZE) kept_as_bigints, kept_as_tallies;
DROP DATABASE IF EXISTS restored;
CREATE DATABASE restored;
\connect restored
CREATE EXTENSION csat SCHEMA public;
SQL

sub dump_and_restore
{
	my ($cluster, $side) = @_;
	my $file = $cluster->home . '/dump.sql';

	$cluster->psql("DROP TABLE IF EXISTS $table{$side};\nCHECKPOINT;\n",
		{ client_min_messages => 'warning' }, {}, 'restored');
	return milliseconds(
		sub {
			$cluster->client('pg_dump', '-t', "public.$table{$side}", '-f', $file, 'postgres');
			$cluster->client('psql', qw(-X -q -v ON_ERROR_STOP=1 -f), $file, 'restored');
		});
}

sub check_restored
{
	my ($cluster, $case) = @_;

	die_unless_equal($case->{name},
		map { $cluster->psql("$_;\n", {}, {}, 'restored') } @{ $case->{check} });
	return;
}

# Milliseconds of a dump and a restore, of tallies and of bigints.
sub measure_dumps
{
	my ($cluster, $case, $runs) = @_;

	$cluster->psql($tables, { client_min_messages => 'warning' }, { rows => ROWS });
	my $times = measure_in_turns($runs, sub { return dump_and_restore($cluster, @_) },
		sub { check_restored($cluster, $case) });
	$cluster->psql("DROP DATABASE restored;\nDROP TABLE kept_as_tallies, kept_as_bigints;\n");
	return $times;
}

1;

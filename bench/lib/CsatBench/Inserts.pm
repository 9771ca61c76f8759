# The clock of inserts: a million answers in batches, each batch a transaction,
# into the table of examples/live_rollup.sql with its triggers and into the same
# table without.
package CsatBench::Inserts;

use strict;
use warnings;

use Exporter qw(import);
use File::Basename qw(dirname);

use CsatBench::Check qw(die_unless_equal);
use CsatBench::Clock qw(measure_in_turns milliseconds);

our @EXPORT_OK = qw(measure_inserts);

use constant { ROWS => 1_000_000, BATCH => 1_000 };

my $example = dirname(__FILE__) . '/../../../examples/live_rollup.sql';

my %setting = map { $_ => { search_path => "inserts_$_,public", jit => 'off',
		client_min_messages => 'warning' } } qw(csat rival);

# The answers come from a table, so that the client's part is small, in the
# order of their time, 1,000 in 9 hours.
my $answers = <<'SQL';
CREATE SCHEMA inserts;
CREATE TABLE inserts.answers AS
SELECT i AS number, timestamptz '2025-01-01 00:00+00' + i * interval '32 seconds' AS responded_at,
	(ARRAY['phone', 'chat', 'email'])[1 + floor(3 * random())::integer] AS channel,
	(1 + floor(5 * sqrt(random())))::integer AS satisfaction,
	floor(11 * sqrt(random()))::integer AS recommend
FROM generate_series(1, :rows) AS i;
CREATE UNIQUE INDEX ON inserts.answers (number);
CREATE SCHEMA inserts_csat;
SET search_path = inserts_csat, public;
\o /dev/null
\i :example
\o
CREATE SCHEMA inserts_rival;
CREATE TABLE inserts_rival.responses (LIKE inserts_csat.responses INCLUDING ALL);
VACUUM (FREEZE, ANALYZE);
SQL

my $insert = <<'SQL';
DO $$
BEGIN
	FOR batch_start IN 1 .. ROWS BY BATCH LOOP
		INSERT INTO responses (responded_at, channel, satisfaction, recommend)
		SELECT responded_at, channel, satisfaction, recommend
		FROM inserts.answers WHERE number BETWEEN batch_start AND batch_start + BATCH - 1;
		COMMIT;
	END LOOP;
END
$$;
SQL
# the names become the constants
$insert =~ s/ROWS/ROWS/ge;
$insert =~ s/BATCH/BATCH/ge;

# Empty the table first, which no one times.
sub insert_all
{
	my ($cluster, $side) = @_;

	$cluster->psql("TRUNCATE responses;\nCHECKPOINT;\n", $setting{$side});
	return milliseconds(sub { $cluster->psql($insert, $setting{$side}) });
}

# What each side's queries say of what was inserted.
sub check_inserted
{
	my ($cluster, $case) = @_;
	my ($tallied, $counted) = @{ $case->{check} };

	die_unless_equal($case->{name}, $cluster->psql("$tallied;\n", $setting{csat}),
		$cluster->psql("$counted;\n", $setting{rival}));
	return;
}

# Milliseconds of all inserts, with the triggers and without.
sub measure_inserts
{
	my ($cluster, $case, $runs) = @_;

	$cluster->psql($answers, { client_min_messages => 'warning' },
		{ rows => ROWS, example => $example });
	my $times = measure_in_turns($runs, sub { return insert_all($cluster, @_) },
		sub { check_inserted($cluster, $case) });
	$cluster->psql("DROP SCHEMA inserts, inserts_csat, inserts_rival CASCADE;\n",
		{ client_min_messages => 'warning' });
	return $times;
}

1;

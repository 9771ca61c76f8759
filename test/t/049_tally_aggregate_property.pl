
# Random grouped queries, with the Tally Aggregate wherever it can be and
# without it: the same rows, while another session updates the table.
# CSAT_PROPERTY_CASES says how many queries there are, CSAT_SEED repeats a run.

use strict;
use warnings;

use lib 'test/property';

use CsatCluster;
use CsatProperty::Grouped;
use CsatProperty::Settings;
use IPC::Run ();
use Test::More;

my $cases = $ENV{CSAT_PROPERTY_CASES} // 500;
my $seed = $ENV{CSAT_SEED} // int(rand(2**31));
my $per_table = 50;
my $used = 0;
my $errors = 0;

srand($seed);
note("CSAT_SEED=$seed CSAT_PROPERTY_CASES=$cases");
my $node = start_cluster('main', conf => "jit = off\nfsync = off\nmax_worker_processes = 8\n");
$node->safe_psql('postgres', 'CREATE EXTENSION csat; ALTER DATABASE postgres SET search_path = forms, public');

# A query's rows, or that it failed: which of two bad answers is met first may
# differ.  Then whether it uses the node.
my $helpers = <<'SQL';
CREATE FUNCTION pg_temp.rows_of(query text, setting text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	PERFORM set_config('csat.enable_tally_aggregate', setting, true);
	EXECUTE format('SELECT array_agg(q::text ORDER BY q::text) FROM (%s) q', query) INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN 'error';
END $$;
CREATE FUNCTION pg_temp.uses_node(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	PERFORM set_config('csat.enable_tally_aggregate', 'force', true);
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	RETURN plan::text LIKE '%TallyAggregate%';
END $$;
CREATE FUNCTION pg_temp.result(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	without text = pg_temp.rows_of(query, 'off');
BEGIN
	RETURN CASE WHEN without IS DISTINCT FROM pg_temp.rows_of(query, 'force') THEN 'different' ELSE 'same' END
		|| CASE WHEN pg_temp.uses_node(query) THEN ' by node' ELSE '' END
		|| CASE WHEN without = 'error' THEN ' error' ELSE '' END;
END $$;
-- all of a statement sees the same rows
SET default_transaction_isolation = 'repeatable read';
-- since 19 arguments may be evaluated for rows that a join removes
SELECT set_config(name, 'off', false) FROM pg_settings WHERE name = 'enable_eager_aggregate';
SQL

sub run_cases
{
	my ($n) = @_;
	my @table = CsatProperty::Grouped::statements();
	my @queries = map { CsatProperty::Grouped::any() } 1 .. $n;
	my $temporary = grep { /CREATE TEMPORARY/ } @table;
	my ($stdout, $stderr, $writer) = ('', '');

	$node->safe_psql('postgres', 'SET client_min_messages = warning; DROP SCHEMA IF EXISTS forms CASCADE; CREATE SCHEMA forms');
	my $setup = join('', map { "$_;\n" } @table);
	my $script = $helpers;

	foreach my $i (0 .. $#queries)
	{
		$script .= join(";\n", CsatProperty::Settings::any(), '') if $i % 10 == 0;
		$script .= "SELECT 'case $i', pg_temp.result(\$q\$$queries[$i]\$q\$);\n";
	}
	if (!$temporary)
	{
		$node->safe_psql('postgres', $setup);
		$setup = '';
		$writer = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-c', CsatProperty::Grouped::updates() ], '<', \undef, '>', \my $out, '2>', \my $err);
	}
	$node->psql('postgres', $setup . $script, stdout => \$stdout, stderr => \$stderr, on_error_stop => 0);
	$writer->finish if $writer;

	my %result = $stdout =~ /^case (\d+)\|(.*)$/mg;
	my @different = grep { ($result{$_} // 'no result') !~ /^same/ } 0 .. $#queries;

	$used += grep { /by node/ && !/error/ } values %result;
	$errors += grep { /error/ } values %result;
	is("@different$stderr", '', "$n queries") and return;
	diag("CSAT_SEED=$seed CSAT_PROPERTY_CASES=$cases");
	diag(join(";\n", @table), ';') if @different;
	diag("case $_ gave ", $result{$_} // 'no result', ": $queries[$_];") foreach @different[ 0 .. ($#different < 2 ? $#different : 2) ];
	return;
}

for (my $done = 0; $done < $cases; $done += $per_table)
{
	run_cases($cases - $done < $per_table ? $cases - $done : $per_table);
}
note("by the node: $used, errors: $errors");
cmp_ok($used, '>', $cases / 4, 'most queries are by the node, without an error');

$node->stop;
done_testing();


# The queries of examples/several_servers.sql send one aggregate query to each
# server, and give the scores that all answers give in one place.

use strict;
use warnings;

use CsatCluster;
use Test::More;

# Plans are those of the default settings, whatever all tests run with.
my $own_plans = "csat.enable_tally_aggregate = on\n";
my $europe = start_cluster('europe', conf => $own_plans);
my $america = start_cluster('america', conf => $own_plans);

foreach my $server ([ $europe, 'north', 'south' ], [ $america, 'east', 'west' ])
{
	my ($node, @regions) = @$server;
	my $seed = @regions * length $regions[0];

	$node->safe_psql('postgres', qq{
		CREATE DATABASE survey;
		\\connect survey
		CREATE EXTENSION csat;
		CREATE TABLE responses (region text NOT NULL, channel text NOT NULL, satisfaction integer, recommend integer);
		INSERT INTO responses
		SELECT (ARRAY['$regions[0]', '$regions[1]'])[1 + i % 2], (ARRAY['phone', 'chat', 'email'])[1 + i % 3],
			nullif((i * i / 3 + $seed) % 6, 0), nullif((i * 7 / 3 + $seed) % 12, 11)
		FROM generate_series(1, 2000 + $seed) AS i;
		ANALYZE responses;
	});
}

# The one that asks is a database of one of the two.
$europe->safe_psql('postgres', 'CREATE DATABASE head_office');
$europe->safe_psql('head_office', 'CREATE EXTENSION csat');
runs_file($europe, 'head_office', 'examples/several_servers.sql', map { ('-v', $_) }
	  'europe_host=' . $europe->host, 'europe_port=' . $europe->port, 'europe_dbname=survey',
	'america_host=' . $america->host, 'america_port=' . $america->port, 'america_dbname=survey');

my $node = 'off';

sub head_office
{
	my ($statements) = @_;
	return $europe->safe_psql('head_office', "SET enable_partitionwise_aggregate = on; SET csat.enable_tally_aggregate = $node; $statements");
}

# The queries that a query sends
sub remote_queries
{
	my ($query) = @_;
	return head_office("EXPLAIN (VERBOSE, COSTS off) $query") =~ /Remote SQL: (.*)/g;
}

# The same answers in one local table
$europe->safe_psql('head_office', 'CREATE TABLE all_responses AS SELECT * FROM responses');
cmp_ok(head_office('SELECT count(DISTINCT region) FROM all_responses'), '==', 4, 'four regions on two servers');

sub sends_one_aggregate_query_to_each_server
{
	my ($name, $query, $pattern) = @_;
	my @remote = remote_queries($query);

	is(scalar @remote, 2, "$name: one query for each server");
	like($_, $pattern, "$name: it aggregates there") foreach @remote;

	(my $local = $query) =~ s/\bresponses\b/all_responses/;
	my $scores = head_office($query);
	isnt($scores, '', "$name: there are scores");
	is($scores, head_office($local), "$name: the scores of all answers in one place");
	return;
}

my $tallies = '(SELECT region, channel, csat_tally(satisfaction) AS satisfaction, nps_tally(recommend) AS recommend
	FROM responses GROUP BY region, channel) AS tallies';
my $tallies_there = qr/^SELECT region, channel, public\.csat_tally\(satisfaction\), public\.nps_tally\(recommend\) FROM public\.responses GROUP BY 1, 2$/;

# Without and with statistics of the foreign tables, and whatever the Tally
# Aggregate could do: what the servers can aggregate is theirs.
foreach my $state ([ 'before ANALYZE', 'off' ], [ 'after ANALYZE', 'off' ], [ 'the node on', 'on' ], [ 'the node forced', 'force' ])
{
	my $statistics;

	($statistics, $node) = @$state;
	sends_one_aggregate_query_to_each_server("by the partition key, $statistics",
		'SELECT region, csat(satisfaction), nps(recommend), csat(recommend, 10) FILTER (WHERE recommend > 0) FROM responses GROUP BY region ORDER BY region',
		qr/^SELECT region, public\.csat\(satisfaction\), public\.nps\(recommend\), public\.csat\(recommend, 10\) FILTER .* GROUP BY 1$/);
	sends_one_aggregate_query_to_each_server("by another key, $statistics",
		"SELECT channel, csat(satisfaction), nps(recommend), sum(satisfaction) FROM $tallies GROUP BY channel ORDER BY channel",
		$tallies_there);
	sends_one_aggregate_query_to_each_server("by none, $statistics",
		"SELECT csat(satisfaction), nps(recommend), sum(recommend) FROM $tallies", $tallies_there);
	# dozens of aggregates look dearer than fetching the rows
	like(head_office('EXPLAIN SELECT ' . join(', ', map { "csat(satisfaction, 5) FILTER (WHERE recommend <> $_)" } 1 .. 24) . ' FROM responses_europe'),
		qr/^Foreign Scan/, "24 aggregates, $statistics");
	head_office('ANALYZE responses_europe; ANALYZE responses_america');
}
$node = 'off';

is_deeply(
	[ remote_queries('SELECT channel, csat(satisfaction), nps(recommend) FROM response_tallies GROUP BY channel') ],
	[ remote_queries("SELECT channel, csat(satisfaction), nps(recommend) FROM $tallies GROUP BY channel") ],
	"the example's view sends the same");

# What the example warns of
sub pulls_all_rows
{
	my ($name, $query, $pattern) = @_;
	my @remote = remote_queries($query);

	is(scalar @remote, 2, "$name: one query for each server");
	like($_, $pattern, "$name: all rows are pulled") foreach @remote;
	return;
}

pulls_all_rows('by another key without tallies',
	'SELECT channel, csat(satisfaction) FROM responses GROUP BY channel',
	qr/^SELECT channel, satisfaction FROM public\.responses$/);
head_office('ALTER SERVER europe OPTIONS (DROP extensions); ALTER SERVER america OPTIONS (DROP extensions)');
pulls_all_rows('without "extensions"',
	'SELECT region, csat(satisfaction) FROM responses GROUP BY region',
	qr/^SELECT region, satisfaction FROM public\.responses$/);

$europe->stop;
$america->stop;
done_testing();

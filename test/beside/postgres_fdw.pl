
# What examples/several_servers.sql says of async_capable and fetch_size, timed
# in turns, over two servers that have half of the answers each:
#
#     make prove_installcheck PROVE_TESTS=test/beside/postgres_fdw.pl PROVE_FLAGS=-v
#
# CSAT_BESIDE_ROWS sets how many rows each has, a million unless it does.

use strict;
use warnings;

use CsatBeside;
use CsatCluster;
use Test::More;

my $rows = $ENV{CSAT_BESIDE_ROWS} // 1_000_000;
my @nodes = map { start_cluster($_) } qw(europe america);
my $here = $nodes[0];

foreach my $node (@nodes)
{
	my $name = $node->name;
	$node->safe_psql('postgres', qq{
		CREATE EXTENSION csat;
		CREATE TABLE responses AS SELECT '$name'::text AS region, 1 + i % 5 AS satisfaction, i % 20 AS channel FROM generate_series(1, $rows) AS i;
		VACUUM ANALYZE responses});
}
$here->safe_psql('postgres', 'CREATE DATABASE head_office');
$here->safe_psql('head_office', q{
	CREATE EXTENSION csat;
	CREATE EXTENSION postgres_fdw;
	CREATE TABLE responses (region text, satisfaction integer, channel integer) PARTITION BY LIST (region)});
$here->safe_psql('head_office', sprintf q{
	CREATE SERVER %1$s FOREIGN DATA WRAPPER postgres_fdw
	OPTIONS (host '%2$s', port '%3$s', dbname 'postgres', extensions 'csat', async_capable 'true', fetch_size '100');
	CREATE USER MAPPING FOR CURRENT_USER SERVER %1$s;
	CREATE FOREIGN TABLE responses_%1$s PARTITION OF responses FOR VALUES IN ('%1$s') SERVER %1$s OPTIONS (schema_name 'public', table_name 'responses')},
	$_->name, $_->host, $_->port) foreach @nodes;

my %queries = (
	async_capable => 'SELECT region, csat(satisfaction) FROM responses GROUP BY region',
	fetch_size => 'SELECT channel, csat(satisfaction), count(*) FROM responses GROUP BY channel');
my @values = ([ 'async_capable', 'false' ], [ 'async_capable', 'true' ], [ 'fetch_size', 100 ], [ 'fetch_size', 50000 ]);
time_in_turns($here, 'head_office', 'SET enable_partitionwise_aggregate = on', map {
	my ($option, $value) = @$_;
	[ $option, $value, join('; ', map { 'ALTER SERVER ' . $_->name . " OPTIONS (SET $option '$value')" } @nodes), $queries{$option} ]
} @values);

done_testing();

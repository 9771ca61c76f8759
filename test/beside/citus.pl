
# csat on a real Citus, which no package of Debian's has: a coordinator and two
# workers.  Every query gives what it gives over the same rows in a local table,
# with the Tally Aggregate off, on and forced; then the ways of
# examples/citus.md are timed in turns.  With Citus and csat installed:
#
#     make prove_installcheck PROVE_TESTS=test/beside/citus.pl PROVE_FLAGS=-v
#
# CSAT_BESIDE_ROWS sets how many rows are timed, a million unless it does.

use strict;
use warnings;

use CsatBeside;
use CsatCluster;
use Test::More;

my $rows = $ENV{CSAT_BESIDE_ROWS} // 1_000_000;
my $conf = "shared_preload_libraries = 'citus'\nwal_level = logical\nmax_prepared_transactions = 100\n";
my @nodes = map { start_cluster($_, conf => $conf) } qw(coordinator worker1 worker2);
my ($coordinator, @workers) = @nodes;

sub join_nodes
{
	my ($database) = @_;
	$_->safe_psql($database, 'CREATE EXTENSION citus') foreach @nodes;
	$coordinator->safe_psql($database, "SELECT citus_set_coordinator_host('" . $coordinator->host . "', " . $coordinator->port . ')');
	$coordinator->safe_psql($database, "SELECT citus_add_node('" . $_->host . "', " . $_->port . ')') foreach @workers;
}

# Where csat is first, the workers do not know it until it is asked for again.
$_->safe_psql('postgres', 'CREATE DATABASE early') foreach @nodes;
$coordinator->safe_psql('early', 'CREATE EXTENSION csat');
join_nodes('early');
my $known = q{SELECT count(*) FROM pg_extension WHERE extname = 'csat'};
is($workers[0]->safe_psql('early', $known), 0, 'csat before Citus is not on workers');
$coordinator->safe_psql('early', 'CREATE EXTENSION IF NOT EXISTS csat');
is($_->safe_psql('early', $known), 1, 'and then is on ' . $_->name) foreach @workers;

join_nodes('postgres');
note($coordinator->safe_psql('postgres', 'SELECT citus_version(), version()'));
$coordinator->safe_psql('postgres', 'CREATE EXTENSION csat');

# The same answers in a local table and in one that is distributed.
sub make_answers
{
	my ($name, $rows) = @_;
	$coordinator->safe_psql('postgres', qq{
		CREATE TABLE local_$name (customer_id bigint, channel text, day date, satisfaction integer, recommend smallint, ease numeric, weight float8);
		INSERT INTO local_$name
		SELECT i % 997, (ARRAY['phone', 'chat', 'email', NULL])[1 + i % 4], date '2026-01-01' + (i % 90)::integer,
			nullif(((i::bigint * i / 3) % 6)::integer, 0), nullif((i::bigint * 7 / 3 % 12)::smallint, 11), 1 + i % 7, 1 + i % 3
		FROM generate_series(1, $rows) AS i;
		CREATE TABLE $name (LIKE local_$name);
		SET citus.shard_count = 8;
		SELECT create_distributed_table('$name', 'customer_id');
		INSERT INTO $name SELECT * FROM local_$name;
		VACUUM ANALYZE local_$name;
		VACUUM ANALYZE $name;
	});
}

make_answers('few', 5000);

#
# The same results
#

my @figures = (
	'csat(satisfaction)', 'nps(recommend)', 'csat(ease, 7)', 'csat(satisfaction >= 4)', 'csat_tally(satisfaction)', 'nps_tally(recommend)',
	'csat(satisfaction) FILTER (WHERE weight > 1), nps(recommend)', 'count(*), csat(satisfaction), avg(satisfaction)',
	'round(weighted_csat(satisfaction, weight), 9)', 'weighted_nps_tally(recommend, weight)', 'csat_interval(csat_tally(satisfaction))',
	'nps_interval(nps_tally(recommend))', 'stddev_score(csat_tally(satisfaction))', 'percentile_score(nps_tally(recommend), 0.5)',
	'score_tally_agg(ease, 1, 7)', 'csat_paired_change(satisfaction, satisfaction)', 'max(day), nps(recommend), bool_and(weight > 0)');
my @keys = ('', 'customer_id', 'channel', 'day', 'channel, day', "date_trunc('month', day)", 'customer_id % 10, channel', 'weight');
my @conditions = ('', "WHERE channel = 'chat'", "WHERE day BETWEEN '2026-01-10' AND '2026-02-10' AND satisfaction > 1", 'WHERE customer_id = 17', 'WHERE false');

my @queries = queries_of(\@figures, \@keys, \@conditions);
push @queries, map { my $keys = $_; map {
	"SELECT $keys, $_ FROM (SELECT $keys, customer_id AS id, csat_tally(satisfaction) AS s, nps_tally(recommend) AS r FROM FEW GROUP BY $keys, customer_id) AS t GROUP BY $keys"
} 'csat(s), nps(r)', 'sum(s), sum(r)', 'clustered_csat(s)', 'round((csat_homogeneity(s)).statistic, 6)' } grep { /^\w+$/ } @keys;
push @queries, 'SELECT channel, csat(score_tally(satisfaction, n)) FROM (SELECT channel, satisfaction, count(*) AS n FROM FEW GROUP BY 1, 2) AS counted GROUP BY channel';

# Citus takes the setting along to the workers.
sub use_everywhere
{
	my ($use) = @_;
	$coordinator->safe_psql('postgres', "LOAD 'csat'; ALTER DATABASE postgres SET csat.enable_tally_aggregate = $use");
	is($_->safe_psql('postgres', 'SHOW csat.enable_tally_aggregate'), $use, "$use on " . $_->name) foreach @nodes;
}

foreach my $use (qw(off on force))
{
	use_everywhere($use);
	gives_what([ answers($coordinator, '', 'local_few', @queries) ], [ answers($coordinator, '', 'few', @queries) ], \@queries, $use);
}

#
# What examples/citus.md says of other queries: the SQLSTATE in which they end
#

my $local = "SET citus.coordinator_aggregation_strategy = 'disabled';";
foreach my $said (
	[ '0A000', 'SELECT channel, csat(satisfaction) FROM few GROUP BY ROLLUP (channel)' ],
	[ '', 'SELECT channel, csat(t) FROM (SELECT channel, csat_tally(satisfaction) AS t FROM few GROUP BY 1 OFFSET 0) AS t GROUP BY ROLLUP (channel)' ],
	[ '0A000', 'SELECT channel, count(*) / (SELECT count(*) FROM few)::numeric FROM few GROUP BY channel' ],
	[ '', 'SELECT channel, count(*) / sum(count(*)) OVER () FROM few GROUP BY channel' ],
	[ '', 'WITH total AS (SELECT count(*) AS n FROM few) SELECT channel, csat(satisfaction), count(*) / n::numeric FROM few, total GROUP BY channel, n' ],
	[ '0A000', 'SELECT channel, (distribution(csat_tally(satisfaction))).* FROM few GROUP BY channel' ],
	[ '', 'SELECT channel, d.* FROM (SELECT channel, csat_tally(satisfaction) AS tally FROM few GROUP BY channel) AS t CROSS JOIN LATERAL distribution(tally) AS d' ],
	[ 'XX000', 'SELECT channel, sum(satisfaction ORDER BY recommend) FROM few GROUP BY channel' ],
	[ 'XX000', 'SELECT count(*) FROM few AS a JOIN few AS b ON a.day = b.day' ],
	[ '', 'SET citus.enable_repartition_joins = on; SELECT count(*) FROM few AS a JOIN few AS b ON a.day = b.day' ],
	[ '0A000', "$local SELECT channel, array_agg(DISTINCT satisfaction) FROM few GROUP BY channel" ],
	(map { [ 'XX000', "$local SELECT channel, $_ FROM few GROUP BY channel" ] } 'stddev(satisfaction)', "string_agg(channel, '')", 'percentile_cont(0.5) WITHIN GROUP (ORDER BY satisfaction)', 'mode() WITHIN GROUP (ORDER BY satisfaction)', 'csat(satisfaction), stddev(satisfaction)'),
	(map { [ '', "$local SELECT channel, $_ FROM few GROUP BY channel" ] } 'percentile_score(csat_tally(satisfaction), 0.5)', 'csat(satisfaction), stddev_score(csat_tally(satisfaction))', 'avg(satisfaction), sum(satisfaction), array_agg(satisfaction), json_agg(satisfaction), bool_and(weight > 1), stddev(weight)', 'csat(satisfaction) FILTER (WHERE weight > 1)', 'count(DISTINCT customer_id)'))
{
	my ($state, $query) = @$said;
	my (undef, undef, $stderr) = $coordinator->psql('postgres', "\\set VERBOSITY sqlstate\n$query");

	is(($stderr =~ /ERROR:\s+(\w+)/)[0] // '', $state, $query);
}

#
# Rollups
#

my $few_answers = q{(SELECT i % 97, date '2026-01-01' + i % 9, 1 + i % 5 FROM generate_series(1, 900) AS i) AS few (customer_id, day, satisfaction)};
my $answered = "CREATE TABLE answered (customer_id bigint, day date, satisfaction integer); INSERT INTO answered SELECT * FROM $few_answers";
my $rollup = q{SELECT create_tally_rollup('by_day', 'answered', ARRAY['day'], ARRAY['csat_tally(satisfaction) AS satisfaction'])};
my $changes = "INSERT INTO answered SELECT * FROM $few_answers; UPDATE answered SET satisfaction = 5 WHERE customer_id = 5; DELETE FROM answered WHERE satisfaction = 1";
my $equal = q{SELECT (SELECT sum(satisfaction) FROM by_day) = (SELECT csat_tally(satisfaction) FROM answered), (SELECT count(*) FROM check_tally_rollup('by_day'))};

sub is_kept
{
	my ($database, $what) = @_;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is($coordinator->safe_psql($database, "$changes; $equal"), 't|0', "$what is kept");
	is($coordinator->safe_psql($database, "\\o /dev/null\nSELECT compact_tally_rollup('by_day'), rebuild_tally_rollup('by_day');\n\\o\n$equal"), 't|0', 'folded and counted anew');
}

# Without workers, and where Citus came after the rollup
foreach my $order ([ 'CREATE EXTENSION citus', 'CREATE EXTENSION csat', $answered, $rollup ], [ 'CREATE EXTENSION csat', $answered, $rollup, 'CREATE EXTENSION citus' ])
{
	$coordinator->safe_psql('postgres', 'DROP DATABASE IF EXISTS alone');
	$coordinator->safe_psql('postgres', 'SET citus.enable_create_database_propagation = off; CREATE DATABASE alone');
	$coordinator->safe_psql('alone', join ';', @$order);
	is_kept('alone', "a rollup without workers, first $order->[0],");
}

$coordinator->safe_psql('postgres', "$answered; $rollup");
is_kept('postgres', 'a rollup of a local table beside workers');
is($_->safe_psql('postgres', q{SELECT count(*) FROM pg_class WHERE relname ~ '^(by_day|answered)'}), 0, 'and is not on ' . $_->name) foreach @workers;
is($coordinator->safe_psql('postgres', 'ALTER VIEW by_day RENAME TO daily; CREATE VIEW by_month AS SELECT csat(satisfaction) FROM daily; DROP VIEW by_month; ALTER VIEW daily RENAME TO by_day; GRANT SELECT ON by_day TO PUBLIC; ' . $equal), 't|0', 'and can be renamed, granted and read by a view');

# Citus takes no table that has a rollup, whatever is set, and no table of
# Citus's has one.
my %takes = (
	'citus-local' => 'citus_add_local_table_to_metadata(TABLE)',
	'a reference table' => 'create_reference_table(TABLE)',
	'distributed' => "create_distributed_table(TABLE, 'customer_id')");
foreach my $kind (sort keys %takes)
{
	foreach my $unsafe (qw(off on))
	{
		my $take = "SET citus.enable_unsafe_triggers = $unsafe; SELECT $takes{$kind}";

		isnt(($coordinator->psql('postgres', $take =~ s/TABLE/'answered'/r))[0], 0, "a table with a rollup does not become $kind, unsafe triggers $unsafe");
		$coordinator->safe_psql('postgres', 'CREATE TABLE taken (LIKE answered); ' . $take =~ s/TABLE/'taken'/r);
		like(($coordinator->psql('postgres', "SET citus.enable_unsafe_triggers = $unsafe; " . $rollup =~ s/answered/taken/r))[2], qr/"taken" cannot have a tally rollup\n.*Citus manages it/, 'one that is has none');
		$coordinator->safe_psql('postgres', 'DROP TABLE taken');
	}
}
is_kept('postgres', 'it');

# Without the triggers Citus takes it: no call says that all is well
$coordinator->safe_psql('postgres', 'DROP TRIGGER ' . join(' ON answered; DROP TRIGGER ', map { "by_day_$_" } qw(insert update delete truncate alone)) . " ON answered; SELECT create_distributed_table('answered', 'customer_id')");
like(($coordinator->psql('postgres', "SELECT ${_}_tally_rollup('by_day')"))[2], qr/"answered" cannot have a tally rollup\n.*Citus manages it/, "$_ says why it refuses") foreach qw(check compact rebuild);

#
# Times, in turns: medians of 7
#

make_answers('many', $rows);
my $by_hand = '100.0 * count(*) FILTER (WHERE satisfaction >= 4) / nullif(count(satisfaction), 0)';
my @ways = (
	[ 'by channel', 'by hand', '', "SELECT channel, $by_hand FROM many GROUP BY channel" ],
	[ 'by channel', 'counted first', '', 'SELECT channel, csat(score_tally(satisfaction, n)) FROM (SELECT channel, satisfaction, count(*) AS n FROM many GROUP BY 1, 2) AS counted GROUP BY channel' ],
	[ 'by channel', 'one level', '', 'SELECT channel, csat(satisfaction) FROM many GROUP BY channel' ],
	[ 'by channel', 'two levels', '', 'SELECT channel, csat(s) FROM (SELECT customer_id, channel, csat_tally(satisfaction) AS s FROM many GROUP BY 1, 2) AS t GROUP BY channel' ],
	[ 'by customer', 'by hand', '', "SELECT customer_id, $by_hand FROM many GROUP BY customer_id" ],
	[ 'by customer', 'csat', '', 'SELECT customer_id, csat(satisfaction) FROM many GROUP BY customer_id' ]);
foreach my $use (qw(off on))
{
	use_everywhere($use);
	time_in_turns($coordinator, 'postgres', '', @ways);
}

done_testing();

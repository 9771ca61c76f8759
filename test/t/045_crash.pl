
# A backend dies by kill -9 amid a refresh of a materialized view, and amid the
# compaction of examples/live_rollup.sql: after recovery a recount finds all
# answers that were committed, once.  With CSAT_LONG each dies at three times.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);

my @delays = $ENV{CSAT_LONG} ? (20, 80, 200) : (50);
my $node = start_cluster('main', conf => "restart_after_crash = on\nfsync = off\nautovacuum = off\njit = off\n");
$node->safe_psql('postgres', 'CREATE EXTENSION csat');
$node->command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', 'examples/live_rollup.sql' ],
	'the example runs');

# So many groups, three rows of the rollup each, that a refresh and a
# compaction take a while.
my $answers = q{
	INSERT INTO responses (responded_at, channel, satisfaction, recommend)
		SELECT timestamptz '2026-01-01 00:00+00' + i % 400 * interval '1 day', 'channel ' || i % 101, 1 + i % 5, i % 11
		FROM generate_series(1, 20000) i;
};
$node->safe_psql('postgres', "$answers $answers $answers" . q{
	CREATE MATERIALIZED VIEW daily AS
		SELECT (responded_at AT TIME ZONE 'UTC')::date AS day, channel, csat_tally(satisfaction) AS satisfaction, nps_tally(recommend) AS recommend
		FROM responses GROUP BY 1, 2;
	CREATE UNIQUE INDEX ON daily (day, channel);
	CREATE INDEX ON daily (satisfaction);
});

# Everything that was committed, read from the answers and by way of tallies.
my $raw = 'SELECT count(satisfaction), count(recommend), csat(satisfaction), nps(recommend) FROM responses';
my $rollup = 'SELECT sum(responses(satisfaction)), sum(responses(recommend)), csat(satisfaction), nps(recommend) FROM daily_tallies';
my $view = 'SELECT sum(responses(satisfaction)), sum(responses(recommend)), csat(satisfaction), nps(recommend) FROM daily';

is($node->safe_psql('postgres', $rollup), $node->safe_psql('postgres', $raw), 'the rollup is right before');

# Start a statement, kill its backend when it has run for so long, and wait
# for recovery.  True if it was killed amid it.
sub kill_amid
{
	my ($statement, $milliseconds) = @_;
	my ($in, $out, $err) = ("SELECT pg_backend_pid();\n", '', '');
	my $timeout = IPC::Run::timeout(60);
	my $psql = IPC::Run::start([ 'psql', '-X', '-A', '-t', '-q', '-d', $node->connstr('postgres') ], '<', \$in, '>', \$out, '2>', \$err, $timeout);

	$psql->pump until $out =~ /(\d+)\n/;
	my $pid = $1;
	$in = "$statement;\nSELECT 'finished';\n";
	$psql->pump_nb;
	$node->poll_query_until('postgres', "SELECT state = 'active' FROM pg_stat_activity WHERE pid = $pid");
	usleep(1000 * $milliseconds);
	kill 'KILL', $pid;
	# ends with status 2, as a psql does that lost its server
	$psql->finish;
	$node->poll_query_until('postgres', 'SELECT true');
	return $out !~ /finished/;
}

my %statements = (
	'a refresh' => 'REFRESH MATERIALIZED VIEW daily',
	'a concurrent refresh' => 'REFRESH MATERIALIZED VIEW CONCURRENTLY daily',
	'a compaction' => q{SELECT compact_tally_rollup('daily_tallies')},
	'an insert' => q{INSERT INTO responses (channel, satisfaction, recommend) SELECT 'channel ' || i % 101, 5, 10 FROM generate_series(1, 100000) i});

foreach my $name (sort keys %statements)
{
	my $killed = 0;
	foreach my $milliseconds (@delays)
	{
		# something to fold and to refresh, committed before the crash
		$node->safe_psql('postgres', "UPDATE responses SET satisfaction = 1 + (satisfaction + $milliseconds) % 5 WHERE id % 13 = 0");
		my $expected = $node->safe_psql('postgres', $raw);
		my $before = $node->safe_psql('postgres', $view);

		$killed += kill_amid($statements{$name}, $milliseconds);
		is($node->safe_psql('postgres', $raw), $expected, "$name, killed after $milliseconds ms: no answer is lost") if $name ne 'an insert';
		is($node->safe_psql('postgres', $rollup), $node->safe_psql('postgres', $raw), "$name, killed after $milliseconds ms: the rollup equals a recount");
		like($node->safe_psql('postgres', $view), qr/^(?:\Q$before\E|\Q$expected\E)$/, "$name, killed after $milliseconds ms: the view is as before or after");
	}
	cmp_ok($killed, '>', 0, "$name was killed before it ended");
}

$node->safe_psql('postgres', q{REFRESH MATERIALIZED VIEW CONCURRENTLY daily; SELECT compact_tally_rollup('daily_tallies')});
is($node->safe_psql('postgres', $view), $node->safe_psql('postgres', $raw), 'the next refresh is right');
is($node->safe_psql('postgres', $rollup), $node->safe_psql('postgres', $raw), 'and so is the next compaction');
is($node->safe_psql('postgres', 'SET enable_seqscan = off; SELECT count(*) FROM daily d JOIN (SELECT DISTINCT satisfaction FROM daily) s USING (satisfaction)'),
	$node->safe_psql('postgres', 'SELECT count(*) FROM daily'), 'the index on tallies finds every row');

$node->stop;
done_testing();


# Eight clients at once on examples/live_rollup.sql and a materialized view:
# inserts, changes of mind, compaction, dashboards and concurrent refreshes.
# No deadlock, no error, and a recount finds every answer.  CSAT_LOAD_SECONDS
# says for how long.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $seconds = $ENV{CSAT_LOAD_SECONDS} // 10;
my $scripts = PostgreSQL::Test::Utils::tempdir;
my $node = start_cluster('main', conf => "fsync = off\nmax_connections = 30\nlog_lock_waits = on\n");

$node->safe_psql('postgres', 'CREATE EXTENSION csat');
$node->command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', 'examples/live_rollup.sql' ],
	'the example runs');
$node->safe_psql('postgres', q{
	CREATE MATERIALIZED VIEW monthly AS
		SELECT date_trunc('month', responded_at AT TIME ZONE 'UTC')::date AS month, channel,
			csat_tally(satisfaction) AS satisfaction, nps_tally(recommend) AS recommend
		FROM responses GROUP BY 1, 2;
	CREATE UNIQUE INDEX ON monthly (month, channel);
	-- one who finds another at work leaves, as a scheduler would
	CREATE PROCEDURE refresh_monthly() LANGUAGE plpgsql AS $$ BEGIN
		IF pg_try_advisory_xact_lock(7) THEN
			REFRESH MATERIALIZED VIEW CONCURRENTLY monthly;
		END IF;
	END $$;
});

my %scripts = (
	insert => [ 40, q{
		\set day random(1, 90)
		\set n random(1, 20)
		INSERT INTO responses (responded_at, channel, satisfaction, recommend)
			SELECT timestamptz '2026-01-01 00:00+00' + :day * interval '1 day', (ARRAY['phone', 'chat', 'email'])[1 + i % 3], 1 + (:day * i) % 5, (:n * i) % 11
			FROM generate_series(1, :n) AS i;
	} ],
	# each its own rows, so that no two wait for each other in a circle
	change => [ 20, q{
		\set id random(1, 5000)
		UPDATE responses SET satisfaction = 1 + id % 5, recommend = NULL WHERE id = :id;
	} ],
	remove => [ 5, q{
		\set id random(1, 5000)
		DELETE FROM responses WHERE id = :id;
	} ],
	compact => [ 2, q{SELECT compact_tally_rollup('daily_tallies');} ],
	dashboard => [ 20, q{
		SELECT channel, responses(sum(satisfaction)), csat(satisfaction), nps(recommend), nps_interval(sum(recommend)) FROM daily_tallies GROUP BY channel;
		SELECT day, csat(satisfaction) OVER (ORDER BY day ROWS 6 PRECEDING) FROM daily_tallies WHERE channel = 'chat';
		SELECT month, csat(satisfaction), nps(recommend) FROM monthly GROUP BY month ORDER BY month;
		SELECT 1 / (sum(responses(satisfaction)) > 0)::int FROM daily_tallies;
	} ],
	refresh => [ 2, 'CALL refresh_monthly();' ]);

foreach my $name (keys %scripts)
{
	append_to_file("$scripts/$name.sql", "$scripts{$name}[1]\n");
}

my $stdout = '';
my $stderr = '';
my $status = IPC::Run::run([ 'pgbench', '--no-vacuum', '--client=8', '--jobs=2', "--time=$seconds", '--report-per-command',
		'--failures-detailed', '--random-seed=7',
		(map { "--file=$scripts/$_.sql\@$scripts{$_}[0]" } sort keys %scripts), $node->connstr('postgres') ],
	'>', \$stdout, '2>', \$stderr);
ok($status, 'eight clients end without an error') or diag($stderr);
unlike($stderr, qr/error|aborted/i, 'none of them met one');
like($stdout, qr/number of failed transactions: 0 /, 'no transaction failed');
note(grep { /transactions|latency average|tps|SQL script/ } map { "$_\n" } split /\n/, $stdout);

my $log = slurp_file($node->logfile);
unlike($log, qr/deadlock detected/, 'no deadlock');
unlike($log, qr/ERROR|FATAL|PANIC/, 'no error in the server\'s log');

# No answer is lost: live, stored and recounted.
my $recount = 'SELECT count(satisfaction), count(recommend), csat(satisfaction), nps(recommend) FROM responses';
my $rollup = 'SELECT sum(responses(satisfaction)), sum(responses(recommend)), csat(satisfaction), nps(recommend) FROM';
is($node->safe_psql('postgres', "$rollup daily_tallies"), $node->safe_psql('postgres', $recount), 'the rollup equals a recount');
$node->safe_psql('postgres', q{SELECT compact_tally_rollup('daily_tallies'); REFRESH MATERIALIZED VIEW CONCURRENTLY monthly});
is($node->safe_psql('postgres', "$rollup daily_tallies"), $node->safe_psql('postgres', $recount), 'so it does after compaction');
is($node->safe_psql('postgres', "$rollup monthly"), $node->safe_psql('postgres', $recount), 'and so does the view after a refresh');

$node->stop;
done_testing();


# Eight clients at once on examples/live_rollup.sql and a materialized view:
# inserts, changes of mind, compaction, dashboards and concurrent refreshes.
# No deadlock, no error, and a recount finds every answer.  They go on until
# there were CSAT_LOAD_EVENTS refreshes and as many compactions.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $enough = $ENV{CSAT_LOAD_EVENTS} // 20;
my $scripts = PostgreSQL::Test::Utils::tempdir;
my $node = start_cluster('main', conf => "fsync = off\nmax_connections = 30\nlog_lock_waits = on\n");

$node->safe_psql('postgres', 'CREATE EXTENSION csat');
runs_file($node, 'postgres', 'examples/live_rollup.sql');
$node->safe_psql('postgres', q{
	CREATE MATERIALIZED VIEW monthly AS
		SELECT date_trunc('month', responded_at AT TIME ZONE 'UTC')::date AS month, channel,
			csat_tally(satisfaction) AS satisfaction, nps_tally(recommend) AS recommend
		FROM responses GROUP BY 1, 2;
	CREATE UNIQUE INDEX ON monthly (month, channel);
	CREATE TABLE events (event text);
	CREATE FUNCTION note_compaction() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		INSERT INTO public.events SELECT 'compaction' WHERE EXISTS (SELECT FROM folded);
		RETURN NULL;
	END $$;
	CREATE TRIGGER note AFTER DELETE ON daily_tallies_deltas REFERENCING OLD TABLE AS folded
		FOR EACH STATEMENT EXECUTE FUNCTION note_compaction();
	-- one who finds another at work leaves, as a scheduler would
	CREATE PROCEDURE refresh_monthly() LANGUAGE plpgsql AS $$ BEGIN
		IF pg_try_advisory_xact_lock(7) THEN
			REFRESH MATERIALIZED VIEW CONCURRENTLY monthly;
			INSERT INTO events VALUES ('refresh');
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

# Each round has some of both, whatever the speed: who comes first is not kept
# from it by anyone.
my $round = 0;
do
{
	$round++;
	my $status = IPC::Run::run([ 'pgbench', '--no-vacuum', '--client=8', '--jobs=2', '--transactions=100', "--random-seed=$round",
			'--failures-detailed', (map { "--file=$scripts/$_.sql\@$scripts{$_}[0]" } sort keys %scripts), $node->connstr('postgres') ],
		'>', \my $stdout, '2>', \my $stderr);
	ok($status && $stderr !~ /error|aborted/i, "round $round: eight clients end without an error") or diag($stderr);
	like($stdout, qr/number of failed transactions: 0 /, 'no transaction failed');
} while $round < $enough && $node->safe_psql('postgres', qq{
		SELECT count(*) FILTER (WHERE event = 'refresh') < $enough OR count(*) FILTER (WHERE event = 'compaction') < $enough FROM events}) eq 't';
cmp_ok($round, '<', $enough, "there were $enough refreshes and $enough compactions");

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

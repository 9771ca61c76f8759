
# A backend dies by kill -9 amid a refresh of a materialized view, amid the
# compaction of examples/live_rollup.sql and amid an insert: after recovery
# everything is as it was before the statement, and a recount finds all answers
# that were committed, once.
#
# Each statement passes gates, places in its middle where it takes an advisory
# lock.  A prepared transaction holds one of them: it needs no session, and is
# still there after the crash.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_cluster('main', conf => "restart_after_crash = on\nfsync = off\nautovacuum = off\njit = off\nmax_prepared_transactions = 1\n");
$node->safe_psql('postgres', 'CREATE EXTENSION csat');
runs_file($node, 'postgres', 'examples/live_rollup.sql');

my $answers = q{
	INSERT INTO responses (responded_at, channel, satisfaction, recommend)
		SELECT timestamptz '2026-01-01 00:00+00' + i % 97 * interval '1 day', 'channel ' || i % 11, 1 + i % 5, i % 11
		FROM generate_series(1, 5000) i;
};
$node->safe_psql('postgres', "$answers $answers" . q{
	-- the channel, after its gate
	CREATE FUNCTION gated(gate int, channel text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
	BEGIN
		IF channel = 'channel 5' THEN
			PERFORM pg_catalog.pg_advisory_xact_lock_shared(gate);
		END IF;
		RETURN channel;
	END $$;
	CREATE FUNCTION pass_gate() RETURNS trigger LANGUAGE plpgsql AS $$
	BEGIN
		PERFORM public.gated(TG_ARGV[0]::int, coalesce(NEW.channel, OLD.channel));
		RETURN coalesce(NEW, OLD);
	END $$;
	CREATE MATERIALIZED VIEW daily AS
		SELECT (responded_at AT TIME ZONE 'UTC')::date AS day, channel, csat_tally(satisfaction) AS satisfaction, nps_tally(recommend) AS recommend
		FROM responses WHERE public.gated(1, channel) <> '' GROUP BY 1, 2;
	CREATE UNIQUE INDEX ON daily (day, channel);
	CREATE INDEX ON daily (satisfaction);
	CREATE INDEX ON daily (public.gated(2, channel));
	CREATE TRIGGER gate BEFORE INSERT ON responses FOR EACH ROW EXECUTE FUNCTION pass_gate(3);
	CREATE TRIGGER gate_of_inserts BEFORE INSERT ON daily_tallies_deltas FOR EACH ROW EXECUTE FUNCTION pass_gate(4);
	CREATE TRIGGER gate_of_deletes BEFORE DELETE ON daily_tallies_deltas FOR EACH ROW EXECUTE FUNCTION pass_gate(5);
});

# Everything that was committed: read from the answers, and by way of tallies.
my $raw = 'SELECT count(satisfaction), count(recommend), csat(satisfaction), nps(recommend) FROM responses';
my $rollup = 'SELECT sum(responses(satisfaction)), sum(responses(recommend)), csat(satisfaction), nps(recommend) FROM daily_tallies';
my $view = 'SELECT sum(responses(satisfaction)), sum(responses(recommend)), csat(satisfaction), nps(recommend) FROM daily';

sub result_of
{
	return $node->safe_psql('postgres', shift);
}

# Run a statement up to a gate, kill its backend there, and wait until the
# server says that it has recovered.
sub kill_at
{
	my ($statement, $gate) = @_;
	my $log = -s $node->logfile;
	my $pid;

	result_of("BEGIN; SELECT pg_advisory_xact_lock($gate); PREPARE TRANSACTION 'gate'");
	my $psql = IPC::Run::start([ 'psql', '-X', '-q', '-d', $node->connstr('postgres') . ' application_name=victim', '-c', $statement ],
		'<', \undef, '&>', \my $output);
	until ($pid = result_of("SELECT pid FROM pg_stat_activity WHERE application_name = 'victim' AND wait_event = 'advisory'"))
	{
		$psql->pump_nb;
		$psql->pumpable or die "$statement did not wait at gate $gate: $output";
	}
	kill 'KILL', $pid;
	$psql->finish;
	$node->wait_for_log(qr/all server processes terminated.*database system is ready to accept connections/s, $log);
	result_of("ROLLBACK PREPARED 'gate'");
	return;
}

is(result_of($rollup), result_of($raw), 'the rollup is right before');

my $insert = q{INSERT INTO responses (channel, satisfaction, recommend) SELECT 'channel ' || i % 11, 5, 10 FROM generate_series(1, 1000) i};
foreach my $case (
	[ 'a refresh that reads', 'REFRESH MATERIALIZED VIEW daily', 1 ],
	[ 'a refresh that writes', 'REFRESH MATERIALIZED VIEW daily', 2 ],
	[ 'a concurrent refresh that reads', 'REFRESH MATERIALIZED VIEW CONCURRENTLY daily', 1 ],
	[ 'a concurrent refresh that writes', 'REFRESH MATERIALIZED VIEW CONCURRENTLY daily', 2 ],
	[ 'an insert of answers', $insert, 3 ],
	[ 'an insert of their tallies', $insert, 4 ],
	[ 'a compaction that writes', q{SELECT compact_tally_rollup('daily_tallies')}, 4 ],
	[ 'a compaction that deletes', q{SELECT compact_tally_rollup('daily_tallies')}, 5 ])
{
	my ($name, $statement, $gate) = @$case;

	# something to fold and to refresh, committed before the crash
	result_of('UPDATE responses SET satisfaction = 1 + satisfaction % 5 WHERE id % 13 = 0');
	my $expected = result_of("$raw; $raw; $view");

	kill_at($statement, $gate);
	is(result_of("$raw; $rollup; $view"), $expected, "$name, killed: all is as it was, and the rollup equals a recount");
}

result_of(q{REFRESH MATERIALIZED VIEW CONCURRENTLY daily; SELECT compact_tally_rollup('daily_tallies')});
is(result_of($view), result_of($raw), 'the next refresh is right');
is(result_of($rollup), result_of($raw), 'and so is the next compaction');
is(result_of('SET enable_seqscan = off; SELECT count(*) FROM daily d JOIN (SELECT DISTINCT satisfaction FROM daily) s USING (satisfaction)'),
	result_of('SELECT count(*) FROM daily'), 'the index on tallies finds every row');

$node->stop;
done_testing();

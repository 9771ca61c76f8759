
# The rollup of examples/live_rollup.sql equals a recount, in every snapshot:
# after each kind of statement, in overlapping transactions, and beside several
# clients that write, roll back, compact and read at once.

use strict;
use warnings;

use CsatCluster;
use File::Basename;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_cluster('main', conf => "max_connections = 30\nfsync = off\n");
my $database = 'rollup';
my $scripts = PostgreSQL::Test::Utils::tempdir;

$node->safe_psql('postgres', "CREATE DATABASE $database");
$node->safe_psql($database, 'CREATE EXTENSION csat');
runs_file($node, $database, 'examples/live_rollup.sql');

$node->safe_psql($database, q{
	CREATE VIEW live_and_recount AS
	SELECT day, channel, live.satisfaction, live.recommend,
		(live.satisfaction, live.recommend, row_count) IS NOT DISTINCT FROM (recount.satisfaction, recount.recommend, answers) AS equal
	FROM daily_tallies AS live
	FULL JOIN (SELECT (responded_at AT TIME ZONE 'UTC')::date AS day, channel,
			csat_tally(satisfaction) AS satisfaction, nps_tally(recommend) AS recommend, count(*) AS answers
			FROM responses GROUP BY 1, 2) AS recount USING (day, channel);
});

sub rollup_rows
{
	return $node->safe_psql($database, 'SELECT count(*) FROM daily_tallies_deltas');
}

sub equals_recount
{
	my ($name) = @_;
	my ($groups, $equal) = split /\|/,
		$node->safe_psql($database, 'SELECT count(*), count(*) FILTER (WHERE equal) FROM live_and_recount');

	cmp_ok($groups, '>', 0, "$name: there is something to compare");
	is($equal, $groups, "$name: the rollup equals a recount");
	return;
}

sub after
{
	my ($name, $statements) = @_;
	$node->safe_psql($database, $statements);
	return equals_recount($name);
}

equals_recount('the example');

# Every way to write
after('COPY', "COPY responses (responded_at, channel, satisfaction, recommend) FROM stdin (FORMAT csv);
2026-05-01 00:00+00,chat,5,10
2026-05-02 00:00+00,email,,
2026-05-02 00:00+00,phone,,3
\\.
");
after('INSERT ON CONFLICT', q{
	INSERT INTO responses (id, channel, satisfaction, recommend) OVERRIDING SYSTEM VALUE
	SELECT i, 'post', 2, 2 FROM generate_series(-300, 40) AS i
	ON CONFLICT (id) DO UPDATE SET channel = 'post', satisfaction = excluded.satisfaction;
});
after('MERGE', q{
	MERGE INTO responses USING generate_series(-350, 280, 7) AS i ON id = i
	WHEN MATCHED AND i % 2 = 0 THEN DELETE
	WHEN MATCHED THEN UPDATE SET responded_at = responded_at + interval '1 day', recommend = NULL
	WHEN NOT MATCHED THEN INSERT (channel, satisfaction, recommend) VALUES ('merge', 4, 9);
});
after('statements without rows', q{
	INSERT INTO responses (channel) SELECT 'none' WHERE false;
	UPDATE responses SET channel = 'none' WHERE false;
	DELETE FROM responses WHERE false;
});
after('a data-modifying WITH', q{
	WITH gone AS (DELETE FROM responses WHERE id % 5 = 0 RETURNING *)
	INSERT INTO responses (responded_at, channel, satisfaction, recommend)
	SELECT responded_at, 'moved', satisfaction, recommend FROM gone;
});

my ($status, undef, $stderr) = $node->psql($database,
	"INSERT INTO responses (channel, satisfaction) VALUES ('chat', 5), ('chat', 6)");
like($stderr, qr/violates check constraint/, 'a score outside the scale is refused');
equals_recount('after a failed statement');

my $rows = rollup_rows();
after('compaction', q{SELECT compact_tally_rollup('daily_tallies')});
cmp_ok(rollup_rows(), '<', $rows, 'compaction folds rows');
is(rollup_rows(),
	$node->safe_psql($database, 'SELECT count(*) FROM (SELECT day, channel FROM daily_tallies_deltas GROUP BY 1, 2) AS g'),
	'one row is left for each day and channel');

after('a group that comes to nothing', q{
	DELETE FROM responses WHERE channel = 'post';
	SELECT compact_tally_rollup('daily_tallies');
});
is($node->safe_psql($database, "SELECT count(*) FROM daily_tallies_deltas WHERE channel = 'post'"),
	'0', 'a group that came to nothing is gone');

# A role that is not the owner needs no right beside those on the table.
$node->safe_psql($database, q{
	CREATE ROLE clerk;
	GRANT INSERT, SELECT, UPDATE, DELETE ON responses TO clerk;
});
after("another role's statements", q{
	SET ROLE clerk;
	INSERT INTO responses (channel, satisfaction, recommend) VALUES ('clerk', 5, 10), ('clerk', 4, 9);
	UPDATE responses SET satisfaction = 1 WHERE channel = 'clerk';
	DELETE FROM responses WHERE channel = 'clerk' AND recommend = 9;
});

# Transactions that overlap, one interleaving at a time: specs/
my $isolation = dirname($ENV{PG_REGRESS}) . '/../isolation/pg_isolation_regress';
my $isolation_output = PostgreSQL::Test::Utils::tempdir;
my ($bindir) = run_command([ 'pg_config', '--bindir' ]);
my $isolation_ok = $node->command_ok(
	[
		$isolation, '--inputdir=.', "--outputdir=$isolation_output", "--bindir=$bindir",
		'--use-existing', '--host=' . $node->host, '--port=' . $node->port,
		"--dbname=$database", 'live_rollup'
	],
	'isolation tests');
diag(slurp_file("$isolation_output/regression.diffs")) if -s "$isolation_output/regression.diffs";

# Several clients at once.  The division by zero is what fails pgbench when a
# snapshot shows a rollup that differs.
my %script = (
	insert => [ 4, q{
		\set rows random(1, 30)
		\set seed random(1, 1000000)
		INSERT INTO responses (responded_at, channel, satisfaction, recommend)
		SELECT timestamptz '2026-01-01 00:00+00' + ((:seed + i) % 5) * interval '1 day',
			(ARRAY['phone', 'chat', 'email'])[1 + (:seed + i) % 3],
			nullif((:seed * i) % 6, 0), nullif((:seed + i * i) % 12, 11)
		FROM generate_series(1, :rows) AS i;
	} ],
	update => [ 3, q{
		\set part random(0, 30)
		\set score random(1, 5)
		UPDATE responses SET satisfaction = :score, responded_at = responded_at + interval '6 hours'
		WHERE id IN (SELECT id FROM responses WHERE id % 31 = :part ORDER BY id FOR UPDATE);
	} ],
	delete => [ 3, q{
		\set part random(0, 40)
		DELETE FROM responses WHERE id IN (SELECT id FROM responses WHERE id % 41 = :part ORDER BY id FOR UPDATE);
	} ],
	rollback => [ 2, q{
		\set part random(0, 22)
		BEGIN;
		INSERT INTO responses (channel, satisfaction, recommend) SELECT 'lost', 5, 10 FROM generate_series(1, 10);
		DELETE FROM responses WHERE id IN (SELECT id FROM responses WHERE id % 23 = :part ORDER BY id FOR UPDATE);
		SELECT 1 / (count(*) FILTER (WHERE equal IS NOT TRUE) = 0)::int FROM live_and_recount;
		ROLLBACK;
	} ],
	savepoint => [ 2, q{
		\set part random(0, 36)
		BEGIN;
		INSERT INTO responses (responded_at, channel, satisfaction, recommend) VALUES ('2026-01-03 12:00+00', 'chat', 3, 8);
		SAVEPOINT half;
		UPDATE responses SET recommend = 0 WHERE id IN (SELECT id FROM responses WHERE id % 37 = :part ORDER BY id FOR UPDATE);
		SELECT compact_tally_rollup('daily_tallies');
		ROLLBACK TO half;
		SELECT 1 / (count(*) FILTER (WHERE equal IS NOT TRUE) = 0)::int FROM live_and_recount;
		COMMIT;
	} ],
	compact => [ 3, q{SELECT compact_tally_rollup('daily_tallies');} ],
	read => [ 4, 'SELECT 1 / (count(*) FILTER (WHERE equal IS NOT TRUE) = 0)::int FROM live_and_recount;' ],
);
foreach my $name (keys %script)
{
	append_to_file("$scripts/$name.sql", $script{$name}[1] . "\n");
}
$node->safe_psql($database, 'TRUNCATE responses');
is(rollup_rows(), '0', 'TRUNCATE empties the rollup');
# Statements that lock the same answers in different order can deadlock, as
# they would without a rollup.  These lock them by id, so that none may.
$node->command_ok(
	[
		'pgbench', '--no-vacuum', '--client=6', '--jobs=2', '--transactions=300',
		(map { ('-f', "$scripts/$_.sql\@$script{$_}[0]") } sort keys %script),
		'-d', $database
	],
	'six clients at once, and every snapshot equals a recount');
equals_recount('after six clients');
after('compaction after six clients', q{SELECT compact_tally_rollup('daily_tallies')});

$node->stop;
done_testing();

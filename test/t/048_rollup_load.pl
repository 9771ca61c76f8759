
# A rollup of a partitioned table beside sessions that do all there is to do at
# once: one interleaving at a time, and by eight clients, for CSAT_LOAD_SECONDS
# if that is set.  In every snapshot the rollup equals a recount.

use strict;
use warnings;

use CsatCluster;
use File::Basename;
use PostgreSQL::Test::Utils;
use Test::More;

my $how_long = $ENV{CSAT_LOAD_SECONDS} ? '--time=' . int($ENV{CSAT_LOAD_SECONDS} / 2) : '--transactions=150';
my $node = start_cluster('main', conf => "max_connections = 30\nmax_prepared_transactions = 20\nfsync = off\ndeadlock_timeout = 100ms\n");
my $scripts = PostgreSQL::Test::Utils::tempdir;

$node->safe_psql('postgres', q{
	CREATE EXTENSION csat;
	CREATE TABLE answers (part int, score int, id serial) PARTITION BY LIST (part);
	CREATE TABLE part_1 PARTITION OF answers FOR VALUES IN (1);
	CREATE TABLE part_2 PARTITION OF answers FOR VALUES IN (2);
	CREATE TABLE part_3 PARTITION OF answers DEFAULT;
	SELECT create_tally_rollup('rollup', 'answers', ARRAY['part'], ARRAY['csat_tally(score) AS tally']);
	CREATE VIEW differences AS
		WITH recount AS (SELECT part, csat_tally(score), count(*) FROM answers GROUP BY part)
		(TABLE rollup EXCEPT ALL TABLE recount) UNION ALL (TABLE recount EXCEPT ALL TABLE rollup);
});

my $isolation = dirname($ENV{PG_REGRESS}) . '/../isolation/pg_isolation_regress';
my $output = PostgreSQL::Test::Utils::tempdir;
my ($bindir) = run_command([ 'pg_config', '--bindir' ]);
$node->command_ok(
	[
		$isolation, '--inputdir=.', "--outputdir=$output", "--bindir=$bindir", '--use-existing',
		'--host=' . $node->host, '--port=' . $node->port, '--dbname=postgres', 'rollup_rebuild'
	],
	'isolation tests');
diag(slurp_file("$output/regression.diffs")) if -s "$output/regression.diffs";

# The division by zero is what fails pgbench when a snapshot shows a difference.
my $check = 'SELECT 1 / (count(*) = 0)::int FROM differences;';
my %scripts = (
	insert => [ 20, 'INSERT INTO answers SELECT 1 + (:n + i) % 4, 1 + (:n * i) % 5 FROM generate_series(1, :n % 30) AS i;' ],
	insert_part => [ 10, 'INSERT INTO part_2 SELECT 2, nullif((:n + i) % 6, 0) FROM generate_series(1, :n % 30) AS i;' ],
	update => [ 10, 'UPDATE answers SET score = 1 + :n % 5 WHERE id % 31 = :n % 31;' ],
	move => [ 5, 'UPDATE answers SET part = 1 + (part + :n) % 4 WHERE id % 53 = :n % 53;' ],
	delete => [ 10, 'DELETE FROM answers WHERE id % 23 = :n % 23;' ],
	rollback => [ 5, "BEGIN;\nINSERT INTO part_1 VALUES (1, 5);\nSAVEPOINT s;\nDELETE FROM answers WHERE part = 1 AND id % 7 = :n % 7;\n$check\nROLLBACK TO s;\n$check\nROLLBACK;" ],
	prepare => [ 5, "BEGIN;\nINSERT INTO answers VALUES (1, 5), (2, 4), (3, NULL);\nPREPARE TRANSACTION 'p:client_id';\nCOMMIT PREPARED 'p:client_id';" ],
	truncate_part => [ 1, 'TRUNCATE part_1;' ],
	truncate => [ 1, 'TRUNCATE answers;' ],
	partition => [ 1, "BEGIN;
		LOCK TABLE answers;
		DROP TABLE IF EXISTS part_of_:client_id;
		CREATE TABLE part_of_:client_id (LIKE answers INCLUDING DEFAULTS);
		INSERT INTO part_of_:client_id VALUES (10 + :client_id, 5), (10 + :client_id, 4);
		ALTER TABLE answers ATTACH PARTITION part_of_:client_id FOR VALUES IN (10 + :client_id);
		SELECT rebuild_tally_rollup('rollup');
		COMMIT;
		INSERT INTO part_of_:client_id VALUES (10 + :client_id, 1);
		$check
		BEGIN;
		LOCK TABLE answers;
		ALTER TABLE answers DETACH PARTITION part_of_:client_id;
		SELECT rebuild_tally_rollup('rollup');
		COMMIT;
		INSERT INTO part_of_:client_id VALUES (10 + :client_id, 2);
		DROP TABLE part_of_:client_id;" ],
	compact => [ 10, "SELECT compact_tally_rollup('rollup');" ],
	rebuild => [ 2, "SELECT rebuild_tally_rollup('rollup');" ],
	read => [ 10, $check ],
	read_old => [ 5, "BEGIN ISOLATION LEVEL REPEATABLE READ;\n$check\n$check\nCOMMIT;" ]);
foreach my $name (keys %scripts)
{
	append_to_file("$scripts/$name.sql", "\\set n random(1, 1000000)\n$scripts{$name}[1]\n");
}
# TRUNCATE empties a table for snapshots from before it too, and a partition
# comes and goes for them, which PostgreSQL documents: old snapshots and these
# are tried one without the other.  Those who change the same rows in different
# order can deadlock, as they would without a rollup: they try again, from the
# first line of a script.
foreach my $without (qr/^truncate|^partition/, qr/_old$/)
{
	my @files = map { "--file=$scripts/$_.sql\@$scripts{$_}[0]" } grep { !/$without/ } sort keys %scripts;
	$node->command_ok(
		[ 'pgbench', '--no-vacuum', '--client=8', '--jobs=2', $how_long, '--max-tries=100', @files, $node->connstr('postgres') ],
		"eight clients at once, without $without: every snapshot equals a recount");
}
is($node->safe_psql('postgres', 'SELECT count(*) FROM differences'), '0', 'so it does at the end');
cmp_ok($node->safe_psql('postgres', 'SELECT last_value FROM answers_id_seq'), '>', 100, 'of a table that was written to');
$node->safe_psql('postgres', q{INSERT INTO answers VALUES (1, 1); SELECT compact_tally_rollup('rollup')});
is($node->safe_psql('postgres', 'SELECT (SELECT count(*) FROM differences), (SELECT count(*) FROM rollup_deltas) - (SELECT count(*) FROM rollup)'),
	'0|0', 'and after a compaction, in one row for each group');


# A rollup of a table that eight clients write to: it is made without counting,
# and counted again and again while they go on, which none of them waits for.
$node->safe_psql('postgres', q{
	CREATE TABLE busy (part int, score int, id serial PRIMARY KEY);
	INSERT INTO busy SELECT i % 7, 1 + i % 5 FROM generate_series(1, 100000) AS i});
append_to_file("$scripts/busy.sql", "\\set n random(1, 100000)\nINSERT INTO busy SELECT :n % 7, 1 + :n % 5 FROM generate_series(1, 3);\nUPDATE busy SET score = 1 + :n % 5 WHERE id = :n;\nDELETE FROM busy WHERE id = :n + 1;\n");
my $writers = IPC::Run::start([ 'pgbench', '--no-vacuum', '--client=8', '--jobs=2', '--time=6', '--failures-detailed', "--file=$scripts/busy.sql", $node->connstr('postgres') ],
	'>', \my $written, '2>&1');
$node->safe_psql('postgres', q{SELECT create_tally_rollup('busy_rollup', 'busy', ARRAY['part'], ARRAY['csat_tally(score) AS tally'], fill => false)});
my $rebuilds = 0;
my $locks;
until (!$writers->pumpable)
{
	$locks = $node->safe_psql('postgres', q{
		BEGIN;
		SELECT rebuild_tally_rollup('busy_rollup');
		SELECT string_agg(mode, ' ') FROM pg_locks WHERE relation = 'busy'::regclass AND pid = pg_backend_pid();
		COMMIT;
		SELECT 'wrong' FROM check_tally_rollup('busy_rollup') LIMIT 1});
	$rebuilds++;
	$writers->pump_nb;
}
$writers->finish;
like($written, qr/number of failed transactions: 0 /, 'eight clients write') or diag($written);
cmp_ok($rebuilds, '>', 3, "and it is rebuilt $rebuilds times meanwhile");
is($locks, "\nAccessShareLock", 'with no lock on the table that keeps anyone from writing');
is($node->safe_psql('postgres', q{SELECT count(*) FROM check_tally_rollup('busy_rollup')}), '0', 'it equals a recount');

$node->stop;
done_testing();

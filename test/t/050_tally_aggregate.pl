
# The Tally Aggregate where sessions and transactions meet: in the first query
# of a session, cancelled, with rows that others update, under SERIALIZABLE, on
# a standby, within its memory, and over many rescans.

use strict;
use warnings;

use CsatCluster;
use IPC::Run ();
use List::Util 'min';
use PostgreSQL::Test::Utils;
use Test::More;

# whatever all tests run with, here it is on
my $node = start_cluster('main', init => { allows_streaming => 1 }, conf => "max_prepared_transactions = 5\nfsync = off\njit = off\nautovacuum = off\ncsat.enable_tally_aggregate = on\n");

# What one new session prints for these statements.
sub session
{
	my (@statements) = @_;
	my ($stdout, $stderr);

	$node->psql('postgres', join('', map { "$_;\n" } @statements), stdout => \$stdout, stderr => \$stderr, extra_params => ['--set=VERBOSITY=verbose'], on_error_stop => 0);
	return "$stdout$stderr";
}

session('CREATE EXTENSION csat',
	'CREATE TABLE answers AS SELECT i AS id, i % 7 AS agent, 1 + i % 5 AS score, i % 3 / 2.0::float8 AS weight FROM generate_series(1, 20000) i',
	'CREATE TABLE agents (agent int PRIMARY KEY, score numeric, changes int DEFAULT 0)',
	'INSERT INTO agents SELECT generate_series(0, 6)', 'ANALYZE');

# Nothing is preloaded, and the library is in time for the first plan.
my @firsts = ('csat(score) FROM answers', 'csat(score, 7) FROM answers', 'score_tally_agg(score, 0, 9) FROM answers', 'weighted_csat(score, weight, 5) FROM answers');

foreach my $first (@firsts)
{
	like(session("EXPLAIN SELECT $first"), qr/TallyAggregate/, "first in a session: $first");
	local $ENV{PGOPTIONS} = '-c csat.enable_tally_aggregate=off';
	unlike(session("EXPLAIN SELECT $first"), qr/TallyAggregate/, "and not if it is off: $first");
}
like(session('LOAD \'csat\'', "SET csat.enable_tally_aggregate = maybe"), qr/22023/, 'an unknown value is refused');
like(session('LOAD \'csat\'', "SET csat.tally_aggregate = on"), qr/42602/, 'and another setting');
like(session("SET csat.enable_tally_aggregate = force", 'EXPLAIN (SETTINGS) SELECT csat(score) FROM answers'), qr/Settings:.*csat.enable_tally_aggregate = 'force'/, 'EXPLAIN (SETTINGS) shows it');

# A database's owner sets it where the library is loaded, or may set it.
my $alter = 'ALTER DATABASE survey SET csat.enable_tally_aggregate =';

session('CREATE ROLE owner', 'CREATE DATABASE survey OWNER owner');
like(session('SET ROLE owner', "$alter off"), qr/42501/, 'unknown to a session, the setting is for superusers');
is(session('SET ROLE owner', 'SELECT csat(5)', "$alter off"), '100.0000000000000000', 'after a function of csat');
like(session('\c survey', 'CREATE EXTENSION csat', 'EXPLAIN SELECT csat(5)'), qr/Aggregate  \(/, 'heeded in new sessions');
session('GRANT SET ON PARAMETER csat.enable_tally_aggregate TO owner');
is(session('SET ROLE owner', "$alter on"), '', 'or granted');
like(session('\c survey', 'EXPLAIN SELECT csat(5)'), qr/TallyAggregate/, 'and heeded');

# Preloaded, it comes after a library that is loaded later and throws paths away.
SKIP:
{
	my $jealous = PostgreSQL::Test::Utils::tempdir() . '/jealous';

	append_to_file("$jealous.c", <<'C');
#include "postgres.h"
#include "fmgr.h"
#include "optimizer/planner.h"
PG_MODULE_MAGIC;
static create_upper_paths_hook_type previous;
static void
own_paths(PlannerInfo *root, UpperRelationKind stage, RelOptInfo *input, RelOptInfo *output, void *extra)
{
	ListCell   *lc;

	if (previous)
		previous(root, stage, input, output, extra);
	foreach(lc, output->pathlist)
		if (stage == UPPERREL_GROUP_AGG && IsA(lfirst(lc), CustomPath))
			output->pathlist = foreach_delete_current(output->pathlist, lc);
}
void _PG_init(void) { previous = create_upper_paths_hook; create_upper_paths_hook = own_paths; }
C
	chomp(my $include = readpipe('pg_config --includedir-server'));
	skip 'no compiler', 1 if system($ENV{CC} // 'cc', '-shared', '-fPIC', "-I$include", '-o', "$jealous.so", "$jealous.c");
	$node->append_conf('postgresql.conf', "shared_preload_libraries = 'csat'");
	$node->restart;
	like(session("LOAD '$jealous'", 'EXPLAIN SELECT csat(score) FROM answers'), qr/TallyAggregate/, 'preloaded, before a library that knows its own paths only');
}
$ENV{PGOPTIONS} = '-c csat.enable_tally_aggregate=force';

# 20,000 rows of 10 ms each would take minutes.
my $begun = time;
like(session("SET statement_timeout = '100ms'", 'SELECT csat(score) FROM answers WHERE pg_sleep(0.01) IS NOT NULL'), qr/57014/, 'cancelled in the midst of a page');
cmp_ok(time - $begun, '<', 100, 'and at once');

# An update that waited for another looks at its row anew.
my $update = 'UPDATE agents SET score = (SELECT csat(a.score) FROM answers a WHERE a.agent = agents.agent AND a.id > agents.changes) WHERE agent = 1 RETURNING score, changes';
session('BEGIN', 'UPDATE agents SET changes = 10000 WHERE agent = 1', "PREPARE TRANSACTION 'held'");
my $waiting = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres') . ' application_name=waiting', '-c', $update ], '<', \undef, '&>', \my $updated);
$node->poll_query_until('postgres', "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'waiting' AND wait_event_type = 'Lock'");
session("COMMIT PREPARED 'held'");
$waiting->finish;
is($updated, session('SET csat.enable_tally_aggregate = off', 'SELECT csat(score), 10000 FROM answers WHERE agent = 1 AND id > 10000') . "\n", 'a row that was updated meanwhile');

# In the background, what a query prints, once it waits; then it may end.
my $readers = 0;

sub started
{
	my ($on, $query) = @_;
	my $name = 'reader ' . ++$readers;
	my $printed;
	my $run = IPC::Run::start([ 'psql', '-XAtq', '-d', $on->connstr('postgres') . " application_name='$name'", '-v', 'VERBOSITY=verbose', '-c', $query ], '<', \undef, '&>', \$printed);

	$on->poll_query_until('postgres', "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = '$name' AND wait_event IN ('PgSleep', 'advisory')");
	return sub { $run->finish; return $printed };
}

# The first row that is read waits at a gate, a lock that a session has until it
# ends.  Beside coalesce() rows come by slots, else from the heap.
my $at_gate = 'id > (SELECT (pg_advisory_xact_lock_shared(1) IS NULL)::int)';

sub closed_gate
{
	my ($on) = @_;
	my $held = "SELECT pg_advisory_lock(1);\n";
	my $run = IPC::Run::start([ 'psql', '-XAtq', '-d', $on->connstr('postgres') ], '<', \$held, '>', \my $printed);

	$run->pump while $held ne '';
	$on->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND granted});
	return $run;
}

# A reader sees what was committed when it began.
my $by_agent = "SELECT string_agg(q::text, ' ' ORDER BY q) FROM (SELECT agent, csat(score), count(*) FROM answers WHERE %s GROUP BY agent) q";
my $as_it_was = session(sprintf($by_agent, 'true'));
my $gate = closed_gate($node);
my @beside = map { started($node, sprintf($by_agent, $_)) } $at_gate, "coalesce($at_gate, false)";

session('UPDATE answers SET score = 5, agent = agent + 1 WHERE id % 3 = 0');
$gate->finish;
is($_->(), "$as_it_was\n", 'a writer that commits beside a reader') foreach @beside;
isnt(session(sprintf($by_agent, 'true')), $as_it_was, 'who would see it now');

# While rows of a page wait to be counted, vacuum moves none of them.  All of the
# first page is read at once, and what reads is on the next one by then.
session('CREATE TABLE wide (id int, score int, word text) WITH (fillfactor = 50)', "INSERT INTO wide SELECT i, 1 + i % 5, repeat(i::text, 100) FROM generate_series(1, 100) i", 'DELETE FROM wide WHERE id % 3 = 0');
my $by_word = "SELECT md5(string_agg(q::text, ' ' ORDER BY q)) FROM (SELECT id, word, csat(score) FROM wide WHERE %s GROUP BY 1, 2) q";
my $words = session(sprintf($by_word, 'true'));

$gate = closed_gate($node);
my $reader = started($node, sprintf($by_word, $at_gate));
session('VACUUM wide');
$gate->finish;
is($reader->(), "$words\n", 'a page that is vacuumed while its rows are counted');

# Of two transactions that read and write the same rows, one has to go.
my @skew = ('BEGIN ISOLATION LEVEL SERIALIZABLE', 'SELECT csat(score) FROM answers', 'INSERT INTO answers (score) VALUES (5)');
session(@skew, "PREPARE TRANSACTION 'first'");
like(session(@skew, 'COMMIT'), qr/40001/, 'write skew is refused');
session("COMMIT PREPARED 'first'");

# Memory is what EXPLAIN says, and no more than work_mem and hash_mem_multiplier
# allow, whatever the groups need.
foreach my $kilobytes (64, 256, 1024)
{
	my $plan = session("SET work_mem = '${kilobytes}kB'", 'SET hash_mem_multiplier = 2',
		"EXPLAIN ANALYZE SELECT id, repeat('key', id % 9), csat(score), weighted_csat(score, weight) FROM answers GROUP BY 1, 2");
	my ($peak) = $plan =~ /Peak Memory Usage: (\d+) kB/;
	cmp_ok($peak, '<=', 2 * $kilobytes, "memory within $kilobytes kB");
	like($plan, qr/Batches: .*Disk Usage: [1-9]/s, 'and the rest on disk');
}

# Memory that a session has, before and after many rescans of one plan.
my $used = 'SELECT sum(total_bytes) FROM pg_backend_memory_contexts';
my ($before, $after) = session('BEGIN', "SET LOCAL work_mem = '64kB'",
	'DECLARE rescans CURSOR FOR SELECT (SELECT csat(answers.score) FROM agents JOIN answers USING (agent) WHERE id = g), (SELECT count(c) FROM (SELECT id % 1000, weighted_csat(score, weight) AS c FROM answers WHERE id < 1 + g % 100 GROUP BY 1) x) FROM generate_series(1, 3000) g',
	'MOVE 500 rescans', $used, 'MOVE 2000 rescans', $used) =~ /^(\d+)$/mg;
cmp_ok($after - ($before || die 'no memory seen'), '<', 65536, 'rescans leave nothing behind');

# A worker's memory and disk are in EXPLAIN too.
my $in_worker = $node->safe_psql('postgres', 'SHOW server_version_num') >= 160000 ? 'debug_parallel_query' : 'force_parallel_mode';
like(session("SET $in_worker = regress", "SET work_mem = '64kB'", 'EXPLAIN ANALYZE SELECT id, csat(score) FROM answers GROUP BY id'),
	qr/TallyAggregate.*Peak Memory Usage: [1-9].*Disk Usage: [1-9]/s, 'what a worker used');

# The time of the scan is that of the scan, and not all until the first of half a
# million groups is there.  The least of three, since others may take the
# processor from what reads.
session('CREATE TABLE many AS SELECT i AS id, 1 + i % 5 AS score FROM generate_series(1, 500000) i', 'VACUUM ANALYZE many');
my @times = session('SET max_parallel_workers_per_gather = 0', "SET work_mem = '1GB'", ('EXPLAIN ANALYZE SELECT id, csat(score), csat(score, 7), nps(score) FROM many GROUP BY id') x 3) =~ /actual time=([\d.]+)\.\.([\d.]+) /g;
cmp_ok(min(map { $times[$_ + 3] / $times[$_] } 0, 4, 8), '<', 0.9, 'counting is not charged to the scan');

# Large values are in memory one at a time: 12 documents of 50 MB each.
session('CREATE TABLE documents (d text, payload jsonb, score int)',
	"INSERT INTO documents SELECT string_agg(md5(i::text || j), '') || repeat('x', 50000000), NULL, 1 + i % 5 FROM generate_series(1, 12) i, generate_series(1, 10) j GROUP BY i");
foreach my $query ('SELECT md5(d), csat(score) FROM documents GROUP BY 1', "SELECT csat(score), count(*) FROM documents WHERE d > ''", 'SELECT csat(score) FILTER (WHERE d > \'8\') FROM documents')
{
	my ($kilobytes) = session('SET max_parallel_workers_per_gather = 0', $query, q{SELECT substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s+\d+')}) =~ /VmHWM:\s+(\d+)/;

	like(session("EXPLAIN $query"), qr/TallyAggregate/, "by the node: $query");
	SKIP: {
		skip('no /proc', 1) if !-e '/proc/self/status';
		cmp_ok($kilobytes, '<', 300 * 1024, 'and in the memory of a few values');
	}
}

# A value is detoasted as often, and given back as soon, as without the node.
session('DELETE FROM documents', 'VACUUM documents', "INSERT INTO documents SELECT NULL, jsonb_build_object('channel', i % 3, 'text', string_agg(md5(i::text || j), '')), 1 + i % 5 FROM generate_series(1, 400) i, generate_series(1, 6400) j GROUP BY i");

sub milliseconds
{
	my ($use) = @_;
	my @runs = session('SET max_parallel_workers_per_gather = 0', "SET csat.enable_tally_aggregate = $use",
		(q{EXPLAIN ANALYZE SELECT payload ->> 'channel', csat(score) FROM documents GROUP BY 1}) x 5) =~ /Execution Time: ([\d.]+)/g;

	return (sort { $a <=> $b } @runs)[0];
}

cmp_ok(milliseconds('force'), '<', 1.5 * milliseconds('off'), 'jsonb of 200 kB is not slower');

session('DROP TABLE documents, many');

# On a standby: while it replays, where replay has to remove what a query reads,
# and while it is promoted.
my $standby = PostgreSQL::Test::Cluster->new('standby');
$node->backup('first');
$standby->init_from_backup($node, 'first', has_streaming => 1);
$standby->append_conf('postgresql.conf', "max_standby_streaming_delay = '10s'\n");
$standby->start;

my $writer = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-c', 'DO $$ BEGIN FOR i IN 1 .. 300 LOOP UPDATE answers SET score = 1 + score % 5 WHERE id % 20 = i % 20; COMMIT; END LOOP; END $$' ], '<', \undef);
my $twice = join(";\n", 'BEGIN ISOLATION LEVEL REPEATABLE READ', (map { ("SET LOCAL csat.enable_tally_aggregate = $_", sprintf("SELECT md5(($by_agent))", 'true')) } qw(off force)), 'COMMIT', '');
my ($same, %states) = (0);

foreach (1 .. 30)
{
	my ($without, $with) = split(/\n/, $standby->safe_psql('postgres', $twice));

	$same++ if $without eq $with;
	$states{$with} = 1;
}
$writer->finish;
is($same, 30, 'the same rows on a standby');
cmp_ok(scalar(keys %states), '>', 2, 'which was replaying');

$standby->append_conf('postgresql.conf', "max_standby_streaming_delay = 0\n");
$standby->reload;
$reader = started($standby, 'SELECT csat(score) FROM answers WHERE pg_sleep(0.01) IS NOT NULL');
session('DELETE FROM answers WHERE id % 2 = 0', 'VACUUM answers');
$begun = time;
like($reader->(), qr/conflict with recovery/, 'a conflict with replay');
cmp_ok(time - $begun, '<', 100, 'ends a reader at once');

$node->wait_for_catchup($standby);
$as_it_was = $standby->safe_psql('postgres', sprintf($by_agent, 'id > 0'));
$gate = closed_gate($standby);
$reader = started($standby, sprintf($by_agent, $at_gate));
$standby->promote;
$standby->safe_psql('postgres', 'UPDATE answers SET score = 1');
$gate->finish;
is($reader->(), "$as_it_was\n", 'a query goes on while the standby is promoted');

$standby->stop;
$node->stop;
done_testing();


# csat on a real TimescaleDB, which no package of Debian's has.  Every query
# over a hypertable, plain and compressed, gives what it gives over the same rows
# in a table, with the Tally Aggregate off, on and forced; then the ways of
# examples/timescaledb.md are timed in turns.  With TimescaleDB and csat
# installed:
#
#     make prove_installcheck PROVE_TESTS=test/beside/timescaledb.pl PROVE_FLAGS=-v
#
# CSAT_BESIDE_ROWS sets how many rows are timed, a million unless it does.

use strict;
use warnings;

use CsatBeside;
use CsatCluster;
use Test::More;

my $rows = $ENV{CSAT_BESIDE_ROWS} // 1_000_000;
my $node = start_cluster('main', conf => "shared_preload_libraries = 'timescaledb'\ntimescaledb.telemetry_level = off\n");
$node->safe_psql('postgres', 'CREATE EXTENSION timescaledb; CREATE EXTENSION csat');
note($node->safe_psql('postgres', q{SELECT extversion, version() FROM pg_extension WHERE extname = 'timescaledb'}));

# The same answers in a table, a hypertable and one that is compressed.
sub make_answers
{
	my ($name, $rows) = @_;
	$node->safe_psql('postgres', qq{
		CREATE TABLE plain_$name (at timestamptz NOT NULL, channel text, satisfaction integer, recommend smallint, ease numeric, weight float8);
		INSERT INTO plain_$name
		SELECT timestamptz '2026-01-01 00:00+00' + i * interval '80 days' / $rows, (ARRAY['phone', 'chat', 'email', NULL])[1 + i % 4],
			nullif(((i::bigint * i / 3) % 6)::integer, 0), nullif((i::bigint * 7 / 3 % 12)::smallint, 11), 1 + i % 7, 1 + i % 3
		FROM generate_series(1, $rows) AS i;
		CREATE TABLE hyper_$name (LIKE plain_$name INCLUDING ALL);
		CREATE TABLE compressed_$name (LIKE plain_$name INCLUDING ALL);
		SELECT create_hypertable(name, 'at', chunk_time_interval => interval '7 days') FROM unnest(ARRAY['hyper_$name', 'compressed_$name']) AS name;
		INSERT INTO hyper_$name SELECT * FROM plain_$name;
		INSERT INTO compressed_$name SELECT * FROM plain_$name;
		ALTER TABLE compressed_$name SET (timescaledb.compress, timescaledb.compress_segmentby = 'channel');
		SELECT compress_chunk(c) FROM show_chunks('compressed_$name') AS c;
		VACUUM ANALYZE plain_$name;
		VACUUM ANALYZE hyper_$name;
		VACUUM ANALYZE compressed_$name;
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
	'score_tally_agg(ease, 1, 7)', 'max(at), nps(recommend), bool_and(weight > 0)', 'first(satisfaction, at), csat(satisfaction)');
my @keys = ('', 'channel', "time_bucket('1 day', at)", "channel, time_bucket('1 week', at)", "date_trunc('month', at)", 'weight');
my @conditions = ('', "WHERE channel = 'chat'", "WHERE at BETWEEN '2026-01-10' AND '2026-02-10' AND satisfaction > 1", 'WHERE false');
my @queries = queries_of(\@figures, \@keys, \@conditions);
my @expected = answers($node, "LOAD 'csat'; SET csat.enable_tally_aggregate = off", 'plain_few', @queries);
foreach my $table (qw(hyper_few compressed_few))
{
	gives_what(\@expected, [ answers($node, "LOAD 'csat'; SET csat.enable_tally_aggregate = $_", $table, @queries) ], \@queries, "$table, $_") foreach qw(off on force);
}

#
# What is refused, what is kept
#

sub error_of
{
	my ($statements) = @_;
	my ($status, undef, $stderr) = $node->psql('postgres', $statements);
	return $status == 0 ? 'no error' : $stderr;
}

my $points_elsewhere = qr/It is a hypertable of TimescaleDB.* continuous aggregate/;
my $rollup = q{SELECT create_tally_rollup('by_channel', 'answered', ARRAY['channel'], ARRAY['csat_tally(satisfaction) AS satisfaction'])};
my $equal = q{SELECT (SELECT sum(satisfaction) FROM by_channel) = (SELECT csat_tally(satisfaction) FROM answered), (SELECT count(*) FROM check_tally_rollup('by_channel'))};
my $become = q{SELECT create_hypertable('answered', 'at', migrate_data => true)};
my @writes = (
	q{INSERT INTO answered SELECT at, channel, satisfaction FROM plain_few LIMIT 100},
	q{COPY answered FROM PROGRAM 'echo 2026-01-04,chat,3' CSV},
	q{MERGE INTO answered AS a USING (SELECT timestamptz '2025-01-05' AS at) AS b ON a.at = b.at WHEN NOT MATCHED THEN INSERT VALUES (b.at, 'chat', 3)},
	'UPDATE answered SET satisfaction = 5 WHERE satisfaction = 4',
	'DELETE FROM answered WHERE satisfaction = 1');

foreach my $rows (0, 100)
{
	like(error_of("CREATE TABLE answered (at timestamptz NOT NULL, channel text, satisfaction integer); $become;
		INSERT INTO answered SELECT at, channel, satisfaction FROM plain_few LIMIT $rows; $rollup"), $points_elsewhere, "a rollup of a hypertable of $rows rows is refused");
	$node->safe_psql('postgres', 'DROP TABLE answered');
}

$node->safe_psql('postgres', "CREATE TABLE answered AS SELECT at, channel, satisfaction FROM plain_few; $rollup");
like(error_of($become), qr/transition tables are not supported on hypertables/, 'a table with a rollup becomes no hypertable');
is($node->safe_psql('postgres', join ';', @writes, $equal), 't|0', 'and is kept');
$node->safe_psql('postgres', "DROP TRIGGER by_channel_alone ON answered; $become");
like(error_of($_), $points_elsewhere, "as it does without a trigger of its rollup: refused are $_") foreach @writes,
	map { "SELECT ${_}_tally_rollup('by_channel')" } qw(compact rebuild check);
is(error_of(q{SELECT drop_tally_rollup('by_channel')}), 'no error', 'but for dropping the rollup');

# Continuous aggregates, one on top of the other, and what they say of late rows
my $tally = join ' + ', map { "score_tally($_, count(*) FILTER (WHERE satisfaction = $_))" } 1 .. 5;
$node->safe_psql('postgres', qq{
	CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
	SELECT time_bucket('1 day', at) AS day, channel, csat_tally(satisfaction) AS satisfaction, $tally AS counted FROM hyper_few GROUP BY 1, 2;
	CREATE MATERIALIZED VIEW weekly WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
	SELECT time_bucket('1 week', day) AS week, channel, sum(satisfaction) AS satisfaction FROM daily GROUP BY 1, 2});
my $same = 'SELECT (SELECT csat_tally(satisfaction) FROM hyper_few) = ALL (SELECT sum(satisfaction) FROM daily UNION ALL SELECT sum(counted) FROM daily UNION ALL SELECT sum(satisfaction) FROM weekly)';
my $late = q{INSERT INTO hyper_few (at, satisfaction) VALUES ('2026-01-02', 5)};
my $refresh = "CALL refresh_continuous_aggregate('daily', NULL, NULL)";
is($node->safe_psql('postgres', $same), 't', 'continuous aggregates of tallies');
is($node->safe_psql('postgres', "$late;\n$same"), 'f', 'they lack late rows');
is($node->safe_psql('postgres', "$refresh;\nCALL refresh_continuous_aggregate('weekly', NULL, NULL);\n$same"), 't', 'until they are refreshed');
like(error_of("$late;\nSET timescaledb.enable_merge_on_cagg_refresh = on;\n$refresh"), qr/operator does not exist: public.score_tally = public.score_tally/, 'a refresh by MERGE finds no operator');

#
# Times, in turns: medians of 7
#

make_answers('many', $rows);

# PostgreSQL knows of buckets what statistics tell it
$node->safe_psql('postgres', q{CREATE STATISTICS days ON (time_bucket('1 day', at)) FROM hyper_many; ANALYZE hyper_many});
my $hand = '100.0 * count(*) FILTER (WHERE satisfaction >= 4) / nullif(count(satisfaction), 0)';
my @figures_of = ([ 'by hand', 'off', $hand ], [ 'csat, off', 'off', 'csat(satisfaction)' ], [ 'csat, on', 'on', 'csat(satisfaction)' ],
	[ 'csat, forced', 'force', 'csat(satisfaction)' ], [ 'counts in a tally', 'off', "csat_score($tally)" ]);
time_in_turns($node, 'postgres', "LOAD 'csat'; SET max_parallel_workers_per_gather = 0; SET jit = off", map {
	my ($table, $key) = @$_;
	map { [ "$table by $key", $_->[0], "SET csat.enable_tally_aggregate = $_->[1]", "SELECT $key, $_->[2] FROM ${table}_many GROUP BY 1" ] } @figures_of
} [ 'plain', 'channel' ], [ 'hyper', 'channel' ], [ 'hyper', "time_bucket('1 day', at)" ], [ 'compressed', 'channel' ]);

# Plans, with the library loaded by the first query or at the start, in either order
foreach my $preloaded ('timescaledb', 'csat, timescaledb', 'timescaledb, csat')
{
	$node->append_conf('postgresql.conf', "shared_preload_libraries = '$preloaded'");
	$node->restart;
	foreach my $key ('channel', q{time_bucket('1 day', at)})
	{
		like($node->safe_psql('postgres', "EXPLAIN SELECT $key, csat(satisfaction) FROM hyper_many GROUP BY 1"), qr/TallyAggregate/,
			"$preloaded: the Tally Aggregate is chosen over a hypertable, by $key");
	}
}

done_testing();

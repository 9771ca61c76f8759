
# Rollups of a plain and of a partitioned table after random transactions of all
# statements that write, and of those that compact and rebuild: after each of
# them the rollup equals a recount.  A fifth of CSAT_PROPERTY_CASES is how many
# transactions on each; CSAT_SEED repeats a run.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $cases = ($ENV{CSAT_PROPERTY_CASES} // 1000) / 5;
my $seed = $ENV{CSAT_SEED} // int(rand(2**31));
note("CSAT_SEED=$seed");
srand($seed);

my $node = start_cluster('main', conf => "fsync = off\nmax_prepared_transactions = 2\n");

# Names that need quotes, NULL keys, all kinds of tallies: the table's partitions
# are of January, of February in two parts, and of all else.
my $setup = q{
	CREATE EXTENSION csat;
	CREATE SCHEMA "The Answers";
	SET search_path = "The Answers", public;
	CREATE TABLE customers (customer int PRIMARY KEY);
	INSERT INTO customers SELECT generate_series(0, 30);
	CREATE SEQUENCE ids;
	CREATE TABLE "it's" (
		id int DEFAULT nextval('ids'), day date, "a ""key""" text, customer int REFERENCES customers ON DELETE CASCADE,
		score int, recommend int, weight float8, PRIMARY KEY (id, day)
	) PARTITIONED;
	SELECT create_tally_rollup('"daily ''%"""', '"it''s"',
		ARRAY['date_trunc(''month'', day::timestamp) AS month', '"a ""key"""', 'customer % 3 AS third'],
		ARRAY['csat_tally(score)', 'csat_tally(score, 7) AS "of 7"', 'nps_tally(recommend) FILTER (WHERE score <> 3) AS recommend',
			'weighted_csat_tally(score, weight) AS weighted']);
	CREATE VIEW differences AS
		WITH recount AS (SELECT date_trunc('month', day::timestamp), "a ""key""", customer % 3, csat_tally(score), csat_tally(score, 7),
			nps_tally(recommend) FILTER (WHERE score <> 3), weighted_csat_tally(score, weight), count(*)
			FROM "it's" GROUP BY 1, 2, 3)
		(TABLE "daily '%""" EXCEPT ALL TABLE recount) UNION ALL (TABLE recount EXCEPT ALL TABLE "daily '%""");
};
my $partitions = q{
	CREATE TABLE january PARTITION OF "it's" FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
	CREATE TABLE february PARTITION OF "it's" FOR VALUES FROM ('2026-02-01') TO ('2026-03-01') PARTITION BY HASH (id);
	CREATE TABLE february_0 PARTITION OF february FOR VALUES WITH (MODULUS 2, REMAINDER 0);
	CREATE TABLE february_1 PARTITION OF february FOR VALUES WITH (MODULUS 2, REMAINDER 1);
	CREATE TABLE others PARTITION OF "it's" DEFAULT;
};

sub pick
{
	return $_[ rand @_ ];
}

# Some rows, as the list of a VALUES: of January, of February, or of any day.
sub rows
{
	my ($month) = @_;
	return join ', ', map {
		sprintf("('2026-%02d-%02d', %s, %s, %s, %s, %s)", $month // pick(1 .. 4), pick(1 .. 28), pick("'chat'", "'e''mail'", 'NULL'),
			pick(0 .. 30, 'NULL'), pick(1 .. 5, 'NULL'), pick(0 .. 10, 'NULL'), pick(0, 0.1, 1, 3.3, 1000))
	} 1 .. pick(1, 1, 2, 9);
}

my $columns = '(day, "a ""key""", customer, score, recommend, weight)';
my $some = sub { return 'id % ' . pick(2, 3, 5, 11) . ' = ' . pick(0, 1) };
# An assignment, with the old row under this name
my $set = sub {
	my $old = $_[0] // '';
	return 'SET ' . pick("score = 1 + (${old}id + " . pick(1 .. 9) . ') % 5', 'score = NULL', '"a ""key""" = NULL', q{"a ""key""" = 'moved'},
		"weight = ${old}weight * 1.1", 'customer = ' . pick(0 .. 30), "recommend = ${old}score", "id = ${old}id");
};
my $rollup = q{'"daily ''%"""'};

# Statements for either table; what is named twice comes twice as often.
my @statements = (
	(sub { 'INSERT INTO "it\'s" ' . "$columns VALUES " . rows() }) x 6,
	(sub { 'COPY "it\'s" ' . "$columns FROM stdin (FORMAT csv);\n2026-01-0" . pick(1 .. 9) . ",chat,1,5,10,0.5\n2026-02-0" . pick(1 .. 9) . ",,,1,,2\n\\.\n" }) x 2,
	(sub { q{INSERT INTO "it's" (id, } . substr($columns, 1) . q{ SELECT id, day, "a ""key""", customer, 5, 5, 1 FROM "it's" WHERE } . $some->()
		. q{ UNION ALL SELECT nextval('ids'), '2026-02-02', 'new', 1, 2, 3, 4 FROM generate_series(1, 3) ON CONFLICT (id, day) DO }
		. pick('NOTHING', 'UPDATE ' . $set->('excluded.')) }) x 2,
	(sub { 'UPDATE "it\'s" ' . $set->() . ' WHERE ' . $some->() }) x 4,
	(sub { q{UPDATE "it's" SET day = day + } . pick(1, 28, -28) . ' WHERE ' . $some->() }) x 3,
	(sub { q{DELETE FROM "it's" WHERE } . $some->() }) x 3,
	sub { q{MERGE INTO "it's" AS t USING generate_series(0, 40) AS i ON t.id = i WHEN MATCHED AND i % 3 = 0 THEN DELETE WHEN MATCHED THEN UPDATE }
		. $set->('t.') . " WHEN NOT MATCHED THEN INSERT $columns VALUES ('2026-01-15', 'merged', i % 31, 4, 9, 0.5)" },
	sub { 'WITH gone AS (DELETE FROM "it\'s" WHERE ' . $some->() . ' RETURNING *) INSERT INTO "it\'s" ' . "$columns SELECT day, 'back', customer, score, recommend, weight FROM gone" },
	sub { 'DELETE FROM customers WHERE customer = ' . pick(0 .. 30) . '; INSERT INTO customers SELECT generate_series(0, 30) ON CONFLICT DO NOTHING' },
	sub { 'SAVEPOINT s; DELETE FROM "it\'s" WHERE ' . $some->() . '; INSERT INTO "it\'s" ' . "$columns VALUES " . rows() . '; ' . pick('ROLLBACK TO s', 'RELEASE s') },
	(sub { "SELECT compact_tally_rollup($rollup)" }) x 3,
	sub { "SELECT rebuild_tally_rollup($rollup)" });
my @of_a_plain_table = (sub { q{TRUNCATE "it's"} });
my @of_a_partitioned_table = (
	sub { pick(q{TRUNCATE "it's"}, q{TRUNCATE others, "it's"}) },
	(sub { "INSERT INTO january $columns VALUES " . rows(1) }) x 3,
	(sub { "INSERT INTO february $columns VALUES " . rows(2) }) x 2,
	(sub { 'UPDATE ' . pick(qw(january february february_1 others)) . ' ' . $set->() . ' WHERE ' . $some->() }) x 3,
	(sub { 'DELETE FROM ' . pick(qw(january february february_0 others)) . ' WHERE ' . $some->() }) x 2,
	(sub { 'TRUNCATE ' . pick(qw(january february february_0 others), 'january, others') }) x 2,
	sub { qq{ALTER TABLE "it's" DETACH PARTITION january; SELECT rebuild_tally_rollup($rollup); INSERT INTO january $columns VALUES } . rows(1)
		. qq{; DELETE FROM january WHERE } . $some->()
		. qq{; ALTER TABLE "it's" ATTACH PARTITION january FOR VALUES FROM ('2026-01-01') TO ('2026-02-01'); SELECT rebuild_tally_rollup($rollup)} },
	sub { qq{TRUNCATE others; CREATE TABLE april PARTITION OF "it's" FOR VALUES FROM ('2026-04-01') TO ('2026-05-01'); INSERT INTO "it's" $columns VALUES } . rows(4)
		. qq{; SELECT rebuild_tally_rollup($rollup); INSERT INTO april $columns VALUES } . rows(4) . '; TRUNCATE april; DROP TABLE april' });

sub transaction
{
	my ($number, @from) = @_;
	my $body = join '', map { pick(@from)->() =~ s/(?<!\n)\z/;\n/r } 1 .. pick(1, 1, 2, 4);
	my $end = pick(('COMMIT') x 5, 'ROLLBACK', "PREPARE TRANSACTION 'p';\n" . pick('COMMIT', 'ROLLBACK') . " PREPARED 'p'");

	return "BEGIN;\n$body$end;\nSELECT 'transaction $number', * FROM differences LIMIT 1;\n";
}

# Restored from a dump, it goes on.  A dump rounds the sums of weights, so that until
# a rebuild these can differ in the last digit.
sub restore
{
	my ($kind) = @_;
	my $dump = PostgreSQL::Test::Utils::tempdir . '/dump.sql';

	$node->command_ok([ 'pg_dump', '-f', $dump, $node->connstr($kind) ], "$kind: dump");
	$node->safe_psql('postgres', "CREATE DATABASE restored_$kind");
	$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $node->connstr("restored_$kind") ], "$kind: restore");
	is( $node->safe_psql("restored_$kind", qq{
			SET search_path = "The Answers", public;
			INSERT INTO "it's" $columns VALUES ('2026-01-01', 'restored', 1, 5, 10, 1);
			SELECT count(*) FROM (SELECT to_jsonb(d) - 'weighted' FROM differences AS d GROUP BY 1 HAVING count(*) = 1) AS beyond_rounding;
			SELECT compact_tally_rollup($rollup);
			SELECT rebuild_tally_rollup($rollup);
			SELECT count(*) FROM differences}),
		"0\n\n\n0", "$kind: a restored rollup equals a recount");
	return;
}

foreach my $kind (qw(plain partitioned))
{
	my $partitioned = $kind eq 'partitioned';
	$node->safe_psql('postgres', "CREATE DATABASE $kind");
	my $prepared = $setup =~ s/PARTITIONED/$partitioned ? 'PARTITION BY RANGE (day)' : ''/er;
	$prepared =~ s/(?=SELECT create_tally_rollup)/$partitions/ if $partitioned;
	$node->safe_psql($kind, $prepared);

	my $script = qq{SET search_path = "The Answers", public;\nSET client_min_messages = warning;\n};
	my $last = 0;
	$script .= transaction(++$last, @statements, $partitioned ? @of_a_partitioned_table : @of_a_plain_table) while $last < $cases;
	my ($stdout, $stderr);
	$node->psql($kind, $script, on_error_stop => 0, stdout => \$stdout, stderr => \$stderr);
	$stdout = join "\n", grep { /transaction/ } split /\n/, $stdout;
	is($stdout, '', "$kind: the rollup equals a recount after each of $last transactions");
	is($stderr, '', "$kind: without an error");
	cmp_ok($node->safe_psql($kind, q{SELECT last_value FROM "The Answers".ids}), '>', $cases, "$kind: rows were written");
	restore($kind);
}

$node->stop;
done_testing();


# Rollups while their surroundings change: tables, columns, schemas, owners,
# partitions, settings.  After each step a rollup equals its recount, or it is
# read, written to or checked with an error that says what to do.  First the
# cases in which csat 1.0.0 counted wrongly and said nothing, with its code too;
# then CSAT_PROPERTY_CASES steps at random.  CSAT_SEED repeats them.

use strict;
use warnings;

use CsatCluster;
use File::Basename 'basename';
use PostgreSQL::Test::Utils;
use Test::More;

my $cases = $ENV{CSAT_PROPERTY_CASES} // 400;
my $seed = $ENV{CSAT_SEED} // int(rand(2**31));
note("CSAT_SEED=$seed");
srand($seed);

my ($version) = slurp_file('csat.control') =~ /^default_version = '(.*)'$/m;
my $conf = with_extension_files(map { basename($_) => slurp_file($_) } install_script(), glob('csat--*--*.sql test/upgrade/csat--*.sql'));
my $node = start_cluster('main', conf => ($conf // '') . "fsync = off\njit = off\nautovacuum = off\nmax_prepared_transactions = 2\nrestart_after_crash = on\n");
$node->safe_psql('postgres', 'CREATE ROLE owner; CREATE ROLE mallory');
my @versions = $conf ? ('1.0.0', $version) : $version;
foreach my $each (@versions)
{
	$node->safe_psql('postgres', qq{CREATE DATABASE "$each"});
	$node->safe_psql($each, "CREATE SCHEMA ext; GRANT USAGE ON SCHEMA ext TO PUBLIC; CREATE EXTENSION csat VERSION '$each' SCHEMA ext");
}

# Some rows, whatever the columns are named, but for those that a case adds.
my $insert = q{INSERT INTO s.t SELECT i, timestamptz '2026-01-01 12:00+00' + i * interval '7 hours', 1 + i % 5, 1 + i * 7 % 5, 5, i / 7.0::float8, '\x0a', 'glad' FROM generate_series(:low, :high) AS i;};
my $setup = q{
	RESET ALL; RESET SESSION AUTHORIZATION;
	DROP SCHEMA IF EXISTS s, moved, other, surveys CASCADE;
	CREATE SCHEMA s AUTHORIZATION owner;
	SET ROLE owner;
	SET search_path = s, ext;
	CREATE TYPE mood AS ENUM ('glad', 'sad');
	CREATE TABLE t (id int, at timestamptz, score int, other int, points int, ratio float8, raw bytea, mood mood) PARTITIONED;
	SELECT create_tally_rollup('r', 't', ARRAY['(at AT TIME ZONE ''EST'')::date AS day', 'ratio::text AS ratio', 'raw::text AS raw', 'mood', 'points'],
		ARRAY['csat_tally(score) AS score', 'csat_tally(other, points) AS other']);
};
my $partitions = q{
	CREATE TABLE one PARTITION OF t FOR VALUES FROM (0) TO (100);
	CREATE TABLE two PARTITION OF t FOR VALUES FROM (100) TO (200) PARTITION BY HASH (id);
	CREATE TABLE two_0 PARTITION OF two FOR VALUES WITH (MODULUS 2, REMAINDER 0);
	CREATE TABLE two_1 PARTITION OF two FOR VALUES WITH (MODULUS 2, REMAINDER 1);
};

sub rows
{
	my ($low, $high) = @_;
	return $insert =~ s/:low/$low/r =~ s/:high/$high/r;
}

sub script
{
	my ($partitioned) = @_;
	my $script = $setup =~ s/PARTITIONED/$partitioned ? 'PARTITION BY RANGE (id)' : ''/er;
	$script =~ s/(?=SELECT create_tally_rollup)/$partitions/ if $partitioned;
	return $script . rows(1, 20) . ($partitioned ? rows(100, 120) : '');
}

# What a rollup is, in a session with settings of its own: the parts are found
# by what they are.
my $verdict = q{
	RESET ALL; RESET ROLE; SET search_path = pg_catalog;
	DO $$
	DECLARE
		r regclass := (SELECT ev_class FROM pg_rewrite r JOIN pg_depend d ON d.objid = r.oid JOIN pg_class c ON c.oid = d.refobjid
			WHERE c.relkind = 'r' AND relname LIKE '%\_deltas' LIMIT 1);
		recount regclass := (SELECT oid FROM pg_class WHERE relkind = 'v' AND relname LIKE '%\_recount');
		owner name := (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = r);
		source regclass := (SELECT c.oid FROM pg_rewrite r JOIN pg_depend d ON d.objid = r.oid JOIN pg_class c ON c.oid = d.refobjid
			WHERE ev_class = recount AND c.relkind IN ('r', 'p') LIMIT 1);
		different bigint;
	BEGIN
		EXECUTE format('SELECT count(*) FROM ((TABLE %1$s EXCEPT ALL TABLE %2$s) UNION ALL (TABLE %2$s EXCEPT ALL TABLE %1$s)) AS d', r, recount) INTO different;
		IF different = 0 THEN
			RAISE EXCEPTION 'verdict: equal';
		END IF;
		EXECUTE format('SET LOCAL ROLE %I', owner);
		EXECUTE format('INSERT INTO %1$s SELECT * FROM %1$s LIMIT 1', source);
		EXECUTE format('TABLE %s', r);
		IF to_regproc('ext.check_tally_rollup') IS NOT NULL THEN
			EXECUTE 'SELECT count(*) FROM ext.check_tally_rollup($1) WHERE problem ~ ''lacks triggers|no partition any more''' INTO different USING r;
			IF different > 0 THEN
				RAISE EXCEPTION 'verdict: checked';
			END IF;
		END IF;
		RAISE EXCEPTION 'verdict: wrong';
	EXCEPTION WHEN OTHERS THEN
		RAISE NOTICE '%', CASE WHEN SQLERRM LIKE 'verdict%' THEN SQLERRM ELSE 'verdict: error: ' || SQLERRM END;
	END $$;
};

# The verdict on a rollup after some statements.
sub verdict_on
{
	my ($database, $statements) = @_;
	$node->psql($database, $statements . $verdict, on_error_stop => 0, stderr => \my $stderr);
	my ($found) = $stderr =~ /NOTICE:  verdict: (.*)/ or die "no verdict: $stderr";
	return ($found, $stderr);
}

my @silent = (
	[ 'a column renamed and another added in its place', 0, 'ALTER TABLE t RENAME score TO old_score; ALTER TABLE t ADD score int; INSERT INTO t VALUES (1, now(), 5, 1, 5, 1, NULL, NULL, 1);' ],
	[ 'two columns swapped', 0, 'ALTER TABLE t RENAME score TO x; ALTER TABLE t RENAME other TO score; ALTER TABLE t RENAME x TO other;' . rows(30, 40) ],
	[ 'two schemas swapped', 0, 'RESET ROLE; CREATE SCHEMA other AUTHORIZATION owner; SET ROLE owner; CREATE TABLE other.r_deltas AS TABLE s.r_deltas; RESET ROLE;
		ALTER SCHEMA s RENAME TO moved; ALTER SCHEMA other RENAME TO s; SET ROLE owner; INSERT INTO moved.t SELECT * FROM moved.t;' ],
	[ 'the schema of a deltas table with another one', 0, 'RESET ROLE; CREATE SCHEMA other AUTHORIZATION owner; SET ROLE owner; ALTER TABLE r_deltas SET SCHEMA other; CREATE TABLE r_deltas AS TABLE other.r_deltas; ' . rows(2, 5) ],
	[ 'a child made later', 0, 'CREATE TABLE child () INHERITS (t); INSERT INTO child SELECT * FROM t;' ],
	[ 'an unlogged partition', 1, 'ALTER TABLE one SET UNLOGGED;' . rows(3, 6) . 'CRASH' ],
	[ 'a table set unlogged', 0, 'ALTER TABLE t SET UNLOGGED; CRASH' ],
	[ 'a partition made later and written by its own name', 1, 'CREATE TABLE three PARTITION OF t FOR VALUES FROM (200) TO (300);' . rows(200, 210) . 'INSERT INTO three SELECT * FROM three;' ],
	[ 'a partition made later and truncated by its own name', 1, 'CREATE TABLE three PARTITION OF t FOR VALUES FROM (200) TO (300);' . rows(200, 210) . 'TRUNCATE three;' ],
	[ 'abbreviations of time zones', 0, q{SET timezone_abbreviations = 'Australia'; } . rows(40, 60) ],
	[ 'digits of floats', 0, 'SET extra_float_digits = -10;' . rows(40, 60) ],
	[ 'output of bytea', 0, 'SET bytea_output = escape;' . rows(40, 60) ],
	[ 'a partition detached and only its triggers seen to', 1, q{ALTER TABLE t DETACH PARTITION one; SELECT rebuild_tally_rollup('r', fill => false);} ],
	[ 'a rebuild in a statement that writes', 0, q{WITH x AS (INSERT INTO t SELECT * FROM t RETURNING *) SELECT rebuild_tally_rollup('r') FROM x LIMIT 1;} ],
);

# Statements that end in a crash
sub crash
{
	my ($database, $statements) = @_;
	return $statements unless $statements =~ s/CRASH/RESET ROLE; CHECKPOINT;/;
	$node->psql($database, $statements, on_error_stop => 0);
	$node->stop('immediate');
	$node->start;
	return '';
}

foreach my $database (@versions)
{
	foreach my $case (@silent)
	{
		my ($name, $partitioned, $statements) = @$case;
		my ($verdict, $output) = verdict_on($database, crash($database, script($partitioned) . $statements));

		if ($database eq $version)
		{
			isnt($verdict, 'wrong', "$name: $verdict") or diag($output);
		}
		else
		{
			is($verdict, 'wrong', "$name: as it was in $database") or diag($output);
		}
	}
}

like((verdict_on($version, script(1) . q{ALTER TABLE t DETACH PARTITION one; SELECT rebuild_tally_rollup('r', fill => false);}))[0],
	qr/^error: .* counts "one"/, 'a partition detached, and nothing counted anew');

like((verdict_on($version, script(1) . 'ALTER TABLE t DETACH PARTITION one; TRUNCATE t; ALTER TABLE t ATTACH PARTITION one FOR VALUES FROM (0) TO (100);'))[0],
	qr/^equal/, 'a partition that is away while the table is truncated comes back');

sub pick
{
	return $_[ rand @_ ];
}

# Steps at random, by anyone who may; those that fail leave everything as it was.
my @changes = (
	sub { 'ALTER TABLE t RENAME ' . pick(qw(score other)) . ' TO ' . pick(qw(score other x y)) },
	sub { 'ALTER TABLE t ADD ' . pick(qw(x y z score)) . ' int DEFAULT 3' },
	sub { 'ALTER TABLE t DROP COLUMN ' . pick(qw(x y z score points)) },
	sub { 'ALTER TABLE ' . pick(qw(t one r_deltas)) . ' SET ' . pick(qw(LOGGED UNLOGGED LOGGED)) },
	sub { pick('CREATE TABLE child () INHERITS (t)', 'DROP TABLE child', 'INSERT INTO child SELECT * FROM t LIMIT 2') },
	sub { 'CREATE TABLE three PARTITION OF t FOR VALUES FROM (200) TO (300)' },
	sub { 'ALTER TABLE t DETACH PARTITION one' },
	# what is dropped with its rows, or leaves without triggers, is counted until a rebuild, as the documents say
	sub { pick('DROP TABLE three', 'ALTER TABLE t DETACH PARTITION three') . q{; SELECT rebuild_tally_rollup('r')} },
	sub { 'TRUNCATE three, two' },
	sub { 'ALTER TABLE t ATTACH PARTITION ' . pick('one FOR VALUES FROM (0) TO (100)', 'three FOR VALUES FROM (200) TO (300)') },
	sub { 'ALTER TYPE mood RENAME VALUE ' . pick("'glad' TO 'merry'", "'merry' TO 'glad'") },
	sub { 'RESET ROLE; ALTER TABLE ' . pick(qw(t r_deltas)) . ' OWNER TO ' . pick(qw(owner owner mallory)) },
	sub { 'RESET ROLE; ALTER SCHEMA s RENAME TO moved; ALTER SCHEMA moved RENAME TO s' },
	sub { 'ALTER VIEW r RENAME TO q; ALTER TABLE r_deltas RENAME TO q_deltas; ALTER VIEW q RENAME TO r; ALTER TABLE q_deltas RENAME TO r_deltas' },
	sub { q{SELECT rebuild_tally_rollup('r')} },
	sub { q{SELECT compact_tally_rollup('r')} },
	sub { q{SELECT rebuild_tally_rollup('r', fill => false); INSERT INTO t SELECT * FROM t WHERE id = 8; SELECT rebuild_tally_rollup('r')} });
my @writes = (
	(sub { rows(pick(1 .. 40, 100 .. 150, 200 .. 220), pick(1 .. 40, 100 .. 150, 200 .. 220)) }) x 3,
	sub { 'INSERT INTO ' . pick(qw(one two two_0 three)) . ' SELECT * FROM t WHERE id % 7 = ' . pick(0 .. 6) },
	sub { 'UPDATE ' . pick(qw(t t one two three)) . ' SET ' . pick('score = 1 + id % 5', 'other = NULL', 'points = 7', 'points = 5', "mood = NULL", 'id = id + 1') },
	sub { 'DELETE FROM ' . pick(qw(t one two_1 three)) . ' WHERE id % 9 = ' . pick(0 .. 8) },
	sub { 'TRUNCATE ' . pick(qw(t one two_0)) },
	sub { 'SAVEPOINT s; DELETE FROM t; ROLLBACK TO s; INSERT INTO t SELECT * FROM t WHERE id = 7' });
my @settings = map { "SET $_;" } q{timezone_abbreviations = 'India'}, 'extra_float_digits = 0', 'bytea_output = escape', 'quote_all_identifiers = on',
	q{TimeZone = 'Asia/Tokyo'}, q{DateStyle = 'SQL, DMY'}, 'session_replication_role = DEFAULT';

sub step
{
	my $setting = rand() < 0.3 ? pick(@settings) : '';
	my $statements = join(";\n", map { pick(rand() < 0.4 ? @changes : @writes)->() } 1 .. pick(1, 1, 3));
	my $end = pick('COMMIT', 'COMMIT', 'COMMIT', 'ROLLBACK', q{PREPARE TRANSACTION 'p'; COMMIT PREPARED 'p'});
	return "$setting BEGIN; SET LOCAL ROLE " . pick(qw(owner owner owner postgres mallory)) . "; SET LOCAL search_path = s, ext;\n$statements;\n$end;\n";
}

my %found;
my $history = '';
foreach my $number (1 .. $cases)
{
	my $partitioned = $number <= $cases / 2;

	if ($number % 20 == 1 || $history eq '')
	{
		$history = script($partitioned);
		$node->psql($version, $history, on_error_stop => 0);
	}
	my $step = step();
	my ($verdict, $output) = verdict_on($version, $step);
	$history .= $step;
	$found{ $verdict =~ s/:.*//r }++;
	if ($verdict eq 'wrong')
	{
		fail("step $number: equal, or an error") or diag("$history\n$output");
		$history = '';
	}
}
note(join ', ', map { "$found{$_} $_" } sort keys %found);
cmp_ok($found{equal} // 0, '>', $cases / 4, "of $cases steps many end with an equal rollup");
ok(!$found{wrong}, 'and none with a wrong one');

$node->stop;
done_testing();

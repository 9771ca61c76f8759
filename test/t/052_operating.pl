
# What doc/operating.md says that takes more than one session, role or server:
# servers without the library or with an older one, who may update, pg_upgrade's
# check, template1, tallies restored where csat is missing, what DROP ... CASCADE
# takes, and autovacuum of a rollup's deltas.

use strict;
use warnings;

use CsatCluster;
use File::Basename 'basename';
use PostgreSQL::Test::Utils;
use Test::More;

# The library is where this link leads, until it is taken away.
my $library = PostgreSQL::Test::Utils::tempdir . '/csat.so';
my $found = with_extension_files('csat.control' => slurp_file('csat.control') =~ s/\$libdir\/csat/$library/r,
	map { basename($_) => slurp_file($_) } install_script(), glob('csat--*--*.sql test/upgrade/csat--*.sql'));
plan skip_all => 'this server finds extensions in its own directory only' unless $found;

# The first line of what a statement fails with.
sub fails_with
{
	my ($node, $sql) = @_;
	my (undef, undef, $errors) = $node->psql('postgres', $sql);
	return $errors =~ /ERROR:  (.*)/ ? $1 : 'no error';
}

my $primary = start_cluster('primary', init => { allows_streaming => 1 }, conf => "${found}autovacuum_naptime = 1s\n");
chomp(my $libdir = readpipe('pg_config --pkglibdir'));
my ($installed) = grep { -e } map { s/\$libdir/$libdir/r . '/csat.so' } split /:/, $primary->safe_psql('postgres', 'SHOW dynamic_library_path');
symlink($installed, $library) or die "$library: $!";
$primary->safe_psql('postgres', q{
	CREATE EXTENSION csat;
	CREATE TABLE answers (channel text, score int);
	CREATE TABLE plain (channel text, score int);
	INSERT INTO plain VALUES ('chat', 2);
	CREATE TABLE daily AS SELECT date '2026-11-30' AS day, csat_tally(score) AS tally FROM generate_series(1, 5) AS score;
	SELECT create_tally_rollup('by_channel', 'answers', '{channel}', ARRAY['csat_tally(score)']);
	INSERT INTO answers VALUES ('chat', 5);
});

# A standby without the library

$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;
$primary->safe_psql('postgres', q{INSERT INTO answers VALUES ('chat', 4)});
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('write'));
unlink $library;
is($standby->safe_psql('postgres', 'SELECT count(*) FROM answers'), '2', 'it replays');
like(fails_with($standby, 'TABLE daily'), qr/could not access file/, 'it reads no tally');

$standby->promote;
like(fails_with($standby, q{INSERT INTO answers VALUES ('chat', 3)}), qr/could not access file/, 'promoted, it inserts nothing that a rollup counts');
is(fails_with($standby, q{INSERT INTO plain VALUES ('chat', 3)}), 'no error', 'and goes on with other tables');
symlink($installed, $library);
is($standby->safe_psql('postgres', q{INSERT INTO answers VALUES ('chat', 3); SELECT csat_tally FROM by_channel}),
	'{"1": 0, "2": 0, "3": 1, "4": 1, "5": 1}', 'with the library there, it counts without a restart');
$standby->stop;

# template1

$primary->safe_psql('postgres', 'CREATE ROLE owner LOGIN');
$primary->safe_psql('template1', 'CREATE EXTENSION csat');
$primary->safe_psql('postgres', 'CREATE DATABASE made OWNER owner');
my @as_owner = (extra_params => [ '-U', 'owner' ]);
is($primary->safe_psql('made', 'SELECT csat(5)::int', @as_owner), '100', 'a database made from template1 has csat');
foreach my $sql ('ALTER EXTENSION csat UPDATE', 'DROP EXTENSION csat', q{COMMENT ON EXTENSION csat IS ''})
{
	my (undef, undef, $errors) = $primary->psql('made', $sql, @as_owner);
	like($errors, qr/must be owner of extension csat/, "whose owner cannot $sql");
}

# A dump restored there

my $dump = PostgreSQL::Test::Utils::tempdir . '/dump';
system('pg_dump', '-Fc', '-f', $dump, $primary->connstr('postgres')) == 0 or die 'pg_dump';
sub errors_of_restore
{
	my (@options) = @_;
	my $all;
	$primary->safe_psql('postgres', 'DROP DATABASE made');
	$primary->safe_psql('postgres', 'CREATE DATABASE made OWNER owner');
	IPC::Run::run([ 'pg_restore', '-O', @options, '-U', 'owner', '-d', $primary->connstr('made'), $dump ], '>&', \$all);
	return $all =~ /error: (.*)/g;
}
is(join('|', errors_of_restore()), 'could not execute query: ERROR:  must be owner of extension csat', 'a dump is restored but for a comment');
is(join('|', errors_of_restore('--no-comments')), '', 'or without comments');
is($primary->safe_psql('made', q{INSERT INTO answers VALUES ('chat', 1); SELECT responses(csat_tally) FROM by_channel}, @as_owner), '3', 'and counts');
$primary->safe_psql('template1', 'DROP EXTENSION csat');

# Who may update, and what that touches

$primary->safe_psql('postgres', 'CREATE ROLE other LOGIN; CREATE DATABASE updated OWNER owner');
my $files = q{SELECT string_agg(pg_relation_filepath(c.oid), ' ' ORDER BY c.oid) FROM pg_class c WHERE relname LIKE 'kept%'};
my $before = $primary->safe_psql('updated', qq{
	CREATE EXTENSION csat VERSION '1.0.0';
	CREATE TABLE kept AS SELECT csat_tally(5) AS tally;
	CREATE INDEX kept_tally ON kept (tally);
	$files}, @as_owner);
(undef, undef, my $refused) = $primary->psql('updated', 'ALTER EXTENSION csat UPDATE', extra_params => [ '-U', 'other' ]);
like($refused, qr/must be owner of extension csat/, 'another role does not update');
is($primary->safe_psql('updated', "ALTER EXTENSION csat UPDATE; $files", @as_owner), $before, 'the role that installed it does, and no table is rewritten');

# A session that began with an older library, one that lacks a function

my $older = PostgreSQL::Test::Utils::tempdir . '/csat.so';
append_to_file($older, slurp_file($installed) =~ s/csat_detectable_change/csat_detectable_chang_/gr);
my $new_function = 'SELECT count(*) FROM csat_detectable_change(80, 500)';
unlink $library;
symlink($older, $library);
my (undef, $output, $errors) = $primary->psql('postgres', "SELECT csat(5)::int;\n\\! ln -sfn $installed $library\n$new_function;");
like("$output $errors", qr/^100 .*could not find function/s, 'it answers, but for what is new');
is($primary->safe_psql('postgres', $new_function), '1', 'which a new session finds');
unlink $library;
symlink($older, $library);
$primary->safe_psql('postgres', 'CREATE DATABASE second');
(undef, undef, $errors) = $primary->psql('second', 'CREATE EXTENSION csat');
like($errors, qr/could not find function/, 'a script that declares more than the library has fails');
is($primary->safe_psql('second', q{SELECT count(*) FROM pg_type WHERE typname = 'score_tally'}), '0', 'and leaves nothing');
unlink $library;
symlink($installed, $library);

# Where csat is missing

chomp($output = readpipe("pg_dump --inserts '" . $primary->connstr('postgres') . q{' | sed '/^CREATE EXTENSION/s/csat/missing/' | tee } . "$dump.sql"));
unlike($output, qr/^CREATE EXTENSION.*VERSION/m, 'a dump names no version');
$primary->safe_psql('postgres', 'CREATE DATABASE bare');
$output = readpipe("psql -X -q -f $dump.sql '" . $primary->connstr('bare') . q{' 2>&1});
like($output, qr/extension "missing" is not available/, 'it cannot be made where it is missing');
is($primary->safe_psql('bare', q{SELECT (SELECT count(*) FROM plain), to_regclass('daily') IS NULL}), '1|t', 'tables with tallies are not restored, others are');

my $pipe = q{pg_dump --table=daily '%s' | sed 's/public\.score_tally/jsonb/' | psql -X -q -v ON_ERROR_STOP=1 '%s'};
$primary->safe_psql('postgres', 'CREATE DATABASE archive');
is(system(sprintf($pipe, $primary->connstr('postgres'), $primary->connstr('archive'))), 0, 'tallies are restored as JSON');
is($primary->safe_psql('archive', q{SELECT tally ->> '5' FROM daily}), '1', 'and read');
is( $primary->safe_psql('archive', q{
		CREATE EXTENSION csat;
		ALTER TABLE daily ALTER tally TYPE score_tally USING tally::score_tally;
		SELECT csat(tally)::int FROM daily}),
	'40', 'and are tallies again');

# A rollup's deltas, vacuumed; and what is left without csat

$primary->safe_psql('postgres', q{INSERT INTO answers VALUES ('chat', 1)}) foreach 1 .. 60;
$primary->safe_psql('postgres', q{SELECT compact_tally_rollup('by_channel')});
ok($primary->poll_query_until('postgres', q{SELECT autovacuum_count > 0 AND n_dead_tup = 0 FROM pg_stat_user_tables WHERE relname = 'by_channel_deltas'}),
	'autovacuum comes after the compaction');
is( $primary->safe_psql('postgres', q{
		CREATE INDEX ON daily (tally);
		DROP EXTENSION csat CASCADE;
		SELECT attname FROM pg_attribute WHERE attrelid = 'daily'::regclass AND attnum > 0 AND NOT attisdropped;
		SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname;
		INSERT INTO answers VALUES ('chat', 1)}),
	"day\nanswers\nby_channel_deltas\ndaily\nplain", 'DROP EXTENSION CASCADE leaves the tables and their other columns');
$primary->safe_psql('postgres', 'CREATE EXTENSION csat');
{
	local $ENV{PGOPTIONS} = '-c session_preload_libraries=csat';
	is($primary->safe_psql('postgres', 'SHOW csat.enable_tally_aggregate'), 'on', 'preloaded by a session, it is there before it is needed');
}

# pg_upgrade without the library

$primary->stop;
unlink $library;
my $new = start_cluster('new');
$new->stop;
my ($bindir) = map { chomp; $_ } readpipe('pg_config --bindir');
my $there = PostgreSQL::Test::Utils::tempdir;
chdir $there or die "$there: $!";
$output = readpipe("pg_upgrade --check -b $bindir -B $bindir -d " . $primary->data_dir . ' -D ' . $new->data_dir . " -p " . $primary->port . ' -P ' . $new->port . ' -s ' . $primary->host . ' 2>&1');
like($output, qr/loadable libraries that are missing/, 'pg_upgrade says that the library is missing');

done_testing();


# What doc/operating.md says that takes more than one session or server: servers
# without the library or with an older one, pg_upgrade's check, template1, and
# tallies restored where csat is missing.

use strict;
use warnings;

use CsatCluster;
use File::Basename 'basename';
use PostgreSQL::Test::Utils;
use Test::More;

# The library is where this link leads, until it is taken away.
my $library = PostgreSQL::Test::Utils::tempdir . '/csat.so';
my $found = with_extension_files('csat.control' => slurp_file('csat.control') =~ s/\$libdir\/csat/$library/r,
	map { basename($_) => slurp_file($_) } install_script(), glob('csat--*--*.sql'));
plan skip_all => 'this server finds extensions in its own directory only' unless $found;

# The first line of what a statement fails with.
sub fails_with
{
	my ($node, $sql) = @_;
	my (undef, undef, $errors) = $node->psql('postgres', $sql);
	return $errors =~ /ERROR:  (.*)/ ? $1 : 'no error';
}

my $primary = start_cluster('primary', init => { allows_streaming => 1 }, conf => $found);
chomp(my $libdir = readpipe('pg_config --pkglibdir'));
my ($installed) = grep { -e } map { s/\$libdir/$libdir/r . '/csat.so' } split /:/, $primary->safe_psql('postgres', 'SHOW dynamic_library_path');
symlink($installed, $library) or die "$library: $!";
$primary->safe_psql('postgres', q{
	CREATE EXTENSION csat;
	CREATE TABLE answers (channel text, score int);
	CREATE TABLE plain (channel text, score int);
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
$primary->safe_psql('template1', 'DROP EXTENSION csat');

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

my $pipe = q{pg_dump --table=daily '%s' | sed 's/public\.score_tally/jsonb/' | psql -X -q -v ON_ERROR_STOP=1 '%s'};
$primary->safe_psql('postgres', 'CREATE DATABASE archive');
is(system(sprintf($pipe, $primary->connstr('postgres'), $primary->connstr('archive'))), 0, 'tallies are restored as JSON');
is($primary->safe_psql('archive', q{SELECT tally ->> '5' FROM daily}), '1', 'and read');
is( $primary->safe_psql('archive', q{
		CREATE EXTENSION csat;
		ALTER TABLE daily ALTER tally TYPE score_tally USING tally::score_tally;
		SELECT csat(tally)::int FROM daily}),
	'40', 'and are tallies again');

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

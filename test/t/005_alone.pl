
# Each file of the regress suite runs alone, in a database whose csat is that of
# the first release, upgraded; where the server finds no other scripts than those
# that are installed, in one that has csat.

use strict;
use warnings;

use CsatCluster;
use Cwd 'getcwd';
use File::Basename 'basename';
use PostgreSQL::Test::Utils;
use Test::More;

# Without the present install script CREATE EXTENSION csat upgrades too.
my $conf = with_extension_files(map { basename($_) => slurp_file($_) } 'test/upgrade/csat--1.0.0.sql', glob('csat--*--*.sql'));
my $node = start_cluster('main', conf => $conf);
my $here = getcwd();
my $directory = PostgreSQL::Test::Utils::tempdir;
my ($files) = slurp_file('Makefile') =~ /^REGRESS = ((?:.*\\\n)*.*)/m;

# what pg_regress writes is not to replace what it left here
symlink("$here/$_", "$directory/$_") or die "$_: $!" foreach qw(README.md bench examples expected sql src test);
chdir $directory or die "$directory: $!";
foreach my $file ($files =~ /\w+/g)
{
	$node->safe_psql('postgres', qq(CREATE DATABASE "$file"));
	$node->safe_psql($file, $conf ? q(CREATE EXTENSION csat VERSION '1.0.0'; ALTER EXTENSION csat UPDATE) : 'CREATE EXTENSION csat') unless $file eq 'install';
	ok(run_log([ $ENV{PG_REGRESS}, '--bindir=', '--use-existing', '--host=' . $node->host, '--port=' . $node->port, "--dbname=$file", $file ]), $file)
	  or diag(slurp_file('regression.diffs'));
}
chdir $here;

$node->stop;
done_testing();

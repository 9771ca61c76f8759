
# Each file of the regress suite runs alone, in a database that has csat.

use strict;
use warnings;

use CsatCluster;
use Cwd 'getcwd';
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_cluster('main');
my $here = getcwd();
my $directory = PostgreSQL::Test::Utils::tempdir;
my ($files) = slurp_file('Makefile') =~ /^REGRESS = ((?:.*\\\n)*.*)/m;

# what pg_regress writes is not to replace what it left here
symlink("$here/$_", "$directory/$_") or die "$_: $!" foreach qw(bench examples expected sql src test);
chdir $directory or die "$directory: $!";
foreach my $file (grep { $_ ne 'install' } $files =~ /\w+/g)
{
	$node->safe_psql('postgres', qq(CREATE DATABASE "$file"));
	$node->safe_psql($file, 'CREATE EXTENSION csat');
	ok(run_log([ $ENV{PG_REGRESS}, '--bindir=', '--use-existing', '--host=' . $node->host, '--port=' . $node->port, "--dbname=$file", $file ]), $file)
	  or diag(slurp_file('regression.diffs'));
}
chdir $here;

$node->stop;
done_testing();


# A throw-away PostgreSQL server that finds csat.
package CsatCluster;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;

our @EXPORT = qw(start_cluster runs_file install_script);

# A running server, or undef if it does not start and fail_ok is set.
# CSAT_EXTRA_CONF holds the settings by which it finds an extension that is not
# installed into PostgreSQL's own directories.
sub start_cluster
{
	my ($name, %options) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init(extra => ['--encoding=UTF8', '--locale=C'],
		%{ $options{init} // {} });
	$node->append_conf('postgresql.conf', $ENV{CSAT_EXTRA_CONF} // '');
	$node->append_conf('postgresql.conf', $options{conf} // '');
	return $node->start(fail_ok => $options{fail_ok}) ? $node : undef;
}

# The file that CREATE EXTENSION runs: as make joined it here, or as installed.
sub install_script
{
	my ($version) = slurp_file('csat.control') =~ /^default_version = '(.*)'$/m;
	my $sharedir = readpipe('pg_config --sharedir');

	chomp $sharedir;
	my ($script) = grep { -e } "csat--$version.sql", "$sharedir/extension/csat--$version.sql";
	return $script // die "no csat--$version.sql: run make first";
}

# The statements of a file succeed, as psql runs them.
sub runs_file
{
	my ($node, $database, $file, @options) = @_;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return $node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($database), @options, '-f', $file ],
		"$file runs");
}

1;

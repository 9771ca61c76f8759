
# A throw-away PostgreSQL server that finds csat.
package CsatCluster;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Cluster;

our @EXPORT = qw(start_cluster runs_file);

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

# The statements of a file succeed, as psql runs them.
sub runs_file
{
	my ($node, $database, $file, @options) = @_;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return $node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($database), @options, '-f', $file ],
		"$file runs");
}

1;

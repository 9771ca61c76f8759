
# A throw-away PostgreSQL server that finds csat.
package CsatCluster;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Cluster;

our @EXPORT = qw(start_cluster);

# A running server.  CSAT_EXTRA_CONF holds the settings by which it finds an
# extension that is not installed into PostgreSQL's own directories.
sub start_cluster
{
	my ($name, %options) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init(extra => ['--encoding=UTF8', '--locale=C'],
		%{ $options{init} // {} });
	$node->append_conf('postgresql.conf', $ENV{CSAT_EXTRA_CONF} // '');
	$node->append_conf('postgresql.conf', $options{conf} // '');
	$node->start;
	return $node;
}

1;

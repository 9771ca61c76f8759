# The server that a benchmark runs on: built from the checkout, below a
# directory of its own, and gone with it when the program ends.
package CsatBench::Server;

use strict;
use warnings;

use Exporter qw(import);
use File::Temp qw(tempdir);

use CsatBench::Cluster;
use CsatBench::Command qw(stop_running);
use CsatBench::Installation;
use CsatBench::Printing qw(say_progress);

our @EXPORT_OK = qw(start_server);

my $cluster;

# Build `checkout`, and start a cluster of it with these settings.
sub start_server
{
	my ($checkout, %setting) = @_;
	my $dir = tempdir('csat-bench-XXXXXX', TMPDIR => 1, CLEANUP => 1);

	# the server's user reads the installation, and stands in this directory
	chmod(0755, $dir);
	chdir($dir) or die "$dir: $!\n";
	say_progress('building');
	my $installation = CsatBench::Installation->new($checkout, $dir);
	$cluster = CsatBench::Cluster->new($installation, $dir, %setting);
	$cluster->start;
	return $cluster;
}

sub leave
{
	stop_running();
	exit 1;
}

# An interrupt leaves through END like everything else.
$SIG{$_} = \&leave for qw(INT TERM HUP);
# what is read from programs is in English, with decimal points
$ENV{LC_ALL} = 'C';

END
{
	my $status = $?;

	eval { $cluster->stop('immediate') if $cluster; 1 } or print STDERR $@;
	# File::Temp cannot remove the directory one stands in
	chdir('/');
	$? = $status;
}

1;


# npm's modules in a temporary directory, or why they cannot be had.
package NpmModules;

use strict;
use warnings;

use Exporter 'import';
use File::Copy 'copy';
use IPC::Run ();
use PostgreSQL::Test::Utils;

our @EXPORT = qw(install_modules succeeds);

# Whether a command can be run and succeeds.
sub succeeds
{
	my (@command) = @_;
	my $output;
	return eval { IPC::Run::run(\@command, '<', \undef, '&>', \$output) };
}

# Installs what $source/package.json names, in at most so many seconds.
# Returns the directory that has node_modules, or undef and the reason.  No
# package's own install script is run: none of these needs one.
sub install_modules
{
	my ($source, $seconds) = @_;
	my $directory = PostgreSQL::Test::Utils::tempdir;
	my $output;

	foreach my $command ('node', 'npm')
	{
		return (undef, "there is no $command") unless succeeds($command, '--version');
	}
	copy("$source/package.json", $directory) or die "$source/package.json: $!";
	IPC::Run::run(
		[ 'timeout', $seconds, 'npm', 'install', "--prefix=$directory", '--ignore-scripts',
			'--omit=dev', '--omit=optional', '--no-package-lock', '--no-audit', '--no-fund',
			'--fetch-retry-mintimeout=2000' ],
		'<', \undef, '&>', \$output) and return $directory;
	print $output;
	return (undef, "npm could not install the modules of $source in $seconds seconds");
}

1;


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
# package's own install script is run: none of these needs one.  npm keeps
# nothing outside of the directory.
sub install_modules
{
	my ($source, $seconds) = @_;
	my $directory = PostgreSQL::Test::Utils::tempdir;
	my $output;

	local $ENV{npm_config_cache} = "$directory/cache";
	local $ENV{npm_config_update_notifier} = 'false';
	foreach my $command ('node', 'npm')
	{
		return (undef, "there is no $command") unless succeeds($command, '--version');
	}
	# asked once, where npm itself would try for minutes
	return (undef, 'npm reaches no registry')
	  unless succeeds('npm', 'view', '--fetch-retries=0', '--fetch-timeout=20000', 'pg', 'name');
	my $locked = -e "$source/package-lock.json";
	foreach my $file ('package.json', $locked ? 'package-lock.json' : ())
	{
		copy("$source/$file", $directory) or die "$source/$file: $!";
	}
	IPC::Run::run(
		[ 'timeout', $seconds, 'npm', $locked ? 'ci' : 'install', "--prefix=$directory", '--ignore-scripts',
			'--omit=dev', '--omit=optional', $locked ? () : '--no-package-lock', '--no-audit', '--no-fund' ],
		'<', \undef, '&>', \$output) and return $directory;
	print $output;
	return (undef, "npm could not install the modules of $source in $seconds seconds");
}

1;

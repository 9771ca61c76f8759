
# A throw-away PostgreSQL server that finds csat.
package CsatCluster;

use strict;
use warnings;

use Exporter 'import';
use File::Path 'make_path';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;

our @EXPORT = qw(start_cluster runs_file install_script with_extension_files);

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

# The setting by which a server finds these files of csat, contents by name,
# before others; undef if it looks into its own directory only.  The library is
# found by dynamic_library_path then, wherever it is installed.
sub with_extension_files
{
	my (%files) = @_;
	my $top = PostgreSQL::Test::Utils::tempdir;

	chomp(my $sharedir = readpipe('pg_config --sharedir'));
	my ($setting) = sort { $b cmp $a } slurp_file("$sharedir/postgresql.conf.sample") =~ /^#(extension_destdir|extension_control_path)\b/mg;
	return unless $setting;
	$files{'csat.control'} //= slurp_file('csat.control') =~ s/\$libdir\///r;
	make_path("$top$sharedir/extension");
	append_to_file("$top$sharedir/extension/$_", $files{$_}) foreach keys %files;
	return $setting eq 'extension_destdir' ? "$setting = '$top'\n" : "$setting = '$top$sharedir:\$system'\n";
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

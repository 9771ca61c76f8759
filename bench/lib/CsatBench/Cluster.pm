# A throw-away cluster on its own socket, without TCP.
package CsatBench::Cluster;

use strict;
use warnings;

use CsatBench::Command qw(run run_as_postgres give_to_postgres);

# The same for everyone: nothing may wake up while a clock runs, and nothing
# may reach a disk.
my %fixed = (
	autovacuum => 'off',
	checkpoint_timeout => '1d',
	# without a disk to wait for, commits can be synchronous: then VACUUM finds
	# every row committed, and pages all visible, each time
	fsync => 'off',
	full_page_writes => 'off',
	hash_mem_multiplier => 2,
	jit_above_cost => 0,
	listen_addresses => '',
	max_wal_senders => 0,
	max_wal_size => '64GB',
	# two workers wherever a plan allows any
	min_parallel_table_scan_size => 0,
	parallel_setup_cost => 0,
	parallel_tuple_cost => 0,
	# each run reads the table from its start
	synchronize_seqscans => 'off',
	wal_level => 'minimal',
	# no sort, hash table or window spills
	work_mem => '1GB');

sub write_settings
{
	my ($self, %setting) = @_;

	open(my $conf, '>>', "$self->{data}/postgresql.conf") or die "postgresql.conf: $!\n";
	print $conf "$_ = '$setting{$_}'\n" for sort keys %setting;
	close($conf) or die "postgresql.conf: $!\n";
	return;
}

# Make a cluster below `dir`.
sub new
{
	my ($class, $installation, $dir, %setting) = @_;
	my $home = "$dir/cluster";
	my $self = bless {
		installation => $installation,
		dir => $dir,
		home => $home,
		data => "$home/data",
		is_up => 0 }, $class;

	mkdir($home) or die "$home: $!\n";
	give_to_postgres($home);
	run_as_postgres(
		[
			$installation->program('initdb'), qw(-U postgres -A trust -E UTF8 --locale=C -N),
			'-D', $self->{data}
		],
		dir => $dir);
	$self->write_settings(%fixed, unix_socket_directories => $home, %setting);
	return $self;
}

sub pg_ctl
{
	my ($self, @arguments) = @_;

	run_as_postgres([ $self->{installation}->program('pg_ctl'), '-D', $self->{data}, @arguments ],
		dir => $self->{dir});
	return;
}

sub start
{
	my ($self) = @_;

	$self->{is_up} = 1;
	$self->pg_ctl(qw(-w -l), "$self->{home}/log", 'start');
	return;
}

sub stop
{
	my ($self, $mode) = @_;

	return unless $self->{is_up};
	$self->{is_up} = 0;
	$self->pg_ctl(qw(-w -m), $mode, 'stop');
	return;
}

# Run a client program on this server; `arguments` end with a database.
sub client
{
	my ($self, $program, @arguments) = @_;

	return run(
		[
			$self->{installation}->program($program), '-U', 'postgres', '-h', $self->{home},
			@arguments
		],
		dir => $self->{dir});
}

# What psql prints for `script`, with the settings in the hash `setting` and
# the psql variables in `variable`.
sub psql
{
	my ($self, $script, $setting, $variable, $database) = @_;
	my %setting = %{ $setting // {} };
	my %variable = (ON_ERROR_STOP => 1, %{ $variable // {} });
	my $file = "$self->{dir}/script.sql";

	open(my $out, '>', $file) or die "$file: $!\n";
	print $out $script;
	close($out) or die "$file: $!\n";

	local $ENV{PGOPTIONS} = join(' ', map { "-c $_=$setting{$_}" } sort keys %setting);
	return $self->client('psql', qw(-X -q -A -t),
		(map { ('-v', "$_=$variable{$_}") } sort keys %variable),
		'-f', $file, $database // 'postgres');
}

# Run one query in single-user mode, on a server that is down, below the
# program and options in `wrapper`, which writes its report to `report`.
sub run_single_user
{
	my ($self, $wrapper, $query, $setting, $report) = @_;
	my $file = "$self->{dir}/single.sql";

	# there a newline ends a query
	$query =~ s/\s+/ /g;
	open(my $out, '>', $file) or die "$file: $!\n";
	print $out "$query\n";
	close($out) or die "$file: $!\n";

	run_as_postgres(
		[
			@$wrapper, $self->{installation}->program('postgres'),
			'--single', '-D', $self->{data},
			(map { ('-c', "$_=$setting->{$_}") } sort keys %$setting), 'postgres'
		],
		dir => $self->{dir},
		in => $file,
		out => '/dev/null',
		err => $report);
	return;
}

sub version
{
	my ($self) = @_;

	return $self->{installation}->version;
}

# A directory that the server's user can write to.
sub home
{
	my ($self) = @_;

	return $self->{home};
}

1;

# Runs other programs, as the user that PostgreSQL accepts.
package CsatBench::Command;

use strict;
use warnings;

use Exporter qw(import);
use POSIX ();

our @EXPORT_OK = qw(run run_as_postgres stop_running give_to_postgres);

# PostgreSQL's programs refuse to be run by root.
my $is_root = $> == 0;

# The process that is waited for, or 0.
my $running = 0;

sub slurp
{
	my ($file) = @_;

	open(my $handle, '<', $file) or die "$file: $!\n";
	local $/;
	return scalar <$handle> // '';
}

# What becomes of the child: the command, with its three standard streams.  No
# END block may run here, nor a signal handler that leads there: it would stop
# the server that the parent uses.
sub exec_with_streams
{
	my ($command, $in, $out, $err) = @_;

	$SIG{$_} = 'DEFAULT' for qw(INT TERM HUP);
	open(STDIN, '<', $in) && open(STDOUT, '>', $out) && open(STDERR, '>', $err)
	  && exec { $command->[0] } @$command;
	print STDERR "$command->[0]: $!\n";
	POSIX::_exit(127);
}

# Run `command`, a list, and return what it wrote to standard output.  Of its
# options, `in` is a file to read, `out` one to write, `err` one for messages;
# `dir` holds those that are not named.
sub run
{
	my ($command, %option) = @_;
	my $in = $option{in} // '/dev/null';
	my $out = $option{out} // "$option{dir}/command.out";
	my $err = $option{err} // "$option{dir}/command.err";

	$running = fork() // die "fork: $!\n";
	exec_with_streams($command, $in, $out, $err) if $running == 0;
	waitpid($running, 0);
	$running = 0;
	die "failed: @$command\n" . slurp($err) if $? != 0;
	return $option{out} ? '' : slurp($out);
}

sub run_as_postgres
{
	my ($command, %option) = @_;
	my @as = $is_root ? qw(runuser -u postgres --) : ();

	return run([ @as, @$command ], %option);
}

# End the command that is waited for.
sub stop_running
{
	return unless $running;
	kill('TERM', $running);
	waitpid($running, 0);
	return;
}

# Make the directory the property of the user that the server runs as.
sub give_to_postgres
{
	my ($dir) = @_;

	return unless $is_root;
	my (undef, undef, $uid, $gid) = getpwnam('postgres')
	  or die "run as root, the benchmark needs a user postgres\n";
	chown($uid, $gid, $dir) == 1 or die "$dir: $!\n";
	return;
}

1;

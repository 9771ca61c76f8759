# Run by test/interrupts/run, in namespaces of its own: quickstart's commands are
# interrupted, each at a moment, and what they leave is looked at.
#
# A moment is that a file of the run is there; or, if a number of moments is
# asked for, so many seconds after its start, as evenly as they go into a run
# that nobody interrupts.

use strict;
use warnings;

use File::Glob ':bsd_glob';
use IO::Select;
use POSIX;
use Time::HiRes qw(sleep time);

my ($count) = @ARGV;
my @commands = ('demo', 'psql', 'check');
my @signals = ('INT', 'TERM', 'HUP');
my @postgres = ('setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', 'env', 'HOME=/tmp');
my %users = (root => ['env'], nobody => [ 'setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', 'env', 'HOME=/tmp/nobody' ]);
my $log = '/tmp/output';
my ($passed, $failed) = (0, 0);

$SIG{$_} = sub { exit 1 } foreach @signals;
$| = 1;
# of the TAP files, which start servers of their own alike, some do
$ENV{PROVE_TESTS} = 'test/t/00*.pl test/t/01*.pl';

sub write_file
{
	my ($name, $text) = @_;

	open(my $file, '>', $name) or die "$name: $!\n";
	print $file $text;
	close($file) or die "$name: $!\n";
	return;
}

sub read_file
{
	my ($name) = @_;

	open(my $file, '<', $name) or return '';
	local $/ = undef;
	return <$file> // '';
}

#
# The decoy: what a client finds that has lost its way, on the usual port and
# socket a server without passwords, with csat and with what the commands drop
#

chomp(my ($bindir, $sharedir, $libdir) = map { scalar readpipe("$ENV{PG_CONFIG} $_") } '--bindir', '--sharedir', '--pkglibdir');
my $decoy = '/media/decoy';
my $to_decoy = "-h 127.0.0.1 -p 5432 -U postgres";

sub run
{
	my (@command) = @_;

	system(@command) == 0 or die "@command: status $?\n";
	return;
}

sub start_decoy
{
	run('install', '-d', '-o', 'postgres', $decoy);
	run("@postgres $bindir/initdb -D $decoy -U postgres -A trust -N --locale=C.UTF-8 --encoding=UTF8 >/dev/null");
	write_file("$decoy/postgresql.auto.conf", join("\n",
			"listen_addresses = '127.0.0.1'",
			'port = 5432',
			"unix_socket_directories = '/run/postgresql'",
			'fsync = off',
			'autovacuum = off',
			'log_connections = on',
			"dynamic_library_path = '/media/csat/stage$libdir:\$libdir'",
			read_file("$sharedir/postgresql.conf.sample") =~ /extension_destdir/ ? "extension_destdir = '/media/csat/stage'"
			: "extension_control_path = '/media/csat/stage$sharedir:\$system'", ''));
	run(@postgres, "$bindir/pg_ctl", '-D', $decoy, '-s', '-w', '-l', "$decoy/log", 'start');
	run("psql -X -q $to_decoy -d postgres -c 'CREATE DATABASE contrib_regression'");
	run("psql -X -q $to_decoy -d $_ -c 'CREATE EXTENSION csat; CREATE TABLE users_own AS SELECT i FROM generate_series(1, 100) i'")
	  foreach 'postgres', 'contrib_regression';
	return (split /\n/, read_file("$decoy/postmaster.pid"))[0];
}

# Newer ones mark each dump with a random word.
sub dump_decoy
{
	my $dump = `$bindir/pg_dumpall $to_decoy`;

	die "the decoy cannot be dumped\n" if $?;
	truncate("$decoy/log", 0);
	return $dump =~ s/^\\(un)?restrict .*\n//mgr;
}

#
# What is left
#

# Processes other than this one and the decoy's.
sub processes
{
	my ($decoys) = @_;
	my @stat = map { [ /^(\d+) \((.*)\) (\S) (\d+)/s ] } map { read_file("$_/stat") } bsd_glob('/proc/[0-9]*');

	return map { "process $_->[0] ($_->[1])" } grep { @$_ && $_->[0] != $$ && $_->[0] != $decoys && $_->[3] != $decoys && $_->[2] ne 'Z' } @stat;
}

sub files
{
	return map { "file $_" } grep { $_ ne $log }
	  bsd_glob('{/tmp,/tmp/nobody,/dev/shm,/run/postgresql,/var/tmp,/root,/etc/postgresql,/etc/postgresql/*,/var/lib/postgresql/*,/etc/postgresql-common/*}/{.[!.],}*');
}

sub shared_memory
{
	return map { "shared memory $_" } read_file('/proc/sysvipc/shm') =~ /^\s+(-?\d+)/mg;
}

#
# Runs
#

# Starts a command in a session of its own; psql reads from a pipe that stays
# open.  Returns its process, that pipe, and one that every process of the run
# inherits, so that it ends when the last of them does.
sub start
{
	my ($command, $user) = @_;

	pipe(my $input, my $to_input) or die "pipe: $!\n";
	pipe(my $all_gone, my $alive) or die "pipe: $!\n";
	my $pid = fork() // die "fork: $!\n";
	if ($pid == 0)
	{
		POSIX::setsid();
		$SIG{$_} = 'DEFAULT' foreach @signals;
		POSIX::dup2(fileno($input), 0);
		POSIX::dup2(POSIX::creat($log, 0644), 1);
		POSIX::dup2(1, 2);
		POSIX::dup2(fileno($alive), 9);
		exec(@{ $users{$user} }, './quickstart', $command) or POSIX::_exit(127);
	}
	syswrite($to_input, "\\i examples/airport_report.sql\n") if $command eq 'psql';
	return ($pid, $to_input, $all_gone);
}

# Waits until something is so, or the process has ended, for so many seconds.
# Returns whether it ended, which sets $?.
sub wait_for
{
	my ($pid, $seconds, $reached) = @_;
	my $until = time + $seconds;

	until (waitpid($pid, WNOHANG) == $pid)
	{
		return 0 if time >= $until || $reached->();
		sleep 0.003;
	}
	return 1;
}

# How long a command takes by itself.
sub duration
{
	my ($command) = @_;
	my $started = time;
	my ($pid, $input) = start($command, 'root');

	close($input);
	wait_for($pid, 3600, sub { 0 }) && $? == 0 or die "$command failed by itself:\n" . read_file($log);
	return time - $started;
}

# Interrupts a run and returns what is wrong then.
sub interrupt
{
	my ($command, $signal, $user, $moment, $before) = @_;
	my ($pid, $input, $all_gone) = start($command, $user);
	my @wrong;

	my $ended = wait_for($pid, $moment->{seconds} // 600, sub { defined $moment->{file} && bsd_glob("/tmp/csat.*/$moment->{file}") });
	push @wrong, 'it ended before' if $ended && defined $moment->{file};
	kill($signal, -$pid);
	push @wrong, 'it goes on' unless $ended || wait_for($pid, 120, sub { 0 });
	push @wrong, 'its status is 0' if $? == 0 && !$ended;

	my @lines = split /\n/, read_file($log);
	my $last = $lines[-1] // '';
	push @wrong, "it says \"$last\"" if !$ended && $last =~ / passed, 0 failed|All tests passed/;
	push @wrong, 'it does not say that it failed' if ($moment->{file} // '') =~ /tmp_check/ && $last !~ /[1-9]\d* failed/;
	# what the shell has ended may not be gone yet; whoever stays on is left
	IO::Select->new($all_gone)->can_read(10);
	push @wrong, processes($before->{decoy});
	push @wrong, grep { !$before->{left}{$_} } files(), shared_memory();
	push @wrong, 'somebody connected to the decoy' if read_file("$decoy/log") =~ /connection received/;
	push @wrong, 'the decoy is not what it was' if dump_decoy() ne $before->{dump};
	$before->{left}{$_} = 1 foreach @wrong;
	return @wrong ? (@wrong, @lines[ -25 .. -1 ]) : ();
}

#
# The moments: [command, signal, user, moment]
#

# Each step of a server's making, by the files that it leaves.
sub moments_of_making
{
	my @files = ('', 'source/src', 'data/base', 'data/PG_VERSION', 'data/global/pg_control', 'data/base/1/2*', 'data/base/5',
		'data/postmaster.opts', 'data/postmaster.pid', 'socket/.s.PGSQL.*.lock', 'data/base/16*', 'data/base/16*/16*', 'source/tmp_check/log/*');

	# only check makes a database, and runs tests
	return map { [ $files[$_] =~ /16|tmp_check/ ? 'check' : $commands[ $_ % 3 ], $signals[ ($_ + int($_ / 3)) % 3 ], ('root', 'nobody')[ $_ % 2 ], { file => $files[$_] } ] } 0 .. $#files;
}

sub moments_of_run
{
	my ($command) = @_;
	my $duration = duration($command);

	return map { my $i = $_; map { [ $command, $_, ('root', 'nobody')[ $i % 2 ], { seconds => $duration * ($i + 0.5) / $count } ] } @signals } 0 .. $count - 1;
}

mkdir '/tmp/nobody';
chown((getpwnam('nobody'))[ 2, 3 ], '/tmp/nobody');
my $before = { decoy => start_decoy(), left => { map { $_ => 1 } files(), shared_memory() } };
$before->{dump} = dump_decoy();
foreach my $case ($count ? map { moments_of_run($_) } @commands : moments_of_making())
{
	my ($command, $signal, $user, $moment) = @$case;
	my @wrong = interrupt(@$case, $before);

	@wrong ? $failed++ : $passed++;
	print @wrong ? 'not ok' : 'ok', " - $command as $user, $signal ", defined $moment->{file} ? "at /$moment->{file}" : sprintf('after %.1f s', $moment->{seconds}), "\n",
	  map { "# $_\n" } grep { defined } @wrong;
}
run(@postgres, "$bindir/pg_ctl", '-D', $decoy, '-s', '-m', 'immediate', 'stop');
print "$passed passed, $failed failed\n";
exit($failed ? 1 : 0);

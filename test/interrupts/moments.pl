# Run by test/interrupts/run, in namespaces of its own: quickstart's commands are
# interrupted, each at a moment, and what they leave is looked at.  It ends at
# the first that leaves something.

use strict;
use warnings;

use File::Glob ':bsd_glob';
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();
use Time::HiRes qw(sleep time);

my %users = (root => ['env'], nobody => [ 'setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', 'env', 'HOME=/tmp/nobody' ]);
my @signals = ('INT', 'TERM', 'HUP');
my $log = '/tmp/output';

# The moment is that a file of the run's directory is there: each step of a
# server's making, and the first test.
my @cases = (
	[ 'demo', 'INT', 'root', '/' ],
	[ 'psql', 'TERM', 'nobody', '/source/src' ],
	[ 'check', 'HUP', 'root', '/data/base' ],
	[ 'demo', 'TERM', 'nobody', '/data/PG_VERSION' ],
	[ 'psql', 'HUP', 'root', '/data/global/pg_control' ],
	[ 'check', 'INT', 'nobody', '/data/base/1/2*' ],
	[ 'demo', 'HUP', 'root', '/data/base/5' ],
	[ 'psql', 'INT', 'nobody', '/data/postmaster.opts' ],
	[ 'check', 'TERM', 'root', '/data/postmaster.pid' ],
	[ 'demo', 'INT', 'nobody', '/socket/.s.PGSQL.*.lock' ],
	[ 'check', 'TERM', 'root', '/data/base/16*' ],
	[ 'check', 'HUP', 'nobody', '/data/base/16*/16*' ],
	[ 'check', 'TERM', 'root', '/source/tmp_check/log/*' ]);

# of the TAP files, which start servers of their own alike, some do
$ENV{PROVE_TESTS} = 'test/t/00*.pl test/t/01*.pl';
$SIG{$_} = sub { exit 1 } foreach @signals;
$| = 1;
mkdir '/tmp/nobody';
chown((getpwnam('nobody'))[ 2, 3 ], '/tmp/nobody');

# Where a client connects that has lost its way: nobody may.
my $usual_port = IO::Select->new(
	IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1', LocalPort => 5432) // die("port 5432: $!\n"),
	IO::Socket::UNIX->new(Listen => 5, Local => '/run/postgresql/.s.PGSQL.5432') // die("socket: $!\n"));
chmod 0777, '/run/postgresql/.s.PGSQL.5432';

sub read_file
{
	my ($name) = @_;

	open(my $file, '<', $name) or return '';
	local $/ = undef;
	return <$file> // '';
}

# Processes that have not ended, other than this one.
sub processes
{
	my @stat = map { [ read_file("$_/stat") =~ /^(\d+) \((.*)\) ([^Z]) /s ] } bsd_glob('/proc/[0-9]*');

	return map { "process $_->[0] ($_->[1])" } grep { @$_ && $_->[0] != $$ } @stat;
}

sub files_and_memory
{
	my @files = grep { $_ ne $log }
	  bsd_glob('{/tmp,/tmp/nobody,/dev/shm,/run/postgresql,/var/tmp,/root,/etc/postgresql,/etc/postgresql/*,/var/lib/postgresql/*,/etc/postgresql-common/*}/{.[!.],}*');

	return (@files, map { "shared memory $_" } read_file('/proc/sysvipc/shm') =~ /^\s+(-?\d+)/mg);
}

my %before = map { $_ => 1 } files_and_memory();

# Starts a command in a session of its own.  Returns its process, a pipe as its
# input that stays open until it is closed, and one that every process of the run
# inherits, so that it ends when the last of them does.
sub start
{
	my ($command, $user) = @_;
	pipe(my $all_gone, my $alive) or die "pipe: $!\n";
	my $pid = open(my $input, '|-') // die "fork: $!\n";

	if ($pid == 0)
	{
		POSIX::setsid();
		POSIX::dup2(fileno($alive), 9);
		$SIG{$_} = 'DEFAULT' foreach @signals;
		open(STDOUT, '>', $log) && open(STDERR, '>&', \*STDOUT) && exec(@{ $users{$user} }, './quickstart', $command);
		POSIX::_exit(127);
	}
	syswrite($input, "\\i examples/airport_report.sql\n") if $command eq 'psql';
	return ($pid, $input, $all_gone);
}

# Waits so many seconds until something is so, or the process has ended.
# Returns whether it has, which sets $?.
sub ends
{
	my ($pid, $seconds, $reached) = @_;
	my $until = time + $seconds;

	until (waitpid($pid, POSIX::WNOHANG) == $pid)
	{
		return 0 if time >= $until || $reached->();
		sleep 0.003;
	}
	return 1;
}

# Interrupts a run, at a file or so many seconds after its start, and returns
# what is wrong then.
sub interrupt
{
	my ($command, $signal, $user, $moment) = @_;
	my $is_file = $moment =~ m{^/};
	my ($pid, $input, $all_gone) = start($command, $user);
	my @wrong;

	if (ends($pid, $is_file ? 600 : $moment, sub { $is_file && bsd_glob("/tmp/csat.*$moment") }))
	{
		push @wrong, 'it ended before' if $is_file;
	}
	else
	{
		kill($signal, -$pid);
		push @wrong, 'it goes on' unless ends($pid, 120, sub { 0 });
		push @wrong, 'its status is 0' if $? == 0;
		my ($last) = read_file($log) =~ /(.*)\n\z/;
		push @wrong, 'it says that all passed' if ($last // '') =~ / passed, 0 failed|All tests passed/;
		push @wrong, 'it does not say that it failed' if $moment =~ /tmp_check/ && ($last // '') !~ /[1-9]\d* failed/;
	}

	# what the shell has ended may not be gone yet; whoever stays on is left
	IO::Select->new($all_gone)->can_read(10);
	push @wrong, processes(), grep { !$before{$_} } files_and_memory();
	push @wrong, 'somebody connected to the usual port' if $usual_port->can_read(0);
	return @wrong;
}

# How many seconds a command takes by itself.
sub duration
{
	my ($command) = @_;
	my $started = time;
	my ($pid, $input) = start($command, 'root');

	close($input) or die "$command failed by itself:\n" . read_file($log);
	return time - $started;
}

if (my $count = shift @ARGV)
{
	@cases = ();
	foreach my $command ('demo', 'psql', 'check')
	{
		my $step = duration($command) / $count;

		foreach my $n (1 .. $count)
		{
			push @cases, map { [ $command, $_, ('root', 'nobody')[ $n % 2 ], $step * ($n - 0.5) ] } @signals;
		}
	}
}

my ($passed, $failed) = (0, 0);
foreach my $case (@cases)
{
	my ($command, $signal, $user, $moment) = @$case;
	my @wrong = interrupt(@$case);

	print @wrong ? 'not ok' : 'ok', " - $command as $user, $signal at $moment\n";
	@wrong ? $failed++ : $passed++;
	if (@wrong)
	{
		print map({ "# $_\n" } @wrong), read_file($log);
		last;
	}
}
print "$passed passed, $failed failed\n";
exit($failed ? 1 : 0);

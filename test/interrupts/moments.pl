# Run by test/interrupts/run, in namespaces of its own.
#
# A moment is an event: a file of the run is there, or a line has been printed.
# Among the lines are those of bash -x, so that there is one for each command.
# Where nothing is printed for long, a moment is so long after a line as it was
# in a run that nobody interrupted, or the next line.

use strict;
use warnings;

use File::Glob ':bsd_glob';
use IO::Select;
use POSIX ':sys_wait_h';
use Time::HiRes qw(time);

my $bindir = `$ENV{PG_CONFIG} --bindir`;
chomp $bindir;
my $decoy = '/media/csat/tmp/decoy';
my @postgres = ('setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', 'env', 'HOME=/tmp');
my @nobody = ('setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', 'env', 'HOME=/tmp/nobody');
my $home = '/tmp/nobody';
my ($passed, $failed) = (0, 0);

$SIG{$_} = sub { exit 1 } foreach 'INT', 'TERM', 'HUP';
$| = 1;

#
# The decoy
#

sub run
{
	my (@command) = @_;

	system(@command) == 0 or die "@command: status $?\n";
	return;
}

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

# What a client finds that has lost its way: on the usual port and socket, a
# server without passwords, with csat and with what the commands would drop.
sub start_decoy
{
	my $sharedir = `$ENV{PG_CONFIG} --sharedir`;
	my $libdir = `$ENV{PG_CONFIG} --pkglibdir`;
	my $sample;

	chomp($sharedir, $libdir);
	$sample = read_file("$sharedir/postgresql.conf.sample");
	run("@postgres $bindir/initdb -D $decoy -U postgres -A trust -N --locale=C.UTF-8 --encoding=UTF8 >/dev/null");
	write_file("$decoy/postgresql.auto.conf", join("\n",
			"listen_addresses = '127.0.0.1'",
			'port = 5432',
			"unix_socket_directories = '/run/postgresql'",
			'fsync = off',
			'autovacuum = off',
			'log_connections = on',
			"dynamic_library_path = '/media/csat/stage$libdir:\$libdir'",
			$sample =~ /extension_destdir/ ? "extension_destdir = '/media/csat/stage'"
			: "extension_control_path = '/media/csat/stage$sharedir:\$system'", ''));
	run(@postgres, "$bindir/pg_ctl", '-D', $decoy, '-s', '-w', '-l', "$decoy/log", 'start');
	foreach my $database ('postgres', 'contrib_regression')
	{
		run("psql -X -q -h 127.0.0.1 -p 5432 -U postgres -d postgres -c 'CREATE DATABASE $database'") if $database ne 'postgres';
		run("psql -X -q -h 127.0.0.1 -p 5432 -U postgres -d $database -c 'CREATE EXTENSION csat' "
			  . "-c 'CREATE TABLE users_own AS SELECT i FROM generate_series(1, 100) i'");
	}
	return (split /\n/, read_file("$decoy/postmaster.pid"))[0];
}

sub dump_decoy
{
	my $dump = `$bindir/pg_dumpall -h 127.0.0.1 -p 5432 -U postgres`;

	die "the decoy cannot be dumped\n" if $?;
	# newer ones mark each dump with a random word
	$dump =~ s/^\\(un)?restrict .*\n//mg;
	return $dump;
}

#
# What is left
#

# Processes other than this one and the decoy's.
sub processes
{
	my ($decoys_pid) = @_;
	my @found;

	foreach my $directory (bsd_glob('/proc/[0-9]*'))
	{
		my ($pid, $name, $state, $parent) = read_file("$directory/stat") =~ /^(\d+) \((.*)\) (\S) (\d+)/s or next;

		next if $pid == $$ || $pid == $decoys_pid || $parent == $decoys_pid || $state eq 'Z';
		push @found, "process $pid ($name)";
	}
	return @found;
}

sub files
{
	return map { "file $_" } bsd_glob('{/tmp,/tmp/nobody,/dev/shm,/run/postgresql,/var/tmp,/root,/etc/postgresql,/etc/postgresql/*,/var/lib/postgresql/*,/etc/postgresql-common/*}/{.[!.],}*');
}

sub shared_memory
{
	return map { "shared memory $_" } grep { $_ } (read_file('/proc/sysvipc/shm') =~ /^\s+(-?\d+)/mg);
}

#
# A run
#

# Starts a command in a session of its own, with its commands traced.  Returns
# its process and where its output is read.
sub start
{
	my ($command, $user) = @_;

	pipe(my $input, my $to_input) or die "pipe: $!\n";
	pipe(my $from_output, my $output) or die "pipe: $!\n";
	my $pid = fork() // die "fork: $!\n";
	if ($pid == 0)
	{
		POSIX::setsid();
		$SIG{$_} = 'DEFAULT' foreach 'INT', 'TERM', 'HUP';
		POSIX::dup2(fileno($input), 0);
		POSIX::dup2(fileno($output), $_) foreach 1, 2, 9;
		# the others are closed by exec
		$ENV{BASH_XTRACEFD} = 9;
		# from the environment alone, root's bash does not take PS4
		$ENV{BASH_ENV} = '/tmp/trace';
		exec(($user eq 'root' ? ('env') : @nobody), 'bash', '-x', './quickstart', $command) or POSIX::_exit(127);
	}
	close($input);
	close($output);
	if ($command eq 'psql')
	{
		syswrite($to_input, "\\i examples/airport_report.sql\n");
	}
	return { pid => $pid, output => $from_output, input => $to_input, text => '', lines => 0 };
}

# Reads what there is, for at most so many seconds, and counts its lines but
# those of loops that wait.  Returns 0 at its end.
sub read_output
{
	my ($run, $seconds) = @_;

	return 1 unless IO::Select->new($run->{output})->can_read($seconds);
	sysread($run->{output}, my $chunk, 4096) or return 0;
	$run->{text} .= $chunk;
	while ($run->{text} =~ /\G(.*)\n/gc)
	{
		my $line = $1;

		$run->{lines}++ unless $line =~ /^\++(?:wait_for_server|end_processes|started_processes|end_process) /;
		$run->{last} = $line;
		$run->{counts} = $1 if $line =~ /^(\d+ passed, \d+ failed)/;
		push @{ $run->{tail} }, $line;
		shift @{ $run->{tail} } if @{ $run->{tail} } > 25;
	}
	$run->{text} = substr($run->{text}, pos($run->{text}) // 0);
	return 1;
}

# Runs to the end, and returns when each line came.
sub measure
{
	my ($command) = @_;
	my $run = start($command, 'root');
	my $started = time;
	my @times;

	close($run->{input});
	while (read_output($run, 60))
	{
		$times[$_] //= time - $started foreach 0 .. $run->{lines};
	}
	waitpid($run->{pid}, 0);
	die "$command ended with status $? by itself:\n" . join("\n", @{ $run->{tail} }) . "\n" if $?;
	return \@times;
}

# Waits for the moment.  Returns 0 if the run ended before.
sub wait_for_moment
{
	my ($run, $moment) = @_;

	if (defined $moment->{file})
	{
		until (bsd_glob("/tmp/csat.*/$moment->{file}"))
		{
			read_output($run, 0.003) or return 0;
		}
		return 1;
	}
	while ($run->{lines} < $moment->{line})
	{
		read_output($run, 60) or return 0;
	}
	my $until = time + $moment->{delay};
	while ($run->{lines} == $moment->{line} && time < $until)
	{
		read_output($run, 0.01) or return 0;
	}
	return 1;
}

# Interrupts a run and returns what is wrong then.
sub interrupt
{
	my ($command, $signal, $user, $moment, $before) = @_;
	my $run = start($command, $user);
	my @wrong;

	if (!wait_for_moment($run, $moment))
	{
		push @wrong, 'it ended before';
	}
	kill($signal, -$run->{pid});
	# until its last process, not only its first, has closed it
	my $deadline = time + 120;
	while (read_output($run, 1))
	{
		next if time < $deadline;
		push @wrong, 'its output is still open';
		last;
	}
	waitpid($run->{pid}, 0);
	push @wrong, 'its status is 0' if $? == 0;
	push @wrong, "it says \"$run->{last}\"" if ($run->{last} // '') =~ / passed, 0 failed|All tests passed/;
	push @wrong, 'it does not say that it failed' if ($moment->{file} // '') =~ /tmp_check/ && ($run->{counts} // '') !~ /[1-9]\d* failed/;
	push @wrong, processes($before->{decoy});
	push @wrong, grep { !$before->{left}{$_} } files(), shared_memory();
	push @wrong, 'somebody connected to the decoy' if read_file("$decoy/log") =~ /connection received/;
	push @wrong, 'the decoy is not what it was' if dump_decoy() ne $before->{dump};
	truncate("$decoy/log", 0);
	$before->{left}{$_} = 1 foreach @wrong;
	push @wrong, @{ $run->{tail} } if @wrong;
	return @wrong;
}

sub report
{
	my ($name, @wrong) = @_;

	if (@wrong)
	{
		$failed++;
		print "not ok - $name\n", map { "# $_\n" } @wrong;
	}
	else
	{
		$passed++;
		print "ok - $name\n";
	}
	return;
}

#
# The moments
#

my @signals = ('INT', 'TERM', 'HUP');
my @commands = ('demo', 'psql', 'check');

# Each step of a server's making, by the files that it leaves.
sub moments_of_making
{
	my @files = ('', 'source/src', 'data/base', 'data/PG_VERSION', 'data/global/pg_control', 'data/base/1/2*', 'data/base/5',
		'data/postmaster.opts', 'data/postmaster.pid', 'socket/.s.PGSQL.*.lock', 'data/base/16*', 'data/base/16*/16*', 'source/tmp_check/log/*');
	my @moments;

	foreach my $i (0 .. $#files)
	{
		# only check makes a database, and runs tests
		my $command = $files[$i] =~ /16|tmp_check/ ? 'check' : $commands[ $i % 3 ];

		push @moments, [ $command, $signals[ ($i + int($i / 3)) % 3 ], ('root', 'nobody')[ $i % 2 ], { file => $files[$i] } ];
	}
	return @moments;
}

# So many moments of a run, as evenly as its lines allow.
sub moments_of_run
{
	my ($command, $count) = @_;
	my $times = measure($command);
	my @moments;

	foreach my $i (1 .. $count)
	{
		my $time = $times->[-1] * ($i - 0.5) / $count;
		my ($line) = grep { $times->[$_] <= $time } reverse 0 .. $#$times;
		my $moment = { line => $line // 0, delay => $time - $times->[ $line // 0 ] };

		push @moments, map { [ $command, $_, ('root', 'nobody')[ $i % 2 ], $moment ] } @signals;
	}
	return @moments;
}

sub name_of
{
	my ($moment) = @_;

	return "at /$moment->{file}" if defined $moment->{file};
	return sprintf('at line %d and %.1f s', $moment->{line}, $moment->{delay});
}

my ($count) = @ARGV;
# of the TAP files, which start servers of their own alike, some do
$ENV{PROVE_TESTS} = 'test/t/00*.pl test/t/01*.pl';
mkdir($home);
write_file('/tmp/trace', q{PS4='+${FUNCNAME[0]:-main} '});
chown((getpwnam('nobody'))[ 2, 3 ], $home);
my $before = { decoy => start_decoy() };
$before->{left}{$_} = 1 foreach files(), shared_memory();
$before->{dump} = dump_decoy();
truncate("$decoy/log", 0);
foreach my $case ($count ? map { moments_of_run($_, $count) } @commands : moments_of_making())
{
	my ($command, $signal, $user, $moment) = @$case;

	report("$command as $user, $signal " . name_of($moment), interrupt(@$case, $before));
}
run(@postgres, "$bindir/pg_ctl", '-D', $decoy, '-s', '-m', 'immediate', 'stop');
print "$passed passed, $failed failed\n";
exit($failed ? 1 : 0);

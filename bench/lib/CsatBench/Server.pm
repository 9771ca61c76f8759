# A private PostgreSQL with the checkout's csat in it, on a socket of its own
# and no port, below a temporary directory that goes when the program ends.
#
# PostgreSQL looks for libraries, bitcode and share files relative to its
# program.  A copy of the programs beside links to all else is therefore an
# installation of its own.  A search path for libraries would do for the
# extension, but then its bitcode is not found, and JIT could not inline it.
package CsatBench::Server;

use v5.36;

use Exporter qw(import);
use File::Temp qw(tempdir);
use FindBin qw($RealBin);
use List::Util qw(max);

our @EXPORT = qw($home start_server restart_server stop_server server_version serial read_lines write_lines psql single_user make_tables drop_tables check_equal);

our $home;    # the server's directory, and that of its socket

my ($bindir, $is_up);

# Nothing may wake up while a clock runs, nothing may reach a disk, and nothing
# spills but where a case says so.
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
	work_mem => '1GB');

my $install = <<'SH';
set -euo pipefail
checkout=$1 dir=$2 pg_config=$3 bindir=$($3 --bindir)
mkdir -p "$dir/source" "$dir/root$bindir"
tar -C "$checkout" -cf - --exclude-vcs --exclude='*.o' --exclude='*.bc' --exclude='*.so' --exclude=./tmp_check . |
	tar -C "$dir/source" -xf -
make -s -C "$dir/source" install DESTDIR="$dir/root" PG_CONFIG="$pg_config" >"$dir/build.log" 2>&1 || { cat "$dir/build.log" >&2; exit 1; }
cp "$bindir"/{postgres,initdb,pg_ctl,psql,pg_dump,pgbench} "$dir/root$bindir"
for tree in "$($pg_config --pkglibdir)" "$($pg_config --sharedir)"; do
	cp -rsn "$tree" "$dir/root$(dirname "$tree")" # what make installed stays
done
echo "$dir/root$bindir"
SH

# What a command, a list, prints; its errors are seen.
sub output(@command)
{
	open(my $pipe, '-|', @command) or die "$command[0]: $!\n";
	my $printed = join('', <$pipe>);
	close($pipe) or die "failed: @command\n";
	return $printed =~ s,\n\z,,r;
}

# PostgreSQL's programs refuse to be run by root.
sub run_as_postgres(@command)
{
	return output($> ? () : qw(setpriv --reuid=postgres --regid=postgres --init-groups), @command);
}

sub read_lines($file)
{
	open(my $in, '<', $file) or die "$file: $!\n";
	return <$in>;
}

# Into a new file, or at the end of one: `mode` is > or >>.
sub write_lines($mode, $file, @lines)
{
	open(my $out, $mode, $file) or die "$file: $!\n";
	print $out @lines;
	close($out) or die "$file: $!\n";
}

# Build the checkout, and start a server of it that keeps so many bytes in memory.
sub start_server($bytes)
{
	my $dir = tempdir('csat-bench-XXXXXX', TMPDIR => 1, CLEANUP => 1);
	my ($newest) = sort { $b =~ s/\D//gr <=> $a =~ s/\D//gr } glob('/usr/lib/postgresql/*/bin/pg_config');

	print STDERR "building\n";
	chmod(0755, $dir);
	chdir($dir) or die "$dir: $!\n";
	$bindir = output('bash', '-c', $install, 'bash', "$RealBin/..", $dir, $ENV{PG_CONFIG} // $newest // 'pg_config');
	$home = "$dir/home";
	mkdir($home) or die "$home: $!\n";
	chown((getpwnam('postgres'))[ 2, 3 ], $home) unless $>;
	run_as_postgres("$bindir/initdb", qw(-U postgres -A trust -E UTF8 --locale=C -N -D), "$home/data");
	my %setting = (%fixed, unix_socket_directories => $home, shared_buffers => max(128, int($bytes / 2**20)) . 'MB');
	write_lines('>>', "$home/data/postgresql.conf", map { "$_ = '$setting{$_}'\n" } sort keys %setting);

	$is_up = 1;
	run_as_postgres("$bindir/pg_ctl", '-D', "$home/data", '-w', '-l', "$home/log", 'start');
	@ENV{qw(PGHOST PGUSER PGDATABASE)} = ($home, 'postgres', 'postgres');
	# there whoever runs the server can write
	@ENV{qw(PATH BENCH TMPDIR)} = ("$bindir:$ENV{PATH}", $RealBin, $home);
	psql('CREATE EXTENSION csat SCHEMA public;');
}

# What was in its memory is read again.
sub restart_server() { run_as_postgres("$bindir/pg_ctl", '-D', "$home/data", '-w', '-l', "$home/log", 'restart') }

sub stop_server($mode)
{
	run_as_postgres("$bindir/pg_ctl", '-D', "$home/data", '-w', '-m', $mode, 'stop') if $is_up;
	$is_up = 0;
}

sub server_version() { return output("$bindir/postgres", '--version') }

# Settings with which a query reads the tables of a schema, by one process.
sub serial($schema) { return (search_path => "$schema,public", jit => 'off', max_parallel_workers_per_gather => 0) }

# What psql prints for the script, with settings of the server and variables of
# psql, both hashes.
sub psql($script, $setting = {}, $variable = {})
{
	my %setting = (client_min_messages => 'warning', %$setting);
	my %variable = (ON_ERROR_STOP => 1, %$variable);
	my $file = "$home/../script.sql";

	write_lines('>', $file, $script);
	local $ENV{PGOPTIONS} = join(' ', map { "-c $_=$setting{$_}" } sort keys %setting);
	return output("$bindir/psql", qw(-X -q -A -t -f), $file, map { ('-v', "$_=$variable{$_}") } sort keys %variable);
}

# Run one query in single-user mode, on a server that is down, below the program
# and options in `wrapper`.
sub single_user($query, $setting, @wrapper)
{
	# there a newline ends a query
	$query =~ s/\s+/ /g;
	run_as_postgres('bash', '-c', 'query=$1; shift; exec "$@" <<<"$query" >/dev/null 2>>"$PGHOST/errors"',
		'bash', $query, @wrapper, "$bindir/postgres", '--single', '-D', "$home/data",
		(map { ('-c', "$_=$setting->{$_}") } sort keys %$setting), 'postgres');
}

# Make tables in a schema by the scripts of these names in `tables`, for so many
# answers.  What is frozen and on disk is not written again while a clock runs.
sub make_tables($schema, $rows, $customers, @scripts)
{
	psql(join('', "CREATE SCHEMA IF NOT EXISTS $schema;\n", (map { "\\i $RealBin/tables/$_.sql\n" } @scripts),
			"VACUUM (FREEZE, ANALYZE);\nCHECKPOINT;\n"),
		{ search_path => "$schema,public", jit => 'off' },
		{ rows => $rows, customers => $customers, examples => "$RealBin/../examples", bench => $RealBin });
}

# Drop all tables of the schema but its answers.
sub drop_tables($schema)
{
	psql("SELECT format('DROP TABLE %I.%I', schemaname, tablename) FROM pg_catalog.pg_tables"
		  . " WHERE schemaname = '$schema' AND tablename <> 'answers' \\gexec\n");
}

# The rows of a result in one order, since hash tables have none, and with one
# number of digits, since two ways to divide differ in the last.
sub comparable($printed)
{
	return join("\n", sort map {
			join('|', map { /^-?\d+(?:\.\d+)?$/ ? sprintf('%.9g', $_) : $_ } split(/\|/, $_, -1))
		} split(/\n/, $printed));
}

# Die unless all queries give the same rows, at least one: a race between
# different answers has no winner.  Workers would hand rows to a window in any
# order.
sub check_equal($name, $schema, @queries)
{
	my ($first, @others) = map { comparable(psql("$_;\n", { serial($schema) })) } @queries;

	die "$name: no rows\n" if $first eq '';
	die "$name: the queries do not give the same rows in $schema\n" if grep { $_ ne $first } @others;
}

# An interrupt leaves through END like everything else.
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);
# what is read from programs is in English, with decimal points
$ENV{LC_ALL} = 'C';
delete @ENV{qw(PGHOSTADDR PGPORT PGSERVICE PGSERVICEFILE PGOPTIONS)};

END
{
	my $status = $?;

	eval { stop_server('immediate'); 1 } or print STDERR $@;
	chdir('/');    # File::Temp cannot remove the directory one stands in
	$? = $status;
}

1;

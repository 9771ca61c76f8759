# A private PostgreSQL with the checkout's csat in it, on a socket of its own
# and no port, below a temporary directory that goes when the program ends.
#
# PostgreSQL looks for libraries, bitcode and share files relative to its
# program.  A copy of the programs beside links to all else is therefore an
# installation of its own.  A search path for libraries would do for the
# extension, but then its bitcode is not found, and JIT could not inline it.
package CsatBench::Server;

use strict;
use warnings;

use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);

our @EXPORT_OK = qw($home start_server stop_server server_version psql single_user run_as_postgres make_tables drop_tables check_equal);

our $home;    # the server's directory, and that of its socket

my $bench = abs_path(dirname(__FILE__) . '/../..');
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
sub output
{
	my (@command) = @_;

	open(my $pipe, '-|', @command) or die "$command[0]: $!\n";
	local $/;
	my $printed = <$pipe> // '';
	close($pipe) or die "failed: @command\n";
	$printed =~ s,\n\z,,;
	return $printed;
}

# PostgreSQL's programs refuse to be run by root.
sub run_as_postgres
{
	my (@command) = @_;
	my @as = $> ? () : qw(setpriv --reuid=postgres --regid=postgres --init-groups);

	return output(@as, @command);
}

# Build the checkout, and start a server of it with these settings.
sub start_server
{
	my (%setting) = @_;
	my $dir = tempdir('csat-bench-XXXXXX', TMPDIR => 1, CLEANUP => 1);
	my ($newest) = sort { $b =~ s/\D//gr <=> $a =~ s/\D//gr } glob('/usr/lib/postgresql/*/bin/pg_config');

	print STDERR "building\n";
	chmod(0755, $dir);
	chdir($dir) or die "$dir: $!\n";
	$bindir = output('bash', '-c', $install, 'bash', dirname($bench), $dir,
		$ENV{PG_CONFIG} // $newest // 'pg_config');
	$home = "$dir/home";
	mkdir($home) or die "$home: $!\n";
	chown((getpwnam('postgres'))[ 2, 3 ], $home) unless $>;
	run_as_postgres("$bindir/initdb", qw(-U postgres -A trust -E UTF8 --locale=C -N -D), "$home/data");

	open(my $conf, '>>', "$home/data/postgresql.conf") or die "postgresql.conf: $!\n";
	%setting = (%fixed, unix_socket_directories => $home, %setting);
	print $conf "$_ = '$setting{$_}'\n" for sort keys %setting;
	close($conf) or die "postgresql.conf: $!\n";

	$is_up = 1;
	run_as_postgres("$bindir/pg_ctl", '-D', "$home/data", '-w', '-l', "$home/log", 'start');
	@ENV{qw(PGHOST PGUSER PGDATABASE)} = ($home, 'postgres', 'postgres');
	@ENV{qw(PATH BENCH)} = ("$bindir:$ENV{PATH}", $bench);
	psql('CREATE EXTENSION csat SCHEMA public;');
	return;
}

sub stop_server
{
	my ($mode) = @_;

	run_as_postgres("$bindir/pg_ctl", '-D', "$home/data", '-w', '-m', $mode, 'stop') if $is_up;
	$is_up = 0;
	return;
}

sub server_version
{
	return output("$bindir/postgres", '--version');
}

# What psql prints for the script, with settings of the server and variables of
# psql, both hashes.
sub psql
{
	my ($script, $setting, $variable) = @_;
	my %setting = (client_min_messages => 'warning', %{ $setting // {} });
	my %variable = (ON_ERROR_STOP => 1, %{ $variable // {} });
	my $file = "$home/../script.sql";

	open(my $out, '>', $file) or die "$file: $!\n";
	print $out $script;
	close($out) or die "$file: $!\n";
	local $ENV{PGOPTIONS} = join(' ', map { "-c $_=$setting{$_}" } sort keys %setting);
	return output("$bindir/psql", qw(-X -q -A -t -f), $file, map { ('-v', "$_=$variable{$_}") } sort keys %variable);
}

# Run one query in single-user mode, on a server that is down, below the program
# and options in `wrapper`.
sub single_user
{
	my ($query, $setting, @wrapper) = @_;

	# there a newline ends a query
	$query =~ s/\s+/ /g;
	return run_as_postgres('bash', '-c', 'query=$1; shift; exec "$@" <<<"$query" >/dev/null 2>>"$PGHOST/errors"',
		'bash', $query, @wrapper, "$bindir/postgres", '--single', '-D', "$home/data",
		(map { ('-c', "$_=$setting->{$_}") } sort keys %$setting), 'postgres');
}

# Make tables in a schema by the scripts of these names in `tables`, for so many
# answers.  What is frozen and on disk is not written again while a clock runs.
sub make_tables
{
	my ($schema, $rows, $customers, @scripts) = @_;

	psql("CREATE SCHEMA IF NOT EXISTS $schema;\n"
		  . join('', map { "\\i $bench/tables/$_.sql\n" } @scripts) . "VACUUM (FREEZE, ANALYZE);\nCHECKPOINT;\n",
		{ search_path => "$schema,public", jit => 'off' },
		{ rows => $rows, customers => $customers, examples => "$bench/../examples", bench => $bench });
	return;
}

# Drop all tables of the schema but its answers.
sub drop_tables
{
	my ($schema) = @_;

	psql("SELECT format('DROP TABLE %I.%I', schemaname, tablename) FROM pg_catalog.pg_tables"
		  . " WHERE schemaname = '$schema' AND tablename <> 'answers' \\gexec\n");
	return;
}

# The rows of a result in one order, since hash tables have none, and with one
# number of digits, since two ways to divide differ in the last.
sub comparable
{
	my ($printed) = @_;

	return join("\n", sort map {
			join('|', map { /^-?\d+(?:\.\d+)?$/ ? sprintf('%.9g', $_) : $_ } split(/\|/, $_, -1))
		} split(/\n/, $printed));
}

# Die unless all queries give the same rows, at least one: a race between
# different answers has no winner.  Workers would hand rows to a window in any
# order.
sub check_equal
{
	my ($name, $schema, @queries) = @_;
	my ($first, @others) = map {
		comparable(psql("$_;\n", { search_path => "$schema,public", max_parallel_workers_per_gather => 0 }))
	} @queries;

	die "$name: no rows\n" if $first eq '';
	die "$name: the queries do not give the same rows in $schema\n" if grep { $_ ne $first } @others;
	return;
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

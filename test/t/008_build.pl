
# The library builds outside the source directory, and what was built is made
# anew, bitcode too, when a header changes.

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Path qw(make_path);
use PostgreSQL::Test::Utils;
use Test::More;

my $make = $ENV{MAKE} // 'make';
plan skip_all => 'no Makefile' unless -e 'Makefile';
plan skip_all => 'nothing to build with' if system("$make --version >/dev/null 2>&1") || !-e readpipe('pg_config --pgxs') =~ s/\n//r;

# A make above this one tells what it is making through the environment.
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEFILES)};

my ($version) = slurp_file('csat.control') =~ /^default_version = '(.*)'$/m;
my $source = PostgreSQL::Test::Utils::tempdir();
my $build = PostgreSQL::Test::Utils::tempdir();
my @objects = map { s/\.c$//r } glob('src/*.c src/*/*.c');
foreach my $file ('Makefile', 'csat.control', glob('csat--*--*.sql src/*.{c,h,sql} src/*/*.{c,h,sql}'))
{
	make_path(dirname("$source/$file"));
	copy($file, "$source/$file") or die "$file: $!";
}

my @make = ($make, '-C', $build, '-f', "$source/Makefile");
command_ok([ @make, '-s', '-j4', 'COPT=-O0' ], 'make outside the source directory');
ok(-e "$build/csat.so" && -e "$build/csat--$version.sql", 'makes the library and the install script there') or diag(join(' ', glob("$build/*")));
is(join(' ', grep { -e } glob("$source/*.so $source/*.sql.tmp $source/csat--$version.sql $source/src/*/*.o $source/src/*/*.bc")), '', 'and leaves the source as it is');

# A server that was itself built in its source directory: configure takes VPATH
# out of its makefiles then.
my $pgxs = dirname(dirname(dirname(readpipe('pg_config --pgxs'))));
system_or_bail('cp', '-r', $pgxs, "$build/pgxs");
my $global = slurp_file("$pgxs/src/Makefile.global") =~ s/^VPATH =.*//mgr;
unlink "$build/pgxs/src/Makefile.global";
append_to_file("$build/pgxs/src/Makefile.global", $global);
command_ok([ @make, '-n', '-B', "PGXS=$build/pgxs/src/makefiles/pgxs.mk" ], 'so it does for a server that was built in place');

my @kinds = grep { -e "$build/src/tally/tally.$_" } qw(o bc);
my $rest = readpipe("@make -n");
unlike($rest, qr/src\/\w+\.(o|bc)/, 'nothing is left to compile');
utime(time + 10, time + 10, "$source/src/tally/scale.h") or die "scale.h: $!";
utime(time + 10, time + 10, "$source/src/read/read.sql") or die "read.sql: $!";
my $again = readpipe("@make -n");
like($again, qr/csat--\Q$version\E\.sql/, 'a part of it changes the install script');
foreach my $kind (@kinds)
{
	is(join(' ', grep { $again !~ /-o $_\.$kind\b/ } @objects), '', "a header changes every .$kind");
}

done_testing();


# What the library exports, and that no other library's function is called for
# one of its own: PostgreSQL loads libraries where they see each other's symbols.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($library) = grep { -e } 'csat.so', readpipe('pg_config --pkglibdir') =~ s/\n/\/csat.so/r;
plan skip_all => 'no csat.so, or no nm to read it' unless $library && !system('nm --version >/dev/null 2>&1');

# Names of functions, by nm's options
sub functions
{
	return map { /^[0-9a-f]+ [tT] ([a-z]\w*)$/ ? $1 : () } split /\n/, scalar readpipe("nm @_ $library 2>/dev/null");
}

my $node = start_cluster('main');
$node->safe_psql('postgres', 'CREATE EXTENSION csat');
my %called = map { $_ => 1 } split /\n/, $node->safe_psql('postgres', q{
	SELECT prosrc FROM pg_proc WHERE prolang = (SELECT oid FROM pg_language WHERE lanname = 'c') AND probin LIKE '%csat'});
my @called = sort keys %called;
my @exported = readpipe("nm -D --defined-only $library") =~ /^[0-9a-f]+ \w (\S+)$/mg;
is_deeply([ grep { $_ ne '_PG_init' } sort @exported ],
	[ sort 'Pg_magic_func', @called, map { "pg_finfo_$_" } @called ],
	'the library exports what SQL calls');

# A library with a function for each of ours, which ends the server if called
my %compilers = map { $_ => 1 } qw(_init _fini frame_dummy register_tm_clones deregister_tm_clones);
my %ours = map { $_ => 1 } grep { !$compilers{$_} && !/^pg_finfo_/ } functions(), functions('-D');
SKIP:
{
	skip 'the library has been stripped', 3 if grep { !$ours{$_} } qw(tally_make score_outside_scale percentage);

	my $hostile = PostgreSQL::Test::Utils::tempdir() . '/hostile';
	append_to_file("$hostile.c", join("\n", '#include "postgres.h"', '#include "fmgr.h"', 'PG_MODULE_MAGIC;', 'extern void abort(void);',
		'PG_FUNCTION_INFO_V1(hostile);', 'PGDLLEXPORT Datum hostile(PG_FUNCTION_ARGS) { PG_RETURN_INT32(1); }',
		map { "PGDLLEXPORT void $_(void); void $_(void) { abort(); }" } sort keys %ours) . "\n");
	chomp(my $include = readpipe('pg_config --includedir-server'));
	command_ok([ $ENV{CC} // 'cc', '-shared', '-fPIC', '-w', "-I$include", '-o', "$hostile.so", "$hostile.c" ], 'the hostile library compiles');

	# whatever csat calls of its own to count, read, compare and complain
	my $calls = q{
		CREATE TEMP TABLE answers AS SELECT 1 + i % 5 AS score, i % 11 AS recommend, 1 + i % 3 AS weight FROM generate_series(1, 500) i;
		SELECT csat(score), csat(score::numeric, 7), nps(recommend), nps(recommend::float8), weighted_csat(score, weight), score_tally_agg(score, 0, 100) FROM answers;
		SELECT csat(score) OVER (ORDER BY ctid ROWS 3 PRECEDING) FROM answers;
		SELECT weight, mean_score(c), stddev_score(c), top_box(c), csat_interval(c), csat_standard_error(c), distribution(c), sparkline(n), nps_interval(n, 0.9, 'score'),
			nps_change(n, n + n), csat_change(w, w), c - c, c = c, c::jsonb::score_tally, w::text::weighted_tally, score_tally_hash(c)
		FROM (SELECT weight, csat_tally(score) AS c, nps_tally(recommend) AS n, weighted_csat_tally(score, weight) AS w FROM answers GROUP BY weight) t ORDER BY weight;
		SELECT csat_rating(score || ' stars'), csat_rating('4 - Satisfied'), nps_category(recommend), is_satisfied(score), csat_band(81.5) FROM answers WHERE recommend = 3;
		SELECT csat_rating('4 - Satisfied'), nps_category(9.0), is_satisfied(4), csat_band(81.5);
		SELECT csat(6);
		SELECT nps_category(4.5);
		SELECT '{"1": 1.5, "2": 2}'::score_tally;
		SELECT csat_score(nps_tally(1));
	};
	my $answers = sub {
		my ($before) = @_;
		my ($status, $stdout, $stderr) = $node->psql('postgres', "$before; $calls", on_error_stop => 0);
		return "$status\n$stdout\n$stderr" =~ s/^psql:<stdin>:\d+: //mgr;
	};
	my $declared = "CREATE FUNCTION pg_temp.hostile() RETURNS integer LANGUAGE c AS '$hostile', 'hostile'; DO 'BEGIN PERFORM pg_temp.hostile(); END'";
	my $expected = $answers->('SELECT');
	like($expected, qr/39\.8|40\.0.*not a whole number/s, 'csat answers');
	is($answers->($declared), $expected, 'and so it does after a library whose functions have the names of its own');
	is($answers->('SET jit_above_cost = 0; SET jit_inline_above_cost = 0; SET jit_optimize_above_cost = 0'), $expected,
		'and where the server compiles the queries, and inlines what it can');
}

$node->stop;
done_testing();

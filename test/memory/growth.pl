
# A backend does not grow: not by a million groups, not by a million rescans of a
# Tally Aggregate, and not by CSAT_CALLS calls (ten million) of each function of a
# tally in one query.  The functions come from the catalog.

use strict;
use warnings;

use CsatCluster;
use Test::More;

my $calls = $ENV{CSAT_CALLS} // 10_000_000;
# in kB: what malloc() does not use again, and a byte a call, where the least
# that could be left of each is 16
my $allowed = 2048 + $calls / 1024;
my $for_a_hash = 32 * 1024;    # of 8 MB at most, and what it spills to disk

my $node = start_cluster('main', conf => "jit = off\nmax_parallel_workers_per_gather = 0\nwork_mem = '4MB'\nshared_buffers = '512kB'\nautovacuum = off\n");
$node->safe_psql('postgres', q{
	CREATE EXTENSION csat;
	CREATE TABLE tallies AS SELECT csat_tally(1 + s % 5) AS csat, nps_tally(s % 11) AS nps, csat_tally(s % 2 = 0) AS good,
		'{"-1": 1, "0": 2, "1": 3}'::score_tally AS pairs, '{"-2": 1, "-1": 1, "0": 2, "1": 3, "2": 1}'::score_tally AS differences,
		weighted_csat_tally(1 + s % 5, 1 + s % 3) AS weighted_csat, weighted_nps_tally(s % 11, 1 + s % 3) AS weighted_nps
		FROM generate_series(1, 1000) i, generate_series(0, 21) s GROUP BY i;
	CREATE TABLE answers AS SELECT i AS id, 1 + i % 5 AS score FROM generate_series(1, 1000000) i;
	CREATE TABLE few AS SELECT * FROM answers LIMIT 5;
	VACUUM ANALYZE;
	CREATE FUNCTION peak() RETURNS int LANGUAGE sql VOLATILE
		RETURN substring(pg_read_file('/proc/' || pg_backend_pid() || '/status') FROM 'VmHWM:\s+(\d+)')::int;
});

# How much more memory the second statement needed at its peak than the first,
# in kB: the first loads what any run needs.
sub growth
{
	my ($first, $second) = @_;
	my ($before, $after) = split /\n/, $node->safe_psql('postgres', "\\o /dev/null\n$first;\n\\o\nSELECT peak();\n\\o /dev/null\n$second;\n\\o\nSELECT peak();");
	return $after - $before;
}

# A call of the function that succeeds, on one of the columns.
sub working_call
{
	my ($name, @types) = @_;
	my %values = ('double precision' => [ '0.95', '1' ], integer => [ '1', '5' ], smallint => ['1::smallint'], numeric => ['1.0'], boolean => ['true'],
		bigint => [ '1', '1000000000' ], text => [ q{'wald'}, q{'student'} ], score_tally => [qw(csat nps good pairs differences)], weighted_tally => [qw(weighted_csat weighted_nps)]);
	my @calls = ('');

	foreach my $type (@types)
	{
		my @next = @{ $values{$type} // return };
		@calls = map { my $so_far = $_; map { $so_far eq '' ? $_ : "$so_far, $_" } @next } @calls;
	}
	foreach my $arguments (@calls)
	{
		my $status = $node->psql('postgres', "SELECT $name($arguments) FROM tallies", on_error_stop => 1, stderr => \my $stderr);
		return "$name($arguments)" if $status == 0;
	}
	return;
}

my @functions = split /\n/, $node->safe_psql('postgres', q{
	SELECT p.proname, p.proretset, (SELECT string_agg(format_type(a.type, NULL), ',' ORDER BY a.n) FROM unnest(p.proargtypes) WITH ORDINALITY a(type, n))
	FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
		JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'csat'
		JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'c'
	WHERE p.proargtypes[0] IN ('score_tally'::regtype, 'weighted_tally'::regtype) ORDER BY p.oid});
cmp_ok(scalar @functions, '>', 40, 'functions of a tally');

foreach my $function (@functions)
{
	my ($name, $set, $types) = split /\|/, $function;
	my $call = working_call($name, split /,/, $types);

	ok(defined $call, "$name($types) can be called") or next;
	my $rows = 'tallies, generate_series(1, %d / 1000)';
	my $query = $set eq 't' ? "SELECT count(*) FROM $rows, $call AS d" : "SELECT count($call) FROM $rows";
	my $without = sprintf("SELECT count(csat) FROM $rows", $calls);
	cmp_ok(growth(sprintf("$without; $query", 1000), sprintf($query, $calls)), '<=', $allowed, "$calls times $call");
}

foreach my $expression ('csat_tally(score)', 'csat_tally(score::numeric)', 'csat(score, 5)', 'weighted_nps_tally(score, 0.5)', 'sum(score_tally(score, 1))', 'clustered_csat(score_tally(score, 1))', 'csat_paired_change(score, score)')
{
	my $groups = "SELECT count(*) FROM (SELECT $expression FROM answers GROUP BY id OFFSET 0) s";
	cmp_ok(growth('SELECT count(*) FROM answers', $groups), '<=', $for_a_hash, "a million groups of $expression");
	cmp_ok(growth("$groups; $groups", "$groups; $groups"), '<=', $allowed, "a million groups of $expression, again");
	my $frames = "SELECT count(*) FROM (SELECT $expression OVER (ORDER BY id ROWS 2 PRECEDING) AS r FROM answers OFFSET 0) s";
	cmp_ok(growth("$frames; $frames", "$frames; $frames"), '<=', $allowed, "a million frames of $expression, again");
}

# straight from the heap, and from a join; the series takes memory itself
foreach my $subquery ('csat(score) FROM few WHERE id > g % 3', 'max(c) FROM (SELECT weighted_nps(score, id) AS c FROM few JOIN few AS of_team USING (id, score) WHERE id > g % 3 GROUP BY id) by_team')
{
	my ($off, $force) = map { "SET csat.enable_tally_aggregate = $_; SELECT count((SELECT $subquery)) FROM generate_series(1, 1000000) g" } qw(off force);
	cmp_ok(growth($off, $force), '<=', 2048, "a million times $subquery");
}

$node->stop;
done_testing();


# Random queries of another grammar than 049's, with the Tally Aggregate off, on
# and forced: the same rows as text, or the same SQLSTATE.  Here a query is any
# nesting of relations with joins, CTEs, LATERAL, windows and set operations,
# in which expressions of the same columns may fail; it runs as a statement, a
# prepared statement or a cursor.  CSAT_PROPERTY_CASES says how many there are,
# CSAT_SEED repeats a run.

use strict;
use warnings;

use lib 'test/property';

use CsatCluster;
use CsatProperty::Choice;
use Test::More;

my $cases = $ENV{CSAT_PROPERTY_CASES} // 400;
my $seed = $ENV{CSAT_SEED} // int(rand(2**31));
my %seen;
my $names = 0;

srand($seed);
note("CSAT_SEED=$seed CSAT_PROPERTY_CASES=$cases");
my $node = start_cluster('main', conf => "jit = off\nfsync = off\nmax_worker_processes = 8\n");

# Every relation has these columns: keys a, b, t, d, answers s, r, g, a weight w
# and an id.  A view, partitions by range of a key, an index.
my @columns = qw(id a b t d s r g w);

$node->safe_psql('postgres', q{
	CREATE EXTENSION csat;
	CREATE TABLE plain AS SELECT i AS id, i % 13 AS a, (i * 7 % 5)::smallint AS b, CASE WHEN i % 11 > 0 THEN 'key ' || i % 17 END COLLATE "C" AS t, date '2026-02-26' + i % 9 AS d,
		CASE WHEN i % 7 > 0 THEN 1 + i * i % 5 END AS s, (i * 5 / 3 % 11)::smallint AS r, i % 3 = 0 AS g, i % 8 / 4.0::float8 AS w FROM generate_series(1, 700) i;
	CREATE TABLE parts (LIKE plain) PARTITION BY RANGE (a);
	CREATE TABLE parts_low PARTITION OF parts FOR VALUES FROM (0) TO (5);
	CREATE TABLE parts_high PARTITION OF parts DEFAULT PARTITION BY LIST (b);
	CREATE TABLE parts_high_1 PARTITION OF parts_high FOR VALUES IN (1, 2);
	CREATE TABLE parts_high_2 PARTITION OF parts_high DEFAULT;
	INSERT INTO parts SELECT * FROM plain WHERE id % 2 = 0;
	CREATE TABLE nothing (LIKE plain);
	CREATE VIEW seen AS SELECT * FROM plain WHERE id % 3 > 0;
	CREATE INDEX ON plain (a, s);
	CREATE INDEX ON plain (t);
	CREATE INDEX ON plain (id);
	ALTER TABLE plain SET (parallel_workers = 2);
	VACUUM ANALYZE plain, parts, nothing;
});

# Of the two arguments one each time with the same chance, and so on.
my %column = (integer => [qw(a s r id b)], key => [qw(a b t d g)], condition => []);

sub integer
{
	my ($depth) = @_;

	return pick(@{ $column{integer} }) if $depth <= 0 || chance(0.6);
	return pick(map { sprintf($_, integer($depth - 1), integer($depth - 1)) } '(%s + %s)', '(%s %% 5)', 'coalesce(%s, %s)', 'greatest(%s, 1)', 'nullif(%s, 3)',
		'abs(%s - 5)', '(100 / (%s - 3))', q{('0' || %s)::int}, '(1 + %s %% 5)', 'length(t)');
}

sub key
{
	return chance(0.7) ? pick(@{ $column{key} }) : pick(q{date_trunc('month', d)}, 'upper(t)', 't || b', 'a % 4', 'extract(dow FROM d)::int', 'CASE WHEN g THEN a END', 's', "(t > 'key 2')", "'all'::text", integer(1));
}

sub condition
{
	my ($depth) = @_;

	return '(' . condition($depth - 1) . pick(' AND ', ' OR ') . condition($depth - 1) . ')' if $depth > 0 && chance(0.3);
	return pick('g', 'NOT g', 's IS NOT NULL', 't LIKE \'%1%\'', "d < '2026-03-01'", integer(1) . pick(' < ', ' = ', ' <> ') . between(0, 9), 'id <= $1',
		"a IN (SELECT b FROM nothing)", 'EXISTS (SELECT FROM plain AS inside WHERE inside.b = a AND inside.id < 9)');
}

sub score
{
	return pick('s', 's', 's', '1 + r % 5', 'r', 'g', 's::numeric', 's::float8', integer(2), '(SELECT max(b) FROM nothing WHERE a = r)');
}

sub aggregate
{
	my $weight = pick('w', 'w', 'w', '1 / (w - 1)', '-w');
	my $call = pick((map { sprintf($_, score()) } 'csat(%s)', 'csat_tally(%s)'), 'csat(s)', 'csat(s, 5)', 'csat(s, b + 5)', 'nps(r)', 'nps(r)', 'nps_tally(r)', 'nps(' . integer(1) . ')', 'count(*)', 'count(t)',
		"weighted_csat(s, $weight)", "weighted_nps(r, $weight)", 'score_tally_agg(r, 0, 10)', 'weighted_tally_agg(r, w, 0, 20)', 'max(a)', 'sum(s)', 'avg(r)', 'min(d)', 'bool_or(g)');

	return chance(0.3) ? "$call FILTER (WHERE " . condition(1) . ')' : $call;
}

# Rows with the columns of all relations.
sub relation
{
	my ($depth) = @_;
	my ($list, $of) = (join(', ', @columns), sub { relation($depth - 1) . ' AS ' . alias() });
	my $all = sub { my $first = shift; join(', ', map { "$first.$_" } @columns) };

	return pick(qw(plain plain plain parts parts seen nothing)) if $depth <= 0 || chance(0.4);
	return pick(
		sub { '(SELECT * FROM ' . $of->() . ' WHERE ' . condition(1) . ')' },
		sub { '(SELECT ' . $list . ' FROM ' . $of->() . pick(' UNION ALL', ' UNION', ' EXCEPT') . " SELECT $list FROM " . $of->() . ')' },
		sub { '(SELECT DISTINCT ON ' . sprintf(pick('(a) * FROM %s ORDER BY a', '(a, b) * FROM %s ORDER BY b, a', '(t) * FROM %s ORDER BY t'), $of->()) . ', id, s)' },
		sub { my ($x, $y) = (relation($depth - 1), relation(0)); '(SELECT ' . $all->('x') . " FROM $x AS x " . pick('JOIN', 'LEFT JOIN') . " $y AS y ON x." . pick('id = y.id', 'a = y.id', 'id = y.a * 10') . ')' },
		sub { my $x = relation($depth - 1); '(SELECT ' . $all->('x') . " FROM $x AS x, LATERAL (SELECT x.b + inside.b AS more FROM plain AS inside WHERE inside.id = x.id) AS l)" },
		sub { "(WITH c AS " . pick('', 'MATERIALIZED ') . '(SELECT * FROM ' . $of->() . ') SELECT * FROM c WHERE ' . condition(0) . ')' },
		sub { '(SELECT id, a, b, t, d, (rank() OVER (PARTITION BY a ORDER BY id) % 6)::int AS s, r, g, w FROM ' . $of->() . ')' },
		sub { '(SELECT * FROM ' . $of->() . ' ORDER BY id, s LIMIT ' . between(0, 200) . ')' })->();
}

sub alias { return 'q' . $names++ }

sub grouped
{
	my ($depth) = @_;
	my @keys = map { key() } 1 .. pick(0, 1, 1, 1, 2, 3);
	my $n = 0;
	my $items = join(', ', map { $_ . ' AS c' . ++$n } @keys, map { aggregate() } 1 .. between(1, 4));
	my $sets = chance(0.2) ? pick('ROLLUP (%s)', 'CUBE (%s)', 'GROUPING SETS ((%s), ())', 'GROUPING SETS (%s)', 'DISTINCT ROLLUP (%1$s), CUBE (%1$s)') : '%s';

	return "SELECT $items FROM " . relation($depth) . ' AS ' . alias() . (chance(0.4) ? ' WHERE ' . condition(1) : '')
	  . (@keys ? ' GROUP BY ' . sprintf($sets, join(', ', 1 .. @keys)) : '')
	  . (chance(0.2) ? ' HAVING ' . pick('count(*) > 3', 'csat(s) < 70', 'nps(r) > 0 AND csat(s, 5) > 10', 'csat(' . score() . ') IS NOT NULL') : '');
}

# Around it: what dashboards do with groups.
sub query
{
	my $grouped = grouped(2);

	return pick(
		(sub { $grouped }) x 4,
		sub { "SELECT *, count(*) OVER (ORDER BY c1::text) AS among FROM ($grouped) AS q" },
		sub { "SELECT DISTINCT c1 FROM ($grouped) AS q" },
		sub { "SELECT o.id, l.* FROM plain AS o, LATERAL ($grouped) AS l WHERE o.id <= 3" },
		sub { 'SELECT id, (SELECT csat(s) FROM ' . relation(1) . ' AS q WHERE q.a = o.b AND ' . condition(1) . ') FROM plain AS o WHERE id < 9' },
		sub { "WITH once AS MATERIALIZED ($grouped) SELECT one.c1, two.c1 FROM once AS one JOIN once AS two ON one.c1::text = two.c1::text" },
		sub { "SELECT c1 FROM ($grouped) AS q UNION ALL SELECT c1 FROM ($grouped) AS p" },
		sub { "SELECT csat(s), rank() OVER (ORDER BY csat(s)) FROM " . relation(1) . ' AS q GROUP BY a' },
		sub { 'SELECT EXISTS (SELECT FROM nothing AS n WHERE n.a = q.a), csat(s) FILTER (WHERE EXISTS (SELECT FROM nothing AS n WHERE n.b = q.b)) FROM ' . relation(1) . ' AS q GROUP BY 1' })->();
}

# A query's rows in order, or its SQLSTATE; by EXECUTE, a generic plan or a cursor.
my $helpers = <<'SQL';
CREATE FUNCTION pg_temp.outcome(query text, way text, setting text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
	rows_text text[] = '{}';
	each record;
	c refcursor;
BEGIN
	PERFORM set_config('csat.enable_tally_aggregate', setting, true);
	query := format('SELECT q::text FROM (%s) AS q', query);
	IF way = 'cursor' THEN
		OPEN c NO SCROLL FOR EXECUTE query USING 500;
		LOOP
			FETCH c INTO result;
			EXIT WHEN NOT FOUND;
			rows_text := rows_text || coalesce(result, 'null');
		END LOOP;
		CLOSE c;
		RETURN (SELECT array_agg(r ORDER BY r) FROM unnest(rows_text) r);
	ELSIF way = 'prepared' THEN
		EXECUTE 'PREPARE p (int) AS ' || query;
		FOR each IN EXECUTE 'EXECUTE p (500)' LOOP
			rows_text := rows_text || coalesce(each.q, 'null');
		END LOOP;
		DEALLOCATE p;
		RETURN (SELECT array_agg(r ORDER BY r) FROM unnest(rows_text) r);
	END IF;
	EXECUTE format('SELECT array_agg(q ORDER BY q) FROM (%s) AS x (q)', query) INTO result USING 500;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	IF EXISTS (SELECT FROM pg_prepared_statements WHERE name = 'p') THEN
		DEALLOCATE p;
	END IF;
	RETURN SQLSTATE;
END $$;
CREATE FUNCTION pg_temp.uses_node(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	PERFORM set_config('csat.enable_tally_aggregate', 'force', true);
	EXECUTE 'EXPLAIN (FORMAT json) ' || replace(query, '$1', '500') INTO plan;
	RETURN plan::text LIKE '%TallyAggregate%';
EXCEPTION WHEN OTHERS THEN
	RETURN false;
END $$;
-- Where two rows are wrong, the one or the other error may come first.
CREATE FUNCTION pg_temp.verdict(query text, way text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcomes text[] = ARRAY[pg_temp.outcome(query, way, 'off'), pg_temp.outcome(query, way, 'on'), pg_temp.outcome(query, way, 'force')];
	different bool = outcomes[1] IS DISTINCT FROM outcomes[2] OR outcomes[1] IS DISTINCT FROM outcomes[3];
BEGIN
	RETURN concat_ws(' ', CASE WHEN NOT different THEN 'same' WHEN (SELECT bool_and(o ~ '^22...$') FROM unnest(outcomes) o) THEN 'same but other' ELSE 'different' END,
		CASE WHEN pg_temp.uses_node(query) THEN 'node' END, CASE WHEN outcomes[1] ~ '^[0-9A-Z]{5}$' THEN outcomes[1] END);
END $$;
-- since 19 arguments may be evaluated for rows that a join removes
SELECT set_config(name, 'off', false) FROM pg_settings WHERE name = 'enable_eager_aggregate';
SET plan_cache_mode = force_generic_plan;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SQL

my %settings = (work_mem => [ '64kB', '4MB' ], enable_partitionwise_aggregate => [ 'on', 'off' ], max_parallel_workers_per_gather => [ (0) x 7, 2 ], enable_hashagg => [ 'on', 'on', 'off' ],
	enable_seqscan => [ 'on', 'on', 'off' ], enable_hashjoin => [ 'on', 'off' ], enable_sort => [ 'on', 'on', 'off' ]);
my (@queries, $script);

foreach my $i (0 .. $cases - 1)
{
	push @queries, [ query(), pick(qw(execute execute prepared cursor)) ];
	$script .= join('', map { "SET $_ = '" . pick(@{ $settings{$_} }) . "';\n" } sort keys %settings) if $i % 10 == 0;
	$script .= "SELECT 'case $i', pg_temp.verdict(\$q\$$queries[$i][0]\$q\$, '$queries[$i][1]');\n";
}
my ($stdout, $stderr);

$node->psql('postgres', $helpers . $script, stdout => \$stdout, stderr => \$stderr, on_error_stop => 0);
my %verdict = $stdout =~ /^case (\d+)\|(.*)$/mg;
my @different = grep { ($verdict{$_} // 'none') !~ /^same/ } 0 .. $#queries;
is("@different$stderr", '', "$cases queries") or diag("CSAT_SEED=$seed CSAT_PROPERTY_CASES=$cases\n", map { "case $_, $queries[$_][1], " . ($verdict{$_} // 'no verdict') . ": $queries[$_][0];\n" } @different[ 0 .. ($#different < 4 ? $#different : 4) ]);

foreach (values %verdict)
{
	$seen{$1}++ if /\b([0-9A-Z]{5})$/;
	$seen{node}++ if /node/;
	$seen{both}++ if /node$/;
	$seen{other}++ if /other/;
}
note(join(', ', map { "$_: $seen{$_}" } sort keys %seen));
cmp_ok($seen{both} // 0, '>', $cases / 4, 'many by the node, without an error');
cmp_ok($seen{other} // 0, '<', 3 + $cases / 50, 'few errors are another that the query has too');
cmp_ok(scalar(grep { /^22/ } keys %seen), '>=', 2, 'and several errors');

$node->stop;
done_testing();

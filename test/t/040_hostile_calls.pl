
# Anyone may call any of the extension's functions with anything.  A user who
# owns nothing calls each function in C with every combination of the values
# of HostileValues, each aggregate, and aggregates of his own built on those
# functions.  The functions come from the catalog: one with a type of argument
# that has no values fails the test.

use strict;
use warnings;

use lib 'test/fuzz';

use CsatCluster;
use HostileValues;
use Test::More;

# What doc/reference.md lists, and what PostgreSQL itself raises on the way:
# 54001 a JSON text nested too deep for the server's stack; those in 42 and 0A
# are of what is no rollup.
my $documented = '{0A000,22000,22003,22004,22023,22P02,42809,42501,42P01,42P17,54001}';
my $most_calls = $ENV{CSAT_HOSTILE_CALLS} // 3_000;

my $node = start_cluster('main');
$node->safe_psql('postgres', q{
	CREATE ROLE stranger LOGIN;
	CREATE EXTENSION csat;
	CREATE SCHEMA hostile;
	GRANT USAGE ON SCHEMA hostile TO stranger;
});

# Values that a stranger can read
foreach my $type (HostileValues::types())
{
	my $column = $type =~ /^array_of/ ? 'text' : $type;
	my $list = join(",\n", map { "($_)" } HostileValues::literals($type));
	$node->safe_psql('postgres', qq{
		CREATE TABLE hostile.$type (id bigint GENERATED ALWAYS AS IDENTITY (MINVALUE 0), v $column);
		INSERT INTO hostile.$type (v) SELECT v::$column FROM (VALUES $list) l(v);
		GRANT SELECT ON hostile.$type TO stranger;
	});
}

# Functions of the extension; which of their types have no values fails a test.
sub catalog
{
	my ($condition) = @_;
	my $rows = $node->safe_psql('postgres', qq{
		SELECT p.oid::regprocedure, p.proname, p.proretset, p.proisstrict, format_type(p.prorettype, NULL),
			(SELECT string_agg(t.typname, ',' ORDER BY a.n) FROM unnest(p.proargtypes) WITH ORDINALITY a(type, n) JOIN pg_type t ON t.oid = a.type)
		FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
			JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'csat'
		WHERE $condition ORDER BY 1::text});
	my @found;

	foreach my $row (split /\n/, $rows)
	{
		my %function;
		@function{qw(signature name set strict returns types)} = split /\|/, $row;
		$function{types} = [ split /,/, $function{types} // '' ];
		push @found, \%function;
	}
	my @unknown = grep { $_ ne 'internal' && !HostileValues::has($_) } map { @{ $_->{types} } } @found;
	is("@unknown", '', 'there are values for every type');
	return @found;
}

# The arguments of a call, from the row r that attack() chooses.
sub arguments
{
	my (@types) = @_;
	return join(', ', map { HostileValues::argument($types[$_], "r.a$_") } 0 .. $#types);
}

# A DO block that runs a statement for every combination of values of these
# types, or for so many of them, spread over all values: a prime number apart
# they come round after all of them.  It says what should not have been.
sub attack
{
	my ($most, $returns, $statement, @types) = @_;
	my ($columns, $tables, $combinations) = ('1 AS a', '', 1);
	my $unchanged = 'true';
	my $valid = $returns =~ /tally$/ ? "result IS NULL OR (result::text)::$returns = result AND responses(result) >= 0" : 'true';

	foreach my $n (0 .. $#types)
	{
		my $table = HostileValues::stored_as($types[$n]);
		my $values = HostileValues::literals($table);

		$columns .= ", t$n.v AS a$n, t$n.v AS same_as_a$n";
		$tables .= " JOIN hostile.$table t$n ON t$n.id = place / $combinations % $values";
		$unchanged .= " AND r.a$n IS NOT DISTINCT FROM r.same_as_a$n";
		$combinations *= $values;
	}
	$most = $combinations if $combinations < $most;

	return qq{
		DO \$do\$
		DECLARE
			r record;
			result $returns;
			calls int := 0;
			refused int := 0;
			answered bool;
			fault text;
		BEGIN
			FOR r IN SELECT $columns FROM generate_series(1, $most) i CROSS JOIN LATERAL (SELECT i * 1000003::bigint % $combinations AS place) p $tables
			LOOP
				calls := calls + 1;
				answered := false;
				fault := NULL;
				BEGIN
					$statement;
					answered := true;
					fault := CASE WHEN NOT ($valid) THEN 'invalid result' END;
				EXCEPTION WHEN OTHERS THEN
					refused := refused + 1;
					fault := CASE WHEN answered THEN 'result that cannot be read' WHEN SQLSTATE <> ALL ('$documented') THEN SQLSTATE || ' ' || SQLERRM END;
				END;
				fault := CASE WHEN $unchanged THEN fault ELSE 'arguments changed' END;
				IF fault IS NOT NULL THEN
					RAISE WARNING '%: %', fault, left(r::text, 500);
				END IF;
			END LOOP;
			RAISE INFO '% calls, % refused', calls, refused;
		END \$do\$;
	};
}

# The stranger's statements, of which so many are attacks, come to their end.
sub survives
{
	my ($name, $attacks, @statements) = @_;
	my $status = $node->psql('postgres', join("\n", @statements),
		extra_params => [ '--username=stranger' ], stderr => \my $stderr, on_error_stop => 0);
	my ($calls, $refused) = (0, 0);

	while ($stderr =~ /INFO:  (\d+) calls, (\d+) refused/g)
	{
		$calls += $1;
		$refused += $2;
		$attacks--;
	}
	ok($status == 0 && $attacks == 0 && $stderr !~ /WARNING|ERROR|FATAL|PANIC|server closed/, "$name: $calls calls, $refused refused")
	  or diag(substr($stderr, 0, 2000));
	return;
}

# Functions in C

my @functions = catalog("p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c') AND p.prorettype <> 'trigger'::regtype AND p.prosrc <> 'tally_rollup_retired'");
cmp_ok(scalar @functions, '>', 50, 'the catalog lists the functions in C');

# No value of type internal can be written in SQL; which of the three is said
# depends on PostgreSQL's minor release.
sub out_of_reach
{
	my ($name, @types) = @_;
	my @calls = map { my $null = $_; "SELECT $name(" . join(', ', map { $_ eq 'internal' ? $null : 'NULL' } @types) . ');' } 'NULL', 'NULL::internal';

	$node->psql('postgres', "@calls", extra_params => ['--username=stranger'], stderr => \my $stderr, on_error_stop => 0);
	my @errors = $stderr =~ /ERROR:  .*(?:does not exist|cannot cast|cannot accept a value of type internal)/g;
	is(scalar @errors, 2, "SQL cannot call $name(@types)") or diag($stderr);
	return;
}

foreach my $function (@functions)
{
	my @types = @{ $function->{types} };
	my $call = "$function->{name}(" . arguments(@types) . ')';
	my ($returns, $statement) = ($function->{returns}, "result := $call");

	if (grep { $_ eq 'internal' } @types)
	{
		out_of_reach($function->{name}, @types);
		next;
	}
	# rows, and what no variable can hold, as text
	($returns, $statement) = ('text', "SELECT string_agg(s::text, ',') INTO result FROM (SELECT $call) s")
	  if $function->{set} eq 't' || $returns =~ /^(record|void|cstring)$/;
	survives($function->{signature}, 1, attack($most_calls, $returns, $statement, @types));
}

# Aggregates, plain and over a moving window.  The query has each combination
# of arguments twice in one group, and in a frame of one row thrice.

sub aggregate_attacks
{
	my ($most, $returns, $name, @types) = @_;
	my $call = "$name(" . (@types ? arguments(@types) : '*') . ')';

	return (
		attack($most, $returns, "SELECT $call INTO result FROM generate_series(1, 2)", @types),
		attack($most, $returns,
			"SELECT c INTO result FROM (SELECT i, $call OVER (ORDER BY i ROWS CURRENT ROW) AS c FROM generate_series(1, 3) i) s WHERE i = 3", @types));
}

foreach my $aggregate (catalog("p.prokind = 'a'"))
{
	survives("aggregate $aggregate->{signature}", 2, aggregate_attacks($most_calls, @$aggregate{qw(returns name)}, @{ $aggregate->{types} }));
}

# A stranger's own aggregates: each function that takes a state and returns
# one is a transition, and an inverse of each of the same arguments, from each
# initial condition.

my @transitions = grep { $_->{set} eq 'f' && $_->{returns} ne 'regclass' && ($_->{types}[0] // '') eq $_->{returns} } @functions;
cmp_ok(scalar @transitions, '>=', 15, 'functions that can be transitions');

foreach my $function (@transitions)
{
	my ($state, @types) = @{ $function->{types} };
	my $signature = @types ? join(', ', @types) : '*';
	my @inverses = grep { "@{ $_->{types} }" eq "@{ $function->{types} }" && $_->{strict} eq $function->{strict} } @transitions;
	my @conditions = HostileValues::initial_conditions($state);

	# PostgreSQL asks for one where the first answer cannot be the state
	unshift @conditions, undef if $function->{strict} eq 'f' || ($types[0] // '') eq $state;
	my $variations = @inverses * @conditions;
	my @statements;
	foreach my $inverse (@inverses)
	{
		foreach my $condition (@conditions)
		{
			my $initial = defined $condition ? ", INITCOND = $condition, MINITCOND = $condition" : '';

			push @statements, "CREATE AGGREGATE pg_temp.mine($signature) (SFUNC = $function->{name}, STYPE = $state,
					MSFUNC = $function->{name}, MINVFUNC = $inverse->{name}, MSTYPE = $state $initial);",
			  aggregate_attacks(int($most_calls / $variations) + 1, $state, 'pg_temp.mine', @types),
			  "DROP AGGREGATE pg_temp.mine($signature);";
		}
	}
	survives("a stranger's aggregates over $function->{signature}", 2 * $variations, @statements);
}

# From a tally at the limit of bigint an aggregate of one's own can count past
# it, as no aggregate of the extension can before it has seen 2^63 rows.
# Whoever reads that tally is told so, and gets no wrong number.
$node->psql('postgres', q{
		CREATE AGGREGATE pg_temp.past(integer) (SFUNC = score_tally_accum, STYPE = score_tally,
			INITCOND = '{"1": 9223372036854775807, "2": 0, "3": 0, "4": 0, "5": 0}');
		CREATE TEMP TABLE past AS SELECT pg_temp.past(5) AS t;
		SELECT responses(t) FROM past;
		SELECT csat_score(t) FROM past;
		SELECT mean_score(t) FROM past;
		SELECT csat_interval(t) FROM past;
		SELECT sum(t) FROM (TABLE past UNION ALL TABLE past) s;
		SELECT t::text::score_tally FROM past;
	}, stderr => \my $stderr, on_error_stop => 0, extra_params => ['--username=stranger']);
my @refusals = $stderr =~ /ERROR:  bigint out of range/g;
is(scalar @refusals, 6, 'a tally past bigint is refused by all its readers');

is($node->safe_psql('postgres', "SELECT csat(4)"), '100.0000000000000000', 'the server still answers');
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/terminated by signal|PANIC|XX000/, 'no crash in its log');
$node->stop;
done_testing();


# Anyone may call any of the extension's functions with anything.  A user who
# owns nothing calls each function in C with every combination of the values
# below, each aggregate, and aggregates of his own built on those functions.
# The functions come from the catalog: one with a type of argument that has no
# values here fails the test.

use strict;
use warnings;

use lib 'test/fuzz';

use CsatCluster;
use HostileValues;
use Test::More;

# What doc/reference.md lists, and what PostgreSQL itself raises on the way:
# 54001 a JSON text nested too deep for the server's stack; those in 42 and 0A
# are of what is no rollup.
my @documented = qw(0A000 22000 22003 22004 22023 22P02 42809 42501 42P01 42P17 54001);

my $node = start_cluster('main');
$node->safe_psql('postgres', q{
	CREATE ROLE stranger LOGIN;
	CREATE EXTENSION csat;
	CREATE SCHEMA hostile;
	GRANT USAGE ON SCHEMA hostile TO stranger;
});

$node->safe_psql('postgres', join('', HostileValues::array_domains()));

# Values that a stranger can read.  A type without values stays without table.
foreach my $type (HostileValues::types())
{
	my $list = join(",\n", map { "($_)" } HostileValues::literals($type));
	$node->safe_psql('postgres', qq{
		CREATE TABLE hostile.$type (id int GENERATED ALWAYS AS IDENTITY, v $type);
		INSERT INTO hostile.$type (v) SELECT v::$type FROM (VALUES $list) l(v);
		GRANT SELECT ON hostile.$type TO stranger;
	});
}

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
		@function{qw(signature name set strict returns arguments)} = split /\|/, $row;
		$function{types} = [ split /,/, $function{arguments} // '' ];
		push @found, \%function;
	}
	return @found;
}

# The calls of one function, at most about so many; the step from one to the
# next shares no factor with the number of any type's values.
my $most_combinations = $ENV{CSAT_HOSTILE_CALLS} // 3_000;

sub number_of_values
{
	my ($type) = @_;
	my @values = HostileValues::literals($type);
	return scalar @values;
}

sub step_between
{
	my ($combinations, $most) = @_;
	my $step = int($combinations / $most) + 1;
	my @numbers = map { number_of_values($_) } HostileValues::types();

	$step++ while grep { common_divisor($step, $_) > 1 } @numbers;
	return $step;
}

sub common_divisor
{
	my ($a, $b) = @_;
	($a, $b) = ($b, $a % $b) while $b;
	return $a;
}

# A DO block that runs $statement for every combination of arguments a1, a2 …
# and says: how many there were, how many were refused, which SQLSTATEs came
# up, and what should not have been.
sub attack
{
	my (%attack) = @_;
	my @types = @{ $attack{types} };
	my $most = $most_combinations / ($attack{variations} // 1);
	my ($declare, $fetch, $pick, $combinations) = ('', '', '', 1);
	my (@unchanged, @shown);

	foreach my $n (1 .. @types)
	{
		my $type = HostileValues::stored_as($types[ $n - 1 ]);
		my $values = number_of_values($type);
		$declare .= "v$n $type\[]; a$n $type; i$n int;\n";
		$fetch .= "SELECT array_agg(v ORDER BY id) INTO v$n FROM hostile.$type;\n";
		$pick .= "i$n := place / $combinations % $values + 1; a$n := v$n\[i$n];\n";
		$combinations *= $values;
		push @unchanged, "a$n IS NOT DISTINCT FROM v$n\[i$n]";
		push @shown, "left(coalesce(a$n\::text, 'NULL'), 60)";
	}
	# of very many combinations only some, spread over all values
	my $step = $combinations > $most ? step_between($combinations, $most) : 1;
	my $unchanged = join(' AND ', @unchanged, 'true');
	my $shown = 'concat_ws($$, $$, ' . join(', ', @shown, 'NULL') . ')';
	my $valid = $attack{returns} =~ /^(score|weighted)_tally$/
	  ? "result IS NULL OR (result::text)::$attack{returns} = result AND responses(result) >= 0"
	  : 'true';

	return qq{
		DO \$do\$
		DECLARE
			calls int := 0; refused int := 0; states text[] := '{}'; faults text := ''; state text;
			result $attack{returns};
			place bigint := 0;
			$declare
		BEGIN
			$fetch
			WHILE place < $combinations LOOP
			$pick
			calls := calls + 1;
			state := NULL;
			BEGIN
				$attack{statement};
			EXCEPTION WHEN OTHERS THEN
				state := SQLSTATE;
			END;
			IF state IS NOT NULL THEN
				refused := refused + 1;
				IF NOT state = ANY (states) THEN
					states := states || state;
					IF NOT state = ANY ('{@{[ join ',', @documented ]}}') THEN
						faults := faults || E'\\n' || state || ' ' || $shown;
					END IF;
				END IF;
			ELSE
				BEGIN
					IF NOT ($valid) THEN
						faults := faults || E'\\ninvalid result of ' || $shown;
					END IF;
				EXCEPTION WHEN OTHERS THEN
					faults := faults || E'\\nresult that cannot be read, ' || SQLERRM || ': ' || $shown;
				END;
			END IF;
			IF NOT ($unchanged) THEN
				faults := faults || E'\\narguments changed: ' || $shown;
			END IF;
			place := place + $step;
			END LOOP;
			RAISE INFO '% calls, % refused %', calls, refused, states;
			IF faults <> '' THEN
				RAISE WARNING '%', left(faults, 2000);
			END IF;
		END \$do\$;
	};
}

my $calls = 0;

sub survives
{
	my ($name, @statements) = @_;
	my $stderr = '';
	my $status = $node->psql('postgres', join("\n", @statements),
		extra_params => [ '--username=stranger' ], stderr => \$stderr, on_error_stop => 0);
	my $attacks = grep { /DO \$do\$/ } @statements;
	my @info = $stderr =~ /INFO:  (\d+) calls/g;

	$calls += $_ foreach @info;
	ok($status == 0 && @info == $attacks && $stderr !~ /WARNING|ERROR|FATAL|PANIC|server closed/, $name)
	  or diag($stderr);
	note($1) while $stderr =~ /INFO:  (.*)/g;
	return;
}

sub unknown_types
{
	my ($function) = @_;
	return grep { !HostileValues::has($_) } @{ $function->{types} };
}

# Functions in C

my @functions = catalog("p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c') AND p.prorettype <> 'trigger'::regtype AND p.prosrc <> 'tally_rollup_retired'");
cmp_ok(scalar @functions, '>', 50, 'the catalog lists the functions in C');

sub call
{
	my ($function) = @_;
	my $n = 0;
	my @arguments = map { HostileValues::argument($_, 'a' . ++$n) } @{ $function->{types} };
	my $call = "$function->{name}(" . join(', ', @arguments) . ')';

	if ($function->{set} eq 't' || $function->{returns} eq 'record')
	{
		return (returns => 'text', statement => "SELECT string_agg(r::text, ',') INTO result FROM (SELECT $call AS r) s");
	}
	return (returns => 'text', statement => "PERFORM $call") if $function->{returns} eq 'void';
	if ($function->{returns} eq 'cstring')
	{
		return (returns => 'text', statement => "result := textin($call)");
	}
	return (returns => $function->{returns}, statement => "result := $call");
}

# No value of type internal can be written in SQL.
sub out_of_reach
{
	my ($function) = @_;
	foreach my $null ('NULL', 'NULL::internal')
	{
		my $arguments = join(', ', map { $_ eq 'internal' ? $null : 'NULL' } @{ $function->{types} });
		$node->psql('postgres', "SELECT $function->{name}($arguments)",
			extra_params => ['--username=stranger'], stderr => \my $error);
		# which of the three depends on PostgreSQL's minor release
		like($error, qr/does not exist|cannot cast|cannot accept a value of type internal/,
			"SQL cannot call $function->{name}($arguments)");
	}
	return;
}

foreach my $function (@functions)
{
	if (grep { $_ eq 'internal' } @{ $function->{types} })
	{
		out_of_reach($function);
		next;
	}
	my @unknown = unknown_types($function);
	is("@unknown", '', "values for the types of $function->{signature}") or next;
	survives($function->{signature}, attack(types => $function->{types}, call($function)));
}

# Aggregates, plain and over a moving window.  The query has each combination
# of arguments twice in one group, and in a frame of one row thrice.

sub aggregate_attacks
{
	my ($call, %aggregate) = @_;
	my %plain = (%aggregate, statement => "SELECT $call INTO result FROM generate_series(1, 2)");
	my %moving = (%aggregate,
		statement => "SELECT r INTO result FROM (SELECT i, $call OVER (ORDER BY i ROWS CURRENT ROW) AS r FROM generate_series(1, 3) i) s WHERE i = 3");

	return (attack(%plain), attack(%moving));
}

foreach my $aggregate (catalog("p.prokind = 'a'"))
{
	my @unknown = unknown_types($aggregate);
	is("@unknown", '', "values for the types of $aggregate->{signature}") or next;
	my $arguments = join(', ', map { "a$_" } 1 .. @{ $aggregate->{types} });
	survives("aggregate $aggregate->{signature}",
		aggregate_attacks("$aggregate->{name}($arguments)", types => $aggregate->{types}, returns => $aggregate->{returns}));
}

# A stranger's own aggregates: each function that takes a state and returns
# one is a transition, and an inverse of each of the same arguments, from each
# initial condition.

sub is_transition
{
	my ($function) = @_;
	return $function->{set} eq 'f' && $function->{returns} ne 'regclass' && ($function->{types}[0] // '') eq $function->{returns};
}

my @transitions = grep { is_transition($_) } @functions;
cmp_ok(scalar @transitions, '>=', 15, 'functions that can be transitions');

# [name of the inverse or undef, initial condition or undef]
sub variations
{
	my ($function) = @_;
	my $state = $function->{types}[0];
	my @inverses = map { $_->{name} }
	  grep { "@{$_->{types}}" eq "@{$function->{types}}" && $_->{strict} eq $function->{strict} } @transitions;
	my @conditions = HostileValues::initial_conditions($state);

	# PostgreSQL asks for one where the first answer cannot be the state
	unshift @conditions, undef if $function->{strict} eq 'f' || ($function->{types}[1] // '') eq $state;
	return map { my $inverse = $_; map { [ $inverse, $_ ] } @conditions } @inverses;
}

foreach my $function (@transitions)
{
	my ($state, @types) = @{ $function->{types} };
	my $signature = @types ? join(', ', @types) : '*';
	my $call = 'pg_temp.mine(' . (@types ? join(', ', map { "a$_" } 1 .. @types) : '*') . ')';
	my @variations = variations($function);
	my @statements;

	foreach my $variation (@variations)
	{
		my ($inverse, $condition) = @$variation;
		my ($initial, $moving) = defined $condition ? (", INITCOND = $condition", ", MINITCOND = $condition") : ('', '');
		push @statements, qq{
			CREATE AGGREGATE pg_temp.mine($signature) (
				SFUNC = $function->{name}, STYPE = $state $initial,
				MSFUNC = $function->{name}, MINVFUNC = $inverse, MSTYPE = $state $moving);
		}, aggregate_attacks($call, types => \@types, returns => $state, variations => scalar @variations),
		  "DROP AGGREGATE pg_temp.mine($signature);";
	}
	survives("a stranger's aggregates over $function->{signature}", @statements);
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

# The stranger cannot reach the machine or change what the extension is.
foreach my $statement ('DROP EXTENSION csat', 'ALTER EXTENSION csat UPDATE', 'ALTER EXTENSION csat SET SCHEMA hostile',
	'ALTER EXTENSION csat DROP FUNCTION csat_rating(text)', 'ALTER FUNCTION csat_rating(text) OWNER TO stranger',
	'ALTER FUNCTION csat_rating(text) SECURITY DEFINER', 'ALTER TYPE score_tally OWNER TO stranger',
	'DROP TYPE score_tally CASCADE', 'CREATE CAST (bytea AS score_tally) WITHOUT FUNCTION', 'ALTER TYPE score_tally SET (STORAGE = extended)',
	"CREATE OR REPLACE FUNCTION csat_rating(rating text) RETURNS integer LANGUAGE sql RETURN 5",
	"CREATE FUNCTION pg_temp.forged(bytea) RETURNS score_tally LANGUAGE internal AS 'byteacat'",
	"CREATE FUNCTION pg_temp.direct(text) RETURNS score_tally LANGUAGE c AS 'csat', 'tally_cmp'")
{
	my $status = $node->psql('postgres', "\\set VERBOSITY verbose\n$statement", extra_params => ['--username=stranger'], stderr => \my $error);
	like($error, qr/ERROR:  42501:/, "not for a stranger: $statement");
}

is($node->safe_psql('postgres', "SELECT csat(4)"), '100.0000000000000000', 'the server still answers');
unlike(PostgreSQL::Test::Utils::slurp_file($node->logfile), qr/terminated by signal|PANIC|XX000/, 'no crash in its log');
note("$calls calls");
$node->stop;
done_testing();

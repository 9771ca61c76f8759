
# A user who may create in a schema waits for a superuser to install csat
# there: whatever he plants, before or after, none of it is ever run by
# another user, and nobody but the owner can change what was installed.

use strict;
use warnings;

use CsatCluster;
use File::Basename 'basename';
use PostgreSQL::Test::Utils;
use Test::More;

# The script itself

my $script = PostgreSQL::Test::Utils::slurp_file(install_script());
(my $code = $script) =~ s/--.*//g;
# what the functions do when they are called is not what the script does
$code =~ s/^(AS )?\$\$\n.*?^\$\$;|^BEGIN ATOMIC\n.*?^END;/BODY;/msg;
# nor what a view shows; who may read it is granted to all
$code =~ s/^CREATE VIEW .*?;$|^GRANT SELECT ON tally_rollups TO PUBLIC;$//msg;
unlike($code, qr/\bOR\s+REPLACE\b/i, 'the script replaces nothing');
unlike($code, qr/\bIF\s+(NOT\s+)?EXISTS\b/i, 'nor does it take what is there');
unlike($code, qr/^\s*DO\b/im, 'it has no code blocks');
unlike($code, qr/\bSECURITY\s+DEFINER\b/i, 'no function with its owner\'s rights');
unlike($code, qr/^\s*(SET|SELECT|INSERT|UPDATE|DELETE|GRANT|DROP)\b/im, 'it only creates');
unlike($code, qr/\bLANGUAGE\s+(?!C\b)\w+(?!.*(?:BEGIN ATOMIC|SET search_path = pg_catalog, pg_temp))/, 'bodies that are not in C are parsed at once, or search pg_catalog');
unlike($script, qr/[^\x00-\x7f]/, 'it is ASCII, so that every database can read it');
like($script, qr/^\\echo .*\\quit$/m, 'psql does not run it by mistake');

# Types that the grammar turns into pg_catalog's, those the script makes, and
# record and void, which pg_catalog has: its schema is searched before all others.
my %known = map { $_ => 1 } qw(smallint integer bigint boolean numeric record void), $code =~ /^CREATE TYPE (\w+)/mg;
my %unqualified;
foreach my $declaration ($code =~ /^CREATE (?:FUNCTION|AGGREGATE) (.*?)(?:\n|$)/mg)
{
	my $text = $declaration =~ s/DEFAULT\s+('[^']*'|[\w.-]+)//gr =~ s/double precision/numeric/gr;
	my ($arguments) = $text =~ /\((.*?)\)/;
	my @types = map { (split ' ')[-1] } split /,\s*/, $arguments // '';
	push @types, $text =~ /RETURNS TABLE \((.*?)\)/ ? map { (split ' ')[-1] } split(/,\s*/, $1) : $text =~ /RETURNS (?:SETOF )?(\S+)/;
	$unqualified{$_}++ foreach grep { !/^pg_catalog\./ && !$known{ s/\[\]$//r } } @types;
}
is(join(' ', sort keys %unqualified), '', 'every type is qualified or is the script\'s own');

# The attacker

my $released = with_extension_files(map { basename($_) => slurp_file($_) } install_script(), glob('csat--*--*.sql test/upgrade/csat--*.sql'));
my $node = start_cluster('main', conf => $released);
$node->safe_psql('postgres', q{
	CREATE ROLE mallory LOGIN;
	CREATE ROLE owner LOGIN;
	CREATE DATABASE reference;
});
$node->safe_psql('reference', 'CREATE EXTENSION csat');

sub members
{
	my ($class, $select, $condition) = @_;
	return split /\n/, $node->safe_psql('reference', qq{
		SELECT $select FROM $class x JOIN pg_depend d ON d.classid = '$class'::regclass AND d.objid = x.oid AND d.deptype = 'e'
			JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'csat'
		WHERE $condition ORDER BY 1});
}

my @types = members('pg_type', 'typname', 'typelem = 0');
my @plain_functions = members('pg_proc', q{proname || '(' || pg_get_function_identity_arguments(x.oid) || ')'},
	q{prokind = 'f' AND pg_get_function_identity_arguments(x.oid) !~ '_tally|internal|cstring'});
my @function_names = members('pg_proc', 'DISTINCT proname', 'true');
my @aggregates = members('pg_proc', q{proname || '(' || pg_get_function_identity_arguments(x.oid) || ')'},
	q{prokind = 'a' AND pg_get_function_identity_arguments(x.oid) !~ '_tally'});
my @operators = members('pg_operator', 'DISTINCT oprname', 'true');
cmp_ok(scalar @$_, '>', 0, 'the reference installation lists what to plant') foreach \@types, \@plain_functions, \@aggregates, \@operators;

# What is planted tells who ran it, in a table that all may write to, since a
# function of mallory's can do nothing better with another's rights.
my $trap = q{RETURNS %s LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.caught VALUES (current_user); RETURN NULL; END $$};

sub fresh_schema
{
	my ($database, $schema) = @_;
	$node->safe_psql($database, "CREATE SCHEMA $schema; GRANT ALL ON SCHEMA $schema TO mallory");
	return;
}

sub fresh_database
{
	my ($name) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	$node->safe_psql($name, 'CREATE TABLE public.caught (who name); GRANT INSERT ON public.caught TO PUBLIC');
	fresh_schema($name, 'shared');
	return $name;
}

sub as_mallory
{
	my ($database, $schema, @statements) = @_;
	my $sql = join('', map { "$_;\n" } "SET search_path = $schema", @statements);

	$node->psql($database, $sql, extra_params => ['--username=mallory'], stderr => \my $stderr);
	is($stderr, '', "mallory's plants grow in $schema of $database");
	return;
}

# Does CREATE EXTENSION succeed, when a superuser runs it?
sub installs
{
	my ($database, $schema) = @_;
	my $status = $node->psql($database, "CREATE EXTENSION csat SCHEMA $schema", stderr => \my $stderr);
	return ($status == 0, $stderr);
}

sub nothing_caught
{
	my ($database, $name) = @_;
	is( $node->safe_psql($database, "SELECT count(*), (SELECT rolsuper FROM pg_roles WHERE rolname = 'mallory') FROM public.caught WHERE who <> 'mallory'"),
		'0|f', "$name: nobody was caught");
	return;
}

# Nothing of mallory's is a member, and nothing is left of a script that failed.
sub nothing_taken
{
	my ($database, $name) = @_;
	is( $node->safe_psql($database, q{
			SELECT count(*) FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'csat'
			WHERE d.deptype = 'e' AND coalesce(
				(SELECT proowner FROM pg_proc WHERE d.classid = 'pg_proc'::regclass AND oid = d.objid),
				(SELECT typowner FROM pg_type WHERE d.classid = 'pg_type'::regclass AND oid = d.objid),
				(SELECT oprowner FROM pg_operator WHERE d.classid = 'pg_operator'::regclass AND oid = d.objid)) = 'mallory'::regrole}),
		'0', "$name: the extension took nothing of mallory's");
	return;
}

# What a function, an operator or an aggregate is made of, by its schemas.
sub made_of_no_decoy
{
	my ($database, $name) = @_;
	is( $node->safe_psql($database, q{
			SELECT count(*) FROM pg_depend d JOIN pg_extension e ON e.extname = 'csat'
				JOIN pg_depend m ON m.refclassid = 'pg_extension'::regclass AND m.refobjid = e.oid AND m.deptype = 'e' AND (m.classid, m.objid) = (d.classid, d.objid)
			WHERE coalesce((SELECT proowner FROM pg_proc WHERE d.refclassid = 'pg_proc'::regclass AND oid = d.refobjid),
				(SELECT oprowner FROM pg_operator WHERE d.refclassid = 'pg_operator'::regclass AND oid = d.refobjid),
				(SELECT typowner FROM pg_type WHERE d.refclassid = 'pg_type'::regclass AND oid = d.refobjid)) = 'mallory'::regrole}),
		'0', "$name: nothing of it is made of a decoy");
	return;
}

# Each of these names is one that the script makes: it must fail, not use it.
my %same_name = (
	(map { ("type $_, a row" => "CREATE TYPE $_ AS (lowest int)") } @types),
	(map { ("type $_, a domain" => "CREATE DOMAIN $_ AS text") } @types),
	(map { ("table $_" => "CREATE TABLE $_ (responses int)") } @types),
	(map { ("type $_ with casts" => "CREATE TYPE $_ AS (lowest int); CREATE FUNCTION as_$_(text) " . sprintf($trap, $_) . "; CREATE CAST (text AS $_) WITH FUNCTION as_$_(text) AS IMPLICIT") } @types),
	(map { ("function $_" => "CREATE FUNCTION $_ " . sprintf($trap, 'text')) } @plain_functions),
	(map { ("aggregate $_ as a function" => "CREATE FUNCTION $_ " . sprintf($trap, 'text')) } @aggregates));

my $n = 0;
my $same_name = fresh_database('same_name');
foreach my $plant (sort keys %same_name)
{
	my $schema = 'same_name_' . $n++;
	fresh_schema($same_name, $schema);
	as_mallory($same_name, $schema, $same_name{$plant});
	my ($installed, $stderr) = installs($same_name, $schema);
	ok(!$installed, "refuses to install over mallory's $plant");
	like($stderr, qr/already exists/, 'and says what is there');
}
nothing_caught($same_name, 'the same names');
is($node->safe_psql($same_name, "SELECT count(*) FROM pg_extension WHERE extname = 'csat'"), '0', 'nothing is installed over them');

# These stand beside what the script makes, in wait for a call that fits them
# as well: the same names with looser arguments, the names of what it uses of
# pg_catalog, and operators on all types that literals could have.
my @decoys;

sub decoy
{
	my ($declaration, $returns) = @_;
	push @decoys, "CREATE FUNCTION $declaration " . sprintf($trap, $returns);
	return;
}

foreach my $name (@function_names)
{
	decoy("$name(VARIADIC anyarray)", 'int');
	decoy("$name(anycompatible, anycompatible)", 'int');
	decoy("$name(anynonarray)", 'int');
	decoy("$name(name)", 'int');
}
decoy("$_(text, text)", 'float8') foreach qw(eqsel eqjoinsel neqsel neqjoinsel scalarltsel scalarlesel scalargtsel scalargesel int4 float8 text);
push @decoys, map { "CREATE TYPE $_ AS (bait int)" } qw(cstring internal record numrange bytea json jsonb int4 int8 int2 float8 bool numeric text);
push @decoys, 'CREATE FUNCTION bait(text, text) ' . sprintf($trap, 'bool'), 'CREATE FUNCTION bait(integer, integer) ' . sprintf($trap, 'bool'),
  'CREATE FUNCTION bait(anyelement, anyelement) ' . sprintf($trap, 'bool');
foreach my $operator (@operators)
{
	push @decoys, "CREATE OPERATOR $operator (LEFTARG = $_, RIGHTARG = $_, FUNCTION = bait)" foreach 'pg_catalog.text', 'integer', 'anyelement';
}

# These fit a call without the cast that it needs: functions that take a name or
# an oid, and operators of pg_catalog on pairs of types that have none there.
sub query
{
	my ($select) = @_;
	return split /\n/, $node->safe_psql('reference', $select);
}

decoy($_, 'int') foreach query(q{
	SELECT proname || '(' || (SELECT string_agg('pg_catalog.' || CASE WHEN n = place THEN nearer ELSE typname END, ', ' ORDER BY n)
		FROM unnest(proargtypes) WITH ORDINALITY AS a (type, n) JOIN pg_type t ON t.oid = type) || ')'
	FROM pg_proc p CROSS JOIN unnest(proargtypes) WITH ORDINALITY AS b (type, place)
		JOIN (VALUES ('text'::regtype, 'name'), ('regclass', 'oid')) AS v (type, nearer) USING (type)
	WHERE pronamespace = (SELECT extnamespace FROM pg_extension WHERE extname = 'csat') AND (pronargs > 1 OR nearer = 'oid')
		AND NOT EXISTS (SELECT FROM unnest(proargtypes) a (type) JOIN pg_type t ON t.oid = type WHERE typnamespace <> 'pg_catalog'::regnamespace)
	ORDER BY p.oid, place});
my $pairs = q{FROM pg_type l CROSS JOIN pg_type r WHERE ARRAY[l.oid, r.oid] <@
	'{name,text,oid,regclass,regnamespace,smallint,integer,bigint,boolean,"\"char\"",text[],double precision,numeric}'::regtype[]::oid[]};
decoy($_, 'bool') foreach query("SELECT format('near(pg_catalog.%I, pg_catalog.%I)', l.typname, r.typname) $pairs");
push @decoys, query("SELECT format('CREATE OPERATOR %s (LEFTARG = pg_catalog.%I, RIGHTARG = pg_catalog.%I, FUNCTION = near)', name, l.typname, r.typname)
	$pairs" =~ s/FROM/FROM unnest(ARRAY['||', '=', '<>', '<', '>', '<=', '>=', '+', '-', '~~']) AS name CROSS JOIN/r
  . " AND (l.typname, r.typname) <> ('text', 'text') AND NOT EXISTS (SELECT FROM pg_operator WHERE oprname = name AND oprleft = l.oid AND oprright = r.oid)");

# All of what users do, with names that are theirs alone to resolve.
sub use_everything
{
	my ($database, $name) = @_;
	my $result = $node->safe_psql($database, q{
		CREATE SCHEMA mine;
		SET search_path = shared;
		CREATE TEMP TABLE answers AS SELECT i::integer AS score FROM pg_catalog.generate_series(1, 5) i;
		SELECT csat(score), csat(score, 5), nps(score), csat(score > 3), csat_tally(score), sum(score_tally(score::float8, 2::bigint, 1, 5)) FROM answers;
		SELECT csat(score) OVER (ORDER BY score ROWS 1 PRECEDING) FROM answers;
		SELECT t = t, t <> t, t < t, t <= t, t > t, t >= t, t + t, t - t, csat_score(t), responses(t), csat_interval(t, 0.95::float8, 'wilson'::pg_catalog.text), csat_change(t, t, 0.9::float8), (t::pg_catalog.jsonb)::pg_catalog.text, pg_catalog.to_json(t), sparkline(t)
			FROM (SELECT csat_tally(score) FROM answers) s(t);
		CREATE TABLE mine.kept (score integer);
		SELECT create_tally_rollup('mine.rollup'::pg_catalog.text, 'mine.kept'::pg_catalog.regclass, ARRAY['score']::pg_catalog.text[], ARRAY['csat_tally(score)', 'sum(score_tally(score::float8, 2::bigint, 1, 5))']::pg_catalog.text[]);
		INSERT INTO mine.kept SELECT score FROM answers;
		UPDATE mine.kept SET score = 1;
		TABLE mine.rollup;
		SELECT compact_tally_rollup('mine.rollup'::pg_catalog.regclass), rebuild_tally_rollup('mine.rollup'::pg_catalog.regclass), drop_tally_rollup('mine.rollup'::pg_catalog.regclass);
		DROP SCHEMA mine CASCADE;
		SELECT pg_catalog.count(DISTINCT t) FROM (SELECT csat_tally(score) FROM answers GROUP BY score) s(t) ORDER BY 1;
		SELECT nps_category(9::float8), is_satisfied(4::float8, 5), csat_rating('4/5'::pg_catalog.text), csat_band(80.5::numeric), weighted_nps(score::float8, 1.5::float8) FROM answers GROUP BY score;
	});
	like($result, qr/^40\.0.*promoter\|t\|4\|good/s, "$name: csat answers");
	return;
}

my $before = fresh_database('before');
as_mallory($before, 'shared', @decoys);
my ($installed) = installs($before, 'shared');
ok($installed, 'with decoys around, a superuser can still install');
nothing_caught($before, 'decoys before CREATE EXTENSION');
nothing_taken($before, 'decoys before CREATE EXTENSION');
is( $node->safe_psql($before, q{SELECT pg_catalog.count(*) FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid WHERE e.extname = 'csat' AND d.deptype = 'e'}),
	$node->safe_psql('reference', q{SELECT count(*) FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid WHERE e.extname = 'csat' AND d.deptype = 'e'}),
	'all of it is installed');
made_of_no_decoy($before, 'decoys before CREATE EXTENSION');
use_everything($before, 'decoys before CREATE EXTENSION');
nothing_caught($before, 'with decoys from before, in use');

# The trap works: mallory's decoy catches who calls it.
$node->psql($before, 'SELECT shared.bait(1, 1)');
is($node->safe_psql($before, "SELECT count(*) > 0 FROM public.caught WHERE who <> 'mallory'"), 't', 'a decoy that is called would be noticed');

my $after = fresh_database('after');
ok((installs($after, 'shared'))[0], 'installed before mallory comes');
as_mallory($after, 'shared', @decoys);
use_everything($after, 'decoys after CREATE EXTENSION');
nothing_caught($after, 'decoys after CREATE EXTENSION');

# A release is updated where mallory has waited since.
SKIP:
{
	skip 'this server finds extensions in its own directory only', 1 unless $released;

	my $updated = fresh_database('updated');
	$node->safe_psql($updated, "CREATE EXTENSION csat VERSION '1.0.0' SCHEMA shared");
	as_mallory($updated, 'shared', @decoys);
	$node->safe_psql($updated, 'ALTER EXTENSION csat UPDATE');
	nothing_caught($updated, 'decoys before ALTER EXTENSION');
	nothing_taken($updated, 'decoys before ALTER EXTENSION');
	made_of_no_decoy($updated, 'decoys before ALTER EXTENSION');
	use_everything($updated, 'decoys before ALTER EXTENSION');
	nothing_caught($updated, 'with decoys from before the update, in use');
}

# Nobody but the owner changes it: not mallory, and not the owner of a database
# who installed it as a trusted extension, beyond dropping it.
my %changes = (
	'replace a function' => q{CREATE OR REPLACE FUNCTION shared.csat_rating(rating text) RETURNS integer LANGUAGE sql AS 'SELECT 5'},
	'replace an aggregate' => q{CREATE OR REPLACE AGGREGATE shared.csat(integer) (SFUNC = int4pl, STYPE = integer)},
	'alter a function' => 'ALTER FUNCTION shared.csat_rating(text) SECURITY DEFINER',
	'set a function\'s settings' => 'ALTER FUNCTION shared.csat_rating(text) SET search_path = shared',
	'rename a function' => 'ALTER FUNCTION shared.csat_rating(text) RENAME TO harmless',
	'drop a function' => 'DROP FUNCTION shared.csat_rating(text)',
	'own a type' => 'ALTER TYPE shared.score_tally OWNER TO CURRENT_USER',
	'rename a type' => 'ALTER TYPE shared.score_tally RENAME TO harmless',
	'drop an operator' => 'DROP OPERATOR shared.+ (shared.score_tally, shared.score_tally)',
	'alter an operator' => 'ALTER OPERATOR shared.= (shared.score_tally, shared.score_tally) SET (RESTRICT = NONE)',
	'make a cast to the type' => 'CREATE CAST (bytea AS shared.score_tally) WITHOUT FUNCTION');

sub cannot_change
{
	my ($who, $database) = @_;
	foreach my $change (sort keys %changes)
	{
		$node->psql($database, "\\set VERBOSITY verbose\n$changes{$change}", extra_params => ["--username=$who"], stderr => \my $stderr);
		like($stderr, qr/ERROR:  (42501|2BP01):/, "$who cannot $change");
	}
	return;
}

cannot_change('mallory', $after);
foreach my $statement ('DROP EXTENSION csat', 'ALTER EXTENSION csat ADD FUNCTION shared.csat_rating(name)', 'ALTER EXTENSION csat DROP FUNCTION shared.csat_rating(text)', 'ALTER EXTENSION csat SET SCHEMA public', 'ALTER EXTENSION csat UPDATE')
{
	$node->psql($after, "\\set VERBOSITY verbose\n$statement", extra_params => ['--username=mallory'], stderr => \my $stderr);
	like($stderr, qr/ERROR:  42501:/, "not for mallory: $statement");
}

$node->safe_psql('postgres', 'CREATE DATABASE owned OWNER owner');
$node->safe_psql('owned', 'CREATE SCHEMA shared AUTHORIZATION owner; CREATE EXTENSION csat SCHEMA shared', extra_params => ['--username=owner']);
$node->safe_psql('owned', 'GRANT USAGE ON SCHEMA shared TO mallory');
is($node->safe_psql('owned', 'SELECT shared.csat(4)', extra_params => ['--username=mallory']), '100.0000000000000000',
	'who is no superuser installs it into a database of his own, and others use it');
cannot_change('owner', 'owned');
$node->safe_psql('owned', 'DROP EXTENSION csat', extra_params => ['--username=owner']);
is($node->safe_psql('owned', "SELECT count(*) FROM pg_extension WHERE extname = 'csat'"), '0', 'whoever installed it can drop it');

$node->stop;
done_testing();


# A user who may create in a schema waits for a superuser to install csat
# there: whatever he plants, before or after, none of it is ever run by
# another user or becomes a part of what is installed.

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

# The names of members, to be planted
sub members
{
	my ($class, $name) = @_;
	return split /\n/, $node->safe_psql('reference', qq{
		SELECT DISTINCT $name FROM $class x JOIN pg_depend d ON d.classid = '$class'::regclass AND d.objid = x.oid AND d.deptype = 'e'
			JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'csat' ORDER BY 1});
}

my @function_names = members('pg_proc', 'proname');
my @operators = members('pg_operator', 'oprname');
cmp_ok(scalar @$_, '>', 0, 'the reference installation lists what to plant') foreach \@function_names, \@operators;

# What is planted tells who ran it, in a table that all may write to, since a
# function of mallory's can do nothing better with another's rights.
my $trap = q{RETURNS %s LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.caught VALUES (current_user); RETURN NULL; END $$};

sub fresh_database
{
	my ($name) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	$node->safe_psql($name, q{
		CREATE TABLE public.caught (who name);
		GRANT INSERT ON public.caught TO PUBLIC;
		CREATE SCHEMA shared;
		GRANT ALL ON SCHEMA shared TO mallory});
	return $name;
}

my @decoys;

sub plant_decoys
{
	my ($database) = @_;
	$node->psql($database, join('', map { "$_;\n" } 'SET search_path = shared', @decoys), extra_params => ['--username=mallory'], stderr => \my $stderr);
	is($stderr, '', "mallory's plants grow in $database");
	return;
}

sub nothing_caught
{
	my ($database, $name) = @_;
	is( $node->safe_psql($database, "SELECT count(*), (SELECT rolsuper FROM pg_roles WHERE rolname = 'mallory') FROM public.caught WHERE who <> 'mallory'"),
		'0|f', "$name: nobody was caught");
	return;
}

# An owner of what is in one of the catalogs that names are looked up in
my $owner = q{coalesce((SELECT proowner FROM pg_proc WHERE %1$sclassid = 'pg_proc'::regclass AND oid = %1$sobjid),
	(SELECT typowner FROM pg_type WHERE %1$sclassid = 'pg_type'::regclass AND oid = %1$sobjid),
	(SELECT oprowner FROM pg_operator WHERE %1$sclassid = 'pg_operator'::regclass AND oid = %1$sobjid))};
my $is_member = q{refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'csat') AND deptype = 'e'};

# Members belong to the first superuser, and are made of nothing of mallory's.
sub nothing_taken
{
	my ($database, $name) = @_;
	my ($of_member, $of_part) = map { sprintf($owner, $_) } '', 'ref';

	is($node->safe_psql($database, "SELECT count(*) FROM pg_depend WHERE $is_member AND $of_member <> 10"),
		'0', "$name: every member is the superuser's");
	is($node->safe_psql($database, "WITH members AS (SELECT classid, objid FROM pg_depend WHERE $is_member) SELECT count(*) FROM pg_depend WHERE $of_part = 'mallory'::regrole
			AND (classid, objid) IN (TABLE members UNION SELECT 'pg_rewrite'::regclass, oid FROM pg_rewrite WHERE ev_class IN (SELECT objid FROM members))"),
		'0', "$name: nothing of it is made of a decoy");
	return;
}

# These stand beside what the script makes, in wait for a call that fits them
# as well: the same names with looser arguments, the names of what it uses of
# pg_catalog, and operators on all types that literals could have.
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

my $install = 'CREATE EXTENSION csat SCHEMA shared';
my $before = fresh_database('before');
plant_decoys($before);
$node->safe_psql($before, $install);
nothing_caught($before, 'decoys before CREATE EXTENSION');
nothing_taken($before, 'decoys before CREATE EXTENSION');
my $members = "SELECT pg_catalog.count(*) FROM pg_depend WHERE $is_member";
is($node->safe_psql($before, $members), $node->safe_psql('reference', $members), 'all of it is installed');
use_everything($before, 'decoys before CREATE EXTENSION');
nothing_caught($before, 'with decoys from before, in use');

# The trap works: mallory's decoy catches who calls it.
$node->psql($before, 'SELECT shared.bait(1, 1)');
is($node->safe_psql($before, "SELECT count(*) > 0 FROM public.caught WHERE who <> 'mallory'"), 't', 'a decoy that is called would be noticed');

my $after = fresh_database('after');
$node->safe_psql($after, $install);
plant_decoys($after);
use_everything($after, 'decoys after CREATE EXTENSION');
nothing_caught($after, 'decoys after CREATE EXTENSION');

# A release is updated where mallory has waited since.
SKIP:
{
	skip 'this server finds extensions in its own directory only', 1 unless $released;

	my $updated = fresh_database('updated');
	$node->safe_psql($updated, "CREATE EXTENSION csat VERSION '1.0.0' SCHEMA shared");
	plant_decoys($updated);
	$node->safe_psql($updated, 'ALTER EXTENSION csat UPDATE');
	nothing_caught($updated, 'decoys before ALTER EXTENSION');
	nothing_taken($updated, 'decoys before ALTER EXTENSION');
	use_everything($updated, 'decoys before ALTER EXTENSION');
	nothing_caught($updated, 'with decoys from before the update, in use');
}

# The owner of a database installs csat there as a trusted extension, and can
# drop it, but not change it: it is the superuser's.
$node->safe_psql('postgres', 'CREATE DATABASE owned OWNER owner');
$node->safe_psql('owned', "CREATE SCHEMA shared AUTHORIZATION owner; $install", extra_params => ['--username=owner']);
$node->safe_psql('owned', 'GRANT USAGE ON SCHEMA shared TO mallory');
is($node->safe_psql('owned', 'SELECT shared.csat(4)', extra_params => ['--username=mallory']), '100.0000000000000000',
	'who is no superuser installs it into a database of his own, and others use it');
nothing_taken('owned', 'trusted');
$node->safe_psql('owned', 'DROP EXTENSION csat', extra_params => ['--username=owner']);
is($node->safe_psql('owned', "SELECT count(*) FROM pg_extension WHERE extname = 'csat'"), '0', 'whoever installed it can drop it');

$node->stop;
done_testing();

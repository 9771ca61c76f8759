
# A database with stored tallies survives pg_dump and pg_restore in every
# format, and COPY in every format, unchanged.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_cluster('main');
my $backup = PostgreSQL::Test::Utils::tempdir;

$node->safe_psql('postgres', 'CREATE DATABASE original');
$node->safe_psql('original', q{
	CREATE SCHEMA ext;
	CREATE EXTENSION csat SCHEMA ext;
	SET search_path = public, ext;
	CREATE TABLE answers AS
		SELECT i AS id, i % 7 AS region, 1 + (i * 7919) % 5 AS score, (i * 104729) % 11 AS recommend
		FROM generate_series(1, 10000) i;
	CREATE DOMAIN small AS score_tally CHECK (responses(VALUE) < 100000);
	CREATE TYPE pair AS (csat score_tally, nps score_tally);
	CREATE TABLE kept (
		region int PRIMARY KEY,
		csat score_tally DEFAULT '{"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}',
		nps small,
		taken pair,
		weighted weighted_tally,
		history score_tally[],
		answers bigint GENERATED ALWAYS AS (ext.responses(csat)) STORED
	);
	INSERT INTO kept
		SELECT region, csat_tally(score), nps_tally(recommend), (csat_tally(score), nps_tally(recommend))::pair,
			weighted_nps_tally(recommend, exp(sin(id) * 20)),
			ARRAY[csat_tally(score), NULL, nps_tally(recommend)]
		FROM answers GROUP BY region;
	INSERT INTO kept (region) VALUES (8);
	INSERT INTO kept SELECT 9, sum(score_tally(i, i + 50, -50, 50)) FROM generate_series(-50, 50) i;
	INSERT INTO kept VALUES (10, '{"1": 9223372036854775807, "2": 0}');
	CREATE INDEX ON kept (csat);
	CREATE INDEX ON kept USING hash (csat);
	CREATE INDEX ON kept (weighted);
	CREATE VIEW scores AS SELECT ext.csat(csat), ext.nps(nps) FROM kept WHERE region < 8;
	CREATE MATERIALIZED VIEW monthly AS SELECT region, csat_tally(score) AS tally, nps(recommend) FROM answers GROUP BY region;
});

# All that was stored, as one text.
sub contents
{
	my ($database) = @_;
	return $node->safe_psql($database, q{
		SET search_path = public, ext;
		TABLE kept ORDER BY region;
		TABLE scores;
		TABLE monthly ORDER BY region;
		SELECT csat(tally), sum(tally) FROM monthly;
	});
}

my $original = contents('original');
like($original, qr/9223372036854775807/, 'there is something to lose');

foreach my $format (qw(plain custom directory tar))
{
	my $dump = "$backup/$format";
	my $restored = "restored_$format";

	$node->command_ok(
		[ 'pg_dump', "--format=$format", "--file=$dump", 'original' ],
		"dump as $format");
	$node->safe_psql('postgres', "CREATE DATABASE $restored");
	$node->command_ok(
		$format eq 'plain'
		? [ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $restored, '-f', $dump ]
		: [ 'pg_restore', '--exit-on-error', "--dbname=$restored", $dump ],
		"restore from $format");
	is(contents($restored), $original, "$format gives back what was stored");
}

# COPY, through files of the server's
foreach my $format (qw(text csv binary))
{
	my $file = "$backup/copy.$format";

	$node->safe_psql('original', qq{
		SET search_path = public, ext;
		COPY (SELECT region, csat, nps, taken, weighted, history FROM kept) TO '$file' (FORMAT $format);
		CREATE TABLE copied_$format (LIKE kept);
		COPY copied_$format (region, csat, nps, taken, weighted, history) FROM '$file' (FORMAT $format);
	});
	is( $node->safe_psql('original', qq{
			SET search_path = public, ext;
			SELECT count(*), count(*) FILTER (WHERE (k.csat, k.nps, k.taken, k.weighted, k.history) IS DISTINCT FROM (c.csat, c.nps, c.taken, c.weighted, c.history))
			FROM kept k FULL JOIN copied_$format c USING (region)}),
		'10|0',
		"COPY as $format gives back what was stored");
}

$node->stop;
done_testing();

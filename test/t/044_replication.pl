
# Stored tallies on another server are the same tallies: on a standby, when it
# is promoted, and on a logical subscriber, where rows are found by all of
# their columns.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = start_cluster('primary', init => { allows_streaming => 'logical' }, conf => "fsync = off\nautovacuum = off\n");
$primary->safe_psql('postgres', q{
	CREATE EXTENSION csat;
	CREATE DOMAIN small AS score_tally CHECK (responses(VALUE) < 100000);
	CREATE TABLE answers AS
		SELECT i AS id, i % 7 AS region, 1 + (i * 7919) % 5 AS score, (i * 104729) % 11 AS recommend FROM generate_series(1, 5000) i;
	CREATE TABLE kept (region int, csat score_tally, nps small, weighted weighted_tally, history score_tally[]);
	ALTER TABLE kept REPLICA IDENTITY FULL;
	INSERT INTO kept
		SELECT region, csat_tally(score), nps_tally(recommend), weighted_nps_tally(recommend, exp(sin(id) * 20)), ARRAY[csat_tally(score), NULL]
		FROM answers GROUP BY region;
	CREATE INDEX kept_btree ON kept (csat);
	CREATE INDEX kept_hash ON kept USING hash (nps);
	CREATE INDEX kept_weighted ON kept (weighted);
	CREATE MATERIALIZED VIEW monthly AS SELECT region, csat_tally(score) AS tally, nps(recommend) FROM answers GROUP BY region;
	CREATE VIEW scores AS SELECT csat(csat), nps(nps), nps(weighted) AS weighted FROM kept WHERE region < 10;
});

my $table = 'SELECT * FROM kept ORDER BY region, csat, nps, weighted';
my $all = "$table; TABLE scores; SELECT * FROM monthly ORDER BY region";

# The same by each index, where a plan can be made to use it.
sub by_index
{
	my ($node) = @_;
	return $node->safe_psql('postgres', q{
		SET enable_seqscan = off;
		SELECT count(*) FROM kept k JOIN (SELECT csat AS c, nps AS n, weighted AS w FROM kept) s ON k.csat = c AND k.nps = n AND k.weighted = w;
		SELECT region FROM kept ORDER BY csat, region;
		SELECT region FROM kept ORDER BY weighted, region;
	});
}

# A standby

$primary->backup('first');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'first', has_streaming => 1);
$standby->start;

my $changes = q{
	UPDATE kept SET csat = csat + csat, weighted = weighted + weighted WHERE region < 3;
	UPDATE kept SET csat = score_tally_accum(csat, 5), history = history || csat WHERE region = 4;
	DELETE FROM kept WHERE csat = (SELECT csat FROM kept WHERE region = 6);
	INSERT INTO kept (region, csat, nps) VALUES (10, '{"1": 9223372036854775807, "2": 0}', '{"0": 0, "1": 5}');
	INSERT INTO kept (region, csat) SELECT 11, sum(score_tally(i, i + 50, -50, 50)) FROM generate_series(-50, 50) i;
	INSERT INTO kept (region, weighted) SELECT 12, weighted_csat_tally(i, 1e-300 / i) FROM generate_series(1, 5) i;
};
$primary->safe_psql('postgres', "$changes; REFRESH MATERIALIZED VIEW monthly");
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('write'));
my $expected = $primary->safe_psql('postgres', $all);
like($expected, qr/9223372036854775807/, 'there is something to lose');
is($standby->safe_psql('postgres', $all), $expected, 'a standby has it all');
is(by_index($standby), by_index($primary), 'and finds it by its indexes');

$standby->promote;
is($standby->safe_psql('postgres', $all), $expected, 'so it does when it is promoted');
$standby->safe_psql('postgres', 'UPDATE kept SET csat = csat + csat WHERE region = 5; REINDEX TABLE kept');
is($standby->safe_psql('postgres', 'SELECT responses(s.csat) = 2 * responses(m.tally) FROM kept s JOIN monthly m USING (region) WHERE region = 5'),
	't', 'and goes on counting');
$standby->stop;

# Subscribers, one that gets text and one that gets the binary form

foreach my $binary ('off', 'on')
{
	my $subscriber = start_cluster("subscriber_$binary", conf => "fsync = off\n");
	my $connection = 'host=' . $primary->host . ' port=' . $primary->port . ' dbname=postgres';

	$primary->safe_psql('postgres', "CREATE PUBLICATION tallies_$binary FOR TABLE kept");
	$subscriber->safe_psql('postgres', qq{
		CREATE EXTENSION csat;
		CREATE DOMAIN small AS score_tally CHECK (responses(VALUE) < 100000);
		CREATE TABLE kept (region int, csat score_tally, nps small, weighted weighted_tally, history score_tally[]);
		CREATE SUBSCRIPTION tallies_$binary CONNECTION '$connection' PUBLICATION tallies_$binary WITH (binary = $binary);
	});
	$subscriber->wait_for_subscription_sync($primary, "tallies_$binary");
	is($subscriber->safe_psql('postgres', $table), $primary->safe_psql('postgres', $table), "binary $binary: the first copy");

	# The subscriber finds each old row by comparing tallies.
	$primary->safe_psql('postgres', q{
		UPDATE kept SET csat = csat + '{"1": 1, "2": 0, "3": 0, "4": 0, "5": 1}', weighted = weighted + weighted WHERE region BETWEEN 1 AND 5;
		UPDATE kept SET nps = NULL WHERE region = 2;
		DELETE FROM kept WHERE region = (SELECT min(region) FROM kept);
		INSERT INTO kept SELECT region + 100, csat, nps, weighted, history FROM kept WHERE region IN (3, 11);
	});
	$primary->wait_for_catchup("tallies_$binary");
	is($subscriber->safe_psql('postgres', $table), $primary->safe_psql('postgres', $table), "binary $binary: every change");
	$subscriber->safe_psql('postgres', "DROP SUBSCRIPTION tallies_$binary");
	unlike(PostgreSQL::Test::Utils::slurp_file($subscriber->logfile), qr/ERROR|PANIC/, "binary $binary: no error on the way");
	$subscriber->stop;
}

$primary->stop;
done_testing();

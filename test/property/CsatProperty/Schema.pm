
# A random table of survey answers, and a table of tallies stored from some of
# its rows.
package CsatProperty::Schema;

use strict;
use warnings;

use CsatProperty::Choice;

my @numbers = ('smallint', 'integer', 'bigint', 'real', 'double precision', 'numeric', 'numeric(6,2)');

# By a number that is spread evenly: the same rows on every machine.
sub noise
{
	my ($salt, $of) = @_;
	return "(abs(hashint8extended(id, $salt)) % $of)";
}

# The value, or NULL in a share of the rows.
sub missing_at_times
{
	my ($expression) = @_;
	my $percent = pick(0, 0, 10, 50, 95, 100);

	return $expression if $percent == 0;
	return 'CASE WHEN ' . noise(between(1, 1e6), 100) . " >= $percent THEN $expression END";
}

# An answer of $lowest to $highest; in some tables nearly all are the same.
sub answers
{
	my ($lowest, $highest) = @_;
	my $spread = chance(0.8) ? $highest - $lowest + 1 : 1;
	my $first = between($lowest, $highest - $spread + 1);

	return missing_at_times("$first + " . noise(between(1, 1e6), $spread));
}

sub key
{
	my ($groups, $as) = @_;
	return missing_at_times(sprintf($as, noise(between(1, 1e6), $groups)));
}

sub new
{
	my ($class) = @_;
	my $points = between(2, 10);
	my $self = bless {
		rows => pick(0, between(1, 10), (between(3, 300)) x 5, between(300, 3000)),
		points => $points,
		kind => pick('', 'UNLOGGED', 'partitioned by list', 'partitioned by hash'),
		# Sums of eighths are exact in whatever order workers add them.
		columns => [
			[ 'id', 'bigint', 'id' ],
			[ 'region', 'integer', key(pick(1, 2, 7), '%s') ],
			[ 'channel', 'text', key(3, q{'channel ' || %s}) ],
			[ 'day', 'date', q{date '2026-01-01' + } . noise(between(1, 1e6), pick(1, 10, 90)) . '::int' ],
			[ 'customer', 'bigint', key(pick(10, 200, 2000), '%s') ],
			[ 'satisfaction', pick(@numbers), answers(1, 5) ],
			[ 'recommend', pick(@numbers), answers(0, 10) ],
			[ 'stars', pick(@numbers), answers(1, $points) ],
			[ 'good', 'boolean', missing_at_times(noise(between(1, 1e6), 2) . ' = 0') ],
			[ 'weight', pick('real', 'double precision', 'numeric', 'integer'), missing_at_times(noise(between(1, 1e6), 64) . pick(' / 8.0', ' * 16')) ],
		],
	}, $class;
	$self->{cut} = between(0, $self->{rows});
	return $self;
}

sub points
{
	my ($self) = @_;
	return $self->{points};
}

sub cut
{
	my ($self) = @_;
	return $self->{cut};
}

sub create_table
{
	my ($self) = @_;
	my $columns = join(",\n\t", map { "$_->[0] $_->[1]" } @{ $self->{columns} });

	if ($self->{kind} =~ /^partitioned by (.*)/)
	{
		my $by = $1 eq 'list' ? 'LIST (region)' : 'HASH (id)';
		my @partitions =
		  $1 eq 'list'
		  ? ("CREATE TABLE answers_0 PARTITION OF answers FOR VALUES IN (0, 1, NULL)", "CREATE TABLE answers_1 PARTITION OF answers DEFAULT")
		  : map { "CREATE TABLE answers_$_ PARTITION OF answers FOR VALUES WITH (MODULUS 3, REMAINDER $_)" } 0 .. 2;
		return ("CREATE TABLE answers (\n\t$columns\n) PARTITION BY $by", @partitions);
	}
	return "CREATE $self->{kind} TABLE answers (\n\t$columns\n)";
}

sub stored_groups
{
	my ($condition) = @_;
	return "SELECT region, day, csat_tally(satisfaction), nps_tally(recommend), weighted_nps_tally(recommend, weight) FROM answers WHERE $condition GROUP BY region, day";
}

# Tallies of the rows up to the cut, written in two goes, the second of which
# counts some rows too many and takes them away again.
sub store
{
	my ($self) = @_;
	my $half = int($self->{cut} / 2);

	return (
		'CREATE TABLE stored (region integer, day date, csat score_tally, nps score_tally, weighted weighted_tally)',
		'CREATE UNIQUE INDEX ON stored (coalesce(region, -1), day)',
		'INSERT INTO stored ' . stored_groups("id <= $half"),
		'INSERT INTO stored ' . stored_groups("id > $half AND id <= $self->{cut}")
		  . ' ON CONFLICT (coalesce(region, -1), day) DO UPDATE SET csat = stored.csat + excluded.csat + excluded.csat, nps = excluded.nps + stored.nps, weighted = stored.weighted + excluded.weighted',
		"UPDATE stored SET csat = stored.csat - twice.csat FROM (SELECT region, day, csat_tally(satisfaction) AS csat FROM answers WHERE id > $half AND id <= $self->{cut} GROUP BY region, day) twice"
		  . " WHERE twice.region IS NOT DISTINCT FROM stored.region AND twice.day = stored.day"
		  . " AND EXISTS (SELECT FROM answers a WHERE a.id <= $half AND a.region IS NOT DISTINCT FROM stored.region AND a.day = stored.day)");
}

# The statements that make it.
sub statements
{
	my ($self) = @_;
	my $values = join(",\n\t", map { $_->[2] } @{ $self->{columns} });

	return (
		$self->create_table,
		"INSERT INTO answers SELECT\n\t$values\nFROM generate_series(1, $self->{rows}) id",
		chance(0.3) ? 'CREATE INDEX ON answers (' . pick('region', 'day', 'satisfaction', 'customer, id') . ')' : (),
		$self->store,
		chance(0.7) ? 'ANALYZE' : ());
}

1;

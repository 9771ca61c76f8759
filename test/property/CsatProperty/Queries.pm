
# Queries that compute figures by csat and by plain SQL, and return how many of
# them differ.
package CsatProperty::Queries;

use strict;
use warnings;

use CsatProperty::Choice;
use CsatProperty::Measures;

my @keys = qw(region channel day customer);

sub condition
{
	return pick('true', 'false', 'id % 3 = 0', 'id <= 100', 'region IS NOT NULL', q{channel = 'channel 1'},
		q{day < '2026-01-20'}, 'satisfaction <> 3', 'recommend > 5', 'satisfaction IS NULL', 'weight > 1', 'NOT good',
		'customer % 7 < 3 AND recommend IS NOT NULL');
}

sub source
{
	my $source = pick(('answers') x 4, '(SELECT * FROM answers ORDER BY random()) shuffled',
		'(SELECT a.* FROM answers a JOIN (SELECT DISTINCT id FROM answers) b USING (id)) joined');
	return $source . (chance(0.4) ? ' WHERE ' . condition() : '');
}

# How many rows have a figure that differs.
sub differences
{
	my ($measures, $select, $from, $points) = @_;
	my (@columns, @differences);

	foreach my $n (1 .. between(1, 4))
	{
		my ($ours, $by_hand, $tolerance) = $measures->any($points);
		push @columns, "$ours AS ours$n", "$by_hand AS by_hand$n";
		push @differences, CsatProperty::Measures::differ("ours$n", "by_hand$n", $tolerance);
	}
	return 'SELECT count(*) FILTER (WHERE ' . join("\n\tOR ", @differences) . ")\nFROM (SELECT "
	  . join(",\n\t", $select eq '' ? () : $select, @columns) . "\n\tFROM $from) compared";
}

sub group_by
{
	my @by = some_of(0, @keys);

	return '' unless @by;
	return 'GROUP BY ' . join(', ', @by) if @by == 1 || chance(0.5);
	return 'GROUP BY ' . pick('ROLLUP', 'CUBE') . ' (' . join(', ', @by[ 0, 1 ]) . ')' if chance(0.6);
	return 'GROUP BY GROUPING SETS (' . join(', ', map({ "($_)" } @by), '()') . ')';
}

sub over_groups
{
	my ($schema) = @_;
	my $measures = CsatProperty::Measures->new(filter => chance(0.4) ? '(' . condition() . ')' : 'true');
	my $having = chance(0.2) ? ' HAVING count(*) > 1' : '';

	return differences($measures, '', source() . ' ' . group_by() . $having, $schema->points);
}

sub bound
{
	return pick('UNBOUNDED PRECEDING', between(0, 20) . ' PRECEDING', 'CURRENT ROW', between(0, 20) . ' FOLLOWING', 'UNBOUNDED FOLLOWING');
}

# The bounds in the order that SQL asks for.
sub frame
{
	my ($mode) = @_;
	my @order = qw(PRECEDING CURRENT FOLLOWING);
	my ($start, $end);

	do
	{
		($start, $end) = (bound(), bound());
	} until $start ne 'UNBOUNDED FOLLOWING' && $end ne 'UNBOUNDED PRECEDING' && place($start) <= place($end);
	my $exclude = chance(0.2) ? pick(' EXCLUDE CURRENT ROW', ' EXCLUDE GROUP', ' EXCLUDE TIES') : '';
	return "$mode BETWEEN $start AND $end$exclude";
}

sub place
{
	my ($bound) = @_;
	return $bound =~ /PRECEDING/ ? 0 : $bound =~ /CURRENT/ ? 1 : 2;
}

sub window
{
	my ($unique, @orders) = @_;
	my $partition = chance(0.6) ? 'PARTITION BY ' . join(', ', some_of(1, @keys[ 0, 1 ])) . ' ' : '';

	return "$partition ORDER BY $unique " . frame('ROWS') if chance(0.5);
	return "$partition ORDER BY " . pick(@orders) . ' ' . frame('GROUPS') if chance(0.4);
	return "$partition ORDER BY id " . pick('', 'DESC ') . frame('RANGE') if chance(0.5);
	return $partition . (chance(0.5) ? 'ORDER BY ' . pick(@orders) : '');
}

sub over_windows
{
	my ($schema) = @_;
	my $measures = CsatProperty::Measures->new(over => 'OVER w', filter => chance(0.3) ? '(' . condition() . ')' : 'true');
	my $window = window('id', 'day', 'region', 'channel, day');

	return differences($measures, '', source() . " WINDOW w AS ($window)", $schema->points);
}

# Rows of both, compared as multisets.
sub multisets
{
	my ($with, $ours, $by_hand) = @_;
	return "WITH ${with}ours AS MATERIALIZED ($ours),\n\tby_hand AS MATERIALIZED ($by_hand)\n"
	  . 'SELECT (SELECT count(*) FROM (TABLE ours EXCEPT ALL TABLE by_hand) d) + (SELECT count(*) FROM (TABLE by_hand EXCEPT ALL TABLE ours) d)';
}

# Stored tallies of the rows up to the cut merged with those of the raw rows
# after it.
sub stored_and_raw
{
	my ($schema) = @_;
	my $cut = $schema->cut;
	my $plain = CsatProperty::Measures->new;
	my @by = some_of(0, 'region', 'day');
	my $group = @by ? 'GROUP BY ' . join(', ', @by) : '';
	my @columns = @by ? join(', ', @by) : ();
	my $raw_group = pick('region, day', 'region, day, channel', 'region, day, id');
	my $mixed = "mixed AS (SELECT region, day, csat, nps, weighted FROM stored UNION ALL SELECT region, day, csat_tally(satisfaction), nps_tally(recommend), weighted_nps_tally(recommend, weight) FROM answers WHERE id > $cut GROUP BY $raw_group),\n\t";
	my $weighted = $plain->weighted_by_hand('recommend', 9, 6);

	return multisets($mixed,
		'SELECT ' . join(', ', @columns, 'csat(csat)', 'nps(nps)', 'sum(csat)::text', 'responses(sum(nps))', 'round(nps(weighted), 9)') . " FROM mixed $group",
		'SELECT ' . join(', ', @columns,
			CsatProperty::Measures::percent($plain->count('satisfaction IN (4, 5)'), $plain->count('satisfaction IS NOT NULL')),
			$plain->nps_by_hand,
			'CASE WHEN count(*) > 0 THEN ' . $plain->tally_text('satisfaction', 1, 5) . ' END',
			'CASE WHEN count(*) > 0 THEN count(recommend) END',
			"round(($weighted)::numeric, 9)") . " FROM answers $group");
}

# A moving window over tallies against one over counts.
sub over_stored_windows
{
	my $window = window('id', 'day', 'day, region');
	my $over = 'OVER w';
	my $groups = "SELECT min(id) AS id, region, channel, day, csat_tally(satisfaction) AS csat, nps_tally(recommend) AS nps, weighted_csat_tally(satisfaction, weight) AS weighted,
		count(satisfaction) AS answered, count(*) FILTER (WHERE satisfaction >= 4) AS satisfied,
		count(recommend) AS asked, count(*) FILTER (WHERE recommend >= 9) - count(*) FILTER (WHERE recommend <= 6) AS net,
		coalesce(sum(weight::float8) FILTER (WHERE satisfaction >= 4), 0) AS satisfied_weight, coalesce(sum(weight::float8) FILTER (WHERE satisfaction IS NOT NULL), 0) AS whole_weight
		FROM answers GROUP BY region, channel, day";

	return "SELECT count(*) FILTER (WHERE c IS DISTINCT FROM c2 OR n IS DISTINCT FROM n2 OR r IS DISTINCT FROM r2
		OR (w IS NULL) <> (w2 IS NULL) OR abs(w - w2) > 1e-9)
	FROM (SELECT csat(csat) $over AS c, nps(nps) $over AS n, responses(sum(csat) $over) AS r, csat(weighted) $over AS w,
		100 * sum(satisfied) $over / nullif(sum(answered) $over, 0) AS c2,
		100 * sum(net) $over / nullif(sum(asked) $over, 0) AS n2,
		sum(answered) $over AS r2,
		(100 * sum(satisfied_weight) $over / nullif(sum(whole_weight) $over, 0))::numeric AS w2
		FROM ($groups) grouped WINDOW w AS ($window)) compared";
}

my @kinds = ((\&over_groups) x 4, (\&over_windows) x 3, (\&stored_and_raw) x 2, (\&over_stored_windows) x 2);

# A random query on the schema.
sub any
{
	my ($schema) = @_;
	return pick(@kinds)->($schema);
}

1;

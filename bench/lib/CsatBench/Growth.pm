# Does cost grow with the number of rows, or of groups?
#
# A result is a hash: rows, groups, workers; `clock` as measure_clock() returns
# it; `memory`, a hash of csat and rival as measure_memory_of_groups() has them.
package CsatBench::Growth;

use strict;
use warnings;

use Exporter qw(import);
use List::Util qw(max uniq);

use CsatBench::Printing qw(grouped_digits);

our @EXPORT_OK = qw(growths per_row per_group groups_of LEAST_ROWS LEAST_ROWS_OF_GROUP LEAST_GROUPS);

# Fewer rows than these are read in some milliseconds, of which starting a query
# is a part.  Making a group takes as long as adding many rows to it, so that time
# per row falls while groups have few.  The smallest hash table that PostgreSQL
# makes has room for hundreds of groups.
use constant { LEAST_ROWS => 1_000_000, LEAST_ROWS_OF_GROUP => 10, LEAST_GROUPS => 10_000 };

# The highest ratios to the fewest rows, or groups.  A time that grew as
# n log n would grow 1.29 times from a million rows to fifty million: this is
# below it, and above what else a machine does to the fastest of some runs.
# PostgreSQL doubles the array of a hash table when it is full, and each block
# that states lie in is twice the last: what was just doubled takes up to twice as
# much for each group as what is full.  A state that kept its rows would take 50
# times as much from a million to fifty million of them.
use constant { MOST_TIME => 1.25, MOST_MEMORY => 2 };

# Nanoseconds per row of one side, by the median of the runs or the fastest.
sub per_row
{
	my ($result, $side, $figure) = @_;

	return 1e6 * $result->{clock}{$side}{$figure} / $result->{rows};
}

# The groups that came out: not every one of many has a row.
sub groups_of
{
	my ($result) = @_;

	return $result->{memory} ? $result->{memory}{csat}{groups} : $result->{groups};
}

# Bytes of the hash table per group of one side.
sub per_group
{
	my ($result, $side) = @_;
	my $memory = $result->{memory} or return;

	return 1024 * $memory->{$side}{kilobytes} / $memory->{$side}{groups};
}

# How a cost grew from the first of the results to the costliest of the others;
# csat's growth is judged, the rival's tells what is PostgreSQL's own.
sub growth
{
	my ($name, $most, $cost, $first, @others) = @_;
	my %growth = map {
		my $side = $_;
		$side => @others ? max(map { $cost->($_, $side) } @others) / $cost->($first, $side) : undef;
	} qw(csat rival);

	return { name => $name, most => $most, %growth,
		met => @others ? sprintf('%.2f', $growth{csat}) <= $most : undef };
}

# The fastest runs: sizes are minutes apart, where turns cannot help.
sub growth_of_time
{
	my ($groups, @results) = @_;
	my $least = max(LEAST_ROWS, LEAST_ROWS_OF_GROUP * $groups);
	my @judged = sort { $a->{rows} <=> $b->{rows} }
	  grep { $_->{groups} == $groups && !$_->{workers} && $_->{rows} >= $least } @results;

	return growth('time per row, groups: ' . grouped_digits($groups), MOST_TIME,
		sub { return per_row(@_, 'fastest') }, @judged);
}

sub growth_of_memory
{
	my (@results) = @_;
	my @judged = sort { groups_of($a) <=> groups_of($b) }
	  grep { $_->{memory} && groups_of($_) >= LEAST_GROUPS } @results;

	return growth('memory per group', MOST_MEMORY, \&per_group, @judged);
}

# What is judged: time at each number of groups, and memory.  Where there are no
# two sizes to compare, `met` is not defined.
sub growths
{
	my (@results) = @_;
	my @groups = uniq(map { $_->{groups} } @results);

	return ((map { growth_of_time($_, @results) } @groups), growth_of_memory(@results));
}

1;

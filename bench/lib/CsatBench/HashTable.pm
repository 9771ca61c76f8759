# What hashed grouping takes, as EXPLAIN ANALYZE has it: memory at its peak, and
# disk where the memory does not do.
package CsatBench::HashTable;

use strict;
use warnings;

use Exporter qw(import);
use JSON::PP qw(decode_json);

our @EXPORT_OK = qw(measure_memory measure_memory_of_groups measure_disk);

sub hashed_aggregate
{
	my ($node) = @_;

	return $node if exists $node->{'Peak Memory Usage'} && $node->{'Node Type'} eq 'Aggregate';
	for my $child (@{ $node->{Plans} // [] })
	{
		my $found = hashed_aggregate($child);
		return $found if $found;
	}
	return;
}

sub run_hashed
{
	my ($cluster, $case, $side, $setting) = @_;

	my $plan = $cluster->psql("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) $case->{$side};\n",
		$setting);
	return hashed_aggregate(decode_json($plan)->[0]{Plan})
	  // die "$case->{name}: the plan of $side groups without a hash table\n";
}

# The hash table of one side of the case: its kilobytes, and its groups, which
# are what came out of it.
sub measure_memory_of_groups
{
	my ($cluster, $case, $side, $setting) = @_;
	my $node = run_hashed($cluster, $case, $side, $setting);

	die "$case->{name}: $side spills to disk\n" if $node->{'Disk Usage'};
	# PostgreSQL 18 tells rows with decimals
	return { kilobytes => $node->{'Peak Memory Usage'}, groups => int($node->{'Actual Rows'}) };
}

sub measure_memory
{
	return measure_memory_of_groups(@_)->{kilobytes};
}

# Kilobytes that one side of the case spills to disk.
sub measure_disk
{
	my ($cluster, $case, $side, $setting) = @_;
	my $node = run_hashed($cluster, $case, $side, $setting);

	return $node->{'Disk Usage'} || die "$case->{name}: $side does not spill to disk\n";
}

1;

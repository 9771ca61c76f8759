# Peak memory of hashed grouping, as EXPLAIN ANALYZE has it.
package CsatBench::Memory;

use strict;
use warnings;

use Exporter qw(import);
use JSON::PP qw(decode_json);

our @EXPORT_OK = qw(measure_memory);

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

# Kilobytes of the hash table of one side of the case.
sub measure_memory
{
	my ($cluster, $case, $side, $setting) = @_;

	my $plan = $cluster->psql("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) $case->{$side};\n",
		$setting);
	my $node = hashed_aggregate(decode_json($plan)->[0]{Plan})
	  or die "$case->{name}: the plan of $side groups without a hash table\n";
	die "$case->{name}: $side spills to disk\n" if $node->{'Disk Usage'};
	return $node->{'Peak Memory Usage'};
}

1;

# Wall-clock times of two queries that take turns in one session.
package CsatBench::Clock;

use strict;
use warnings;

use Exporter qw(import);
use List::Util qw(min);

our @EXPORT_OK = qw(measure_clock without_rows plan_has_workers);

# The query, computing every row and returning none: printing is not measured.
sub without_rows
{
	my ($query) = @_;

	return "$query OFFSET 2000000000";
}

sub median
{
	my @sorted = sort { $a <=> $b } @_;

	return ($sorted[ $#sorted / 2 ] + $sorted[ @sorted / 2 ]) / 2;
}

sub summary
{
	my (@times) = @_;

	return { median => median(@times), fastest => min(@times), all => \@times };
}

# Would the query run in parallel with these settings?
sub plan_has_workers
{
	my ($cluster, $query, $setting) = @_;

	return $cluster->psql("EXPLAIN $query;\n", $setting) =~ /Workers Planned: [1-9]/;
}

# Milliseconds of `runs` runs of the case's queries, one and the other in turn,
# so that what else the machine does falls on both.  Each runs once before, to
# warm what is warm in use: caches, and the JIT's library.
sub measure_clock
{
	my ($cluster, $case, $setting, $runs) = @_;
	my $pair = join('', map { without_rows($_) . ";\n" } @$case{qw(csat rival)});

	my $output = $cluster->psql($pair . "\\timing on\n" . $pair x $runs, $setting);
	my @times = $output =~ /^Time: ([\d.]+) ms/mg;
	die "$case->{name}: " . @times . " times, not two for each run\n" if @times != 2 * $runs;
	return {
		csat => summary(@times[ grep { $_ % 2 == 0 } 0 .. $#times ]),
		rival => summary(@times[ grep { $_ % 2 == 1 } 0 .. $#times ])
	};
}

1;

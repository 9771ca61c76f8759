# Wall-clock times of two sides that take turns.
package CsatBench::Clock;

use strict;
use warnings;

use Exporter qw(import);
use List::Util qw(min);
use Time::HiRes qw(time);

our @EXPORT_OK = qw(measure_clock measure_in_turns milliseconds without_rows plan_has_workers);

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

# Times that belong to csat and rival in turn.
sub paired
{
	my (@times) = @_;

	return {
		csat => summary(@times[ grep { $_ % 2 == 0 } 0 .. $#times ]),
		rival => summary(@times[ grep { $_ % 2 == 1 } 0 .. $#times ])
	};
}

# Would the query run in parallel with these settings?
sub plan_has_workers
{
	my ($cluster, $query, $setting) = @_;

	return $cluster->psql("EXPLAIN $query;\n", $setting) =~ /Workers Planned: [1-9]/;
}

# One side's query, after the settings that only this side has.
sub timed_query
{
	my ($case, $side) = @_;
	my $own = $case->{"${side}_setting"} // {};
	my $query = without_rows($case->{$side}) . ";\n";

	return "\\timing on\n$query" unless %$own;
	return join('', "\\timing off\n", (map { "SET $_ = '$own->{$_}';\n" } sort keys %$own),
		"\\timing on\n", $query, "\\timing off\n", map { "RESET $_;\n" } sort keys %$own);
}

# Milliseconds of `runs` runs of the case's queries, one and the other in turn,
# so that what else the machine does falls on both.  Each runs once before, to
# warm what is warm in use: caches, and the JIT's library.
sub measure_clock
{
	my ($cluster, $case, $setting, $runs) = @_;
	my $pair = join('', map { timed_query($case, $_) } qw(csat rival));

	my $output = $cluster->psql($pair x ($runs + 1), $setting);
	my @times = $output =~ /^Time: ([\d.]+) ms/mg;
	die "$case->{name}: " . @times . " times, not two for each run\n" if @times != 2 * ($runs + 1);
	return paired(@times[ 2 .. $#times ]);
}

# How long a call takes, in milliseconds.
sub milliseconds
{
	my ($call) = @_;
	my $start = time;

	$call->();
	return 1000 * (time - $start);
}

# The same for what is no query: `run` is called with 'csat' and with 'rival',
# and returns its milliseconds.  After the run that is not counted, `check` sees
# whether both came to the same.
sub measure_in_turns
{
	my ($runs, $run, $check) = @_;

	$run->($_) for qw(csat rival);
	$check->();
	return paired(map { map { $run->($_) } qw(csat rival) } 1 .. $runs);
}

1;

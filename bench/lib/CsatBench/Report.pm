# Ratios, verdicts, and the table of them.
#
# A result is a hash: case, setting, rows; `clock` as measure_clock() returns
# it; `instructions`, `memory` and `disk` as hashes of csat and rival; `target`
# as in the case; `decides` where a clock without an exact measure does.
package CsatBench::Report;

use strict;
use warnings;

use Exporter qw(import);
use JSON::PP;

use CsatBench::Printing qw(print_table grouped_digits formatted yes_or_no);

our @EXPORT_OK = qw(judge print_results);

# Clocks swing: a ratio this many times its target is still about there.
use constant CLOCK_TOLERANCE => 1.05;

# What does not swing decides, where it has a target.
my @exact = qw(instructions memory disk);

sub ratio
{
	my ($pair) = @_;

	return $pair->{csat} / $pair->{rival};
}

sub verdict
{
	my ($flag) = @_;

	return $flag ? JSON::PP::true : JSON::PP::false;
}

sub judge_clock
{
	my ($result) = @_;
	my ($clock, $target) = @$result{qw(clock target)};

	for my $figure (qw(median fastest))
	{
		$clock->{"ratio_of_$figure"} =
		  ratio({ map { $_ => $clock->{$_}{$figure} } qw(csat rival) });
	}
	return unless $target->{clock};
	$clock->{about_met} =
	  verdict($clock->{ratio_of_median} <= $target->{clock} * CLOCK_TOLERANCE);
	$result->{met} = $clock->{about_met}
	  if $result->{decides} && !grep { $target->{$_} } @exact;
	return;
}

# Add ratios to a result, and `met` where a measure that decides was taken.
# Ratios are compared as they are printed.
sub judge
{
	my ($result) = @_;
	my $target = $result->{target};

	judge_clock($result) if $result->{clock};
	for my $measure (grep { $result->{$_} } @exact)
	{
		$result->{$measure}{ratio} = ratio($result->{$measure});
		$result->{met} =
		  verdict(sprintf('%.3f', $result->{$measure}{ratio}) <= $target->{$measure})
		  if $target->{$measure};
	}
	return;
}

# The two cells of what was measured besides instructions.
sub measured_cells
{
	my ($clock, $size) = @_;

	return map { sprintf('%.1f MB', $size->{$_} / 1024) } qw(csat rival) if $size;
	return map { formatted('%.1f ms', $clock->{$_}{median}) } qw(csat rival);
}

sub cells
{
	my ($result) = @_;
	my ($clock, $instructions) = map { $result->{$_} // {} } qw(clock instructions);
	my $size = $result->{memory} // $result->{disk};
	my $target = $result->{target};

	return (
		$result->{case}, $result->{setting}, grouped_digits($result->{rows}),
		measured_cells($clock, $size),
		formatted('%.3f', $size->{ratio} // $clock->{ratio_of_median}),
		formatted('%.3f', $clock->{ratio_of_fastest}),
		formatted('%.3g', %$clock ? $target->{clock} : undef),
		yes_or_no($clock->{about_met}),
		formatted('%.1f', $instructions->{csat}), formatted('%.1f', $instructions->{rival}),
		formatted('%.3f', $instructions->{ratio}),
		formatted('%.2f', %$instructions ? $target->{instructions} : $target->{memory} // $target->{disk}),
		yes_or_no($result->{met}));
}

# The first columns of the table are names.
use constant NAME_COLUMNS => 2;

my @heads = (
	'case', 'setting', 'rows', 'csat', 'rival', 'ratio', 'of fastest', 'about', 'met',
	'instr. csat', 'rival', 'ratio', 'target', 'met');

sub print_results
{
	my (@results) = @_;

	print_table(NAME_COLUMNS, \@heads, map { [ cells($_) ] } @results);
	return;
}

1;

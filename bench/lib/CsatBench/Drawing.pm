# Draws what bench/scale measured, with gnuplot, as an SVG of two panels.
package CsatBench::Drawing;

use strict;
use warnings;

use Exporter qw(import);
use List::Util qw(max uniq);

use CsatBench::Command qw(run);
use CsatBench::Growth qw(per_row per_group groups_of);
use CsatBench::Printing qw(grouped_digits);

our @EXPORT_OK = qw(drawing_problem draw);

# Told apart by those who do not see all colours (Okabe and Ito).
my @colours = map { "#$_" } qw(0072b2 d55e00 009e73 cc79a7 e69f00 56b4e9);

my $head = <<'END';
set terminal svg size 900,400 font 'sans-serif,13' background '#ffffff'
set encoding utf8
set multiplot layout 1,2
set logscale xy
set format x '10^{%L}'
set border 3
set bmargin 6
set xtics nomirror
set ytics nomirror (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
set yrange [10:*]
set grid ytics lc '#dddddd' lt 1
unset mxtics
unset mytics
set offsets graph 0.03, graph 0.03, 0, 0
END

sub drawing_problem
{
	return '' if grep { -x "$_/gnuplot" } split(/:/, $ENV{PATH});
	return '--svg needs gnuplot: apt-get install gnuplot-nox';
}

# A line of a panel: its points, and how gnuplot is to draw it.
sub line
{
	my ($colour, $dash, $title, @points) = @_;

	return {
		points => \@points,
		style => "with linespoints lc '$colour' dt $dash lw 2 pt 7 ps 0.5 "
		  . ($title ? "title '$title'" : 'notitle')
	};
}

# A panel, with its points inline; what is not in the file cannot be told by it.
sub panel
{
	my ($commands, @lines) = @_;
	my @drawn = grep { @{ $_->{points} } } @lines;
	my $script = $commands;

	for my $i (0 .. $#drawn)
	{
		$script .= join("\n", "\$points$i << END",
			(map { sprintf('%d %.1f', @$_) } @{ $drawn[$i]{points} }), "END\n");
	}
	return @drawn
	  ? $script . 'plot ' . join(', ', map { "\$points$_ $drawn[$_]{style}" } 0 .. $#drawn) . "\n"
	  : '';
}

sub groups_title
{
	my ($groups) = @_;

	return $groups == 1 ? 'all rows' : grouped_digits($groups) . ' groups';
}

sub time_panel
{
	my (@results) = @_;
	my @serial = sort { $a->{rows} <=> $b->{rows} } grep { !$_->{workers} } @results;
	my @groups = sort { $b <=> $a } uniq(map { $_->{groups} } @serial);
	my @lines;

	for my $i (0 .. $#groups)
	{
		my $colour = $colours[ $i % @colours ];
		my @line = grep { $_->{groups} == $groups[$i] } @serial;

		push @lines, map {
			my ($side, $dash, $title) = @$_;
			line($colour, $dash, $title, map { [ $_->{rows}, per_row($_, $side, 'median') ] } @line);
		} [ 'csat', 1, groups_title($groups[$i]) ], [ 'rival', 2, '' ];
	}
	return panel(<<'END', @lines);
set title 'Time per row, ns (dashed: by hand)'
set xlabel 'rows'
set key outside bottom center horizontal
END
}

# At the most rows that each number of groups was measured with.
sub memory_panel
{
	my (@results) = @_;
	my %largest = map { $_->{groups} => $_ }
	  sort { $a->{rows} <=> $b->{rows} } grep { $_->{memory} } @results;
	my @line = map { $largest{$_} } sort { $a <=> $b } keys %largest;

	return panel(<<'END', map {
set title 'Memory per group, bytes'
set xlabel 'groups'
END
			my ($side, $colour, $dash, $title) = @$_;
			line($colour, $dash, $title, map { [ groups_of($_), per_group($_, $side) ] } @line);
		} [ 'csat', $colours[0], 1, 'csat' ], [ 'rival', $colours[0], 2, 'by hand' ]);
}

# The SVG, as text.
sub draw
{
	my ($dir, @results) = @_;
	my $script = "$dir/drawing.gnuplot";

	open(my $out, '>', $script) or die "$script: $!\n";
	print $out $head, time_panel(@results), memory_panel(@results), "unset multiplot\n";
	close($out) or die "$script: $!\n";
	return run([ 'gnuplot', $script ], dir => $dir);
}

1;

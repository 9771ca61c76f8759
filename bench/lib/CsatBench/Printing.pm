# How results are printed: a table in Markdown, JSON, and what is going on.
package CsatBench::Printing;

use strict;
use warnings;

use Exporter qw(import);
use JSON::PP;
use List::Util qw(max);

our @EXPORT_OK = qw(say_progress grouped_digits formatted yes_or_no print_table print_json write_json);

sub say_progress
{
	my ($text) = @_;

	print STDERR "$text\n";
	return;
}

sub grouped_digits
{
	my ($number) = @_;

	1 while $number =~ s/^(\d+)(\d{3})/$1,$2/;
	return $number;
}

sub formatted
{
	my ($format, $value) = @_;

	return defined $value ? sprintf($format, $value) : '-';
}

sub yes_or_no
{
	my ($flag) = @_;

	return defined $flag ? ($flag ? 'yes' : 'no') : '-';
}

sub print_line
{
	my ($names, $widths, @cells) = @_;
	my @padded =
	  map { sprintf($_ < $names ? '%-*s' : '%*s', $widths->[$_], $cells[$_]) } 0 .. $#cells;

	print '| ' . join(' | ', @padded) . " |\n";
	return;
}

# One table, in Markdown, so that it can be put into a page as it is.  Its first
# columns, `names` of them, are names, the others numbers.
sub print_table
{
	my ($names, $heads, @lines) = @_;
	my @widths = map {
		my $column = $_;
		max(map { length $_->[$column] } $heads, @lines);
	} 0 .. $#$heads;
	my @rules = map { $_ < $names ? '-' x $widths[$_] : '-' x ($widths[$_] - 1) . ':' } 0 .. $#$heads;

	print_line($names, \@widths, @$_) for $heads, \@rules, @lines;
	return;
}

sub print_json
{
	my ($handle, $run) = @_;

	print $handle JSON::PP->new->canonical->pretty->encode($run);
	return;
}

sub write_json
{
	my ($file, $run) = @_;

	open(my $handle, '>', $file) or die "$file: $!\n";
	print_json($handle, $run);
	close($handle) or die "$file: $!\n";
	return;
}

1;

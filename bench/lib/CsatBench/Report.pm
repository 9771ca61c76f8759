# How results are printed: a table in Markdown, and JSON.
package CsatBench::Report;

use strict;
use warnings;

use Exporter qw(import);
use JSON::PP;
use List::Util qw(max);

our @EXPORT_OK = qw(grouped_digits formatted yes_or_no print_table json);

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

# The first columns, `names` of them, are names, the others numbers.
sub print_table
{
	my ($names, $heads, @lines) = @_;
	my @widths = map { my $column = $_; max(map { length $_->[$column] } $heads, @lines) } 0 .. $#$heads;
	my @rules = map { $_ < $names ? '-' x $widths[$_] : '-' x ($widths[$_] - 1) . ':' } 0 .. $#$heads;

	for my $cells ($heads, \@rules, @lines)
	{
		print '| ' . join(' | ', map { sprintf($_ < $names ? '%-*s' : '%*s', $widths[$_], $cells->[$_]) } 0 .. $#$cells) . " |\n";
	}
	return;
}

# The run as JSON, into the file or, without one, to standard output.
sub json
{
	my ($run, $file) = @_;
	my $out = \*STDOUT;

	open($out = undef, '>', $file) || die "$file: $!\n" if $file;
	print $out JSON::PP->new->canonical->pretty->encode($run);
	return;
}

1;

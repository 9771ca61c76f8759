# What bench/run and bench/scale share as commands: reading options, and printing
# results as a table in Markdown and as JSON.
package CsatBench::Command;

use v5.36;

use Exporter qw(import);
use File::Spec;
use Getopt::Long qw(GetOptions);
use JSON::PP;
use List::Util qw(any max);

our @EXPORT = qw(read_options need_program grouped_digits formatted yes_or_no print_table json);

# Reads options of these kinds, as Getopt::Long has them, into the hash of their
# defaults.
sub read_options($usage, $option, @kinds)
{
	my $understood = GetOptions($option, @kinds, 'help');

	if ($option->{help})
	{
		print $usage;
		exit 0;
	}
	die $usage if !$understood || @ARGV || $option->{runs} < 1;
	# the benchmark leaves the directory it was started in
	$option->{$_} = File::Spec->rel2abs($option->{$_}) for grep { $option->{$_} } qw(json profiles svg);
}

sub need_program($program, $package, $what)
{
	die "$what: apt-get install $package\n" unless any { -x "$_/$program" } split(/:/, $ENV{PATH});
}

sub grouped_digits($number)
{
	1 while $number =~ s/^(\d+)(\d{3})/$1,$2/;
	return $number;
}

sub formatted($format, $value) { return defined $value ? sprintf($format, $value) : '-' }

sub yes_or_no($flag) { return defined $flag ? ($flag ? 'yes' : 'no') : '-' }

# The first columns, `names` of them, are names, the others numbers.
sub print_table($names, $heads, @lines)
{
	my @widths = map { my $column = $_; max(map { length $_->[$column] } $heads, @lines) } 0 .. $#$heads;
	my @rules = map { $_ < $names ? '-' x $widths[$_] : '-' x ($widths[$_] - 1) . ':' } 0 .. $#$heads;

	for my $cells ($heads, \@rules, @lines)
	{
		say '| ', join(' | ', map { sprintf($_ < $names ? '%-*s' : '%*s', $widths[$_], $cells->[$_]) } 0 .. $#$cells), ' |';
	}
}

# The run as JSON, into the file or, without one, to standard output.
sub json($run, $file)
{
	my $out = \*STDOUT;

	open($out = undef, '>', $file) || die "$file: $!\n" if $file;
	print $out JSON::PP->new->canonical->pretty->encode($run);
}

1;

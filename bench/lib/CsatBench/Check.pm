# A race between different answers has no winner: both sides of a case must give
# the same.
package CsatBench::Check;

use strict;
use warnings;

use Exporter qw(import);

our @EXPORT_OK = qw(check_equal die_unless_equal);

# The rows of a result, comparable: in one order, since hash tables have none,
# and with one number of digits, since two ways to divide differ in the last.
sub comparable
{
	my ($result) = @_;
	my @rows;

	for my $row (split(/\n/, $result))
	{
		push @rows,
		  join('|', map { /^-?\d+(?:\.\d+)?$/ ? sprintf('%.9g', $_) : $_ } split(/\|/, $row, -1));
	}
	return [ sort @rows ];
}

# Die unless psql printed the same rows, at least one, for both sides.
sub die_unless_equal
{
	my ($name, @printed) = @_;
	my ($csat, $rival) = map { comparable($_) } @printed;

	die "$name: " . @$csat . ' rows against ' . @$rival . "\n" if @$csat != @$rival;
	die "$name: no rows\n" unless @$csat;
	for my $i (0 .. $#$csat)
	{
		die "$name: $csat->[$i] against $rival->[$i]\n" if $csat->[$i] ne $rival->[$i];
	}
	return;
}

# Die unless both queries of the case give the same rows in this schema.
sub check_equal
{
	my ($cluster, $case, $schema) = @_;
	# workers would hand the rows to a window in any order
	my $setting = { search_path => "$schema,public", max_parallel_workers_per_gather => 0 };

	die_unless_equal($case->{name}, map { $cluster->psql("$_;\n", $setting) }
		  @{ $case->{check} // [ @$case{qw(csat rival)} ] });
	return;
}

1;

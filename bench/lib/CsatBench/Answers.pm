# The survey answers that are measured, and what the two sides make of them.
package CsatBench::Answers;

use strict;
use warnings;

use Exporter qw(import);
use File::Basename qw(dirname);

our @EXPORT_OK = qw(load_answers check_equal SAMPLE_ROWS ROWS_PER_CUSTOMER);

use constant {
	SAMPLE_ROWS => 100_000,
	ROWS_PER_CUSTOMER => 10
};

my $script = dirname(__FILE__) . '/../../answers.sql';

# Make a table of so many rows, in the schema of that name.
sub load_answers
{
	my ($cluster, $schema, $rows) = @_;
	my $customers = int($rows / ROWS_PER_CUSTOMER) || 1;

	$cluster->psql("\\i $script\n", {},
		{ schema => $schema, rows => $rows, customers => $customers });
	return;
}

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

# Die unless both queries of the case give the same: a race between different
# answers has no winner.
sub check_equal
{
	my ($cluster, $case, $schema) = @_;
	# workers would hand the rows to a window in any order
	my $setting = { search_path => "$schema,public", max_parallel_workers_per_gather => 0 };
	my ($csat, $rival) = map { comparable($cluster->psql("$_;\n", $setting)) }
	  @{ $case->{check} // [ @$case{qw(csat rival)} ] };

	die "$case->{name}: " . @$csat . ' rows against ' . @$rival . "\n" if @$csat != @$rival;
	die "$case->{name}: no rows\n" unless @$csat;
	for my $i (0 .. $#$csat)
	{
		die "$case->{name}: $csat->[$i] against $rival->[$i]\n" if $csat->[$i] ne $rival->[$i];
	}
	return;
}

1;

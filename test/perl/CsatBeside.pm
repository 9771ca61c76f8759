
# What the tests in test/beside share: the same queries over several tables, and
# times in turns.
package CsatBeside;

use strict;
use warnings;

use Exporter 'import';
use Test::More;

our @EXPORT = qw(queries_of answers gives_what time_in_turns);

# A query over FEW, which stands for a table, for each of figures, keys and conditions.
sub queries_of
{
	my ($figures, $keys, $conditions) = @_;
	my @queries;

	foreach my $figure (@$figures)
	{
		foreach my $key (@$keys)
		{
			push @queries, map { $key eq '' ? "SELECT $figure FROM FEW $_" : "SELECT $key, $figure FROM FEW $_ GROUP BY $key" } @$conditions;
		}
	}
	return @queries;
}

# What they return over a table, one text each.
sub answers
{
	my ($node, $settings, $table, @queries) = @_;
	my $script = join '', "$settings;\n", map {
		my $query = s/\bFEW\b/$table/r;
		"\\echo query\nWITH q AS ($query) SELECT q::text FROM q ORDER BY 1;\n"
	} @queries;
	my (undef, $output) = $node->psql('postgres', $script, on_error_stop => 0);
	my (undef, @answers) = split /^query$/m, $output, -1;
	return @answers;
}

# Each returns what is expected.
sub gives_what
{
	my ($expected, $there, $queries, $name) = @_;
	my @differ = grep { ($there->[$_] // 'nothing') ne $expected->[$_] } 0 .. $#$queries;

	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is(scalar @$expected, scalar @$queries, "$name: so many queries");
	is(join("\n", map { "$queries->[$_]: $there->[$_] for $expected->[$_]" } @differ), '', "$name: each gives what a plain table gives");
}

# Medians of 7 runs in turns, beside the first of their group: each way is
# [group, name, settings, query].
sub time_in_turns
{
	my ($node, $database, $settings, @ways) = @_;
	my $output = $node->safe_psql($database, "$settings;\n\\o /dev/null\n"
		  . join('', map { "\\timing off\n$_->[2];\n\\timing on\n$_->[3];\n" } (@ways) x 8));
	my @times = $output =~ /^Time: ([\d.]+)/mg;
	my %first;

	is(scalar @times, 8 * @ways, 'all was timed');
	foreach my $way (0 .. $#ways)
	{
		my ($group, $name) = @{ $ways[$way] };
		my $median = (sort { $a <=> $b } map { $times[ $_ * @ways + $way ] } 1 .. 7)[3];

		$first{$group} //= $median;
		note(sprintf '%s, %s: %.0f ms, %.2f of the first', $group, $name, $median, $median / $first{$group});
	}
}

1;


# Figures that a server computes, against those of test/statistics/figures.txt,
# which has 40 digits: within 1e-12 of the value, or of the larger of the limits
# that stand beside it; limits of NPS within 1e-14 points where that is more.

use strict;
use warnings;

use CsatCluster;
use List::Util 'max';
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_cluster('main');
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

my @lines = map { [ split /\t/ ] } split /\n/, slurp_file('test/statistics/figures.txt');
my @answers = split /\n/, $node->safe_psql('postgres', join('', map { "$_->[0];\n" } @lines));
is(scalar @answers, scalar @lines, 'an answer for each');
foreach my $i (0 .. $#lines)
{
	my ($query, $figures) = @{ $lines[$i] };
	my @expected = split / /, $figures;
	my @got = split /\|/, $answers[$i];
	my @columns = split /, /, $query =~ /^SELECT (.*?)(?: FROM|$)/ ? $1 : die $query;
	# where one limit is close to 0, within the scale, the digits that count are the
	# other's; an NPS close to 0 has those of its shares
	my @limits = $query =~ /_change|_nps|_pairs/ ? grep { $columns[$_] =~ /low|high/ } 0 .. $#columns : ();
	my %size = map { $_ => max($query =~ /_nps/ ? 0.01 : 0, map { abs } @expected[@limits]) } @limits;
	my @wrong = grep { my $size = max(abs($expected[$_]), $size{$_} // 0); $got[$_] eq 'NaN' || abs($expected[$_]) > 1e-300 && abs($got[$_] - $expected[$_]) > 1e-12 * $size } 0 .. $#expected;
	is(join(', ', map { "$got[$_] for $expected[$_]" } @wrong), '', $query);
}

$node->stop;
done_testing();

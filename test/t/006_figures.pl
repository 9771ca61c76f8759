
# Figures that a server computes, against those of test/statistics/figures.txt,
# which has 40 digits: within 1e-12 of the value, or of the larger of the limits
# that stand beside it.

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
	# where one limit is close to 0 the digits that count are the other's
	my $size = $query =~ /_change/ ? max(map { abs } @expected[ 0, 1 ]) : 0;

	my @wrong = grep { abs($got[$_] - $expected[$_]) > 1e-12 * max(abs($expected[$_]), $_ < 2 ? $size : 0) && $expected[$_] > 1e-300 || $got[$_] eq 'NaN' } 0 .. $#expected;
	is(join(', ', map { "$got[$_] for $expected[$_]" } @wrong), '', $query);
}

$node->stop;
done_testing();


# The formulas, compiled without a server: the normal quantile against values of
# R 4.2's qnorm (test/statistics/compare.R compares many more with R itself),
# limits and p-values against test/statistics/vectors.txt, which has 40 digits,
# and the coverage of the two changes against what the reference says.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

my $tempdir = PostgreSQL::Test::Utils::tempdir;

# What a program of test/statistics prints for this input, as lines.
sub run_program
{
	my ($name, $input) = @_;
	my ($stdout, $stderr);

	command_ok([ $ENV{CC} // 'cc', '-O2', '-Isrc', '-o', "$tempdir/$name", "test/statistics/$name.c",
			'src/formulas/statistics.c', 'src/formulas/normal.c', '-lm' ],
		"$name.c compiles without a server");
	IPC::Run::run(["$tempdir/$name"], '<', \$input, '>', \$stdout, '2>', \$stderr)
		or die "$name: $stderr";
	return split /\n/, $stdout;
}

my @quantiles = map { [split] } <DATA>;
my @actual = run_program('quantile', join("\n", map { $_->[0] } @quantiles));
is(scalar @actual, scalar @quantiles, 'a quantile for each probability');
foreach my $i (0 .. $#quantiles)
{
	my ($p, $expected) = @{ $quantiles[$i] };
	cmp_ok(abs($actual[$i] - $expected), '<=', 1e-12 * abs($expected), "quantile of $p");
}

# Limits are proportions, right to the last digit that double precision has of
# 1; p-values to a part in 10^13 for each unit of their logarithm.
my @vectors = split /\n/, slurp_file('test/statistics/vectors.txt');
my @computed = run_program('limits', join("\n", @vectors));
is(scalar @computed, scalar @vectors, 'limits for each vector');
foreach my $i (0 .. $#vectors)
{
	my @got = split ' ', $computed[$i];
	my ($low, $high, $p) = (split ' ', $vectors[$i])[ -@got .. -1 ];
	my $right = abs($got[0] - $low) <= 2e-15 && abs($got[1] - $high) <= 2e-15;

	$right &&= abs($got[2] - $p) <= 1e-14 * $p * (1 - log($p)) if defined $p;
	ok($right, $vectors[$i]) or diag("got $computed[$i]");
}

# The rows of coverage stand in the reference as they are printed.
my $reference = slurp_file('doc/reference.md');
my %least = ('nps_change 5' => .93, 'nps_change 10' => .935, 'nps_change 20' => .94, 'nps_change 50' => .945);
foreach my $row (run_program('coverage', ''))
{
	my ($function, $before, $after, $least) = $row =~ /`(\w+)` \| (\d+), (\d+) \| [\d.]+ \| ([\d.]+)/ or die $row;
	my $enough = $before == $after && $least{"$function $before"} || 0.92;

	like($reference, qr/^\Q$row\E$/m, "coverage of $function, $before and $after answers, is in the reference");
	cmp_ok($least, '>=', $enough, "least coverage of $function, $before and $after answers");
}

done_testing();

# p and qnorm(p), as sprintf("%.17g") printed them
__DATA__
1e-300	-37.047096299361201
9.9999999999999998e-201	-30.205594179579634
1e-100	-21.273453560965319
1e-50	-14.933337534788489
9.9999999999999995e-21	-9.2623400897984052
9.9999999999999998e-17	-8.2220822161304348
9.9999999999999998e-13	-7.0344838253011321
9.9999999999999994e-12	-6.7060231554951359
1.3887943864964021e-11	-6.6579046435011024
1e-10	-6.3613409024040557
1e-08	-5.61200124417479
9.9999999999999995e-07	-4.7534243088228987
0.0001	-3.71901648545568
0.001	-3.0902323061678132
0.0050000000000000001	-2.5758293035488999
0.01	-2.3263478740408408
0.025000000000000001	-1.9599639845400538
0.050000000000000003	-1.6448536269514726
0.074999999999999997	-1.4395314709384557
0.075000000001000003	-1.4395314709313916
0.10000000000000001	-1.2815515655446008
0.20000000000000001	-0.84162123357291418
0.25	-0.67448975019608171
0.29999999999999999	-0.52440051270804067
0.40000000000000002	-0.25334710313579978
0.48999999999999999	-0.025068908258711057
0.49990000000000001	-0.00025066283008800752
0.49999999499999997	-1.2533141436131025e-08
0.5	0
0.50000000499999997	1.2533141296985204e-08
0.59999999999999998	0.25334710313579978
0.75	0.67448975019608171
0.90000000000000002	1.2815515655446008
0.92500000000000004	1.4395314709384559
0.92500000000100002	1.4395314709455203
0.94999999999999996	1.6448536269514715
0.97499999999999998	1.9599639845400536
0.98999999999999999	2.3263478740408408
0.995	2.5758293035488999
0.99950000000000006	3.2905267314919255
0.99999950000000004	4.8916384757147791
0.99999998999999995	5.6120012433055058
0.99999999989999999	6.3613408896974208
0.99999999999900002	7.0344869100478356
0.99999999999999001	7.6507309051556414
0.999999999999999	7.9414444874159766
0.99999999999999989	8.2095361516013856

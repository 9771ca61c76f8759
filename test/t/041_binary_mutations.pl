
# Bytes of valid tallies, changed at random and sent as binary parameters: each
# is refused, or is a tally that reads back equal.  CSAT_MUTATIONS says how
# many there are, CSAT_SEED repeats a run.

use strict;
use warnings;

use lib 'test/fuzz';

use CsatCluster;
use PostgresWire;
use Test::More;

my $mutations = $ENV{CSAT_MUTATIONS} // 100_000;
my $seed = $ENV{CSAT_SEED} // int(rand(2**31));
srand($seed);
note("CSAT_SEED=$seed");

my $node = start_cluster('main');
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

# What SQL finds of a tally once it is in: all of it must hold.
my $valid = 't::text::%1$s = t AND responses(t) >= 0 AND t = t AND (SELECT sum(d.responses) = responses(t) FROM distribution(t) d)';

my %types = (
	score_tally => {
		format => 1,
		numbers => 'q>',
		refusals => qr/^(22P03|22003)$/,
	},
	weighted_tally => {
		format => 0x81,
		numbers => 'q>d>d>',
		refusals => qr/^(22P03|22003)$/,
	});

is( $node->safe_psql('postgres', q{
		SELECT string_agg(typname, ' ' ORDER BY typname) FROM pg_type t
		WHERE typtype = 'b' AND typelem = 0
			AND EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
				WHERE e.extname = 'csat' AND d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')}),
	join(' ', sort keys %types),
	'these are all types of the extension');

sub pick
{
	return $_[ rand @_ ];
}

# Bytes that mean something: the ends of integers, and doubles that are not
# numbers, infinite, denormal or negative.
my $infinity = 9**9**9;
my @eights = map({ pack('q>', $_) } 0, 1, -1, 9223372036854775807, -9223372036854775807 - 1),
  map({ pack('d>', $_) } 1.5, -1.5, -0.0, 5e-324, 1e308, 1.4044477616111843e306, 1.5e306, $infinity, -$infinity, $infinity - $infinity);

# As many answers of the same weight.
sub weighted_score
{
	my ($responses) = @_;
	my $weight = rand;

	return ($responses, $responses * $weight, $responses * $weight**2);
}

sub valid_tally
{
	my ($type) = @_;
	my $points = pick(2, 2, 3, 5, 11, 101);
	my $lowest = pick(0, 1, -1000, 1001 - $points, int(rand(1900)) - 1000);
	my $largest = pick(1, 10, 2**53);
	my @numbers = map { ($type eq 'score_tally') ? int(rand($largest)) : weighted_score(1 + int(rand($largest))) } 1 .. $points;

	return pack('CCn', $types{$type}{format}, $points, $lowest & 0xffff)
	  . pack("($types{$type}{numbers})*", @numbers);
}

# Each changes its argument.
my @mutators = (
	sub { vec($_[0], int(rand(8 * length $_[0])), 1) ^= 1 },
	sub { vec($_[0], int(rand(length $_[0])), 8) = pick(0, 1, 2, 0x7f, 0x80, 0x81, 0xff) },
	sub { vec($_[0], int(rand(4)), 8) = pick(0, 1, 2, 3, 5, 11, 101, 102, 0x7f, 0x80, 0x81, 0xff) },
	sub { substr($_[0], 4 + 8 * int(rand((length($_[0]) - 4) / 8)), 8) = pick(@eights) if length $_[0] >= 12 },
	sub { substr($_[0], int(rand(length $_[0]))) = '' },
	sub { $_[0] .= pick(@eights) x int(1 + rand(3)) },
	sub { $_[0] .= chr(int(rand(256))) },
	sub { my $at = int(rand(length $_[0])); substr($_[0], $at, 0) = substr($_[0], $at, int(rand(16))) },
	sub { my $at = int(rand(length $_[0])); substr($_[0], $at, int(rand(16))) = '' },
	sub { $_[0] = substr($_[0], 0, 4) . substr(valid_tally(pick(sort keys %types)), 4) },
);

sub mutant
{
	my ($type) = @_;
	my $bytes = valid_tally($type);

	for (1 .. pick(0, 1, 1, 1, 2, 3))
	{
		pick(@mutators)->($bytes) if length $bytes;
	}
	return $bytes;
}

# A negative zero is received as zero.
sub normalised
{
	my ($type, $bytes) = @_;
	return $bytes if $type eq 'score_tally';
	my ($head, @eights) = unpack('a4 (a8)*', $bytes);
	return $head . join('', map { $_ % 3 > 0 && $eights[$_] eq "\x80\0\0\0\0\0\0\0" ? "\0" x 8 : $eights[$_] } 0 .. $#eights);
}

sub fault
{
	my ($type, $sent, $result) = @_;

	if (my $error = $result->{error})
	{
		return $error->{C} =~ $types{$type}{refusals} ? undef : "refused with $error->{C}: $error->{M}";
	}
	my ($received, $valid) = @{ $result->{row} };
	return 'accepted, and not valid' if $valid ne "\1";
	return 'reads back as ' . unpack('H*', $received) if $received ne normalised($type, $sent);
	return;
}

foreach my $type (sort keys %types)
{
	my $server = PostgresWire->new(host => $node->host, port => $node->port, user => scalar getpwuid($<), database => 'postgres',
		query => sprintf("SELECT t, $valid FROM (SELECT \$1::\%1\$s) p(t)", $type));
	my ($accepted, $refused, @faults) = (0, 0);

	while ($accepted + $refused < $mutations / 2)
	{
		my @mutants = map { mutant($type) } 1 .. 200;
		my @results = $server->execute(@mutants);

		foreach my $i (0 .. $#mutants)
		{
			my $fault = fault($type, $mutants[$i], $results[$i]);
			push @faults, unpack('H*', $mutants[$i]) . " $fault" if defined $fault;
			$results[$i]{error} ? $refused++ : $accepted++;
		}
	}
	is(scalar @faults, 0, "mutated bytes of a $type are refused or valid")
	  or diag("CSAT_SEED=$seed", "\n", join("\n", @faults[ 0 .. ($#faults < 9 ? $#faults : 9) ]));
	cmp_ok($accepted, '>', $mutations / 20, "some mutants of a $type are tallies");
	cmp_ok($refused, '>', $mutations / 20, "and some are none");
	note("$type: $accepted accepted, $refused refused");
}

is($node->safe_psql('postgres', 'SELECT csat(5)'), '100.0000000000000000', 'the server still answers');
$node->stop;
done_testing();


# A tally's bytes as a parameter in binary form, by the protocol: as they were
# sent they read back equal, and changed they are refused.  sql/binary.sql has
# what COPY makes of more, and test/fuzz/run all that a fuzzer thinks of.

use strict;
use warnings;

use CsatCluster;
use IO::Socket::UNIX;
use Test::More;

my $node = start_cluster('main');
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

sub message
{
	my ($type, $body) = @_;
	return $type . pack('N', 4 + length $body) . $body;
}

# What a connection of its own makes of a type's bytes: those that it sends
# back, or the SQLSTATE of its error.
sub received
{
	my ($type, $bytes) = @_;
	my $socket = IO::Socket::UNIX->new($node->host . '/.s.PGSQL.' . $node->port) or die "$!";
	my $user = getpwuid($<);
	my $answer = '';

	# startup, Parse, Bind with a parameter and a column in binary form, Execute, Sync, Terminate
	print $socket message('', pack('N', 196608) . "user\0$user\0database\0postgres\0\0"),
	  message('P', "\0SELECT \$1::$type\0\0\0"), message('B', "\0\0" . pack('nnnN/ann', 1, 1, 1, $bytes, 1, 1)),
	  message('E', "\0" . pack('N', 0)), message('S', ''), message('X', '');
	$socket->flush;
	while (sysread($socket, $answer, 1 << 16, length $answer)) { }
	while ($answer =~ s/^(.)(....)//s)
	{
		my ($kind, $body) = ($1, substr($answer, 0, unpack('N', $2) - 4, ''));

		return unpack('x2N/a', $body) if $kind eq 'D';
		return $1 if $kind eq 'E' && $body =~ /\0C(\w{5})\0/;
	}
	die 'neither a row nor an error';
}

# A head of format, points and lowest score; then counts, or counts and sums of
# weights and of their squares.
my $score = pack('CCn q>3', 1, 3, 1, 6, 0, 2);
my $weighted = pack('CCn (q>d>d>)2', 0x81, 2, 0, 1, 0.5, 0.25, 3, 1.5, 0.75);

# [how the bytes are changed]
my @mutations = (
	[ 'nothing sent', sub { '' } ],
	[ 'half of the head', sub { substr($_[0], 0, 2) } ],
	[ 'the head alone', sub { substr($_[0], 0, 4) } ],
	[ 'a byte too few', sub { substr($_[0], 0, -1) } ],
	[ 'a byte too many', sub { "$_[0]\0" } ],
	[ 'a number too many', sub { $_[0] . pack('q>', 0) } ],
	[ 'a later format', sub { vec($_[0], 0, 8) = 0x7f; $_[0] } ],
	[ 'the format of the other type', sub { vec($_[0], 0, 8) ^= 0x80; $_[0] } ],
	[ 'no points', sub { vec($_[0], 1, 8) = 0; $_[0] } ],
	[ 'another point', sub { vec($_[0], 1, 8) += 1; $_[0] } ],
	[ 'a scale too high', sub { substr($_[0], 2, 2) = pack('n', 1000); $_[0] } ],
	[ 'a negative count', sub { substr($_[0], 4, 8) = pack('q>', -1); $_[0] } ],
	[ 'counts beyond bigint', sub { substr($_[0], 4, 8) = pack('Q>', 2**63 - 1); $_[0] } ],
);

foreach my $tally ([ score_tally => $score ], [ weighted_tally => $weighted ])
{
	my ($type, $bytes) = @$tally;

	is(unpack('H*', received($type, $bytes)), unpack('H*', $bytes), "$type: as it was sent");
	is(received($type, $_->[1]->("$bytes")), '22P03', "$type: $_->[0]") foreach @mutations;
}
foreach my $sum (-0.5, 'NaN', 'Infinity', 0)
{
	is(received('weighted_tally', substr($weighted, 0, 12) . pack('d>', $sum) . substr($weighted, 20)), '22P03', "weighted_tally: answers that weigh $sum");
}

$node->stop;
done_testing();

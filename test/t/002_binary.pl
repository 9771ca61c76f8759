
# The binary form: what COPY writes is pinned, and bytes that are no tally are
# refused with their SQLSTATE.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_cluster('main');
my $file = PostgreSQL::Test::Utils::tempdir . '/tally.bin';

$node->safe_psql('postgres', 'CREATE EXTENSION csat; CREATE TABLE t (tally score_tally); CREATE TABLE w (tally weighted_tally)');

# A binary COPY file of one row with one column of these bytes.
sub copy_file
{
	my ($field) = @_;
	return
	  "PGCOPY\n\377\r\n\0" . pack('NN', 0, 0)
	  . pack('n', 1) . pack('N', length $field) . $field
	  . pack('n', 0xffff);
}

# The bytes of a tally: format, points, lowest score, counts.
sub tally
{
	my ($format, $points, $lowest, @counts) = @_;
	return pack('CCn', $format, $points, $lowest & 0xffff) . pack('q>*', @counts);
}

# The bytes of a weighted tally: the same head, then [count, weight, squares].
sub weighted
{
	my ($format, $points, $lowest, @numbers) = @_;
	return pack('CCn', $format, $points, $lowest & 0xffff)
	  . join('', map { pack('q>d>d>', @$_) } @numbers);
}

# The table that the tests below are for, and its type.
my ($table, $type) = ('t', 'score_tally');

sub load
{
	my ($field) = @_;
	my ($stdout, $stderr);

	open(my $handle, '>:raw', $file) or die "$file: $!";
	print $handle copy_file($field);
	close($handle);
	chmod(0644, $file);
	$node->psql('postgres', "\\set VERBOSITY verbose\nTRUNCATE $table; COPY $table FROM '$file' (FORMAT binary); TABLE $table",
		stdout => \$stdout, stderr => \$stderr);
	return ($stdout, $stderr);
}

sub accepts
{
	my ($name, $field, $text) = @_;
	my ($stdout, $stderr) = load($field);

	is("$stdout$stderr", $text, $name);
	$node->safe_psql('postgres', "COPY $table TO '$file' (FORMAT binary)");
	is(PostgreSQL::Test::Utils::slurp_file($file), copy_file($field), "$name: the same bytes again");
	return;
}

sub refuses
{
	my ($name, $field, $sqlstate, $detail) = @_;
	my ($stdout, $stderr) = load($field);

	like($stderr, qr/ERROR:  $sqlstate: (.*type $type)?.*$detail/s, $name);
	return;
}

accepts('a CSAT tally', tally(1, 5, 1, 6, 32, 444, 1507, 699),
	'{"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}');
accepts('a scale below zero', tally(1, 2, -1000, 1, 9223372036854775806),
	'{"-1000": 1, "-999": 9223372036854775806}');

my $syntax = '22P03';
refuses('nothing', '', $syntax, 'shorter than its head');
refuses('half a head', pack('CC', 1, 5), $syntax, 'shorter than its head');
refuses('format 0', tally(0, 2, 1, 0, 0), $syntax, 'Format 0 is unknown');
refuses('a later format', tally(2, 2, 1, 0, 0), $syntax, 'Format 2 is unknown');
refuses('no points', tally(1, 0, 1), $syntax, 'A scale has 2 to 101 scores, not 0');
refuses('one point', tally(1, 1, 1, 7), $syntax, 'A scale has 2 to 101 scores, not 1');
refuses('102 points', tally(1, 102, 1, (1) x 102), $syntax, 'A scale has 2 to 101 scores, not 102');
refuses('a scale too low', tally(1, 2, -1001, 1, 1), $syntax, 'A scale lies within');
refuses('a scale too high', tally(1, 2, 1000, 1, 1), $syntax, 'A scale lies within');
refuses('a count too few', tally(1, 5, 1, 1, 2, 3, 4), $syntax, '5 scores take 40 bytes, not 32');
refuses('a count too many', tally(1, 5, 1, 1 .. 6), $syntax, '5 scores take 40 bytes, not 48');
refuses('a byte too many', tally(1, 2, 1, 1, 1) . 'x', $syntax, '2 scores take 16 bytes, not 17');
refuses('a negative count', tally(1, 2, 1, 1, -1), $syntax, 'count of score 2 is -1');
refuses('more answers than bigint holds', tally(1, 2, 1, 9223372036854775807, 1), '22003', 'bigint out of range');

($table, $type) = ('w', 'weighted_tally');
my $format = 0x81;
accepts('a weighted tally', weighted($format, 2, 9, [ 1, 0.5, 0.25 ], [ 2, 1 / 3, 1 / 9 ]),
	'{"9": [1, 0.5, 0.25], "10": [2, 0.3333333333333333, 0.1111111111111111]}');
my ($stdout) = load(weighted($format, 2, 1, [ 1, -0.0, -0.0 ], [ 0, 0, 0 ]));
is($stdout, '{"1": [1, 0, 0], "2": [0, 0, 0]}', 'a negative zero is zero');

my $infinity = 9**9**9;
my $nan = $infinity - $infinity;
refuses('nothing', '', $syntax, 'shorter than its head');
refuses('the format of another type', weighted(1, 2, 1, ([ 1, 1, 1 ]) x 2), $syntax, 'Format 1 is unknown');
refuses('a tally without weights', tally(1, 2, 1, 1, 1), $syntax, 'Format 1 is unknown');
refuses('102 points', weighted($format, 102, 1, ([ 1, 1, 1 ]) x 102), $syntax, 'A scale has 2 to 101 scores, not 102');
refuses('a score too few', weighted($format, 3, 1, ([ 1, 1, 1 ]) x 2), $syntax, '3 scores take 72 bytes, not 48');
refuses('a negative count', weighted($format, 2, 1, [ -1, 1, 1 ], [ 1, 1, 1 ]), $syntax, 'count of score 1 is -1');
refuses('a negative weight', weighted($format, 2, 1, [ 1, -1, 1 ], [ 1, 1, 1 ]), $syntax, 'weights of score 1 are not in the range');
refuses('a negative square', weighted($format, 2, 1, [ 1, 1, -1 ], [ 1, 1, 1 ]), $syntax, 'weights of score 1 are not in the range');
refuses('NaN', weighted($format, 2, 1, [ 1, 1, 1 ], [ 1, $nan, 1 ]), $syntax, 'weights of score 2 are not in the range');
refuses('infinity', weighted($format, 2, 1, [ 1, 1, 1 ], [ 1, 1, $infinity ]), $syntax, 'weights of score 2 are not in the range');
refuses('weights without answers', weighted($format, 2, 1, [ 0, 1, 1 ], [ 1, 1, 1 ]), $syntax, 'Score 1 has weights but no answers');
refuses('sums of different weights', weighted($format, 2, 1, [ 1, 1, 1 ], [ 1, 1e306, 1e-300 ]), $syntax, 'The two sums of score 2 are not of the same weights');
refuses('more answers than bigint holds', weighted($format, 2, 1, [ 9223372036854775807, 1, 1 ], [ 1, 1, 1 ]),
	'22003', 'bigint out of range');

$node->stop;
done_testing();


# The binary form: what COPY writes is pinned, and bytes that are no tally are
# refused with their SQLSTATE.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_cluster('main');
my $file = PostgreSQL::Test::Utils::tempdir . '/tally.bin';

$node->safe_psql('postgres', 'CREATE EXTENSION csat; CREATE TABLE t (tally score_tally)');

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

sub load
{
	my ($field) = @_;
	my ($stdout, $stderr);

	open(my $handle, '>:raw', $file) or die "$file: $!";
	print $handle copy_file($field);
	close($handle);
	chmod(0644, $file);
	$node->psql('postgres', "\\set VERBOSITY verbose\nTRUNCATE t; COPY t FROM '$file' (FORMAT binary); TABLE t",
		stdout => \$stdout, stderr => \$stderr);
	return ($stdout, $stderr);
}

sub accepts
{
	my ($name, $field, $text) = @_;
	my ($stdout, $stderr) = load($field);

	is("$stdout$stderr", $text, $name);
	$node->safe_psql('postgres', "COPY t TO '$file' (FORMAT binary)");
	is(PostgreSQL::Test::Utils::slurp_file($file), copy_file($field), "$name: the same bytes again");
	return;
}

sub refuses
{
	my ($name, $field, $sqlstate, $detail) = @_;
	my ($stdout, $stderr) = load($field);

	like($stderr, qr/ERROR:  $sqlstate: .*$detail/s, $name);
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

$node->stop;
done_testing();

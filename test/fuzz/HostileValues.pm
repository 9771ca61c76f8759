
# Values of each type that a function might choke on: NULL, empty, shortest,
# longest, at the limits and beyond them.
package HostileValues;

use strict;
use warnings;

my $most = '9223372036854775807';

# '{"1": 6, "2": 32}' from the lowest score and the counts.
sub tally
{
	my ($lowest, @counts) = @_;
	return '{' . join(', ', map { '"' . ($lowest + $_) . qq{": $counts[$_]} } 0 .. $#counts) . '}';
}

sub weighted
{
	my ($lowest, @numbers) = @_;
	return tally($lowest, map { "[$_]" } @numbers);
}

sub quoted
{
	return map { "'$_'" } @_;
}

my @tallies = (
	tally(1, 0, 0),
	tally(1, 0, $most),
	tally(1, 1, 0),
	tally(1, 3, 0, 2),
	tally(1, (0) x 5),
	tally(1, 6, 32, 444, 1507, 699),
	tally(1, (4, 0) x 5),
	tally(1, (0) x 9, $most),
	tally(1, (1) x 11),
	tally(0, (0) x 11),
	tally(0, 1 .. 11),
	tally(0, (0) x 10, 1),
	tally(0, 4611686018427387903, (0) x 9, 4611686018427387904),
	tally(-1000, 1, 2),
	tally(999, $most, 0),
	tally(-50, (1) x 101),
	tally(900, ('91319921216335720') x 101),
);

# The last four are at the limit, where squares vanish, and as far apart as the
# sums of the same weights may be.
my @weighted_tallies = (
	weighted(1, ('0, 0, 0') x 2),
	weighted(1, "$most, 1, 1", '0, 0, 0'),
	weighted(1, ('0, 0, 0') x 5),
	weighted(1, '1, 0.5, 0.25', ('2, 3, 4.5') x 4),
	weighted(1, '1, 0, 0', ('0, 0, 0') x 4),
	weighted(1, '1, 5e-324, 0', ('0, 0, 0') x 4),
	weighted(0, ('0, 0, 0') x 11),
	weighted(0, ('7, 3.5, 2') x 11),
	weighted(0, ('1, 1e-200, 0') x 11),
	weighted(-50, ('1, 0.1, 0.01') x 101),
	weighted(-50, ('1, 1.18e153, 1.4e306') x 101),
	weighted(1, ('1, 1.4e-154, 1e-320') x 5),
	weighted(0, ('91319921216335720, 1.4e161, 1.4e306') x 11),
	weighted(1, ('1, 1.18e153, 1.4e306') x 5),
);

my @texts = (
	'', ' ', '4', '4/5', '6', '4 - Satisfied', '3 - Satisfied', "\x{2605}" x 5, "\x{2605}" x 6, "\x{1f642}", 'very satisfied',
	'wilson', 'WILSON', 'wald', 'score', 'agresti-coull', 'adjusted-wald', 'holm', 'benjamini-hochberg', "%s%n%x", "'';--",
	'x' x 400, 'x' x 401, "x" . "\x{2605}" x 133, 'xx' . "\x{2605}" x 133, "\x{200b}" x 200, ' ' x 400, 'x' x 100_000,
	@tallies[ 0, 5, 15, 16 ], @weighted_tallies[ 0, 3, 9, 13 ],
	'{', '[]', '{}', 'null', '1', '"1"', '{"1": 1}', '{"1": 1, "1": 2}', '{"1": 1, "3": 2}', '{"1": -1, "2": 1}', '{"1": 1.0, "2": 1}',
	'{"1": 1e3, "2": 1}', '{"01": 1, "2": 1}', '{"1": null, "2": 1}', '{"1": "1", "2": 1}', '{"1": {"1": 1}, "2": 1}', '{"1": [1], "2": 1}',
	'{"1": [1, 2, 3, 4], "2": [1, 1, 1]}', '{"1": [1, 1e999, 1], "2": [1, 1, 1]}', '{"1": [1, [2], 3], "2": [1, 1, 1]}', '{"1": [1, 1], "2": [1, 1, 1]}',
	'{"1": [1, -1, 1], "2": [1, 1, 1]}', '{"1": [0, 1, 1], "2": [1, 1, 1]}', '{"1": [1, 1e306, 1e-300], "2": [1, 1, 1]}',
	'{"1001": 1, "1002": 1}', '{"99999999999999999999": 1, "2": 1}', '{"\u0031": 1, "2": 1}', '{"\u0000": 1, "2": 1}', '{"\ud800": 1, "2": 1}',
	'{"1": 9223372036854775808, "2": 1}', '{"1": 9223372036854775807, "2": 1}', '{"1": ' . '9' x 10_000 . ', "2": 1}',
	tally(1, (1) x 102), tally(1, (1) x 1000), '[' x 100_000, '{"1":' x 20_000,
);

# States that are arrays, in their text form: the lengths that there are, and
# numbers that no aggregate would have come to.
my @states = map { "{$_}" } (
	'', 1, 'NULL', '{1, 2}, {3, 4}', '1, 2, 3',
	map { my $length = $_; map { join(', ', ($_) x $length) } 0, 1, -1, 'NULL', $most } 7 .. 10, 16, 27,
);
my @numbers = map { "{$_}" } map { my $length = $_; map { join(', ', ($_) x $length) } 0.5, 1e-300, 1e308, -1e308, qw(NaN Infinity) } 4, 6 .. 9, 16, 27;

# Labels of a form, and what are none.
my @labels = ('{}', '{NULL}', '{a,NULL}', '{a,A.}', '{""}', '{x}', '{{a,b},{c,d}}', '[0:1]={a,b}', '{4,6}', '{dissatisfied,very satisfied,4/5}',
	'{' . 'x' x 400 . '}', '{' . 'x' x 401 . '}', '{' . join(',', map { "l$_" } 1 .. 1000) . '}', '{' . join(',', ('very satisfied') x 1000) . '}');

my @p_values = ('{}', '{NULL}', '{0.05}', '{0.5,NULL,1,0}', '{NaN}', '{-0.1}', '{1.1}', '{Infinity}', '{1e-16383,1}', '{{0.1,0.2},{0.3,NULL}}', '[-1:0]={0.1,0.2}',
	'{' . join(',', map { $_ / 1000 } 1 .. 1000) . '}');

my @integers = (0, 1, -1, 2, 3, 5, 7, 10, 11, 100, 101, 102);

my %values = (
	score_tally => [ quoted(@tallies) ],
	weighted_tally => [ quoted(@weighted_tallies) ],
	array_of_int8 => [ quoted(@states) ],
	array_of_float8 => [ quoted(@states, @numbers) ],
	array_of_numeric => [ quoted(@p_values) ],
	array_of_text => [ quoted(@labels) ],
	text => [ quoted(map { utf8::encode(my $bytes = $_); $bytes } @texts) ],
	bool => [ 'true', 'false' ],
	regclass => [ map { "$_\::regclass" } quoted(qw(0 4294967295 pg_class pg_views pg_class_oid_index information_schema.tables information_schema.sql_features)) ],
	int2 => [ @integers, 32767, -32768 ],
	int4 => [ @integers, -1000, 999, 1000, 2147483647, '-2147483648' ],
	int8 => [ @integers, -1000, 2147483648, $most, "-$most - 1" ],
	float8 => [ quoted(qw(-0 0 1 2 5 10 11 4.5 -1000 1000 1001 2147483648 -2147483649 1e300 1.7e308 5e-324 NaN Infinity -Infinity),
			qw(0.5 0.95 0.9999999999999999 1e-17)) ],
	numeric => [ quoted(qw(0 -0.0000001 60 80 100 100.0000000001 99.999999999999999999999999 NaN Infinity -Infinity 1e100 1e131071 1e-16383),
			'9' x 1000) ],
);

sub types
{
	return sort keys %values;
}

sub has
{
	my ($type) = @_;
	return exists $values{ stored_as($type) };
}

# No column has the type cstring, nor are there arrays of arrays: both are made
# of a text, arrays of one of their own.
sub stored_as
{
	my ($type) = @_;
	return $type eq 'cstring' ? 'text' : $type =~ /^_(.*)/ ? "array_of_$1" : $type;
}

sub argument
{
	my ($type, $value) = @_;
	return $type eq 'cstring' ? "textout($value)" : $value . '::' . ($type =~ /^_(.*)/ ? "$1\[]" : $type);
}

sub literals
{
	my ($type) = @_;
	return ('NULL', @{ $values{$type} });
}

# Of the tallies those that leave room to count on.
sub initial_conditions
{
	my ($type) = @_;
	return grep { !/9223372036854775807|91319921216335720|4611686018427387904/ } @{ $values{$type} };
}

1;

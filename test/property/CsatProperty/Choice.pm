
# Choices that follow from the seed alone.
package CsatProperty::Choice;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(pick chance between some_of);

sub pick
{
	return $_[ rand @_ ];
}

sub chance
{
	my ($probability) = @_;
	return rand() < $probability;
}

sub between
{
	my ($low, $high) = @_;
	return $low + int(rand($high - $low + 1));
}

# $least or more of the list, in its order.
sub some_of
{
	my ($least, @list) = @_;
	my $n = between($least, scalar @list);

	while (@list > $n)
	{
		splice @list, int(rand @list), 1;
	}
	return @list;
}

1;

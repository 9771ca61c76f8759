
# The folders of src are floors: what a file includes and what it calls lies in
# its own or on a lower one, and no file comes back to itself by way of others.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

my @floors = qw(compat formulas tally aggregates read inference rating rollup tally_aggregate module);
my %floor = map { $floors[$_] => $_ } 0 .. $#floors;

# What each file needs, by their names without src and suffix: x.c and x.h are one.
my %needs = map { s/^src\/|\.[ch]$//gr => {} } glob('src/*.[ch] src/*/*.[ch]');

sub floor_of
{
	my ($file) = @_;
	return $floor{ $file =~ s/\/.*//r } // die "src/$file is on no floor";
}

sub add_includes
{
	my ($file) = @_;
	foreach my $source (grep { -e } "src/$file.c", "src/$file.h")
	{
		$needs{$file}{$_} = "$source includes $_.h" foreach grep { $needs{$_} } slurp_file($source) =~ /^#include "(.*)\.h"$/mg;
	}
	return;
}

# An object's own functions and variables, and those that it uses.
sub add_calls
{
	my (@files) = @_;
	my %symbols = map { $_ => scalar readpipe("nm src/$_.o") } @files;
	my %made_by;

	foreach my $file (@files)
	{
		$made_by{$_} = $file foreach $symbols{$file} =~ /^[0-9a-f]+ [TDBRC] (\w+)$/mg;
	}
	foreach my $file (@files)
	{
		$needs{$file}{ $made_by{$_} } //= "src/$file.c uses $_ of src/$made_by{$_}.c" foreach grep { $made_by{$_} } $symbols{$file} =~ /^ +U (\w+)$/mg;
	}
	return;
}

sub reaches
{
	my ($from, $to, $seen) = @_;
	return $from eq $to || !$seen->{$from}++ && grep { reaches($_, $to, $seen) } keys %{ $needs{$from} };
}

# The arrows of which this is true, from one file to another.
sub arrows
{
	my ($wrong) = @_;
	return map { my $file = $_; map { $_ ne $file && $wrong->($file, $_) ? $needs{$file}{$_} : () } sort keys %{ $needs{$file} } } sort keys %needs;
}

add_includes($_) foreach sort keys %needs;
my @sources = grep { -e "src/$_.c" } sort keys %needs;
my @objects = grep { -e "src/$_.o" } @sources;
SKIP:
{
	skip 'calls are read from the objects that make leaves here, by nm', 1 if !@objects || system('nm --version >/dev/null 2>&1');
	is("@objects", "@sources", 'each file has its object');
	add_calls(@objects);
}

is(join("\n", arrows(sub { floor_of($_[1]) > floor_of($_[0]) })), '', 'no file needs one of a floor above it');
is(join("\n", arrows(sub { reaches($_[1], $_[0], {}) })), '', 'no circle');

done_testing();


# csat.control states the version, once.  All else that names it agrees, and
# every script of the extension is installed.

use strict;
use warnings;

use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;

my ($version) = slurp_file('csat.control') =~ /^default_version = '(.*)'$/m;
like($version, qr/^\d+\.\d+\.\d+$/, 'csat.control has a version of three numbers');

# The first match of a pattern in a file.
sub found
{
	my ($file, $pattern) = @_;
	return slurp_file($file) =~ $pattern ? $1 : undef;
}

my $meta = decode_json(slurp_file('META.json'));
is($meta->{version}, $version, 'META.json, the distribution');
is($meta->{provides}{csat}{version}, $version, 'META.json, the extension');
is($meta->{provides}{csat}{file}, "csat--$version.sql", 'META.json, its file');

ok(-f "csat--$version.sql", 'there is an install script of this version');
is(found("csat--$version.sql", qr{^/\* (\S+) \*/}), "csat--$version.sql", 'the install script names itself');

is(found('CHANGELOG.md', qr/^## ([^\s,]+)/m), $version, 'CHANGELOG.md begins with it');
is(found('debian/changelog', qr/\A\S+ \(([^)~-]+)/), $version, 'debian/changelog begins with it');

my $makefile = slurp_file('Makefile') =~ s/\\\n/ /gr;
my ($data) = $makefile =~ /^DATA *= *(.*)$/m;
is(join(' ', sort split ' ', $data), join(' ', sort glob('csat--*.sql')), 'the Makefile installs all scripts');

done_testing();

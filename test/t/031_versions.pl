
# csat.control states the version, once.  All else that names it agrees, every
# script of the extension is installed, and META.json is what PGXN's Meta Spec
# 1.0.0 wants, as far as it is used here: PGXN's own validator is in no package.

use strict;
use warnings;

use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;

my ($version) = slurp_file('csat.control') =~ /^default_version = '(.*)'$/m;
like($version, qr/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/, 'csat.control has a semantic version');

# The first match of a pattern in a file.
sub found
{
	my ($file, $pattern) = @_;
	return slurp_file($file) =~ $pattern ? $1 : undef;
}

is(found("csat--$version.sql", qr{^/\* (\S+) \*/}), "csat--$version.sql", 'the install script of this version names itself');
is(found('CHANGELOG.md', qr/^## ([^\s,]+)/m), $version, 'CHANGELOG.md begins with it');
is(found('debian/changelog', qr/\A\S+ \(([^)~-]+)/), $version, 'debian/changelog begins with it');

my $makefile = slurp_file('Makefile') =~ s/\\\n/ /gr;
my ($data) = $makefile =~ /^DATA *= *(.*)$/m;
is(join(' ', sort split ' ', $data), join(' ', sort glob('csat--*.sql')), 'the Makefile installs all scripts');

my $meta = decode_json(slurp_file('META.json'));
my @required = qw(abstract license maintainer meta-spec name provides version);
my %optional = map { $_ => 1 } qw(description generated_by no_index prereqs release_status resources tags);
is(join(' ', grep { !$optional{$_} } sort keys %$meta), "@required", 'META.json has the keys that it must have, and no unknown one');

my ($extension) = values %{ $meta->{provides} };
my ($docfile, $server) = (delete $extension->{docfile}, $meta->{prereqs}{runtime}{requires}{PostgreSQL});
is_deeply(
	[ @$meta{qw(name version license meta-spec)}, [ keys %{ $meta->{provides} } ], $extension ],
	[ 'csat', $version, 'postgresql', { version => '1.0.0' }, ['csat'],
		{ abstract => $extension->{abstract}, file => "csat--$version.sql", version => $version } ],
	'its name, licence, spec and extension');
ok(-f $docfile, 'its documentation exists');
like($meta->{release_status}, qr/^(stable|testing|unstable)$/, 'its status is one that there is');
like($server, qr/^\d+\.\d+\.\d+$/, 'the server that it needs is named');
is(join(' ', grep { ref $_ || !/^[^\/\\[:cntrl:]]{1,255}$/ } @{ $meta->{tags} }), '', 'its tags are words');

done_testing();

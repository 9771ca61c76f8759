
# csat.control states the version, once.  All else that names it agrees, every
# script of the extension is installed, what has been released stays as it is,
# and META.json is what PGXN's Meta Spec 1.0.0 wants, as far as it is used here:
# PGXN's own validator is in no package.

use strict;
use warnings;

use CsatCluster;
use Digest::SHA qw(sha256_hex);
use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::Piece;

my ($version) = slurp_file('csat.control') =~ /^default_version = '(.*)'$/m;
like($version, qr/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/, 'csat.control has a semantic version');

# The first match of a pattern in a file.
sub found
{
	my ($file, $pattern) = @_;
	return slurp_file($file) =~ $pattern ? $1 : undef;
}

is(found(install_script(), qr{^/\* (\S+) \*/}), "csat--$version.sql", 'the install script of this version names itself');
is(found('CHANGELOG.md', qr/^## ([^\s,]+)/m), $version, 'CHANGELOG.md begins with it');
is(found('debian/changelog', qr/\A\S+ \(([^)~-]+)/), $version, 'debian/changelog begins with it');

# CHANGELOG.md dates what has been released.
my %days = slurp_file('CHANGELOG.md') =~ /^## (\S+), (\d{4}-\d\d-\d\d)$/mg;

# The day of a release, as Debian writes it, or that it has none.
my $day = $days{$version} ? Time::Piece->strptime($days{$version}, '%Y-%m-%d')->strftime('unstable %d %b %Y') : 'UNRELEASED';
like(join(' ', slurp_file('debian/changelog') =~ /\A\S+ \S+ (\w+);.*?>  \w+, (\d+ \w+ \d+) /s), qr/^$day/, 'debian/changelog has its day');

# What users have never changes: SHA-256 of the scripts of each release.  What
# comes next is in a script that upgrades from it.
my %released = (
	'test/upgrade/csat--1.0.0.sql' => '5cee850f6b7f45c0d823b7bae72c0ccbe91748c17fb39a6179f848dd806f9e82',
	'csat--1.0.0--1.1.0.sql' => 'ceab07707c170a8dbbe1540604e0f1c205a2ea1210d761c79ab72933fc2738ad',
);

my ($data) = slurp_file('Makefile') =~ /^DATA *= *(.*)$/m;
is(join(' ', sort split ' ', $data), join(' ', sort glob('csat--*--*.sql')), 'the Makefile installs all upgrade scripts');

# A release is installed by its own script, and come to by one that upgrades.
is(join(' ', grep { /([^-]+)\.sql$/ && $days{$1} && !$released{$_} } glob('csat--*--*.sql test/upgrade/csat--*.sql')),
	'', 'each released script has its checksum here');
is(sha256_hex(slurp_file($_)), $released{$_}, "$_ is as it was released") foreach sort keys %released;

# PostgreSQL takes the last of two, without a word.
foreach my $script (glob('csat--*--*.sql'), install_script())
{
	my @definitions = slurp_file($script) =~ /^CREATE (?:OR REPLACE )?((?:AGGREGATE|TYPE|OPERATOR) [^;]*;)/mg;
	is(join("\n", grep { my %seen; grep { $seen{$_}++ } /(\b[A-Z]+) =/g } @definitions), '', "$script gives each option of a definition once");
}

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
is($meta->{release_status}, $days{$version} ? 'stable' : 'unstable', 'it is stable once it is released');
like($server, qr/^\d+\.\d+\.\d+$/, 'the server that it needs is named');
is(join(' ', grep { ref $_ || !/^[^\/\\[:cntrl:]]{1,255}$/ } @{ $meta->{tags} }), '', 'its tags are words');

done_testing();

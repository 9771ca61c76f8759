
# META.json as PGXN's Meta Spec 1.0.0 wants it.

use strict;
use warnings;

use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;

my $meta = decode_json(slurp_file('META.json'));
my $semver = qr/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+)?$/;

foreach my $key (qw(name version abstract maintainer license provides meta-spec))
{
	ok($meta->{$key}, "$key is there");
}
my %known = map { $_ => 1 }
  qw(name version abstract maintainer license provides meta-spec description generated_by no_index prereqs release_status resources tags);
is(join(' ', grep { !$known{$_} && !/^x_/i } sort keys %$meta), '', 'no other keys');

like($meta->{name}, qr/^[^\s\/\\[:cntrl:]]{2,}$/, 'the name is one word');
like($meta->{version}, $semver, 'the version is a semantic one');
is($meta->{'meta-spec'}{version}, '1.0.0', 'the version of the spec');
is($meta->{license}, 'postgresql', 'the licence, by its name in the spec');
like($meta->{release_status} // 'stable', qr/^(stable|testing|unstable)$/, 'the status is one that there is');
is(join(' ', grep { ref $_ || $_ eq '' || length $_ > 255 || /[\/\\[:cntrl:]]/ } @{ $meta->{tags} // [] }), '', 'tags are words');

foreach my $extension (sort keys %{ $meta->{provides} })
{
	my $provided = $meta->{provides}{$extension};
	like($provided->{version}, $semver, "$extension: version");
	ok(-f $provided->{$_}, "$extension: $_ $provided->{$_} exists") foreach grep { $provided->{$_} } qw(file docfile);
	ok($provided->{file}, "$extension: has a file");
}

my $checked = 0;
foreach my $phase (sort keys %{ $meta->{prereqs} })
{
	like($phase, qr/^(configure|build|test|runtime|develop)$/, "prereqs: phase $phase");
	foreach my $relation (sort keys %{ $meta->{prereqs}{$phase} })
	{
		like($relation, qr/^(requires|recommends|suggests|conflicts)$/, "prereqs: $phase, relation $relation");
		foreach my $version (values %{ $meta->{prereqs}{$phase}{$relation} })
		{
			like($version, qr/^(((>=?|<=?|[!=]=) ?)?\d+\.\d+\.\d+(, *)?)+$|^0$/, "prereqs: $phase, $relation $version");
			$checked++;
		}
	}
}
ok($checked, 'the server that is needed is named');

done_testing();

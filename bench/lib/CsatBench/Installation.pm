# A private PostgreSQL with the checkout's csat in it.
#
# PostgreSQL looks for its libraries, bitcode and share files relative to where
# its program lies.  So a copy of the programs beside links to all else is an
# installation of its own, on every version, into which csat is installed as
# into any server.  A search path for libraries would do for the extension, but
# then its bitcode is not found, and csat alone would not be inlined by the JIT.
package CsatBench::Installation;

use strict;
use warnings;

use File::Basename qw(basename dirname);
use File::Copy qw(copy);
use File::Find qw(find);
use File::Path qw(make_path);
use File::Spec;

use CsatBench::Command qw(run);

my @programs = qw(postgres initdb pg_ctl psql pg_dump);

# What earlier builds and tests left in the checkout.
my $left_behind = qr/\.(?:o|bc|so)$|^(?:\.git|results|tmp_check|build)$/;

# Is this a pg_config with which extensions can be built for a server?
sub builds_extensions
{
	my ($pg_config) = @_;

	return 0 unless -x $pg_config;
	chomp(my $pgxs = `'$pg_config' --pgxs`);
	return -e $pgxs && -x dirname($pg_config) . '/postgres';
}

# The one that PG_CONFIG names, or Debian's newest, or the one on the path.
sub find_pg_config
{
	return $ENV{PG_CONFIG} if $ENV{PG_CONFIG};
	my @debian = sort { ($b =~ m{/(\d+)/})[0] <=> ($a =~ m{/(\d+)/})[0] }
	  glob('/usr/lib/postgresql/*/bin/pg_config');
	my ($found) = grep { builds_extensions($_) } @debian;
	return $found // 'pg_config';
}

sub copy_tree
{
	my ($from, $to) = @_;

	my $copy_one = sub {
		my $target = "$to/" . File::Spec->abs2rel($File::Find::name, $from);

		if ($_ ne '.' && $_ =~ $left_behind)
		{
			$File::Find::prune = 1;
		}
		elsif (-d)
		{
			make_path($target);
		}
		elsif (-f)
		{
			copy($_, $target) or die "$File::Find::name: $!\n";
		}
	};
	find($copy_one, $from);
	return;
}

# Link to each file of directory `real` that `mirror` does not have.
sub link_missing
{
	my ($real, $mirror) = @_;

	make_path($mirror);
	for my $file (glob("\Q$real\E/*"))
	{
		my $here = "$mirror/" . basename($file);

		if (!-e $here)
		{
			symlink($file, $here) or die "$here: $!\n";
		}
		elsif (-d $here && !-l $here)
		{
			link_missing($file, $here);
		}
	}
	return;
}

sub copy_programs
{
	my ($real, $mirror) = @_;

	make_path($mirror);
	for my $program (@programs)
	{
		copy("$real/$program", "$mirror/$program") or die "$real/$program: $!\n";
		chmod(0755, "$mirror/$program");
	}
	return;
}

# Build the extension of `checkout` and make an installation, all below `dir`.
sub new
{
	my ($class, $checkout, $dir) = @_;
	my $pg_config = find_pg_config();
	my $root = "$dir/installation";
	my @make = ('make', '-C', "$dir/source", "PG_CONFIG=$pg_config");
	my %real;

	for my $part (qw(bindir pkglibdir sharedir version))
	{
		chomp($real{$part} = run([ $pg_config, "--$part" ], dir => $dir));
	}
	copy_tree($checkout, "$dir/source");
	run([@make], dir => $dir);
	run([ @make, 'install', "DESTDIR=$root" ], dir => $dir);
	copy_programs($real{bindir}, "$root$real{bindir}");
	link_missing($real{$_}, "$root$real{$_}") for qw(pkglibdir sharedir);
	return bless { bindir => "$root$real{bindir}", version => $real{version} }, $class;
}

sub version
{
	my ($self) = @_;

	return $self->{version};
}

sub program
{
	my ($self, $name) = @_;

	return "$self->{bindir}/$name";
}

1;

# Instructions per row, by callgrind: a measure without noise.
#
# Valgrind runs a whole server process that answers one query, start and stop
# included.  What remains when the count for an empty table of the same shape
# is taken away is the work for the rows.
package CsatBench::Instructions;

use strict;
use warnings;

use Exporter qw(import);
use File::Copy qw(copy);

use CsatBench::Answers qw(SAMPLE_ROWS);
use CsatBench::Clock qw(without_rows);

our @EXPORT_OK = qw(valgrind_problem measure_instructions);

# The sample fits, and valgrind need not walk through more.
my %setting = (
	jit => 'off',
	max_parallel_workers_per_gather => 0,
	shared_buffers => '64MB');

# What keeps callgrind from running, if anything does.
sub valgrind_problem
{
	return '' if grep { -x "$_/valgrind" } split(/:/, $ENV{PATH});
	return 'instructions need valgrind: apt-get install valgrind';
}

sub instructions
{
	my ($cluster, $query, $schema) = @_;
	my $report = $cluster->home . '/valgrind.log';
	my $profile = $cluster->home . '/callgrind.out';

	$cluster->run_single_user(
		[ 'valgrind', '--tool=callgrind', "--callgrind-out-file=$profile" ],
		without_rows($query), { %setting, search_path => "$schema,public" }, $report);

	open(my $handle, '<', $report) or die "$report: $!\n";
	my $text = do { local $/; <$handle> };
	# the server goes on after an error, and exits with 0
	die "$query: $text" if $text =~ /ERROR:/;
	return $1 if $text =~ /Collected : (\d+)/;
	die "$query: valgrind collected nothing\n$text";
}

sub keep_profile
{
	my ($cluster, $dir, $name) = @_;

	$name =~ s/[^a-z0-9]+/-/g;
	copy($cluster->home . '/callgrind.out', "$dir/$name.callgrind") or die "$dir: $!\n";
	return;
}

# Two cases may share a query, and a count does not change.
my %per_row;

sub per_row
{
	my ($cluster, $query, $rows, $profiles, $name) = @_;

	return $per_row{$query} //= do
	{
		my $none = instructions($cluster, $query, 'empty');
		my $sample = instructions($cluster, $query, 'sample');

		keep_profile($cluster, $profiles, $name) if $profiles;
		($sample - $none) / $rows;
	};
}

# Instructions per row of one side of the case, 'csat' or 'rival', on a server
# that is down; less those of its base, if it has one.  The profile stays in
# the directory `profiles`, if it is named.
sub measure_instructions
{
	my ($cluster, $case, $side, $profiles) = @_;
	my $base = $case->{"${side}_base"};
	my @counts = map {
		per_row($cluster, $_->[0], $case->{rows} // SAMPLE_ROWS, $profiles,
			"$case->{name}-$side$_->[1]")
	} ([ $case->{$side}, '' ], $base ? [ $base, '-base' ] : ());

	return $counts[0] - ($counts[1] // 0);
}

1;

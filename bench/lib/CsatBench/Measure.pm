# The measures: clocks of sides that take turns, instructions per row, and what
# hashed grouping takes of memory and disk.
#
# A side is a hash: `query` (or `command`, for the shell), and `setting`.
package CsatBench::Measure;

use strict;
use warnings;

use Exporter qw(import);
use File::Copy qw(copy);
use JSON::PP qw(decode_json);
use List::Util qw(min);
use Time::HiRes qw(time);

use CsatBench::Server qw($home psql single_user);

our @EXPORT_OK = qw(clock command_clock plan_has_workers instructions hash_table);

# Computes every row and returns none: printing is not measured.
sub without_rows
{
	my ($query) = @_;

	return "$query OFFSET 2000000000";
}

sub summary
{
	my @sorted = sort { $a <=> $b } @_;

	return { median => ($sorted[ $#sorted / 2 ] + $sorted[ @sorted / 2 ]) / 2, fastest => $sorted[0], all => \@_ };
}

# One side's query, after the settings that only this side has.
sub timed
{
	my ($side) = @_;
	my $own = $side->{setting} // {};

	return join('', (map { "SET $_ = '$own->{$_}';\n" } sort keys %$own),
		"\\timing on\n", without_rows($side->{query}), ";\n\\timing off\n", map { "RESET $_;\n" } sort keys %$own);
}

# Milliseconds of so many runs of each side, in turns in one session, so that
# what else the machine does falls on all of them.  The first run of each, which
# warms caches and the JIT's library, is not counted.
sub clock
{
	my ($runs, $setting, @sides) = @_;
	my @times = psql(join('', map { timed($_) } @sides) x ($runs + 1), $setting) =~ /^Time: ([\d.]+) ms/mg;

	die 'not one time for each run: ' . @times . "\n" if @times != @sides * ($runs + 1);
	return map { my $i = $_; summary(@times[ map { $_ * @sides + $i } 1 .. $runs ]) } 0 .. $#sides;
}

# The same of shell commands; `before` is SQL that is run before each, unmeasured.
sub command_clock
{
	my ($runs, $check, @sides) = @_;
	my @times = map { [] } @sides;

	for my $run (0 .. $runs)
	{
		for my $i (0 .. $#sides)
		{
			psql("$sides[$i]{before};\nCHECKPOINT;\n") if $sides[$i]{before};
			my $start = time;
			system('bash', '-c', "set -euo pipefail; $sides[$i]{command}") == 0 or die "failed: $sides[$i]{command}\n";
			push @{ $times[$i] }, 1000 * (time - $start) if $run;
		}
		$check->() unless $run;
	}
	return map { summary(@$_) } @times;
}

# Would the query run in parallel with these settings?
sub plan_has_workers
{
	my ($query, $setting) = @_;

	return psql('EXPLAIN ' . without_rows($query) . ";\n", $setting) =~ /Workers Planned: [1-9]/;
}

# The instructions of a whole server process that answers one query, start and
# stop included, as callgrind counts them.
sub all_instructions
{
	my ($query, $setting, $schema) = @_;
	my $log = "$home/callgrind.log";

	unlink($log);
	single_user(without_rows($query), { %$setting, search_path => "$schema,public" },
		qw(valgrind --tool=callgrind), "--log-file=$log", "--callgrind-out-file=$home/callgrind.out");
	open(my $handle, '<', "$home/errors") or die "$home/errors: $!\n";
	# the server goes on after an error, and exits with 0
	die "$query:\n$_" for grep { /ERROR:/ } <$handle>;
	open($handle, '<', $log) or die "$log: $!\n";
	local $/;
	my ($count) = <$handle> =~ /Collected : (\d+)/ or die "$query: callgrind collected nothing\n";
	return $count;
}

# Instructions per row of one side on the tables of 100,000 answers, less those of
# empty tables; less the same of a base query, if there is one.  Two cases may
# share a query, and a count does not change.
my %per_row;

sub instructions
{
	my ($side, $rows, $profile) = @_;
	my %setting = (jit => 'off', max_parallel_workers_per_gather => 0, shared_buffers => '64MB', %{ $side->{setting} // {} });
	my @counts = map {
		my $query = $_;
		$per_row{ join("\0", $query, %{ $side->{setting} // {} }) } //= do
		{
			my $none = all_instructions($query, \%setting, 'empty');
			my $some = all_instructions($query, \%setting, 'sample');
			copy("$home/callgrind.out", $profile) if $profile;
			($some - $none) / $rows;
		};
	} grep { defined } $side->{base}, $side->{query};

	return $counts[-1] - (@counts > 1 ? $counts[0] : 0);
}

sub grouping_node
{
	my ($node) = @_;

	return $node if exists $node->{'Peak Memory Usage'};
	for my $child (@{ $node->{Plans} // [] })
	{
		my $found = grouping_node($child);
		return $found if $found;
	}
	return;
}

# The hash table of a side, as EXPLAIN ANALYZE has it: kilobytes at its peak, of
# disk too, and groups, which are what came out.
sub hash_table
{
	my ($side, $setting) = @_;
	my $plan = psql("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) $side->{query};\n", { %$setting, %{ $side->{setting} // {} } });
	my $node = grouping_node(decode_json($plan)->[0]{Plan}) // die "grouped without a hash table: $side->{query}\n";

	return { memory => $node->{'Peak Memory Usage'}, disk => $node->{'Disk Usage'} // 0, groups => int($node->{'Actual Rows'}) };
}

1;

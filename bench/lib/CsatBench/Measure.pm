# The measures: clocks of sides that take turns, instructions per row, and what
# hashed grouping takes of memory and disk.
#
# A side is a hash: its `name`; a `query`, or for the clock a `command` of the
# shell; and `setting`, the server's for this side alone.
package CsatBench::Measure;

use v5.36;

use Exporter qw(import);
use File::Copy qw(copy);
use JSON::PP qw(decode_json);
use Time::HiRes qw(time);

use CsatBench::Server;

our @EXPORT = qw(sides clock clock_of_first command_clock instructions hash_tables);

# csat and its rival; between them, where `core` is asked for, csat without the
# Tally Aggregate.
sub sides($csat, $rival, $core)
{
	my ($on, $off) = map { +{ setting => { 'csat.enable_tally_aggregate' => $_ } } } qw(on off);

	return { %$csat, name => 'csat', $core ? %$on : () }, $core ? { %$csat, name => 'core', %$off } : (), { %$rival, name => 'rival' };
}

# Computes every row and returns none: printing is not measured.
sub without_rows($query) { return "$query OFFSET 2000000000" }

sub settings_of($side, $setting) { return { %$setting, %{ $side->{setting} // {} } } }

sub summary(@times)
{
	my @sorted = sort { $a <=> $b } @times;

	return { median => ($sorted[ $#sorted / 2 ] + $sorted[ @sorted / 2 ]) / 2, fastest => $sorted[0], all => \@times };
}

# One side's query, after the settings that only this side has.
sub timed($side)
{
	my $own = settings_of($side, {});

	return join('', (map { "SET $_ = '$own->{$_}';\n" } sort keys %$own),
		"\\timing on\n", without_rows($side->{query}), ";\n\\timing off\n", map { "RESET $_;\n" } sort keys %$own);
}

sub check_workers($side, $setting)
{
	my $all = settings_of($side, $setting);

	die "the plan of $side->{query} has no workers\n"
	  if $all->{max_parallel_workers_per_gather} && psql('EXPLAIN ' . without_rows($side->{query}) . ";\n", $all) !~ /Workers Planned: [1-9]/;
}

# Milliseconds of so many runs of each side, in turns in one session, so that
# what else the machine does falls on all of them.  The first run of each, which
# warms caches and the JIT's library, is not counted.
sub clock($runs, $setting, @sides)
{
	check_workers($_, $setting) for @sides;
	my @times = map { 0 + $_ } psql(join('', map { timed($_) } @sides) x ($runs + 1), $setting) =~ /^Time: ([\d.]+) ms/mg;

	die 'not one time for each run: ' . @times . "\n" if @times != @sides * ($runs + 1);
	return { map { my $i = $_; $sides[$i]{name} => summary(@times[ map { $_ * @sides + $i } 1 .. $runs ]) } 0 .. $#sides };
}

# The same of each side's first query after a restart.
sub clock_of_first($runs, $setting, @sides)
{
	my %times;

	for my $side ((@sides) x $runs)
	{
		restart_server();
		push @{ $times{ $side->{name} } }, map { 0 + $_ } psql(timed($side), $setting) =~ /^Time: ([\d.]+) ms/m;
	}
	return { map { $_ => summary(@{ $times{$_} }) } keys %times };
}

# The same of shell commands; `before` is SQL that is run before each, unmeasured.
sub command_clock($runs, $check, @sides)
{
	my %times;

	for my $run (0 .. $runs)
	{
		for my $side (@sides)
		{
			psql("$side->{before};\nCHECKPOINT;\n") if $side->{before};
			my $start = time;
			system('bash', '-c', "set -euo pipefail; $side->{command}") == 0 or die "failed: $side->{command}\n";
			push @{ $times{ $side->{name} } }, 1000 * (time - $start) if $run;
		}
		$check->() unless $run;
	}
	return { map { $_ => summary(@{ $times{$_} }) } keys %times };
}

# The instructions of a whole server process that answers one query, start and
# stop included, as callgrind counts them.
sub all_instructions($query, $setting, $schema)
{
	my $log = "$home/callgrind.log";

	unlink($log);
	single_user(without_rows($query), { %$setting, search_path => "$schema,public" },
		qw(valgrind --tool=callgrind), "--log-file=$log", "--callgrind-out-file=$home/callgrind.out");
	# the server goes on after an error, and exits with 0
	die "$query:\n$_" for grep { /ERROR:/ } read_lines("$home/errors");
	my ($count) = join('', read_lines($log)) =~ /Collected : (\d+)/ or die "$query: callgrind collected nothing\n";
	return $count;
}

# Instructions per row of one side on the tables of 100,000 answers, less those of
# empty tables; less the same of a base query, if there is one.  Two cases may
# share a query, and a count does not change.
my %per_row;

sub instructions($side, $rows, $profile)
{
	my $setting = settings_of($side, { serial('sample'), shared_buffers => '64MB' });
	my @counts = map {
		my $query = $_;
		$per_row{ join("\0", $query, %{ $side->{setting} // {} }) } //= do
		{
			my $none = all_instructions($query, $setting, 'empty');
			my $some = all_instructions($query, $setting, 'sample');
			copy("$home/callgrind.out", $profile) if $profile;
			($some - $none) / $rows;
		};
	} grep { defined } $side->{base}, $side->{query};

	return $counts[-1] - (@counts > 1 ? $counts[0] : 0);
}

sub grouping_node($node)
{
	return $node if exists $node->{'Peak Memory Usage'};
	my ($found) = grep { defined } map { grouping_node($_) } @{ $node->{Plans} // [] };
	return $found;
}

# The hash table of each side, as EXPLAIN ANALYZE has it: kilobytes at its peak,
# of disk too, and groups, which are what came out.
sub hash_tables($setting, @sides)
{
	my %table;

	for my $side (@sides)
	{
		my $plan = psql("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) $side->{query};\n", settings_of($side, $setting));
		my $node = grouping_node(decode_json($plan)->[0]{Plan}) // die "grouped without a hash table: $side->{query}\n";
		$table{ $side->{name} } = { memory => $node->{'Peak Memory Usage'}, disk => $node->{'Disk Usage'} // 0, groups => int($node->{'Actual Rows'}) };
	}
	return \%table;
}

1;

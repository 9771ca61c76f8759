
# Random settings that make the planner choose differently.
package CsatProperty::Settings;

use strict;
use warnings;

use CsatProperty::Choice;

my %settings = (
	'csat.enable_tally_aggregate' => [ 'on', 'off', 'force', 'force' ],
	enable_hashagg => [ 'on', 'off' ],
	enable_sort => [ 'on', 'on', 'off' ],
	enable_hashjoin => [ 'on', 'off' ],
	enable_seqscan => [ 'on', 'on', 'off' ],
	enable_incremental_sort => [ 'on', 'off' ],
	enable_partitionwise_aggregate => [ 'on', 'off' ],
	work_mem => [ '64kB', '4MB' ],
	# to start workers takes longer than most queries
	max_parallel_workers_per_gather => [ (0) x 7, 2 ],
	parallel_leader_participation => [ 'on', 'off' ],
	extra_float_digits => [ 1, 0 ],
);

sub any
{
	my @statements = map { "SET $_ = '" . pick(@{ $settings{$_} }) . "'" } sort keys %settings;

	return (@statements, 'SET parallel_setup_cost = 0', 'SET parallel_tuple_cost = 0', 'SET min_parallel_table_scan_size = 0', 'SET min_parallel_index_scan_size = 0');
}

1;

# What is measured against what: a list of hashes.
#
#   name      what --only chooses by
#   measure   words: clock, instructions, memory and disk of hashed grouping
#   csat, rival   a side: `query`, or for the clock `command`, of the shell, and
#             `before`, SQL that is run before each; `base`, a query whose
#             instructions are taken away; `setting`, of this side alone
#   core      true: csat without the Tally Aggregate takes its turns too
#   setting   of the server, for all sides
#   check     two queries that must give the same rows before anything is
#             measured, where csat and rival do not
#   table     'large', of --rows rows, unless it is 'million', or 'sample', of 100,000
#   needs     scripts in `tables` that make more tables, in this order
#   rows      how many these have, where it is another number
#   workers, jit  words, each a setting for the clock; 0 and off if not given
#   restart   true: the clock is of the first query after a restart of the server
#   target    the highest ratios of csat to rival: `instructions`, `memory`,
#             `disk` decide; `clock`, and `core`, to csat without the Tally
#             Aggregate, are about, and decide where they are alone, by the first
#             setting; without one a case is told, not judged
#   least_rows  of --rows, for a target that holds for many rows only
use strict;
use warnings;

my $csat_by_hand = '100.0 * count(*) FILTER (WHERE score BETWEEN 4 AND 5) / nullif(count(score), 0)';
my $nps_by_hand = '100.0 * (count(*) FILTER (WHERE recommend >= 9)'
  . ' - count(*) FILTER (WHERE recommend <= 6)) / nullif(count(recommend), 0)';
my $both = 'csat(score), nps(recommend)';
my $both_by_hand = "$csat_by_hand, $nps_by_hand";

# A case of these queries, which is anything else that is said.
sub query_case
{
	my ($name, $measure, $csat, $rival, $target, %more) = @_;

	return { name => $name, measure => $measure, csat => { query => $csat }, rival => { query => $rival }, target => $target, %more };
}

# The same list of columns by the same keys.
sub grouped
{
	my ($list, $keys, $from, $sets) = @_;

	return "SELECT $keys, $list FROM $from GROUP BY " . sprintf($sets // '%s', $keys);
}

# Reading a tally costs at most three divisions of numerics, whatever is read:
# what a query with it costs more than the same query with the tally.
sub accessor
{
	my ($kind, $call) = @_;

	$call = "$call(tally)" unless $call =~ /\(/;
	return {
		name => "accessor $call",
		measure => 'instructions',
		csat => { query => "SELECT $call FROM ${kind}_tallies", base => "SELECT tally FROM ${kind}_tallies" },
		rival => { query => "SELECT dividend / divisor FROM ${kind}_fractions", base => "SELECT dividend FROM ${kind}_fractions" },
		check => [ "SELECT ${kind}_score(tally) FROM ${kind}_tallies", "SELECT dividend / divisor FROM ${kind}_fractions" ],
		table => 'sample',
		needs => ['tallies'],
		target => { instructions => 3 }
	};
}

my @accessors = (
	(map { accessor('csat', $_) } 'responses(tally)', 'responses(tally, 5)',
		qw(satisfied neutral dissatisfied csat_score mean_score stddev_score top_box bottom_box sparkline distribution
		  csat_standard_error csat_interval),
		(map { "csat_interval(tally, 0.95, '$_')" } qw(agresti-coull wald)), 'csat_change(tally, next)'),
	map { accessor('nps', $_) } qw(promoters passives detractors nps_score nps_standard_error nps_interval),
	(map { "nps_interval(tally, 0.95, '$_')" } qw(score wald)), 'nps_change(tally, next)');

# What a row of a dashboard shows, from one tally and by hand.
my $csat_dashboard = join(', ', (map { "$_(csat_tally(score))" } qw(responses csat_score mean_score top_box bottom_box)),
	map { "responses(csat_tally(score), $_)" } 1 .. 5);
my $csat_dashboard_by_hand = join(', ', "count(score), $csat_by_hand, avg(score)",
	(map { "100.0 * count(*) FILTER (WHERE score = $_) / nullif(count(score), 0)" } 5, 1),
	map { "count(*) FILTER (WHERE score = $_)" } 1 .. 5);
my $nps_dashboard = join(', ', (map { "$_(nps_tally(recommend))" } qw(responses nps_score mean_score)),
	(map { "100.0 * $_(nps_tally(recommend)) / nullif(responses(nps_tally(recommend)), 0)" } qw(promoters passives detractors)),
	'nps_standard_error(nps_tally(recommend))');
my %share = map { $_->[0] => "count(*) FILTER (WHERE recommend $_->[1])" }
  ([ promoters => '>= 9' ], [ passives => 'BETWEEN 7 AND 8' ], [ detractors => '<= 6' ]);
my $nps_shares_by_hand = join(', ', "count(recommend), $nps_by_hand, avg(recommend)",
	map { "100.0 * $share{$_} / nullif(count(recommend), 0)" } qw(promoters passives detractors));
# The standard error from the counts, which is the fastest, and as the deviation
# of 1, 0 and -1, which is how textbooks explain it.
my $nps_error_by_counts = "100 * sqrt((($share{promoters} + $share{detractors})::float8 / nullif(count(recommend), 0)"
  . " - (($share{promoters} - $share{detractors})::float8 / nullif(count(recommend), 0)) ^ 2) / nullif(count(recommend), 0))";
my $nps_error_by_deviation = '100 * stddev_pop(CASE WHEN recommend >= 9 THEN 1 WHEN recommend >= 7 THEN 0'
  . ' WHEN recommend IS NOT NULL THEN -1 END) / sqrt(nullif(count(recommend), 0))';

my $weighted_nps_by_hand = '100 * (sum(weight) FILTER (WHERE recommend >= 9)'
  . ' - sum(weight) FILTER (WHERE recommend <= 6)) / sum(weight) FILTER (WHERE recommend IS NOT NULL)';
my $of_may = "WHERE day >= '2024-05-01' AND day < '2024-06-01' GROUP BY region";
my $of_30_days = "WINDOW w AS (PARTITION BY region ORDER BY day RANGE '29 days' PRECEDING)";
# The table has no order to keep, and a sort would only dilute the ratio.
my ($frame, $running) = map { "(ROWS $_ PRECEDING)" } 999, 'UNBOUNDED';
my $csat_by_hand_in_w = '100.0 * count(*) FILTER (WHERE score BETWEEN 4 AND 5) OVER w / nullif(count(score) OVER w, 0)';

my %anywhere = (workers => '0 2', jit => 'off on');
my $speed = 'clock instructions';

my @executor_cases = (
	# the floor of the executor: no aggregate over a column can do less
	query_case('csat against count', $speed, 'SELECT csat(score) FROM answers', 'SELECT count(score) FROM answers',
		{ instructions => 1.05, clock => 1.05 },
		check => [ 'SELECT responses(csat_tally(score)) FROM answers', 'SELECT count(score) FROM answers' ], %anywhere),
	query_case('csat by hand', $speed, 'SELECT csat(score) FROM answers', "SELECT $csat_by_hand FROM answers",
		{ instructions => 0.96, clock => 0.9 }, %anywhere),
	query_case('nps by hand', $speed, 'SELECT nps(recommend) FROM answers', "SELECT $nps_by_hand FROM answers",
		{ instructions => 0.90, clock => 0.85 }, %anywhere),
	query_case('both by region by hand', $speed, grouped($both, 'region', 'answers'), grouped($both_by_hand, 'region', 'answers'),
		{ instructions => 0.92, clock => 0.9 }, %anywhere),
	query_case('csat by customer by hand', $speed, grouped('csat(score)', 'customer', 'answers'),
		grouped($csat_by_hand, 'customer', 'answers'), { instructions => 1.0, clock => 1.0 }, %anywhere),
	query_case('memory by customer against avg', 'memory', grouped('csat(score)', 'customer', 'answers'),
		grouped('avg(score)', 'customer', 'answers'), { memory => 1.0 },
		check => [ grouped('responses(csat_tally(score))', 'customer', 'answers'), grouped('count(score)', 'customer', 'answers') ]),
	query_case('csat dashboard by region by hand', $speed, grouped($csat_dashboard, 'region', 'answers'),
		grouped($csat_dashboard_by_hand, 'region', 'answers'), { instructions => 0.78, clock => 0.65 }, %anywhere),
	(map {
		query_case("nps dashboard by region by hand, error $_->[0]", $speed, grouped($nps_dashboard, 'region', 'answers'),
			grouped("$nps_shares_by_hand, $_->[1]", 'region', 'answers'), { instructions => 0.78, clock => 0.65 }, %anywhere)
	} [ 'by counts' => $nps_error_by_counts ], [ 'by deviation' => $nps_error_by_deviation ]),
	query_case('csat and nps of two columns by hand', $speed, "SELECT $both FROM answers", "SELECT $both_by_hand FROM answers",
		{ clock => 0.85 }, workers => '0 2'),
	(map {
		query_case("csat and nps of $_ columns by hand", $speed, "SELECT $both FROM ${_}_answers",
			"SELECT $both_by_hand FROM ${_}_answers", { clock => 0.95 }, needs => ["${_}_answers"])
	} qw(smallint numeric sparse)),
	query_case('csat by rollup of two keys by hand', $speed,
		"SELECT region, channel, csat(score) FROM channel_answers GROUP BY ROLLUP (region, channel)",
		"SELECT region, channel, $csat_by_hand FROM channel_answers GROUP BY ROLLUP (region, channel)",
		{ clock => 0.90 }, needs => ['channel_answers']),
	# 64 MB for a million groups, as many as 10 million rows have
	(map {
		query_case("csat by customer by hand, spilling: $_", $_, grouped('csat(score)', 'customer', 'answers'),
			grouped($csat_by_hand, 'customer', 'answers'), { $_ => 1.0 }, least_rows => 10_000_000,
			setting => { work_mem => '64MB', hash_mem_multiplier => 1 })
	} qw(clock disk)),
	# how much of the two cases is PostgreSQL's, whatever the aggregate does
	(map {
		my ($name, $count, $rival, $check) = @$_;
		query_case("count alone against $name", 'instructions', $count, $rival, {}, check => [ $count, $check ],
			table => 'sample', needs => ['channel_answers'])
	} [ 'nps dashboard by region by hand', grouped('count(recommend)', 'region', 'answers'),
			grouped("$nps_shares_by_hand, $nps_error_by_counts", 'region', 'answers'),
			grouped('responses(nps_tally(recommend))', 'region', 'answers') ],
		[ 'csat by rollup by hand', map { "SELECT region, channel, $_ FROM channel_answers GROUP BY ROLLUP (region, channel)" }
				'count(score)', $csat_by_hand, 'responses(csat_tally(score))' ]),
	query_case('weighted nps by hand', $speed, 'SELECT weighted_nps(recommend, weight) FROM weighted_answers',
		"SELECT $weighted_nps_by_hand FROM weighted_answers", { instructions => 0.9, clock => 0.9 }, needs => ['weighted_answers']),
	{
		%{ query_case('csat with two workers against serial', 'clock', ('SELECT csat(score) FROM answers') x 2, { clock => 0.60 }) },
		csat => { query => 'SELECT csat(score) FROM answers', setting => { max_parallel_workers_per_gather => 2 } }
	},
	# how much an index saves is told beside it
	(map {
		query_case("a month from daily tallies against $_", 'clock', "SELECT region, csat(tally) FROM daily_tallies $of_may",
			"SELECT region, $csat_by_hand FROM $_ $of_may", $_ eq 'dated_answers' ? { clock => 0.005 } : {},
			needs => [ 'dated_answers', $_ eq 'indexed_answers' ? $_ : () ], least_rows => 10_000_000)
	} qw(dated_answers indexed_answers)),
	query_case('30 days of daily tallies by hand', $speed, "SELECT csat(tally) OVER w FROM days $of_30_days",
		"SELECT 100.0 * sum(satisfied) OVER w / nullif(sum(answers) OVER w, 0) FROM days $of_30_days",
		{ clock => 1.0 }, table => 'sample', needs => ['days'], rows => 73_060),
	# without an inverse, the frame would cost hundreds of times as much
	query_case('window of 1,000 against running', $speed, "SELECT csat(score) OVER $frame FROM answers",
		"SELECT csat(score) OVER $running FROM answers", { instructions => 3, clock => 3 }, table => 'sample', jit => 'off on',
		check => [ map { "SELECT $_ FROM answers WINDOW w AS $running" } 'csat(score) OVER w', $csat_by_hand_in_w ]),
	query_case('window of 1,000 by hand', $speed, "SELECT csat(score) OVER $frame FROM answers",
		"SELECT $csat_by_hand_in_w FROM answers WINDOW w AS $frame", { clock => 0.80 }, table => 'million', jit => 'off on'));

# What is no query: a million answers in batches of 1,000, each a transaction,
# into a table with a live rollup and without; and dumping and restoring a million
# tallies and the same figures as bigints.
my @command_cases = (
	{
		name => 'inserts with a live rollup against without',
		measure => 'clock',
		table => 'rollup',
		rows => 1_000_000,
		needs => ['responses'],
		(map { $_->[0] => { before => "TRUNCATE $_->[1].responses RESTART IDENTITY",
			command => "PGOPTIONS='-c search_path=$_->[1],public' pgbench -n -t 1000 -f \$BENCH/tables/insert_1000.pgbench >/dev/null 2>&1" }
		} [ csat => 'rolled_up' ], [ rival => 'plain' ]),
		check => [ map { "SELECT channel, csat($_->[0]), nps($_->[1]) FROM $_->[2] GROUP BY channel" }
			[qw(satisfaction recommend rolled_up.responses_daily)], [qw(satisfaction recommend plain.responses)] ],
		target => { clock => 1.25 }
	},
	{
		name => 'dump and restore of tallies against bigints',
		measure => 'clock',
		table => 'dumps',
		rows => 1_000_000,
		needs => ['kept_figures'],
		(map { $_->[0] => { before => "DROP SCHEMA IF EXISTS restored CASCADE; CREATE SCHEMA restored",
			command => "pg_dump -t dumps.kept_as_$_->[1] | sed 's/\\bdumps\\./restored./' | psql -X -q -v ON_ERROR_STOP=1 >/dev/null" }
		} [ csat => 'tallies' ], [ rival => 'bigints' ]),
		check => [ 'SELECT count(*), sum(responses(tally)), sum(responses(tally, 5)) FROM dumps.kept_as_tallies',
			'SELECT count(*), sum("1" + "2" + "3" + "4" + "5"), sum("5") FROM dumps.kept_as_bigints' ],
		target => { clock => 1.5 }
	});

# The Tally Aggregate: csat with it, csat without it, and by hand, in turns.
my @three = ("$both, count(*)", "$both_by_hand, count(*)");

sub node_case
{
	my ($name, $keys, $from, $core, $hand, %more) = @_;
	my ($lists, %other) = (\@three, %more);
	$lists = delete $other{lists} if $other{lists};
	my $sets = delete $other{sets};

	return query_case("tally aggregate: $name", $more{measure} // 'clock',
		(map { $keys ? grouped($_, $keys, $from, $sets) : "SELECT $_ FROM $from" } @$lists),
		{ core => $core, $hand ? (clock => $hand) : () }, core => 1, needs => ['survey'], %other);
}

my @csat_alone = ('csat(score)', $csat_by_hand);
my @weighted = ('weighted_nps(recommend, weight)', $weighted_nps_by_hand);
my $some = 'weight > 1';
my @filtered = ("csat(score) FILTER (WHERE $some), nps(recommend) FILTER (WHERE $some)",
	"100.0 * count(*) FILTER (WHERE score BETWEEN 4 AND 5 AND $some) / nullif(count(score) FILTER (WHERE $some), 0), 100.0 * (count(*) FILTER (WHERE recommend >= 9 AND $some) - count(*) FILTER (WHERE recommend <= 6 AND $some)) / nullif(count(recommend) FILTER (WHERE $some), 0)");
my %groups = (50_000 => 'customer % 50000', 200_000 => 'customer % 200000', 'a million' => 'customer');

my @node_cases = (
	node_case('csat alone', '', 'answers', 0.60, 0.45, lists => \@csat_alone, jit => 'off on', needs => []),
	node_case('three figures by region', 'region', 'answers', 0.25, 0.20, jit => 'off on', needs => []),
	node_case('three figures by region, two workers', 'region', 'answers', 0.30, undef, workers => 2, needs => []),
	node_case('three figures by region, just after a restart', 'region', 'answers', undef, undef, restart => 1, needs => []),
	node_case('three figures by region, after a text', 'region', 'survey', 0.25, 0.20),
	node_case('three figures, an average and a maximum, by region', 'region', 'survey', 0.30, 0.25, lists => [ map { "$_, avg(customer), max(responded_at)" } @three ]),
	node_case('csat and nps of some, by region', 'region', 'survey', 0.30, 0.22, lists => \@filtered),
	node_case('by text channel', 'channel', 'survey', 0.32, 0.27),
	node_case('half the rows by a timestamp, by channel', 'channel', "survey WHERE responded_at >= '2024-05-15'", 0.42, 0.37),
	node_case('by day', 'day', 'survey', 0.25, 0.20),
	node_case('by month', "date_trunc('month', responded_at)", 'survey', 0.60, 0.55),
	node_case('joined to agents, by team', 'team', 'survey JOIN agents USING (region)', 0.80, 0.70),
	node_case('weighted nps by region', 'region', 'survey', 0.35, 0.30, lists => \@weighted),
	node_case('daily tallies by channel, as a materialized view', 'day, channel', 'survey', 0.35, 0,
		lists => [ 'responses(csat_tally(score)), responses(nps_tally(recommend))', 'count(score), count(recommend)' ]),
	(map {
		my $many = $_;
		map {
			node_case("$many groups, $_->[0]", $groups{$many}, 'survey', @$_[ 1, 2 ], lists => $_->[3], measure => $_->[4],
				$_->[4] =~ /memory|disk/ ? (target => { core => $_->[1], $_->[4] => $_->[2] }) : (), setting => { work_mem => $_->[5], hash_mem_multiplier => 2 })
		} [ 'in memory', 0.20, 0.22, \@csat_alone, 'clock', '1GB' ],
			[ 'spilled', 0.40, 0.35, \@csat_alone, 'clock', '4MB' ],
			$many eq 'a million' ? ([ 'peak memory', 0.35, 0.50, \@csat_alone, 'memory', '1GB' ],
				[ 'temporary files', 0.40, 0.50, \@csat_alone, 'disk', '4MB' ]) : ()
	} 50_000, 200_000, 'a million'),
	node_case('ROLLUP of two keys', 'region, channel', 'survey', 0.25, 0.25, lists => \@csat_alone, sets => 'ROLLUP (%s)'),
	# nobody adds up tallies by hand
	(map { node_case("stored tallies by $_->[0]", $_->[1], 'daily_tallies', $_->[2], 0, lists => [ 'csat(tally)', 'csat_score(sum(tally))' ], needs => ['dated_answers']) }
		[ 'region', 'region', 0.60 ], [ 'month', "date_trunc('month', day::timestamp)", 0.80 ]),
	node_case('30 % NULL, by region', 'region', 'sparse_survey', 0.37, 0.32, needs => [qw(survey sparse_survey)]),
	node_case('100 rows by region', 'region', 'survey_of_100', 1.05, 0, needs => [qw(survey survey_of_100)], rows => 100));

(@executor_cases, @command_cases, @node_cases, @accessors);

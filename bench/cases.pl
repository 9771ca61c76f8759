# What is measured against what: a list of hashes.
#
#   name      what --only chooses by
#   measure   'speed': clock and instructions; 'clock'; 'instructions';
#             'memory' and 'disk' of hashed grouping; 'inserts' and 'dumps': the
#             clocks of what is no query, see the modules of these names
#   csat      one query over the table `answers`, or those that it needs
#   rival     the other
#   csat_base, rival_base       a query whose instructions are taken away
#   csat_setting, rival_setting settings of the server for one side alone
#   setting   for both; or a function that makes them from --rows
#   check     two queries that must give the same rows before anything is
#             measured, where csat and rival do not
#   table     'large', of --rows rows, 'million', or 'sample', of 100,000
#   needs     scripts in `tables` that make more tables, in this order
#   rows      how many these have in `sample`, where it is not 100,000
#   workers   0 where no plan is parallel or that is not asked
#   jit       'off' where it is not measured with it
#   target    the highest ratios of csat to rival: `instructions`, `memory` and
#             `disk` decide; `clock` is about, and decides where it is alone, by
#             the first setting; without one a case is told, not judged
#   least_rows  of --rows, for a target that holds for many rows only
#
use strict;
use warnings;

my $csat_by_hand =
  '100.0 * count(*) FILTER (WHERE score BETWEEN 4 AND 5) / nullif(count(score), 0)';
my $nps_by_hand = '100.0 * (count(*) FILTER (WHERE recommend >= 9)'
  . ' - count(*) FILTER (WHERE recommend <= 6)) / nullif(count(recommend), 0)';

# Reading a tally costs at most three divisions of numerics, whatever is read:
# what a query with it costs more than the same query with the tally.
my %accessors = (
	csat => [
		'responses(tally)', 'responses(tally, 5)', qw(satisfied neutral dissatisfied csat_score mean
		  stddev top_box bottom_box sparkline distribution csat_standard_error csat_interval),
		(map { "csat_interval(tally, 0.95, '$_')" } qw(agresti-coull wald)), 'csat_change(tally, next)'
	],
	nps => [
		qw(promoters passives detractors nps_score nps_standard_error nps_interval),
		(map { "nps_interval(tally, 0.95, '$_')" } qw(score wald)), 'nps_change(tally, next)'
	]);

sub accessor
{
	my ($kind, $call) = @_;

	$call = "$call(tally)" unless $call =~ /\(/;
	return {
		name => "accessor $call",
		measure => 'instructions',
		csat => "SELECT $call FROM ${kind}_tallies",
		csat_base => "SELECT tally FROM ${kind}_tallies",
		rival => "SELECT dividend / divisor FROM ${kind}_fractions",
		rival_base => "SELECT dividend FROM ${kind}_fractions",
		check => [
			"SELECT ${kind}_score(tally) FROM ${kind}_tallies",
			"SELECT dividend / divisor FROM ${kind}_fractions"
		],
		table => 'sample',
		needs => ['tallies'],
		target => { instructions => 3 }
	};
}

sub accessors
{
	return map { my $kind = $_; map { accessor($kind, $_) } @{ $accessors{$kind} } } qw(csat nps);
}

# What a row of a dashboard shows, from one tally and by hand.
my $csat_dashboard = join(', ', map { "$_(csat_tally(score))" }
	  qw(responses csat_score mean top_box bottom_box))
  . join('', map { ", responses(csat_tally(score), $_)" } 1 .. 5);
my $csat_dashboard_by_hand = "count(score), $csat_by_hand, avg(score)"
  . join('', map { ", 100.0 * count(*) FILTER (WHERE score = $_) / nullif(count(score), 0)" } 5, 1)
  . join('', map { ", count(*) FILTER (WHERE score = $_)" } 1 .. 5);

my $nps_dashboard = join(', ', map { "$_(nps_tally(recommend))" }
	  qw(responses nps_score mean))
  . join('', map { ", 100.0 * $_(nps_tally(recommend)) / nullif(responses(nps_tally(recommend)), 0)" }
	  qw(promoters passives detractors))
  . ', nps_standard_error(nps_tally(recommend))';
my %share = map { $_->[0] => "count(*) FILTER (WHERE recommend $_->[1])" }
  ([ promoters => '>= 9' ], [ passives => 'BETWEEN 7 AND 8' ], [ detractors => '<= 6' ]);
my $nps_shares_by_hand = "count(recommend), $nps_by_hand, avg(recommend)"
  . join('', map { ", 100.0 * $share{$_} / nullif(count(recommend), 0)" }
	  qw(promoters passives detractors));
# The standard error from the counts, which is the fastest, and as the deviation
# of 1, 0 and -1, which is how textbooks explain it.
my $nps_error_by_counts = "100 * sqrt((($share{promoters} + $share{detractors})::float8 / nullif(count(recommend), 0)"
  . " - (($share{promoters} - $share{detractors})::float8 / nullif(count(recommend), 0)) ^ 2)"
  . ' / nullif(count(recommend), 0))';
my $nps_error_by_deviation = '100 * stddev_pop(CASE WHEN recommend >= 9 THEN 1'
  . ' WHEN recommend >= 7 THEN 0 WHEN recommend IS NOT NULL THEN -1 END)'
  . ' / sqrt(nullif(count(recommend), 0))';

my $both = 'csat(score), nps(recommend)';
my $both_by_hand = "$csat_by_hand, $nps_by_hand";

my $weighted_nps_by_hand = '100 * (sum(weight) FILTER (WHERE recommend >= 9)'
  . ' - sum(weight) FILTER (WHERE recommend <= 6)) / sum(weight) FILTER (WHERE recommend IS NOT NULL)';

# The table has no order to keep, and a sort would only dilute the ratio.
my $frame = '(ROWS 999 PRECEDING)';
my $running = '(ROWS UNBOUNDED PRECEDING)';
my $csat_by_hand_in_w = '100.0 * count(*) FILTER (WHERE score BETWEEN 4 AND 5) OVER w'
  . ' / nullif(count(score) OVER w, 0)';

(
	{
		# the floor of the executor: no aggregate over a column can do less
		name => 'csat against count',
		measure => 'speed',
		csat => 'SELECT csat(score) FROM answers',
		rival => 'SELECT count(score) FROM answers',
		check => [
			'SELECT responses(csat_tally(score)) FROM answers',
			'SELECT count(score) FROM answers'
		],
		table => 'large',
		target => { instructions => 1.05, clock => 1.05 }
	},
	{
		name => 'csat by hand',
		measure => 'speed',
		csat => 'SELECT csat(score) FROM answers',
		rival => "SELECT $csat_by_hand FROM answers",
		table => 'large',
		target => { instructions => 0.96, clock => 0.9 }
	},
	{
		name => 'nps by hand',
		measure => 'speed',
		csat => 'SELECT nps(recommend) FROM answers',
		rival => "SELECT $nps_by_hand FROM answers",
		table => 'large',
		target => { instructions => 0.90, clock => 0.85 }
	},
	{
		name => 'both by region by hand',
		measure => 'speed',
		csat => 'SELECT region, csat(score), nps(recommend) FROM answers GROUP BY region',
		rival => "SELECT region, $csat_by_hand, $nps_by_hand FROM answers GROUP BY region",
		table => 'large',
		target => { instructions => 0.92, clock => 0.9 }
	},
	{
		name => 'csat by customer by hand',
		measure => 'speed',
		csat => 'SELECT customer, csat(score) FROM answers GROUP BY customer',
		rival => "SELECT customer, $csat_by_hand FROM answers GROUP BY customer",
		table => 'large',
		target => { instructions => 1.0, clock => 1.0 }
	},
	{
		name => 'memory by customer against avg',
		measure => 'memory',
		csat => 'SELECT customer, csat(score) FROM answers GROUP BY customer',
		rival => 'SELECT customer, avg(score) FROM answers GROUP BY customer',
		check => [
			'SELECT customer, responses(csat_tally(score)) FROM answers GROUP BY customer',
			'SELECT customer, count(score) FROM answers GROUP BY customer'
		],
		table => 'large',
		target => { memory => 1.0 }
	},
	{
		name => 'csat dashboard by region by hand',
		measure => 'speed',
		csat => "SELECT region, $csat_dashboard FROM answers GROUP BY region",
		rival => "SELECT region, $csat_dashboard_by_hand FROM answers GROUP BY region",
		table => 'large',
		target => { instructions => 0.78, clock => 0.65 }
	},
	(map {
		{
			name => "nps dashboard by region by hand, error $_->[0]",
			measure => 'speed',
			csat => "SELECT region, $nps_dashboard FROM answers GROUP BY region",
			rival => "SELECT region, $nps_shares_by_hand, $_->[1] FROM answers GROUP BY region",
			table => 'large',
			target => { instructions => 0.78, clock => 0.65 }
		}
	} [ 'by counts' => $nps_error_by_counts ], [ 'by deviation' => $nps_error_by_deviation ]),
	{
		name => 'csat and nps of two columns by hand',
		measure => 'speed',
		csat => "SELECT $both FROM answers",
		rival => "SELECT $both_by_hand FROM answers",
		table => 'large',
		jit => 'off',
		target => { clock => 0.85 }
	},
	(map {
		{
			name => "csat and nps of $_ columns by hand",
			measure => 'speed',
			csat => "SELECT $both FROM ${_}_answers",
			rival => "SELECT $both_by_hand FROM ${_}_answers",
			table => 'large',
			needs => ["${_}_answers"],
			workers => 0,
			jit => 'off',
			target => { clock => 0.95 }
		}
	} qw(smallint numeric sparse)),
	{
		name => 'csat by rollup of two keys by hand',
		measure => 'speed',
		csat => 'SELECT region, channel, csat(score) FROM channel_answers GROUP BY ROLLUP (region, channel)',
		rival =>
		  "SELECT region, channel, $csat_by_hand FROM channel_answers GROUP BY ROLLUP (region, channel)",
		table => 'large',
		needs => ['channel_answers'],
		workers => 0,
		jit => 'off',
		target => { clock => 0.90 }
	},
	(map {
		{
			# 64 MB for a million groups, as many as 10 million rows have
			name => "csat by customer by hand, spilling: $_",
			measure => $_,
			csat => 'SELECT customer, csat(score) FROM answers GROUP BY customer',
			rival => "SELECT customer, $csat_by_hand FROM answers GROUP BY customer",
			table => 'large',
			workers => 0,
			jit => 'off',
			setting => sub {
				return { work_mem => int($_[0] * 64 * 1024 / 10_000_000) . 'kB', hash_mem_multiplier => 1 };
			},
			least_rows => 10_000_000,
			target => { $_ => 1.0 }
		}
	} qw(clock disk)),
	(map {
		{
			# how much of the two cases is PostgreSQL's, whatever the aggregate does
			name => "count alone against $_->[0]",
			measure => 'instructions',
			csat => $_->[1],
			rival => $_->[2],
			check => [ $_->[1], $_->[3] ],
			table => 'sample',
			needs => ['channel_answers'],
			target => {}
		}
	} [
		'nps dashboard by region by hand',
		'SELECT region, count(recommend) FROM answers GROUP BY region',
		"SELECT region, $nps_shares_by_hand, $nps_error_by_counts FROM answers GROUP BY region",
		'SELECT region, responses(nps_tally(recommend)) FROM answers GROUP BY region'
	  ],
	  [
		'csat by rollup by hand',
		'SELECT region, channel, count(score) FROM channel_answers GROUP BY ROLLUP (region, channel)',
		"SELECT region, channel, $csat_by_hand FROM channel_answers GROUP BY ROLLUP (region, channel)",
		'SELECT region, channel, responses(csat_tally(score)) FROM channel_answers GROUP BY ROLLUP (region, channel)'
	  ]),
	{
		name => 'weighted nps by hand',
		measure => 'speed',
		csat => 'SELECT weighted_nps(recommend, weight) FROM weighted_answers',
		rival => "SELECT $weighted_nps_by_hand FROM weighted_answers",
		table => 'large',
		needs => ['weighted_answers'],
		workers => 0,
		jit => 'off',
		target => { instructions => 0.9, clock => 0.9 }
	},
	{
		name => 'csat with two workers against serial',
		measure => 'clock',
		csat => 'SELECT csat(score) FROM answers',
		rival => 'SELECT csat(score) FROM answers',
		csat_setting => { max_parallel_workers_per_gather => 2 },
		table => 'large',
		workers => 0,
		jit => 'off',
		target => { clock => 0.60 }
	},
	(map {
		{
			name => "a month from daily tallies against $_",
			measure => 'clock',
			csat => 'SELECT region, csat(tally) FROM daily_tallies'
			  . " WHERE day >= '2024-05-01' AND day < '2024-06-01' GROUP BY region",
			rival => "SELECT region, $csat_by_hand FROM $_"
			  . " WHERE day >= '2024-05-01' AND day < '2024-06-01' GROUP BY region",
			table => 'large',
			needs => [ 'dated_answers', $_ eq 'indexed_answers' ? $_ : () ],
			workers => 0,
			jit => 'off',
			least_rows => 10_000_000,
			# how much an index saves is told beside it
			target => $_ eq 'dated_answers' ? { clock => 0.005 } : {}
		}
	} qw(dated_answers indexed_answers)),
	{
		name => '30 days of daily tallies by hand',
		measure => 'speed',
		csat => 'SELECT csat(tally) OVER w FROM days'
		  . " WINDOW w AS (PARTITION BY region ORDER BY day RANGE '29 days' PRECEDING)",
		rival => 'SELECT 100.0 * sum(satisfied) OVER w / nullif(sum(answers) OVER w, 0) FROM days'
		  . " WINDOW w AS (PARTITION BY region ORDER BY day RANGE '29 days' PRECEDING)",
		table => 'sample',
		needs => ['days'],
		rows => 73_060,
		workers => 0,
		jit => 'off',
		target => { clock => 1.0 }
	},
	{
		name => 'inserts with a live rollup against without',
		measure => 'inserts',
		check => [
			'SELECT channel, csat(satisfaction), nps(recommend) FROM daily_tallies GROUP BY channel',
			'SELECT channel, csat(satisfaction), nps(recommend) FROM responses GROUP BY channel'
		],
		target => { clock => 1.25 }
	},
	{
		name => 'dump and restore of tallies against bigints',
		measure => 'dumps',
		check => [
			'SELECT count(*), sum(responses(tally)), sum(responses(tally, 5)) FROM kept_as_tallies',
			'SELECT count(*), sum("1" + "2" + "3" + "4" + "5"), sum("5") FROM kept_as_bigints'
		],
		target => { clock => 1.5 }
	},
	{
		# without an inverse, the frame would cost hundreds of times as much
		name => 'window of 1,000 against running',
		measure => 'speed',
		csat => "SELECT csat(score) OVER $frame FROM answers",
		rival => "SELECT csat(score) OVER $running FROM answers",
		check => [
			"SELECT csat(score) OVER w FROM answers WINDOW w AS $running",
			"SELECT $csat_by_hand_in_w FROM answers WINDOW w AS $running"
		],
		table => 'sample',
		workers => 0,
		target => { instructions => 3, clock => 3 }
	},
	{
		name => 'window of 1,000 by hand',
		measure => 'speed',
		csat => "SELECT csat(score) OVER $frame FROM answers",
		rival => "SELECT $csat_by_hand_in_w FROM answers WINDOW w AS $frame",
		table => 'million',
		workers => 0,
		target => { clock => 0.80 }
	},
	accessors());

# What is measured against what: a list of hashes.
#
#   name      what --only chooses by
#   measure   'speed': clock and instructions; 'memory': the hash table's peak
#   csat      one query over the table `answers`
#   rival     the other
#   check     two queries that must give the same rows before anything is
#             measured, where csat and rival do not
#   table     'large', of --rows rows, or 'sample', of 100,000
#   workers   0 where no plan is parallel
#   target    the highest ratios of csat to rival: `instructions` and `memory`
#             decide, `clock` is about; without one a case is told, not judged
#
use strict;
use warnings;

my $csat_by_hand =
  '100.0 * count(*) FILTER (WHERE score BETWEEN 4 AND 5) / nullif(count(score), 0)';
my $nps_by_hand = '100.0 * (count(*) FILTER (WHERE recommend >= 9)'
  . ' - count(*) FILTER (WHERE recommend <= 6)) / nullif(count(recommend), 0)';

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
		table => 'sample',
		workers => 0,
		target => {}
	});

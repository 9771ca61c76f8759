
# The dashboard of examples/dashboard, over the rollup of examples/airport_survey.sql
# as a role that may read nothing else.  In psql: what it asks is what a recount
# of the answers says, after they were written to.  In a browser: so is what it
# shows, whatever is chosen; it asks no other host; and it says so when there is
# nothing to show or nobody to ask.
#
# CSAT_DASHBOARD_PICTURE=FILE takes README's picture as well, and FILE-dark.

use strict;
use warnings;
use utf8;

use lib 'test/clients';

use CsatCluster;
use Encode;
use IO::Socket::INET;
use JSON::PP;
use NpmModules;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_cluster('main');
$node->safe_psql('postgres', 'CREATE ROLE page LOGIN; CREATE DATABASE written');
foreach my $database ('postgres', 'written')
{
	$node->safe_psql($database, 'CREATE EXTENSION csat');
	$node->safe_psql($database, slurp_file('examples/airport_survey.sql'));
	$node->safe_psql($database, 'GRANT SELECT ON survey TO page');
}

#
# In psql
#

$node->safe_psql('written', q{
	INSERT INTO airport_areas SELECT 'SAT', 'A', 1 + i % 2, i % 3 FROM generate_series(1, 500) AS i;
	UPDATE airport_areas SET weekday = 'SUN', satisfaction = 6 - satisfaction WHERE area = 'F';
	DELETE FROM airport_areas WHERE area = 'C' AND satisfaction < 5;
	CREATE SCHEMA recount;
	GRANT USAGE ON SCHEMA recount TO page;
	CREATE VIEW recount.survey AS TABLE survey_recount;
	GRANT SELECT ON recount.survey TO page;
	});
$node->safe_psql('written', q{SELECT format('COMMENT ON VIEW recount.survey IS %L', obj_description('public.survey'::regclass)) \gexec

});
isnt($node->psql('written', 'SET ROLE page; TABLE airport_areas'), 0, 'the page cannot read the answers');

sub asked_of
{
	my ($database, $schema, $segment) = @_;
	return $node->safe_psql($database, "SET ROLE page; SET search_path = $schema, public;\n" . slurp_file('examples/dashboard/queries.sql'),
		extra_params => [ '-v', 'from=2017-05-05', '-v', 'to=2017-05-07', '-v', "segment=$segment" ]);
}
foreach my $segment ('', 'Area F')
{
	my $asked = asked_of('written', 'public', $segment);
	is($asked, asked_of('written', 'recount', $segment), "segment '$segment': what is asked of the rollup equals a recount");
	isnt($asked, asked_of('postgres', 'public', $segment), "segment '$segment': and is not what it was");
}

# What follows needs a browser, and npm's registry.
sub end_without
{
	my ($what) = @_;
  SKIP: { skip $what, 1; }
	$node->stop;
	done_testing();
	exit;
}

my $chromium = $ENV{CHROMIUM} // '/usr/bin/chromium';
end_without("there is no $chromium") unless succeeds($chromium, '--version');
my ($served, $no_server) = install_modules('examples/dashboard', 180);
end_without($no_server) if $no_server;
my ($browser, $no_browser) = install_modules('test/dashboard', 120);
end_without($no_browser) if $no_browser;
system('cp', '-r', glob('examples/dashboard/{server.js,queries.sql,page}'), $served) == 0 or die 'cp';
system('cp', 'test/dashboard/browse.js', $browser) == 0 or die 'cp';

#
# The server and the browser
#

my %servers;

# A server on a port of its own; gives its address.
sub serve
{
	my ($name, %environment) = @_;
	my ($stdout, $stderr) = ('', '');
	my %all = (PGHOST => $node->host, PGPORT => $node->port, PGDATABASE => 'postgres', PGUSER => 'page', PORT => 0, %environment);

	local @ENV{ keys %all } = values %all;
	$servers{$name} = IPC::Run::start([ 'node', "$served/server.js" ], '<', \undef, '>', \$stdout, '2>', \$stderr, IPC::Run::timeout(1200));
	$servers{$name}->pump until $stdout =~ /\n/;
	chomp(my $url = $stdout);
	return $url;
}

sub browse
{
	my ($url, @task) = @_;
	my ($stdout, $stderr);

	local $ENV{HOME} = PostgreSQL::Test::Utils::tempdir;
	IPC::Run::run([ 'timeout', 300, 'node', "$browser/browse.js", $url, @task ], '<', \undef, '>', \$stdout, '2>', \$stderr)
	  or diag($stderr);
	return decode_json($stdout || '{"states": [], "errors": ["no browser"], "requests": []}');
}

# Typographers' minus signs and thousands, as the page sets them.
my %set = (
	count => q{to_char(%s, 'FM999,999,990')},
	figure => q{replace(round(%s, 1)::text, '-', '−')},
	points => q{CASE WHEN round(%1$s, 1) > 0 THEN '+' ELSE '' END || replace(round(%1$s, 1)::text, '-', '−')});

sub set { my ($how, $expression) = @_; return sprintf($set{$how}, $expression); }

sub rows
{
	my ($sql) = @_;
	my $output = decode_utf8($node->safe_psql('postgres', encode_utf8($sql), extra_params => [ '-F', "\t", '-P', 'null=–' ]));
	return [ map { [ split /\t/ ] } split /\n/, $output ];
}

#
# The page against a recount
#

sub shows_what_sql_says
{
	my ($state) = @_;
	my ($from, $to) = @$state{qw(from to)};
	my $name = "$from to $to, " . ($state->{segment} || 'all');
	my $segment = $state->{segment} ? "segment = '$state->{segment}'" : 'true';
	my $chosen = "day BETWEEN '$from' AND '$to'";
	my $before = "day < '$from' AND day >= date '$from' - (date '$to' - date '$from' + 1)";

	my $cards = rows(sprintf q{
		SELECT %s || '%%', %s, %s, %s, coalesce(%s || ' points', 'no answers before') || CASE WHEN c.p_value < 0.05 THEN ', more than noise' WHEN c.p_value IS NOT NULL THEN ', within noise' ELSE '' END
		FROM (SELECT sum(satisfaction) FILTER (WHERE %s) AS t, sum(recommend) FILTER (WHERE %s) AS r, sum(satisfaction) FILTER (WHERE %s) AS b FROM survey_recount WHERE %s) AS s,
			csat_change(b, t) AS c},
		set(figure => 'csat_score(t)'), set(figure => 'nps_score(r)'), set(count => 'responses(t)'), set(count => 'responses(r)'), set(points => 'c.change'),
		$chosen, $chosen, $before, $segment);
	is_deeply([ @{ $state->{cards} }{qw(csat nps satisfaction-answers recommend-answers csat-change)} ], $cards->[0], "$name: cards");

	my $days = rows("SELECT " . set(figure => 'csat(satisfaction)') . " FROM survey_recount WHERE ($chosen OR $before) AND $segment GROUP BY day HAVING csat(satisfaction) IS NOT NULL ORDER BY day");
	is_deeply([ map { $_->[2] } @{ $state->{tables}{trend} } ], [ map { $_->[0] } @$days ], "$name: CSAT by day");
	$days = rows("SELECT " . set(figure => 'nps(recommend)') . " FROM survey_recount WHERE ($chosen OR $before) AND $segment GROUP BY day HAVING nps(recommend) IS NOT NULL ORDER BY day");
	is_deeply([ map { $_->[2] } @{ $state->{tables}{'nps-trend'} } ], [ map { $_->[0] } @$days ], "$name: NPS by day");

	my $segments = rows("SELECT segment, " . set(count => 'responses(sum(recommend))') . ', ' . set(figure => 'nps(recommend)')
		  . " FROM survey_recount WHERE $chosen GROUP BY segment ORDER BY nps(recommend), segment");
	is_deeply([ map { $_->[0] } @{ $state->{tables}{scores} } ], [ map { $_->[0] } @$segments ], "$name: segments by NPS");
	is_deeply([ map { $_->[1] } @{ $state->{tables}{scores} } ], [ map { $_->[2] } @$segments ], "$name: their NPS");
	is_deeply([ map { $_->[4] } @{ $state->{tables}{shares} } ], [ map { $_->[1] } @$segments ], "$name: their answers");

	my $scores = rows("SELECT d.score, " . set(count => 'd.responses') . " FROM (SELECT sum(satisfaction) AS t FROM survey_recount WHERE $chosen AND $segment) AS s, distribution(t) AS d ORDER BY d.score");
	is_deeply([ map { [ @$_[ 1, 2 ] ] } grep { $_->[0] eq 'satisfaction' } @{ $state->{tables}{distribution} } ], $scores, "$name: distribution");

	my ($names, @csv) = @{ $state->{csv}{scores} };
	like($names, qr/^segment,.*,nps,/, "$name: a download names its columns");
	is_deeply([ map { (split /,/)[0] } @csv ], [ map { $_->[0] } @$segments ], "$name: and has their rows");

	# what is drawn is what the tables say
	foreach my $chart ([ trend => 2 ], [ 'nps-trend' => 2 ], [ scores => 1 ], [ contribution => 1 ])
	{
		my ($id, $column) = @$chart;
		my %drawn = map { $_ => 1 } @{ $state->{labels}{$id} };
		my @missing = grep { !$drawn{$_} } map { $_->[$column] } @{ $state->{tables}{$id} };
		is("@missing", '', "$name: every figure of $id is in its chart");
	}
	return;
}

# Over all segments the contributions are the change of the whole, but for
# what rounding to hundredths takes.
sub contributions_add_up
{
	my ($state) = @_;
	my ($sum, $change) = (0, 0);
	foreach my $row (@{ $state->{tables}{contribution} })
	{
		(my $points = $row->[1]) =~ tr/−/-/;
		$sum += $points;
	}
	($change) = $state->{cards}{'csat-change'} =~ /^([-+−0-9.]+)/ or return;
	$change =~ tr/−/-/;
	cmp_ok(abs($sum - $change), '<=', 0.05 + 0.005 * @{ $state->{tables}{contribution} }, "$state->{from} to $state->{to}: contributions add up to $change");
	return;
}

our $url = serve('main');
my $told = browse($url, 'filters');
my @states = @{ $told->{states} };

is(scalar(@states), 11, 'three periods, seven segments, and two dates were chosen');
is_deeply($told->{errors}, [], 'no error in the page');
is(join(' ', keys %{ { map { $_ => 1 } @{ $told->{requests} } } }) . '/', $url, 'no request to another host');
is_deeply($states[0]{pressed}, ['All days'], 'the first period is the one that it opens with');
is($states[0]{title}, $node->safe_psql('postgres', "SELECT split_part(obj_description('survey'::regclass), E'\\n', 1)"), 'the title is the first line of the view\'s comment');
is(scalar(keys %{ { map { encode_json($_->{cards}) => 1 } @states } }), scalar(@states), 'each choice changes the cards');
foreach my $state (@states)
{
	is($state->{notice}, '', 'no notice');
	shows_what_sql_says($state);
	contributions_add_up($state) unless $state->{segment};
}

my $narrow = browse("${url}?segment=Area%20G", 'narrow');
cmp_ok($narrow->{states}[0]{width}, '<=', 375, 'as wide as a telephone');
is_deeply([ map { $_->{pressed}[0] } @{ $narrow->{states} } ], [ 'All days', 'Last 3 days' ], 'the keyboard reaches the periods');
is($narrow->{states}[1]{segment}, 'Area G', 'and the segment of the address stays');

# From Friday to Sunday two segments seem to differ from the rest, where nobody
# counts how often that was asked; over all days one does.
sub differing { my ($state) = @_; return join ' ', map { $_->[0] } grep { $_->[4] eq 'more than noise' } @{ $state->{tables}{scores} }; }
is($states[1]{pressed}[0] . ': ' . differing($states[1]), 'Last 3 days: ', 'as many comparisons as segments are allowed for');
is(differing($states[0]), 'Area G', 'and one that differs all the same is filled');

#
# What a stranger may ask, and what a slow answer may take
#

# The status and body of a request under a name, or the socket of one to be left.
sub request
{
	my ($path, $name, $leave) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => 'localhost', PeerPort => $url =~ /:(\d+)/, Timeout => 60) or die $!;

	print $socket "GET $path HTTP/1.1\r\nHost: $name\r\nConnection: close\r\n\r\n";
	return $socket if $leave;
	my $answer = do { local $/; <$socket> };
	return $answer =~ m{^HTTP/1.1 (\d+).*?\r\n\r\n(.*)}s;
}

is((request('/data', 'localhost'))[0], 200, 'its own name');
is((request('/data', 'rebound.example'))[0], 421, 'a page that had its own name lead here reads nothing');

# A view that never answers: four readers of it leave, and the fifth is served.
$node->safe_psql('postgres', 'CREATE SCHEMA slow; CREATE VIEW slow.survey AS SELECT s.* FROM public.survey AS s, (SELECT pg_sleep(20)) AS z; GRANT USAGE ON SCHEMA slow TO page; GRANT SELECT ON slow.survey TO page');
{
	local $url = serve('slow', PGOPTIONS => '-csearch_path=slow,public');
	my @readers = map { request('/data', 'localhost', 1) } 1 .. 4;
	my $sleepers = q{SELECT count(*) FROM pg_stat_activity WHERE usename = 'page' AND wait_event = 'PgSleep'};
	$node->poll_query_until('postgres', "$sleepers", '4') or die 'nobody sleeps';
	close($_) foreach @readers;
	ok($node->poll_query_until('postgres', "$sleepers", '0'), 'queries of readers who left are cancelled');

	my $reader = request('/data', 'localhost', 1);
	$node->poll_query_until('postgres', "$sleepers", '1') or die 'nobody sleeps';
	$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'page' AND wait_event = 'PgSleep'});
	my $answer = do { local $/; <$reader> };
	like($answer, qr/ 503 .*it cannot be asked now/s, 'a connection that was terminated is an error');
	unlike($answer, qr/socket|tmp|terminat/, 'which tells nothing of the server');
	is((request('/', 'localhost'))[0], 200, 'and the server goes on');
}

#
# Nothing to show, nobody to ask
#

my ($nobody) = @{ browse("${url}?from=2017-05-08&to=2017-05-08", 'after', 'true')->{states} };
like($nobody->{notice}, qr/^Nobody answered/, 'days without answers');
is($nobody->{cards}{'csat-change'} . $nobody->{cards}{'satisfaction-before'}, '281 before', 'are no change from those before');
like(browse("${url}?from=yesterday-ish", 'after', 'true')->{states}[0]{notice}, qr/^This cannot be shown: .*yesterday-ish/, 'a date that is none');

$node->safe_psql('postgres', 'CREATE SCHEMA empty; CREATE VIEW empty.survey AS SELECT * FROM public.survey WHERE false; GRANT USAGE ON SCHEMA empty TO page; GRANT SELECT ON empty.survey TO page');
my $empty = browse(serve('empty', PGOPTIONS => '-csearch_path=empty,public'), 'after', 'true');
is($empty->{states}[0]{notice}, 'The view survey has no rows yet.', 'a view without rows');
is_deeply($empty->{errors}, [], 'is no error');

if (my $picture = $ENV{CSAT_DASHBOARD_PICTURE})
{
	browse($url, 'pictures', $picture);
	ok(-s $picture && -s $picture =~ s/\.png$/-dark.png/r, "the pictures are $picture and its dark twin");
}

my $insert = "INSERT INTO airport_areas SELECT 'SUN', 'G', 1, 0 FROM generate_series(1, 100)";
shows_what_sql_says(browse($url, 'after', 'psql -X -h ' . $node->host . ' -p ' . $node->port . qq{ -d postgres -c "$insert"})->{states}[1]);

my $stopped = browse($url, 'after', 'pg_ctl -D ' . $node->data_dir . ' -m immediate stop')->{states};
like($stopped->[1]{notice}, qr/^No answer from the database: /, 'a database that has gone');
is($stopped->[1]{cards}{csat}, $stopped->[0]{cards}{csat}, 'leaves the figures that there were');
$node->_update_pid(0);
$node->start;
is(browse($url, 'after', 'true')->{states}[0]{notice}, '', 'one that is back is asked again');

my $killed = browse($url, 'after', 'kill ' . $servers{main}{KIDS}[0]{PID})->{states};
like($killed->[1]{notice}, qr/^No connection to the dashboard/, 'a server that has gone');

$_->kill_kill foreach values %servers;
$node->stop;
done_testing();

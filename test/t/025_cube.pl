
# Cube, a server that BI tools ask for measures, over the data model of
# examples/cube: what its REST interface answers is what SQL over the answers
# themselves says, be the measures of rows or of stored tallies.

use strict;
use warnings;

use lib 'test/clients';

use CsatCluster;
use Digest::SHA 'hmac_sha256';
use File::Copy 'copy';
use HTTP::Tiny;
use JSON::PP;
use MIME::Base64 'encode_base64url';
use NpmModules;
use PostgreSQL::Test::Utils;
use Test::More;

plan skip_all => 'Cube is 180 MB of modules, a minute to fetch: with CSAT_TEST_CUBE=1 or CI=true only'
  unless $ENV{CSAT_TEST_CUBE} || ($ENV{CI} // '') eq 'true';

my $model = 'examples/cube';
my ($directory, $missing) = install_modules($model, 300);
plan skip_all => $missing if $missing;

mkdir "$directory/schema" or die "$directory/schema: $!";
copy($_, "$directory/schema") or die "$_: $!" foreach glob("$model/schema/*");
copy("$model/.env", $directory) or die "$model/.env: $!";

my $node = start_cluster('main', conf => "listen_addresses = '127.0.0.1'\n");
$node->safe_psql('postgres', 'CREATE EXTENSION csat');
$node->safe_psql('postgres', slurp_file("$model/tables.sql"));

#
# The server
#

my $port = PostgreSQL::Test::Cluster::get_free_port();
my $secret = join '', map { chr(97 + int rand 26) } 1 .. 32;
my $server;

sub start_server
{
	local $ENV{NODE_ENV} = 'production';
	local $ENV{PORT} = $port;
	local $ENV{CUBEJS_API_SECRET} = $secret;
	local $ENV{CUBEJS_DB_HOST} = '127.0.0.1';
	local $ENV{CUBEJS_DB_PORT} = $node->port;
	local $ENV{CUBEJS_DB_NAME} = 'postgres';
	local $ENV{CUBEJS_DB_USER} = $node->safe_psql('postgres', 'SELECT current_user');
	local $ENV{CUBEJS_DB_PASS} = 'not asked for';

	# In its directory it finds the model; it ends by itself if this test is
	# killed.
	return IPC::Run::start(
		[ 'timeout', '--kill-after=5', 3600, 'node', 'node_modules/.bin/cubejs-server' ],
		init => sub { chdir $directory or die "$directory: $!" },
		'<', \undef, '&>', "$directory/log");
}

END
{
	local $?;    # the test's exit status
	$server->kill_kill if $server;
}

my $http = HTTP::Tiny->new(timeout => $PostgreSQL::Test::Utils::timeout_default);

sub wait_until_ready
{
	for (1 .. $PostgreSQL::Test::Utils::timeout_default)
	{
		return 1 if $http->get("http://127.0.0.1:$port/readyz")->{success};
		sleep 1;
	}
	diag(slurp_file("$directory/log"));
	return 0;
}

# The token that Cube asks for, signed with its secret.
sub token
{
	my $head = encode_base64url('{"alg":"HS256","typ":"JWT"}');
	my $body = encode_base64url(encode_json({ exp => time + 600 }));
	return "$head.$body." . encode_base64url(hmac_sha256("$head.$body", $secret));
}

# Cube's answer to a query, asked again while it says that it is at work.
sub load
{
	my ($query) = @_;
	my $answer;

	for (1 .. $PostgreSQL::Test::Utils::timeout_default)
	{
		my $response = $http->post("http://127.0.0.1:$port/cubejs-api/v1/load",
			{
				headers => { Authorization => token(), 'Content-Type' => 'application/json' },
				content => encode_json({ query => $query }),
			});
		$answer = decode_json($response->{content});
		last unless ($answer->{error} // '') eq 'Continue wait';
	}
	return $answer;
}

#
# The questions
#

# The measures of both cubes, and their SQL over rows.
my @measures = qw(answers csat nps promoters csatLow csatHigh);
my $measures = q{
	count(satisfaction), csat(satisfaction), nps(recommend) FILTER (WHERE recommend <= 10),
	promoters(nps_tally(recommend) FILTER (WHERE recommend <= 10)),
	lower(csat_interval(csat_tally(satisfaction))), upper(csat_interval(csat_tally(satisfaction)))};

# Rows of values as lines.
sub lines
{
	my (@rows) = @_;
	return join("\n", map { join("\t", map { $_ // '\N' } @$_) } @rows);
}

# Asks for all measures of a cube, and whether it answers what SQL says:
# columns are those of the answer before the measures.
sub answers_as
{
	my ($name, $cube, $query, $columns, $sql) = @_;
	my $answer = load({ %$query, measures => [ map { "$cube.$_" } @measures ] });
	my @rows = map { my $row = $_; [ map { $row->{"$cube.$_"} } @$columns, @measures ] } @{ $answer->{data} // [] };
	my $expected = $node->safe_psql('postgres', $sql, extra_params => [ '-F', "\t", '-P', 'null=\N' ]);

	is($answer->{error} // lines(@rows), $expected, "$cube: $name");
	return;
}

$server = start_server();
ok(wait_until_ready(), 'Cube is ready') or die 'Cube does not start';

my $month = q{to_char(date_trunc('month', answered_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS.MS')};
foreach my $cube ([ SurveyAnswers => 'answeredAt' ], [ DailyTallies => 'day' ])
{
	my ($cube_name, $time) = @$cube;
	my ($channel, $region) = ("$cube_name.channel", "$cube_name.region");

	answers_as('all in one', $cube_name, {}, [], "SELECT $measures FROM survey_answers");
	answers_as('by two groupings', $cube_name,
		{ dimensions => [ $channel, $region ], order => [ [ $channel, 'asc' ], [ $region, 'desc' ] ] },
		[ 'channel', 'region' ],
		"SELECT channel, region, $measures FROM survey_answers GROUP BY channel, region ORDER BY channel, region DESC");
	answers_as('months of a range of days, filtered', $cube_name,
		{
			dimensions => [$region],
			filters => [ { member => $channel, operator => 'equals', values => [ 'chat', 'email' ] } ],
			timeDimensions => [
				{ dimension => "$cube_name.$time", granularity => 'month', dateRange => [ '2025-02-10', '2025-06-20' ] }
			],
			order => [ [ "$cube_name.$time", 'asc' ], [ $region, 'asc' ] ],
		},
		[ "$time.month", 'region' ],
		"SELECT $month AS month, region, $measures FROM survey_answers
		WHERE channel IN ('chat', 'email') AND answered_at >= '2025-02-10 00:00Z' AND answered_at < '2025-06-21 00:00Z'
		GROUP BY month, region ORDER BY month, region");
	answers_as('the best by NPS among those of a CSAT', $cube_name,
		{
			dimensions => [ $channel, $region ],
			filters => [ { member => "$cube_name.csat", operator => 'gt', values => ['50'] } ],
			order => { "$cube_name.nps" => 'desc' },
			limit => 2,
		},
		[ 'channel', 'region' ],
		"SELECT channel, region, $measures FROM survey_answers GROUP BY channel, region
		HAVING csat(satisfaction) > 50 ORDER BY nps(recommend) FILTER (WHERE recommend <= 10) DESC LIMIT 2");
	answers_as('null where nobody answered', $cube_name,
		{ filters => [ { member => $channel, operator => 'equals', values => ['fax'] } ] },
		[],
		"SELECT $measures FROM survey_answers WHERE channel = 'fax'");
}

$node->safe_psql('postgres', q{
	ALTER TABLE survey_answers DROP CONSTRAINT survey_answers_satisfaction_check;
	INSERT INTO survey_answers VALUES (now(), 'letter', 'north', 9, 9)});
like(load({ measures => ['SurveyAnswers.csat'], dimensions => ['SurveyAnswers.region'] })->{error},
	qr/score 9 is outside the scale of 1 to 5/, 'a score outside of the scale is an error, not a number');

$node->stop;
done_testing();

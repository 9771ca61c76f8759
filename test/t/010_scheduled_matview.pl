
# The materialized view of examples/scheduled_matview.sql changes by itself:
# with pg_cron, in a server that has it preloaded.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($libdir) = run_command([ 'pg_config', '--pkglibdir' ]);
plan skip_all => 'pg_cron is not installed' unless -e "$libdir/pg_cron.so";

my $node = start_cluster('main', fail_ok => 1, conf => q{
shared_preload_libraries = 'pg_cron'
cron.use_background_workers = on
});
plan skip_all => 'pg_cron is that of another server' unless $node;

# A user without a superuser's rights does the rest.
$node->safe_psql('postgres', q{
	CREATE EXTENSION csat;
	CREATE EXTENSION pg_cron;
	CREATE ROLE analyst LOGIN;
	GRANT CREATE ON SCHEMA public TO analyst;
	GRANT USAGE ON SCHEMA cron TO analyst;
});
runs_file($node, 'postgres', 'examples/scheduled_matview.sql', '-U', 'analyst');
is($node->safe_psql('postgres', 'SELECT schedule, username, database, active FROM cron.job'),
	'15 3 * * *|analyst|postgres|t', 'the refresh is scheduled');

my $responses = 'SELECT sum(responses(satisfaction)) FROM daily_responses';
my $score = "SELECT csat(satisfaction) FROM daily_responses WHERE channel = 'chat'";
my $recount = "SELECT csat(satisfaction) FROM responses WHERE channel = 'chat'";

is($node->safe_psql('postgres', $responses), '400', 'the view has the first answers');
$node->safe_psql('postgres', q{
	INSERT INTO responses (channel, satisfaction, recommend) SELECT 'chat', 5, 10 FROM generate_series(1, 100);
});
is($node->safe_psql('postgres', $responses), '400', 'and not those that came later');
isnt($node->safe_psql('postgres', $score), $node->safe_psql('postgres', $recount), 'so that its score is old');

# The night comes sooner.  Version 1.5 counts seconds; those before it know no
# more than minutes, and the start of the server.
my ($minor) = $node->safe_psql('postgres', "SELECT extversion FROM pg_extension WHERE extname = 'pg_cron'") =~ /^1\.(\d+)/;
my $soon = $minor >= 5 ? '1 second' : '@reboot';
$node->safe_psql('postgres', "SELECT cron.alter_job(jobid, schedule := '$soon') FROM cron.job");
$node->restart if $soon eq '@reboot';

ok($node->poll_query_until('postgres', "SELECT sum(responses(satisfaction)) = 500 FROM daily_responses"),
	"scheduled at $soon, the view has the answers");
is($node->safe_psql('postgres', $score), $node->safe_psql('postgres', $recount), 'and their score');
ok($node->poll_query_until('postgres',
		"SELECT count(*) > 0 FROM cron.job_run_details WHERE status = 'succeeded' AND username = 'analyst' AND command ~ 'CONCURRENTLY'"),
	'pg_cron says so too');

$node->stop;
done_testing();

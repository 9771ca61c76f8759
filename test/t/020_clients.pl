
# The drivers through which BI tools and programs read PostgreSQL: each is
# asked the questions below and has to answer what psql answers.
# test/clients/README.md tells how a client is asked.

use strict;
use warnings;

use lib 'test/clients';

use CsatCluster;
use NpmModules;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_cluster('main', conf => "listen_addresses = '127.0.0.1'\n");
my $password = join('', map { chr(97 + rand 26) } 1 .. 20);
allow_password_only();
$node->safe_psql('postgres', 'CREATE EXTENSION csat; CREATE TABLE nobody (score integer)');
$node->safe_psql('postgres', slurp_file('examples/airport_survey.sql'));

my $tally = '{"1": 6, "2": 32, "3": 444, "4": 1507, "5": 699}';

# What is asked, in this order on one connection.  "text" is the form that a
# driver chooses; "binary" are tallies read in binary form, and "sent" is one
# sent so: both are asked of drivers that can.  psql is asked the same with the
# parameter put in, or what stands here for it.
my @questions = (
	{
		name => 'CSAT by group',
		ask => 'SELECT year, count(score), csat(score) FROM airport_overall GROUP BY year ORDER BY year',
	},
	{
		name => 'NPS by group, the highest first',
		ask => 'SELECT weekday, nps(score) FROM airport_recommend GROUP BY weekday ORDER BY nps(score) DESC',
	},
	{
		name => 'NULL where nobody answered',
		ask => 'SELECT csat(score), nps(score), csat_tally(score) FROM nobody',
	},
	{
		name => 'a tally as text',
		ask => 'SELECT weekday, nps_tally(score) FROM airport_recommend GROUP BY weekday ORDER BY weekday',
	},
	{
		name => 'a tally in binary form',
		form => 'binary',
		ask => 'SELECT csat_tally(score) FROM airport_overall GROUP BY year ORDER BY year',
		psql => q{SELECT encode(score_tally_send(csat_tally(score)), 'hex') FROM airport_overall GROUP BY year ORDER BY year},
	},
	{
		name => 'a score outside of the scale',
		ask => 'SELECT csat(score) FROM airport_recommend WHERE score > 5',
	},
	{
		name => 'a parameter, on a connection that has seen an error',
		ask => 'SELECT csat(score) FROM airport_overall WHERE year = $1',
		parameter => 2017,
	},
	{
		name => 'a tally as parameter',
		ask => 'SELECT csat_score($1::score_tally)',
		parameter => $tally,
	},
	{
		name => 'a tally as parameter in binary form',
		form => 'sent',
		ask => 'SELECT $1::score_tally',
		parameter => $node->safe_psql('postgres', "SELECT encode(score_tally_send('$tally'), 'hex')"),
		psql => "SELECT '$tally'::score_tally",
	},
	{
		name => 'a text that is no tally as parameter',
		ask => 'SELECT csat_score($1::score_tally)',
		parameter => '{"1": 6}',
	},
	{
		name => 'intervals',
		ask => 'SELECT year, csat_interval(csat_tally(score)) FROM airport_overall GROUP BY year ORDER BY year',
	},
	{
		name => 'the rows of a distribution',
		ask => 'SELECT weekday, d.* FROM (SELECT weekday, nps_tally(score) AS tally FROM airport_recommend GROUP BY weekday) t, distribution(tally) d ORDER BY weekday, score',
	},
	{
		name => 'a sparkline',
		ask => 'SELECT year, sparkline(csat_tally(score)) FROM airport_overall GROUP BY year ORDER BY year',
	},
);

# Drivers come over TCP: as a role and with a password that no other server has.
sub allow_password_only
{
	$node->safe_psql('postgres', "CREATE ROLE driver SUPERUSER LOGIN PASSWORD '$password'");
	unlink($node->data_dir . '/pg_hba.conf');
	$node->append_conf('pg_hba.conf', "local all all trust\nhost all driver 127.0.0.1/32 scram-sha-256");
	$node->reload;
	return;
}

# What psql answers: its rows, or the SQLSTATE, message and hint of an error.
sub psql_answers
{
	my ($question) = @_;
	my $statement = $question->{psql} // $question->{ask};
	my ($stdout, $stderr);

	$statement =~ s/\$1/'$question->{parameter}'/ if defined $question->{parameter};
	$node->psql('postgres', "\\set VERBOSITY verbose\n$statement",
		stdout => \$stdout, stderr => \$stderr,
		extra_params => [ '-F', "\t", '-P', 'null=\N' ]);
	return $stdout if $stderr eq '';
	my ($sqlstate, $message) = $stderr =~ /ERROR:  (\w{5}): (.*)/ or die $stderr;
	my ($hint) = $stderr =~ /^HINT:  (.*)/m;
	return join("\t", 'ERROR', $sqlstate, $message, $hint // '\N');
}

# Runs a client on these questions and gives its answers to them.
sub client_answers
{
	my ($command, @asked) = @_;
	my $stdin = join('', map { join("\t", $_->{form} // 'text', $_->{ask}, $_->{parameter} // ()) . "\n" } @asked);
	my ($stdout, $stderr);

	local $ENV{PGHOST} = '127.0.0.1';
	local $ENV{PGPORT} = $node->port;
	local $ENV{PGUSER} = 'driver';
	local $ENV{PGPASSWORD} = $password;
	local $ENV{PGDATABASE} = 'postgres';
	IPC::Run::run([ 'timeout', $PostgreSQL::Test::Utils::timeout_default, @$command ], '<', \$stdin, '>', \$stdout, '2>', \$stderr)
	  or diag("@$command: $stderr");
	return split(/^\.\n/m, $stdout);
}

# [name, why it cannot be asked, what runs it, forms of questions and parts of
# errors beyond the text and the message that it has]
my $python = '/usr/bin/python3';
my $jar = '/usr/share/java/postgresql.jar';
my ($modules, $no_modules) = install_modules('test/clients', 120);

sub python_lacks
{
	my (@modules) = @_;
	return !succeeds($python, '-c', 'import ' . join(', ', @modules)) && "Python has no @modules";
}

my @clients = (
	[
		'JDBC', (!succeeds('javac', '-J-XX:-UsePerfData', '-version') || !-e $jar) && 'default-jdk-headless or libpostgresql-jdbc-java is not installed',
		[ 'java', '-XX:-UsePerfData', '-cp', $jar, 'test/clients/Jdbc.java' ], 'binary', 'hint'
	],
	[
		'ODBC', python_lacks('pyodbc') || !succeeds('grep', '-q', '^\[PostgreSQL Unicode\]', '/etc/odbcinst.ini') && 'odbc-postgresql is not installed',
		[ $python, 'test/clients/dbapi.py', 'pyodbc' ]
	],
	[ 'psycopg', python_lacks('psycopg'), [ $python, 'test/clients/dbapi.py', 'psycopg' ], 'binary', 'hint' ],
	[ 'node-postgres', $no_modules, [ 'env', 'NODE_PATH=' . ($modules // '') . '/node_modules', 'node', 'test/clients/node_postgres.js' ], 'sent', 'hint' ]);

# Whether a client's answers are those that are expected, each [question, answer].
sub answers_are
{
	my ($name, $answers, @expected) = @_;

	foreach my $expected (@expected)
	{
		my $answer = shift @$answers;

		chomp($answer) if defined $answer;
		is($answer, $expected->[1], "$name: $expected->[0]");
	}
	return;
}

foreach my $client (@clients)
{
	my ($name, $missing, $command, @can) = @$client;
	my %can = map { $_ => 1 } 'text', @can;
	my @asked = grep { $can{ $_->{form} // 'text' } } @questions;

  SKIP:
	{
		skip("$name: $missing", 1) if $missing;

		my @expected = map { [ $_->{name}, psql_answers($_) ] } @asked;
		$_->[1] =~ s/^(ERROR\t.*\t).*/$1\\N/ foreach $can{hint} ? () : @expected;
		answers_are($name, [ client_answers($command, @asked) ], @expected);
	}
}

# Mappers have words of their own for a query: each does these tasks in its own,
# and has to come to what psql answers.
my $kept = 'SELECT year, csat_tally(score) FROM airport_overall GROUP BY year ORDER BY year';
my @tasks = (
	[ 'CSAT by group', 'SELECT year, round(csat(score), 2) FROM airport_overall GROUP BY year ORDER BY year' ],
	[ 'groups above 80, on 5 points', 'SELECT year FROM airport_overall GROUP BY year HAVING csat(score, 5) > 80 ORDER BY year' ],
	[ 'NULL where nobody answered', 'SELECT csat(score) FROM nobody' ],
	[ 'a score outside of the scale', q{SELECT E'ERROR\t22003'} ],
	[ 'tallies in a table of its own', "$kept; SELECT round(csat(score), 2) FROM airport_overall" ],
);

# structure.sql is made by the pg_dump of this server
$ENV{PATH} = $node->config_data('--bindir') . ":$ENV{PATH}";
my @mappers = (
	[ 'Django', python_lacks('django', 'psycopg2'), [ $python, 'test/clients/django_models.py' ] ],
	[ 'SQLAlchemy', python_lacks('sqlalchemy', 'psycopg2'), [ $python, 'test/clients/sqlalchemy_tables.py' ] ],
	[
		'Rails', !succeeds('/usr/bin/ruby', '-e', 'require "active_record"; require "pg"') && 'ruby-activerecord is not installed',
		[ '/usr/bin/ruby', '-W0', 'test/clients/active_record.rb' ],
		[ 'the extension and the type in structure.sql', q{VALUES ('CREATE EXTENSION IF NOT EXISTS csat '), ('tally public.score_tally')} ]
	]);

foreach my $mapper (@mappers)
{
	my ($name, $missing, $command, @more_tasks) = @$mapper;

  SKIP:
	{
		skip("$name: $missing", 1) if $missing;

		answers_are($name, [ client_answers($command) ], map { [ $_->[0], psql_answers({ ask => $_->[1] }) ] } @tasks, @more_tasks);
	}
}

$node->stop;
done_testing();

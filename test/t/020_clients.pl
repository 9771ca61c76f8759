
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

sub test_client
{
	my ($client) = @_;
	my %can = map { $_ => 1 } 'text', @{ $client->{can} };
	my @asked = grep { $can{ $_->{form} // 'text' } } @questions;

  SKIP:
	{
		skip("$client->{name}: $client->{missing}", 1) if $client->{missing};

		my @answers = client_answers($client->{command}, @asked);
		foreach my $question (@asked)
		{
			my $expected = psql_answers($question);
			my $answer = shift @answers;

			$expected =~ s/^(ERROR\t.*\t).*/$1\\N/ unless $can{hint};
			chomp($answer) if defined $answer;
			is($answer, $expected, "$client->{name}: $question->{name}");
		}
	}
	return;
}

# A client of test/clients/dbapi.py, with Debian's Python, whose packages the
# drivers are.
sub python_client
{
	my ($driver, $package, @can) = @_;
	my $python = '/usr/bin/python3';

	return {
		name => $driver,
		missing => !succeeds($python, '-c', "import $driver") && "$package is not installed",
		command => [ $python, 'test/clients/dbapi.py', $driver ],
		can => \@can,
	};
}

sub odbc_client
{
	my $client = python_client('pyodbc', 'python3-pyodbc');
	my $drivers = eval { slurp_file('/etc/odbcinst.ini') } // '';

	$client->{name} = 'ODBC';
	$client->{missing} ||= 'odbc-postgresql is not installed' unless $drivers =~ /^\[PostgreSQL Unicode\]/m;
	return $client;
}

sub jdbc_client
{
	my $jar = '/usr/share/java/postgresql.jar';
	my $missing = '';

	$missing = 'default-jdk-headless is not installed' unless succeeds('javac', '-J-XX:-UsePerfData', '-version');
	$missing = 'libpostgresql-jdbc-java is not installed' unless -e $jar;
	return {
		name => 'JDBC',
		missing => $missing,
		command => [ 'java', '-XX:-UsePerfData', '-cp', $jar, 'test/clients/Jdbc.java' ],
		can => [ 'binary', 'hint' ],
	};
}

sub node_client
{
	my ($modules, $missing) = install_modules('test/clients', 120);

	return {
		name => 'node-postgres',
		missing => $missing,
		command => [ 'env', 'NODE_PATH=' . ($modules // '') . '/node_modules', 'node', 'test/clients/node_postgres.js' ],
		can => [ 'sent', 'hint' ],
	};
}

test_client($_)
  foreach jdbc_client(), odbc_client(),
  python_client('psycopg2', 'python3-psycopg2', 'hint'),
  python_client('psycopg', 'python3-psycopg', 'binary', 'hint'),
  node_client();

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

sub test_mapper
{
	my ($name, $missing, $command, @more_tasks) = @_;

  SKIP:
	{
		skip("$name: $missing", 1) if $missing;

		my @answers = client_answers($command);
		foreach my $task (@tasks, @more_tasks)
		{
			my $answer = shift @answers;

			chomp($answer) if defined $answer;
			is($answer, psql_answers({ ask => $task->[1] }), "$name: $task->[0]");
		}
	}
	return;
}

my $python = '/usr/bin/python3';
test_mapper('Django', !succeeds($python, '-c', 'import django, psycopg2') && 'python3-django is not installed', [ $python, 'test/clients/django_models.py' ]);
test_mapper('SQLAlchemy', !succeeds($python, '-c', 'import sqlalchemy, psycopg2') && 'python3-sqlalchemy is not installed', [ $python, 'test/clients/sqlalchemy_tables.py' ]);
{
	# structure.sql is made by the pg_dump of this server
	local $ENV{PATH} = $node->config_data('--bindir') . ":$ENV{PATH}";

	test_mapper('Rails', !succeeds('/usr/bin/ruby', '-e', 'require "active_record"; require "pg"') && 'ruby-activerecord is not installed',
		[ '/usr/bin/ruby', '-W0', 'test/clients/active_record.rb' ],
		[ 'the extension and the type in structure.sql', q{VALUES ('CREATE EXTENSION IF NOT EXISTS csat '), ('tally public.score_tally')} ]);
}

$node->stop;
done_testing();

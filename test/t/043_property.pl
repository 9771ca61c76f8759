
# Random tables of answers and random queries, each computed by csat and in
# plain SQL: the two never differ.  CSAT_PROPERTY_CASES says how many queries
# there are, CSAT_SEED repeats a run.

use strict;
use warnings;

use lib 'test/property';

use CsatCluster;
use CsatProperty::Queries;
use CsatProperty::Schema;
use CsatProperty::Settings;
use Test::More;

my $cases = $ENV{CSAT_PROPERTY_CASES} // 1000;
my $seed = $ENV{CSAT_SEED} // int(rand(2**31));
srand($seed);
note("CSAT_SEED=$seed CSAT_PROPERTY_CASES=$cases");

my $per_schema = 50;
my $per_settings = 10;

# Queries are short and few of them are worth compiling.
my $node = start_cluster('main', conf => "jit = off\nfsync = off\nmax_worker_processes = 8\n");

sub script
{
	my ($schema, $queries) = @_;
	my @statements = ('CREATE EXTENSION csat', $schema->statements);

	foreach my $n (0 .. $#$queries)
	{
		push @statements, CsatProperty::Settings::any() if $n % $per_settings == 0;
		push @statements, "SELECT 'case $n', ($queries->[$n])";
	}
	return join('', map { "$_;\n" } @statements);
}

# One schema and its queries: those that came back with anything but 0.
sub run_cases
{
	my ($n) = @_;
	my $schema = CsatProperty::Schema->new;
	my @queries = map { CsatProperty::Queries::any($schema) } 1 .. $n;
	my $script = script($schema, \@queries);
	my ($stdout, $stderr);

	$node->safe_psql('postgres', 'DROP DATABASE IF EXISTS property');
	$node->safe_psql('postgres', 'CREATE DATABASE property');
	$node->psql('property', $script, stdout => \$stdout, stderr => \$stderr, on_error_stop => 0);
	my %result = $stdout =~ /^case (\d+)\|(\d*)$/mg;
	my @different = grep { ($result{$_} // 'no result') ne '0' } 0 .. $#queries;

	is("@different$stderr", '', "$n queries of a table of $schema->{rows} rows") and return;
	diag("CSAT_SEED=$seed CSAT_PROPERTY_CASES=$cases");
	diag(join(";\n", $schema->statements), ';') if @different;
	diag("case $_ gave ", $result{$_} // 'no result', ": $queries[$_];") foreach @different[ 0 .. ($#different < 2 ? $#different : 2) ];
	return;
}

for (my $done = 0; $done < $cases; $done += $per_schema)
{
	run_cases($cases - $done < $per_schema ? $cases - $done : $per_schema);
}

$node->stop;
done_testing();

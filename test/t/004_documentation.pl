
# Every SQL block of README.md, doc/ and examples/ runs, and prints what stands
# below it: a block of ```sql, followed by one of ```text with psql's output.
# The blocks of a file run in one database, from top to bottom.

use strict;
use warnings;

use CsatCluster;
use PostgreSQL::Test::Utils;
use Test::More;

# Plans in the documentation are those of the default settings, whatever all
# tests run with.
my $node = start_cluster('main', conf => "csat.enable_tally_aggregate = on\n");

# A file's pairs of [line, statements, expected output or undef].
sub blocks
{
	my ($file) = @_;
	my @blocks;
	my ($kind, $line, $text, $expects_output) = ('', 0, '', 0);

	foreach my $read (split /\n/, slurp_file($file))
	{
		$line++;
		if ($kind eq '' && $read =~ /^```(\w*)$/)
		{
			($kind, $text) = ($1 || 'plain', '');
			push @blocks, [ $line, undef, undef ] if $kind eq 'sql';
			$expects_output = 0 if $kind ne 'text';
		}
		elsif ($kind ne '' && $read eq '```')
		{
			$blocks[-1][1] = $text if $kind eq 'sql';
			$blocks[-1][2] = $text if $kind eq 'text' && $expects_output;
			$expects_output = ($kind eq 'sql');
			$kind = '';
		}
		elsif ($kind ne '')
		{
			$text .= "$read\n";
		}
		elsif ($read ne '')
		{
			$expects_output = 0;    # prose between the two
		}
	}
	return @blocks;
}

# What psql prints, without blanks at line ends and empty lines at the end.
sub tidy
{
	my ($text) = @_;
	$text =~ s/[ \t]+$//mg;
	$text =~ s/\n+\z/\n/;
	return $text;
}

sub psql_prints
{
	my ($database, $statements) = @_;
	my $output;

	local $ENV{PGCLIENTENCODING} = 'UTF8';
	IPC::Run::run(
		[ 'psql', '-X', '-q', '-P', 'pager=off', '-d', $node->connstr($database), '-f', '-' ],
		'<', \$statements, '>', \$output, '2>&1');
	$output =~ s/^psql:<stdin>:\d+: //mg;
	return $output;
}

my $blocks = 0;
foreach my $file ('README.md', sort glob('doc/*.md examples/*/*.md'))
{
	(my $database = $file) =~ s/\W/_/g;
	my @blocks = blocks($file);
	next unless @blocks;

	$node->safe_psql('postgres', qq{CREATE DATABASE "$database"});
	$node->safe_psql($database, 'CREATE EXTENSION csat')
		unless grep { $_->[1] =~ /CREATE EXTENSION csat/ } @blocks;
	foreach my $block (@blocks)
	{
		my ($line, $statements, $expected) = @$block;
		my $output = psql_prints($database, $statements);

		$blocks++;
		if (defined $expected)
		{
			is(tidy($output), tidy($expected), "$file, line $line");
		}
		else
		{
			unlike($output, qr/ERROR/, "$file, line $line, runs");
		}
	}
}
ok($blocks > 0, 'there is documentation with examples');

$node->stop;
done_testing();

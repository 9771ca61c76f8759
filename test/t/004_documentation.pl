
# Every SQL block of README.md, doc/ and examples/ runs, and prints what stands
# below it: a block of ```sql, followed by one of ```text with psql's output.
# The blocks of a file run in one database, from top to bottom, those of README.md
# on examples/answers.sql, which it names.  Every link leads to what is there.

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
	# 19 says it in two lines
	$text =~ s/^DETAIL:  No function of that name accepts the given argument types\.\n(HINT:  )/$1No function matches the given name and argument types. /mg;
	return $text;
}

# Without CONTEXT: since 18 that of an error in an extension's script is its statement.
sub psql_prints
{
	my ($database, $statements) = @_;
	my $output;

	local $ENV{PGCLIENTENCODING} = 'UTF8';
	IPC::Run::run(
		[ 'psql', '-X', '-q', '-P', 'pager=off', '-v', 'SHOW_CONTEXT=never', '-d', $node->connstr($database), '-f', '-' ],
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
	psql_prints($database, '\i examples/answers.sql') if $file eq 'README.md';
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

# The names by which a file's headings can be linked to, as GitHub makes them.
sub anchors
{
	my ($file) = @_;
	my ($text, %anchors) = (slurp_file($file) =~ s/^```.*?^```$//gmsr);

	while ($text =~ /^#+ (.*)/mg)
	{
		my $anchor = lc $1 =~ s/\[(.*?)\]\(.*?\)/$1/gr;
		$anchor =~ s/[^\w\- ]//g;
		$anchors{ $anchor =~ tr/ /-/r } = 1;
	}
	return \%anchors;
}

foreach my $file (sort glob('*.md doc/*.md examples/*.md examples/*/*.md bench/*.md test/*/*.md'))
{
	my ($directory) = $file =~ m{^(.*/)?};
	my @dead;

	foreach my $link (slurp_file($file) =~ /(?:\]\(|(?:src|srcset)=")([^)"\s]+)/g)
	{
		next if $link =~ /^\w+:/;
		my ($path, $anchor) = $link =~ /^([^#]*)#?(.*)/;
		my $target = $path eq '' ? $file : ($directory // '') . $path;
		push @dead, $link unless -e $target && ($anchor eq '' || anchors($target)->{$anchor});
	}
	is("@dead", '', "$file has no dead link");
}

# README.md's table of speed is a part of the benchmark's.
my $bench = slurp_file('bench/README.md');
my ($speed) = slurp_file('README.md') =~ /^## Speed\n(.*?)^## /ms;
my %shown = $speed =~ /^\| ([^|]*\w[^|]*) \| ([\d.]+) \|$/mg;
is(keys %shown, 4, 'README.md shows four figures of speed');
like($bench, qr/^\| \Q$_\E \|(?=.*\| \Q$shown{$_}\E (\||$))/m, "$_ is as in bench/README.md") foreach sort keys %shown;

$node->stop;
done_testing();

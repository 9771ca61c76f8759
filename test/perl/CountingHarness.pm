# A harness for prove that writes what it counted, passed, failed and skipped
# tests, to the file that CSAT_TAP_COUNTS names.
package CountingHarness;

use strict;
use warnings;

use parent 'TAP::Harness';

# A file that is skipped as a whole is one skipped test; one that dies or breaks
# its plan without a failed test is one failed test.
sub count
{
	my ($parser) = @_;
	my $skipped = $parser->skipped + ($parser->skip_all ? 1 : 0);
	my $failed = $parser->failed;

	$failed = 1 if !$failed && $parser->has_problems;
	return ($parser->passed - $parser->skipped, $failed, $skipped);
}

sub summary
{
	my ($self, $aggregate, @rest) = @_;
	my @sum = (0, 0, 0);

	foreach my $parser ($aggregate->parsers)
	{
		my @counts = count($parser);
		$sum[$_] += $counts[$_] foreach 0 .. 2;
	}
	open(my $file, '>', $ENV{CSAT_TAP_COUNTS}) or die "$ENV{CSAT_TAP_COUNTS}: $!\n";
	print $file "@sum\n";
	close($file) or die "$ENV{CSAT_TAP_COUNTS}: $!\n";
	return $self->SUPER::summary($aggregate, @rest);
}

1;

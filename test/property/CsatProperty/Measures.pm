
# What csat computes over a set of rows, and the same in plain SQL.
package CsatProperty::Measures;

use strict;
use warnings;

use CsatProperty::Choice;

# The rows that a figure is over: a FILTER and an OVER clause, or neither.
sub new
{
	my ($class, %rows) = @_;
	return bless { filter => 'true', over => '', %rows }, $class;
}

# An aggregate of csat's.
sub call
{
	my ($self, $call) = @_;
	my $filter = $self->{filter} eq 'true' ? '' : " FILTER (WHERE $self->{filter})";
	return "$call$filter $self->{over}";
}

# Plain SQL's: how many rows there are with this, and the sum over them.
sub count
{
	my ($self, $condition) = @_;
	return "count(*) FILTER (WHERE ($condition) AND $self->{filter}) $self->{over}";
}

sub sum
{
	my ($self, $what, $condition) = @_;
	return "sum($what) FILTER (WHERE ($condition) AND $self->{filter}) $self->{over}";
}

sub percent
{
	my ($part, $whole) = @_;
	return "100 * ($part)::numeric / nullif($whole, 0)";
}

# '{"1": 6, "2": 32}' from a count for each score.
sub tally_text
{
	my ($self, $column, $lowest, $highest) = @_;
	my $format = join(', ', map { qq{"$_": %s} } $lowest .. $highest);
	return "format('{$format}', " . join(', ', map { $self->count("$column = $_") } $lowest .. $highest) . ')';
}

sub boxes
{
	my ($points) = @_;
	return $points <= 3 ? 1 : $points <= 7 ? 2 : 3;
}

sub nps_by_hand
{
	my ($self) = @_;
	return percent($self->count('recommend IN (9, 10)') . ' - ' . $self->count('recommend BETWEEN 0 AND 6'), $self->count('recommend IS NOT NULL'));
}

# A share as double precision, NULL without answers.
sub share
{
	my ($self, $condition, $of) = @_;
	return '(' . $self->count($condition) . ')::float8 / nullif(' . $self->count($of) . ', 0)';
}

sub nps_standard_error_by_hand
{
	my ($self) = @_;
	my $promoters = $self->share('recommend >= 9', 'recommend IS NOT NULL');
	my $detractors = $self->share('recommend <= 6', 'recommend IS NOT NULL');
	my $n = $self->count('recommend IS NOT NULL');
	return "100 * sqrt(abs($promoters + $detractors - ($promoters - $detractors) ^ 2) / nullif($n, 0))";
}

# Wilson's upper limit at z = 1.959963984540054, in points.
sub wilson_by_hand
{
	my ($self) = @_;
	my $z = 1.959963984540054;
	my $n = 'nullif(' . $self->count('satisfaction IS NOT NULL') . ', 0)';
	my $p = $self->share('satisfaction >= 4', 'satisfaction IS NOT NULL');
	return "100 * ($p + $z ^ 2 / (2 * $n) + $z * sqrt($p * (1 - $p) / $n + $z ^ 2 / (4.0 * $n\::float8 ^ 2))) / (1 + $z ^ 2 / $n)";
}

sub weighted_by_hand
{
	my ($self, $column, $above, $below) = @_;
	my $answered = "$column IS NOT NULL AND weight IS NOT NULL";
	my $whole = $self->sum('weight::float8', $answered);
	my $part = 'coalesce(' . $self->sum('weight::float8', "$column >= $above AND $answered") . ', 0)';

	$part .= ' - coalesce(' . $self->sum('weight::float8', "$column <= $below AND $answered") . ', 0)' if defined $below;
	return "100 * ($part) / nullif($whole, 0)";
}

# One of them, with $points for the column stars: csat's expression, plain
# SQL's, and how near they are, if not equal.
sub any
{
	my ($self, $points) = @_;
	my ($csat, $nps) = map { $self->call($_) } 'csat_tally(satisfaction)', 'nps_tally(recommend)';
	my $stars = $self->call("csat_tally(stars, $points)");
	my ($rated, $recommended, $starred) = map { $self->count("$_ IS NOT NULL") } qw(satisfaction recommend stars);
	my $satisfied = percent($self->count('satisfaction IN (4, 5)'), $rated);

	my ($score, $boxes, $bottom) = (between(0, 10), between(1, $points), between(1, 11));
	my @counts = map { $self->count($_) } 'recommend >= 9', 'recommend IN (7, 8)', 'recommend < 7', 'recommend IS NOT NULL', "recommend = $score";

	# 2 points have no middle, and one answer is either
	my ($top, $low) = ('stars > ' . ($points - boxes($points)), 'stars <= ' . boxes($points));
	my @satisfied = map { $self->count($_) } $top, "NOT ($top) AND NOT ($low)", "$low AND NOT ($top)";

	my $weighed = 'recommend IS NOT NULL AND weight IS NOT NULL';
	my @sums = map { $self->sum($_, $weighed) } 'weight::float8', 'weight::float8 ^ 2';

	return @{ pick(
		[ $self->call('csat(satisfaction)'), $satisfied ],
		[ "csat_score($csat)", $satisfied ],
		[ $self->call("csat(stars, $points)"), percent($self->count($top), $starred) ],
		[ $self->call('csat(good)'), percent($self->count('good'), $self->count('good IS NOT NULL')) ],
		[ $self->call('nps(recommend)'), $self->nps_by_hand ],
		[ "($csat)::text", $self->tally_text('satisfaction', 1, 5) ],
		[ "($nps)::text", $self->tally_text('recommend', 0, 10) ],
		[ "($stars)::text", "CASE WHEN $starred > 0 THEN " . $self->tally_text('stars', 1, $points) . ' END' ],
		[ '(' . $self->call('csat_tally(good)') . ')::text', $self->tally_text('good::int + 1', 1, 2) ],
		[ "(promoters($nps), passives($nps), detractors($nps), responses($nps), responses($nps, $score))", '(' . join(', ', @counts) . ')' ],
		[
			"concat_ws(' ', satisfied($stars), neutral($stars), dissatisfied($stars))",
			"CASE WHEN $starred > 0 THEN concat_ws(' ', " . join(', ', @satisfied) . ") ELSE '' END"
		],
		[ "mean_score($nps)", $self->sum('recommend::int', 'true') . "::numeric / nullif($recommended, 0)" ],
		[ "stddev_score($csat)", "stddev_samp(satisfaction::float8) FILTER (WHERE $self->{filter}) $self->{over}", 1e-6 ],
		[ "top_box($stars, $boxes)", percent($self->count('stars > ' . ($points - $boxes)), $starred) ],
		[ "bottom_box($nps, $bottom)", percent($self->count("recommend < $bottom"), $recommended) ],
		[ "nps_standard_error($nps)", $self->nps_standard_error_by_hand, 1e-6 ],
		[ "upper(csat_interval($csat))", $self->wilson_by_hand, 1e-9 ],
		[ $self->call('weighted_csat(satisfaction, weight)'), $self->weighted_by_hand('satisfaction', 4), 1e-12 ],
		[ $self->call("weighted_csat(stars, weight, $points)"), $self->weighted_by_hand('stars', $points - boxes($points) + 1), 1e-12 ],
		[ $self->call('weighted_nps(recommend, weight)'), $self->weighted_by_hand('recommend', 9, 6), 1e-12 ],
		[ 'effective_sample_size(' . $self->call('weighted_nps_tally(recommend, weight)') . ')', "$sums[0] ^ 2 / nullif($sums[1], 0)", 1e-9 ]) };
}

# A condition that holds if the two differ.
sub differ
{
	my ($ours, $by_hand, $tolerance) = @_;

	return "$ours IS DISTINCT FROM $by_hand" unless defined $tolerance;
	return "($ours IS NULL) <> ($by_hand IS NULL) OR abs($ours\::float8 - $by_hand\::float8) > $tolerance * (1 + abs($by_hand\::float8))";
}

1;

/*
 * pairs.c
 *	  csat_paired_change() and nps_paired_change(): the answers of the same
 *	  people, twice.
 *
 * An answer is worth 1 or 0, satisfied or not, and as NPS 1, 0 or -1.  What
 * the formulas need of all pairs is how many changed by how much: a tally of
 * differences, on the scale of -1 to 1 or of -2 to 2.
 */
#include "postgres.h"

#include "fmgr.h"

#include "aggregates/score_argument.h"
#include "formulas/normal.h"
#include "inference/design.h"
#include "inference/mean.h"
#include "tally/score_tally.h"

/* What a score is worth: 1 or 0 on a CSAT scale; 1, 0 or -1 on that of NPS. */
static inline int32
worth(Scale scale, int32 score)
{
	int			place = score_place(scale, score, SCORE_OF_PAIR);

	if (scale_is_csat(scale))
		return place >= scale.points - csat_boxes(scale.points);
	return score >= NPS_PROMOTER ? 1 : score <= NPS_DETRACTOR ? -1 : 0;
}

pg_noreturn static void
not_differences(const Tally *tally)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_EXCEPTION),
			 errmsg("pairs are not counted on the scale of %d to %d",
					tally->lowest, scale_highest(tally_scale(tally))),
			 errhint("Call csat_paired_change() or nps_paired_change().")));
}

/* The scale of the scores whose differences a state counts. */
static inline Scale
pairs_scale(const ScoreTally *differences)
{
	const Tally *head = &differences->head;

	if (head->lowest == -1 && head->points == 3)
		return csat_scale(5);
	if (head->lowest == -2 && head->points == 5)
		return (Scale) {.lowest = NPS_LOWEST, .points = NPS_POINTS};
	not_differences(head);
}

/*
 * Count the pair of the second and third argument in or out of the first:
 * transition functions, plain and inverse.
 */
#define PAIR_FUNCTION(name, score_of, count) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	ScoreTally *state = (ScoreTally *) tally_state(fcinfo); \
	Scale		scale = pairs_scale(state); \
	int32		before = worth(scale, score_of(1, scale, SCORE_OF_PAIR)); \
	int32		after = worth(scale, score_of(2, scale, SCORE_OF_PAIR)); \
\
	count(state, after - before, SCORE_OF_PAIR); \
	/* a copy may have been at the limit of bigint already */ \
	if ((Pointer) state != PG_GETARG_POINTER(0)) \
		tally_check_total(&state->head); \
	PG_RETURN_TALLY(state); \
}

PAIR_FUNCTION(score_pairs_accum_int2, INT2_SCORE, score_tally_count)
PAIR_FUNCTION(score_pairs_accum_inv_int2, INT2_SCORE, score_tally_uncount)
PAIR_FUNCTION(score_pairs_accum_int4, INT4_SCORE, score_tally_count)
PAIR_FUNCTION(score_pairs_accum_inv_int4, INT4_SCORE, score_tally_uncount)
PAIR_FUNCTION(score_pairs_accum_float8, FLOAT8_SCORE, score_tally_count)
PAIR_FUNCTION(score_pairs_accum_inv_float8, FLOAT8_SCORE, score_tally_uncount)
PAIR_FUNCTION(score_pairs_accum_numeric, NUMERIC_SCORE, score_tally_count)
PAIR_FUNCTION(score_pairs_accum_inv_numeric, NUMERIC_SCORE, score_tally_uncount)

/* The final state, an error if it is not on this scale of differences. */
static Tally *
differences_argument(FunctionCallInfo fcinfo, int lowest, int highest)
{
	Tally	   *tally = PG_GETARG_TALLY(0);

	if (tally->lowest != lowest || scale_highest(tally_scale(tally)) != highest)
		not_differences(tally);
	return tally;
}

/*
 * csat_paired_change(before, after): how the CSAT of the same people changed,
 * in points.  The p-value is of McNemar's test (Psychometrika 12, 1947), the
 * interval that of the score test which it is at 0: T. Tango, Statistics in
 * Medicine 17(8), 1998.  NULL if no pairs.
 */
PG_FUNCTION_INFO_V1(csat_pairs_final);
Datum
csat_pairs_final(PG_FUNCTION_ARGS)
{
	Tally	   *differences = differences_argument(fcinfo, -1, 1);
	Answers		pairs = read_answers(differences, 1, 1);
	double		p_value = 1;
	Sample		sample;

	if (!sample_of(&pairs, &sample))
		PG_RETURN_NULL();
	if (sample.above + sample.below > 0)
		p_value = normal_two_sided_p(score_z(&sample, 0));
	return change_row(fcinfo, nps_points(&pairs),
					  in_points(score_interval(&sample, level_quantile(AGGREGATE_LEVEL))),
					  p_value, AGGREGATE_LEVEL);
}

/*
 * nps_paired_change(before, after): likewise of NPS, by Student's t on the
 * differences.  One pair does not tell how they vary.
 */
PG_FUNCTION_INFO_V1(nps_pairs_final);
Datum
nps_pairs_final(PG_FUNCTION_ARGS)
{
	Tally	   *differences = differences_argument(fcinfo, -2, 2);
	Answers		pairs = read_answers(differences, 2, 2);
	const int64 *responses = ((ScoreTally *) differences)->responses;
	int64		sum;
	Datum		values[4] = {0};
	Mean		mean;

	if (!answers_exist(&pairs))
		PG_RETURN_NULL();
	if (pg_mul_s64_overflow(responses[4] - responses[0], 2, &sum) ||
		pg_add_s64_overflow(sum, responses[3] - responses[1], &sum))
		bigint_out_of_range();
	values[0] = percentage(sum, pairs.all.responses);
	if (!mean_of(differences, &mean))
		return figure_row(fcinfo, values, lengthof(values));
	mean.mean *= 100;
	mean.standard_error *= 100;
	return student_row(fcinfo, values[0], &mean, AGGREGATE_LEVEL, 200);
}

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

#include <math.h>

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
 * The row (change, low, high, p_value), in points, by the score method on the
 * mean of the differences; NULL if no pairs.
 */
static Datum
pairs_row(FunctionCallInfo fcinfo, const Tally *differences, double level)
{
	int			lowest = differences->lowest;
	int			highest = -lowest;
	const int64 *responses = ((const ScoreTally *) differences)->responses;
	int64		sum = 0;
	MeanSample	sample;
	Value		no_change = {.place = -lowest};

	if (!read_mean_sample(differences, &sample))
		PG_RETURN_NULL();
	for (int i = 1; i <= highest; i++)
	{
		int64		net;

		if (pg_mul_s64_overflow(responses[i - lowest] - responses[-i - lowest], i, &net) ||
			pg_add_s64_overflow(sum, net, &sum))
			bigint_out_of_range();
	}
	return change_row(fcinfo, percentage(sum, read_answers(differences, 0, 0).all.responses),
					  in_points(score_limits(&sample.answers, level_quantile(level))),
					  normal_two_sided_p(score_test(&sample.answers, no_change)), level);
}

/*
 * csat_paired_change(before, after): how the CSAT of the same people changed,
 * in points.  The p-value is of McNemar's test (Psychometrika 12, 1947), the
 * interval that of the score test which it is at 0: T. Tango, Statistics in
 * Medicine 17(8), 1998.
 */
PG_FUNCTION_INFO_V1(csat_pairs_final);
Datum
csat_pairs_final(PG_FUNCTION_ARGS)
{
	return pairs_row(fcinfo, differences_argument(fcinfo, -1, 1), AGGREGATE_LEVEL);
}

/* nps_paired_change(before, after): likewise of NPS. */
PG_FUNCTION_INFO_V1(nps_pairs_final);
Datum
nps_pairs_final(PG_FUNCTION_ARGS)
{
	return pairs_row(fcinfo, differences_argument(fcinfo, -2, 2), AGGREGATE_LEVEL);
}

/*
 * With a level, which a tally has no place for, the state is an array: the
 * level, 0 before the first pair, and how many changed by -1 to 1 or -2 to 2.
 */
#define LEVEL_AND(points)	(1 + (points))

/* The array's numbers, and how many differences they count. */
static double *
leveled_pairs(ArrayType *array, int *points)
{
	if (ARR_NDIM(array) != 1 || ARR_HASNULL(array) || ARR_ELEMTYPE(array) != FLOAT8OID ||
		(ARR_DIMS(array)[0] != LEVEL_AND(3) && ARR_DIMS(array)[0] != LEVEL_AND(5)))
		array_state_invalid(LEVEL_AND(3));
	*points = ARR_DIMS(array)[0] - LEVEL_AND(0);
	return (double *) ARR_DATA_PTR(array);
}

/* The scale of the scores whose differences the first argument counts. */
static Scale
leveled_pairs_scale(FunctionCallInfo fcinfo)
{
	int			points;

	leveled_pairs(PG_GETARG_ARRAYTYPE_P(0), &points);
	return points == 3 ? csat_scale(5) : (Scale) {.lowest = NPS_LOWEST, .points = NPS_POINTS};
}

static Datum
count_leveled_pair(FunctionCallInfo fcinfo, int difference)
{
	int			points;
	ArrayType  *array;
	double	   *state;

	leveled_pairs(PG_GETARG_ARRAYTYPE_P(0), &points);
	array = array_state(fcinfo, LEVEL_AND(points));
	state = leveled_pairs(array, &points);
	share_level(&state[0], level_of_row(fcinfo, 3));
	state[LEVEL_AND(points / 2 + difference)]++;
	PG_RETURN_ARRAYTYPE_P(array);
}

/* Transition functions.  Not strict: a level that is NULL is an error. */
#define LEVELED_PAIR_FUNCTION(name, score_of) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	Scale		scale; \
	int32		before; \
	int32		after; \
\
	if (PG_ARGISNULL(0)) \
		PG_RETURN_NULL(); \
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2)) \
		PG_RETURN_DATUM(PG_GETARG_DATUM(0)); \
	scale = leveled_pairs_scale(fcinfo); \
	before = worth(scale, score_of(1, scale, SCORE_OF_PAIR)); \
	after = worth(scale, score_of(2, scale, SCORE_OF_PAIR)); \
	return count_leveled_pair(fcinfo, after - before); \
}

LEVELED_PAIR_FUNCTION(leveled_pairs_accum_int2, INT2_SCORE)
LEVELED_PAIR_FUNCTION(leveled_pairs_accum_int4, INT4_SCORE)
LEVELED_PAIR_FUNCTION(leveled_pairs_accum_float8, FLOAT8_SCORE)
LEVELED_PAIR_FUNCTION(leveled_pairs_accum_numeric, NUMERIC_SCORE)

/* Merge the states of two workers. */
PG_FUNCTION_INFO_V1(leveled_pairs_combine);
Datum
leveled_pairs_combine(PG_FUNCTION_ARGS)
{
	int			points;
	int			other_points;
	double	   *other = leveled_pairs(PG_GETARG_ARRAYTYPE_P(1), &other_points);
	ArrayType  *array = array_state(fcinfo, LEVEL_AND(other_points));
	double	   *state = leveled_pairs(array, &points);

	share_level(&state[0], other[0]);
	for (int i = 1; i < LEVEL_AND(points); i++)
		state[i] += other[i];
	PG_RETURN_ARRAYTYPE_P(array);
}

/* The differences as a tally; counts are whole and no more than double can tell. */
static Tally *
leveled_differences(const double *state, int points)
{
	ScoreTally *differences = score_tally_make(-(points / 2), points);

	for (int i = 0; i < points; i++)
	{
		double		count = state[LEVEL_AND(i)];

		if (!(count >= 0 && count <= 9007199254740992.0 && count == floor(count)))
			array_state_invalid(LEVEL_AND(points));
		differences->responses[i] = (int64) count;
	}
	return &differences->head;
}

/* csat_paired_change(before, after, level), nps_paired_change(before, after, level) */
PG_FUNCTION_INFO_V1(leveled_pairs_final);
Datum
leveled_pairs_final(PG_FUNCTION_ARGS)
{
	int			points;
	const double *state = leveled_pairs(PG_GETARG_ARRAYTYPE_P(0), &points);

	return pairs_row(fcinfo, leveled_differences(state, points),
					 shared_level(state[0], LEVEL_AND(points)));
}

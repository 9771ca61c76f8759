/*
 * accumulate.c
 *	  The transition functions, and their inverses, of the aggregates over rows:
 *	  csat(), nps(), score_tally_agg(), their tallies and their weighted twins.
 *
 * The state is a tally.  It is made by the aggregate's initial condition or,
 * where every answer names its scale, by the first answer.  It knows its scale,
 * so that one family of functions serves all scales.  States are merged by
 * score_tally_add() and weighted_tally_add().
 */
#include "postgres.h"

#include "aggregates/score_argument.h"
#include "tally/score_tally.h"
#include "tally/weighted_tally.h"

/* The tally that answers are counted into, by what they are read for. */
static inline int
format_of(ScoreUse use)
{
	return use == SCORE_OF_ROW || use == SCORE_OF_RANGE ? SCORE_TALLY_FORMAT : WEIGHTED_TALLY_FORMAT;
}

/* Without weights, `weight` is ignored. */
static inline void
count_answer(Tally *state, int32 score, double weight, ScoreUse use)
{
	if (format_of(use) == SCORE_TALLY_FORMAT)
		score_tally_count((ScoreTally *) state, score, use);
	else
		weighted_tally_count((WeightedTally *) state, score, weight, use);
}

/*
 * Count an answer into the first argument: in a window aggregate's state, or in
 * a copy that may be at the limit of bigint already: of a rounded state, which
 * is what the initial condition makes, and outside aggregates.
 */
static pg_noinline Datum
count_in_window_or_copy(FunctionCallInfo fcinfo, int32 score, double weight, ScoreUse use)
{
	Tally	   *state = tally_state(fcinfo);

	count_answer(state, score, weight, use);
	if (state != (Tally *) PG_GETARG_POINTER(0))
		tally_check_total(state);
	PG_RETURN_TALLY(state);
}

/*
 * Count an answer into the first argument.  A plain aggregate's node is looked
 * for here, not by AggCheckCallContext(), so that nothing is called and no
 * register saved on the way: that was half of what csat() cost a row.
 */
static inline Datum
count_in(FunctionCallInfo fcinfo, int32 score, double weight, ScoreUse use)
{
	Tally	   *state = (Tally *) PG_GETARG_POINTER(0);

	if (likely(fcinfo->context != NULL && IsA(fcinfo->context, AggState) &&
			   (format_of(use) == SCORE_TALLY_FORMAT || state->format == format_of(use))))
	{
		count_answer(state, score, weight, use);
		PG_RETURN_TALLY(state);
	}
	return count_in_window_or_copy(fcinfo, score, weight, use);
}

/* Take an answer away from the first argument. */
static inline Datum
count_out(FunctionCallInfo fcinfo, int32 score, ScoreUse use)
{
	ScoreTally *state = (ScoreTally *) tally_state(fcinfo);

	score_tally_uncount(state, score, use);
	PG_RETURN_TALLY(state);
}

/* The functions on a scale that the answer names are not strict. */
static inline Datum
unchanged_state(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/* Not counted as NULL scores are, because the answer would be lost. */
pg_noreturn static void
answer_without_scale(const char *missing)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("an answer has no scale: %s is NULL", missing),
			 errhint("Name the scale of every answer, or leave such rows out with FILTER.")));
}

/* The scale of 1 to what the argument says. */
static inline Scale
points_scale(FunctionCallInfo fcinfo, int argument)
{
	if (unlikely(PG_ARGISNULL(argument)))
		answer_without_scale("points");
	return csat_scale(PG_GETARG_INT32(argument));
}

/* The scale from this argument to the next one. */
static inline Scale
range_scale(FunctionCallInfo fcinfo, int argument)
{
	if (unlikely(PG_ARGISNULL(argument) || PG_ARGISNULL(argument + 1)))
		answer_without_scale(PG_ARGISNULL(argument) ? "lowest" : "highest");
	return scale_between(PG_GETARG_INT32(argument), PG_GETARG_INT32(argument + 1));
}

/*
 * Does the state have no scale of its own?  A moving aggregate's is never
 * NULL: before the first answer, and after the last one went, it is an empty
 * tally, which takes on the scale of the answer that comes.
 */
static inline bool
is_unscaled_state(FunctionCallInfo fcinfo, Scale scale)
{
	return PG_ARGISNULL(0) ||
		(unlikely(!scale_equal(PG_GETARG_SCALE(0), scale)) &&
		 tally_total(PG_GETARG_TALLY(0)) == 0);
}

/* Count an answer in that names its scale. */
static inline Datum
count_in_on(FunctionCallInfo fcinfo, Scale scale, int32 score, double weight, ScoreUse use)
{
	if (is_unscaled_state(fcinfo, scale))
	{
		Tally	   *first = tally_make(format_of(use), scale.lowest, scale.points);

		count_answer(first, score, weight, use);
		PG_RETURN_TALLY(first);
	}
	check_same_scale(PG_GETARG_SCALE(0), scale);
	return count_in(fcinfo, score, weight, use);
}

static inline Datum
count_out_on(FunctionCallInfo fcinfo, Scale scale, int32 score, ScoreUse use)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("cannot take an answer away from a tally that is NULL")));
	check_same_scale(PG_GETARG_SCALE(0), scale);
	return count_out(fcinfo, score, use);
}

/* Good or bad, thumbs up or down: false is 1 and true is 2 of a scale of 2. */
static inline int32
bool_score_argument(FunctionCallInfo fcinfo, int argument, Scale scale)
{
	check_same_scale(scale, csat_scale(2));
	return PG_GETARG_BOOL(argument) ? 2 : 1;
}

#define BOOL_SCORE(n, scale, use)	bool_score_argument(fcinfo, (n), (scale))

#define ENTRY_POINT(name) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS)

/*
 * (state, score): count a score in and out on the state's scale.
 *
 * score_tally_accum_int2, score_tally_accum_int4, score_tally_accum_float8,
 * score_tally_accum_numeric, score_tally_accum_bool, and the inverses
 * score_tally_accum_inv_int2, score_tally_accum_inv_int4,
 * score_tally_accum_inv_float8, score_tally_accum_inv_numeric,
 * score_tally_accum_inv_bool.
 */
#define DEFINE_ACCUM(type, SCORE) \
ENTRY_POINT(score_tally_accum_##type) \
{ \
	return count_in(fcinfo, SCORE(1, PG_GETARG_SCALE(0), SCORE_OF_ROW), 1, SCORE_OF_ROW); \
} \
ENTRY_POINT(score_tally_accum_inv_##type) \
{ \
	return count_out(fcinfo, SCORE(1, PG_GETARG_SCALE(0), SCORE_OF_ROW), SCORE_OF_ROW); \
}

/*
 * (state, score, points or lowest and highest): on the scale that they name.
 *
 * score_tally_accum_int2_points, score_tally_accum_int4_points,
 * score_tally_accum_float8_points, score_tally_accum_numeric_points,
 * score_tally_accum_int2_range, score_tally_accum_int4_range,
 * score_tally_accum_float8_range, score_tally_accum_numeric_range, and the
 * inverses score_tally_accum_inv_int2_points, score_tally_accum_inv_int4_points,
 * score_tally_accum_inv_float8_points, score_tally_accum_inv_numeric_points,
 * score_tally_accum_inv_int2_range, score_tally_accum_inv_int4_range,
 * score_tally_accum_inv_float8_range, score_tally_accum_inv_numeric_range.
 */
#define DEFINE_ACCUM_ON(type, SCORE, naming, use) \
ENTRY_POINT(score_tally_accum_##type##_##naming) \
{ \
	Scale		scale; \
	if (PG_ARGISNULL(1)) \
		return unchanged_state(fcinfo); \
	scale = naming##_scale(fcinfo, 2); \
	return count_in_on(fcinfo, scale, SCORE(1, scale, use), 1, use); \
} \
ENTRY_POINT(score_tally_accum_inv_##type##_##naming) \
{ \
	Scale		scale; \
	if (PG_ARGISNULL(1)) \
		return unchanged_state(fcinfo); \
	scale = naming##_scale(fcinfo, 2); \
	return count_out_on(fcinfo, scale, SCORE(1, scale, use), use); \
}

/*
 * (state, score, weight) and the same with a scale.  There is no way back:
 * sums of fractions do not subtract exactly.
 *
 * weighted_tally_accum_float8, weighted_tally_accum_numeric,
 * weighted_tally_accum_float8_points, weighted_tally_accum_numeric_points,
 * weighted_tally_accum_float8_range, weighted_tally_accum_numeric_range.
 */
#define DEFINE_WEIGHTED_ACCUM(type, SCORE) \
ENTRY_POINT(weighted_tally_accum_##type) \
{ \
	return count_in(fcinfo, SCORE(1, PG_GETARG_SCALE(0), WEIGHTED_SCORE), \
					PG_GETARG_FLOAT8(2), WEIGHTED_SCORE); \
}

#define DEFINE_WEIGHTED_ACCUM_ON(type, SCORE, naming, use) \
ENTRY_POINT(weighted_tally_accum_##type##_##naming) \
{ \
	Scale		scale; \
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2)) \
		return unchanged_state(fcinfo); \
	scale = naming##_scale(fcinfo, 3); \
	return count_in_on(fcinfo, scale, SCORE(1, scale, use), PG_GETARG_FLOAT8(2), use); \
}

#define DEFINE_ALL(type, SCORE) \
DEFINE_ACCUM(type, SCORE) \
DEFINE_ACCUM_ON(type, SCORE, points, SCORE_OF_ROW) \
DEFINE_ACCUM_ON(type, SCORE, range, SCORE_OF_RANGE)

DEFINE_ALL(int2, INT2_SCORE)
DEFINE_ALL(int4, INT4_SCORE)
DEFINE_ALL(float8, FLOAT8_SCORE)
DEFINE_ALL(numeric, NUMERIC_SCORE)
DEFINE_ACCUM(bool, BOOL_SCORE)
DEFINE_WEIGHTED_ACCUM(float8, FLOAT8_SCORE)
DEFINE_WEIGHTED_ACCUM_ON(float8, FLOAT8_SCORE, points, WEIGHTED_SCORE)
DEFINE_WEIGHTED_ACCUM_ON(float8, FLOAT8_SCORE, range, WEIGHTED_SCORE_OF_RANGE)
DEFINE_WEIGHTED_ACCUM(numeric, NUMERIC_SCORE)
DEFINE_WEIGHTED_ACCUM_ON(numeric, NUMERIC_SCORE, points, WEIGHTED_SCORE)
DEFINE_WEIGHTED_ACCUM_ON(numeric, NUMERIC_SCORE, range, WEIGHTED_SCORE_OF_RANGE)

/*
 * Final function where every answer names its scale, over a moving window:
 * no answers have no scale, so that the empty tally becomes NULL, as it is
 * without a window.
 */
PG_FUNCTION_INFO_V1(score_tally_unless_empty);
Datum
score_tally_unless_empty(PG_FUNCTION_ARGS)
{
	ScoreTally *tally = PG_GETARG_SCORE_TALLY(0);

	if (tally_total(&tally->head) == 0)
		PG_RETURN_NULL();
	PG_RETURN_TALLY(tally);
}

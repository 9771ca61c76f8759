/*
 * aggregates.c
 *	  What PostgreSQL calls for each row of csat(), nps(), their weighted twins
 *	  and all their tallies.
 *
 * The state is a tally, made by the aggregate's initial condition or, for
 * csat(score, points), by its first answer; it knows its scale, so one family
 * of functions serves all scales.  Merging two states is score_tally_add(),
 * reading one is csat_score() or nps_score().
 */
#include "postgres.h"

#include "fmgr.h"

#include "numeric_score.h"
#include "score_tally.h"
#include "weighted_tally.h"

/*
 * Count an answer into the first argument: in a window aggregate's state or,
 * outside aggregates, in a copy, which may be at the limit of bigint already.
 */
static pg_noinline Datum
count_in_elsewhere(FunctionCallInfo fcinfo, int32 score)
{
	ScoreTally *state = (ScoreTally *) tally_state(fcinfo);

	score_tally_count(state, score);
	if (state != (ScoreTally *) PG_GETARG_POINTER(0))
		tally_check_total(&state->head);
	PG_RETURN_TALLY(state);
}

/*
 * The same for each row of a plain aggregate.  Its node is looked for here,
 * not by AggCheckCallContext(), so that nothing is called and no register
 * saved on the way: that was half of what csat() cost a row.
 */
static inline Datum
count_in(FunctionCallInfo fcinfo, int32 score)
{
	if (likely(fcinfo->context != NULL && IsA(fcinfo->context, AggState)))
	{
		ScoreTally *state = (ScoreTally *) PG_GETARG_POINTER(0);

		score_tally_count(state, score);
		PG_RETURN_TALLY(state);
	}
	return count_in_elsewhere(fcinfo, score);
}

/* Count an answer out of the first argument again. */
static inline Datum
count_out(FunctionCallInfo fcinfo, int32 score)
{
	ScoreTally *state = (ScoreTally *) tally_state(fcinfo);

	score_tally_uncount(state, score);
	PG_RETURN_TALLY(state);
}

/* The score of an answer in double precision. */
static inline int32
float8_score(FunctionCallInfo fcinfo)
{
	return score_from_float8(PG_GETARG_SCALE(0), PG_GETARG_FLOAT8(1));
}

PG_FUNCTION_INFO_V1(score_tally_accum_int2);
Datum
score_tally_accum_int2(PG_FUNCTION_ARGS)
{
	return count_in(fcinfo, PG_GETARG_INT16(1));
}

PG_FUNCTION_INFO_V1(score_tally_accum_inv_int2);
Datum
score_tally_accum_inv_int2(PG_FUNCTION_ARGS)
{
	return count_out(fcinfo, PG_GETARG_INT16(1));
}

PG_FUNCTION_INFO_V1(score_tally_accum_int4);
Datum
score_tally_accum_int4(PG_FUNCTION_ARGS)
{
	return count_in(fcinfo, PG_GETARG_INT32(1));
}

PG_FUNCTION_INFO_V1(score_tally_accum_inv_int4);
Datum
score_tally_accum_inv_int4(PG_FUNCTION_ARGS)
{
	return count_out(fcinfo, PG_GETARG_INT32(1));
}

PG_FUNCTION_INFO_V1(score_tally_accum_float8);
Datum
score_tally_accum_float8(PG_FUNCTION_ARGS)
{
	return count_in(fcinfo, float8_score(fcinfo));
}

PG_FUNCTION_INFO_V1(score_tally_accum_inv_float8);
Datum
score_tally_accum_inv_float8(PG_FUNCTION_ARGS)
{
	return count_out(fcinfo, float8_score(fcinfo));
}

/* The score of a numeric answer. */
static inline int32
numeric_score(FunctionCallInfo fcinfo)
{
	return numeric_score_argument(fcinfo, 1, PG_GETARG_SCALE(0));
}

PG_FUNCTION_INFO_V1(score_tally_accum_numeric);
Datum
score_tally_accum_numeric(PG_FUNCTION_ARGS)
{
	return count_in(fcinfo, numeric_score(fcinfo));
}

PG_FUNCTION_INFO_V1(score_tally_accum_inv_numeric);
Datum
score_tally_accum_inv_numeric(PG_FUNCTION_ARGS)
{
	return count_out(fcinfo, numeric_score(fcinfo));
}

/* Good or bad, thumbs up or down: false is 1 and true is 2 of a scale of 2. */
static inline int32
thumbs_score(FunctionCallInfo fcinfo)
{
	check_same_scale(PG_GETARG_SCALE(0), csat_scale(2));
	return PG_GETARG_BOOL(1) ? 2 : 1;
}

PG_FUNCTION_INFO_V1(score_tally_accum_bool);
Datum
score_tally_accum_bool(PG_FUNCTION_ARGS)
{
	return count_in(fcinfo, thumbs_score(fcinfo));
}

PG_FUNCTION_INFO_V1(score_tally_accum_inv_bool);
Datum
score_tally_accum_inv_bool(PG_FUNCTION_ARGS)
{
	return count_out(fcinfo, thumbs_score(fcinfo));
}

/*
 * csat(score, points): the first answer makes the state.  Not strict, so the
 * NULLs are seen to here.
 *
 * A moving aggregate must have a state before its first answer and after its
 * last one went, so there the initial condition is an empty tally, which
 * takes on the scale of the answer that comes.
 */
static inline bool
is_no_answer(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(1) || PG_ARGISNULL(2);
}

static inline Datum
unchanged_state(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/* The scale that the arguments name. */
static inline Scale
scale_argument(FunctionCallInfo fcinfo)
{
	return csat_scale(PG_GETARG_INT32(2));
}

/* Does the state have no scale yet? */
static inline bool
is_unscaled_state(FunctionCallInfo fcinfo, Scale scale)
{
	if (PG_ARGISNULL(0))
		return true;
	return unlikely(!scale_equal(PG_GETARG_SCALE(0), scale)) &&
		PG_GETARG_SCALE(0).lowest == 1 &&
		tally_total(PG_GETARG_TALLY(0)) == 0;
}

static inline Datum
count_in_on_points(FunctionCallInfo fcinfo, int32 score)
{
	Scale		scale = scale_argument(fcinfo);

	if (is_unscaled_state(fcinfo, scale))
	{
		ScoreTally *first = score_tally_make(scale.lowest, scale.points);

		score_tally_count(first, score);
		PG_RETURN_TALLY(first);
	}
	check_same_scale(PG_GETARG_SCALE(0), scale);
	return count_in(fcinfo, score);
}

static inline Datum
count_out_on_points(FunctionCallInfo fcinfo, int32 score)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("cannot take an answer away from a tally that is NULL")));
	check_same_scale(PG_GETARG_SCALE(0), scale_argument(fcinfo));
	return count_out(fcinfo, score);
}

/* Scores as above, on the scale that the arguments name. */
static inline int32
float8_score_on_points(FunctionCallInfo fcinfo)
{
	return score_from_float8(scale_argument(fcinfo), PG_GETARG_FLOAT8(1));
}

static inline int32
numeric_score_on_points(FunctionCallInfo fcinfo)
{
	return numeric_score_argument(fcinfo, 1, scale_argument(fcinfo));
}

PG_FUNCTION_INFO_V1(score_tally_accum_int2_points);
Datum
score_tally_accum_int2_points(PG_FUNCTION_ARGS)
{
	if (is_no_answer(fcinfo))
		return unchanged_state(fcinfo);
	return count_in_on_points(fcinfo, PG_GETARG_INT16(1));
}

PG_FUNCTION_INFO_V1(score_tally_accum_inv_int2_points);
Datum
score_tally_accum_inv_int2_points(PG_FUNCTION_ARGS)
{
	if (is_no_answer(fcinfo))
		return unchanged_state(fcinfo);
	return count_out_on_points(fcinfo, PG_GETARG_INT16(1));
}

PG_FUNCTION_INFO_V1(score_tally_accum_int4_points);
Datum
score_tally_accum_int4_points(PG_FUNCTION_ARGS)
{
	if (is_no_answer(fcinfo))
		return unchanged_state(fcinfo);
	return count_in_on_points(fcinfo, PG_GETARG_INT32(1));
}

PG_FUNCTION_INFO_V1(score_tally_accum_inv_int4_points);
Datum
score_tally_accum_inv_int4_points(PG_FUNCTION_ARGS)
{
	if (is_no_answer(fcinfo))
		return unchanged_state(fcinfo);
	return count_out_on_points(fcinfo, PG_GETARG_INT32(1));
}

PG_FUNCTION_INFO_V1(score_tally_accum_float8_points);
Datum
score_tally_accum_float8_points(PG_FUNCTION_ARGS)
{
	if (is_no_answer(fcinfo))
		return unchanged_state(fcinfo);
	return count_in_on_points(fcinfo, float8_score_on_points(fcinfo));
}

PG_FUNCTION_INFO_V1(score_tally_accum_inv_float8_points);
Datum
score_tally_accum_inv_float8_points(PG_FUNCTION_ARGS)
{
	if (is_no_answer(fcinfo))
		return unchanged_state(fcinfo);
	return count_out_on_points(fcinfo, float8_score_on_points(fcinfo));
}

PG_FUNCTION_INFO_V1(score_tally_accum_numeric_points);
Datum
score_tally_accum_numeric_points(PG_FUNCTION_ARGS)
{
	if (is_no_answer(fcinfo))
		return unchanged_state(fcinfo);
	return count_in_on_points(fcinfo, numeric_score_on_points(fcinfo));
}

PG_FUNCTION_INFO_V1(score_tally_accum_inv_numeric_points);
Datum
score_tally_accum_inv_numeric_points(PG_FUNCTION_ARGS)
{
	if (is_no_answer(fcinfo))
		return unchanged_state(fcinfo);
	return count_out_on_points(fcinfo, numeric_score_on_points(fcinfo));
}

/*
 * csat_tally(score, points) over a moving window: no answers have no scale
 * either, so the empty tally becomes NULL, as it is without a window.
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

/*
 * Weighted answers: a score and a weight in double precision.  The same two
 * paths as above; there is no way back, since sums of fractions do not
 * subtract exactly.
 */
static pg_noinline Datum
weigh_in_elsewhere(FunctionCallInfo fcinfo, int32 score, double weight)
{
	WeightedTally *state = (WeightedTally *) tally_state(fcinfo);

	weighted_tally_count(state, score, weight);
	if (state != (WeightedTally *) PG_GETARG_POINTER(0))
		tally_check_total(&state->head);
	PG_RETURN_TALLY(state);
}

static inline Datum
weigh_in(FunctionCallInfo fcinfo)
{
	int32		score = float8_score(fcinfo);
	double		weight = PG_GETARG_FLOAT8(2);

	if (likely(fcinfo->context != NULL && IsA(fcinfo->context, AggState)))
	{
		WeightedTally *state = (WeightedTally *) PG_GETARG_POINTER(0);

		weighted_tally_count(state, score, weight);
		PG_RETURN_TALLY(state);
	}
	return weigh_in_elsewhere(fcinfo, score, weight);
}

PG_FUNCTION_INFO_V1(weighted_tally_accum);
Datum
weighted_tally_accum(PG_FUNCTION_ARGS)
{
	return weigh_in(fcinfo);
}

PG_FUNCTION_INFO_V1(weighted_tally_accum_points);
Datum
weighted_tally_accum_points(PG_FUNCTION_ARGS)
{
	Scale		scale;

	if (is_no_answer(fcinfo) || PG_ARGISNULL(3))
		return unchanged_state(fcinfo);

	scale = csat_scale(PG_GETARG_INT32(3));
	if (PG_ARGISNULL(0))
	{
		WeightedTally *first = weighted_tally_make(scale.lowest, scale.points);

		weighted_tally_count(first, score_from_float8(scale, PG_GETARG_FLOAT8(1)),
							 PG_GETARG_FLOAT8(2));
		PG_RETURN_TALLY(first);
	}
	check_same_scale(PG_GETARG_SCALE(0), scale);
	return weigh_in(fcinfo);
}

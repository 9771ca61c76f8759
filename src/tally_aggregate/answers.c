/*
 * answers.c
 *	  Reading the answers of a batch's rows.
 */
#include "postgres.h"

#include "aggregates/score_argument.h"
#include "tally/weighted_tally.h"
#include "tally_aggregate/answers.h"

/* Which rows a state takes nothing from; in `skip`, if that is no one column. */
static inline const bool *
skipped_rows(const StateInfo *info, const Batch *batch, bool *skip)
{
	if (info->narguments == 1 && info->filter < 0)
		return batch_nulls(batch, info->arguments[0]);

	memset(skip, false, BATCH_ROWS);
	for (int i = 0; i < info->narguments; i++)
	{
		const bool *nulls = batch_nulls(batch, info->arguments[i]);

		for (int row = 0; row < BATCH_ROWS; row++)
			skip[row] |= nulls[row];
	}
	if (info->filter >= 0)
	{
		const Datum *holds = batch_values(batch, info->filter);
		const bool *nulls = batch_nulls(batch, info->filter);

		for (int row = 0; row < BATCH_ROWS; row++)
			skip[row] |= nulls[row] || !DatumGetBool(holds[row]);
	}
	return skip;
}

/* What the scores are read for: an error about one is that of its aggregate. */
static ScoreUse
use_of(const TallyState *state)
{
	bool		weighted = state->info.kind == STATE_WEIGHTED;
	bool		ranged = state->transfn.fn_nargs == (weighted ? 5 : 4);

	if (weighted)
		return ranged ? WEIGHTED_SCORE_OF_RANGE : WEIGHTED_SCORE;
	return ranged ? SCORE_OF_RANGE : SCORE_OF_ROW;
}

/*
 * The places of whole scores on a scale, in one short loop; then the error of
 * the first that is not on it, if there is one.
 */
#define SET_INTEGER_PLACES(DatumGetScore) \
do { \
	uint32		highest = 0; \
	for (int row = 0; row < nrows; row++) \
	{ \
		uint32		place = scale_index(scale, DatumGetScore(values[row])); \
		/* all bits or none: a branch would often be mispredicted */ \
		uint32		counted = (uint32) skip[row] - 1; \
		highest = Max(highest, place & counted); \
		places[row] = (uint8) (place | ~counted); \
	} \
	for (int row = 0; highest >= scale.points && row < nrows; row++) \
		if (!skip[row]) \
			(void) score_place(scale, DatumGetScore(values[row]), use_of(state)); \
} while (0)

/* The numbers of the rows that are not skipped. */
#define SET_NUMBERS(field, DatumGetNumber) \
do { \
	for (int row = 0; row < nrows; row++) \
		numbers[row].field = skip[row] ? 0 : DatumGetNumber(values[row]); \
} while (0)

static void
set_numbers(const TallyState *state, const Batch *batch, const bool *skip, Number *numbers)
{
	int			nrows = batch->nrows;
	const Datum *values = batch_values(batch, state->info.arguments[state->info.narguments - 1]);

	if (state->info.kind == STATE_TALLY)
		for (int row = 0; row < nrows; row++)
			numbers[row].tally = skip[row] ? NULL : get_tally(values[row]);
	else if (state->is_real)
		SET_NUMBERS(real, DatumGetFloat8);
	else if (state->number_len == sizeof(int64))
		SET_NUMBERS(integer, DatumGetInt64);
	else if (state->number_len == sizeof(int32))
		SET_NUMBERS(integer, DatumGetInt32);
	else if (state->number_len == sizeof(int16))
		SET_NUMBERS(integer, DatumGetInt16);
	else
		SET_NUMBERS(integer, DatumGetBool);
}

static inline bool
is_weight(double weight)
{
	return weight >= 0 && weight * weight <= WEIGHT_LIMIT;
}

/* The error of the first row whose score, or weight, is not usable. */
static pg_noinline void
check_float8_answers(TallyState *state, const Batch *batch, const uint8 *places, const Number *weights)
{
	const Datum *scores = batch_values(batch, state->info.arguments[0]);
	ScoreUse	use = use_of(state);

	for (int row = 0; row < batch->nrows; row++)
	{
		if (places[row] == NO_PLACE)
			continue;
		state->call->args[1].value = scores[row];
		(void) score_place(state->scale, float8_score_argument(state->call, 1, state->scale, use), use);
		if (weights != NULL && !is_weight(weights[row].real))
			weight_not_usable(weights[row].real);
	}
}

/* The places of scores in double precision; weights must be usable too, if there are some. */
static inline void
set_float8_places(TallyState *state, const Batch *batch, const bool *skip,
				  uint8 *places, const Number *weights)
{
	const Datum *scores = batch_values(batch, state->info.arguments[0]);
	const Scale scale = state->scale;
	bool		usable = true;

	for (int row = 0; row < batch->nrows; row++)
	{
		double		score = skip[row] ? 0 : DatumGetFloat8(scores[row]);
		int32		whole = score >= SCALE_MIN_SCORE && score <= SCALE_MAX_SCORE ?
			(int32) score : SCALE_MAX_SCORE + 1;
		uint32		place = scale_index(scale, whole);

		usable &= skip[row] || ((double) whole == score && place < scale.points &&
								(weights == NULL || is_weight(weights[row].real)));
		/* a bad one is looked at again, and must not look like none */
		places[row] = skip[row] ? NO_PLACE : Min(place, NO_PLACE - 1);
	}
	if (unlikely(!usable))
		check_float8_answers(state, batch, places, weights);
}

static inline void
set_numeric_places(TallyState *state, const Batch *batch, const bool *skip, uint8 *places)
{
	const Datum *values = batch_values(batch, state->info.arguments[0]);
	ScoreUse	use = use_of(state);

	for (int row = 0; row < batch->nrows; row++)
	{
		places[row] = NO_PLACE;
		if (skip[row])
			continue;
		state->call->args[1].value = values[row];
		places[row] = score_place(state->scale,
								  numeric_score_argument(state->call, 1, state->scale, use), use);
	}
}

/* The places of one state's answers; an error if one is not usable. */
static void
set_places(TallyState *state, const Batch *batch, uint8 *places, Number *numbers)
{
	int			nrows = batch->nrows;
	const Datum *values = batch_values(batch, state->info.arguments[0]);
	const Scale scale = state->scale;
	bool		buffer[BATCH_ROWS];
	const bool *skip = skipped_rows(&state->info, batch, buffer);

	if (takes_number(state->info.kind))
		set_numbers(state, batch, skip, numbers);
	switch (state->info.kind)
	{
		case STATE_INT2:
			SET_INTEGER_PLACES(DatumGetInt16);
			break;
		case STATE_INT4:
			SET_INTEGER_PLACES(DatumGetInt32);
			break;
		case STATE_BOOL:
			for (int row = 0; row < nrows; row++)
				places[row] = skip[row] ? NO_PLACE : DatumGetBool(values[row]);
			break;
		case STATE_FLOAT8:
			set_float8_places(state, batch, skip, places, NULL);
			break;
		case STATE_WEIGHTED:
			set_float8_places(state, batch, skip, places, numbers);
			break;
		case STATE_NUMERIC:
			set_numeric_places(state, batch, skip, places);
			break;
		default:				/* rows, or numbers without a score */
			for (int row = 0; row < nrows; row++)
				places[row] = -(uint8) skip[row];
	}
}

/*
 * Set the places of all rows' answers, and their numbers.  If some are not usable, the error is
 * that of the first of them of the first state that has one.
 */
void
set_answers(TallyState *states, int nstates, Batch *batch)
{
	for (int i = 0; i < nstates; i++)
		set_places(&states[i], batch, batch_places(batch, i), batch_numbers(batch, i));
}

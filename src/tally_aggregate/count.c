/*
 * count.c
 *	  Counting the rows of a batch into their groups.
 */
#include "postgres.h"

#include "aggregates/score_argument.h"
#include "tally/weighted_tally.h"
#include "tally_aggregate/run.h"

static inline bool
is_weight(Datum value)
{
	double		weight = DatumGetFloat8(value);

	return weight >= 0 && weight * weight <= WEIGHT_LIMIT;
}

/* What the scores are read for: an error about one is that of its aggregate. */
static ScoreUse
use_of(const StateRun *state)
{
	bool		weighted = state->info.kind == STATE_WEIGHTED;
	bool		ranged = state->transfn.fn_nargs == (weighted ? 5 : 4);

	if (weighted)
		return ranged ? WEIGHTED_SCORE_OF_RANGE : WEIGHTED_SCORE;
	return ranged ? SCORE_OF_RANGE : SCORE_OF_ROW;
}

/* Where among a state's counts an answer stands; an error if it is not usable. */
static uint8
place_of(StateRun *state, const Batch *batch, int row)
{
	int			column = state->info.arguments[0];
	Datum		value = batch_values(batch, column)[row];
	int32		score;

	if (state->info.narguments == 0)
		return 0;
	if (batch_nulls(batch, column)[row])
		return NO_PLACE;
	switch (state->info.kind)
	{
		case STATE_INT2:
			score = DatumGetInt16(value);
			break;
		case STATE_INT4:
			score = DatumGetInt32(value);
			break;
		case STATE_WEIGHTED:
			if (batch_nulls(batch, state->info.arguments[1])[row])
				return NO_PLACE;
			state->call->args[1].value = value;
			score = float8_score_argument(state->call, 1, state->scale, use_of(state));
			(void) score_place(state->scale, score, use_of(state));
			if (!is_weight(batch_values(batch, state->info.arguments[1])[row]))
				weight_not_usable(DatumGetFloat8(batch_values(batch, state->info.arguments[1])[row]));
			break;
		case STATE_FLOAT8:
			state->call->args[1].value = value;
			score = float8_score_argument(state->call, 1, state->scale, use_of(state));
			break;
		case STATE_NUMERIC:
			state->call->args[1].value = value;
			score = numeric_score_argument(state->call, 1, state->scale, use_of(state));
			break;
		case STATE_BOOL:
			return DatumGetBool(value) ? 1 : 0;
		case STATE_TRUE:
			return DatumGetBool(value) ? 0 : NO_PLACE;
		default:
			return 0;
	}
	return score_place(state->scale, score, use_of(state));
}

/*
 * The places of answers in double precision, and their weights if they have
 * some.  False if one is not usable.
 */
static inline bool
set_float8_places(const Batch *batch, const StateRun *state, uint8 *places, int first, int end)
{
	const int  *arguments = state->info.arguments;
	bool		weighted = state->info.kind == STATE_WEIGHTED;
	const Datum *scores = batch_values(batch, arguments[0]);
	const Datum *weights = batch_values(batch, arguments[weighted]);
	bool		usable = true;

	for (int row = first; row < end; row++)
	{
		bool		null = batch_nulls(batch, arguments[0])[row] ||
			batch_nulls(batch, arguments[weighted])[row];
		double		score = null ? 0 : DatumGetFloat8(scores[row]);
		int32		whole = score >= SCALE_MIN_SCORE && score <= SCALE_MAX_SCORE ?
			(int32) score : SCALE_MAX_SCORE + 1;
		uint32		place = scale_index(state->scale, whole);

		usable &= null || ((double) whole == score && place < state->scale.points &&
						   (!weighted || is_weight(weights[row])));
		places[row] = null ? NO_PLACE : place;
	}
	return usable;
}

/*
 * The places of a state's answers in one short loop.  False if one is not on
 * the scale, or the state needs more than a loop.
 */
static inline bool
set_places_of(const Batch *batch, const StateRun *state, uint8 *places, int first, int end)
{
	const Datum *values = batch_values(batch, state->info.arguments[0]);
	const bool *nulls = batch_nulls(batch, state->info.arguments[0]);
	const Scale scale = state->scale;
	uint32		highest = 0;

	switch (state->info.kind)
	{
		case STATE_ROWS:
			memset(&places[first], 0, end - first);
			return true;
		case STATE_VALUES:
			for (int row = first; row < end; row++)
				places[row] = nulls[row] ? NO_PLACE : 0;
			return true;
		case STATE_INT4:
			for (int row = first; row < end; row++)
			{
				uint32		place = scale_index(scale, DatumGetInt32(values[row]));

				/* all bits or none, as a branch would often be foretold wrongly */
				uint32		there = (uint32) nulls[row] - 1;

				highest = Max(highest, place & there);
				places[row] = (uint8) (place | ~there);
			}
			return highest < scale.points;
		case STATE_FLOAT8:
		case STATE_WEIGHTED:
			return set_float8_places(batch, state, places, first, end);
		default:
			return false;
	}
}

/*
 * The places of the answers in these rows.  If there is a bad one, the error is
 * that of the first row that has one.
 */
void
set_places(TallyAggregateState *node, int first, int end)
{
	Batch	   *batch = &node->batch;
	bool		all = true;

	for (int i = 0; i < node->plan->nstates; i++)
		all &= set_places_of(batch, &node->states[i], batch_places(batch, i), first, end);
	if (all)
		return;
	for (int row = first; row < end; row++)
		for (int i = 0; i < node->plan->nstates; i++)
			batch_places(batch, i)[row] = place_of(&node->states[i], batch, row);
}

/* The group of a query without keys. */
TallyGroup *
only_group(TallyAggregateState *node)
{
	TallyGroup *group = groups_find(node->groups, 0, 0, NULL, 0);

	return group != NULL ? group : groups_add(node->groups, 0, 0, NULL, 0);
}

/*
 * Count a whole batch into a state of that group: how often each place is among
 * the answers, which the compiler can do for sixteen at once.
 */
static inline void
count_ungrouped(TallyAggregateState *node, StateRun *state, const uint8 *places, TallyGroup *group)
{
	uint32	   *counts = &GROUP_COUNTS(group)[state->place];

	for (int place = 0; place < state->info.points; place++)
	{
		uint8		found = 0;

		for (int row = 0; row < BATCH_ROWS; row++)
			found += places[row] == place;
		if (unlikely(counts[place] > GROUP_COUNT_MAX - found))
			groups_carry(node->groups, group, state->place + place);
		counts[place] += found;
	}
}

/* Less is in the cache anyway. */
#define PREFETCH_FROM_GROUPS	4096

/*
 * The groups of these rows; those of others wait on disk.  The loops that
 * prefetch stand here because compilers take a function that does nothing else
 * for one that does nothing.
 */
static inline void
find_groups(TallyAggregateState *node, int first, int end)
{
	Batch	   *batch = &node->batch;

	if (node->plan->nkeys == 0)
	{
		batch->groups[0] = only_group(node);
		for (int row = 1; row < end; row++)
			batch->groups[row] = batch->groups[0];
		return;
	}
	if (node->groups->ngroups >= PREFETCH_FROM_GROUPS)
	{
		for (int row = first; row < end; row++)
			groups_prefetch_bucket(node->groups, batch->hashes[row]);
		for (int row = first; row < end; row++)
			groups_prefetch_group(node->groups, batch->hashes[row]);
	}
	for (int row = first; row < end; row++)
	{
		const uint64 *image = &batch->images[batch->images_at[row]];
		TallyGroup *group = groups_find(node->groups, batch->hashes[row], batch->null_keys[row],
										image, batch->words[row]);

		if (unlikely(group == NULL))
			group = groups_add(node->groups, batch->hashes[row], batch->null_keys[row],
							   image, batch->words[row]);
		if (unlikely(group == NULL))
			spill_row(node, row);
		batch->groups[row] = group;
	}
}

/* Count these rows into a state of their groups. */
static inline void
count_state(TallyAggregateState *node, StateRun *state, const uint8 *places, int first, int end)
{
	for (int row = first; row < end; row++)
	{
		TallyGroup *group = node->batch.groups[row];
		uint32	   *count;

		if (places[row] == NO_PLACE)
			continue;
		count = &GROUP_COUNTS(group)[state->place + places[row]];
		if (unlikely(*count == GROUP_COUNT_MAX))
			groups_carry(node->groups, group, state->place + places[row]);
		(*count)++;
	}
}

/* The same for weighted answers. */
static inline void
count_weighted(TallyAggregateState *node, StateRun *state, const uint8 *places, int first, int end)
{
	const Datum *weights = batch_values(&node->batch, state->info.arguments[1]);

	for (int row = first; row < end; row++)
		if (places[row] != NO_PLACE)
			response_sums_count(&GROUP_SUMS(node->groups, node->batch.groups[row])[state->place + places[row]],
								DatumGetFloat8(weights[row]));
}

/* Count the rows of the batch from `first` up to `end`. */
void
count_batch(TallyAggregateState *node, int first, int end)
{
	find_groups(node, first, end);
	for (int i = 0; i < node->plan->nstates; i++)
	{
		StateRun   *state = &node->states[i];
		uint8	   *places = batch_places(&node->batch, i);

		if (state->info.kind == STATE_WEIGHTED)
			count_weighted(node, state, places, first, end);
		else if (node->plan->nkeys > 0)
			count_state(node, state, places, first, end);
		else
		{
			memset(&places[end], NO_PLACE, BATCH_ROWS - end);
			count_ungrouped(node, state, places, node->batch.groups[0]);
		}
	}
}

/*
 * count.c
 *	  Counting the rows of a batch into their groups.
 */
#include "postgres.h"

#include "utils/datum.h"
#include "utils/memutils.h"

#include "../numeric_score.h"
#include "../weighted_tally.h"
#include "functions.h"
#include "run.h"

/* Where a state's counts a value stands; an error if it is not on the scale. */
static uint8
place_of(StateRun *state, Datum value)
{
	int32		score;

	switch (state->info.kind)
	{
		case STATE_INT2:
			score = DatumGetInt16(value);
			break;
		case STATE_INT4:
			score = DatumGetInt32(value);
			break;
		case STATE_FLOAT8:
			state->call->args[1].value = value;
			score = float8_score_argument(state->call, 1, state->scale);
			break;
		case STATE_NUMERIC:
			state->call->args[1].value = value;
			score = numeric_score_argument(state->call, 1, state->scale);
			break;
		case STATE_BOOL:
			return DatumGetBool(value) ? 1 : 0;
		case STATE_TRUE:
			return DatumGetBool(value) ? 0 : NO_PLACE;
		default:
			return 0;
	}
	return score_place(state->scale, score);
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
	uint32		highest = 0;

	switch (state->info.kind)
	{
		case STATE_ROWS:
		case STATE_CALL:
			memset(&places[first], 0, end - first);
			return true;
		case STATE_VALUES:
			for (int row = first; row < end; row++)
				places[row] = nulls[row] ? NO_PLACE : 0;
			return true;
		case STATE_INT4:
			for (int row = first; row < end; row++)
			{
				uint32		place = scale_index(state->scale, DatumGetInt32(values[row]));

				highest = Max(highest, nulls[row] ? 0 : place);
				places[row] = nulls[row] ? NO_PLACE : place;
			}
			return highest < state->scale.points;
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
		{
			StateRun   *state = &node->states[i];
			int			column = state->info.arguments[0];

			batch_places(batch, i)[row] = state->info.narguments > 0 &&
				batch_nulls(batch, column)[row] ? NO_PLACE :
				place_of(state, batch_values(batch, column)[row]);
		}
}

/* Make a state that a function returned a group's own. */
static void
keep_tally(TallyAggregateState *node, Datum *tally, Datum value, bool isnull)
{
	MemoryContext old;

	if (isnull || value == *tally)
		return;
	old = MemoryContextSwitchTo(node->groups->context);
	value = datumCopy(value, false, -1);
	MemoryContextSwitchTo(old);
	if (*tally != (Datum) 0)
		pfree(DatumGetPointer(*tally));
	*tally = value;
}

/* What weighted_tally_accum_float8() does, without the call. */
static inline void
count_weighted(StateRun *state, Datum tally, const Batch *batch, int row)
{
	int			score = state->info.arguments[0];
	int			weight = state->info.arguments[1];

	if (batch_nulls(batch, score)[row] || batch_nulls(batch, weight)[row])
		return;
	state->call->args[1].value = batch_values(batch, score)[row];
	weighted_tally_count((WeightedTally *) DatumGetPointer(tally),
						 float8_score_argument(state->call, 1, state->scale),
						 DatumGetFloat8(batch_values(batch, weight)[row]));
}

/*
 * Call a transition function as PostgreSQL's Aggregate does: a strict one not
 * for NULLs, and for a first value only where there is a state already.
 */
static void
call_transition(TallyAggregateState *node, StateRun *state, Datum *tally, int row)
{
	FunctionCallInfo call = state->call;
	Datum		result;

	for (int i = 0; i < state->info.narguments; i++)
	{
		int			column = state->info.arguments[i];

		call->args[i + 1].value = batch_values(&node->batch, column)[row];
		call->args[i + 1].isnull = batch_nulls(&node->batch, column)[row];
		if (call->args[i + 1].isnull && state->transfn.fn_strict)
			return;
	}
	if (*tally == (Datum) 0 && state->transfn.fn_strict)
	{
		keep_tally(node, tally, PointerGetDatum(PG_DETOAST_DATUM(call->args[1].value)), false);
		return;
	}
	call->args[0].value = *tally;
	call->args[0].isnull = *tally == (Datum) 0;
	call->isnull = false;
	result = FunctionCallInvoke(call);
	keep_tally(node, tally, result, call->isnull);
}

/* A new group with its initial states; NULL if there is no room for it. */
static TallyGroup *
add_group(TallyAggregateState *node, uint32 hash, uint32 nulls,
		  const uint64 *image, uint32 words)
{
	Groups	   *groups = node->groups;
	TallyGroup *group = groups_add(groups, hash, nulls, image, words);

	if (group == NULL)
		return NULL;
	for (int i = 0; i < node->plan->nstates; i++)
	{
		StateRun   *state = &node->states[i];

		if (state->info.kind == STATE_CALL && state->tally != NULL)
			keep_tally(node, &GROUP_TALLIES(groups, group)[state->place],
					   PointerGetDatum(state->tally), false);
	}
	return group;
}

/* The group of a query without keys. */
void
have_only_group(TallyAggregateState *node)
{
	if (node->groups->ngroups == 0)
		add_group(node, 0, 0, NULL, 0);
}

static void
prefetch_groups(TallyAggregateState *node, int first, int end)
{
	Batch	   *batch = &node->batch;

	for (int row = first; row < end; row++)
		groups_prefetch_bucket(node->groups, batch->hashes[row]);
	for (int row = first; row < end; row++)
		groups_prefetch_group(node->groups, batch->hashes[row]);
}

/* Less is in the cache anyway. */
#define PREFETCH_FROM_GROUPS	4096

/* The groups of these rows; those of others wait on disk. */
static inline void
find_groups(TallyAggregateState *node, int first, int end)
{
	Batch	   *batch = &node->batch;

	if (node->groups->ngroups >= PREFETCH_FROM_GROUPS)
		prefetch_groups(node, first, end);
	for (int row = first; row < end; row++)
	{
		const uint64 *image = &batch->images[batch->images_at[row]];
		TallyGroup *group = groups_find(node->groups, batch->hashes[row], batch->null_keys[row],
										image, batch->words[row]);

		if (unlikely(group == NULL))
			group = add_group(node, batch->hashes[row], batch->null_keys[row],
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
		else
			(*count)++;
	}
}

/* The same for a state that is a tally of its own. */
static inline void
call_state(TallyAggregateState *node, StateRun *state, int first, int end)
{
	bool		weighted = state->transfn.fn_addr == weighted_tally_accum_float8;

	for (int row = first; row < end; row++)
	{
		TallyGroup *group = node->batch.groups[row];
		Datum	   *tally;

		if (group == NULL)
			continue;
		tally = &GROUP_TALLIES(node->groups, group)[state->place];
		if (weighted)
			count_weighted(state, *tally, &node->batch, row);
		else
			call_transition(node, state, tally, row);
	}
}

/* Count the rows of the batch from `first` up to `end`. */
void
count_batch(TallyAggregateState *node, int first, int end)
{
	find_groups(node, first, end);
	for (int i = 0; i < node->plan->nstates; i++)
	{
		StateRun   *state = &node->states[i];

		if (state->info.kind == STATE_CALL)
			call_state(node, state, first, end);
		else
			count_state(node, state, batch_places(&node->batch, i), first, end);
	}
}

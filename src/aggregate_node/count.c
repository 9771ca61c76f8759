/*
 * count.c
 *	  Counting rows of a Tally Aggregate into their groups.
 */
#include "postgres.h"

#include "access/tupmacs.h"
#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "../numeric_score.h"
#include "run.h"

void
init_batch(TallyAggregateState *node)
{
	Batch	   *batch = &node->batch;

	/* arguments that are pointers end with their row */
	batch->max_rows = node->narguments > 0 ? 1 : BATCH_ROWS;
	batch->places = palloc(BATCH_ROWS * node->plan->nstates);
	batch->arguments = palloc0(Max(node->narguments, 1) * sizeof(NullableDatum));
	batch->size = BATCH_ROWS * Max(node->plan->nkeys, 1);
	batch->images = palloc(batch->size * sizeof(uint64));
}

/* Room for a row's image at the end, or for more of it. */
uint64 *
batch_image(Batch *batch, uint32 words)
{
	uint64	   *image;

	if (unlikely(batch->used + words > batch->size))
	{
		batch->size = Max(batch->used + words, batch->size * 2);
		batch->images = repalloc_huge(batch->images, batch->size * sizeof(uint64));
	}
	image = &batch->images[batch->used];
	batch->used += words;
	return image;
}

/*
 * Add a key to the image: a value as it is, in whole words and without a trace
 * of how it was stored, so that equal keys are equal images.
 */
static inline void
add_key(Batch *batch, ValueType type, Datum value)
{
	struct varlena *key;
	uint32		size = type.len;
	uint64	   *image;

	if (type.byval)
	{
		image = batch_image(batch, 1);
		*image = 0;
		store_att_byval(image, value, type.len);
		return;
	}
	if (type.len > 0)
	{
		image = batch_image(batch, (size + 7) / 8);
		image[(size - 1) / 8] = 0;
		memcpy(image, DatumGetPointer(value), size);
		return;
	}
	key = PG_DETOAST_DATUM_PACKED(value);
	size = VARSIZE_ANY_EXHDR(key) + VARHDRSZ;
	image = batch_image(batch, (size + 7) / 8);
	image[(size - 1) / 8] = 0;
	SET_VARSIZE(image, size);
	memcpy(VARDATA(image), VARDATA_ANY(key), size - VARHDRSZ);
}

static inline uint32
hash_image(const uint64 *image, uint32 words, uint32 nulls)
{
	uint64		hash = nulls;

	for (uint32 i = 0; i < words; i++)
	{
		hash = (hash ^ image[i]) * UINT64CONST(0x9E3779B97F4A7C15);
		hash ^= hash >> 32;
	}
	return (uint32) ((hash * UINT64CONST(0xD6E8FEB86659FD93)) >> 32);
}

static inline void
set_keys(TallyAggregateState *node, const Datum *values, const bool *nulls)
{
	Batch	   *batch = &node->batch;
	int			row = batch->nrows;
	Size		start = batch->used;
	uint32		null_keys = 0;

	for (int i = 0; i < node->plan->nkeys; i++)
	{
		const KeyRun *key = &node->keys[i];

		if (nulls[key->column])
			null_keys |= (uint32) 1 << i;
		else
			add_key(batch, key->type, values[key->column]);
	}
	batch->images_at[row] = start;
	batch->words[row] = batch->used - start;
	batch->nulls[row] = null_keys;
	batch->hashes[row] = hash_image(&batch->images[start], batch->words[row], null_keys);
}

/* Where a state's counts a value stands; an error if it is not on the scale. */
static inline uint8
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

/* The same of a row; states that are called take a copy of their arguments. */
static inline void
set_places(TallyAggregateState *node, uint8 *places, const Datum *values, const bool *nulls)
{
	NullableDatum *argument = node->batch.arguments;

	for (int i = 0; i < node->plan->nstates; i++)
	{
		StateRun   *state = &node->states[i];
		int			column = state->info.arguments[0];

		if (unlikely(state->info.kind == STATE_CALL))
		{
			for (int j = 0; j < state->info.narguments; j++, argument++)
			{
				argument->value = values[state->info.arguments[j]];
				argument->isnull = nulls[state->info.arguments[j]];
			}
			places[i] = 0;
		}
		else if (state->info.kind == STATE_ROWS)
			places[i] = 0;
		else
			places[i] = nulls[column] ? NO_PLACE : place_of(state, values[column]);
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

/*
 * Call a transition function as PostgreSQL's Aggregate does: a strict one not
 * for NULLs, and for a first value only where there is a state already.
 */
static void
call_transition(TallyAggregateState *node, StateRun *state, Datum *tally,
				const NullableDatum *arguments)
{
	FunctionCallInfo call = state->call;
	Datum		result;

	for (int i = 0; i < state->info.narguments; i++)
	{
		if (arguments[i].isnull && state->transfn.fn_strict)
			return;
		call->args[i + 1] = arguments[i];
	}
	if (*tally == (Datum) 0 && state->transfn.fn_strict)
	{
		keep_tally(node, tally, PointerGetDatum(PG_DETOAST_DATUM(arguments[0].value)), false);
		return;
	}
	call->args[0].value = *tally;
	call->args[0].isnull = *tally == (Datum) 0;
	call->isnull = false;
	result = FunctionCallInvoke(call);
	keep_tally(node, tally, result, call->isnull);
}

/* Count a row into its group. */
static inline void
count_into(TallyAggregateState *node, TallyGroup *group, const uint8 *places)
{
	uint32	   *counts = GROUP_COUNTS(group);
	const NullableDatum *arguments = node->batch.arguments;

	for (int i = 0; i < node->plan->nstates; i++)
	{
		StateRun   *state = &node->states[i];

		if (unlikely(state->info.kind == STATE_CALL))
		{
			call_transition(node, state, &GROUP_TALLIES(node->groups, group)[state->place],
							arguments);
			arguments += state->info.narguments;
		}
		else if (places[i] != NO_PLACE)
		{
			uint32	   *count = &counts[state->place + places[i]];

			if (unlikely(*count == GROUP_COUNT_MAX))
				groups_carry(node->groups, group, state->place + places[i]);
			else
				(*count)++;
		}
	}
}

/* A new group with its initial states; NULL if there is no room for it. */
static TallyGroup *
add_group(TallyAggregateState *node, uint32 hash, uint32 nulls,
		  const uint64 *image, uint32 words)
{
	Groups	   *groups = node->groups;
	TallyGroup *group = groups_add(groups, hash, nulls, image, words);

	if (group == NULL || node->narguments == 0)
		return group;
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
	if (node->only == NULL)
		node->only = add_group(node, 0, 0, NULL, 0);
}

static void
prefetch_groups(TallyAggregateState *node)
{
	Batch	   *batch = &node->batch;

	for (int i = 0; i < batch->nrows; i++)
		groups_prefetch_bucket(node->groups, batch->hashes[i]);
	for (int i = 0; i < batch->nrows; i++)
		groups_prefetch_group(node->groups, batch->hashes[i]);
}

/* Less is in the cache anyway. */
#define PREFETCH_FROM_GROUPS	4096

/* Count the rows that were collected, or have them wait on disk. */
static void
count_batch(TallyAggregateState *node)
{
	Batch	   *batch = &node->batch;
	Groups	   *groups = node->groups;

	if (groups->ngroups >= PREFETCH_FROM_GROUPS)
		prefetch_groups(node);
	for (int i = 0; i < batch->nrows; i++)
	{
		uint64	   *image = &batch->images[batch->images_at[i]];
		TallyGroup *group = groups_find(groups, batch->hashes[i], batch->nulls[i],
										image, batch->words[i]);

		if (unlikely(group == NULL))
			group = add_group(node, batch->hashes[i], batch->nulls[i], image, batch->words[i]);
		if (likely(group != NULL))
			count_into(node, group, &batch->places[i * node->plan->nstates]);
		else
			spill_row(node, i);
	}
}

/* Be done with the rows that were collected. */
void
end_batch(TallyAggregateState *node)
{
	CHECK_FOR_INTERRUPTS();
	if (node->plan->nkeys > 0)
		count_batch(node);
	node->batch.nrows = 0;
	node->batch.used = 0;
	MemoryContextReset(node->row_context);
}

/* A row was added to the batch, which may be full now. */
void
next_in_batch(TallyAggregateState *node)
{
	Batch	   *batch = &node->batch;

	if (++batch->nrows == batch->max_rows || batch->used > BATCH_WORDS)
		end_batch(node);
}

/* Take a row that the child returned. */
void
count_row(TallyAggregateState *node, const Datum *values, const bool *nulls)
{
	Batch	   *batch = &node->batch;
	uint8	   *places = &batch->places[batch->nrows * node->plan->nstates];
	MemoryContext old = MemoryContextSwitchTo(node->row_context);

	set_places(node, places, values, nulls);
	if (node->plan->nkeys > 0)
		set_keys(node, values, nulls);
	else
	{
		have_only_group(node);
		count_into(node, node->only, places);
	}
	next_in_batch(node);
	MemoryContextSwitchTo(old);
}

/*
 * count.c
 *	  Counting answers into groups, and what a group's states come to.
 */
#include "postgres.h"

#include "tally/score_tally.h"
#include "tally/weighted_tally.h"
#include "tally_aggregate/count.h"

/*
 * Count the answers of a whole batch into a state of one group: how often each
 * place is among them, which the compiler can do for sixteen at once.
 */
static inline void
count_ungrouped(const TallyState *state, const uint8 *places, GroupTable *table, TallyGroup *group)
{
	uint32	   *counts = GROUP_COUNTS(group, state->offset);

	for (int place = 0; place < state->info.points; place++)
	{
		uint8		found = 0;

		for (int row = 0; row < BATCH_ROWS; row++)
			found += places[row] == place;
		if (unlikely(counts[place] > GROUP_COUNT_MAX - found))
			groups_overflow(table, &counts[place]);
		counts[place] += found;
	}
}

/* Count answers into a state of their groups. */
static inline void
count_grouped(const TallyState *state, const uint8 *places, const Batch *batch, GroupTable *table)
{
	int			offset = state->offset;

	for (int row = batch->first; row < batch->end; row++)
	{
		uint32	   *count;

		if (places[row] == NO_PLACE)
			continue;
		count = &GROUP_COUNTS(batch->groups[row], offset)[places[row]];
		if (unlikely(*count == GROUP_COUNT_MAX))
			groups_overflow(table, count);
		(*count)++;
	}
}

/* The same for weighted answers. */
static inline void
count_weighted(const TallyState *state, const uint8 *places, const Batch *batch)
{
	const Datum *weights = batch_values(batch, state->info.arguments[1]);

	for (int row = batch->first; row < batch->end; row++)
		if (places[row] != NO_PLACE)
			response_sums_count(&GROUP_SUMS(batch->groups[row], state->offset)[places[row]],
								DatumGetFloat8(weights[row]));
}

/* Count the answers of the batch's rows from `first` up to `end`. */
void
count_answers(const TallyState *states, int nstates, Batch *batch, GroupTable *table)
{
	for (int i = 0; i < nstates; i++)
	{
		uint8	   *places = batch_places(batch, i);

		if (states[i].info.kind == STATE_WEIGHTED)
			count_weighted(&states[i], places, batch);
		else if (batch->has_keys)
			count_grouped(&states[i], places, batch, table);
		else
		{
			memset(&places[batch->end], NO_PLACE, BATCH_ROWS - batch->end);
			count_ungrouped(&states[i], places, table, batch->groups[0]);
		}
	}
}

/* Fill a state's tally with a group's counts, or sums; false if there are none. */
static bool
fill_tally(TallyState *state, const GroupTable *table, TallyGroup *group)
{
	int			points = state->info.points;
	int64		any = 0;

	if (state->info.kind == STATE_WEIGHTED)
	{
		ResponseSums *sums = ((WeightedTally *) state->tally)->sums;

		memcpy(sums, GROUP_SUMS(group, state->offset), points * sizeof(ResponseSums));
		for (int i = 0; i < points; i++)
			any |= sums[i].responses;
	}
	else
	{
		int64	   *responses = ((ScoreTally *) state->tally)->responses;

		for (int i = 0; i < points; i++)
			any |= responses[i] = groups_count(table, &GROUP_COUNTS(group, state->offset)[i]);
	}
	return any != 0;
}

/* A group's state as a value of SQL, which lasts until the next call. */
Datum
state_value(TallyState *state, const GroupTable *table, TallyGroup *group, bool *isnull)
{
	*isnull = false;
	if (state->tally == NULL)
		return Int64GetDatum(groups_count(table, GROUP_COUNTS(group, state->offset)));
	*isnull = !fill_tally(state, table, group) && state->info.null_if_empty;
	return PointerGetDatum(state->tally);
}

/*
 * sets.c
 *	  Groups by grouping sets.
 *
 * Rows are counted once, by all keys.  What a group of these has is then added
 * to its group in each set; groups that do not fit into memory wait on disk.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "tally_aggregate/sets.h"

GroupSets *
sets_create(MemoryContext context, const TallyPlan *plan, const Keys *keys,
			const TallyState *states, Batch *batch, Size state_size, Size limit)
{
	GroupSets  *sets = palloc0(sizeof(GroupSets));

	sets->plan = plan;
	sets->keys = keys;
	sets->states = states;
	sets->batch = batch;
	sets->read = palloc(state_size * BATCH_ROWS);
	/* the number of the set is a word more */
	sets->spill = spill_create(context, plan, keys->words < 0 ? -1 : keys->words + 1, &limit);
	sets->table = groups_create(context, state_size, limit);
	return sets;
}

/* Merge the groups of the batch into those of their sets, or have them wait. */
static void
take_groups(GroupSets *sets)
{
	Batch	   *batch = sets->batch;

	CHECK_FOR_INTERRUPTS();
	batch->end = batch->nrows;
	hash_keys(batch);
	(void) groups_find(sets->table, batch);
	merge_groups(sets->states, sets->plan->nstates, batch, sets->from, sets->table);
	for (int row = 0; row < batch->nrows; row++)
		if (batch->groups[row] == NULL)
			spill_group(sets->spill, batch, row, sets->from[row], sets->table->key_offset);
	batch_clear(batch);
}

/* Add a group with these keys to a set. */
static void
add_to_set(GroupSets *sets, int set, const uint64 *keys, TallyGroup *group)
{
	Batch	   *batch = sets->batch;
	int			row;

	if (batch->nrows == BATCH_ROWS || batch->used > BATCH_WORDS)
		take_groups(sets);
	row = batch->nrows++;
	sets->from[row] = group;
	batch->null_keys[row] = group->null_keys | sets->plan->sets[set];
	batch->key_starts[row] = batch->used;
	*batch_add_words(batch, 1) = set;
	add_keys_but(sets->keys, keys, group->null_keys, sets->plan->sets[set], batch);
	batch->key_words[row] = batch->used - batch->key_starts[row];
}

/* Add what a count of the group had no room for, as a group that has nothing else. */
static void
add_overflow(GroupSets *sets, const GroupTable *from, const TallyGroup *group,
			 const CountOverflow *overflow)
{
	Size		offset = (const char *) overflow->count - (const char *) group;
	TallyGroup *more;

	if (offset >= (Size) from->key_offset)
		return;					/* another group's */
	more = palloc0(from->key_offset);
	more->null_keys = group->null_keys;
	*GROUP_COUNTS(more, offset) = (uint32) overflow->responses;
	for (int set = 0; set < sets->plan->nsets; set++)
		add_to_set(sets, set, GROUP_KEY(from, group), more);
	take_groups(sets);
	pfree(more);
}

/* The set of no keys has its one group without rows too. */
static void
add_nothing(GroupSets *sets)
{
	TallyGroup *nothing = palloc0(sets->table->key_offset);

	nothing->null_keys = PG_UINT32_MAX >> (MAX_KEYS - sets->keys->nkeys);
	for (int set = 0; set < sets->plan->nsets; set++)
		if (sets->plan->sets[set] == nothing->null_keys)
			add_to_set(sets, set, GROUP_KEY(sets->table, nothing), nothing);
	take_groups(sets);
	pfree(nothing);
}

/* Add groups by all keys to each set. */
void
sets_add(GroupSets *sets, const GroupTable *from)
{
	GroupIterator iterator = {0, 0};
	TallyGroup *group;

	batch_clear(sets->batch);
	if (from->ngroups == 0)
		add_nothing(sets);
	while ((group = groups_next(from, &iterator)) != NULL)
	{
		for (int set = 0; set < sets->plan->nsets; set++)
			add_to_set(sets, set, GROUP_KEY(from, group), group);
		for (CountOverflow *overflow = from->overflows; overflow != NULL; overflow = overflow->next)
			add_overflow(sets, from, group, overflow);
	}
	take_groups(sets);
	groups_note_size(sets->table);
}

/* Have groups that wait in memory; false if none do. */
static bool
fill_from_disk(GroupSets *sets)
{
	Size		size = sets->table->key_offset;
	bool		last;

	spill_finish_writing(sets->spill);
	if (!spill_next_part(sets->spill, &last))
		return false;
	groups_reset(sets->table, last);
	sets->iterator = (GroupIterator) {0, 0};
	while (spill_read_groups(sets->spill, sets->batch, sets->read, size))
	{
		for (int row = 0; row < sets->batch->nrows; row++)
			sets->from[row] = (TallyGroup *) (sets->read + row * size);
		take_groups(sets);
	}
	groups_note_size(sets->table);
	return true;
}

/* The next group of a set, and which keys the set leaves out; NULL at the end. */
TallyGroup *
sets_next(GroupSets *sets, uint32 *left_out)
{
	TallyGroup *group;

	while ((group = groups_next(sets->table, &sets->iterator)) == NULL)
		if (!fill_from_disk(sets))
			return NULL;
	*left_out = sets->plan->sets[*GROUP_KEY(sets->table, group)];
	return group;
}

void
sets_forget(GroupSets *sets)
{
	spill_end(sets->spill);
	groups_reset(sets->table, false);
	sets->iterator = (GroupIterator) {0, 0};
}

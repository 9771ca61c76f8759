/*
 * groups.c
 *	  The groups of a Tally Aggregate that are in memory.
 *
 * Entries stand side by side in chunks and never move.  Buckets are 8 bytes,
 * so that a bigger table is made by copying 8 bytes a group.  A count has 32
 * bits; what goes beyond is in a list of overflows, one for each 4 billion rows.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "tally/tally.h"
#include "tally_aggregate/groups.h"

/* A tally that comes from a column has about so many. */
#define USUAL_POINTS	8

#define FIRST_BUCKETS	256

#define ROUND_UP(size)	TYPEALIGN(GROUP_UNIT, size)

static Size
state_size(const StateInfo *info)
{
	if (info->kind == STATE_FLOAT8_AVG)
		return sizeof(NumberState);
	if (info->kind > STATE_WEIGHTED)
		return offsetof(NumberState, squares);
	return info->points * (info->kind == STATE_WEIGHTED ? sizeof(ResponseSums) : sizeof(uint32));
}

/*
 * Where in an entry each state is, counts before sums, which are aligned.  The
 * size of the entry without its key is returned.
 */
Size
group_layout(const TallyPlan *plan, int *offsets)
{
	Size		size = sizeof(TallyGroup);

	for (int sums = 0; sums < 2; sums++)
	{
		for (int i = 0; i < plan->nstates; i++)
			if (takes_number(plan->states[i].kind) == sums)
			{
				offsets[i] = size;
				size += state_size(&plan->states[i]);
			}
		size = ROUND_UP(size);
	}
	return size;
}

/* What a group takes, for the planner: with its buckets, without its keys. */
Size
groups_entry_size(const TallyPlan *plan)
{
	int		   *offsets = palloc(Max(plan->nstates, 1) * sizeof(int));
	Size		size = group_layout(plan, offsets) + 2 * sizeof(Bucket);

	for (int i = 0; i < plan->nstates; i++)
		if (plan->states[i].kind == STATE_TALLY)
			size += tally_size(SCORE_TALLY_FORMAT, USUAL_POINTS);
	return size;
}

static void
allocate_buckets(GroupTable *table, uint32 nbuckets)
{
	table->nbuckets = nbuckets;
	table->buckets = MemoryContextAllocExtended(table->context,
												 (Size) nbuckets * sizeof(Bucket),
												 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

GroupTable *
groups_create(MemoryContext parent, Size state_size, Size limit)
{
	GroupTable *table = MemoryContextAllocZero(parent, sizeof(GroupTable));

	table->context = AllocSetContextCreate(parent, "Tally Aggregate groups",
											ALLOCSET_SMALL_SIZES);
	table->limit = limit;
	table->key_offset = state_size;
	groups_reset(table, false);
	return table;
}

/* Forget all groups. */
void
groups_reset(GroupTable *table, bool unlimited)
{
	groups_note_size(table);
	MemoryContextReset(table->context);
	table->full = false;
	table->unlimited = unlimited;
	table->ngroups = 0;
	table->chunks = NULL;
	table->nchunks = table->max_chunks = 0;
	table->filling = -1;
	table->overflows = NULL;
	allocate_buckets(table, FIRST_BUCKETS);
}

void
groups_note_size(GroupTable *table)
{
	table->peak = Max(table->peak, MemoryContextMemAllocated(table->context, true));
}

/* May so much more be taken?  The first group may in any case. */
static bool
has_room(GroupTable *table, Size more)
{
	return table->unlimited || table->ngroups == 0 ||
		MemoryContextMemAllocated(table->context, true) + more <= table->limit;
}

static void
enter(GroupTable *table, uint32 hash, uint32 entry)
{
	uint32		mask = table->nbuckets - 1;
	uint32		i = hash & mask;

	while (table->buckets[i].entry != 0)
		i = (i + 1) & mask;
	table->buckets[i] = (Bucket) {hash, entry};
}

/* Double the buckets if they are becoming crowded; false if that cannot be. */
static bool
have_bucket(GroupTable *table)
{
	Bucket	   *old = table->buckets;
	uint32		nold = table->nbuckets;

	if (table->ngroups < nold / 10 * 7)
		return true;
	if (nold > PG_UINT32_MAX / 2 || !has_room(table, (Size) nold * 2 * sizeof(Bucket)))
		return table->ngroups < nold / 8 * 7;

	allocate_buckets(table, nold * 2);
	groups_note_size(table);
	for (uint32 i = 0; i < nold; i++)
		if (old[i].entry != 0)
			enter(table, old[i].hash, old[i].entry);
	pfree(old);
	return true;
}

/* A chunk for at least so many units; false if there is no room. */
static bool
add_chunk(GroupTable *table, Size units)
{
	Chunk	   *chunk;

	if (!has_room(table, units * GROUP_UNIT) ||
		(uint32) table->nchunks >= PG_UINT32_MAX / GROUP_CHUNK_UNITS)
		return false;
	if (table->nchunks == table->max_chunks)
	{
		Size		size;

		table->max_chunks = Max(16, table->max_chunks * 2);
		size = table->max_chunks * sizeof(Chunk);
		table->chunks = table->chunks == NULL ?
			MemoryContextAlloc(table->context, size) :
			repalloc_huge(table->chunks, size);
	}
	chunk = &table->chunks[table->nchunks++];
	chunk->data = MemoryContextAllocHuge(table->context, units * GROUP_UNIT);
	/* entry 0 is none */
	chunk->used = table->nchunks == 1 ? 1 : 0;
	return true;
}

/*
 * Room for an entry of so many units: its number, or 0.  One that is larger
 * than half a chunk has a chunk for itself.
 */
static uint32
allocate_entry(GroupTable *table, Size units)
{
	Chunk	   *chunk;
	uint32		entry;
	bool		large = units > GROUP_CHUNK_UNITS / 2;

	if (table->filling < 0 || large ||
		table->chunks[table->filling].used + units > GROUP_CHUNK_UNITS)
	{
		if (!add_chunk(table, large ? units + 1 : GROUP_CHUNK_UNITS))
			return 0;
		if (!large)
			table->filling = table->nchunks - 1;
	}
	chunk = &table->chunks[large ? table->nchunks - 1 : table->filling];
	entry = (chunk - table->chunks) * GROUP_CHUNK_UNITS + chunk->used;
	chunk->used += units;
	return entry;
}

static Size
entry_units(const GroupTable *table, uint32 words)
{
	return ((Size) table->key_offset + (Size) words * sizeof(uint64)) / GROUP_UNIT;
}

static inline TallyGroup *
group_at(const GroupTable *table, uint32 entry)
{
	return (TallyGroup *) (table->chunks[entry / GROUP_CHUNK_UNITS].data +
						   (Size) (entry % GROUP_CHUNK_UNITS) * GROUP_UNIT);
}

/* Add a group that is not there, its counts and sums 0; NULL if it is full. */
static TallyGroup *
add_group(GroupTable *table, uint32 hash, uint32 null_keys, const uint64 *key, uint32 words)
{
	TallyGroup *group;
	uint32		entry = 0;

	/* tallies of groups can have filled it too */
	if (!table->full && has_room(table, 0) && have_bucket(table))
		entry = allocate_entry(table, entry_units(table, words));
	if (entry == 0)
	{
		table->full = true;
		return NULL;
	}
	enter(table, hash, entry);
	table->ngroups++;

	group = group_at(table, entry);
	MemSet(group, 0, table->key_offset);
	group->null_keys = null_keys;
	group->key_words = words;
	if (words > 0)
		memcpy(GROUP_KEY(table, group), key, (Size) words * sizeof(uint64));
	return group;
}

static inline bool
has_key(const GroupTable *table, const TallyGroup *group, uint32 null_keys,
		const uint64 *key, uint32 words)
{
	const uint64 *other = GROUP_KEY(table, group);

	if (group->null_keys != null_keys || group->key_words != words)
		return false;
	for (uint32 i = 0; i < words; i++)
		if (other[i] != key[i])
			return false;
	return true;
}

/* The group with this key, or NULL. */
static inline TallyGroup *
find_group(const GroupTable *table, uint32 hash, uint32 null_keys,
		   const uint64 *key, uint32 words)
{
	uint32		mask = table->nbuckets - 1;

	for (uint32 i = hash & mask;; i = (i + 1) & mask)
	{
		const Bucket *bucket = &table->buckets[i];

		if (bucket->entry == 0)
			return NULL;
		if (bucket->hash == hash)
		{
			TallyGroup *group = group_at(table, bucket->entry);

			if (has_key(table, group, null_keys, key, words))
				return group;
		}
	}
}

/* The group of a query without keys. */
TallyGroup *
groups_only(GroupTable *table)
{
	TallyGroup *group = find_group(table, 0, 0, NULL, 0);

	return group != NULL ? group : add_group(table, 0, 0, NULL, 0);
}

/* Less is in the cache anyway. */
#define PREFETCH_FROM_GROUPS	4096

/*
 * Have the cache fetch where these rows' groups are likely to be found.  Inlined
 * always, as compilers take a function that only prefetches for an empty one.
 */
static pg_attribute_always_inline void
prefetch_groups(const GroupTable *table, const Batch *batch)
{
	uint32		mask = table->nbuckets - 1;

	if (table->ngroups < PREFETCH_FROM_GROUPS)
		return;
	for (int row = batch->first; row < batch->end; row++)
		PREFETCH(&table->buckets[batch->hashes[row] & mask]);
	for (int row = batch->first; row < batch->end; row++)
	{
		uint32		entry = table->buckets[batch->hashes[row] & mask].entry;

		if (entry != 0)
			PREFETCH(group_at(table, entry));
	}
}

/*
 * Find the groups of the batch's rows from `first` up to `end`, or add them.
 * False if some have to wait.
 */
bool
groups_find(GroupTable *table, Batch *batch)
{
	bool		all = true;

	if (!batch->has_keys)
	{
		TallyGroup *only = groups_only(table);

		for (int row = batch->first; row < batch->end; row++)
			batch->groups[row] = only;
		return true;
	}
	prefetch_groups(table, batch);
	for (int row = batch->first; row < batch->end; row++)
	{
		const uint64 *key = batch_key(batch, row);
		uint32		hash = batch->hashes[row];
		uint32		null_keys = batch->null_keys[row];
		uint32		words = batch->key_words[row];
		TallyGroup *group = find_group(table, hash, null_keys, key, words);

		if (unlikely(group == NULL))
			group = add_group(table, hash, null_keys, key, words);
		all &= group != NULL;
		batch->groups[row] = group;
	}
	return all;
}

/* Move a count that has no room for more to the overflows. */
void
groups_overflow(GroupTable *table, uint32 *count)
{
	CountOverflow *overflow = MemoryContextAlloc(table->context, sizeof(CountOverflow));

	*overflow = (CountOverflow) {table->overflows, count, *count};
	table->overflows = overflow;
	*count = 0;
}

/* All answers that a count has. */
int64
groups_count(const GroupTable *table, const uint32 *count)
{
	int64		responses = *count;

	for (const CountOverflow *overflow = table->overflows; overflow != NULL; overflow = overflow->next)
		if (overflow->count == count)
			responses += overflow->responses;
	return responses;
}

/* The next group in the order in which they came, or NULL. */
TallyGroup *
groups_next(const GroupTable *table, GroupIterator *iterator)
{
	TallyGroup *group;

	if (iterator->chunk == 0 && iterator->unit == 0)
		iterator->unit = 1;
	while (iterator->chunk < table->nchunks &&
		   iterator->unit >= table->chunks[iterator->chunk].used)
	{
		iterator->chunk++;
		iterator->unit = 0;
	}
	if (iterator->chunk >= table->nchunks)
		return NULL;
	group = (TallyGroup *) (table->chunks[iterator->chunk].data +
					   (Size) iterator->unit * GROUP_UNIT);
	iterator->unit += entry_units(table, group->key_words);
	return group;
}

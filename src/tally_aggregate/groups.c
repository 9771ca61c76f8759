/*
 * groups.c
 *	  The groups of a Tally Aggregate that are in memory.
 *
 * Entries stand side by side in chunks and never move.  Buckets are 8 bytes,
 * so that a bigger table is made by copying 8 bytes a group.  A count has 32
 * bits; what goes beyond is in a list of carries, one for each 4 billion rows.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "tally_aggregate/groups.h"

#define FIRST_BUCKETS	256

#define ROUND_UP(size)	TYPEALIGN(GROUP_UNIT, size)

/* The parts of an entry before its image. */
static void
entry_layout(const TallyPlan *plan, int *sums_offset, int *image_offset)
{
	int			counts = 0;
	int			sums = 0;

	for (int i = 0; i < plan->nstates; i++)
		*(plan->states[i].kind == STATE_WEIGHTED ? &sums : &counts) += plan->states[i].points;
	*sums_offset = ROUND_UP(sizeof(TallyGroup) + counts * sizeof(uint32));
	*image_offset = *sums_offset + sums * sizeof(ResponseSums);
}

/* What a group takes, for the planner: with its buckets, without its keys. */
Size
groups_entry_size(const TallyPlan *plan)
{
	int			sums_offset,
				image_offset;

	entry_layout(plan, &sums_offset, &image_offset);
	return image_offset + 2 * sizeof(Bucket);
}

static void
allocate_buckets(Groups *groups, uint32 nbuckets)
{
	groups->nbuckets = nbuckets;
	groups->buckets = MemoryContextAllocExtended(groups->context,
												 (Size) nbuckets * sizeof(Bucket),
												 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

Groups *
groups_create(MemoryContext parent, const TallyPlan *plan, Size limit)
{
	Groups	   *groups = MemoryContextAllocZero(parent, sizeof(Groups));

	groups->context = AllocSetContextCreate(parent, "Tally Aggregate groups",
											ALLOCSET_DEFAULT_SIZES);
	groups->limit = limit;
	entry_layout(plan, &groups->sums_offset, &groups->image_offset);
	groups_reset(groups, false);
	return groups;
}

/* Forget all groups. */
void
groups_reset(Groups *groups, bool unlimited)
{
	groups_note_size(groups);
	MemoryContextReset(groups->context);
	groups->full = false;
	groups->unlimited = unlimited;
	groups->ngroups = 0;
	groups->chunks = NULL;
	groups->nchunks = groups->max_chunks = 0;
	groups->filling = -1;
	groups->carries = NULL;
	allocate_buckets(groups, FIRST_BUCKETS);
}

void
groups_note_size(Groups *groups)
{
	groups->peak = Max(groups->peak, MemoryContextMemAllocated(groups->context, true));
}

/* May so much more be taken?  The first group may in any case. */
static bool
has_room(Groups *groups, Size more)
{
	return groups->unlimited || groups->ngroups == 0 ||
		MemoryContextMemAllocated(groups->context, true) + more <= groups->limit;
}

static void
enter(Groups *groups, uint32 hash, uint32 place)
{
	uint32		mask = groups->nbuckets - 1;
	uint32		i = hash & mask;

	while (groups->buckets[i].place != 0)
		i = (i + 1) & mask;
	groups->buckets[i] = (Bucket) {hash, place};
}

/* Double the buckets if they are becoming crowded; false if that cannot be. */
static bool
have_bucket(Groups *groups)
{
	Bucket	   *old = groups->buckets;
	uint32		nold = groups->nbuckets;

	if (groups->ngroups < nold / 10 * 7)
		return true;
	if (nold > PG_UINT32_MAX / 2 || !has_room(groups, (Size) nold * 2 * sizeof(Bucket)))
		return groups->ngroups < nold / 8 * 7;

	allocate_buckets(groups, nold * 2);
	groups_note_size(groups);
	for (uint32 i = 0; i < nold; i++)
		if (old[i].place != 0)
			enter(groups, old[i].hash, old[i].place);
	pfree(old);
	return true;
}

/* A chunk for at least so many units; false if there is no room. */
static bool
add_chunk(Groups *groups, Size units)
{
	Chunk	   *chunk;

	if (!has_room(groups, units * GROUP_UNIT) ||
		(uint32) groups->nchunks >= PG_UINT32_MAX / GROUP_CHUNK_UNITS)
		return false;
	if (groups->nchunks == groups->max_chunks)
	{
		Size		size;

		groups->max_chunks = Max(16, groups->max_chunks * 2);
		size = groups->max_chunks * sizeof(Chunk);
		groups->chunks = groups->chunks == NULL ?
			MemoryContextAlloc(groups->context, size) :
			repalloc_huge(groups->chunks, size);
	}
	chunk = &groups->chunks[groups->nchunks++];
	chunk->data = MemoryContextAllocHuge(groups->context, units * GROUP_UNIT);
	/* place 0 of a bucket means that it is free */
	chunk->used = groups->nchunks == 1 ? 1 : 0;
	return true;
}

/*
 * Room for an entry of so many units: its place, or 0.  One that is larger
 * than half a chunk has a chunk for itself.
 */
static uint32
allocate_entry(Groups *groups, Size units)
{
	Chunk	   *chunk;
	uint32		place;
	bool		large = units > GROUP_CHUNK_UNITS / 2;

	if (groups->filling < 0 || large ||
		groups->chunks[groups->filling].used + units > GROUP_CHUNK_UNITS)
	{
		if (!add_chunk(groups, large ? units + 1 : GROUP_CHUNK_UNITS))
			return 0;
		if (!large)
			groups->filling = groups->nchunks - 1;
	}
	chunk = &groups->chunks[large ? groups->nchunks - 1 : groups->filling];
	place = (chunk - groups->chunks) * GROUP_CHUNK_UNITS + chunk->used;
	chunk->used += units;
	return place;
}

static Size
entry_units(const Groups *groups, uint32 words)
{
	return ((Size) groups->image_offset + (Size) words * sizeof(uint64)) / GROUP_UNIT;
}

/* Add a group that is not there, its counts and sums 0; NULL if it is full. */
TallyGroup *
groups_add(Groups *groups, uint32 hash, uint32 nulls,
		   const uint64 *image, uint32 words)
{
	TallyGroup *group;
	uint32		place = 0;

	if (!groups->full && have_bucket(groups))
		place = allocate_entry(groups, entry_units(groups, words));
	if (place == 0)
	{
		groups->full = true;
		return NULL;
	}
	enter(groups, hash, place);
	groups->ngroups++;

	group = groups_at(groups, place);
	MemSet(group, 0, groups->image_offset);
	group->hash = hash;
	group->nulls = nulls;
	group->words = words;
	if (words > 0)
		memcpy(GROUP_IMAGE(groups, group), image, (Size) words * sizeof(uint64));
	return group;
}

/* Move a count that has no room for more to the carries. */
void
groups_carry(Groups *groups, TallyGroup *group, int place)
{
	uint32	   *count = &GROUP_COUNTS(group)[place];
	Carry	   *carry = MemoryContextAlloc(groups->context, sizeof(Carry));

	*carry = (Carry) {groups->carries, group, place, *count};
	groups->carries = carry;
	*count = 0;
}

/* All answers that a count has. */
int64
groups_count(const Groups *groups, const TallyGroup *group, int place)
{
	int64		responses = GROUP_COUNTS(group)[place];

	for (const Carry *carry = groups->carries; carry != NULL; carry = carry->next)
		if (carry->group == group && carry->place == place)
			responses += carry->responses;
	return responses;
}

/* The next group in the order in which they came, or NULL. */
TallyGroup *
groups_next(const Groups *groups, GroupIterator *iterator)
{
	TallyGroup *group;

	if (iterator->chunk == 0 && iterator->unit == 0)
		iterator->unit = 1;
	while (iterator->chunk < groups->nchunks &&
		   iterator->unit >= groups->chunks[iterator->chunk].used)
	{
		iterator->chunk++;
		iterator->unit = 0;
	}
	if (iterator->chunk >= groups->nchunks)
		return NULL;
	group = (TallyGroup *) (groups->chunks[iterator->chunk].data +
					   (Size) iterator->unit * GROUP_UNIT);
	iterator->unit += entry_units(groups, group->words);
	return group;
}

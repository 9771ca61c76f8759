/*
 * groups.h
 *	  The groups of a Tally Aggregate that are in memory: a hash table of
 *	  entries that are found by the bytes of their keys.
 */
#ifndef CSAT_GROUPS_H
#define CSAT_GROUPS_H

#include "postgres.h"

#include "tally/tally.h"
#include "tally_aggregate/tally_aggregate.h"

/*
 * An entry is this head, a count of 32 bits for each score of each state, or
 * sums for those of weighted answers, and the image of the keys.
 */
typedef struct TallyGroup
{
	uint32		hash;
	uint32		words;			/* of the image */
	uint32		nulls;			/* which keys are NULL */
} TallyGroup;

/* 32 bits full of answers that gave one score in one group: there are few. */
typedef struct Carry
{
	struct Carry *next;
	TallyGroup	   *group;
	int			place;			/* among the group's counts */
	int64		responses;
} Carry;

/* Bucket 0 is free, else it tells where the entry is. */
typedef struct Bucket
{
	uint32		hash;
	uint32		place;
} Bucket;

/* Entries side by side. */
typedef struct Chunk
{
	char	   *data;
	uint32		used;			/* in units */
} Chunk;

typedef struct Groups
{
	MemoryContext context;		/* of all that follows */
	Size		limit;			/* to the size of that */
	Size		peak;
	bool		full;			/* new groups have to wait */
	bool		unlimited;		/* never becomes full */
	int			sums_offset;	/* in an entry */
	int			image_offset;
	uint32		ngroups;
	uint32		nbuckets;		/* a power of 2 */
	Bucket	   *buckets;
	Chunk	   *chunks;
	int			nchunks;
	int			max_chunks;
	int			filling;		/* the chunk that new entries go to, or -1 */
	Carry	   *carries;
} Groups;

/* Where a count goes over into a carry. */
#ifndef GROUP_COUNT_MAX
#define GROUP_COUNT_MAX		PG_UINT32_MAX
#endif

/* Entries stand on multiples of this. */
#define GROUP_UNIT			8
#define GROUP_CHUNK_UNITS	2048

#define GROUP_COUNTS(group)		((uint32 *) ((TallyGroup *) (group) + 1))
#define GROUP_SUMS(groups, group) \
	((ResponseSums *) ((char *) (group) + (groups)->sums_offset))
#define GROUP_IMAGE(groups, group) \
	((uint64 *) ((char *) (group) + (groups)->image_offset))

/* Where an iteration over all groups is. */
typedef struct GroupIterator
{
	int			chunk;
	uint32		unit;
} GroupIterator;

static inline TallyGroup *
groups_at(const Groups *groups, uint32 place)
{
	return (TallyGroup *) (groups->chunks[place / GROUP_CHUNK_UNITS].data +
					  (Size) (place % GROUP_CHUNK_UNITS) * GROUP_UNIT);
}

static inline bool
group_has_keys(const Groups *groups, const TallyGroup *group, uint32 nulls,
			   const uint64 *image, uint32 words)
{
	const uint64 *other = GROUP_IMAGE(groups, group);

	if (group->nulls != nulls || group->words != words)
		return false;
	for (uint32 i = 0; i < words; i++)
		if (other[i] != image[i])
			return false;
	return true;
}

/* The group with these keys, or NULL. */
static inline TallyGroup *
groups_find(const Groups *groups, uint32 hash, uint32 nulls,
			const uint64 *image, uint32 words)
{
	uint32		mask = groups->nbuckets - 1;

	for (uint32 i = hash & mask;; i = (i + 1) & mask)
	{
		const Bucket *bucket = &groups->buckets[i];

		if (bucket->place == 0)
			return NULL;
		if (bucket->hash == hash)
		{
			TallyGroup	   *group = groups_at(groups, bucket->place);

			if (group_has_keys(groups, group, nulls, image, words))
				return group;
		}
	}
}

#ifdef __GNUC__
#define PREFETCH(address)	__builtin_prefetch(address)
#else
#define PREFETCH(address)	((void) (address))
#endif

/* Have the cache fetch where a group is likely to be found. */
static pg_attribute_always_inline void
groups_prefetch_bucket(const Groups *groups, uint32 hash)
{
	PREFETCH(&groups->buckets[hash & (groups->nbuckets - 1)]);
}

static pg_attribute_always_inline void
groups_prefetch_group(const Groups *groups, uint32 hash)
{
	const Bucket *bucket = &groups->buckets[hash & (groups->nbuckets - 1)];

	if (bucket->place != 0)
		PREFETCH(groups_at(groups, bucket->place));
}

extern Size groups_entry_size(const TallyPlan *plan);
extern Groups *groups_create(MemoryContext parent, const TallyPlan *plan, Size limit);
extern void groups_reset(Groups *groups, bool unlimited);
extern TallyGroup *groups_add(Groups *groups, uint32 hash, uint32 nulls,
						 const uint64 *image, uint32 words);
extern void groups_carry(Groups *groups, TallyGroup *group, int place);
extern int64 groups_count(const Groups *groups, const TallyGroup *group, int place);
extern TallyGroup *groups_next(const Groups *groups, GroupIterator *iterator);
extern void groups_note_size(Groups *groups);

#endif							/* CSAT_GROUPS_H */

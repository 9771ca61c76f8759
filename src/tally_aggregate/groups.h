/*
 * groups.h
 *	  The groups of a Tally Aggregate that are in memory: a hash table of
 *	  entries that are found by their keys.
 */
#ifndef CSAT_TALLY_GROUPS_H
#define CSAT_TALLY_GROUPS_H

#include "postgres.h"

#include "tally_aggregate/batch.h"
#include "tally_aggregate/plan.h"

/*
 * An entry is this head, then for each state a count of 32 bits for each score,
 * sums for each score of weighted answers, or a NumberState, and then the key: the
 * words of all keys.
 */
typedef struct TallyGroup
{
	uint32		key_words;
	uint32		null_keys;		/* which keys are NULL */
} TallyGroup;

/* What numbers come to. */
typedef struct NumberState
{
	int64		n;
	Number		value;			/* their sum, the least or the greatest */
	double		squares;		/* of distances from the average: for STATE_FLOAT8_AVG */
} NumberState;

/* 32 bits full of answers that gave one score in one group: there are few. */
typedef struct CountOverflow
{
	struct CountOverflow *next;
	const uint32 *count;
	int64		responses;
} CountOverflow;

/* Entry 0 means that the bucket is free. */
typedef struct Bucket
{
	uint32		hash;
	uint32		entry;			/* its number: chunk and unit */
} Bucket;

/* Entries side by side. */
typedef struct Chunk
{
	char	   *data;
	uint32		used;			/* in units */
} Chunk;

typedef struct GroupTable
{
	MemoryContext context;		/* of all that follows */
	Size		limit;			/* to the size of that */
	Size		peak;
	bool		full;			/* new groups have to wait */
	bool		unlimited;		/* never becomes full */
	int			key_offset;		/* in an entry */
	uint32		ngroups;
	uint32		nbuckets;		/* a power of 2 */
	Bucket	   *buckets;
	Chunk	   *chunks;
	int			nchunks;
	int			max_chunks;
	int			filling;		/* the chunk that new entries go to, or -1 */
	CountOverflow *overflows;
} GroupTable;

/* Where a count overflows. */
#ifndef GROUP_COUNT_MAX
#define GROUP_COUNT_MAX		PG_UINT32_MAX
#endif

/* Entries stand on multiples of this. */
#define GROUP_UNIT			8
#define GROUP_CHUNK_UNITS	2048

/* A state of a group, by its offset. */
#define GROUP_COUNTS(group, offset)	((uint32 *) ((char *) (group) + (offset)))
#define GROUP_SUMS(group, offset)	((ResponseSums *) ((char *) (group) + (offset)))
#define GROUP_NUMBER(group, offset)	((NumberState *) ((char *) (group) + (offset)))
#define GROUP_KEY(table, group)		((uint64 *) ((char *) (group) + (table)->key_offset))

/* Where an iteration over all groups is. */
typedef struct GroupIterator
{
	int			chunk;
	uint32		unit;
} GroupIterator;

extern Size group_layout(const TallyPlan *plan, int *offsets);
extern Size groups_entry_size(const TallyPlan *plan);
extern GroupTable *groups_create(MemoryContext parent, Size state_size, Size limit);
extern void groups_reset(GroupTable *table, bool unlimited);
extern bool groups_find(GroupTable *table, Batch *batch);
extern TallyGroup *groups_only(GroupTable *table);
extern void groups_overflow(GroupTable *table, uint32 *count);
extern int64 groups_count(const GroupTable *table, const uint32 *count);
extern TallyGroup *groups_next(const GroupTable *table, GroupIterator *iterator);
extern void groups_note_size(GroupTable *table);

#endif							/* CSAT_TALLY_GROUPS_H */

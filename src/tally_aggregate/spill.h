/*
 * spill.h
 *	  What of a Tally Aggregate does not fit into memory: rows, or groups that
 *	  are to be merged into those of grouping sets.
 */
#ifndef CSAT_TALLY_SPILL_H
#define CSAT_TALLY_SPILL_H

#include "postgres.h"

#include "utils/logtape.h"

#include "tally_aggregate/batch.h"

/* Rows or groups that wait on disk, and how many first bits of their hashes are the same. */
typedef struct SpillPart
{
	LogicalTape *tape;
	int			bits;
} SpillPart;

#define SPILL_BITS		4
#define SPILL_PARTS		(1 << SPILL_BITS)

typedef struct Spill
{
	const TallyPlan *plan;
	int			key_words;		/* of each row, -1 if they vary */
	MemoryContext context;		/* of all tapes */
	LogicalTapeSet *tapes;		/* NULL until there are some */
	LogicalTape *writing[SPILL_PARTS];
	List	   *waiting;		/* SpillParts */
	SpillPart	reading;
	int			part_bits;		/* how many parts: fewer in little memory */
	int			nparts;			/* in all */
	int64		blocks;			/* on disk, at most */
} Spill;

extern Spill *spill_create(MemoryContext parent, const TallyPlan *plan, int key_words,
						   Size *limit);
extern void spill_row(Spill *spill, Batch *batch, int row);
extern void spill_group(Spill *spill, const Batch *batch, int row,
						const struct TallyGroup *group, Size size);
extern void spill_finish_writing(Spill *spill);
extern bool spill_next_part(Spill *spill, bool *last);
extern bool spill_read_rows(Spill *spill, Batch *batch);
extern bool spill_read_groups(Spill *spill, Batch *batch, char *groups, Size size);
extern void spill_end(Spill *spill);

#endif							/* CSAT_TALLY_SPILL_H */

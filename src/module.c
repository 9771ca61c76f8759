/*
 * module.c
 *	  The magic block, and what is done when the library is loaded.
 */
#include "postgres.h"

#include "fmgr.h"

#include "compat.h"
#include "tally_aggregate/tally_aggregate.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	tally_aggregate_init();
}

/*
 * readers.h
 *	  The functions in C that read what comes from outside.
 */
#ifndef CSAT_FUZZ_READERS_H
#define CSAT_FUZZ_READERS_H

#include "postgres.h"

#include "fmgr.h"

extern Datum score_tally_in(PG_FUNCTION_ARGS);
extern Datum score_tally_recv(PG_FUNCTION_ARGS);
extern Datum score_tally_send(PG_FUNCTION_ARGS);
extern Datum weighted_tally_in(PG_FUNCTION_ARGS);
extern Datum weighted_tally_recv(PG_FUNCTION_ARGS);
extern Datum weighted_tally_send(PG_FUNCTION_ARGS);
extern Datum tally_out(PG_FUNCTION_ARGS);
extern Datum csat_rating(PG_FUNCTION_ARGS);
extern Datum nps_rating(PG_FUNCTION_ARGS);
extern Datum label_rating(PG_FUNCTION_ARGS);

/* A type by the functions that read and write it. */
typedef struct TallyType
{
	PGFunction	in;
	PGFunction	recv;
	PGFunction	send;
} TallyType;

static const TallyType tally_types[] = {
	{score_tally_in, score_tally_recv, score_tally_send},
	{weighted_tally_in, weighted_tally_recv, weighted_tally_send},
};

extern int	LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

#endif							/* CSAT_FUZZ_READERS_H */

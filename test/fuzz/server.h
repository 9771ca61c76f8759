/*
 * server.h
 *	  What the fuzz targets need of the server that they run in.
 */
#ifndef CSAT_FUZZ_SERVER_H
#define CSAT_FUZZ_SERVER_H

#include "postgres.h"

#include "fmgr.h"

/* The database's encoding, as csat's functions are told. */
extern int	server_encoding;

/* Calls a function; false if it raised an error, one of the SQLSTATEs known. */
extern bool call(PGFunction function, Datum argument, Datum *result);

extern bool call_with_two(PGFunction function, Datum first, Datum second, Datum *result);

/* The same of a function that must not fail. */
extern Datum must_call(PGFunction function, Datum argument);

/* Copies of these bytes, with nothing behind them that may be read. */
extern Datum as_message(const void *bytes, size_t length);
extern Datum as_text(const void *bytes, size_t length);
extern Datum as_cstring(const void *bytes, size_t length);

/* The targets: each takes an input, and aborts if csat is wrong about it. */
extern int	fuzz_text(const uint8 *data, size_t size);
extern int	fuzz_binary(const uint8 *data, size_t size);
extern int	fuzz_rating(const uint8 *data, size_t size);

#endif							/* CSAT_FUZZ_SERVER_H */

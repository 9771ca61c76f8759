/*
 * server.h
 *	  As much of a server as the readers need to run without one: memory that
 *	  is gone after each input, errors that come back to the fuzzer, and the
 *	  database's encoding.
 */
#ifndef CSAT_FUZZ_SERVER_H
#define CSAT_FUZZ_SERVER_H

#include "postgres.h"

#include "fmgr.h"

/* Of the input at hand. */
extern int	server_encoding;

/* Calls a function; false if it raised an error, one of the SQLSTATEs known. */
extern bool call(PGFunction function, Datum argument, Datum *result);

extern bool call_with_two(PGFunction function, Datum first, Datum second, Datum *result);

/* The same of a function that must not fail. */
extern Datum must_call(PGFunction function, Datum argument);

/* Bytes as a message from a client, for a type's receive function. */
extern Datum as_message(const void *bytes, size_t length);

/* A varlena of these bytes, a copy without anything behind it. */
extern Datum as_text(const void *bytes, size_t length);

/* An array of such. */
extern Datum as_text_array(Datum *elements, int count);

/* A C string of these bytes, up to the first that is 0. */
extern Datum as_cstring(const void *bytes, size_t length);

extern bool same_bytes(Datum a, Datum b);

/* Frees what the input took. */
extern void forget(void);

#endif							/* CSAT_FUZZ_SERVER_H */

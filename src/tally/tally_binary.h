/*
 * tally_binary.h
 *	  The binary form of tallies: both kinds have the same head.
 */
#ifndef CSAT_TALLY_BINARY_H
#define CSAT_TALLY_BINARY_H

#include "postgres.h"

#include "lib/stringinfo.h"

#include "tally/tally.h"

extern Tally *tally_read_head(StringInfo buf, const char *type, int format);
extern void tally_check_count(const char *type, int score, int64 count);
pg_noreturn extern void tally_bytes_invalid(const char *type, const char *fault);
extern void tally_begin_send(StringInfo buf, const Tally *tally);

#endif							/* CSAT_TALLY_BINARY_H */

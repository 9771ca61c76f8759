/*
 * keys.h
 *	  The keys of rows and groups as whole words: equal keys are equal words.
 */
#ifndef CSAT_TALLY_KEYS_H
#define CSAT_TALLY_KEYS_H

#include "postgres.h"

#include "tally_aggregate/batch.h"

/* The words that so many bytes of a key take. */
#define KEY_WORDS(size)		(((size) + sizeof(uint64) - 1) / sizeof(uint64))

typedef struct Key
{
	const BatchColumn *column;
	int			words;			/* 0 if they vary */
	Datum		mask;			/* of the bits that a value has */
} Key;

typedef struct Keys
{
	int			nkeys;
	int			words;			/* of all, -1 if they vary */
	Key			keys[MAX_KEYS];
} Keys;

extern Keys *keys_create(const TallyPlan *plan, const Batch *batch);
extern bool set_keys(const Keys *keys, Batch *batch);
extern void hash_keys(Batch *batch);
extern void add_keys_but(const Keys *keys, const uint64 *words, uint32 null_keys,
						 uint32 left_out, Batch *batch);
extern void get_keys(const Keys *keys, const uint64 *words, uint32 null_keys,
					 Datum *values, bool *nulls);

#endif							/* CSAT_TALLY_KEYS_H */

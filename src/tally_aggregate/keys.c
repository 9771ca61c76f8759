/*
 * keys.c
 *	  The keys of rows and groups as whole words.
 */
#include "postgres.h"

#include "access/tupmacs.h"

#include "compat.h"
#include "tally_aggregate/keys.h"

Keys *
keys_create(const TallyPlan *plan, const Batch *batch)
{
	Keys	   *keys = palloc0(sizeof(Keys));

	keys->nkeys = plan->nkeys;
	for (int i = 0; i < plan->nkeys; i++)
	{
		const BatchColumn *column = batch_column(batch, plan->keys[i]);
		Key		   *key = &keys->keys[i];

		key->column = column;
		key->words = column->len > 0 ? KEY_WORDS(column->len) : 0;
		key->mask = column->byval ? ~(Datum) 0 >> (sizeof(Datum) - column->len) * BITS_PER_BYTE : 0;
		if (key->words == 0)
			keys->words = -1;
		else if (keys->words >= 0)
			keys->words += key->words;
	}
	return keys;
}

/* Write a key of a fixed size, without a trace of how it was passed. */
static inline void
set_fixed_key(uint64 *words, const Key *key, Datum value, bool isnull)
{
	if (key->column->byval)
	{
		*words = isnull ? 0 : value & key->mask;
		return;
	}
	memset(words, 0, key->words * sizeof(uint64));
	if (!isnull)
		memcpy(words, DatumGetPointer(value), key->column->len);
}

/*
 * Add a key of any size, which is not NULL, as PostgreSQL stores it in a tuple
 * without compressing it: with a header of one byte where that is enough.
 */
static inline void
add_varlena_key(Batch *batch, Datum value)
{
	struct varlena *key = PG_DETOAST_DATUM_PACKED(value);
	bool		shorten = !VARATT_IS_SHORT(key) && VARATT_CAN_MAKE_SHORT(key);
	uint32		size = shorten ? VARATT_CONVERTED_SHORT_SIZE(key) : VARSIZE_ANY(key);
	uint64	   *words = batch_add_words(batch, KEY_WORDS(size));

	words[KEY_WORDS(size) - 1] = 0;
	if (shorten)
	{
		SET_VARSIZE_SHORT(words, size);
		memcpy(VARDATA_SHORT(words), VARDATA(key), size - VARHDRSZ_SHORT);
	}
	else
		memcpy(words, key, size);
	if ((Pointer) key != DatumGetPointer(value))
		pfree(key);
}

/* A row's keys, after those of the rows before it. */
static inline void
add_row_keys(const Keys *keys, Batch *batch, int row)
{
	Size		start = batch->used;
	uint32		null_keys = 0;

	for (int i = 0; i < keys->nkeys; i++)
	{
		const Key  *key = &keys->keys[i];
		Datum		value = batch_values(batch, key->column->column)[row];
		bool		isnull = batch_nulls(batch, key->column->column)[row];

		null_keys |= (uint32) isnull << i;
		if (key->words > 0)
			set_fixed_key(batch_add_words(batch, key->words), key, value, isnull);
		else if (!isnull)
			add_varlena_key(batch, value);
	}
	batch->key_starts[row] = start;
	batch->key_words[row] = batch->used - start;
	batch->null_keys[row] = null_keys;
}

/* The keys of all rows, if they are of one size: one key after the other. */
static inline void
set_fixed_keys(const Keys *keys, Batch *batch)
{
	int			nrows = batch->nrows;
	uint64	   *words = batch_add_words(batch, nrows * keys->words);

	for (int row = 0; row < nrows; row++)
	{
		batch->key_words[row] = keys->words;
		batch->key_starts[row] = (Size) row * keys->words;
	}
	memset(batch->null_keys, 0, sizeof(batch->null_keys));
	for (int i = 0; i < keys->nkeys; i++)
	{
		Key			key = keys->keys[i];
		const Datum *values = batch_values(batch, key.column->column);
		const bool *nulls = batch_nulls(batch, key.column->column);

		for (int row = 0; row < nrows; row++)
		{
			batch->null_keys[row] |= (uint32) nulls[row] << i;
			set_fixed_key(&words[row * keys->words], &key, values[row], nulls[row]);
		}
		words += key.words;
	}
	batch->end = nrows;
}

/*
 * Hash the keys.  That is done after all of them are written: a processor has
 * to wait for what it wrote just now in other pieces.
 */
void
hash_keys(Batch *batch)
{
	for (int row = batch->first; row < batch->end; row++)
	{
		const uint64 *key = batch_key(batch, row);
		uint64		hash = batch->null_keys[row];

		for (uint32 i = 0; i < batch->key_words[row]; i++)
		{
			hash = (hash ^ key[i]) * UINT64CONST(0x9E3779B97F4A7C15);
			hash ^= hash >> 32;
		}
		batch->hashes[row] = (uint32) ((hash * UINT64CONST(0xD6E8FEB86659FD93)) >> 32);
	}
}

/*
 * Set the keys of the rows that come next, so many together as have room.
 * False if there are no more rows.
 */
bool
set_keys(const Keys *keys, Batch *batch)
{
	batch->first = batch->end;
	if (batch->first == batch->nrows)
		return false;
	batch->used = 0;
	if (keys->nkeys == 0)
	{
		batch->end = batch->nrows;
		return true;
	}
	if (keys->words >= 0)
		set_fixed_keys(keys, batch);
	else
		do
			add_row_keys(keys, batch, batch->end++);
		while (batch->end < batch->nrows && batch->used <= BATCH_WORDS);
	hash_keys(batch);
	return true;
}

/* How many words a key takes that begins here. */
static inline uint32
words_of_key(const Key *key, const uint64 *words, bool isnull)
{
	if (key->words > 0)
		return key->words;
	return isnull ? 0 : KEY_WORDS(VARSIZE_ANY(words));
}

/*
 * Add keys that are words already to the batch, but have some of them NULL.
 */
void
add_keys_but(const Keys *keys, const uint64 *words, uint32 null_keys,
			 uint32 left_out, Batch *batch)
{
	for (int i = 0; i < keys->nkeys; i++)
	{
		uint32		n = words_of_key(&keys->keys[i], words, (null_keys >> i & 1) != 0);

		if ((left_out >> i & 1) == 0)
			memcpy(batch_add_words(batch, n), words, n * sizeof(uint64));
		else if (keys->keys[i].words > 0)
			memset(batch_add_words(batch, n), 0, n * sizeof(uint64));
		words += n;
	}
}

/* A key, as it would be if it came from a table. */
static Datum
key_value(const Key *key, const uint64 *words)
{
	uint64		bytes;
	Datum		value = PointerGetDatum(words);

	if (key->column->byval)
	{
		store_att_byval(&bytes, (Datum) *words, key->column->len);
		value = fetch_att(&bytes, true, key->column->len);
	}
	return value;
}

/* Take the keys out of their words, to which some values then point. */
void
get_keys(const Keys *keys, const uint64 *words, uint32 null_keys,
		 Datum *values, bool *nulls)
{
	for (int i = 0; i < keys->nkeys; i++)
	{
		const Key  *key = &keys->keys[i];

		nulls[i] = (null_keys >> i & 1) != 0;
		if (!nulls[i])
			values[i] = key_value(key, words);
		words += words_of_key(key, words, nulls[i]);
	}
}

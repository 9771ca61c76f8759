/*
 * tally.c
 *	  Making, copying, comparing and hashing tallies of either kind.
 */
#include "postgres.h"

#include "common/hashfn.h"

#include "tally/tally.h"

void
bigint_out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("bigint out of range")));
}

/* Raise the error for a tally of an unknown format or of a wrong size. */
void
tally_unreadable(const Tally *tally)
{
	int			format = tally->format;

	if (!tally_format_is_known(format))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("tally format %d is not supported", format),
				 errhint("It was written by a later release of csat: install that release's library.")));
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("a tally on the scale of %d to %d has %zu bytes, not %zu",
					tally->lowest, scale_highest(tally_scale(tally)),
					(size_t) VARSIZE(tally),
					tally_size(format, tally->points))));
}

/* A tally of no answers, on a scale that was checked. */
Tally *
tally_make(int format, int lowest, int points)
{
	size_t		size = tally_size(format, points);
	Tally	   *tally = palloc0(size);

	SET_VARSIZE(tally, size);
	tally->lowest = lowest;
	tally->points = points;
	tally->format = format;
	return tally;
}

/* A copy that can be added to: that of a rounded tally has rests, of 0. */
Tally *
tally_copy(const Tally *tally)
{
	Tally	   *copy = tally_make(tally_state_format(tally), tally->lowest, tally->points);

	if (copy->format == tally->format)
		memcpy(copy, tally, VARSIZE(tally));
	else
		for (int i = 0; i < tally->points; i++)
			memcpy(&((WeightedTally *) copy)->sums[i], rounded_sums(tally, i), ROUNDED_SUMS_SIZE);
	return copy;
}

/* A tally without its rests; itself if it has none. */
const Tally *
tally_rounded(const Tally *tally)
{
	Tally	   *rounded;

	if (tally->format != WEIGHTED_TALLY_FORMAT)
		return tally;
	rounded = tally_make(ROUNDED_TALLY_FORMAT, tally->lowest, tally->points);
	for (int i = 0; i < tally->points; i++)
		memcpy(rounded_sums(rounded, i), &((const WeightedTally *) tally)->sums[i], ROUNDED_SUMS_SIZE);
	return rounded;
}

/* How many answers gave the score at this place of the scale. */
static int64
responses_at(const Tally *tally, int place)
{
	if (tally_is_weighted(tally))
		return weighted_sums_at(tally, place).responses;
	return ((const ScoreTally *) tally)->responses[place];
}

/* Add up all answers; false if they are more than bigint holds. */
bool
tally_total_fits(const Tally *tally, int64 *total)
{
	*total = 0;
	for (int i = 0; i < tally->points; i++)
		if (unlikely(pg_add_s64_overflow(*total, responses_at(tally, i), total)))
			return false;
	return true;
}

/* The number of all answers. */
int64
tally_total(const Tally *tally)
{
	int64		total;

	if (!tally_total_fits(tally, &total))
		bigint_out_of_range();
	return total;
}

/* An error if the answers are more than bigint holds. */
void
tally_check_total(const Tally *tally)
{
	(void) tally_total(tally);
}

#define COMPARE(a, b) ((a) < (b) ? -1 : (a) > (b) ? 1 : 0)

static int
compare_counts(const ScoreTally *a, const ScoreTally *b)
{
	for (int i = 0; i < a->head.points; i++)
		if (a->responses[i] != b->responses[i])
			return COMPARE(a->responses[i], b->responses[i]);
	return 0;
}

/* Weights are never NaN, nor is a zero negative.  Rests are no part of the value. */
static int
compare_weights(const Tally *a, const Tally *b)
{
	for (int i = 0; i < a->points; i++)
	{
		ResponseSums left = weighted_sums_at(a, i);
		ResponseSums right = weighted_sums_at(b, i);

		if (left.responses != right.responses)
			return COMPARE(left.responses, right.responses);
		if (left.weight != right.weight)
			return COMPARE(left.weight, right.weight);
		if (left.squared_weights != right.squared_weights)
			return COMPARE(left.squared_weights, right.squared_weights);
	}
	return 0;
}

/*
 * An order for btree: by scale first, then by what the lowest score has, and
 * so on up.  It has no meaning beyond being one.
 */
static int
compare(const Tally *a, const Tally *b)
{
	if (a->lowest != b->lowest)
		return COMPARE(a->lowest, b->lowest);
	if (a->points != b->points)
		return COMPARE(a->points, b->points);
	if (tally_is_weighted(a))
		return compare_weights(a, b);
	return compare_counts((const ScoreTally *) a, (const ScoreTally *) b);
}

#define COMPARE_ARGUMENTS(fcinfo)	compare(PG_GETARG_TALLY(0), PG_GETARG_TALLY(1))

PG_FUNCTION_INFO_V1(tally_cmp);
Datum
tally_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(COMPARE_ARGUMENTS(fcinfo));
}

PG_FUNCTION_INFO_V1(tally_eq);
Datum
tally_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) == 0);
}

PG_FUNCTION_INFO_V1(tally_ne);
Datum
tally_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) != 0);
}

PG_FUNCTION_INFO_V1(tally_lt);
Datum
tally_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) < 0);
}

PG_FUNCTION_INFO_V1(tally_le);
Datum
tally_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) <= 0);
}

PG_FUNCTION_INFO_V1(tally_gt);
Datum
tally_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) > 0);
}

PG_FUNCTION_INFO_V1(tally_ge);
Datum
tally_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(COMPARE_ARGUMENTS(fcinfo) >= 0);
}

/*
 * Equal tallies are equal bytes from the scale on, once they are rounded.  Hash
 * indexes and partitions last: what a value hashes to never changes.
 */
PG_FUNCTION_INFO_V1(tally_hash);
Datum
tally_hash(PG_FUNCTION_ARGS)
{
	const Tally *tally = tally_rounded(PG_GETARG_TALLY(0));

	return hash_any((unsigned char *) VARDATA(tally), VARSIZE(tally) - VARHDRSZ);
}

PG_FUNCTION_INFO_V1(tally_hash_extended);
Datum
tally_hash_extended(PG_FUNCTION_ARGS)
{
	const Tally *tally = tally_rounded(PG_GETARG_TALLY(0));

	return hash_any_extended((unsigned char *) VARDATA(tally),
							 VARSIZE(tally) - VARHDRSZ, PG_GETARG_INT64(1));
}

/*
 * weighted_tally.c
 *	  The type weighted_tally: its text and binary forms, and merging.
 */
#include "postgres.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "utils/float.h"

#include "tally_io.h"
#include "weighted_tally.h"

void
weight_not_usable(double weight)
{
	if (isnan(weight) || isinf(weight) || weight < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("weight %s is not a finite number of 0 or more",
						float8out_internal(weight)),
				 errhint("A weight says how many people the answer stands for.")));
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("weight %s is too large: the sum of squared weights is out of range",
					float8out_internal(weight)),
			 errhint("Divide all weights by the same number: only their ratios matter.")));
}

/* Add up all answers; false if they are more than bigint holds. */
static bool
total_fits(const WeightedTally *tally, int64 *total)
{
	*total = 0;
	for (int i = 0; i < tally->scale.points; i++)
		if (unlikely(pg_add_s64_overflow(*total, tally->scores[i].responses, total)))
			return false;
	return true;
}

/* The number of all answers. */
int64
weighted_tally_total(const WeightedTally *tally)
{
	int64		total;

	if (!total_fits(tally, &total))
		bigint_out_of_range();
	return total;
}

/*
 * Are these sums of the same weights?  The square of their sum is no less than
 * the sum of their squares, and no more than that times their number (Cauchy
 * and Schwarz).  What rounding does to sums is far below a factor of 4, and no
 * square that underflows loses more than DBL_MIN.
 */
static bool
sums_agree(const WeightedScore *numbers)
{
	double		responses = (double) numbers->responses;
	double		square = numbers->weight * numbers->weight;
	double		lost = responses * DBL_MIN;

	return numbers->squares <= 4 * square + lost &&
		square <= 4 * responses * (numbers->squares + lost);
}

/* The rule that the numbers of a score break, as a sentence; NULL if none. */
static char *
weights_fault(int score, const WeightedScore *numbers)
{
	if (!(numbers->weight >= 0 && numbers->weight <= WEIGHT_LIMIT &&
		  numbers->squares >= 0 && numbers->squares <= WEIGHT_LIMIT))
		return psprintf("The weights of score %d are not in the range of 0 to %g.",
						score, WEIGHT_LIMIT);
	if (numbers->responses == 0 && (numbers->weight > 0 || numbers->squares > 0))
		return psprintf("Score %d has weights but no answers.", score);
	if (numbers->weight == 0 && numbers->squares > 0)
		return psprintf("Score %d has squared weights but no weights.", score);
	if (!sums_agree(numbers))
		return psprintf("The two sums of score %d are not of the same weights.", score);
	return NULL;
}

/* -0 is 0: equal tallies shall be equal bytes. */
static void
normalize_zeros(WeightedScore *numbers)
{
	numbers->weight += 0.0;
	numbers->squares += 0.0;
}

/*
 * Text form: {"1": [6, 5.5, 5.25], ...}: the number of answers, the sum of their
 * weights and the sum of the squares.
 */
PG_FUNCTION_INFO_V1(weighted_tally_in);
Datum
weighted_tally_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	Node	   *escontext = soft_error_context(fcinfo);
	TallyText	text;
	WeightedTally *tally;
	int64		total;

	if (!tally_text_read(&text, "weighted_tally", input, 3, escontext))
		PG_RETURN_NULL();

	tally = weighted_tally_make(text.lowest, text.points);
	for (int i = 0; i < text.points; i++)
	{
		WeightedScore *numbers = &tally->scores[i];
		char	   *fault;

		if (!tally_text_count(&text, i, &numbers->responses, escontext))
			PG_RETURN_NULL();
		/* JSON numbers, so that infinity can only mean one too large */
		numbers->weight = strtod(text.numbers[i][1].start, NULL);
		numbers->squares = strtod(text.numbers[i][2].start, NULL);
		fault = weights_fault(text.lowest + i, numbers);
		if (fault != NULL)
		{
			tally_text_invalid(&text, fault, escontext);
			PG_RETURN_NULL();
		}
		normalize_zeros(numbers);
	}

	if (!total_fits(tally, &total))
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("bigint out of range")));
	PG_RETURN_TALLY(tally);
}

/*
 * Binary form: the head, then for each score its number of answers and two
 * double precision sums, of weights and of their squares.
 */
PG_FUNCTION_INFO_V1(weighted_tally_recv);
Datum
weighted_tally_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	WeightedTally *tally = (WeightedTally *) tally_read_head(buf, "weighted_tally",
															 WEIGHTED_TALLY_FORMAT);

	for (int i = 0; i < tally->scale.points; i++)
	{
		WeightedScore *numbers = &tally->scores[i];
		char	   *fault;

		numbers->responses = pq_getmsgint64(buf);
		numbers->weight = pq_getmsgfloat8(buf);
		numbers->squares = pq_getmsgfloat8(buf);
		tally_check_count("weighted_tally", tally->scale.lowest + i, numbers->responses);
		fault = weights_fault(tally->scale.lowest + i, numbers);
		if (fault != NULL)
			tally_bytes_invalid("weighted_tally", fault);
		normalize_zeros(numbers);
	}
	(void) weighted_tally_total(tally);
	PG_RETURN_TALLY(tally);
}

PG_FUNCTION_INFO_V1(weighted_tally_send);
Datum
weighted_tally_send(PG_FUNCTION_ARGS)
{
	WeightedTally *tally = PG_GETARG_WEIGHTED_TALLY(0);
	StringInfoData buf;

	tally_begin_send(&buf, tally->scale);
	for (int i = 0; i < tally->scale.points; i++)
	{
		pq_sendint64(&buf, tally->scores[i].responses);
		pq_sendfloat8(&buf, tally->scores[i].weight);
		pq_sendfloat8(&buf, tally->scores[i].squares);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/*
 * a + b, on a copy; the aggregates merge in place.  There is no operator for
 * a - b: sums of fractions do not subtract exactly.
 */
PG_FUNCTION_INFO_V1(weighted_tally_add);
Datum
weighted_tally_add(PG_FUNCTION_ARGS)
{
	WeightedTally *tally = (WeightedTally *) tally_state(fcinfo);
	WeightedTally *other = PG_GETARG_WEIGHTED_TALLY(1);

	check_same_scale(tally->scale, other->scale);
	for (int i = 0; i < tally->scale.points; i++)
	{
		WeightedScore *place = &tally->scores[i];

		add_responses(&place->responses, other->scores[i].responses);
		place->weight += other->scores[i].weight;
		place->squares += other->scores[i].squares;
		if (unlikely(place->weight > WEIGHT_LIMIT || place->squares > WEIGHT_LIMIT))
			float_overflow_error();
	}
	(void) weighted_tally_total(tally);
	PG_RETURN_TALLY(tally);
}

/*
 * Sums that weights can have, of those left by a subtraction: what rounding
 * left of weights that are all gone goes as well, and the squares stay within
 * what sums_agree knows of them.
 */
static void
settle_sums(WeightedScore *numbers)
{
	double		least;

	if (numbers->responses == 0 || numbers->weight < 0)
		numbers->weight = 0;
	least = numbers->responses == 0 ? 0 : numbers->weight * (numbers->weight / numbers->responses);
	numbers->squares = Min(Max(numbers->squares, least), numbers->weight * numbers->weight);
	normalize_zeros(numbers);
}

/*
 * a - b but for rounding: what a rollup has left of the answers that were
 * added when others are taken away.  Counts are exact.
 */
PG_FUNCTION_INFO_V1(weighted_tally_subtract);
Datum
weighted_tally_subtract(PG_FUNCTION_ARGS)
{
	WeightedTally *tally = (WeightedTally *) tally_copy(PG_GETARG_TALLY(0));
	WeightedTally *other = PG_GETARG_WEIGHTED_TALLY(1);

	check_same_scale(tally->scale, other->scale);
	for (int i = 0; i < tally->scale.points; i++)
	{
		WeightedScore *place = &tally->scores[i];
		const WeightedScore *taken = &other->scores[i];

		if (place->responses < taken->responses)
			too_few_responses(tally->scale.lowest + i, place->responses, taken->responses);
		place->responses -= taken->responses;
		place->weight -= taken->weight;
		place->squares -= taken->squares;
		settle_sums(place);
	}
	PG_RETURN_TALLY(tally);
}

/*
 * weighted_tally.c
 *	  The type weighted_tally: its text and binary forms, and arithmetic.
 */
#include "postgres.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "utils/float.h"

#include "tally/messages.h"
#include "tally/score_tally.h"
#include "tally/tally_binary.h"
#include "tally/tally_text.h"
#include "tally/weighted_tally.h"

void
weight_not_usable(double weight)
{
	if (isnan(weight) || isinf(weight) || weight < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("weight %s is not a finite number of 0 or more",
						float8_shown(weight)),
				 errhint("A weight says how many people the answer stands for.")));
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("weight %s is too large: the sum of squared weights is out of range",
					float8_shown(weight)),
			 errhint("Divide all weights by the same number: only their ratios matter.")));
}

/*
 * Are these sums of the same weights?  The square of their sum is no less than
 * the sum of their squares, and no more than that times their number (Cauchy
 * and Schwarz).  What rounding does to sums is far below a factor of 4, and no
 * square that underflows loses more than DBL_MIN.  Roots are compared, since
 * squares of sums can overflow, and do so at other values where registers are
 * wider than double.
 */
static bool
sums_agree(const ResponseSums *sums)
{
	double		responses = (double) sums->responses;
	double		lost = responses * DBL_MIN;

	return sqrt(sums->squared_weights) <= 2 * sums->weight + sqrt(lost) &&
		sums->weight <= 2 * sqrt(responses) * sqrt(sums->squared_weights + lost);
}

/* The rule that the numbers of a score break, as a sentence; NULL if none. */
static char *
weights_fault(int score, const ResponseSums *sums)
{
	if (!(sums->weight >= 0 && sums->weight <= WEIGHT_LIMIT &&
		  sums->squared_weights >= 0 && sums->squared_weights <= WEIGHT_LIMIT))
		return psprintf("The weights of score %d are not in the range of 0 to %g.",
						score, WEIGHT_LIMIT);
	if (sums->responses == 0 && (sums->weight > 0 || sums->squared_weights > 0))
		return psprintf("Score %d has weights but no answers.", score);
	if (sums->weight == 0 && sums->squared_weights > 0)
		return psprintf("Score %d has squared weights but no weights.", score);
	if (!sums_agree(sums))
		return psprintf("The two sums of score %d are not of the same weights.", score);
	return NULL;
}

/* Make -0 into 0, since equal tallies must be equal bytes. */
static void
normalize_zeros(ResponseSums *sums)
{
	sums->weight += 0.0;
	sums->squared_weights += 0.0;
}

/* Read the three numbers of one score.  False after a soft error. */
static bool
read_sums(const TallyText *text, int place, ResponseSums *sums, Node *escontext)
{
	char	   *fault;

	if (!tally_text_count(text, place, &sums->responses, escontext) ||
		!tally_text_float8(text, place, 1, &sums->weight, escontext) ||
		!tally_text_float8(text, place, 2, &sums->squared_weights, escontext))
		return false;
	fault = weights_fault(text->lowest + place, sums);
	if (fault != NULL)
		return tally_text_invalid(text, fault, escontext);
	normalize_zeros(sums);
	return true;
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

	if (!tally_text_read(&text, "weighted_tally", input, 3, escontext))
		PG_RETURN_NULL();

	tally = weighted_tally_make(text.lowest, text.points);
	for (int i = 0; i < text.points; i++)
		if (!read_sums(&text, i, &tally->sums[i], escontext))
			PG_RETURN_NULL();

	if (!tally_text_total(&tally->head, escontext))
		PG_RETURN_NULL();
	PG_RETURN_TALLY(tally_rounded(&tally->head));
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
	Tally	   *head = tally_read_head(buf, "weighted_tally", ROUNDED_TALLY_FORMAT);
	WeightedTally *tally = (WeightedTally *) tally_copy(head);

	for (int i = 0; i < tally->head.points; i++)
	{
		ResponseSums *sums = &tally->sums[i];
		char	   *fault;

		sums->responses = pq_getmsgint64(buf);
		sums->weight = pq_getmsgfloat8(buf);
		sums->squared_weights = pq_getmsgfloat8(buf);
		tally_check_count("weighted_tally", tally->head.lowest + i, sums->responses);
		fault = weights_fault(tally->head.lowest + i, sums);
		if (fault != NULL)
			tally_bytes_invalid("weighted_tally", fault);
		normalize_zeros(sums);
	}
	tally_check_total(&tally->head);
	PG_RETURN_TALLY(tally_rounded(&tally->head));
}

/* Rounded, so that 1.0 can receive it. */
PG_FUNCTION_INFO_V1(weighted_tally_send);
Datum
weighted_tally_send(PG_FUNCTION_ARGS)
{
	const Tally *tally = tally_rounded(PG_GETARG_TALLY(0));
	StringInfoData buf;

	tally_begin_send(&buf, tally);
	for (int i = 0; i < tally->points; i++)
	{
		ResponseSums sums = weighted_sums_at(tally, i);

		pq_sendint64(&buf, sums.responses);
		pq_sendfloat8(&buf, sums.weight);
		pq_sendfloat8(&buf, sums.squared_weights);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/*
 * a + b, on a copy; the aggregates merge in place.  There is no operator for
 * a - b: of sums without rests, such as text has, it is not exact.
 */
PG_FUNCTION_INFO_V1(weighted_tally_add);
Datum
weighted_tally_add(PG_FUNCTION_ARGS)
{
	WeightedTally *tally = (WeightedTally *) tally_state(fcinfo);
	Tally	   *other = PG_GETARG_TALLY(1);

	check_same_scale(tally_scale(&tally->head), tally_scale(other));
	for (int i = 0; i < tally->head.points; i++)
	{
		ResponseSums *sums = &tally->sums[i];
		ResponseSums more = weighted_sums_at(other, i);

		response_sums_add(sums, &more);
		if (unlikely(sums->weight > WEIGHT_LIMIT || sums->squared_weights > WEIGHT_LIMIT))
			float_overflow_error();
	}
	tally_check_total(&tally->head);
	PG_RETURN_TALLY(tally);
}

/* More than what the product of two sums is off by. */
#define ROUNDING	(8 * DBL_EPSILON)

/*
 * Sums that weights can have, of those left by a subtraction of rounded ones:
 * what rounding left of weights that are all gone goes as well, and the squares
 * stay within what sums_agree knows of them.
 */
static void
settle_sums(ResponseSums *sums)
{
	double		squares = sums->squared_weights;
	double		least = 0;

	if (sums->responses == 0 || sums->weight < 0)
		sums->weight = sums->weight_rest = 0;
	if (sums->responses > 0)
		least = sums->weight * (sums->weight / sums->responses) * (1 - ROUNDING);
	sums->squared_weights = Min(Max(squares, least), sums->weight * sums->weight);
	if (sums->squared_weights != squares)
		sums->squared_rest = 0;
	normalize_zeros(sums);
}

static void
take_away(ResponseSums *sums, const ResponseSums *taken)
{
	sums->responses -= taken->responses;
	add_to_sum(&sums->weight, &sums->weight_rest, -taken->weight);
	add_to_sum(&sums->weight, &sums->weight_rest, -taken->weight_rest);
	add_to_sum(&sums->squared_weights, &sums->squared_rest, -taken->squared_weights);
	add_to_sum(&sums->squared_weights, &sums->squared_rest, -taken->squared_rest);
	settle_sums(sums);
}

/*
 * a - b: what a rollup has left of the answers that were added when others are
 * taken away.  Counts are exact, and weights are if neither tally was rounded,
 * by text or by release 1.0.
 */
PG_FUNCTION_INFO_V1(weighted_tally_subtract);
Datum
weighted_tally_subtract(PG_FUNCTION_ARGS)
{
	WeightedTally *tally = (WeightedTally *) tally_copy(PG_GETARG_TALLY(0));
	Tally	   *other = PG_GETARG_TALLY(1);

	check_same_scale(tally_scale(&tally->head), tally_scale(other));
	for (int i = 0; i < tally->head.points; i++)
	{
		ResponseSums taken = weighted_sums_at(other, i);

		if (tally->sums[i].responses < taken.responses)
			too_few_responses(tally->head.lowest + i, tally->sums[i].responses, taken.responses);
		take_away(&tally->sums[i], &taken);
	}
	PG_RETURN_TALLY(tally);
}

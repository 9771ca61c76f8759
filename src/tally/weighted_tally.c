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
	PG_RETURN_TALLY(tally);
}

PG_FUNCTION_INFO_V1(weighted_tally_send);
Datum
weighted_tally_send(PG_FUNCTION_ARGS)
{
	WeightedTally *tally = PG_GETARG_WEIGHTED_TALLY(0);
	StringInfoData buf;

	tally_begin_send(&buf, &tally->head);
	for (int i = 0; i < tally->head.points; i++)
	{
		pq_sendint64(&buf, tally->sums[i].responses);
		pq_sendfloat8(&buf, tally->sums[i].weight);
		pq_sendfloat8(&buf, tally->sums[i].squared_weights);
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

	check_same_scale(tally_scale(&tally->head), tally_scale(&other->head));
	for (int i = 0; i < tally->head.points; i++)
	{
		ResponseSums *sums = &tally->sums[i];

		add_responses(&sums->responses, other->sums[i].responses);
		sums->weight += other->sums[i].weight;
		sums->squared_weights += other->sums[i].squared_weights;
		if (unlikely(sums->weight > WEIGHT_LIMIT || sums->squared_weights > WEIGHT_LIMIT))
			float_overflow_error();
	}
	tally_check_total(&tally->head);
	PG_RETURN_TALLY(tally);
}

/*
 * Sums that weights can have, of those left by a subtraction: what rounding
 * left of weights that are all gone goes as well, and the squares stay within
 * what sums_agree knows of them.
 */
static void
settle_sums(ResponseSums *sums)
{
	double		least = 0;

	if (sums->responses == 0 || sums->weight < 0)
		sums->weight = 0;
	if (sums->responses > 0)
		least = sums->weight * (sums->weight / sums->responses);
	sums->squared_weights = Min(Max(sums->squared_weights, least), sums->weight * sums->weight);
	normalize_zeros(sums);
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

	check_same_scale(tally_scale(&tally->head), tally_scale(&other->head));
	for (int i = 0; i < tally->head.points; i++)
	{
		ResponseSums *sums = &tally->sums[i];
		const ResponseSums *taken = &other->sums[i];

		if (sums->responses < taken->responses)
			too_few_responses(tally->head.lowest + i, sums->responses, taken->responses);
		sums->responses -= taken->responses;
		sums->weight -= taken->weight;
		sums->squared_weights -= taken->squared_weights;
		settle_sums(sums);
	}
	PG_RETURN_TALLY(tally);
}

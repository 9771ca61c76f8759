/*
 * count.c
 *	  Counting answers into groups, and what a group's states come to.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/float.h"

#include "tally/score_tally.h"
#include "tally/weighted_tally.h"
#include "tally_aggregate/count.h"

/*
 * Count the answers of a whole batch into a state of one group: how often each
 * place is among them, which the compiler can do for sixteen at once.
 */
static inline void
count_ungrouped(const TallyState *state, const uint8 *places, GroupTable *table, TallyGroup *group)
{
	uint32	   *counts = GROUP_COUNTS(group, state->offset);

	for (int place = 0; place < state->info.points; place++)
	{
		uint8		found = 0;

		for (int row = 0; row < BATCH_ROWS; row++)
			found += places[row] == place;
		if (unlikely(counts[place] > GROUP_COUNT_MAX - found))
			groups_overflow(table, &counts[place]);
		counts[place] += found;
	}
}

/* Count answers into a state of their groups. */
static inline void
count_grouped(const TallyState *state, const uint8 *places, const Batch *batch, GroupTable *table)
{
	int			offset = state->offset;

	for (int row = batch->first; row < batch->end; row++)
	{
		uint32	   *count;

		if (places[row] == NO_PLACE)
			continue;
		count = &GROUP_COUNTS(batch->groups[row], offset)[places[row]];
		if (unlikely(*count == GROUP_COUNT_MAX))
			groups_overflow(table, count);
		(*count)++;
	}
}

/* Another number to sum() of double precision, with its errors. */
static inline double
float8_sum(const NumberState *state, double number)
{
	return state->n == 0 ? number : float8_pl(state->value.real, number);
}

/* Another number to the state of avg(): PostgreSQL's float8_accum(), with its errors. */
static inline void
float8_avg_count(NumberState *state, double number)
{
	double		n = (double) state->n + 1;
	double		sum = state->value.real + number;

	if (state->n > 0)
	{
		double		distance = number * n - sum;

		state->squares += distance * distance / (n * (n - 1));
		if (isinf(sum) || isinf(state->squares))
		{
			if (!isinf(state->value.real) && !isinf(number))
				float_overflow_error();
			state->squares = get_float8_nan();
		}
	}
	else if (isnan(number) || isinf(number))
		state->squares = get_float8_nan();
	state->value.real = sum;
}

/*
 * Add a tally to the one that a group has, which begins as a copy of its first.
 * The aggregate's own function adds it, in place.
 */
static inline void
add_tally(const TallyState *state, GroupTable *table, NumberState *total, Tally *tally)
{
	if (total->n == 0)
	{
		MemoryContext old = MemoryContextSwitchTo(table->context);

		total->value.tally = tally_copy(tally);
		MemoryContextSwitchTo(old);
		return;
	}
	state->call->args[0].value = PointerGetDatum(total->value.tally);
	state->call->args[1].value = PointerGetDatum(tally);
	(void) FunctionCallInvoke(state->call);
}

#define FOR_NUMBERS(step) \
do { \
	for (int row = batch->first; row < batch->end; row++) \
		if (places[row] != NO_PLACE) \
		{ \
			NumberState *total = GROUP_NUMBER(batch->groups[row], offset); \
			Number		number = numbers[row]; \
			step; \
			total->n++; \
		} \
} while (0)

/* Take in numbers, as PostgreSQL's own aggregates do, or tallies. */
static void
count_numbers(const TallyState *state, const uint8 *places, const Number *numbers,
			  const Batch *batch, GroupTable *table)
{
	int			offset = state->offset;

	switch (state->info.kind)
	{
		case STATE_WEIGHTED:
			for (int row = batch->first; row < batch->end; row++)
				if (places[row] != NO_PLACE)
					response_sums_count(&GROUP_SUMS(batch->groups[row], offset)[places[row]],
										numbers[row].real);
			break;
		case STATE_TALLY:
			FOR_NUMBERS(add_tally(state, table, total, number.tally));
			break;
		case STATE_INT_SUM:
		case STATE_INT_AVG:
			FOR_NUMBERS(total->value.integer += number.integer);
			break;
		case STATE_INT_MIN:
			FOR_NUMBERS(if (total->n == 0 || number.integer < total->value.integer) total->value = number);
			break;
		case STATE_INT_MAX:
			FOR_NUMBERS(if (total->n == 0 || number.integer > total->value.integer) total->value = number);
			break;
		case STATE_FLOAT8_SUM:
			FOR_NUMBERS(total->value.real = float8_sum(total, number.real));
			break;
		case STATE_FLOAT8_AVG:
			FOR_NUMBERS(float8_avg_count(total, number.real));
			break;
			/* of equal numbers, such as 0 and -0, the last one stays */
		case STATE_FLOAT8_MIN:
			FOR_NUMBERS(if (total->n == 0 || !float8_lt(total->value.real, number.real)) total->value = number);
			break;
		case STATE_FLOAT8_MAX:
			FOR_NUMBERS(if (total->n == 0 || !float8_gt(total->value.real, number.real)) total->value = number);
			break;
		default:
			elog(ERROR, "unexpected kind of state: %d", (int) state->info.kind);
	}
}

/* Count the answers of the batch's rows from `first` up to `end`. */
void
count_answers(const TallyState *states, int nstates, Batch *batch, GroupTable *table)
{
	for (int i = 0; i < nstates; i++)
	{
		uint8	   *places = batch_places(batch, i);

		if (takes_number(states[i].info.kind))
			count_numbers(&states[i], places, batch_numbers(batch, i), batch, table);
		else if (batch->has_keys)
			count_grouped(&states[i], places, batch, table);
		else
		{
			memset(&places[batch->end], NO_PLACE, BATCH_ROWS - batch->end);
			count_ungrouped(&states[i], places, table, batch->groups[0]);
		}
	}
}

/* Add a count of 32 bits to another, which can overflow. */
static inline void
merge_count(GroupTable *table, uint32 *to, uint32 from)
{
	uint32		room = GROUP_COUNT_MAX - *to;

	if (unlikely(from > room))
	{
		*to = GROUP_COUNT_MAX;
		groups_overflow(table, to);
		from -= room;
	}
	*to += from;
}

/*
 * Merge what numbers came to: a sum, minimum or maximum is taken in as one
 * number, and then the number of numbers is set right.
 */
static void
merge_numbers(const TallyState *state, const Batch *batch, TallyGroup *const *from,
			  uint8 *places, Number *numbers, GroupTable *table)
{
	int			offset = state->offset;

	for (int row = 0; row < batch->end; row++)
	{
		const NumberState *more = GROUP_NUMBER(from[row], offset);

		places[row] = batch->groups[row] == NULL || more->n == 0 ? NO_PLACE : 0;
		numbers[row] = more->value;
	}
	count_numbers(state, places, numbers, batch, table);
	for (int row = 0; row < batch->end; row++)
		if (places[row] != NO_PLACE)
			GROUP_NUMBER(batch->groups[row], offset)->n += GROUP_NUMBER(from[row], offset)->n - 1;
}

/*
 * Merge each group of `from` into the batch's group of the same row, unless that
 * has to wait.  Overflows of counts are left out: sets.c adds them.  No sum is
 * one that was rounded: match.c declines those.
 */
void
merge_groups(const TallyState *states, int nstates, Batch *batch, TallyGroup *const *from,
			 GroupTable *table)
{
	for (int i = 0; i < nstates; i++)
	{
		int			offset = states[i].offset;

		if (takes_number(states[i].info.kind))
			merge_numbers(&states[i], batch, from, batch_places(batch, i), batch_numbers(batch, i), table);
		else
			for (int row = 0; row < batch->end; row++)
				for (int place = 0; batch->groups[row] != NULL && place < states[i].info.points; place++)
					merge_count(table, &GROUP_COUNTS(batch->groups[row], offset)[place],
								GROUP_COUNTS(from[row], offset)[place]);
	}
}

/* Fill a state's tally with a group's counts, or sums; false if there are none. */
static bool
fill_tally(TallyState *state, const GroupTable *table, TallyGroup *group)
{
	int			points = state->info.points;
	int64		any = 0;

	if (state->info.kind == STATE_WEIGHTED)
	{
		ResponseSums *sums = ((WeightedTally *) state->tally)->sums;

		memcpy(sums, GROUP_SUMS(group, state->offset), points * sizeof(ResponseSums));
		for (int i = 0; i < points; i++)
			any |= sums[i].responses;
	}
	else
	{
		int64	   *responses = ((ScoreTally *) state->tally)->responses;

		for (int i = 0; i < points; i++)
			any |= responses[i] = groups_count(table, &GROUP_COUNTS(group, state->offset)[i]);
	}
	return any != 0;
}

/* The state of avg() as PostgreSQL has it: an array of what was added up. */
static Datum
avg_state(const NumberState *total, bool is_real)
{
	Datum		values[3];

	values[0] = is_real ? Float8GetDatum((double) total->n) : Int64GetDatum(total->n);
	values[1] = is_real ? Float8GetDatum(total->value.real) : Int64GetDatum(total->value.integer);
	values[2] = Float8GetDatum(total->squares);
	return PointerGetDatum(construct_array(values, is_real ? 3 : 2, is_real ? FLOAT8OID : INT8OID,
										   sizeof(float8), sizeof(Datum) >= sizeof(float8), TYPALIGN_DOUBLE));
}

/* What numbers came to, of the type that they have; sums are bigint. */
static Datum
number_state(const TallyState *state, const NumberState *total)
{
	if (state->info.kind == STATE_INT_AVG || state->info.kind == STATE_FLOAT8_AVG)
		return avg_state(total, state->is_real);
	if (state->info.kind == STATE_TALLY)
		return PointerGetDatum(total->value.tally);
	if (state->is_real)
		return Float8GetDatum(total->value.real);
	if (state->info.kind == STATE_INT_SUM || state->number_len == sizeof(int64))
		return Int64GetDatum(total->value.integer);
	if (state->number_len == sizeof(int32))
		return Int32GetDatum((int32) total->value.integer);
	if (state->number_len == sizeof(int16))
		return Int16GetDatum((int16) total->value.integer);
	return BoolGetDatum(total->value.integer != 0);
}

/* A group's state as a value of SQL, which lasts until the next call. */
Datum
state_value(TallyState *state, const GroupTable *table, TallyGroup *group, bool *isnull)
{
	*isnull = false;
	if (state->info.kind > STATE_WEIGHTED)
	{
		const NumberState *total = GROUP_NUMBER(group, state->offset);

		/* as in PostgreSQL: avg() begins with zeros, the others with NULL */
		*isnull = total->n == 0 && state->info.kind != STATE_INT_AVG &&
			state->info.kind != STATE_FLOAT8_AVG;
		return number_state(state, total);
	}
	if (state->tally == NULL)
		return Int64GetDatum(groups_count(table, GROUP_COUNTS(group, state->offset)));
	if (fill_tally(state, table, group))
		return PointerGetDatum(state->tally);
	*isnull = state->info.null_if_empty;
	/* as the aggregate's initial state is, which no answer has changed */
	return PointerGetDatum(tally_rounded(state->tally));
}

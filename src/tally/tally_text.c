/*
 * tally_text.c
 *	  Text and JSON forms of tallies.
 *
 * Text is read with PostgreSQL's own JSON parser.  The parser's callbacks only
 * collect keys and numbers, and note the first rule that the object breaks.
 * The error is raised afterwards, so that soft errors take the same path on all
 * server versions.
 *
 * For the sake of dumps of millions of tallies, numbers are parsed and printed
 * in place, without a copy of each.
 */
#include "postgres.h"

#include <errno.h>
#include <math.h>

#include "common/jsonapi.h"
#include "common/shortest_dec.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "tally/messages.h"
#include "tally/tally_text.h"

/* A longer message of the JSON parser quotes a long text, and is cut. */
#define LONGEST_DETAIL	160

typedef struct TallyReader
{
	const JsonLexContext *lexer;
	int			fields;			/* numbers a score must have */
	int			depth;			/* of objects and arrays that are open */
	int			nscores;
	int			nfields;		/* numbers that the last score has so far */
	const char *fault;			/* the first rule broken, or NULL */
	int			scores[SCALE_MAX_POINTS];
	TallyNumber numbers[SCALE_MAX_POINTS][TALLY_MAX_FIELDS];
} TallyReader;

static const char not_an_object[] = "A tally is a JSON object with a key for each score of its scale.";

static void
fault_not_a_number(TallyReader *reader)
{
	if (reader->fields == 1)
		reader->fault = psprintf("Score %d must have a number.",
								 reader->scores[reader->nscores - 1]);
	else
		reader->fault = psprintf("Score %d must have an array of %d numbers.",
								 reader->scores[reader->nscores - 1],
								 reader->fields);
}

static JsonActionResult
object_start(void *state)
{
	TallyReader *reader = state;

	/* the fault so far was that there is no object; there is but one */
	if (reader->depth == 0)
		reader->fault = NULL;
	else if (reader->fault == NULL)
		reader->fault = not_an_object;
	reader->depth++;
	JSON_ACTION_RETURN();
}

static JsonActionResult
array_start(void *state)
{
	TallyReader *reader = state;

	if (reader->fault == NULL && (reader->depth > 1 || reader->fields == 1))
		fault_not_a_number(reader);
	reader->depth++;
	JSON_ACTION_RETURN();
}

static JsonActionResult
nesting_end(void *state)
{
	TallyReader *reader = state;

	reader->depth--;
	if (reader->fault == NULL && reader->nfields != reader->fields &&
		reader->nscores > 0)
		fault_not_a_number(reader);
	JSON_ACTION_RETURN();
}

/* False if there is anything but digits, or the number is beyond bigint. */
static bool
read_digits(const char *digits, const char *end, int64 *number)
{
	*number = 0;
	for (; digits < end; digits++)
		if (*digits < '0' || *digits > '9' ||
			pg_mul_s64_overflow(*number, 10, number) ||
			pg_add_s64_overflow(*number, *digits - '0', number))
			return false;
	return true;
}

/* A key is a score as it would be printed, so that no two keys mean one. */
static bool
read_score(const char *key, int *score)
{
	char		printed[MAXINT8LEN + 1];
	bool		is_negative = key[0] == '-';
	int64		value;

	if (!read_digits(key + is_negative, key + strlen(key), &value))
		return false;
	if (is_negative)
		value = -value;
	if (value < SCALE_MIN_SCORE || value > SCALE_MAX_SCORE)
		return false;
	*score = (int) value;
	pg_ltoa(*score, printed);
	return strcmp(printed, key) == 0;
}

/*
 * The parser is at the start of a value, of a key or in an array.  Its token is
 * taken from the lexer, since the callback for scalars is given a copy.
 */
static void
value_start(TallyReader *reader)
{
	const JsonLexContext *lexer = reader->lexer;
	TallyNumber *number;

	/* these have callbacks of their own */
	if (lexer->token_type == JSON_TOKEN_OBJECT_START ||
		lexer->token_type == JSON_TOKEN_ARRAY_START)
		return;

	if (lexer->token_type != JSON_TOKEN_NUMBER ||
		reader->nfields == reader->fields ||
		reader->depth != (reader->fields == 1 ? 1 : 2))
	{
		fault_not_a_number(reader);
		return;
	}
	number = &reader->numbers[reader->nscores - 1][reader->nfields++];
	number->start = lexer->token_start;
	number->end = lexer->token_terminator;
}

static JsonActionResult
score_start(void *state, char *key, bool isnull)
{
	TallyReader *reader = state;
	int			score;

	(void) isnull;
	if (reader->fault == NULL)
	{
		if (!read_score(key, &score))
			reader->fault = psprintf("A key is a whole score from %d to %d, not \"%s\".",
									 SCALE_MIN_SCORE, SCALE_MAX_SCORE, excerpt_cstring(key));
		else if (reader->nscores == SCALE_MAX_POINTS)
			reader->fault = psprintf("A scale has %d to %d scores, each given once.",
									 SCALE_MIN_POINTS, SCALE_MAX_POINTS);
		else
		{
			reader->scores[reader->nscores++] = score;
			reader->nfields = 0;
			value_start(reader);
		}
	}
	JSON_ACTION_RETURN();
}

static JsonActionResult
element_start(void *state, bool isnull)
{
	TallyReader *reader = state;

	(void) isnull;
	if (reader->fault == NULL)
		value_start(reader);
	JSON_ACTION_RETURN();
}

/* Sort by score.  Returns the fault, NULL if no score is repeated or missing. */
static char *
arrange_scores(TallyReader *reader, TallyText *text)
{
	int			lowest = SCALE_MAX_SCORE;
	int			highest = SCALE_MIN_SCORE;

	for (int i = 0; i < reader->nscores; i++)
	{
		lowest = Min(lowest, reader->scores[i]);
		highest = Max(highest, reader->scores[i]);
	}
	if (reader->nscores < SCALE_MIN_POINTS)
		return scale_fault(lowest, reader->nscores);

	text->lowest = lowest;
	text->points = reader->nscores;
	memset(text->numbers, 0, text->points * sizeof(text->numbers[0]));

	for (int i = 0; i < reader->nscores; i++)
	{
		int			place = reader->scores[i] - lowest;

		if (place >= reader->nscores)
			continue;
		if (text->numbers[place][0].start != NULL)
			return psprintf("Score %d is given twice.", reader->scores[i]);
		memcpy(text->numbers[place], reader->numbers[i], sizeof(text->numbers[place]));
	}
	for (int place = 0; place < reader->nscores; place++)
		if (text->numbers[place][0].start == NULL)
			return psprintf("Scores are consecutive, but from %d to %d score %d is missing.",
							lowest, highest, lowest + place);
	return scale_fault(lowest, reader->nscores);
}

/*
 * Read `input`, a JSON object with `fields` numbers for each score.  False
 * after a soft error.
 */
bool
tally_text_read(TallyText *text, const char *type, char *input, int fields,
				Node *escontext)
{
	TallyReader reader;
	JsonSemAction actions = {
		.semstate = &reader,
		.object_start = object_start,
		.object_end = nesting_end,
		.array_start = array_start,
		.array_end = nesting_end,
		.object_field_start = score_start,
		.array_element_start = element_start,
	};
	JsonLexContext *lexer = make_json_lexer(input, strlen(input));
	JsonParseErrorType error;
	const char *fault;

	/* an initializer would clear the arrays too, kilobytes for each tally */
	reader.lexer = lexer;
	reader.fields = fields;
	reader.depth = 0;
	reader.nscores = 0;
	reader.nfields = 0;
	reader.fault = not_an_object;

	error = pg_parse_json(lexer, &actions);
	if (error != JSON_SUCCESS)
	{
		char	   *detail = json_errdetail(error, lexer);

		/* it quotes the text that it does not understand */
		fault = strlen(detail) > LONGEST_DETAIL ? excerpt_cstring(detail) : detail;
	}
	else if (reader.fault != NULL)
		fault = reader.fault;
	else
		fault = arrange_scores(&reader, text);

	text->type = type;
	text->input = input;
	return fault == NULL || tally_text_invalid(text, fault, escontext);
}

/* Always false, for the caller to return after a soft error. */
bool
tally_text_invalid(const TallyText *text, const char *fault, Node *escontext)
{
	ereturn(escontext, false,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"",
					text->type, excerpt_cstring(text->input)),
			 errdetail("%s", fault)));
}

static char *
number_excerpt(const TallyNumber *number)
{
	return excerpt(number->start, (int) (number->end - number->start));
}

/*
 * The first number of a score, how many answers gave it: digits alone, and
 * not beyond bigint.  False after a soft error.
 */
bool
tally_text_count(const TallyText *text, int place, int64 *count, Node *escontext)
{
	const TallyNumber *number = &text->numbers[place][0];

	if (read_digits(number->start, number->end, count))
		return true;
	return tally_text_invalid(text,
							  psprintf("The count of score %d is a whole number from 0 to %lld, not %s.",
									   text->lowest + place, (long long) PG_INT64_MAX,
									   number_excerpt(number)),
							  escontext);
}

/*
 * Another number of a score, in double precision: out of range where float8in()
 * says so, so that what is too small does not become 0.  False after a soft
 * error.
 */
bool
tally_text_float8(const TallyText *text, int place, int field, double *number,
				  Node *escontext)
{
	const TallyNumber *digits = &text->numbers[place][field];

	errno = 0;
	*number = strtod(digits->start, NULL);
	if (errno == ERANGE && (*number == 0 || isinf(*number)))
		ereturn(escontext, false,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("\"%s\" is out of range for type double precision",
						number_excerpt(digits))));
	return true;
}

/* False after a soft error if the answers are more than bigint holds. */
bool
tally_text_total(const Tally *tally, Node *escontext)
{
	int64		total;

	if (tally_total_fits(tally, &total))
		return true;
	ereturn(escontext, false,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("bigint out of range")));
}

/*
 * Upper bounds of the length of one score in text form: its key and its count,
 * and for a weighted tally the two sums.
 */
#define MAX_COUNT_TEXT	(2 * MAXINT8LEN + sizeof(", \"\": "))
#define MAX_WEIGHTS_TEXT	(2 * DOUBLE_SHORTEST_DECIMAL_LEN + sizeof("[, , ]"))

/* The put_ functions write at `end` and return the end of what they wrote. */
static inline char *
put_string(char *end, const char *string)
{
	size_t		length = strlen(string);

	memcpy(end, string, length);
	return end + length;
}

/* The shortest number that reads back as the same one. */
static char *
put_weight(char *end, double weight)
{
	end = put_string(end, ", ");
	return end + double_to_shortest_decimal_bufn(weight, end);
}

static char *
put_numbers(char *end, const Tally *tally, int place)
{
	ResponseSums score;

	if (!tally_is_weighted(tally))
		return end + pg_lltoa(((const ScoreTally *) tally)->responses[place], end);

	score = weighted_sums_at(tally, place);
	end = put_string(end, "[");
	end += pg_lltoa(score.responses, end);
	end = put_weight(end, score.weight);
	end = put_weight(end, score.squared_weights);
	return put_string(end, "]");
}

/*
 * The text form, spaced as jsonb prints: {"1": 6, "2": 32} or, weighted,
 * {"1": [6, 5.5, 5.25], "2": [32, 30.5, 29.75]}.
 */
static char *
tally_text(const Tally *tally)
{
	size_t		most = MAX_COUNT_TEXT + (tally_is_weighted(tally) ? MAX_WEIGHTS_TEXT : 0);
	char	   *text = palloc(tally->points * most + sizeof("{}"));
	char	   *end = text;

	for (int i = 0; i < tally->points; i++)
	{
		end = put_string(end, i == 0 ? "{\"" : ", \"");
		end += pg_ltoa(tally->lowest + i, end);
		end = put_string(end, "\": ");
		end = put_numbers(end, tally, i);
	}
	strcpy(end, "}");
	return text;
}

PG_FUNCTION_INFO_V1(tally_out);
Datum
tally_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(tally_text(PG_GETARG_TALLY(0)));
}

/* As a JSON value, so that to_json() and row_to_json() nest it. */
PG_FUNCTION_INFO_V1(tally_to_json);
Datum
tally_to_json(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(tally_text(PG_GETARG_TALLY(0))));
}

PG_FUNCTION_INFO_V1(tally_to_jsonb);
Datum
tally_to_jsonb(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall1(jsonb_in,
							   CStringGetDatum(tally_text(PG_GETARG_TALLY(0))));
}

/*
 * tally_io.c
 *	  Text and binary forms of tallies.
 *
 * Text is read with PostgreSQL's own JSON parser.  The parser's callbacks only collect keys and numbers, and note the first
 * rule that the object breaks; what is raised is raised afterwards, so that
 * soft errors take one path on all server versions.
 */
#include "postgres.h"

#include "common/shortest_dec.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "tally_io.h"

typedef struct TallyReader
{
	int			fields;			/* numbers a score must have */
	int			depth;			/* of objects and arrays that are open */
	int			nscores;
	int			nfields;		/* numbers that the last score has so far */
	int			scores[SCALE_MAX_POINTS];
	char	   *numbers[SCALE_MAX_POINTS][TALLY_MAX_FIELDS];
	char	   *fault;			/* the first rule broken, or NULL */
} TallyReader;

static void
fault_not_an_object(TallyReader *reader)
{
	reader->fault = "A tally is a JSON object with a key for each score of its scale.";
}

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

	if (reader->fault == NULL && reader->depth > 0)
		fault_not_an_object(reader);
	reader->depth++;
	JSON_ACTION_RETURN();
}

static JsonActionResult
array_start(void *state)
{
	TallyReader *reader = state;

	if (reader->fault == NULL)
	{
		if (reader->depth == 0)
			fault_not_an_object(reader);
		else if (reader->depth > 1 || reader->fields == 1)
			fault_not_a_number(reader);
	}
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

/* A key is a score as it would be printed, so that no two keys mean one. */
static bool
read_score(const char *key, int *score)
{
	char		printed[12];
	long		value = strtol(key, NULL, 10);

	if (value < SCALE_MIN_SCORE || value > SCALE_MAX_SCORE)
		return false;
	*score = (int) value;
	snprintf(printed, sizeof(printed), "%d", *score);
	return strcmp(printed, key) == 0;
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
									 SCALE_MIN_SCORE, SCALE_MAX_SCORE, key);
		else if (reader->nscores == SCALE_MAX_POINTS)
			reader->fault = psprintf("A scale has %d to %d scores, each given once.",
									 SCALE_MIN_POINTS, SCALE_MAX_POINTS);
		else
		{
			reader->scores[reader->nscores++] = score;
			reader->nfields = 0;
		}
	}
	JSON_ACTION_RETURN();
}

static JsonActionResult
number(void *state, char *token, JsonTokenType type)
{
	TallyReader *reader = state;

	if (reader->fault == NULL)
	{
		if (reader->depth == 0)
			fault_not_an_object(reader);
		else if (type != JSON_TOKEN_NUMBER ||
				 reader->nfields == reader->fields ||
				 reader->depth != (reader->fields == 1 ? 1 : 2))
			fault_not_a_number(reader);
		else
			reader->numbers[reader->nscores - 1][reader->nfields++] = token;
	}
	JSON_ACTION_RETURN();
}

/* Put what was read in ascending order; a fault if scores repeat or miss. */
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
	memset(text->numbers, 0, sizeof(text->numbers));

	for (int i = 0; i < reader->nscores; i++)
	{
		int			place = reader->scores[i] - lowest;

		if (place >= reader->nscores)
			continue;
		if (text->numbers[place][0] != NULL)
			return psprintf("Score %d is given twice.", reader->scores[i]);
		memcpy(text->numbers[place], reader->numbers[i], sizeof(text->numbers[place]));
	}
	for (int place = 0; place < reader->nscores; place++)
		if (text->numbers[place][0] == NULL)
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
	TallyReader reader = {.fields = fields};
	JsonSemAction actions = {
		.semstate = &reader,
		.object_start = object_start,
		.object_end = nesting_end,
		.array_start = array_start,
		.array_end = nesting_end,
		.object_field_start = score_start,
		.scalar = number,
	};
	JsonLexContext *lexer = make_json_lexer(input, strlen(input));
	JsonParseErrorType error = pg_parse_json(lexer, &actions);
	char	   *fault;

	if (error != JSON_SUCCESS)
		fault = json_errdetail(error, lexer);
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
			 errmsg("invalid input syntax for type %s: \"%s\"", text->type, text->input),
			 errdetail("%s", fault)));
}

/*
 * The first number of a score, how many answers gave it: digits alone, and
 * not beyond bigint.  False after a soft error.
 */
bool
tally_text_count(const TallyText *text, int place, int64 *count, Node *escontext)
{
	const char *number = text->numbers[place][0];

	errno = 0;
	*count = strtoi64(number, NULL, 10);
	if (errno == 0 && number[strspn(number, "0123456789")] == '\0')
		return true;
	return tally_text_invalid(text,
							  psprintf("The count of score %d is a whole number from 0 to %lld, not %s.",
									   text->lowest + place, (long long) PG_INT64_MAX, number),
							  escontext);
}

/* The shortest number that reads back as the same one. */
static void
append_weight(StringInfo text, double weight)
{
	char		shortest[DOUBLE_SHORTEST_DECIMAL_LEN];

	double_to_shortest_decimal_buf(weight, shortest);
	appendStringInfo(text, ", %s", shortest);
}

/*
 * The text form, spaced as jsonb prints: {"1": 6, "2": 32} or, weighted,
 * {"1": [6, 5.5, 5.25], "2": [32, 30.5, 29.75]}.
 */
static StringInfo
tally_text(const Tally *tally)
{
	StringInfo	text = makeStringInfo();

	for (int i = 0; i < tally->scale.points; i++)
	{
		appendStringInfo(text, "%s\"%d\": ", i == 0 ? "{" : ", ",
						 tally->scale.lowest + i);
		if (tally_is_weighted(tally))
		{
			const WeightedScore *score = &((const WeightedTally *) tally)->scores[i];

			appendStringInfo(text, "[" INT64_FORMAT, score->responses);
			append_weight(text, score->weight);
			append_weight(text, score->squares);
			appendStringInfoChar(text, ']');
		}
		else
			appendStringInfo(text, INT64_FORMAT, ((const ScoreTally *) tally)->responses[i]);
	}
	appendStringInfoChar(text, '}');
	return text;
}

PG_FUNCTION_INFO_V1(tally_out);
Datum
tally_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(tally_text(PG_GETARG_TALLY(0))->data);
}

/* As a JSON value, so that to_json() and row_to_json() nest it. */
PG_FUNCTION_INFO_V1(tally_to_json);
Datum
tally_to_json(PG_FUNCTION_ARGS)
{
	StringInfo	text = tally_text(PG_GETARG_TALLY(0));

	PG_RETURN_TEXT_P(cstring_to_text_with_len(text->data, text->len));
}

PG_FUNCTION_INFO_V1(tally_to_jsonb);
Datum
tally_to_jsonb(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall1(jsonb_in,
							   CStringGetDatum(tally_text(PG_GETARG_TALLY(0))->data));
}

void
tally_bytes_invalid(const char *type, const char *fault)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("incorrect binary data format for type %s", type),
			 errdetail("%s", fault)));
}

/*
 * The binary form begins with the format in one byte, the number of points in
 * one and the lowest score in two, in network byte order.  What comes back is
 * a tally on that scale without answers, and as many bytes are left to read
 * as it needs.
 */
Tally *
tally_read_head(StringInfo buf, const char *type, int format)
{
	int			sent_format;
	int			points;
	int			lowest;
	int			left;
	int			needed;
	char	   *fault;

	if (buf->len - buf->cursor < (int) sizeof(Scale))
		tally_bytes_invalid(type, "It is shorter than its head of 4 bytes.");
	sent_format = pq_getmsgbyte(buf);
	points = pq_getmsgbyte(buf);
	lowest = (int16) pq_getmsgint(buf, 2);

	if (sent_format != format)
		tally_bytes_invalid(type, psprintf("Format %d is unknown.", sent_format));
	fault = scale_fault(lowest, points);
	if (fault != NULL)
		tally_bytes_invalid(type, fault);

	left = buf->len - buf->cursor;
	needed = tally_size(format, points) - sizeof(Tally);
	if (left != needed)
		tally_bytes_invalid(type, psprintf("%d scores take %d bytes, not %d.",
										   points, needed, left));
	return tally_make(format, lowest, points);
}

void
tally_check_count(const char *type, int score, int64 count)
{
	if (count < 0)
		tally_bytes_invalid(type, psprintf("The count of score %d is %lld, less than 0.",
										   score, (long long) count));
}

/* Begin a binary form with its head. */
void
tally_begin_send(StringInfo buf, Scale scale)
{
	pq_begintypsend(buf);
	pq_sendint8(buf, scale.format);
	pq_sendint8(buf, scale.points);
	pq_sendint16(buf, scale.lowest);
}

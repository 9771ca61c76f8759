/*
 * tally_text.c
 *	  Read the text form of tallies with PostgreSQL's own JSON parser.
 *
 * The parser's callbacks only collect keys and numbers, and note the first
 * rule that the object breaks; what is raised is raised afterwards, so that
 * soft errors take one path on all server versions.
 */
#include "postgres.h"

#include "compat.h"
#include "tally_text.h"

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

	return fault == NULL || tally_text_invalid(type, input, fault, escontext);
}

/* A number of answers: digits alone, and not beyond bigint. */
bool
tally_text_count(const char *number, int64 *count)
{
	errno = 0;
	*count = strtoi64(number, NULL, 10);
	return errno == 0 && number[strspn(number, "0123456789")] == '\0';
}

/* Always false, for the caller to return after a soft error. */
bool
tally_text_invalid(const char *type, const char *input, const char *fault,
				   Node *escontext)
{
	ereturn(escontext, false,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"", type, input),
			 errdetail("%s", fault)));
}

void
tally_bytes_invalid(const char *type, const char *fault)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("incorrect binary data format for type %s", type),
			 errdetail("%s", fault)));
}

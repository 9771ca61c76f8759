/*
 * csat_rating.c
 *	  csat_rating(): the rating of 1 to 5 that a survey form shows as text.
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"

#include "compat.h"
#include "rating/marks.h"
#include "rating/reading.h"
#include "tally/messages.h"

static Question
csat_question(int language)
{
	return (Question) {
		.labels = csat_labels(language), .lowest = 1, .highest = RATING_POINTS, .of_stars = true
	};
}

/* The calls that would read it, in the languages that it may be in; or "". */
static char *
calls_that_read(text *answer)
{
	StringInfoData calls;

	initStringInfo(&calls);
	for (int i = 0; language_code(i) != NULL; i++)
	{
		Question	question = csat_question(i);

		if (read_answer_text(&question, answer).rating != NO_RATING)
			appendStringInfo(&calls, calls.len == 0 ? "csat_rating(answer, '%s')" : ", or '%s'",
							 language_code(i));
	}
	return calls.data;
}

static const char *
hint_for(text *answer, Reading reading)
{
	char	   *calls = calls_that_read(answer);

	if (calls[0] != '\0')
		return psprintf("Name its language as the second argument: %s.", calls);
	/* where two parts differ, both are known */
	if (reading.detail == NULL && has_number_before_text(answer))
		return "The labels of your own form, in an array with the worst one first, are read by label_rating(answer, labels).";
	return "csat_rating reads 1 to 5 (4, 4/5, 4 stars), one to five stars, a face, and the labels of one language (\"very dissatisfied\" to \"very satisfied\"; German ones with csat_rating(answer, 'de')): one of them, or two that agree (4 - Satisfied). Other labels are read by label_rating(answer, labels). Of anything else try_csat_rating makes NULL.";
}

pg_noreturn static void
language_unknown(text *code)
{
	StringInfoData known;

	initStringInfo(&known);
	for (int i = 0; language_code(i) != NULL; i++)
		appendStringInfo(&known, "%s%s", i == 0 ? "" : ", ", language_code(i));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("csat_rating knows no labels of the language \"%s\"",
					excerpt(VARDATA_ANY(code), (int) VARSIZE_ANY_EXHDR(code))),
			 errhint("It knows those of %s.", known.data)));
}

/* In English, or in the language that the second argument names. */
static int
language_argument(FunctionCallInfo fcinfo)
{
	text	   *code;
	int			language;

	if (PG_NARGS() < 2)
		return find_language(ENGLISH, (int) strlen(ENGLISH));
	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("an answer has no language: language is NULL"),
				 errhint("Name the language of every answer, as in coalesce(language, 'en').")));
	code = PG_GETARG_TEXT_PP(1);
	language = find_language(VARDATA_ANY(code), (int) VARSIZE_ANY_EXHDR(code));
	if (language == UNKNOWN_LANGUAGE)
		language_unknown(code);
	return language;
}

/*
 * The rating in the first argument.  Not strict: an answer without a language
 * would be lost.  NULL instead of an error about the answer if `lenient`.
 */
static Datum
csat_rating_argument(FunctionCallInfo fcinfo, bool lenient)
{
	Question	question;
	text	   *answer;
	Reading		reading;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	question = csat_question(language_argument(fcinfo));
	answer = answer_argument(fcinfo);
	reading = read_answer_text(&question, answer);
	if (likely(reading.rating != NO_RATING))
		PG_RETURN_INT32(reading.rating);
	if (!lenient)
		answer_unreadable(answer, reading, "a rating of 1 to 5", hint_for(answer, reading));
	PG_RETURN_NULL();
}

/*
 * csat_rating(rating), csat_rating(rating, language): 1 to 5, from what a
 * survey form shows.  An error for all else.
 */
PG_FUNCTION_INFO_V1(csat_rating);
Datum
csat_rating(PG_FUNCTION_ARGS)
{
	return csat_rating_argument(fcinfo, false);
}

/*
 * try_csat_rating(...): the same, and NULL where the answer is an error.  A
 * language that is not known still is one.
 */
PG_FUNCTION_INFO_V1(try_csat_rating);
Datum
try_csat_rating(PG_FUNCTION_ARGS)
{
	return csat_rating_argument(fcinfo, true);
}

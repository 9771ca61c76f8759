/*
 * labels.c
 *	  Looking up the labels of rating_labels.h by language and text.
 */
#include "postgres.h"

#include <ctype.h>

#include "utils/memutils.h"

#include "rating/form_text.h"
#include "rating/labels.h"
#include "rating/rating_labels.h"

#define NLANGUAGES			((int) lengthof(rating_labels))
#define ALTERNATIVES		";"

static int
compare_labels(const void *a, const void *b)
{
	return compare_spans(((const Label *) a)->text, ((const Label *) b)->text);
}

void
sort_labels(LabelSet set)
{
	qsort(set.labels, set.count, sizeof(Label), compare_labels);
}

int
find_label(LabelSet set, Span text)
{
	Label		wanted = {text, NO_RATING};
	Label	   *found = bsearch(&wanted, set.labels, set.count, sizeof(Label), compare_labels);

	return found == NULL ? NO_RATING : found->rating;
}

static Span
kept_span(Span span)
{
	Size		size = span.length * sizeof(pg_wchar);
	pg_wchar   *copy = MemoryContextAlloc(TopMemoryContext, size);

	memcpy(copy, span.characters, size);
	return (Span) {copy, span.length};
}

/*
 * Store the alternatives for one rating at `to`, if that is not NULL, and
 * return how many they are.
 */
static int
add_labels(Label *to, int rating, const char *alternatives)
{
	int			n = 0;

	while (*alternatives != '\0')
	{
		int			length = (int) strcspn(alternatives, ALTERNATIVES);
		Span		text;

		if (to != NULL)
		{
			if (!fold_utf8(alternatives, length, &text))
				elog(ERROR, "label \"%s\" is not UTF-8", alternatives);
			to[n] = (Label) {kept_span(text), rating};
		}
		n++;
		alternatives += length;
		alternatives += strspn(alternatives, ALTERNATIVES);
	}
	return n;
}

/* Those of the answers from `lowest` on. */
static int
add_all_labels(Label *to, int lowest, const char *const *answers, int nanswers)
{
	int			n = 0;

	for (int i = 0; i < nanswers; i++)
		n += add_labels(to == NULL ? NULL : to + n, lowest + i, answers[i]);
	return n;
}

/* Fill a set at its first use; the session keeps it. */
static LabelSet
prepared(LabelSet *set, int lowest, const char *const *answers, int nanswers)
{
	LabelSet	new;

	if (likely(set->labels != NULL))
		return *set;
	new.count = add_all_labels(NULL, lowest, answers, nanswers);
	new.labels = MemoryContextAlloc(TopMemoryContext, new.count * sizeof(Label));
	(void) add_all_labels(new.labels, lowest, answers, nanswers);
	sort_labels(new);
	return *set = new;
}

LabelSet
csat_labels(int language)
{
	static LabelSet sets[NLANGUAGES];

	return prepared(&sets[language], 1, rating_labels[language].answers, RATING_POINTS);
}

LabelSet
nps_labels(void)
{
	static LabelSet set;

	return prepared(&set, 0, nps_answers, lengthof(nps_answers));
}

/* Whether a code is `name`, in any case. */
static bool
is_code(const char *name, const char *code, int length)
{
	return (int) strlen(name) == length && pg_strncasecmp(name, code, length) == 0;
}

/* Codes that are read as another one: Norwegian, and Hebrew's old code. */
static const char *const synonyms[][2] = {
	{"no", "nb"},
	{"iw", "he"},
};

/* Of " DE-AT ", what stands before the country. */
static void
trim_code(const char **code, int *length)
{
	int			trimmed = 0;

	while (*length > 0 && isspace((unsigned char) **code))
		(*code)++, (*length)--;
	while (*length > 0 && isspace((unsigned char) (*code)[*length - 1]))
		(*length)--;
	while (trimmed < *length && (*code)[trimmed] != '-' && (*code)[trimmed] != '_')
		trimmed++;
	*length = trimmed;
}

int
find_language(const char *code, int length)
{
	trim_code(&code, &length);
	for (int i = 0; i < NLANGUAGES; i++)
		if (is_code(rating_labels[i].code, code, length))
			return i;
	for (int i = 0; i < (int) lengthof(synonyms); i++)
		if (is_code(synonyms[i][0], code, length))
			return find_language(synonyms[i][1], length);
	return UNKNOWN_LANGUAGE;
}

const char *
language_code(int language)
{
	return language < NLANGUAGES ? rating_labels[language].code : NULL;
}

/*
 * labels.c
 *	  Looking up the labels of rating_labels.h by language and text.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "rating/form_text.h"
#include "rating/labels.h"
#include "rating/rating_labels.h"

#define NLANGUAGES			((int) lengthof(rating_labels))
#define ALTERNATIVES		";"

typedef struct Label
{
	int			language;
	int			rating;
	Span		text;
} Label;

/* Sorted by language and text; made at the first use, kept by the session. */
static Label *labels = NULL;
static int	nlabels;

static int
compare_labels(const void *a, const void *b)
{
	const Label *left = a;
	const Label *right = b;

	if (left->language != right->language)
		return left->language - right->language;
	return compare_spans(left->text, right->text);
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
add_labels(Label *to, int language, int rating, const char *alternatives)
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
			to[n] = (Label) {language, rating, kept_span(text)};
		}
		n++;
		alternatives += length;
		alternatives += strspn(alternatives, ALTERNATIVES);
	}
	return n;
}

static int
add_all_labels(Label *to)
{
	int			n = 0;

	for (int language = 0; language < NLANGUAGES; language++)
		for (int rating = 1; rating <= RATING_POINTS; rating++)
			n += add_labels(to == NULL ? NULL : to + n, language, rating,
							rating_labels[language].answers[rating - 1]);
	return n;
}

static void
prepare_labels(void)
{
	Label	   *new;

	nlabels = add_all_labels(NULL);
	new = MemoryContextAlloc(TopMemoryContext, nlabels * sizeof(Label));
	(void) add_all_labels(new);
	qsort(new, nlabels, sizeof(Label), compare_labels);
	labels = new;
}

int
label_rating(int language, Span label)
{
	Label		wanted = {language, 0, label};
	Label	   *found;

	if (labels == NULL)
		prepare_labels();
	found = bsearch(&wanted, labels, nlabels, sizeof(Label), compare_labels);
	return found == NULL ? 0 : found->rating;
}

/* Of "DE-AT", what stands before the country. */
static int
language_length(const char *code, int length)
{
	for (int i = 0; i < length; i++)
		if (code[i] == '-' || code[i] == '_')
			return i;
	return length;
}

int
find_language(const char *code, int length)
{
	length = language_length(code, length);
	for (int i = 0; i < NLANGUAGES; i++)
		if ((int) strlen(rating_labels[i].code) == length &&
			pg_strncasecmp(rating_labels[i].code, code, length) == 0)
			return i;
	return UNKNOWN_LANGUAGE;
}

char *
known_languages(void)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < NLANGUAGES; i++)
		appendStringInfo(&list, "%s%s", i == 0 ? "" : ", ", rating_labels[i].code);
	return list.data;
}

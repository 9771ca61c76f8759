/*
 * sizes.c
 *	  The sizes of groups, as the tables show them.
 */
#include <stdio.h>
#include <string.h>

#include "coverage.h"

/* One list, "200, 20 of 1", and where it ends. */
static const char *
read_sizes(const char *text, Sizes *sizes)
{
	int			times;
	int			size;
	int			end;

	do
	{
		text += strspn(text, ", ");
		if (sscanf(text, "%d of %d%n", &times, &size, &end) != 2)
		{
			sscanf(text, "%d%n", &size, &end);
			times = 1;
		}
		text += end;
		while (times-- > 0)
			sizes->sizes[sizes->number++] = size;
	} while (*text == ',');
	return text;
}

/* The next of the lists that semicolons part, and what follows; NULL if none. */
const char *
next_sizes(const char *list, Sizes *sizes)
{
	const char *end;
	int			sum = 0;

	if (*list == '\0')
		return NULL;
	sizes->number = 0;
	end = read_sizes(list, sizes);
	snprintf(sizes->text, sizeof(sizes->text), "%.*s", (int) (end - list), list);
	for (int i = 0; i < sizes->number; i++)
		sum += sizes->sizes[i];
	list = end + strspn(end, "; ");
	return quick && sum > 110 ? next_sizes(list, sizes) : list;
}

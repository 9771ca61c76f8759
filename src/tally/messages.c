/*
 * messages.c
 *	  Values as error messages show them: a long text by its beginning, and a
 *	  number by as many digits as tell it from its neighbours.
 */
#include "postgres.h"

#include "common/shortest_dec.h"
#include "mb/pg_wchar.h"

#include "tally/messages.h"

/* How much of a long text is shown. */
#define EXCERPT_BYTES	80

/* The beginning of a text, cut between two characters. */
char *
excerpt(const char *bytes, int length)
{
	int			encoding = GetDatabaseEncoding();
	int			clipped;

	if (length <= EXCERPT_BYTES)
		return pnstrdup(bytes, length);
	if (encoding == PG_SQL_ASCII)
		encoding = PG_UTF8;
	clipped = pg_encoding_mbcliplen(encoding, bytes, length, EXCERPT_BYTES);
	return psprintf("%.*s...", Min(clipped, length), bytes);
}

char *
excerpt_cstring(const char *string)
{
	return excerpt(string, (int) strlen(string));
}

/* Unlike float8out(), whatever extra_float_digits is. */
char *
float8_shown(double number)
{
	return double_to_shortest_decimal(number);
}

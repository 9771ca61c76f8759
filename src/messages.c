/*
 * messages.c
 *	  What error messages show of what they refuse.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "messages.h"

/* How much of a long text is shown. */
#define QUOTED_BYTES	80

/*
 * An ellipsis where the database can show it.  Messages are in the server's
 * encoding, and of those only UTF-8 is sure to have the character.
 */
const char *
ellipsis(void)
{
	return GetDatabaseEncoding() == PG_UTF8 ? "\xe2\x80\xa6" : "...";
}

/* The start of a text, cut between two characters. */
char *
quotable(const char *bytes, int length)
{
	int			encoding = GetDatabaseEncoding();
	int			clipped;

	if (length <= QUOTED_BYTES)
		return pnstrdup(bytes, length);
	if (encoding == PG_SQL_ASCII)
		encoding = PG_UTF8;
	clipped = pg_encoding_mbcliplen(encoding, bytes, length, QUOTED_BYTES);
	return psprintf("%.*s...", Min(clipped, length), bytes);
}

/*
 * fuzz_rating.c
 *	  Any bytes, as the text of a survey form in a database of UTF-8 and in one
 *	  that takes any bytes: a rating of 1 to 5 or an error, in both the same.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "readers.h"
#include "server.h"

static const char *const languages[] = {
	"en", "az", "ur", "tr", "fr", "ru", "el", "vi", "ko", "bn", "da",
};

/* In a language that the first byte chooses; 0 if it is no rating. */
static int
rating_in(int encoding, const uint8 *data, size_t size)
{
	const char *language = languages[size == 0 ? 0 : data[0] % lengthof(languages)];
	Datum		rating;

	server_encoding = encoding;
	if (!call_with_two(csat_rating, as_text(data, size),
					   as_text(language, strlen(language)), &rating))
		return 0;
	if (DatumGetInt32(rating) < 1 || DatumGetInt32(rating) > 5)
		abort();
	return DatumGetInt32(rating);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	/* the server lets no other text into a database of UTF-8 */
	bool		valid = pg_encoding_verifymbstr(PG_UTF8, (const char *) data, (int) size) == (int) size;
	int			any = rating_in(PG_SQL_ASCII, data, size);

	if (valid && rating_in(PG_UTF8, data, size) != any)
		abort();
	forget();
	return 0;
}

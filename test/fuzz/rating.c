/*
 * rating.c
 *	  Any bytes, as the text of a survey form in a database of UTF-8 and in one
 *	  that takes any bytes: a rating on the reader's scale or an error, in both
 *	  the same.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"

#include "server.h"

extern Datum csat_rating(PG_FUNCTION_ARGS);
extern Datum nps_rating(PG_FUNCTION_ARGS);
extern Datum label_rating(PG_FUNCTION_ARGS);

static const char *const languages[] = {
	"en", "az", "ur", "tr", "fr", "ru", "el", "vi", "ko", "bn", "da",
};

/* What a reader of 1 to 5, of 0 to 10 or of two labels gives; -1 for an error. */
static int
reading(PGFunction reader, int lowest, int highest, const uint8 *data, size_t size, Datum second)
{
	Datum		rating;

	if (!call_with_two(reader, as_text(data, size), second, &rating))
		return -1;
	if (DatumGetInt32(rating) < lowest || DatumGetInt32(rating) > highest)
		abort();
	return DatumGetInt32(rating);
}

/* The labels are the two halves of the input: each is read as its place. */
static int
reading_of_labels(const uint8 *data, size_t size)
{
	Datum		halves[] = {as_text(data, size / 2), as_text(data + size / 2, size - size / 2)};
	Datum		labels = PointerGetDatum(construct_array(halves, lengthof(halves), TEXTOID, -1, false, TYPALIGN_INT));
	int			first = reading(label_rating, 1, 2, data, size / 2, labels);

	if (first != -1 && (first != 1 || reading(label_rating, 1, 2, data + size / 2, size - size / 2, labels) != 2))
		abort();
	return 10 * first + reading(label_rating, 1, 2, data, size, labels);
}

/* All of them, in a language that the first byte chooses, as one number. */
static int
readings(int encoding, const uint8 *data, size_t size)
{
	const char *language = languages[size == 0 ? 0 : data[0] % lengthof(languages)];
	Datum		code = as_text(language, strlen(language));

	server_encoding = encoding;
	return reading(csat_rating, 1, 5, data, size, code) +
		10 * reading(nps_rating, 0, 10, data, size, code) +
		1000 * reading_of_labels(data, size);
}

int
fuzz_rating(const uint8 *data, size_t size)
{
	/* the server lets no other text into a database of UTF-8 */
	bool		valid = pg_encoding_verifymbstr(PG_UTF8, (const char *) data, (int) size) == (int) size;
	int			any = readings(PG_SQL_ASCII, data, size);

	if (valid && readings(PG_UTF8, data, size) != any)
		abort();
	return 0;
}

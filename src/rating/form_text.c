/*
 * form_text.c
 *	  Folding the text of a survey form, so that spellings are equal that differ
 *	  in case, spaces, dashes, the script of digits, or composed and decomposed
 *	  letters.
 *
 * The rules are the same for all languages.  The server's lower() would ask
 * for its locale; here, I with and without a dot are one letter, so that
 * Turkish and Azerbaijani are read whoever changed their case.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "common/unicode_norm.h"
#include "mb/pg_wchar.h"

#include "rating/form_text.h"

typedef struct CharacterRange
{
	pg_wchar	first;
	pg_wchar	last;
} CharacterRange;

/* Characters that are skipped: at most they change how others look. */
static const CharacterRange ignored[] = {
	{0x00ad, 0x00ad},			/* soft hyphen */
	{0x0640, 0x0640},			/* Arabic tatweel */
	{0x064b, 0x0652},			/* Arabic vowel marks */
	{0x200b, 0x200f},			/* zero-width space and joiners, direction */
	{0x202a, 0x202e},			/* direction */
	{0x2060, 0x2060},			/* word joiner */
	{0x2066, 0x2069},			/* direction */
	{0x20e3, 0x20e3},			/* key cap around a digit */
	{0xfe0e, 0xfe0f},			/* shown as text, shown as emoji */
	{0xfeff, 0xfeff},			/* byte order mark */
	{0x1f3fb, 0x1f3ff},			/* skin tones */
};

/* Those of ASCII are in plain_ascii(). */
static const CharacterRange spaces[] = {
	{0x0085, 0x0085},
	{0x00a0, 0x00a0},			/* no-break space */
	{0x1680, 0x1680},
	{0x2000, 0x200a},			/* em, en, thin, hair ... */
	{0x2028, 0x2029},
	{0x202f, 0x202f},
	{0x205f, 0x205f},
	{0x3000, 0x3000},			/* full-width space */
};

static const CharacterRange dashes[] = {
	{0x2010, 0x2015},			/* hyphens, en dash, em dash */
	{0x2212, 0x2212},			/* minus sign */
};

/* Full-width forms of ASCII stand in its order, this far above it. */
#define FULL_WIDTH_FIRST	0xff01
#define FULL_WIDTH_LAST		0xff5e
#define FULL_WIDTH_OFFSET	0xfee0

/* A range of characters that are read as another range of the same order. */
typedef struct Variant
{
	CharacterRange range;
	pg_wchar	plain;			/* what the first of them is read as */
} Variant;

/* Letters with accents are decomposed when this is applied. */
static const Variant variants[] = {
	{{0x00c6, 0x00c6}, 0x00e6}, /* AE */
	{{0x00d8, 0x00d8}, 0x00f8}, /* O with stroke */
	{{0x0110, 0x0110}, 0x0111}, /* D with stroke */
	{{0x0131, 0x0131}, 'i'},	/* i without a dot */
	{{0x0141, 0x0141}, 0x0142}, /* L with stroke */
	{{0x018f, 0x018f}, 0x0259}, /* schwa */
	{{0x0327, 0x0327}, 0x0326}, /* cedilla, for the comma of Romanian */
	{{0x0391, 0x03a9}, 0x03b1}, /* Greek */
	{{0x03c2, 0x03c2}, 0x03c3}, /* final sigma */
	{{0x0400, 0x040f}, 0x0450}, /* Cyrillic */
	{{0x0410, 0x042f}, 0x0430},
	{{0x0490, 0x0490}, 0x0491}, /* Ukrainian ghe */
	{{0x0643, 0x0643}, 0x06a9}, /* kaf: Arabic, Persian */
	{{0x064a, 0x064a}, 0x06cc}, /* yeh: Arabic, Persian */
	{{0x06c1, 0x06c1}, 0x0647}, /* heh: Urdu, Arabic */
	{{0x0660, 0x0669}, '0'},	/* Arabic digits */
	{{0x066b, 0x066b}, ','},	/* Arabic decimal separator */
	{{0x06f0, 0x06f9}, '0'},	/* Persian and Urdu digits */
	{{0x0966, 0x096f}, '0'},	/* Devanagari digits */
	{{0x09e6, 0x09ef}, '0'},	/* Bengali digits */
	{{0x0e50, 0x0e59}, '0'},	/* Thai digits */
};

/* Marks that are ignored after some letters. */
typedef struct SilentMark
{
	pg_wchar	mark;
	CharacterRange after;
} SilentMark;

static const SilentMark silent_marks[] = {
	{0x0307, {'i', 'i'}},		/* a second dot, or that of a capital */
	{0x0301, {0x03b1, 0x03c9}}, /* Greek tonos: capitals go without */
	{0x0308, {0x0435, 0x0435}}, /* Russian io, mostly written as ie */
};

static bool
in_range(pg_wchar character, CharacterRange range)
{
	return character >= range.first && character <= range.last;
}

static bool
in_ranges(pg_wchar character, const CharacterRange *ranges, int nranges)
{
	for (int i = 0; i < nranges; i++)
		if (in_range(character, ranges[i]))
			return true;
	return false;
}

/* Most texts are of nothing else. */
static inline pg_wchar
plain_ascii(pg_wchar character)
{
	if (character >= 'A' && character <= 'Z')
		return character - 'A' + 'a';
	/* very_satisfied */
	if (character == '_' || (character >= '\t' && character <= '\r'))
		return ' ';
	return character;
}

/* The plain form of a character; 0 if it is to be ignored. */
static pg_wchar
plain_character(pg_wchar character)
{
	if (character < 0x80)
		return plain_ascii(character);
	if (in_ranges(character, ignored, lengthof(ignored)))
		return 0;
	if (character >= FULL_WIDTH_FIRST && character <= FULL_WIDTH_LAST)
		return plain_ascii(character - FULL_WIDTH_OFFSET);
	if (in_ranges(character, spaces, lengthof(spaces)))
		return ' ';
	if (in_ranges(character, dashes, lengthof(dashes)))
		return '-';
	for (int i = 0; i < (int) lengthof(variants); i++)
		if (in_range(character, variants[i].range))
			return character - variants[i].range.first + variants[i].plain;
	return character;
}

static bool
is_silent_after(pg_wchar mark, pg_wchar letter)
{
	for (int i = 0; i < (int) lengthof(silent_marks); i++)
		if (mark == silent_marks[i].mark && in_range(letter, silent_marks[i].after))
			return true;
	return false;
}

/*
 * Fold code points in place; returns how many are left.  There is no space at
 * either end, and never one after another.
 */
static int
fold_characters(pg_wchar *characters)
{
	int			length = 0;

	for (const pg_wchar *next = characters; *next != 0; next++)
	{
		pg_wchar	last = length > 0 ? characters[length - 1] : ' ';
		pg_wchar	plain = plain_character(*next);

		if (plain == 0 || (plain == ' ' && last == ' ') || is_silent_after(plain, last))
			continue;
		characters[length++] = plain;
	}
	if (length > 0 && characters[length - 1] == ' ')
		length--;
	return length;
}

bool
fold_utf8(const char *bytes, int length, Span *text)
{
	const unsigned char *next = (const unsigned char *) bytes;
	pg_wchar   *characters = palloc((length + 1) * sizeof(pg_wchar));
	bool		decomposed = true;
	int			n = 0;

	while (length > 0)
	{
		int			size = pg_utf_mblen(next);

		if (size > length || !pg_utf8_islegal(next, size))
			return false;
		if (size > 1)
			decomposed = false;
		if (*next != 0)
			characters[n++] = utf8_to_unicode(next);
		next += size;
		length -= size;
	}
	characters[n] = 0;
	/* equal after decomposition is equal after composition */
	if (!decomposed)
		characters = unicode_normalize(UNICODE_NFD, characters);
	text->characters = characters;
	text->length = fold_characters(characters);
	return true;
}

bool
fold_form_text(const char *bytes, int length, Span *text)
{
	int			encoding = GetDatabaseEncoding();
	Oid			conversion = InvalidOid;
	int			size = length * MAX_CONVERSION_GROWTH + 1;
	char	   *utf8;

	/* SQL_ASCII takes any bytes, and clients mostly send UTF-8 */
	if (encoding != PG_UTF8 && encoding != PG_SQL_ASCII && length > 0)
		conversion = FindDefaultConversionProc(encoding, PG_UTF8);
	if (!OidIsValid(conversion))
		return fold_utf8(bytes, length, text);

	utf8 = palloc(size);
	if (pg_do_encoding_conversion_buf(conversion, encoding, PG_UTF8,
									  (unsigned char *) unconstify(char *, bytes),
									  length, (unsigned char *) utf8, size, true) < length)
		return false;
	return fold_utf8(utf8, (int) strlen(utf8), text);
}

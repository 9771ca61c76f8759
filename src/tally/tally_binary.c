/*
 * tally_binary.c
 *	  What the binary forms of both kinds of tally share.
 */
#include "postgres.h"

#include "libpq/pqformat.h"

#include "tally/tally_binary.h"

void
tally_bytes_invalid(const char *type, const char *fault)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("incorrect binary data format for type %s", type),
			 errdetail("%s", fault)));
}

/* Format, points and lowest score. */
#define BINARY_HEAD_BYTES	4

/*
 * The binary form begins with the format in one byte, the number of points in
 * one and the lowest score in two, in network byte order.  Returns an
 * empty tally on that scale, of which all bytes that follow are still to be
 * read and none is missing.
 */
Tally *
tally_read_head(StringInfo buf, const char *type, int format)
{
	int			sent_format;
	int			points;
	int			lowest;
	int			left;
	int			needed;
	char	   *fault;

	if (buf->len - buf->cursor < BINARY_HEAD_BYTES)
		tally_bytes_invalid(type, psprintf("It is shorter than its head of %d bytes.", BINARY_HEAD_BYTES));
	sent_format = pq_getmsgbyte(buf);
	points = pq_getmsgbyte(buf);
	lowest = (int16) pq_getmsgint(buf, 2);

	if (sent_format != format)
		tally_bytes_invalid(type, psprintf("Format %d is unknown.", sent_format));
	fault = scale_fault(lowest, points);
	if (fault != NULL)
		tally_bytes_invalid(type, fault);

	left = buf->len - buf->cursor;
	needed = tally_size(format, points) - sizeof(Tally);
	if (left != needed)
		tally_bytes_invalid(type, psprintf("%d scores take %d bytes, not %d.",
										   points, needed, left));
	return tally_make(format, lowest, points);
}

void
tally_check_count(const char *type, int score, int64 count)
{
	if (count < 0)
		tally_bytes_invalid(type, psprintf("The count of score %d is %lld, less than 0.",
										   score, (long long) count));
}

/* Begin a binary form with its head. */
void
tally_begin_send(StringInfo buf, const Tally *tally)
{
	pq_begintypsend(buf);
	pq_sendint8(buf, tally->format);
	pq_sendint8(buf, tally->points);
	pq_sendint16(buf, tally->lowest);
}

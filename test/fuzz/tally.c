/*
 * tally.c
 *	  Any text as input of both types, and any bytes as received: what is
 *	  accepted prints as a text that reads back as the same tally, and is sent
 *	  as bytes that do.
 */
#include "postgres.h"

#include "server.h"

extern Datum score_tally_in(PG_FUNCTION_ARGS);
extern Datum score_tally_recv(PG_FUNCTION_ARGS);
extern Datum score_tally_send(PG_FUNCTION_ARGS);
extern Datum weighted_tally_in(PG_FUNCTION_ARGS);
extern Datum weighted_tally_recv(PG_FUNCTION_ARGS);
extern Datum weighted_tally_send(PG_FUNCTION_ARGS);
extern Datum tally_out(PG_FUNCTION_ARGS);

/* A type by the functions that read and write it. */
typedef struct TallyType
{
	PGFunction	in;
	PGFunction	recv;
	PGFunction	send;
} TallyType;

static const TallyType tally_types[] = {
	{score_tally_in, score_tally_recv, score_tally_send},
	{weighted_tally_in, weighted_tally_recv, weighted_tally_send},
};

static bool
same_bytes(Datum a, Datum b)
{
	return VARSIZE(a) == VARSIZE(b) &&
		memcmp(DatumGetPointer(a), DatumGetPointer(b), VARSIZE(a)) == 0;
}

static void
check_tally(const TallyType *type, Datum tally)
{
	Datum		sent = must_call(type->send, tally);
	Datum		message = as_message(VARDATA(sent), VARSIZE(sent) - VARHDRSZ);

	if (!same_bytes(must_call(type->recv, message), tally) ||
		!same_bytes(must_call(type->in, must_call(tally_out, tally)), tally))
		abort();
}

int
fuzz_text(const uint8 *data, size_t size)
{
	Datum		tally;

	for (int i = 0; i < lengthof(tally_types); i++)
		if (call(tally_types[i].in, as_cstring(data, size), &tally))
			check_tally(&tally_types[i], tally);
	return 0;
}

int
fuzz_binary(const uint8 *data, size_t size)
{
	Datum		tally;

	for (int i = 0; i < lengthof(tally_types); i++)
		if (call(tally_types[i].recv, as_message(data, size), &tally))
			check_tally(&tally_types[i], tally);
	return 0;
}

/*
 * fuzz_binary.c
 *	  Any bytes, received as both types: what is accepted is sent again as a
 *	  tally that is the same, and reads back from its text as well.
 */
#include "postgres.h"

#include "readers.h"
#include "server.h"

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
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	for (int i = 0; i < (int) lengthof(tally_types); i++)
	{
		Datum		tally;

		if (call(tally_types[i].recv, as_message(data, size), &tally))
			check_tally(&tally_types[i], tally);
	}
	forget();
	return 0;
}

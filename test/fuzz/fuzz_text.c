/*
 * fuzz_text.c
 *	  Any text, as input of both types: what is accepted prints as a text that
 *	  reads back as the same bytes, and so does its binary form.
 */
#include "postgres.h"

#include "readers.h"
#include "server.h"

static void
check_tally(const TallyType *type, Datum tally)
{
	Datum		printed = must_call(tally_out, tally);
	Datum		sent = must_call(type->send, tally);
	Datum		message = as_message(VARDATA(sent), VARSIZE(sent) - VARHDRSZ);

	if (!same_bytes(must_call(type->in, printed), tally) ||
		!same_bytes(must_call(type->recv, message), tally))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	for (int i = 0; i < (int) lengthof(tally_types); i++)
	{
		Datum		tally;

		if (call(tally_types[i].in, as_cstring(data, size), &tally))
			check_tally(&tally_types[i], tally);
	}
	forget();
	return 0;
}

/*
 * server.c
 *	  Runs libFuzzer in a backend.  csat's readers are linked with this file, and
 *	  what they call is the server's own, but for palloc(): here the address
 *	  sanitizer sees where each allocation ends.
 */
#include "postgres.h"

#include <sanitizer/asan_interface.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/ipc.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "server.h"

PG_MODULE_MAGIC;

extern int	LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target) (const uint8 *data, size_t size));

/* The sanitizer comes with this library, after all others. */
const char *
__asan_default_options(void)
{
	return "verify_asan_link_order=0:detect_leaks=0";
}

int			server_encoding = PG_UTF8;

int
GetDatabaseEncoding(void)
{
	return server_encoding;
}

/*
 * Memory: all that is not allocated is poisoned, gaps between allocations too.
 */
static char memory[64 * 1024 * 1024] __attribute__((aligned(16)));
static Size used = sizeof(memory);

void *
palloc(Size size)
{
	char	   *new = memory + used;

	used += TYPEALIGN(16, size) + 32;
	if (used > sizeof(memory))
		abort();
	__asan_unpoison_memory_region(new, size);
	return new;
}

void *
palloc0(Size size)
{
	return memset(palloc(size), 0, size);
}

char *
pnstrdup(const char *in, Size len)
{
	char	   *copy = palloc0(strnlen(in, len) + 1);

	return memcpy(copy, in, strnlen(in, len));
}

static void
forget(void)
{
	__asan_poison_memory_region(memory, used);
	used = 0;
	MemoryContextReset(CurrentMemoryContext);
}

/*
 * Calls
 */
static bool
is_documented(int sqlstate)
{
	return sqlstate == ERRCODE_INVALID_TEXT_REPRESENTATION ||
		sqlstate == ERRCODE_INVALID_BINARY_REPRESENTATION ||
		sqlstate == ERRCODE_INVALID_PARAMETER_VALUE ||
		sqlstate == ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
}

static bool
invoke(FunctionCallInfo fcinfo, PGFunction function, Datum *result)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool returned = false;

	PG_TRY();
	{
		*result = function(fcinfo);
		if (fcinfo->isnull)
			abort();
		returned = true;
	}
	PG_CATCH();
	{
		if (!is_documented(geterrcode()))
		{
			EmitErrorReport();
			abort();
		}
		MemoryContextSwitchTo(context);
		FlushErrorState();
		/* functions were left that the sanitizer did not see end */
		__asan_handle_no_return();
	}
	PG_END_TRY();
	return returned;
}

bool
call(PGFunction function, Datum argument, Datum *result)
{
	LOCAL_FCINFO(fcinfo, 1);

	InitFunctionCallInfoData(*fcinfo, NULL, 1, InvalidOid, NULL, NULL);
	fcinfo->args[0] = (NullableDatum) {argument, false};
	return invoke(fcinfo, function, result);
}

bool
call_with_two(PGFunction function, Datum first, Datum second, Datum *result)
{
	LOCAL_FCINFO(fcinfo, 2);
	FmgrInfo	flinfo = {.fn_mcxt = CurrentMemoryContext};

	InitFunctionCallInfoData(*fcinfo, &flinfo, 2, InvalidOid, NULL, NULL);
	fcinfo->args[0] = (NullableDatum) {first, false};
	fcinfo->args[1] = (NullableDatum) {second, false};
	return invoke(fcinfo, function, result);
}

Datum
must_call(PGFunction function, Datum argument)
{
	Datum		result;

	if (!call(function, argument, &result))
		abort();
	return result;
}

/*
 * Values
 */
Datum
as_message(const void *bytes, size_t length)
{
	StringInfo	message = palloc0(sizeof(StringInfoData));

	message->data = memcpy(palloc(length), bytes, length);
	message->len = message->maxlen = (int) length;
	return PointerGetDatum(message);
}

Datum
as_text(const void *bytes, size_t length)
{
	text	   *value = palloc(VARHDRSZ + length);

	SET_VARSIZE(value, VARHDRSZ + length);
	memcpy(VARDATA(value), bytes, length);
	return PointerGetDatum(value);
}

Datum
as_cstring(const void *bytes, size_t length)
{
	return CStringGetDatum(pnstrdup(bytes, length));
}

/*
 * The target runs in a context of its own.
 */
static int	(*target) (const uint8 *data, size_t size);

static int
run_target(const uint8 *data, size_t size)
{
	forget();
	return target(data, size);
}

/* fuzz(arguments text[]): the target's name, then libFuzzer's. */
PG_FUNCTION_INFO_V1(fuzz);

Datum
fuzz(PG_FUNCTION_ARGS)
{
	Datum	   *arguments;
	int			argc;
	char	  **argv;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false, TYPALIGN_INT, &arguments, NULL, &argc);
	argv = MemoryContextAllocZero(TopMemoryContext, (argc + 1) * sizeof(char *));
	for (int i = 0; i < argc; i++)
		argv[i] = TextDatumGetCString(arguments[i]);
	ExitOnAnyError = false;		/* from here on they are csat's */
	target = strcmp(argv[0], "text") == 0 ? fuzz_text :
		strcmp(argv[0], "binary") == 0 ? fuzz_binary : fuzz_rating;
	MemoryContextSwitchTo(AllocSetContextCreate(TopMemoryContext, "input", ALLOCSET_DEFAULT_SIZES));
	proc_exit(LLVMFuzzerRunDriver(&argc, &argv, run_target));
}

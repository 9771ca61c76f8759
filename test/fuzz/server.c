/*
 * server.c
 *	  Stands in for the server that the readers are linked with, in the
 *	  fuzzers alone.  What no input should reach aborts.
 */
#include "postgres.h"

#include <math.h>
#include <setjmp.h>

#include "common/jsonapi.h"
#include "common/unicode_norm.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

#include "server.h"
#include "tally/scale.h"

int			server_encoding = PG_UTF8;

/*
 * Memory: each allocation is malloc's, so that the address sanitizer sees its
 * ends, and is kept in a list.
 */
typedef struct Allocation
{
	struct Allocation *next;
	Size		size;
} Allocation;

static Allocation *allocations = NULL;

void *
palloc(Size size)
{
	Allocation *new = malloc(sizeof(Allocation) + size);

	if (new == NULL)
		abort();
	new->next = allocations;
	new->size = size;
	allocations = new;
	return new + 1;
}

void *
palloc0(Size size)
{
	return memset(palloc(size), 0, size);
}

/* What is freed early stays until the input is done. */
void
pfree(void *pointer)
{
	(void) pointer;
}

void *
repalloc(void *pointer, Size size)
{
	Size		old = ((Allocation *) pointer)[-1].size;

	return memcpy(palloc(size), pointer, Min(old, size));
}

char *
pnstrdup(const char *in, Size len)
{
	char	   *copy;

	len = strnlen(in, len);
	copy = palloc(len + 1);
	memcpy(copy, in, len);
	copy[len] = '\0';
	return copy;
}

char *
pstrdup(const char *in)
{
	return pnstrdup(in, strlen(in));
}

/* What the session keeps is not forgotten. */
MemoryContext TopMemoryContext = NULL;

void *
MemoryContextAlloc(MemoryContext context, Size size)
{
	void	   *new = malloc(size);

	if (context != TopMemoryContext || new == NULL)
		abort();
	return new;
}

/* Other contexts are all one, that of the input. */
MemoryContext CurrentMemoryContext = NULL;

MemoryContext
AllocSetContextCreateInternal(MemoryContext parent, const char *name,
							  Size minContextSize, Size initBlockSize, Size maxBlockSize)
{
	(void) name;
	(void) minContextSize;
	(void) initBlockSize;
	(void) maxBlockSize;
	return parent;
}

void
MemoryContextSetParent(MemoryContext context, MemoryContext new_parent)
{
	(void) context;
	(void) new_parent;
}

void
MemoryContextDelete(MemoryContext context)
{
	(void) context;
}

void
forget(void)
{
	while (allocations != NULL)
	{
		Allocation *next = allocations->next;

		free(allocations);
		allocations = next;
	}
}

/*
 * Errors: what is said is formatted, so that every argument is read, and the
 * SQLSTATE is one of those that the reference lists.
 */
static sigjmp_buf *handler = NULL;
static int	sqlstate;

bool
errstart(int elevel, const char *domain)
{
	(void) domain;
	sqlstate = 0;
	return elevel >= ERROR;
}

bool
errstart_cold(int elevel, const char *domain)
{
	return errstart(elevel, domain);
}

int
errcode(int code)
{
	sqlstate = code;
	return 0;
}

static int
format_message(const char *format, va_list arguments)
{
	char	   *message;

	if (vasprintf(&message, format, arguments) < 0)
		abort();
	free(message);
	return 0;
}

#define DEFINE_MESSAGE(name) \
int \
name(const char *fmt, ...) \
{ \
	va_list		arguments; \
\
	va_start(arguments, fmt); \
	format_message(fmt, arguments); \
	va_end(arguments); \
	return 0; \
}

DEFINE_MESSAGE(errmsg)
DEFINE_MESSAGE(errmsg_internal)
DEFINE_MESSAGE(errdetail)
DEFINE_MESSAGE(errdetail_internal)
DEFINE_MESSAGE(errhint)

void
errfinish(const char *filename, int lineno, const char *funcname)
{
	(void) filename;
	(void) lineno;
	(void) funcname;
	if (handler == NULL)
		abort();
	siglongjmp(*handler, 1);
}

static bool
is_documented(int code)
{
	return code == ERRCODE_INVALID_TEXT_REPRESENTATION ||
		code == ERRCODE_INVALID_BINARY_REPRESENTATION ||
		code == ERRCODE_INVALID_PARAMETER_VALUE ||
		code == ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
}

static bool
invoke(FunctionCallInfo fcinfo, PGFunction function, Datum *result)
{
	sigjmp_buf	here;

	if (sigsetjmp(here, 0) != 0)
	{
		handler = NULL;
		if (!is_documented(sqlstate))
			abort();
		return false;
	}
	handler = &here;
	*result = function(fcinfo);
	handler = NULL;
	if (fcinfo->isnull)
		abort();
	return true;
}

bool
call(PGFunction function, Datum argument, Datum *result)
{
	LOCAL_FCINFO(fcinfo, 1);

	InitFunctionCallInfoData(*fcinfo, NULL, 1, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = argument;
	fcinfo->args[0].isnull = false;
	return invoke(fcinfo, function, result);
}

bool
call_with_two(PGFunction function, Datum first, Datum second, Datum *result)
{
	LOCAL_FCINFO(fcinfo, 2);
	FmgrInfo	flinfo = {0};

	InitFunctionCallInfoData(*fcinfo, &flinfo, 2, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = first;
	fcinfo->args[0].isnull = false;
	fcinfo->args[1].value = second;
	fcinfo->args[1].isnull = false;
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

/* Values */

Datum
as_message(const void *bytes, size_t length)
{
	StringInfo	message = palloc(sizeof(StringInfoData));

	message->data = memcpy(palloc(length), bytes, length);
	message->len = (int) length;
	message->maxlen = (int) length;
	message->cursor = 0;
	return PointerGetDatum(message);
}

Datum
as_text(const void *bytes, size_t length)
{
	return PointerGetDatum(cstring_to_text_with_len(bytes, (int) length));
}

Datum
as_cstring(const void *bytes, size_t length)
{
	return CStringGetDatum(pnstrdup(bytes, length));
}

/* As much of an array as its readers look at: its head, and where elements are. */
typedef struct TextArray
{
	ArrayType	head;
	Datum	   *elements;
	int			count;
} TextArray;

Datum
as_text_array(Datum *elements, int count)
{
	TextArray  *array = palloc0(sizeof(TextArray));

	SET_VARSIZE(array, sizeof(TextArray));
	array->head.ndim = 1;
	array->elements = elements;
	array->count = count;
	return PointerGetDatum(array);
}

void
deconstruct_array(ArrayType *array, Oid elmtype, int elmlen, bool elmbyval, char elmalign,
				  Datum **elemsp, bool **nullsp, int *nelemsp)
{
	(void) elmtype;
	(void) elmlen;
	(void) elmbyval;
	(void) elmalign;
	*elemsp = ((TextArray *) array)->elements;
	*nelemsp = ((TextArray *) array)->count;
	*nullsp = palloc0(*nelemsp * sizeof(bool));
}

bool
same_bytes(Datum a, Datum b)
{
	return VARSIZE(a) == VARSIZE(b) &&
		memcmp(DatumGetPointer(a), DatumGetPointer(b), VARSIZE(a)) == 0;
}

text *
cstring_to_text_with_len(const char *s, int len)
{
	text	   *value = palloc(VARHDRSZ + len);

	SET_VARSIZE(value, VARHDRSZ + len);
	memcpy(VARDATA(value), s, len);
	return value;
}

text *
cstring_to_text(const char *s)
{
	return cstring_to_text_with_len(s, (int) strlen(s));
}

/* Nothing is toasted. */
struct varlena *
pg_detoast_datum(struct varlena *datum)
{
	return datum;
}

struct varlena *
pg_detoast_datum_packed(struct varlena *datum)
{
	return datum;
}

struct varlena *
pg_detoast_datum_slice(struct varlena *datum, int32 first, int32 count)
{
	int			length = (int) VARSIZE(datum) - VARHDRSZ;

	if (first != 0)
		abort();
	return cstring_to_text_with_len(VARDATA(datum), Min(count, length));
}

/* Messages from and to a client: pqformat.c without its checks of the cursor. */

static void
take(StringInfo msg, void *bytes, int length)
{
	if (msg->len - msg->cursor < length)
		abort();				/* the reader checks the length first */
	memcpy(bytes, msg->data + msg->cursor, length);
	msg->cursor += length;
}

int
pq_getmsgbyte(StringInfo msg)
{
	unsigned char byte;

	take(msg, &byte, 1);
	return byte;
}

unsigned int
pq_getmsgint(StringInfo msg, int b)
{
	uint16		number;

	if (b != 2)
		abort();
	take(msg, &number, 2);
	return pg_ntoh16(number);
}

int64
pq_getmsgint64(StringInfo msg)
{
	uint64		number;

	take(msg, &number, 8);
	return (int64) pg_ntoh64(number);
}

float8
pq_getmsgfloat8(StringInfo msg)
{
	int64		bits = pq_getmsgint64(msg);
	float8		number;

	memcpy(&number, &bits, 8);
	return number;
}

void
pq_begintypsend(StringInfo buf)
{
	initStringInfo(buf);
	appendStringInfoSpaces(buf, VARHDRSZ);
}

void
pq_sendfloat8(StringInfo buf, float8 f)
{
	int64		bits;

	memcpy(&bits, &f, 8);
	pq_sendint64(buf, bits);
}

bytea *
pq_endtypsend(StringInfo buf)
{
	SET_VARSIZE(buf->data, buf->len);
	return (bytea *) buf->data;
}

/* What libpgcommon leaves to the server or to its client */

/* libpgcommon's is made for clients: it takes its memory from malloc. */
extern pg_wchar *__real_unicode_normalize(UnicodeNormalizationForm form, const pg_wchar *input);
extern pg_wchar *__wrap_unicode_normalize(UnicodeNormalizationForm form, const pg_wchar *input);

pg_wchar *
__wrap_unicode_normalize(UnicodeNormalizationForm form, const pg_wchar *input)
{
	pg_wchar   *normal = __real_unicode_normalize(form, input);
	Size		length = 0;
	pg_wchar   *copy;

	while (normal[length++] != 0)
		 /* the end is copied too */ ;
	copy = memcpy(palloc(length * sizeof(pg_wchar)), normal, length * sizeof(pg_wchar));
	free(normal);
	return copy;
}

int
GetDatabaseEncoding(void)
{
	return server_encoding;
}

int
pg_encoding_mbcliplen(int encoding, const char *mbstr, int len, int limit)
{
	int			clipped = 0;

	while (clipped < len)
	{
		int			next = pg_encoding_mblen(encoding, mbstr + clipped);

		if (clipped + next > limit)
			break;
		clipped += next;
	}
	return clipped;
}

char *
json_errdetail(JsonParseErrorType error, JsonLexContext *lex)
{
	(void) lex;
	return psprintf("JSON error %d", (int) error);
}

int
pg_ltoa(int32 value, char *a)
{
	return pg_lltoa(value, a);
}

int
pg_lltoa(int64 value, char *a)
{
	return sprintf(a, "%lld", (long long) value);
}

void
float_overflow_error(void)
{
	abort();
}

/* No aggregate, no other encoding and no number is in reach. */

int
AggCheckCallContext(FunctionCallInfo fcinfo, MemoryContext *aggcontext)
{
	(void) fcinfo;
	(void) aggcontext;
	return 0;
}

Oid
FindDefaultConversionProc(int32 for_encoding, int32 to_encoding)
{
	(void) for_encoding;
	(void) to_encoding;
	abort();
}

int
pg_do_encoding_conversion_buf(Oid proc, int src_encoding, int dest_encoding,
							  unsigned char *src, int srclen,
							  unsigned char *dest, int destlen, bool noError)
{
	(void) proc;
	(void) src_encoding;
	(void) dest_encoding;
	(void) src;
	(void) srclen;
	(void) dest;
	(void) destlen;
	(void) noError;
	abort();
}

Datum
DirectFunctionCall1Coll(PGFunction func, Oid collation, Datum arg1)
{
	(void) func;
	(void) collation;
	(void) arg1;
	abort();
}

#define DEFINE_UNREACHABLE(name) \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	(void) fcinfo; \
	abort(); \
}

DEFINE_UNREACHABLE(jsonb_in)
DEFINE_UNREACHABLE(numeric_out)

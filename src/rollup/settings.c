/*
 * settings.c
 *	  Settings that change what immutable functions give, as they are while a
 *	  rollup counts: whoever writes, the same row has the same key.
 */
#include "postgres.h"

#include "utils/guc.h"

#include "rollup/rollup.h"

static const struct
{
	const char *name;
	const char *value;
}			pinned[] =
{
	{"search_path", "pg_catalog, pg_temp"},
	{"TimeZone", "UTC"},
	{"timezone_abbreviations", "Default"},
	{"DateStyle", "ISO, MDY"},
	{"IntervalStyle", "postgres"},
	{"extra_float_digits", "1"},
	{"bytea_output", "hex"},
	{"lc_monetary", "C"},
	{"quote_all_identifiers", "off"},
	{"xmlbinary", "base64"},
	{"array_nulls", "on"},
	{"standard_conforming_strings", "on"},
};

/* Setting takes much longer than looking: timezone_abbreviations reads a file. */
static void
pin_settings(void)
{
	for (int i = 0; i < (int) lengthof(pinned); i++)
	{
		const char *value = GetConfigOption(pinned[i].name, false, false);

		if (strcmp(value, pinned[i].value) != 0)
			(void) set_config_option(pinned[i].name, pinned[i].value, PGC_USERSET,
									 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	}
}

/*
 * Go on as the owner of a rollup, as in the refresh of a materialized view:
 * what runs can neither become another role nor leave something behind for
 * later.  An error ends it too.
 */
Caller
begin_as_owner(Oid owner)
{
	Caller		caller;

	GetUserIdAndSecContext(&caller.user, &caller.context);
	SetUserIdAndSecContext(owner, caller.context | SECURITY_RESTRICTED_OPERATION);
	caller.settings = NewGUCNestLevel();
	pin_settings();
	return caller;
}

void
end_as_owner(Caller caller)
{
	AtEOXact_GUC(false, caller.settings);
	SetUserIdAndSecContext(caller.user, caller.context);
}

/*
 * sanitizer_options.c
 *	  Linked into csat.so when it is built with the sanitizers.  PostgreSQL has
 *	  overwritten its environment, where they look for their options, before it
 *	  loads the library.
 */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

/*
 * The runtime comes with the library, not before all others: it sees what
 * csat.so does with its constants, and undefined behaviour; it does not see
 * malloc().
 */
const char *
__asan_default_options(void)
{
	return "verify_asan_link_order=0:detect_leaks=0:log_path=" REPORT;
}

const char *
__ubsan_default_options(void)
{
	return "print_stacktrace=1:log_path=" REPORT;
}

/*
 * main.c
 *	  How often intervals at 0.95 hold the truth, and how often tests at 0.05
 *	  find a difference that is not there, by the functions of src/formulas.
 *	  From the project's top, all tables of doc/reference.md:
 *
 *		cc -O2 -I src -o /tmp/coverage bench/coverage/[a-z]*.c src/formulas/[a-z]*.c -lm && /tmp/coverage
 *
 * and those that take little time with the argument `short`.  Single samples and
 * changes are enumerated: all outcomes, each with its exact chance.  Strata,
 * clusters, weights and tests are drawn, from a seed, so that every run
 * prints the same.
 */
#include <string.h>

#include "coverage.h"

double		z;
bool		quick;

int
main(int argc, char **argv)
{
	quick = argc > 1 && strcmp(argv[1], "short") == 0;
	z = level_quantile(LEVEL);
	print_singles();
	print_changes();
	print_surveys();
	print_errors();
	return 0;
}

/*
 * quantile.c
 *	  Print the normal quantile of each probability on standard input, with
 *	  all digits: the extension's own function, without a server.
 */
#include <stdio.h>

#include "formulas/normal.h"

int
main(void)
{
	double		p;

	while (scanf("%lf", &p) == 1)
		printf("%.17g\n", normal_quantile(p));
	return 0;
}

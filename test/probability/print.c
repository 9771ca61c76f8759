/*
 * print.c
 *	  Print the value of each line on standard input, which names a function
 *	  of the extension, its argument and the degrees of freedom, with all
 *	  digits and without a server.
 */
#include <stdio.h>
#include <string.h>

#include "formulas/probability.h"

int
main(void)
{
	char		name[32];
	double		x;
	double		df;

	while (scanf("%31s %lf %lf%*[^\n]", name, &x, &df) == 3)
		printf("%.17g\n",
			   strcmp(name, "student_upper") == 0 ? student_upper(x, df) :
			   strcmp(name, "student_quantile") == 0 ? student_quantile(x, df) :
			   chi_square_upper(x, df));
	return 0;
}

/*
 * distributions.c
 *	  Print the value of each line on standard input, which names a function
 *	  of the extension, its degrees of freedom and its argument, with all
 *	  digits and without a server.
 */
#include <stdio.h>
#include <string.h>

#include "formulas/normal.h"
#include "formulas/probability.h"

int
main(void)
{
	char		name[32];
	double		df;
	double		x;

	while (scanf("%31s %lf %lf%*[^\n]", name, &df, &x) == 3)
		printf("%.17g\n",
			   strcmp(name, "normal_quantile") == 0 ? normal_quantile(x) :
			   strcmp(name, "student_upper") == 0 ? student_upper(x, df) :
			   strcmp(name, "student_quantile") == 0 ? student_quantile(x, df) :
			   chi_square_upper(x, df));
	return 0;
}

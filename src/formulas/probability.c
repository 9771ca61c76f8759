/*
 * probability.c
 *	  Student's t and the chi-square distribution.
 *
 * A tail is the density at its edge times an integral over [0, infinity) of
 * exp(-h(v)), where h(0) = 0 and h is convex and rises.  All terms of its sum
 * are positive, so that no digits are lost in any tail and for any degrees of
 * freedom, and it takes the same time, some 100 terms, everywhere.
 */
#include <float.h>
#include <math.h>

#include "formulas/normal.h"
#include "formulas/probability.h"

#define PI				3.14159265358979323846
#define HALF_LOG_2PI	0.91893853320467274178

/*
 * Newton's method is done after a step of this size, the next being of its
 * square; it needs 5 or so.
 */
#define LAST_STEP		1e-9
#define MOST_STEPS		100

/* h of the distribution, with its two parameters. */
typedef double (*Exponent) (double v, double a, double b);

/*
 * The integral of exp(-h(v)) over [0, infinity), h having this slope and
 * curvature at 0: the trapezoidal rule in x after v = width exp(x - exp(-x)).
 * H. Takahasi, M. Mori, Publications of the Research Institute for
 * Mathematical Sciences 9(3), 1974.
 */
static double
integrate(Exponent h, double a, double b, double slope, double curvature)
{
	const double step = 1.0 / 16;
	double		width = 2 / (slope + sqrt(slope * slope + 2 * curvature));
	double		sum = 0;
	double		term = DBL_MAX;

	for (double x = -3.625; term > 1e-17 * sum || x < 0; x += step)
	{
		double		v = exp(x - exp(-x));

		term = v * (1 + exp(-x)) * exp(-h(width * v, a, b));
		sum += term;
	}
	return width * step * sum;
}

/*
 * log(gamma(x)) - ((x - 1/2) log(x) - x + log(2 pi) / 2), Stirling's error:
 * M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 6.1.41.
 */
static double
stirling_error(double x)
{
	double		r = 1 / (x * x);

	if (x < 16)
		return log(tgamma(x)) - ((x - 0.5) * log(x) - x + HALF_LOG_2PI);
	return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 -
				(691.0 / 360360 - r / 156) * r) * r) * r) * r) * r) / x;
}

/* gamma(x + 1/2) / gamma(x) */
static double
gamma_ratio(double x)
{
	if (x < 16)
		return tgamma(x + 0.5) / tgamma(x);
	return sqrt(x) * exp(x * log1p(0.5 / x) - 0.5 +
						 stirling_error(x + 0.5) - stirling_error(x));
}

/* log(cosh(u)) for u >= 0, which loses no digits near 0. */
static double
log_cosh(double u)
{
	double		half = sinh(u / 2);

	return u < 1 ? log1p(2 * half * half) : u + log1p(exp(-2 * u)) - log(2);
}

/*
 * Student's t by way of u = asinh(t / sqrt(df)), whose density is
 * gamma_ratio(df / 2) / sqrt(pi) * cosh(u)^-df.
 */
static double
student_density(double u, double df)
{
	return gamma_ratio(df / 2) / sqrt(PI) * exp(-df * log_cosh(u));
}

static double
student_exponent(double v, double df, double tanh_u)
{
	double		half = sinh(v / 2);

	return df * log1p(2 * half * half + tanh_u * sinh(v));
}

/* The tail above u in units of the density at u. */
static double
student_tail(double u, double df)
{
	double		tanh_u = tanh(u);

	return integrate(student_exponent, df, tanh_u, df * tanh_u,
					 df * (1 - tanh_u * tanh_u));
}

/* The chance of t or more. */
double
student_upper(double t, double df)
{
	double		u = asinh(fabs(t) / sqrt(df));
	double		tail = student_density(u, df) * student_tail(u, df);

	return t < 0 ? 1 - tail : tail;
}

/* The chance of a deviation of |t| or more in either direction. */
double
student_two_sided_p(double t, double df)
{
	return fmin(2 * student_upper(fabs(t), df), 1);
}

/*
 * The u above which a share `tail`, less than a half, lies.  The logarithm of
 * the tail is concave: after its first step Newton's method comes down to the
 * root from above.
 */
static double
student_u_of_tail(double tail, double df)
{
	double		z = -normal_quantile(tail);
	double		u = asinh(z / sqrt(df));

	for (int i = 0; i < MOST_STEPS; i++)
	{
		double		above = student_tail(u, df);
		double		step = above * log(student_density(u, df) * above / tail);

		/* where the tail underflows, half way back */
		if (isinf(step))
			step = -u / 2;
		u += step;
		if (fabs(step) <= LAST_STEP * u)
			break;
	}
	return u;
}

/*
 * The share between 0 and u in units of the density at u, which counts from
 * 0 without loss: Abramowitz and Stegun, 26.5.23 and 15.3.3.
 */
static double
student_middle(double u, double df)
{
	double		tanh_u = tanh(u);
	double		term = tanh_u;
	double		sum = 0;

	for (double k = 0.5; term > 1e-17 * sum; k++)
	{
		sum += term;
		term *= tanh_u * tanh_u * (df / 2 + k) / (1 + k);
	}
	return sum;
}

/* The u with such a share between 0 and it, at most a quarter. */
static double
student_u_of_middle(double share, double df)
{
	double		u = share / student_density(0, df);

	for (int i = 0; i < MOST_STEPS; i++)
	{
		double		step = share / student_density(u, df) - student_middle(u, df);

		u += step;
		if (fabs(step) <= LAST_STEP * u)
			break;
	}
	return u;
}

/* The t below which a share p of the distribution lies, for p in (0, 1). */
double
student_quantile(double p, double df)
{
	double		tail = p < 0.5 ? p : 1 - p;
	double		u = tail > 0.25 ? student_u_of_middle(fabs(p - 0.5), df) :
		student_u_of_tail(tail, df);
	double		t = sqrt(df) * sinh(u);

	return p < 0.5 ? -t : t;
}

/*
 * The chi-square distribution is gamma's with a = df / 2, at y = x / 2: its
 * density by the logarithm of y is y^a exp(-y) / gamma(a), here by way of the
 * deviation from its peak, as in C. Loader, Fast and Accurate Computation of
 * Binomial Probabilities, 2000.
 */
static double
gamma_density(double y, double a)
{
	double		r = (y - a) / a;
	double		deviance = r - log(y / a);

	if (r > -0.5 && r < 1)
	{
		double		s = r / (2 + r);
		double		term = 2 * s * s * s;

		/* log1p(r) = 2 (s + s^3 / 3 + s^5 / 5 ...), and r - 2 s = r s */
		deviance = r * s;
		for (int k = 3; fabs(term) > 1e-17 * deviance; k += 2, term *= s * s)
			deviance -= term / k;
	}
	return sqrt(a) * exp(-HALF_LOG_2PI - stirling_error(a) - a * deviance);
}

/* v is how far the logarithm lies above or below that of y. */
static double
gamma_exponent_above(double v, double a, double y)
{
	return y * expm1(v) - a * v;
}

static double
gamma_exponent_below(double v, double a, double y)
{
	return a * v + y * expm1(-v);
}

/* The chance of x or more. */
double
chi_square_upper(double x, double df)
{
	double		a = df / 2;
	double		y = x / 2;

	if (x <= 0)
		return 1;
	if (isinf(x))
		return 0;
	if (y >= a)
		return gamma_density(y, a) * integrate(gamma_exponent_above, a, y, y - a, y);
	return 1 - gamma_density(y, a) * integrate(gamma_exponent_below, a, y, a - y, y);
}

/*
 * target.c
 *	  A score against a benchmark, by the score test that an interval of it is
 *	  made of: 'wilson' of CSAT, 'score' of NPS.
 */
#include "postgres.h"

#include "formulas/normal.h"
#include "inference/inference.h"
#include "read/numeric_math.h"
#include "tally/messages.h"

/* Points that a score can have and can miss in both directions. */
static double
target_argument(FunctionCallInfo fcinfo, int n, const Question *question)
{
	double		target = PG_GETARG_FLOAT8(n);

	if (!(target > question->lowest && target < question->highest))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a target lies between %g and %g, not at %s", question->lowest,
						question->highest, float8_shown(target)),
				 errhint("One answer is enough to miss a target at the end of the scale.")));
	return target;
}

/* The row (difference, z, p_value); NULL if no answers. */
static Datum
target_row(FunctionCallInfo fcinfo, const Question *question)
{
	Answers		answers = question->read(PG_GETARG_TALLY(0));
	double		target = target_argument(fcinfo, 1, question);
	Sample		sample;
	double		z;
	Datum		values[3];

	if (!sample_of(&answers, &sample))
		PG_RETURN_NULL();
	/* once a query: the first row has the row type looked up */
	if (question == &csat_question && fcinfo->flinfo->fn_extra == NULL)
		notice_share("target", target);
	values[0] = minus(question->score(&answers), figure_numeric(target));
	z = DatumGetBool(DirectFunctionCall2(numeric_eq, values[0], whole(0))) ? 0 :
		question->test(&sample, target,
					   dd_minus(exact_score(&answers), dd_over(dd_of(target), dd_of(100))).high);
	values[1] = figure_numeric(z);
	values[2] = figure_numeric(normal_two_sided_p(z));
	return figure_row(fcinfo, values, lengthof(values));
}

/*
 * csat_test(tally, target): by how many points CSAT differs from a target of
 * 0 to 100, how many standard errors under the target that is, and the p-value.
 */
PG_FUNCTION_INFO_V1(tally_csat_test);
Datum
tally_csat_test(PG_FUNCTION_ARGS)
{
	return target_row(fcinfo, &csat_question);
}

/* nps_test(tally, target): likewise of NPS, the target within -100 to 100. */
PG_FUNCTION_INFO_V1(tally_nps_test);
Datum
tally_nps_test(PG_FUNCTION_ARGS)
{
	return target_row(fcinfo, &nps_question);
}

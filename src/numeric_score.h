/*
 * numeric_score.h
 *	  Converting a numeric to a score.
 */
#ifndef CSAT_NUMERIC_SCORE_H
#define CSAT_NUMERIC_SCORE_H

#include "postgres.h"

#include "fmgr.h"

#include "scale.h"

extern int	compare_with_integer(Datum number, int32 mark);
extern int32 numeric_score_argument(FunctionCallInfo fcinfo, int argument, Scale scale);

#endif							/* CSAT_NUMERIC_SCORE_H */

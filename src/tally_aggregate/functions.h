/*
 * functions.h
 *	  The functions of the rest of csat by whose addresses the node knows an
 *	  aggregate.
 */
#ifndef CSAT_AGGREGATE_FUNCTIONS_H
#define CSAT_AGGREGATE_FUNCTIONS_H

#include "postgres.h"

#include "fmgr.h"

#define DECLARE(name) extern PGDLLEXPORT Datum name(PG_FUNCTION_ARGS)
#define DECLARE_ALL(name) DECLARE(name); DECLARE(name##_points); DECLARE(name##_range)

DECLARE_ALL(score_tally_accum_int2);
DECLARE_ALL(score_tally_accum_int4);
DECLARE_ALL(score_tally_accum_float8);
DECLARE_ALL(score_tally_accum_numeric);
DECLARE(score_tally_accum_bool);
DECLARE_ALL(weighted_tally_accum_float8);
DECLARE(tally_csat_score);
DECLARE(tally_nps_score);

#undef DECLARE_ALL
#undef DECLARE

#endif							/* CSAT_AGGREGATE_FUNCTIONS_H */

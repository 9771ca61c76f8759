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

DECLARE(score_tally_accum_int2);
DECLARE(score_tally_accum_int4);
DECLARE(score_tally_accum_float8);
DECLARE(score_tally_accum_numeric);
DECLARE(score_tally_accum_bool);
DECLARE(score_tally_accum_int2_points);
DECLARE(score_tally_accum_int4_points);
DECLARE(score_tally_accum_float8_points);
DECLARE(score_tally_accum_numeric_points);
DECLARE(score_tally_add);
DECLARE(weighted_tally_accum);
DECLARE(weighted_tally_accum_points);
DECLARE(weighted_tally_add);
DECLARE(tally_csat_score);
DECLARE(tally_nps_score);

#undef DECLARE

#endif							/* CSAT_AGGREGATE_FUNCTIONS_H */

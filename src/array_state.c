/*
 * array_state.c
 *	  The error for an array that is no state of an aggregate.
 */
#include "postgres.h"

#include "array_state.h"

void
array_state_invalid(int numbers)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("this is not the state of an aggregate, an array of %d numbers that it computed",
					numbers),
			 errhint("Call the aggregate, not the function that is part of it.")));
}

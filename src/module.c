/*
 * module.c
 *	  What makes the library a PostgreSQL module.
 */
#include "postgres.h"

#include "fmgr.h"

#include "compat.h"

PG_MODULE_MAGIC;

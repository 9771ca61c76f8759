EXTENSION = csat
MODULE_big = csat
DATA = csat--1.0.0.sql
OBJS = \
	src/aggregates.o \
	src/metrics.o \
	src/module.o \
	src/scale.o \
	src/score_tally.o \
	src/tally_text.o

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

EXTENSION = csat
MODULE_big = csat
DATA = csat--1.0.0.sql
OBJS = \
	src/aggregates.o \
	src/distribution.o \
	src/inference.o \
	src/messages.o \
	src/metrics.o \
	src/module.o \
	src/normal.o \
	src/numeric_score.o \
	src/percent.o \
	src/ratings.o \
	src/scale.o \
	src/score_tally.o \
	src/statistics.o \
	src/tally.o \
	src/tally_io.o \
	src/weighted_tally.o

REGRESS = \
	install \
	score_tally \
	aggregates \
	numeric_scores \
	scales \
	percentiles \
	sharing \
	oracle \
	windows \
	storage \
	direct \
	statistics \
	coverage \
	ratings \
	weighted_tally \
	weighted \
	partial \
	examples \
	airport

# Expected output is UTF-8, and sorted by code point.
REGRESS_OPTS = --encoding=UTF8 --no-locale

EXTRA_CLEAN = tmp_check csat-*.zip

# Without fused multiplication and addition all processors round alike.
PG_CFLAGS = -ffp-contract=off

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)
override BITCODE_CFLAGS += $(PG_CFLAGS)

$(OBJS): $(wildcard $(srcdir)/src/*.h)

# What pg_regress cannot do: tests that start servers of their own, which must
# find an installed csat.
PROVE_TESTS ?= test/t/*.pl
override PROVE_FLAGS += -I $(srcdir)/test/perl

prove_installcheck:
	$(prove_installcheck)

# What PGXN takes: all that is committed.
VERSION := $(shell sed -n "s/^default_version = '\(.*\)'$$/\1/p" $(srcdir)/csat.control)

dist:
	git archive --format zip --prefix csat-$(VERSION)/ -o csat-$(VERSION).zip HEAD

.PHONY: prove_installcheck dist

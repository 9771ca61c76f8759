EXTENSION = csat
MODULE_big = csat
DATA = csat--1.0.0.sql
OBJS = \
	src/aggregate_node/batch.o \
	src/aggregate_node/calls.o \
	src/aggregate_node/count.o \
	src/aggregate_node/explain.o \
	src/aggregate_node/groups.o \
	src/aggregate_node/heap.o \
	src/aggregate_node/offer.o \
	src/aggregate_node/plan.o \
	src/aggregate_node/query.o \
	src/aggregate_node/rows.o \
	src/aggregate_node/run.o \
	src/aggregate_node/spill.o \
	src/aggregates.o \
	src/array_state.o \
	src/band.o \
	src/category.o \
	src/clusters.o \
	src/contribution.o \
	src/design.o \
	src/distribution.o \
	src/form_text.o \
	src/homogeneity.o \
	src/inference.o \
	src/labels.o \
	src/marks.o \
	src/mean.o \
	src/messages.o \
	src/metrics.o \
	src/module.o \
	src/normal.o \
	src/numeric_score.o \
	src/pairs.o \
	src/percent.o \
	src/probability.o \
	src/rating.o \
	src/recode.o \
	src/rollup.o \
	src/sample_size.o \
	src/scale.o \
	src/score_tally.o \
	src/span.o \
	src/statistics.o \
	src/strata.o \
	src/tally.o \
	src/tally_io.o \
	src/target.o \
	src/weighted_tally.o

REGRESS = \
	install \
	names \
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
	recode \
	means \
	targets \
	contribution \
	designs \
	pairs \
	coverage \
	ratings \
	weighted_tally \
	weighted \
	binary \
	partial \
	tally_rollup \
	examples \
	airport \
	tally_aggregate

# Expected output is UTF-8, and sorted by code point.
REGRESS_OPTS = --encoding=UTF8 --no-locale

EXTRA_CLEAN = tmp_check csat-*.zip

# Without fused multiplication and addition all processors round alike.
PG_CFLAGS = -ffp-contract=off

# On PostgreSQL 15 and later libraries see each other's symbols: nothing but
# what SQL calls may be exported (compat.h marks it), and our calls of that are
# bound to ours.  Since 16 PostgreSQL's own flags hide the rest.
PG_CFLAGS += -fvisibility=hidden
SHLIB_LINK += $(if $(filter darwin,$(PORTNAME)),,-Wl,-Bsymbolic)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)
override BITCODE_CFLAGS += -ffp-contract=off

# Objects and bitcode alike depend on all headers.
$(OBJS) $(OBJS:.o=.bc): $(wildcard $(srcdir)/src/*.h $(srcdir)/src/*/*.h)

# Outside the source directory there is no place for them yet.
$(shell mkdir -p $(dir $(OBJS)))

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

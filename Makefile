# Where this Makefile is: builds outside the source directory are made from there.
source := $(patsubst ./,,$(dir $(firstword $(MAKEFILE_LIST))))
version := $(shell sed -n "s/^default_version = '\(.*\)'$$/\1/p" $(source)csat.control)

EXTENSION = csat
MODULE_big = csat
OBJS = $(patsubst $(source)%.c,%.o,$(sort $(wildcard $(source)src/*.c $(source)src/*/*.c)))
DATA = csat--1.0.0--1.1.0.sql
DATA_built = csat--$(version).sql

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
	trends \
	comparisons \
	change_sizes \
	pairs \
	ratings \
	weighted_tally \
	weighted \
	binary \
	partial \
	tally_rollup \
	tally_rollup_attacks \
	csat_core \
	examples \
	airport \
	tally_aggregate

# Expected output is UTF-8, and sorted by code point.
REGRESS_OPTS = --encoding=UTF8 --no-locale

EXTRA_CLEAN = tmp_check csat-*.zip

# Files are included by their room and name: tally/scale.h
PG_CPPFLAGS = -I$(srcdir)/src

# Without fused multiplication and addition all processors round alike.
PG_CFLAGS = -ffp-contract=off

# On PostgreSQL 15 and later libraries see each other's symbols: nothing but
# what SQL calls may be exported (compat.h marks it), and our calls of that are
# bound to ours.  Since 16 PostgreSQL's own flags hide the rest.
PG_CFLAGS += -fvisibility=hidden
SHLIB_LINK += $(if $(filter darwin,$(PORTNAME)),,-Wl,-Bsymbolic)

# PostgreSQL's makefiles set this too, but for those of a server that was itself
# built in its source directory: there configure takes the line out.
ifneq ($(source),)
VPATH ?= $(source)
endif

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)
override BITCODE_CFLAGS += -ffp-contract=off

# Objects and bitcode alike depend on all headers.
$(OBJS) $(OBJS:.o=.bc): $(wildcard $(srcdir)/src/*.h $(srcdir)/src/*/*.h)

# Outside the source directory there is no place for them yet.
$(shell mkdir -p $(dir $(OBJS)))

# The install script is joined from the rooms' parts, each after those that it
# needs.
rooms = tally read aggregates inference rating rollup
script_parts = $(srcdir)/src/module.sql $(foreach room,$(rooms),$(srcdir)/src/$(room)/$(room).sql)

csat--$(version).sql: $(script_parts) $(srcdir)/csat.control
	(echo '/* $@ */' && for part in $(script_parts); do echo && cat $$part || exit; done) >$@.tmp
	mv $@.tmp $@

# What pg_regress cannot do: tests that start servers of their own, which must
# find an installed csat.
PROVE_TESTS ?= test/t/*.pl
override PROVE_FLAGS += -I $(srcdir)/test/perl

prove_installcheck:
	$(prove_installcheck)

# What PGXN takes: all that is committed.
dist:
	git archive --format zip --prefix csat-$(version)/ -o csat-$(version).zip HEAD

.PHONY: prove_installcheck dist

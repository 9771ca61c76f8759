# Runs suites of tests and adds up how many passed, failed and were skipped.
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are library.bash's

passed=0
failed=0
skipped=0
failures=()          # a line for each, said again at the end

# The lines by which a log says what failed: those of close_with_counts, or else
# TAP's, prove's for a file that died, and pg_regress's.
failed_lines()
{
	grep '^failed: ' "$1" || grep -E '^not ok |\(Wstat: [1-9]|\.\.\. FAILED' "$1" || true
}

# Adds up a suite that ended with this status and these counts, and notes what
# its log, if it has one, says of failures.  One that fails without a failed
# test, or has no tests, not even skipped ones, is itself a failed test.
add_counts()
{
	local suite=$1 status=$2 log=${6:-/dev/null} line

	if [ "$4" = 0 ] && { [ "$status" != 0 ] || [ "$3$5" = 00 ]; }; then
		say "$suite ended with status $status after $3 passed tests"
		set -- "$suite" "$status" "$3" 1 "$5"
	fi
	if [ "$4" != 0 ]; then
		failures+=("$suite: $4 failed")
	fi
	while read -r line; do
		failures+=("  ${line#failed: }")
	done < <(failed_lines "$log")
	passed=$((passed + $3))
	failed=$((failed + $4))
	skipped=$((skipped + $5))
}

# The last line of a script, and its status.
close_with_counts()
{
	local skips=

	counting=
	if [ "$skipped" != 0 ]; then
		skips=", $skipped skipped"
	fi
	if [ "$failed" != 0 ]; then
		printf 'failed: %s\n' "${failures[@]}"
	fi
	echo "$passed passed, $failed failed$skips"
	[ "$failed" = 0 ]
}

# A tee that lasts until all is said.
keep()
{
	(
		trap '' HUP INT TERM
		exec tee "$1"
	)
}

# Runs a command, shows what it says and keeps that in a file.  A pipe by name
# leaves this shell free to go to its trap at once.
kept()
{
	local log=$1 pipe=$work/kept.pipe keeper status=0

	shift
	rm -f "$pipe"
	mkfifo "$pipe"
	keep "$log" <"$pipe" &
	keeper=$!
	"$@" </dev/null >"$pipe" 2>&1 || status=$?
	wait "$keeper"
	return "$status"
}

# One test that passes or fails as a whole.
pass_or_fail()
{
	local name=$1 status=0

	shift
	"$@" </dev/null || status=$?
	add_counts "$name" "$status" $((status == 0)) 0 0
}

#
# pg_regress
#

# Its closing line's counts: passed, failed, skipped.
count_regress()
{
	awk 'match($0, /All [0-9]+ tests passed/) {
			split(substr($0, RSTART), word); passed += word[2] }
		match($0, /[0-9]+ of [0-9]+ tests failed/) {
			split(substr($0, RSTART), word); failed += word[1]; passed += word[3] - word[1] }
		END { print passed + 0, failed + 0, 0 }' "$1"
}

# On the server that was started.
regress_suite()
{
	local log=$work/regress.log status=0

	kept "$log" unprivileged make -s installcheck || status=$?
	# shellcheck disable=SC2046 # three words
	add_counts pg_regress "$status" $(count_regress "$log") "$log"
	if [ -s regression.diffs ]; then
		cat regression.diffs
	fi
}

#
# TAP
#

# The TAP files named, or all, with these variables set; they start servers of
# their own.  What prove counts is written to a file by test/perl/CountingHarness.pm.
#
#     tap_suite NAME [VARIABLE=VALUE...]
tap_suite()
{
	local name=$1 log=$work/tap.log counts=$work/tmp/tap.counts status=0

	shift
	rm -f "$counts"
	kept "$log" unprivileged env PERL5LIB="$work/source/test/perl" CSAT_TAP_COUNTS="$counts" \
		CSAT_EXTRA_CONF="$(server_settings | as_configuration)" "$@" \
		make -s prove_installcheck PROVE_FLAGS="--verbose --harness=CountingHarness ${PROVE_FLAGS:-}" || status=$?
	# shellcheck disable=SC2046 # three words
	add_counts "$name" "$status" $(cat "$counts" 2>/dev/null || echo 0 0 0) "$log"
	# Why a test died is in a log of its own.
	sed -n 's#^test/\(.*/\)*\(.*\)\.pl  *(Wstat: [1-9].*#tmp_check/log/regress_log_\2#p' "$log" |
		xargs -r tail -n 30 || true
}

#
# Other scripts
#

# Prints the three numbers of a line like "12 passed, 0 failed, 1 skipped".
read_counts()
{
	sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2 0/p
		s/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' <<<"$1"
}

# Adds the counts of a suite that ended with this status and left this log.
add_counts_of_log()
{
	local suite=$1 status=$2 log=$3 counts

	counts=$(read_counts "$(tail -n 1 "$log")")
	# shellcheck disable=SC2086 # three words, or none when it died
	add_counts "$suite" "$status" ${counts:-0 0 0} "$log"
}

# Runs a command that ends with such a line, and adds its counts.
run_counted()
{
	local log=$work/counted.log status=0

	"$@" </dev/null | keep "$log" || status=$?
	add_counts_of_log "$*" "$status" "$log"
}

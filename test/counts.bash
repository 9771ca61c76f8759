# What adds up the closing lines of other commands, after quickstart's
# functions have been read.
# shellcheck shell=bash

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
	add_counts "$suite" "$status" ${counts:-0 0 0}
}

# Runs a command that ends with such a line, and adds its counts.
run_counted()
{
	local log status=0

	log=$(mktemp)
	"$@" </dev/null | keep "$log" || status=$?
	add_counts_of_log "$*" "$status" "$log"
	rm -f "$log"
}

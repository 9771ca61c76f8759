# What quickstart, .ci/run and the scripts under test/ share: a directory for
# all that a run makes, and its end, however it comes.  Read with "." by
# scripts under set -euo pipefail.
#
#     trap clean_up EXIT      removes what was made, and ends what was started
#     catch_signals           lets INT, TERM and HUP end the script through it
#     make_work               makes $work; from then on there is unprivileged
# shellcheck shell=bash

# Nothing of the caller's changes where cd goes, or what make does.
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL MAKEFILES

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# The files and tests are UTF-8; this locale needs no package.
export LC_ALL=C.UTF-8

# Nothing of the caller's may lead a program to a server.  Until start_server
# has made one, PGHOST is a directory in which nobody can have a socket.
for variable in "${!PG@}"; do
	case $variable in
		PG[A-Z]*) unset "$variable" ;;
	esac
done
export PGHOST=/proc PGPORT=65432 PGUSER=postgres PGDATABASE=postgres

# What clean_up says goes where the script's output goes, whatever it was at that
# moment: a signal can come while it is a log's.
exec 3>&1 4>&2

# PostgreSQL refuses to run as root, so root hands the work to a user who owns
# nothing: postgres would own other servers.
other_user=(--reuid=nobody --regid=nogroup --clear-groups)

space_needed=500     # megabytes
work=                # the directory for all that is made here
nonroot=()           # the words that run a command as another user than root
ended_by=0           # the status that a signal asks for
inside=              # what runs in namespaces, see contained
counting=            # set while tests run and their closing line is owed

say()
{
	printf '%s\n' "$*" >&2
}

die()
{
	say "$0: $*"
	exit 1
}

is_root()
{
	[ "$(id -u)" = 0 ]
}

as_root()
{
	if is_root; then "$@"; else sudo "$@"; fi
}

# Where the directory goes: TMPDIR, unless the path of a socket in it would be
# too long, or it is root's own and closed to others.
parent_of_work()
{
	local parent

	parent=$(realpath -e "${TMPDIR:-/tmp}" 2>/dev/null) ||
		die "TMPDIR is $TMPDIR, which is not there: make that directory, or unset TMPDIR"
	if [ ${#parent} -gt 40 ] || { is_root && ! setpriv "${other_user[@]}" test -x "$parent"; }; then
		parent=/tmp
	fi
	echo "$parent"
}

# What would only be noticed after the build.
check_work()
{
	local megabytes

	printf '#!/bin/sh\n' >"$work/tmp/program"
	chmod 700 "$work/tmp/program"
	"$work/tmp/program" 2>/dev/null ||
		die "no program can be run in ${work%/*}, which is mounted noexec: set TMPDIR to a short path where that is allowed and that all users may enter"
	megabytes=$(df -Pm "$work" | awk 'NR == 2 { print $4 }')
	[ "$megabytes" -ge "$space_needed" ] ||
		die "${work%/*} has $megabytes MB free, and $space_needed are needed: make room, or set TMPDIR to another disk's"
}

# All that is made goes below $work, and all that is started from here on bears
# its name in CSAT_RUN: by these two clean_up finds it.
make_work()
{
	# a signal must not come between the directory and its name
	work=$(parent_of_work) || exit
	work=$(trap '' HUP INT TERM && mktemp -d "$work/csat.XXXXXX")
	export CSAT_RUN=$work
	mkdir -m 700 "$work/tmp" "$work/socket"
	nonroot=(env TMPDIR="$work/tmp" npm_config_cache="$work/tmp/npm")
	check_work
}

leave_root_behind()
{
	if is_root; then
		chmod 711 "$work"
		mkdir -p "$work/source" "$work/stage" "$work/data"
		chown nobody:nogroup "$work"/*/
		nonroot=(setpriv "${other_user[@]}" "${nonroot[@]}" HOME="$work/tmp")
	fi
}

# Runs a command in a session of its own: out of reach of a signal to this
# script's process group, which leaves for its trap at once, and without the
# terminal, on which a program of another user could type as root.  clean_up then
# ends the command in the right order: where initdb's own server dies of a
# signal, it leaves shared memory.
detached()
{
	setsid env --default-signal=INT,QUIT "$@" <&0 &
	wait $!
}

unprivileged()
{
	detached "${nonroot[@]}" "$@"
}

# Prints a dot now and then, for whoever waits at a terminal.
tick()
{
	while [ -t 2 ] && sleep 3; do
		printf . >&2
	done
}

# Runs a command whose output matters only if it fails.
logged()
{
	local status=0 ticker

	tick &
	ticker=$!
	"$@" </dev/null >"$work/log" 2>&1 || status=$?
	kill "$ticker" 2>/dev/null || true
	if [ -t 2 ]; then
		printf '\r\033[K' >&2
	fi
	if [ "$status" != 0 ]; then
		tail -n 20 "$work/log" >&2
	fi
	return "$status"
}

# Runs a command in namespaces for mounts, processes and others (unshare's
# options), which end with it.
contained()
{
	local status=0

	unshare --mount --propagation private --pid --fork --kill-child "$@" </dev/null &
	inside=$!
	# Unlike a command in the foreground, this leaves at once for a signal's trap.
	wait "$inside" || status=$?
	inside=
	return "$status"
}

#
# The end
#

# The processes that bear this run's mark.  This shell does not, since marks are
# those that a process was started with, and no other program may run beside
# grep here: it would be found.
started_processes()
{
	local files

	files=$(env -u CSAT_RUN grep -lszxF "CSAT_RUN=$work" /proc/[0-9]*/environ) || true
	files=${files//\/proc\//}
	echo "${files//\/environ/}"
}

# A server is stopped by QUIT, so that it takes its memory and backends along.
# The one that initdb runs, in a shell, ends by itself, and initdb waits for it.
end_process()
{
	local command

	mapfile -d '' -t command <"/proc/$1/cmdline"
	case "${command[*]}" in
		*/postgres*\ --boot* | */postgres*\ --single* | */postgres*\ --check*) ;;
		*/postgres\ *) kill -QUIT "$1" ;;
		*) kill -TERM "$1" ;;
	esac
}

# Ends all that was started, and kills what is still there after half a minute.
# What one of them starts while it is looked for bears the mark too: so until
# none is found, twice.
end_processes()
{
	local round processes process found=yes

	for round in {1..650}; do
		processes=$(started_processes)
		if [ -z "$processes$found" ]; then
			return
		fi
		found=$processes
		for process in $processes; do
			if [ "$round" -gt 600 ]; then
				kill -KILL "$process" || true
			else
				end_process "$process" || true
			fi
		done 2>/dev/null
		sleep 0.05
	done
}

remove_all()
{
	if [ -n "$inside" ]; then
		kill -KILL "$inside" || true
	fi
	if [ -n "${no_cluster_file:-}" ]; then
		let_clusters_be_created
	fi
	if [ -n "$work" ]; then
		end_processes
		rm -rf "$work"
	fi
}

# The trap of EXIT.  A signal that comes now has nothing left to end but is not
# forgotten: it is the script's status.
clean_up()
{
	local status=$?

	trap 'ended_by=130' INT
	trap 'ended_by=143' TERM
	trap 'ended_by=129' HUP
	trap '' PIPE
	exec >&3 2>&4
	# again if a signal came before the subshell could refuse it
	for _ in 1 2 3; do
		if (trap '' HUP INT TERM && remove_all); then break; fi
	done
	# Whatever ends a run of tests early is one more failure.
	if [ -n "$counting" ]; then
		add_counts "what ended early" 1 0 1 0
		close_with_counts || true
	fi
	if [ "$ended_by" != 0 ]; then
		status=$ended_by
	fi
	exit "$status"
}

# The status says which signal it was, as a shell's does.
catch_signals()
{
	trap 'exit 130' INT
	trap 'exit 143' TERM
	trap 'exit 129' HUP
	trap 'exit 141' PIPE
}

# shellcheck source=test/shell/packages.bash
. "$here/test/shell/packages.bash"
# shellcheck source=test/shell/server.bash
. "$here/test/shell/server.bash"
# shellcheck source=test/shell/counts.bash
. "$here/test/shell/counts.bash"

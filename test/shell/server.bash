# csat, built from a copy of this checkout, and a throw-away server that finds
# it: on a socket in its own directory, on no port, and gone when the script
# ends.
#
#     build                       makes $work/source and $work/stage
#     start_server                PGHOST and so on name it from then on
#     stop_server
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are library.bash's

server=              # its process, while it runs
server_under=()      # words to run it under, such as valgrind's
server_conf=()       # settings of its own, as name=value
build_options=()     # make's, such as with_llvm=no

#
# csat
#

# The checkout stays clean, and may lie where the user who runs the server
# cannot go.
copy_checkout()
{
	mkdir -p "$work/source"
	find "$work/source" -mindepth 1 -delete
	tar -C "$here" -cf - --exclude-vcs --exclude='*.o' --exclude='*.bc' --exclude='*.so' --exclude='./csat-*.zip' \
		--exclude=./results --exclude=./tmp_check --exclude='./regression.*' --exclude=./node_modules . |
		unprivileged tar -C "$work/source" --no-same-permissions -xf -
	cd "$work/source" || return
}

build()
{
	say "Building csat for PostgreSQL $major"
	[ -d "$work/source/src" ] || copy_checkout
	logged unprivileged make -s -j "$(nproc)" install DESTDIR="$work/stage" "${build_options[@]}"
}

#
# The server
#

# What makes a server find csat in the staging directory, as name=value lines.
server_settings()
{
	local sharedir

	if [ ! -d "$work/stage/usr" ]; then
		return
	fi
	sharedir=$("$PG_CONFIG" --sharedir)
	if grep -q extension_destdir "$sharedir/postgresql.conf.sample"; then
		echo "extension_destdir=$work/stage"
	elif grep -q extension_control_path "$sharedir/postgresql.conf.sample"; then
		echo "extension_control_path=$work/stage$sharedir:\$system"
	else
		die "this PostgreSQL $major finds extensions in its own directories only; Debian's and Ubuntu's have extension_destdir"
	fi
	echo "dynamic_library_path=$work/stage$("$PG_CONFIG" --pkglibdir):\$libdir"
	# how all tests are to run, if that is not the default
	if [ -n "${CSAT_TALLY_AGGREGATE:-}" ]; then
		echo "csat.enable_tally_aggregate=$CSAT_TALLY_AGGREGATE"
	fi
}

# Lines name=value as postgresql.conf has them.
as_configuration()
{
	sed "s/=\(.*\)/ = '\1'/"
}

make_cluster()
{
	logged unprivileged "$bindir/initdb" -D "$work/data" -U postgres -A trust --encoding=UTF8 --locale=C.UTF-8 -N || return
	{
		printf '%s\n' listen_addresses= "unix_socket_directories=$work/socket" "port=$PGPORT" "${server_conf[@]}"
		server_settings
	} | as_configuration | unprivileged tee -a "$work/data/postgresql.conf" >/dev/null
}

# Fails when it does not come up, and when what answers is another server.
wait_for_server()
{
	local answer

	until answer=$(psql -X -A -t -c "SHOW data_directory" 2>/dev/null); do
		if ! kill -0 "$server" 2>/dev/null; then
			tail -n 20 "$work/server.log" >&2
			die "the throw-away server did not start"
		fi
		sleep 0.1
	done
	[ "$answer" = "$work/data" ] || die "the server that answers has its data in $answer, not in $work/data"
}

# In a session of its own, so that an interrupt at psql's prompt is psql's.
start_server()
{
	local bindir

	bindir=$("$PG_CONFIG" --bindir)
	say "Starting a throw-away server"
	export PGHOST=$work/socket
	make_cluster || die "the throw-away server could not be made"
	setsid "${nonroot[@]}" "${server_under[@]}" "$bindir/postgres" -D "$work/data" >"$work/server.log" 2>&1 </dev/null &
	server=$!
	wait_for_server
}

stop_server()
{
	kill -INT "$server"
	wait "$server" || true
	server=
}

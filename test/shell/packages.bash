# Installs what a command needs: all that is missing at once, or with one line
# for root to paste where there is nobody who may.
#
#     need PACKAGE...     csat cannot do without these
#     want PACKAGE...     tests of what is missing say so and are skipped
#                         (MAJOR in a name is PostgreSQL's major version)
#     prepare             chooses the server and installs all of it
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are library.bash's

major=               # of PostgreSQL
needed=(make gcc libc6-dev postgresql-common)
wanted=()
lists_are_fresh=
no_cluster_file=     # set while Debian is kept from creating a cluster

need()
{
	needed+=("$@")
}

want()
{
	wanted+=("$@")
}

#
# apt
#

# So is one whose triggers wait for the end of another installation.
is_installed()
{
	case $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) in
		installed | triggers-*) ;;
		*) return 1 ;;
	esac
}

# Those of the packages that are not there.
missing_of()
{
	local package

	for package; do
		is_installed "$package" || echo "$package"
	done
}

# Those of the packages that apt knows here.
known_of()
{
	[ $# = 0 ] || { apt-cache show "$@" 2>/dev/null || true; } | sed -n 's/^Package: //p' | sort -u
}

# Whether packages can be installed at all.  sudo may have to ask for a
# password, which it does on the terminal.
may_install()
{
	is_root && return
	command -v sudo >/dev/null || return
	sudo -n true 2>/dev/null && return
	# shellcheck disable=SC2188 # only opened
	{ </dev/tty; } 2>/dev/null && sudo -v
}

# A fresh machine's own upgrades may hold apt's lock: wait for them.
apt_get()
{
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"
}

# Signals must not reach dpkg, which would leave packages half installed: it
# runs in a session of its own, with all but INT ignored, and apt handles that.
apt_get_to_its_end()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	as_root sh -c 'trap "" HUP INT TERM; exec setsid --fork --wait env DEBIAN_FRONTEND=noninteractive \
		apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@"' sh "$@"
}

refresh_package_lists()
{
	if [ -z "$lists_are_fresh" ]; then
		say "Fetching apt's lists of packages"
		# One broken source of many need not matter: the install will tell.
		logged apt_get update || say "apt-get update failed, going on with the lists there are"
		lists_are_fresh=yes
	fi
}

# Only the first half of it can be interrupted.
apt_install()
{
	say "Downloading $*"
	logged apt_get install --no-install-recommends --download-only "$@" || return
	say "Installing them (an interrupt waits for its end)"
	logged apt_get_to_its_end install --no-install-recommends "$@"
}

#
# No cluster
#

no_cluster_conf=/etc/postgresql-common/createcluster.d/zz-csat-quickstart.conf

# Debian creates and starts a cluster with the first server of a major version.
# Nobody asked for one here.  The file lasts as long as the installation.
keep_from_creating_a_cluster()
{
	say "PostgreSQL $major gets no cluster; to have one: pg_createcluster $major main --start"
	no_cluster_file=$no_cluster_conf
	as_root mkdir -p "${no_cluster_file%/*}"
	echo "create_main_cluster = false" | as_root tee "$no_cluster_file" >/dev/null
}

let_clusters_be_created()
{
	as_root rm -f "$no_cluster_file"
	# Gone as well if it was not there before, or is empty all the same.
	as_root rmdir --ignore-fail-on-non-empty "${no_cluster_file%/*}"
	no_cluster_file=
}

#
# Which server
#

newest_installed()
{
	local server

	for server in /usr/lib/postgresql/*/bin/postgres; do
		if [ -x "$server" ]; then
			basename "${server%/bin/postgres}"
		fi
	done | sort -n | tail -n 1
}

distributions_default()
{
	{ apt-cache depends postgresql 2>/dev/null || true; } |
		sed -n 's/.*Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | tail -n 1
}

named_by_pg_config()
{
	local bindir=${PG_CONFIG%/*}

	if command -v "$PG_CONFIG" >/dev/null; then
		bindir=$("$PG_CONFIG" --bindir)
	fi
	# A name that is not there yet can still say what to install.
	if [[ $bindir =~ ^/usr/lib/postgresql/([0-9]+)/bin$ ]]; then
		echo "${BASH_REMATCH[1]}"
	elif [ ! -e "$PG_CONFIG" ]; then
		die "there is no $PG_CONFIG, which PG_CONFIG names"
	else
		die "PG_CONFIG=$PG_CONFIG is no PostgreSQL of Debian's or Ubuntu's; use make installcheck with it"
	fi
}

# Sets major and PG_CONFIG; without rights and apt's lists, it may stay unknown.
choose_server()
{
	if [ -n "${PG_CONFIG:-}" ]; then
		major=$(named_by_pg_config)
	else
		major=$(newest_installed)
	fi
	major=${major:-$(distributions_default)}
	if [ -z "$major" ]; then
		may_install || tell_what_to_install postgresql postgresql-server-dev-all
		refresh_package_lists
		major=$(distributions_default)
	fi
	[ -n "$major" ] || die "apt knows no package postgresql: look at its sources"
	[ "$major" -ge 15 ] || die "csat needs PostgreSQL 15.1 or later, this is $major"
	export PG_CONFIG=/usr/lib/postgresql/$major/bin/pg_config
}

#
# All of it
#

# For those who may not install: everything that is missing, to be pasted.
tell_what_to_install()
{
	local missing=()

	# shellcheck disable=SC2046,SC2207 # words
	missing=($(missing_of "${needed[@]}" "$@") $(known_of $(missing_of "${wanted[@]}")))
	say "Packages are missing, and nobody here may install them: $(reason_why_not).  As root, run"
	say
	if [ -z "$(apt-cache pkgnames postgresql 2>/dev/null)" ]; then
		say "    apt-get update"
	fi
	if [[ " ${missing[*]} " =~ \ postgresql(-[0-9]+)?\  ]]; then
		say "    mkdir -p ${no_cluster_conf%/*} && echo 'create_main_cluster = false' >$no_cluster_conf"
	fi
	say "    apt-get install --no-install-recommends ${missing[*]}"
	say
	if [[ " ${missing[*]} " =~ \ postgresql(-[0-9]+)?\  ]]; then
		say "The line with mkdir keeps Debian from creating a cluster, until $no_cluster_conf is removed."
	fi
	exit 1
}

reason_why_not()
{
	if command -v sudo >/dev/null; then
		echo "sudo does not let $(id -un), or has no terminal to ask for a password"
	else
		echo "there is no sudo"
	fi
}

# What is wanted must not keep away what is needed, or each other.
install_or_die()
{
	local required=$1 optional=$2 package

	# shellcheck disable=SC2086 # words
	if [ -z "$optional" ] || ! apt_install $required $optional; then
		[ -z "$required" ] || apt_install $required ||
			die "could not install ${required//$'\n'/ }: mend what apt says above, and run this again"
		for package in $optional; do
			apt_install "$package" || say "Going on without $package"
		done
	fi
}

# PG_CONFIG can name a version that this Debian does not have.
check_server_is_known()
{
	[[ $1 != *"postgresql-$major"* ]] || [ -n "$(known_of "postgresql-$major")" ] ||
		die "apt knows no package postgresql-$major here: name a PostgreSQL that it has in PG_CONFIG"
}

install_what_is_missing()
{
	local missing extra

	missing=$(missing_of "${needed[@]}")
	extra=$(missing_of "${wanted[@]}")
	if [ -z "$missing$extra" ]; then
		return
	fi
	if ! may_install; then
		[ -z "$(apt-cache pkgnames postgresql 2>/dev/null)" ] || check_server_is_known "$missing"
		[ -z "$missing" ] || tell_what_to_install
		say "Going on without ${extra//$'\n'/ }: tests that need them are skipped"
		return
	fi
	refresh_package_lists
	# shellcheck disable=SC2086 # words
	extra=$(known_of $extra)
	if [ -z "$missing$extra" ]; then
		return
	fi
	check_server_is_known "$missing"
	if [[ $missing = *"postgresql-$major"* ]]; then
		keep_from_creating_a_cluster
	fi
	install_or_die "$missing" "$extra"
	if [ -n "$no_cluster_file" ]; then
		let_clusters_be_created
	fi
}

# The drivers that tools connect with, and the mappers that programs use.  CSAT_TEST_CLIENTS=0 does without them.
want_clients()
{
	if [ "${CSAT_TEST_CLIENTS:-1}" = 0 ]; then
		return
	fi
	want default-jdk-headless libpostgresql-jdbc-java odbc-postgresql python3-pyodbc python3-psycopg2 python3-psycopg
	want ruby-activerecord ruby-pg python3-django python3-sqlalchemy
	# a Node.js from elsewhere brings its own npm, and may not go with Debian's
	command -v npm >/dev/null || want nodejs npm
	# the browser that looks at the dashboard
	want chromium
}

prepare()
{
	command -v dpkg-query apt-get >/dev/null ||
		die "this is for Debian and Ubuntu; elsewhere, make && make install && make installcheck"
	make_work
	choose_server
	need "postgresql-$major" "postgresql-server-dev-$major"
	wanted=("${wanted[@]//MAJOR/$major}")
	install_what_is_missing
	leave_root_behind
}

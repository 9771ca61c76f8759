# Debian roots with the PostgreSQL versions that csat is tested on, one
# directory for each.  Read after library.bash, whose functions it uses; its
# caller is root.
# shellcheck shell=bash disable=SC2034,SC2154 # the variables are library.bash's

# Where the roots are kept from one run to the next.
roots=${CSAT_ROOTS:-${TMPDIR:-/var/tmp}/csat-roots}

# The release that has this version of PostgreSQL: 15, or 15-i386 on 32 bits.
suite_of()
{
	case ${1%-i386} in
		15) echo bookworm ;;
		17) echo trixie ;;
		18) echo sid ;;
		19) echo experimental ;;
		*) die "no Debian release is known to have PostgreSQL $1: there are 15, 17, 18 and 19" ;;
	esac
}

# Where this machine gets Debian's main packages from, security updates apart.
debian_mirror()
{
	# shellcheck disable=SC2016 # apt expands it
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		'Origin: Debian' 'Label: Debian' 'Component: main' | head -n 1
}

choose_mirror()
{
	mirror=${CSAT_MIRROR:-$(debian_mirror)}
	if [ -z "$mirror" ]; then
		refresh_package_lists
		mirror=$(debian_mirror)
	fi
	[ -n "$mirror" ] ||
		die "apt gets nothing from Debian here: name a mirror of Debian in CSAT_MIRROR"
}

# apt in a root reaches the mirror as this machine's apt does.
configure_apt()
{
	local root=$1

	apt-config dump | grep -E '^Acquire::(Check-[^:]*|Retries|https?::Proxy) ' \
		>"$root/etc/apt/apt.conf.d/90as-outside" || true
	# a root is made anew when it breaks, so nothing waits for the disk
	echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
}

# What experimental has is added to sid, and only its PostgreSQL is taken.
add_experimental()
{
	local root=$1 major=$2

	echo "deb $mirror experimental main" >"$root/etc/apt/sources.list.d/experimental.list"
	cat >"$root/etc/apt/preferences.d/experimental" <<-PIN
		Package: src:postgresql-$major
		Pin: release a=experimental
		Pin-Priority: 990
	PIN
}

architecture_of()
{
	case $1 in
		*-i386) echo i386 ;;
		*) dpkg --print-architecture ;;
	esac
}

# Does this machine's kernel run programs of 32 bits?  The smallest one there is
# tells: it exits with 0.
runs_i386()
{
	printf '%b' '\x7fELF\x01\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x03\0\x01\0\0\0\x54\x80\x04\x08\x34\0\0\0\0\0\0\0\0\0\0\0\x34\0\x20\0\x01\0\0\0\0\0\0\0' \
		'\x01\0\0\0\0\0\0\0\0\x80\x04\x08\0\x80\x04\x08\x60\0\0\0\x60\0\0\0\x05\0\0\0\0\x10\0\0' \
		'\xb8\x01\0\0\0\x31\xdb\xcd\x80\0\0\0' >"$work/tmp/i386"
	chmod +x "$work/tmp/i386"
	"$work/tmp/i386" 2>/dev/null
}

# Where it does not, qemu runs PostgreSQL's, and the root's others are native.
is_emulated()
{
	[[ $1 = *-i386 ]] && ! runs_i386
}

# A release as debootstrap makes it, kept to be copied.
make_base()
{
	local suite=$1 architecture=$2 base=$roots/base-$1-$2

	if [ -d "$base" ]; then
		return
	fi
	rm -rf "$base.new"
	say "Making a root of $suite ($architecture)"
	# The mounts that debootstrap makes go with the namespace.
	unshare --mount --propagation private \
		debootstrap --variant=minbase --arch="$architecture" --include=ca-certificates "$suite" "$base.new" "$mirror" >&2 || return
	configure_apt "$base.new" || return
	mv "$base.new" "$base"
}

# Makes the root of this name for this version, unless it is there.
make_root()
{
	local root=$roots/$1 major=${2%-i386} suite base architecture

	if [ -d "$root" ]; then
		return
	fi
	suite=$(suite_of "$major") || return
	base=${suite/experimental/sid}
	architecture=$(architecture_of "$2")
	if is_emulated "$2"; then
		architecture=$(dpkg --print-architecture)
	fi
	make_base "$base" "$architecture" || return
	rm -rf "$root.new"
	cp -a --reflink=auto "$roots/base-$base-$architecture" "$root.new" || return
	if [ "$suite" = experimental ]; then
		add_experimental "$root.new" "$major" || return
	fi
	if is_emulated "$2"; then
		in_root "$1.new" /mnt/test/shell/emulate_i386 "$major" "$suite" "$mirror" || return
	fi
	mv "$root.new" "$root"
}

prepare_roots()
{
	is_root || die "making Debian roots needs root"
	needed=(debootstrap debian-archive-keyring util-linux)
	make_work
	install_what_is_missing
	# /var/tmp is everybody's
	(umask 077 && mkdir -p "$roots")
	[ -O "$roots" ] || die "$roots belongs to someone else"
	choose_mirror
}

# Runs a command in a root, with this checkout under /mnt, not to be written
# to.  Mounts and processes are in namespaces that end with it, however that
# happens: none is left behind in the root or on the machine.
in_root()
{
	local root=$roots/$1

	shift
	cp -L /etc/resolv.conf "$root/etc/resolv.conf"
	# shellcheck disable=SC2016 # the inner shell expands it
	contained --ipc sh -ec '
		root=$1 checkout=$2
		shift 2
		mount -t proc proc "$root/proc"
		# a package may set kernel parameters, and there is one kernel
		mount -o bind,ro "$root/proc/sys" "$root/proc/sys"
		mount --rbind /dev "$root/dev"
		mount -t tmpfs tmpfs "$root/dev/shm"
		mount --bind "$checkout" "$root/mnt"
		mount -o remount,bind,ro "$root/mnt"
		exec chroot "$root" "$@"' sh "$root" "$here" \
		env -u TMPDIR -u PG_CONFIG -u CSAT_RUN HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

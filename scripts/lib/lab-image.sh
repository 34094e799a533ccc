# shellcheck shell=bash disable=SC2154,SC2016 # root is common.sh's; mmdebstrap's shell expands its hooks
# The lab's host images, from Debian's archive alone. Source it after common.sh and packages.sh.

# A bare host: what Debian's installer and an administrator leave, and Ansible needs.
bare_packages=(
    systemd systemd-sysv dbus openssh-server python3 python3-apt ca-certificates iproute2 openssl
)

# Baked in, because dpkg takes longer than all else; the services stay off until a role starts them.
host_packages=(
    "${bare_packages[@]}" nftables systemd-timesyncd unattended-upgrades
    python3-ldap slapd ldap-utils postfix postfix-ldap python3-milter
    dovecot-imapd dovecot-lmtpd dovecot-ldap dovecot-managesieved dovecot-sieve dovecot-solr rspamd python3-dnspython
    postfix-mta-sts-resolver
)
# The store that the filter learns into, by suite.
declare -A store_package=([bookworm]=redis-server [trixie]=valkey-server)

# What a web host has besides, in an image of its own: those of the other hosts stay what they are.
web_packages=(nginx php-fpm php-cli php-ldap roundcube-core roundcube-sqlite3 roundcube-plugins php-net-ldap3)

# What every host has besides where one keeps copies of the others, and what that one has: nothing of theirs.
copied_packages=(restic)
backup_packages=("${bare_packages[@]}" restic rclone)

# What a host of the world outside has: a name server of its zones, a resolver, what signs and takes letters, and what
# looks for ports and for ciphers.
outside_packages=("${bare_packages[@]}" nsd unbound python3-dkim python3-dnspython python3-aiosmtpd nmap sslscan)

# Set, every host is a bare one.
minimal=''

# for_host HOST COMMAND SUITE...: run image_name or make_image for the image of a host. The world outside is not under
# test: its Debian is one, whatever ours is.
for_host() {
    [[ $1 != out* ]] || set -- "$1" "$2" trixie "${@:4}"
    local packages=("${host_packages[@]}" "${store_package[$3]}")
    [[ $1 != web* ]] || packages+=("${web_packages[@]}")
    [[ " ${lab_hosts[*]} " != *" backup1 "* ]] || packages+=("${copied_packages[@]}")
    [[ $1 != backup* ]] || packages=("${backup_packages[@]}")
    [[ $1 != out* ]] || packages=("${outside_packages[@]}")
    [ -z "$minimal" ] || packages=("${bare_packages[@]}")
    local host_packages=("${packages[@]}")
    "${@:2}"
}

# image_name SUITE: what the image of a suite is called; another list of packages is another image.
image_name() {
    local recipe
    recipe=$(printf '%s\n' "$1" "${host_packages[@]}" "$(declare -f build_image)" | sha256sum)
    echo "localhost/hopthu-host:$1-${recipe:0:12}"
}

# make_image SUITE LOG: build the image unless it is there; one at a time, since two labs may want the same.
make_image() {
    mkdir -p "$root/.cache/lab"
    (
        flock 9
        podman image exists "$(image_name "$1")" || build_image "$@"
    ) 9>"$root/.cache/lab/lock"
}

# build_image SUITE LOG: build it; its archive is kept in .cache/lab.
build_image() {
    local suite=$1 log=$2 image archive unfinished list
    image=$(image_name "$suite")
    archive=$root/.cache/lab/${image##*:}.tar
    unfinished=$root/.cache/lab/unfinished-${image##*:}.tar
    list=$(IFS=,; echo "${host_packages[*]}")
    if [ ! -f "$archive" ]; then
        # slapd must not make a directory of its own, Postfix must not guess its name.
        step "$log" "Building a Debian host ($suite), about two minutes" "Đang dựng máy Debian ($suite), khoảng hai phút" \
            mmdebstrap --variant=minbase --include="$list" \
            --essential-hook='printf "%s\n" "slapd slapd/no_configuration boolean true" "postfix postfix/main_mailer_type select No configuration" | chroot "$1" debconf-set-selections' \
            --customize-hook='for unit in slapd postfix dovecot rspamd redis-server valkey-server postfix-mta-sts-resolver unbound; do [ ! -e "$1/usr/lib/systemd/system/$unit.service" ] && [ ! -e "$1/lib/systemd/system/$unit.service" ] || chroot "$1" systemctl disable $unit; done' \
            --customize-hook='chroot "$1" systemctl enable ssh; rm -f "$1"/etc/ssh/ssh_host_*' \
            "$suite" "$unfinished" || return
        mv "$unfinished" "$archive"
    fi
    step "$log" "Importing the image $image" "Đang nạp ảnh $image" podman import \
        --change 'CMD ["/sbin/init"]' --change 'STOPSIGNAL SIGRTMIN+3' "$archive" "$image"
}

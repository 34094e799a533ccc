# shellcheck shell=bash disable=SC2034 # the lists are for those who source it
# Installing what is missing from Debian, and saying what is done. Source it after common.sh.

# What is needed of Debian, as lines "what tells that it is there, package": programs, libraries that WeasyPrint
# loads for the guides' PDF, and, for tests alone, programs (a browser that trusts the lab's authority, and what
# copies mailboxes), modules of Debian's own Python, with which the tests run what runs on hosts, and fonts.
needed_programs='slapd slapd
ldapsearch ldap-utils
openssl openssl'
needed_libraries='libpango-1.0.so.0 libpango-1.0-0
libpangoft2-1.0.so.0 libpangoft2-1.0-0
libharfbuzz-subset.so.0 libharfbuzz-subset0'
developers_programs='chromium chromium
certutil libnss3-tools
restic restic
rclone rclone'
developers_modules='ldap python3-ldap
Milter python3-milter'
developers_fonts='/usr/share/fonts/truetype/dejavu fonts-dejavu-core'

# packages_of LIST...: the packages of such lists.
packages_of() { printf '%s\n' "$@" | cut -d ' ' -f 2; }

# step LOG ENGLISH VIETNAMESE COMMAND...: say it, run it into the log, show the log's end if it fails.
step() {
    local log=$1
    say "$2" "$3"
    shift 3
    alive into_log "$log" "$@" || {
        tail -n 8 "$log" >&2
        return 1
    }
}

# into_log LOG COMMAND...: run it, with nothing to read and all that it says in the log.
into_log() {
    local log=$1
    "${@:2}" >>"$log" 2>&1 </dev/null
}

# missing_with COMMAND LIST: of lines "thing package", the packages for whose thing the command fails.
missing_with() {
    local thing package
    while read -r thing package; do
        "$1" "$thing" >/dev/null 2>&1 || echo "$package"
    done <<<"$2"
}

has_program() { command -v "$1"; }

# install_packages LOG PACKAGE...: install them, or say what an administrator has to type.
install_packages() {
    # Without this Debian would configure and start a directory for the whole machine.
    local preseed='slapd slapd/no_configuration boolean true' as_root=() log=$1
    shift
    if [ "$(id -u)" -ne 0 ]; then
        as_root=(sudo -n)
        if ! sudo -n true 2>/dev/null || ! command -v apt-get >/dev/null; then
            say "Missing: $*. As an administrator, type:" \
                "Còn thiếu: $*. Với quyền quản trị, hãy gõ:" >&2
            printf '  %s\n' "echo '$preseed' | sudo debconf-set-selections" \
                "sudo apt-get update && sudo apt-get install -y --no-install-recommends $*" >&2
            exit 1
        fi
    fi
    command -v apt-get >/dev/null || fail "apt-get is missing: this needs Debian, or install $* yourself" \
        "không có apt-get: cần Debian, hoặc hãy tự cài $*"
    if [[ " $* " == *" slapd "* ]]; then
        "${as_root[@]}" debconf-set-selections <<<"$preseed"
    fi
    step "$log" "Installing Debian packages: $*" "Đang cài gói Debian: $*" \
        "${as_root[@]}" sh -c 'apt-get -q update; DEBIAN_FRONTEND=noninteractive \
            apt-get -q install -y --no-install-recommends "$@"' sh "$@" ||
        fail "The packages could not be installed: $*" "Không cài được các gói: $*"
}

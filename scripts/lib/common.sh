# shellcheck shell=bash
# What the shell scripts share. Source it; it only defines things.

# shellcheck disable=SC2034 # for those who source it
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# say ENGLISH VIETNAMESE: print a line in the operator's language, chosen as hopthu/text/language.py does.
say() {
    local locale=${HOPTHU_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}
    case ${locale,,} in
        vi*) printf '%s\n' "$2" ;;
        *) printf '%s\n' "$1" ;;
    esac
}

# help_for ENGLISH VIETNAMESE ARGUMENT...: where an argument asks for help, say it and end.
help_for() {
    local each
    for each in "${@:3}"; do
        case $each in -h | --help) say "$1" "$2" && exit ;; esac
    done
}

# misused ARGUMENT USAGE: an argument that the script does not have; what it has, where to look, and the end.
misused() {
    say "$1: there is no such argument; usage: $2 → $0 --help" \
        "$1: không có tham số như vậy; cách dùng: $2 → $0 --help" >&2
    exit 2
}

# alive COMMAND...: run it; a dot on standard error every four seconds tells that it is at work.
alive() {
    local ticker status=0 begun=$SECONDS
    while kill -0 $$ 2>/dev/null && sleep 4; do printf . >&2; done &
    ticker=$!
    "$@" || status=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    [ $((SECONDS - begun)) -lt 4 ] || echo >&2
    return $status
}

# fail ENGLISH VIETNAMESE: the same on standard error, and the end.
fail() {
    say "$@" >&2
    exit 1
}

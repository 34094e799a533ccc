# shellcheck shell=bash
# What the shell scripts share. Source it; it only defines things.

# shellcheck disable=SC2034 # for those who source it
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# say ENGLISH VIETNAMESE: print a line in the operator's language, chosen as hopthu/language.py does.
say() {
    local locale=${HOPTHU_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}
    case ${locale,,} in
        vi*) printf '%s\n' "$2" ;;
        *) printf '%s\n' "$1" ;;
    esac
}

# help_for ARGUMENT ENGLISH VIETNAMESE: where the argument asks for help, say it and end.
help_for() {
    case $1 in -h | --help) say "$2" "$3" && exit ;; esac
}

# fail ENGLISH VIETNAMESE: the same on standard error, and the end.
fail() {
    say "$@" >&2
    exit 1
}

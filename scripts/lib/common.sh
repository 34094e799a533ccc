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

# fail ENGLISH VIETNAMESE: the same on standard error, and the end.
fail() {
    say "$@" >&2
    exit 1
}

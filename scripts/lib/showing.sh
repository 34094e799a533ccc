# shellcheck shell=bash disable=SC2034 # used by the script that sources it
# Showing what is done, step by step, as a sysadmin would type it. Source it after common.sh.

results=()
number=0

# title ENGLISH VIETNAMESE: the heading of a step.
title() {
    number=$((number + 1))
    printf '\n\033[1m%d. %s\033[0m\n' "$number" "$(say "$1" "$2")"
}

# show COMMAND...: show a command as one would type it; run does it too.
show() { printf '   \033[36m$ %s\033[0m\n' "$*"; }
run() {
    show "$@"
    "$@"
}

# run_quietly LOG COMMAND...: show and run; what it says goes to a file, which is shown if it fails.
run_quietly() {
    local output=$1
    shift
    show "$@"
    "$@" >"$output" 2>&1 || {
        cat "$output"
        exit 1
    }
}

# result ENGLISH VIETNAMESE VALUE: a line for the table at the end.
result() { results+=("$(printf '%-46s %s' "$(say "$1" "$2")" "$3")"); }

# excerpt LINES FILE: the beginning of a long output, and where the rest is.
excerpt() {
    local lines
    lines=$(wc -l <"$2")
    head -n "$1" "$2"
    [ "$lines" -le "$1" ] || say "   … $((lines - $1)) more lines in $2" \
        "   … còn $((lines - $1)) dòng trong $2"
}

# summary: the table at the end.
summary() {
    printf '\n\033[1m%s\033[0m\n' "$(say 'Summary' 'Tóm tắt')"
    printf '   %s\n' "${results[@]}"
}

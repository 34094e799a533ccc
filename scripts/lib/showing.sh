# shellcheck shell=bash disable=SC2034,SC2154 # used and set by the script that sources it
# Showing what is done, step by step, as a sysadmin would type it; no line is wider than a plain terminal.
# Source it after common.sh. $steps is how many steps there will be.

results=()
number=0
_columns=80

# title ENGLISH VIETNAMESE: the heading of a step.
title() {
    number=$((number + 1))
    printf '\033[1m%s\033[0m\n' "$(say "$number/$steps $1" "$number/$steps $2" | fit)"
}

# show COMMAND...: show a command as one would type it, on several lines where it is long.
show() {
    local line='$' word prefix='   '
    # shellcheck disable=SC2048 # a word of the command may have several
    for word in $*; do
        if [ $((${#prefix} + ${#line} + ${#word} + 3)) -gt $_columns ]; then
            printf '%s\033[36m%s \\\033[0m\n' "$prefix" "$line"
            prefix='       ' line=$word
        else
            line+=" $word"
        fi
    done
    printf '%s\033[36m%s\033[0m\n' "$prefix" "$line"
}

# fit [LINES]: what comes in, no wider than the terminal, and no more lines than that.
fit() {
    local line count=0
    while IFS= read -r line; do
        count=$((count + 1))
        [ $count -le "${1:-999}" ] || continue
        [ ${#line} -le $_columns ] || line=${line:0:$((_columns - 1))}…
        printf '%s\n' "$line"
    done
}

# run COMMAND...: show and run, with all that it says.
run() {
    show "$@"
    alive "$@"
}

# run_here COMMAND...: the same for what concerns this very shell.
run_here() {
    show "$@"
    "$@"
}

# run_quietly LOG COMMAND...: show and run; what it says goes to a file, which is shown if it fails.
run_quietly() {
    local output=$1
    shift
    show "$@"
    alive outcome_in "$output" "$@" || {
        cat "$output"
        exit 1
    }
}
outcome_in() {
    local output=$1
    "${@:2}" >"$output" 2>&1
}

# excerpt LINES FILE PATTERN: the first lines of a long output that match, and where the rest is.
excerpt() {
    local lines all
    all=$(wc -l <"$2")
    lines=$(grep -cE "$3" "$2" || true)
    [ "$lines" -le "$1" ] || lines=$1
    grep -E "$3" "$2" | fit "$1"
    [ "$lines" -ge "$all" ] || say "   … $((all - lines)) more lines in $2" "   … còn $((all - lines)) dòng trong $2"
}

# result ENGLISH VIETNAMESE VALUE: a line for the table at the end.
result() {
    local label
    label=$(say "$1" "$2")
    # By letters: printf counts bytes.
    results+=("$label$(printf '%*s' $((38 - ${#label})) '') $3")
}

# summary: the table at the end.
summary() {
    printf '\033[1m%s\033[0m\n' "$(say 'Summary' 'Tóm tắt')"
    printf '   %s\n' "${results[@]}" | fit
}

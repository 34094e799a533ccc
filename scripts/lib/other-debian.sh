# shellcheck shell=bash disable=SC2034,SC2154 # lab-image.sh's variables, and common.sh's root
# The tests on the other Debian: Debian 13 where this machine is Debian 12, else Debian 12. In a
# container without a network, as a user who may use sudo. Source it after common.sh, packages.sh
# and lab-image.sh.

# on_other_debian COMMAND...: have the command done in a clone of this work tree over there.
on_other_debian() {
    export CONTAINERS_CONF=$root/scripts/lib/containers.conf
    local host_packages
    mapfile -t host_packages < <(printf '%s\n' "${bare_packages[@]}" sudo git python3-venv && packages_of \
        "$needed_programs" "$needed_libraries" "$developers_programs" "$developers_modules" "$developers_fonts")
    local log=$root/.cache/other-debian.log suite image container=hopthu-other-debian-$$
    suite=$(other_suite)
    image=$(image_name "$suite")
    : >"$log"
    if ! make_image "$suite" "$log" || ! have_wheels "$image" "$log"; then
        fail "The other Debian could not be made; are Debian's archive and a package index within reach? Whole log: $log" \
            "Không dựng được Debian kia; có kết nối tới kho Debian và kho gói Python không? Toàn bộ nhật ký: $log"
    fi
    say "On Debian's $suite:" "Trên Debian $suite:"
    # shellcheck disable=SC2064 # the name as it is now
    trap "podman rm -f -t 0 -i $container >/dev/null" EXIT
    # Memory for the tests' files, as this machine has it.
    work_tree | podman run --rm -i --name "$container" --network none \
        --mount "type=tmpfs,dst=/dev/shm,tmpfs-mode=1777,exec,tmpfs-size=$(shared_memory)m" \
        -v "$(wheels_of "$image"):/wheels:ro" --env CI --env HOPTHU_LANG --env LANG=C.UTF-8 "$image" \
        bash -c "$(declare -f take_in); take_in \"\$@\"" bash "$@"
}

other_suite() {
    if grep -qs '^VERSION_CODENAME=trixie$' /etc/os-release; then echo bookworm; else echo trixie; fi
}

shared_memory() { df --output=avail --block-size=1M /dev/shm 2>/dev/null | awk 'END { print ($1 > 64 ? $1 : 64) }'; }

# work_tree: an archive of what is there and not ignored, committed or not.
work_tree() {
    git ls-files -z --cached --others --exclude-standard --deduplicate |
        while IFS= read -rd '' file; do
            [ ! -e "$file" ] && [ ! -L "$file" ] || printf '%s\0' "$file"
        done | tar -c --null -T -
}

# take_in COMMAND...: the same in the container, as root: unpack and go on as somebody else.
take_in() {
    set -e
    useradd --create-home --shell /bin/bash developer
    echo 'developer ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/developer
    cd /home/developer
    # Of Ansible's 16 000 files few are read: Python compiles those itself.
    export HOME=$PWD PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels PIP_COMPILE=0
    as_developer() { setpriv --reuid developer --regid developer --init-groups "$@"; }
    as_developer mkdir hopthu
    cd hopthu
    as_developer tar -x
    as_developer git init --quiet
    as_developer git add --all
    as_developer git -c user.name=hopthu -c user.email=hopthu@localhost commit --quiet -m 'The work tree'
    as_developer "$@" </dev/null
}

# wheels_of IMAGE: where the wheels for an image are kept; another lock is another folder.
wheels_of() {
    local recipe
    recipe=$( (echo "$1" && cat requirements/dev.lock) | sha256sum)
    echo "$root/.cache/wheels/${1##*:}-${recipe:0:12}"
}

# have_wheels IMAGE LOG: have the Python packages there, fetched by the pip of this machine, which
# knows the way to the package index: no setting of it has to be known in the container.
have_wheels() {
    local image=$1 log=$2 folder unfinished python libc options
    folder=$(wheels_of "$image")
    unfinished=${folder%/*}/unfinished-${folder##*/}
    [ ! -d "$folder" ] || return 0
    read -r python libc < <(podman run --rm --network none "$image" python3 -c \
        'import platform; print(platform.python_version(), platform.libc_ver()[1])') || return
    mapfile -t options < <(platforms "$libc")
    rm -rf "${folder%-*}-"* "$unfinished" # of another lock
    mkdir -p "$unfinished"
    lock_for "$python" >"$unfinished/lock" || return
    step "$log" "Fetching Python packages for Python $python" "Đang tải gói Python cho Python $python" \
        pip download --quiet --no-input --disable-pip-version-check --progress-bar off \
        --no-deps --only-binary :all: --python-version "$python" "${options[@]}" \
        --require-hashes --requirement "$unfinished/lock" --dest "$unfinished" || return
    chmod -R a+rX "$unfinished"
    mv "$unfinished" "$folder"
}

# platforms LIBC: the wheels that a machine with this glibc takes, as pip's options, best first.
platforms() {
    local minor machine
    machine=$(uname -m)
    for ((minor = ${1#2.}; minor >= 5; minor--)); do
        echo "--platform=manylinux_2_${minor}_$machine"
    done
    printf -- "--platform=%s_$machine\n" manylinux2014 manylinux2010 manylinux1 linux
}

# lock_for VERSION: what of the lock is for that Python. pip would ask the Python that it runs with.
lock_for() {
    python - "$1" <<'PYTHON'
import re
import sys
from pathlib import Path

from packaging.requirements import Requirement

version = sys.argv[1]
there = {"python_full_version": version, "python_version": version.rpartition(".")[0]}
for entry in re.split(r"\n(?=\S)", Path("requirements/dev.lock").read_text().rstrip()):
    requirement, _, hashes = entry.partition(" \\\n")
    marker = Requirement(requirement).marker
    if marker is None or marker.evaluate(there):
        print(requirement.partition(" ;")[0], hashes, sep=" \\\n")
PYTHON
}

"""Run one program and write down what it took: ``python -I -S launch.py RESULT COMMAND...``.

A process counts the memory of the one that it was forked from as its own peak. So measured
programs are started from this one, which imports next to nothing, and not from the bench.
"""

from __future__ import annotations

import os
import sys
import time

_KIB = 1024


def main(result: str, command: list[str]) -> int:
    """Write ``seconds cpu_seconds peak_bytes`` of ``command``; returns its exit status."""
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    cpu = usage.ru_utime + usage.ru_stime
    with open(result, "w", encoding="ascii") as file:
        file.write(f"{seconds} {cpu} {usage.ru_maxrss * _KIB}")
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))

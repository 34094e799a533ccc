"""cut_off.py FOLDER: runs of try_out.py that are killed, each at another of their writes.

The n-th is of a copy, FOLDER.n, and is followed by another and one with --check. Their
status and output are printed as a line of JSON. The last n is of a run that was not killed.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import count
from pathlib import Path
from typing import Any

from hopthu_host.commands import must
from hopthu_host.staged import main

from .try_out import TryOut

KILLED = 9
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "subprocess.Popen"}
_WRITES = os.O_WRONLY | os.O_RDWR


def kill_at(number: int) -> None:
    """End the process, as SIGKILL would, before the n-th of its calls that change anything."""
    left = number

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
        if writes or event in _CHANGES:
            left -= 1
            if left == 0:
                os._exit(KILLED)

    sys.addaudithook(hook)


def run(root: Path, *arguments: str, killed_at: int = 0) -> tuple[int, str]:
    """Run it in a process of its own; return the status and what it said."""
    said = root.with_name(f"{root.name}.said")
    child = os.fork()
    if child == 0:
        output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        sys.argv[1:] = arguments
        kill_at(killed_at)
        status = main(TryOut(root))
        sys.stdout.flush()
        os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, said.read_text().strip()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for number in count(1):
        copy = folder.with_name(f"{folder.name}.{number}")
        must("cp", "-a", folder, copy)
        is_killed = run(copy, killed_at=number)[0] == KILLED
        ends = {"at": number, "next": run(copy), "check": run(copy, "--check")}
        sys.stdout.write(json.dumps(ends) + "\n")
        sys.stdout.flush()  # or the next child says it once more
        if not is_killed:
            break

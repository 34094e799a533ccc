"""Running programs to their end, and ending a server without hitting another process."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from hopthu.text.errors import HopthuError

from .messages import NOT_STOPPED, PROGRAM_FAILED, PROGRAM_MISSING

PACKAGES = "slapd ldap-utils"


def program(name: str, packages: str = PACKAGES) -> str:
    """Return the path of ``name``, also from the system folders that users lack in their PATH."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    found = shutil.which(name, path=path)
    if not found:
        raise HopthuError.of(PROGRAM_MISSING, program=name, packages=packages)
    return found


def run(name: str, *arguments: str, packages: str = PACKAGES, folder: Path | None = None) -> str:
    """Run a program to its end and return its standard output; a failure is a HopthuError."""
    done = finished([program(name, packages), *arguments])
    if done.returncode:
        output = last_lines(done.stderr or done.stdout)
        raise HopthuError.of(
            PROGRAM_FAILED,
            program=name,
            status=done.returncode,
            output=output,
            folder=folder or Path.cwd(),
        )
    return done.stdout


def finished(
    command: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program that asks nothing to its end; ``environment`` goes on top of our own."""
    return subprocess.run(  # noqa: S603 - a list, no shell
        command,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def last_lines(text: str, count: int = 5) -> str:
    """Return the last lines of a program's output in one line, as an error message holds them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " | ".join(lines[-count:]) or "no output"


def command_line(pid: int) -> list[str]:
    """Return the arguments of a process; empty when it is gone, a zombie or the kernel's."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return []
    return [os.fsdecode(part) for part in raw.split(b"\0")[:-1]]


def end(pid: int, marker: str, patience: float = 20.0) -> None:
    """End process ``pid`` if one of its arguments is ``marker``: politely, then by force.

    The process is held by a descriptor while its arguments are looked at, so that a number
    which the kernel has given to another process in between is never signalled.
    """
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        if marker not in command_line(pid):
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                signal.pidfd_send_signal(handle, number)
            except ProcessLookupError:
                return
            if select.select([handle], [], [], patience)[0]:
                return
        raise HopthuError.of(NOT_STOPPED, pid=pid)
    finally:
        os.close(handle)

"""Processes that end with whoever started them, whatever ends that one, and all that they started.

The command runs below a guard, a process that holds one end of a pipe. When the other end closes,
because whoever holds it says so or is no more, the guard kills the command and everything that
descends from it, also what left its group or lost its parent.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing, nullcontext, suppress
from pathlib import Path

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: orphans below us become our children
_SIGN_OF_LIFE = 4.0  # seconds
_ENDED = 137  # as of a process that was killed
_running: set[int] = set()
_lock = threading.Lock()


def run_guarded(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """Run a command to its end; its status, and what it said on both channels.

    However the caller ends, an exception or a SIGKILL, the command does too, with what it started.
    """
    theirs, ours = os.pipe()
    with _lock:
        _running.add(ours)
    try:
        guard = subprocess.Popen(  # noqa: S603 - a list, no shell
            [sys.executable, "-m", __name__, str(theirs), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=dict(environment),
            pass_fds=(theirs,),
            # What kills our group must not kill the one that ends the rest of it.
            start_new_session=True,
        )
        os.close(theirs)
        with closing(guard.stdout) if guard.stdout else nullcontext():
            try:
                output = _awaited(guard)
            except BaseException:
                _close(ours)
                guard.wait()
                raise
        return guard.returncode, output
    finally:
        _close(ours)


def _awaited(guard: subprocess.Popen[str]) -> str:
    """All that is said; who waits sees a dot meanwhile, so that it is no standstill."""
    dots = False
    while True:
        try:
            output, _ = guard.communicate(timeout=_SIGN_OF_LIFE)
        except subprocess.TimeoutExpired:
            dots = True
            sys.stderr.write(".")
            sys.stderr.flush()
            continue
        if dots:
            sys.stderr.write("\n")
        return output


def end_all() -> None:
    """End every command that runs now."""
    with _lock:
        running = list(_running)
    for each in running:
        _close(each)


def _close(descriptor: int) -> None:
    with _lock:
        if descriptor in _running:
            _running.remove(descriptor)
            os.close(descriptor)


def main(arguments: Sequence[str]) -> int:
    """Be the guard: the number of the pipe, then the command."""
    pipe, command = int(arguments[0]), arguments[1:]
    ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)
    child = subprocess.Popen(command)  # noqa: S603 - a list, no shell
    ending = threading.Event()
    threading.Thread(target=_watch, args=(pipe, ending), daemon=True).start()
    status = child.wait()
    while ending.is_set():  # the watch ends us, when nobody is left
        signal.pause()
    return status if status >= 0 else 128 - status


def _watch(pipe: int, ending: threading.Event) -> None:
    """Wait for the other end to close; then let nobody survive."""
    os.read(pipe, 1)
    ending.set()
    while below := _descendants(os.getpid()):
        for process in below:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        _reap()
    os._exit(_ENDED)


def _reap() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _descendants(process: int) -> list[int]:
    """All processes below one that are not dead."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            # pid (name) state parent …; a name may hold anything.
            words = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            if words[0] not in "ZX":
                children.setdefault(int(words[1]), []).append(int(folder.name))
    found: list[int] = []
    waiting = [process]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

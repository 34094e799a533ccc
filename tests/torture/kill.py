"""A process that works, and is killed before its n-th step towards the disk or the directory."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple

from hopthu.servers.directory.channel import Channel
from hopthu.text.errors import HopthuError

Work = Callable[[], int]

_TOUCHES = ("os.", "shutil.", "socket.", "subprocess.", "fcntl.", "open")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Ended(NamedTuple):
    """How a process ended: its status (negative: the signal), what it said, its steps."""

    status: int
    said: str
    steps: int

    @property
    def killed(self) -> bool:
        """Whether it was killed before it was through."""
        return self.status == -signal.SIGKILL


def child(work: Work, stop_at: int = 0) -> Ended:
    """Do ``work`` in a process of its own, and kill that before its step ``stop_at`` (0: never).

    Steps and not seconds: the same moments on every machine, and none in which nothing happens.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as steps:
        pid = os.fork()
        if not pid:
            _work(work, stop_at, said.fileno(), steps.fileno())
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        said.seek(0)
        steps.seek(0)
        return Ended(status, said.read().decode("utf-8", "replace"), int(steps.read() or 0))


def _work(work: Work, stop_at: int, said: int, steps: int) -> None:
    """What the child does; it never returns."""
    status = 70
    try:
        for stream in (1, 2):
            os.dup2(said, stream)
        sys.stdout = sys.stderr = open(1, "w", encoding="utf-8", buffering=1)  # noqa: SIM115
        os.environ["HOPTHU_LANG"] = "en"
        taken = _arm(stop_at)
        status = work()
        os.pwrite(steps, str(taken()).encode(), 0)
        sys.stdout.flush()
    except HopthuError as error:
        os.write(2, error.render("en").encode())
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)  # the parent's own clean-up is not the child's


def _arm(stop_at: int) -> Callable[[], int]:
    """Count what this process does from here on, and end it in time; returns the number so far."""
    numbers = count(1)
    taken = [0]

    def step() -> None:
        taken[0] = next(numbers)
        if taken[0] == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, given: tuple[Any, ...]) -> None:
        if event.startswith(_TOUCHES) and (event != "open" or _writes(given)):
            step()

    sys.addaudithook(heard)
    # Neither of these is told to a hook.
    os.fsync = _stepping(step, os.fsync)
    Channel.flush = _stepping(step, Channel.flush)  # type: ignore[method-assign]
    return lambda: taken[0]


def _stepping(step: Callable[[], None], function: Callable[..., Any]) -> Callable[..., Any]:
    def instead(*given: Any, **more: Any) -> Any:
        step()
        return function(*given, **more)

    return instead


def _writes(given: tuple[Any, ...]) -> bool:
    return isinstance(given[2], int) and bool(given[2] & _WRITING)

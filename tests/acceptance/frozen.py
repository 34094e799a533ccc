"""A directory that hangs: it takes connections and answers nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hopthu.servers.lab.slapd import Slapd

_PATIENCE = 10.0


def freeze(slapd: Slapd) -> None:
    """Stop it; a thread that runs at that moment may go on for a while, and is waited for."""
    os.kill(slapd.pid or 0, signal.SIGSTOP)
    end = time.monotonic() + _PATIENCE
    while set(_states(slapd.pid or 0)) != {"T"}:
        assert time.monotonic() < end
        time.sleep(0.005)


def thaw(slapd: Slapd) -> None:
    """Let it go on."""
    os.kill(slapd.pid or 0, signal.SIGCONT)


@contextmanager
def frozen(slapd: Slapd) -> Iterator[None]:
    """Stop it for a while."""
    freeze(slapd)
    try:
        yield
    finally:
        thaw(slapd)


def _states(process: int) -> Iterator[str]:
    for path in Path(f"/proc/{process}/task").glob("*/stat"):
        yield path.read_text(encoding="utf-8").rpartition(")")[2].split()[0]

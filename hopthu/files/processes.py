"""The same work on many things, spread over the processors; results come in the given order."""

from __future__ import annotations

import os
import pickle
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import IO, Any, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_LENGTH = struct.Struct(">Q")
_LEAST = 4  # things a process: to start one costs as much as a few of them


def spread(
    function: Callable[[_Item], _Result], items: Sequence[_Item], processes: int = 0
) -> Iterator[_Result]:
    """Yield ``function(item)`` for each item, in their order, worked out in several processes.

    They start at once, as copies of this one, and hand back what can be pickled; none gets further
    ahead than a pipe holds. What one of them did not deliver, because it failed or was ended, is
    worked out here: so an error is raised as if there were no processes. ``processes``: how many
    (default: one for each processor that this one may use; none where there is little to do).
    """
    count = processes or min(len(os.sched_getaffinity(0)), len(items) // _LEAST)
    if count < 2:
        return map(function, items)
    workers = [_Worker(function, items[number::count]) for number in range(count)]
    return _in_order(function, items, workers)


def _in_order(
    function: Callable[[_Item], _Result], items: Sequence[_Item], workers: list[_Worker]
) -> Iterator[_Result]:
    try:
        for number, item in enumerate(items):
            delivered, result = workers[number % len(workers)].take()
            yield result if delivered else function(item)
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """A process with a share of the items, and the pipe that its results come through."""

    def __init__(self, function: Callable[[Any], Any], items: Sequence[Any]) -> None:
        reading, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            _work(function, items, writing)
        os.close(writing)
        self._results = open(reading, "rb")  # noqa: SIM115 - until end()

    def take(self) -> tuple[bool, Any]:
        """Return whether the next result came, and the result."""
        with suppress(OSError, EOFError, pickle.UnpicklingError):
            length = _LENGTH.unpack(_exactly(self._results, _LENGTH.size))[0]
            return True, pickle.loads(_exactly(self._results, length))  # noqa: S301 - our own copy
        return False, None

    def end(self) -> None:
        """Wait for the process; one that has more to deliver ends when it tries to."""
        self._results.close()
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)


def _exactly(file: IO[bytes], length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _work(function: Callable[[Any], Any], items: Sequence[Any], writing: int) -> None:
    """Deliver the results and end; nothing of the process that this is a copy of is tidied up."""
    try:
        # Locks that it holds on files are to end with it, not with its copies.
        os.closerange(3, writing)
        os.closerange(writing + 1, os.sysconf("SC_OPEN_MAX"))
        with open(writing, "wb") as results:
            for item in items:
                data = pickle.dumps(function(item), pickle.HIGHEST_PROTOCOL)
                results.write(_LENGTH.pack(len(data)) + data)
                results.flush()
    finally:
        os._exit(0)

"""Work that is spread over processes gives what it gives without them, whatever happens to them."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from hopthu.files.processes import spread
from hopthu.text.errors import HopthuError, Message
from hopthu.text.language import Text

_WRONG = Message("test.wrong", Text("{n} is wrong", "{n} sai"))


def _process_of(number: int) -> tuple[int, int]:
    return number, os.getpid()


def test_results_come_in_order_from_several_processes() -> None:
    """None of them is this one, and more comes out than a pipe holds."""
    found = list(spread(_process_of, range(100), 3))
    assert [number for number, _ in found] == list(range(100))
    assert len({process for _, process in found} - {os.getpid()}) == 3
    large = list(spread(lambda number: str(number) * 300_000, range(6), 2))
    assert [len(text) for text in large] == [300_000] * 6


def test_few_things_are_done_here() -> None:
    """A process for a form or two is not worth its start."""
    assert {process for _, process in spread(_process_of, range(3))} == {os.getpid()}


def test_an_error_is_raised_here() -> None:
    """As it would be without processes: what was before it has been delivered."""

    def halved(number: int) -> int:
        if number == 5:
            raise HopthuError.of(_WRONG, n=number)
        return number

    found = spread(halved, range(8), 2)
    assert list(islice(found, 5)) == [0, 1, 2, 3, 4]
    with pytest.raises(HopthuError, match="5 is wrong"):
        next(found)


def test_what_a_killed_process_owes_is_done_here() -> None:
    """As when the system ends one that takes too much memory."""
    here = os.getpid()

    def number_of(number: int) -> int:
        if number >= 4 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    assert list(spread(number_of, range(9), 2)) == list(range(9))


def test_what_cannot_be_handed_back_is_done_here() -> None:
    """A result that is no plain value."""

    def function_of(number: int) -> Callable[[], int]:
        return lambda: number

    made = list(spread(function_of, range(4), 2))
    assert [function() for function in made] == [0, 1, 2, 3]


def test_processes_hold_no_lock_of_ours(tmp_path: Path) -> None:
    """A run that is killed while they work leaves no lock with them: the next one need not wait."""
    ready, go_on = os.pipe(), os.pipe()

    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    child = os.fork()
    if child == 0:
        try:
            results: Iterator[str] = spread(lambda n: "x" * 300_000 + str(n), range(4), 2)
            next(results), next(results)
            os.write(ready[1], b"1")
            os.read(go_on[0], 1)
        finally:
            os._exit(0)
    os.close(handle)  # the lock is the child's from here on, and its processes'
    os.read(ready[0], 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

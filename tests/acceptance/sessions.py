"""Real sessions that a test disturbs: something happens outside, or an answer is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count

from hopthu.servers.directory.operation import Operation
from hopthu.servers.directory.session import Committed, Directory
from hopthu.servers.directory.writer import Writer

from .world import World


def committing(
    world: World, commit: Callable[[Callable[[], Committed]], Committed]
) -> Callable[[], Directory]:
    """A connect(); in place of each commit ``commit`` is called, with the real one.

    No end is asked for before the one before it is answered, so that a test knows what was written.
    """

    class Disturbed(Directory):
        def begin(self, operations: Sequence[Operation], batch: int = 1000) -> Writer:
            writer = super().begin(operations, batch)
            real = writer.commit
            # Of this one alone.
            writer.end = lambda: None  # type: ignore[method-assign]
            writer.commit = partial(commit, real)  # type: ignore[method-assign]
            return writer

    return lambda: Disturbed.connect(world.slapd.settings())


def between(world: World, happen: Callable[[], None], before: int = 1) -> Callable[[], Directory]:
    """A connect(); before the n-th commit of its sessions something happens outside."""
    numbers = count(1)

    def commit(real: Callable[[], Committed]) -> Committed:
        if next(numbers) == before:
            happen()
        return real()

    return committing(world, commit)

"""Tries that are under way: of many at once no more are let through than may be wrong.

Dovecot asks before it looks at a password, and tells what came of it afterwards. Without this, all
that ask in between would be let through, however few are left.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

PATIENCE = 1.0  # seconds; Dovecot waits for two
_LOST = 10.0  # seconds after which nothing is told any more
_ROWS = 10_000

Key = tuple[str, str]  # an address and a login


class Turns:
    """A try has its turn, and keeps it until it is told what came of it."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience, self._changed = patience, threading.Condition()
        self._begun: dict[Key, deque[float]] = {}

    def take(self, key: Key, left: Callable[[], int]) -> bool:
        """Wait for a turn while as many are under way as ``left`` says there may be.

        False where none comes in time.
        """
        with self._changed:
            end = time.monotonic() + self._patience
            while len(self._under_way(key)) >= max(left(), 1):
                if not self._changed.wait(end - time.monotonic()):
                    return False
            self._under_way(key).append(time.monotonic())
            return True

    def insist(self, key: Key, most: int) -> bool:
        """Take one without waiting; False where as many as ``most`` are under way."""
        with self._changed:
            begun = self._under_way(key)
            if len(begun) < most:
                begun.append(time.monotonic())
                return True
            return False

    def give_back(self, key: Key) -> None:
        """Something came of a try, whatever it is."""
        with self._changed:
            begun = self._under_way(key)
            if begun:
                begun.popleft()
            if not begun:
                self._begun.pop(key, None)
            self._changed.notify_all()

    def _under_way(self, key: Key) -> deque[float]:
        """When each of them began; one that nothing came of for long is over."""
        begun = self._begun.setdefault(key, deque())
        while begun and begun[0] < time.monotonic() - _LOST:
            begun.popleft()
        if len(self._begun) > _ROWS:
            self._begun.pop(next(iter(self._begun)))
            self._begun[key] = begun
        return begun

"""Letters that wait to be learned, in a folder: a restart loses none, nor does rspamd's absence."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SPAM, HAM = "spam", "ham"
LONGEST = 1 << 20  # bytes of a letter; what is longer teaches nothing that its beginning does not

_MOST_LETTERS = 2000
_MOST_BYTES = 200 << 20
_MOST_A_DAY = 200  # of one login: a stolen one does not teach the whole house
_DAY = 86400.0
_OLDEST = 7 * _DAY


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits: what it is an example of, and where it is."""

    kind: str
    path: Path

    @property
    def age(self) -> float:
        """Seconds since it came."""
        return time.time() - self.path.stat().st_mtime


class Spool:
    """Takes letters, and gives them in the order in which they came."""

    def __init__(self, folder: Path, most_a_day: int = _MOST_A_DAY) -> None:
        self._folder, self._most_a_day = folder, most_a_day
        self._lock = threading.Lock()
        self._day = 0
        self._count: Counter[str] = Counter()
        self.came = threading.Event()
        for unfinished in folder.glob("*.new"):
            unfinished.unlink()
        waiting = list(self._files())
        self._number = int(waiting[-1].stem) if waiting else 0
        self._letters = len(waiting)
        self._bytes = sum(each.stat().st_size for each in waiting)
        if waiting:
            self.came.set()

    def put(self, kind: str, login: str, content: bytes) -> bool:
        """Take a letter; not where there are too many already, of all or of a login today."""
        with self._lock:
            self._begin_day()
            is_full = self._letters >= _MOST_LETTERS or self._bytes + len(content) > _MOST_BYTES
            if is_full or self._count[login] >= self._most_a_day:
                return False
            self._count[login] += 1
            self._number += 1
            # Whole or not at all; after a power failure the last ones may be missing.
            new = self._folder / f"{self._number:012}.new"
            try:
                new.write_bytes(content)
                new.replace(new.with_suffix(f".{kind}"))
            except OSError:
                new.unlink(missing_ok=True)
                raise
            self._letters += 1
            self._bytes += len(content)
        self.came.set()
        return True

    def first(self) -> Waiting | None:
        """The letter that waits longest; what waits for a week is given up."""
        for path in self._files():
            waiting = Waiting(path.suffix[1:], path)
            if waiting.age <= _OLDEST:
                return waiting
            self.remove(waiting)
        return None

    def remove(self, waiting: Waiting) -> None:
        """It waits no longer."""
        with self._lock, contextlib.suppress(FileNotFoundError):
            size = waiting.path.stat().st_size
            waiting.path.unlink()
            self._letters -= 1
            self._bytes -= size

    def _files(self) -> Iterator[Path]:
        return iter(
            sorted(each for each in self._folder.iterdir() if each.suffix[1:] in (SPAM, HAM))
        )

    def _begin_day(self) -> None:
        today = int(time.time() // _DAY)
        if today != self._day:
            self._day = today
            self._count.clear()

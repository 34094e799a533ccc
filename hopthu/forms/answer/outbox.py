"""The folder of what is sent back: for each form with problems a letter and a marked-up copy."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

from hopthu.files.whole import write_whole

from .letter import Sender, letter, reference
from .outcome import Outcome
from .safe_text import file_stem
from .workbook import marked_copy

_PRIVATE = 0o600  # forms hold dates of birth and telephone numbers


class Outbox:
    """Writes answers; what is there about another form is never replaced.

    An answer about the very same file is: the form was read again, so it is renewed.
    """

    def __init__(self, folder: Path, sender: Sender, today: date) -> None:
        self._folder = folder
        self._sender = sender
        self._today = today

    def answer(self, outcome: Outcome) -> None:
        """Write letter and copy about a form with problems; raises ``HopthuError``.

        A file that could not even be opened (no digest) has no sender to answer to.
        """
        if not outcome.problems or not outcome.digest:
            return
        stem = self._free_stem(outcome)
        copy = _marked(outcome) if outcome.form else None
        name = f"{stem}.xlsx" if copy else ""
        text = letter(outcome, self._sender, self._today, name)
        outcome.letter = self._folder / f"{stem}.txt"
        # With a byte order mark and line ends of Windows: every editor there shows it rightly.
        write_whole(outcome.letter, "\ufeff" + text.replace("\n", "\r\n"), _PRIVATE)
        if copy:
            outcome.copy = self._folder / name
            write_whole(outcome.copy, copy, _PRIVATE)

    def _free_stem(self, outcome: Outcome) -> str:
        stem = file_stem(outcome.path.stem)
        for number in itertools.count(1):
            name = stem if number == 1 else f"{stem}-{number}"
            letter_there = self._folder / f"{name}.txt"
            others = (self._folder / f"{name}{ending}" for ending in (".xlsx", ".docx"))
            if not letter_there.exists() and not any(path.exists() for path in others):
                return name
            if _is_about(letter_there, outcome.digest):
                return name
        raise AssertionError("there is always a next number")


def _marked(outcome: Outcome) -> bytes | None:
    """The marked-up copy; none of a form that was taken away after it was read."""
    try:
        data = outcome.path.read_bytes()
    except OSError:
        return None
    return marked_copy(data, outcome.ordered)


def _is_about(path: Path, digest: str) -> bool:
    try:
        return reference(digest) in path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False

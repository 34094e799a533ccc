"""Files of records that are edited again and again before any of it is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .edit import RecordFile


class EditedFiles:
    """``contents``: the files that changed so far, with what they are to hold."""

    def __init__(self) -> None:
        self.contents: dict[Path, str] = {}

    @contextmanager
    def edit(self, path: Path, key: str, heading: str = "") -> Iterator[RecordFile]:
        """The records under ``key`` of a file, as the edits before left them."""
        file = RecordFile(path, key, heading, self.contents.get(path))
        yield file
        if file.changed:
            self.contents[path] = file.text()

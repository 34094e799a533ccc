"""What differs between two snapshots: file by file, and the first lines of each difference."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

_LINES = 12  # of each file
_WIDTH = 200


def differences(before: Path, after: Path, lines: int = _LINES) -> list[str]:
    """Return lines that tell what differs; none: the snapshots are equal."""
    told: list[str] = []
    olds, news = (_files(folder) for folder in (before, after))
    for name in sorted(olds | news):
        if name not in news:
            told.append(f"gone     {name}")
        elif name not in olds:
            told.append(f"new      {name}")
        elif (before / name).read_bytes() != (after / name).read_bytes():
            told.append(f"differs  {name}")
            told += _excerpt(before / name, after / name, lines)
    return told


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _excerpt(before: Path, after: Path, most: int) -> Iterator[str]:
    """The first changed lines, cut."""
    old, new = (path.read_text(encoding="utf-8").splitlines() for path in (before, after))
    # Without the two lines of the head.
    found = list(difflib.unified_diff(old, new, lineterm="", n=0))[2:]
    for line in found[:most]:
        yield "    " + (line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…")
    if len(found) > most:
        yield f"    … {len(found) - most} more lines"

"""The strings that the cells of an .xlsx workbook share."""

from __future__ import annotations

import zipfile
from typing import NamedTuple

from ...sheet import Run
from ..archive import Attributes, LocalNames, walk

# No spreadsheet program lets a cell hold more characters.
MAX_TEXT = 32_767


class String(NamedTuple):
    """A string; ``runs`` is empty unless a part of it has a font of its own."""

    text: str
    runs: tuple[Run, ...] = ()


class StringParser:
    """Collects the text of one string item, run by run; furigana (``rPh``) is left out."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._parts: list[str] = []
        self._font = ""
        self._reading = False
        self._phonetic = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take note of a run's font or the start of a text; ``tag`` is a local name."""
        if tag == "t":
            self._reading = not self._phonetic
        elif tag == "rFont":
            self._font = attributes.get("val", "")
        elif tag == "rPh":
            self._phonetic = True

    def text(self, data: str) -> None:
        """Take characters, if they are a text's."""
        if self._reading:
            self._parts.append(data)

    def end(self, tag: str) -> None:
        """Close a text, a run or a phonetic hint; ``tag`` is a local name."""
        if tag == "t":
            self._reading = False
            if self._parts:
                self._runs.append(Run("".join(self._parts), self._font))
                self._parts = []
        elif tag == "r":
            self._font = ""
        elif tag == "rPh":
            self._phonetic = False

    def take(self) -> String | None:
        """Return the finished item (a run's font ``""`` is the cell's) and start anew."""
        runs = self._runs
        if not runs:
            return None
        self._runs = []
        if len(runs) == 1 and not runs[0].font:
            return String(runs[0].text[:MAX_TEXT])
        text = "".join(run.text for run in runs)
        if len(text) > MAX_TEXT or not any(run.font for run in runs):
            return String(text[:MAX_TEXT])
        return String(text, tuple(runs))


def read_strings(archive: zipfile.ZipFile, part: str) -> list[String]:
    """Return the shared strings by their index; none when the workbook has no such part."""
    strings: list[String] = []
    if not part:
        return strings
    parser = StringParser()
    local = LocalNames()

    def start(tag: str, attributes: Attributes) -> None:
        parser.start(local[tag], attributes)

    def end(tag: str) -> None:
        if local[tag] == "si":
            strings.append(parser.take() or String(""))
        else:
            parser.end(local[tag])

    walk(archive, part, start, end, parser.text)
    return strings

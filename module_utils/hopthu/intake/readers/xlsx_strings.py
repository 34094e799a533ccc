"""The strings that the cells of an .xlsx workbook share."""

from __future__ import annotations

import zipfile

from ..sheet import Run
from .archive import Attributes, walk

# No spreadsheet program lets a cell hold more characters.
MAX_TEXT = 32_767


class StringParser:
    """Collects the text of one string item, run by run; furigana (``rPh``) is left out."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._parts: list[str] = []
        self._font = ""
        self._reading = False
        self._phonetic = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take note of a run's font or the start of a text."""
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
        """Close a text, a run or a phonetic hint."""
        if tag == "t":
            self._reading = False
            if self._parts:
                self._runs.append(Run("".join(self._parts)[:MAX_TEXT], self._font))
                self._parts = []
        elif tag == "r":
            self._font = ""
        elif tag == "rPh":
            self._phonetic = False

    def take(self) -> tuple[Run, ...]:
        """Return the runs of the finished item (font ``""``: the cell's) and start anew."""
        runs = tuple(self._runs)
        self._runs = []
        return runs


def read_strings(archive: zipfile.ZipFile, part: str) -> list[tuple[Run, ...]]:
    """Return the shared strings by their index; none when the workbook has no such part."""
    strings: list[tuple[Run, ...]] = []
    if not part:
        return strings
    parser = StringParser()

    def end(tag: str) -> None:
        parser.end(tag)
        if tag == "si":
            strings.append(parser.take())

    walk(archive, part, parser.start, end, parser.text)
    return strings

"""The strings that the cells of an .xlsx workbook share."""

from __future__ import annotations

import re
import zipfile
from typing import NamedTuple

from ...sheet import Run
from ..archive import Attributes, LocalNames, walk

# No spreadsheet program lets a cell hold more characters.
MAX_TEXT = 32_767
OFF = frozenset({"0", "false", "off"})
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class String(NamedTuple):
    """A string; ``runs`` is empty unless a part of it has a font of its own.

    ``struck`` is what a line goes through; ``rich``: its parts tell how they look, not the cell.
    """

    text: str
    runs: tuple[Run, ...] = ()
    struck: str = ""
    rich: bool = False


class StringParser:
    """Collects the text of one string item, run by run; furigana (``rPh``) is left out."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._parts: list[str] = []
        self._font = ""
        self._struck = ""  # what of the item is struck out
        self._strike = self._rich = False
        self._reading = False
        self._phonetic = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take note of a run's font or the start of a text; ``tag`` is a local name."""
        if tag == "t":
            self._reading = not self._phonetic
        elif tag == "rFont":
            self._font = attributes.get("val", "")
        elif tag == "rPr":
            self._rich = True
        elif tag == "strike":
            self._strike = attributes.get("val") not in OFF
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
                text = unescaped("".join(self._parts))
                self._parts = []
                if self._strike:
                    self._struck += text
                else:
                    self._runs.append(Run(text, self._font))
        elif tag == "r":
            self._font = ""
            self._strike = False
        elif tag == "rPh":
            self._phonetic = False

    def take(self) -> String | None:
        """Return the finished item (a run's font ``""`` is the cell's) and start anew."""
        runs, struck, rich = self._runs, self._struck, self._rich
        if not (runs or struck):
            return None
        self._runs, self._struck, self._rich = [], "", False
        text = "".join(run.text for run in runs)
        is_in_fonts = len(text) <= MAX_TEXT and any(run.font for run in runs)
        kept = tuple(runs) if is_in_fonts else ()
        return String(text[:MAX_TEXT], kept, struck[:MAX_TEXT], rich)


def unescaped(text: str) -> str:
    """Return a text with the characters that XML has no place for: ``_x000D_`` is a line end."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


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

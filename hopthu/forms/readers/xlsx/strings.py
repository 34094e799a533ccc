"""The strings that the cells of an .xlsx workbook share."""

from __future__ import annotations

import re
import zipfile
from typing import NamedTuple

from ...sheet import Run
from ..archive import Attributes, Ends, Starts, walk_named

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
    """Collects the text of one string item, run by run; furigana (``rPh``) is left out.

    ``starts`` and ``ends`` are called for the elements of a string (see :func:`walk_named`).
    """

    def __init__(self) -> None:
        self._runs: list[tuple[str, str]] = []  # texts with their fonts
        self._parts: list[str] = []
        self._font = ""
        self._struck = ""  # what of the item is struck out
        self._strike = self._rich = False
        self._reading = False
        self._phonetic = False
        self.starts: Starts = {
            "t": self._begin_text,
            "rFont": self._take_font,
            "rPr": self._take_look,
            "strike": self._take_strike,
            "rPh": self._begin_phonetic,
        }
        self.ends: Ends = {"t": self._end_text, "r": self._end_run, "rPh": self._end_phonetic}

    def text(self, data: str) -> None:
        """Take characters, if they are a text's."""
        if self._reading:
            self._parts.append(data)

    def _begin_text(self, _: Attributes) -> None:
        self._reading = not self._phonetic

    def _end_text(self) -> None:
        self._reading = False
        if self._parts:
            text = unescaped("".join(self._parts))
            self._parts.clear()
            if self._strike:
                self._struck += text
            else:
                self._runs.append((text, self._font))

    def _take_font(self, attributes: Attributes) -> None:
        self._font = attributes.get("val", "")

    def _take_look(self, _: Attributes) -> None:
        self._rich = True

    def _take_strike(self, attributes: Attributes) -> None:
        self._strike = attributes.get("val") not in OFF

    def _end_run(self) -> None:
        self._font = ""
        self._strike = False

    def _begin_phonetic(self, _: Attributes) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False

    def take(self) -> String | None:
        """Return the finished item (a run's font ``""`` is the cell's) and start anew."""
        runs, struck = self._runs, self._struck
        if not (runs or struck):
            return None
        rich = self._rich
        self._runs, self._struck, self._rich = [], "", False
        if len(runs) == 1 and not (struck or runs[0][1]):  # as most are
            return String(runs[0][0][:MAX_TEXT], (), "", rich)
        text = "".join(text for text, _ in runs)
        is_in_fonts = len(text) <= MAX_TEXT and any(font for _, font in runs)
        kept = tuple(Run(*run) for run in runs) if is_in_fonts else ()
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

    def end_string() -> None:
        strings.append(parser.take() or String(""))

    walk_named(archive, part, parser.starts, {**parser.ends, "si": end_string}, parser.text)
    return strings

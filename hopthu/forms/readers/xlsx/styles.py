"""What a form needs of an .xlsx workbook's styles: each cell's font, and whether it is a date."""

from __future__ import annotations

import re
import zipfile
from typing import NamedTuple

from ...sheet import Why
from ..archive import Attributes, LocalNames, walk
from .strings import OFF

# Number formats that the file format defines as dates (the others up to 163 are not).
_DATES = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)})
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


_SHOWS_NOTHING = re.compile(r"\s*;\s*;\s*;\s*")


class _Font(NamedTuple):
    name: str = ""
    struck: bool = False


class Style(NamedTuple):
    """The style of a cell."""

    font: str = ""
    is_date: bool = False
    left_out: Why | None = None  # a line goes through the cell, or its format shows nothing


PLAIN = Style()


def is_date_format(code: str) -> bool:
    """Tell whether a number format such as ``dd/mm/yyyy`` shows a day or a year."""
    return bool(re.search(r"[dy]", _LITERALS.sub("", code).lower()))


def style_of(font: str, number: int, code: str, struck: bool) -> Style:
    """Return the style of a font and of a number format: its number, or its code if it has one."""
    is_date = is_date_format(code) if code else number in _DATES
    unseen = Why.HIDDEN if _SHOWS_NOTHING.fullmatch(code) else None
    return Style(font, is_date, Why.STRUCK if struck else unseen)


def read_styles(archive: zipfile.ZipFile, part: str) -> list[Style]:
    """Return the styles by the index that cells name; none without such a part."""
    fonts: list[_Font] = []
    custom: dict[str, str] = {}
    styles: list[Style] = []
    inside: list[str] = []
    local = LocalNames()

    def start(tag: str, attributes: Attributes) -> None:
        tag = local[tag]
        parent = inside[-1] if inside else ""
        inside.append(tag)
        if tag == "numFmt":
            custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "font" and parent == "fonts":
            fonts.append(_Font())
        elif tag == "name" and parent == "font" and fonts:
            fonts[-1] = fonts[-1]._replace(name=attributes.get("val", ""))
        elif tag == "strike" and parent == "font" and fonts:
            fonts[-1] = fonts[-1]._replace(struck=attributes.get("val") not in OFF)
        elif tag == "xf" and parent == "cellXfs":
            number = attributes.get("numFmtId", "0")
            index = int(attributes.get("fontId", "0"))
            font = fonts[index] if index < len(fonts) else _Font()
            styles.append(style_of(font.name, int(number), custom.get(number, ""), font.struck))

    def end(_: str) -> None:
        inside.pop()

    if part:
        walk(archive, part, start, end)
    return styles

"""What a form needs of an .xlsx workbook's styles: each cell's font, and whether it is a date."""

from __future__ import annotations

import re
import zipfile
from typing import NamedTuple

from ..archive import Attributes, LocalNames, walk

# Number formats that the file format defines as dates (the others up to 163 are not).
_DATES = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)})
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


class Style(NamedTuple):
    """The style of a cell."""

    font: str = ""
    is_date: bool = False


PLAIN = Style()


def is_date_format(code: str) -> bool:
    """Tell whether a number format such as ``dd/mm/yyyy`` shows a day or a year."""
    return bool(re.search(r"[dy]", _LITERALS.sub("", code).lower()))


def read_styles(archive: zipfile.ZipFile, part: str) -> list[Style]:
    """Return the styles by the index that cells name; none without such a part."""
    fonts: list[str] = []
    custom: dict[str, bool] = {}
    styles: list[Style] = []
    inside: list[str] = []
    local = LocalNames()

    def start(tag: str, attributes: Attributes) -> None:
        tag = local[tag]
        parent = inside[-1] if inside else ""
        inside.append(tag)
        if tag == "numFmt":
            custom[attributes.get("numFmtId", "")] = is_date_format(
                attributes.get("formatCode", "")
            )
        elif tag == "font" and parent == "fonts":
            fonts.append("")
        elif tag == "name" and parent == "font" and fonts:
            fonts[-1] = attributes.get("val", "")
        elif tag == "xf" and parent == "cellXfs":
            number = int(attributes.get("numFmtId", "0"))
            font = int(attributes.get("fontId", "0"))
            is_date = custom.get(str(number), number in _DATES)
            styles.append(Style(fonts[font] if font < len(fonts) else "", is_date))

    def end(_: str) -> None:
        inside.pop()

    if part:
        walk(archive, part, start, end)
    return styles

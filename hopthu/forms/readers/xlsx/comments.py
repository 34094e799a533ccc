"""The comments beside the cells of a sheet: what somebody wrote of a row and nobody reads."""

from __future__ import annotations

import zipfile

from ...sheet import Cell, LeftOut, Sheet, Why, cell_position
from ..archive import Attributes, LocalNames, walk
from ..limits import Budget


def read_comments(archive: zipfile.ZipFile, part: str, sheet: Sheet, budget: Budget) -> None:
    """Put the comments of a part, if there is one, with what is left out of the sheet."""
    if not part:
        return
    local = LocalNames()
    said: list[str] = []
    place = (0, 0)
    reading = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal place, reading
        if local[tag] == "comment":
            budget.spend()
            place = cell_position(attributes["ref"])
            said.clear()
        reading = local[tag] == "t"

    def end(tag: str) -> None:
        nonlocal reading
        reading = False
        text = " ".join("".join(said).split())
        if local[tag] == "comment" and text:
            sheet.left_out.append(LeftOut(Cell(*place, text), Why.COMMENT))

    def text(data: str) -> None:
        if reading:
            said.append(data)

    walk(archive, part, start, end, text)

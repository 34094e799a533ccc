"""The comments beside the cells of a sheet: what somebody wrote of a row and nobody reads."""

from __future__ import annotations

import zipfile

from ...sheet import ANSWER_AUTHOR, Cell, LeftOut, Sheet, Why, cell_position
from ..archive import Attributes, LocalNames, walk
from ..limits import Budget


def read_comments(archive: zipfile.ZipFile, part: str, sheet: Sheet, budget: Budget) -> None:
    """Put the comments of a part, if there is one, with what is left out of the sheet.

    Those that we wrote into a form that was sent back are nobody's.
    """
    if not part:
        return
    local = LocalNames()
    said: list[str] = []
    authors: list[str] = []
    place, by = (0, 0), ""
    reading = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal place, by, reading
        if local[tag] == "comment":
            budget.spend()
            place, author = cell_position(attributes["ref"]), int(attributes.get("authorId", "-1"))
            by = authors[author] if 0 <= author < len(authors) else ""
            said.clear()
        elif local[tag] == "author":
            said.clear()
        reading = local[tag] in ("t", "author")

    def end(tag: str) -> None:
        nonlocal reading
        reading = False
        text = " ".join("".join(said).split())
        if local[tag] == "author":
            authors.append(text)
        elif local[tag] == "comment" and text and by != ANSWER_AUTHOR:
            sheet.left_out.append(LeftOut(Cell(*place, text), Why.COMMENT))

    def text(data: str) -> None:
        if reading:
            said.append(data)

    walk(archive, part, start, end, text)

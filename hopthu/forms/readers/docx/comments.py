"""The comments of a document, by their ids."""

from __future__ import annotations

import zipfile

from ..archive import Attributes, LocalNames, walk


def read_comments(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the texts of the comments of a part; none where there is no part."""
    found: dict[str, str] = {}
    if not part:
        return found
    local = LocalNames()
    current = ""
    reading = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal current, reading
        if local[tag] == "comment":
            told = {local[name]: value for name, value in attributes.items()}
            current = told.get("id", "")
        reading = local[tag] == "t"

    def text(data: str) -> None:
        if reading:
            found[current] = found.get(current, "") + data

    walk(archive, part, start, None, text)
    return {id_: " ".join(said.split()) for id_, said in found.items() if said.strip()}

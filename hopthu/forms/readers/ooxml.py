"""How the parts of an Office Open XML file (.xlsx, .docx) find each other."""

from __future__ import annotations

import posixpath
import zipfile
from urllib.parse import unquote

from .archive import Attributes, LocalNames, part_name, walk

Targets = dict[str, str]


def main_part(archive: zipfile.ZipFile, usual: str) -> str:
    """Return the part that the whole file is about, or the usual one where the file tells none."""
    return targets(archive, "").get("officeDocument", usual)


def targets(archive: zipfile.ZipFile, part: str) -> Targets:
    """Return the parts that a part refers to, by relationship id and by kind (``styles``).

    Parts that are not there are left out, and so is whatever lies outside the file.
    """
    found: Targets = {}
    names = frozenset(archive.namelist())
    folder, name = posixpath.split(part)
    relations = part_name(posixpath.join(folder, "_rels", f"{name}.rels"))
    local = LocalNames()

    def start(tag: str, attributes: Attributes) -> None:
        if local[tag] != "Relationship" or attributes.get("TargetMode") == "External":
            return
        path = unquote(attributes["Target"]).replace("\\", "/")
        target = part_name(posixpath.normpath(posixpath.join("/", folder, path)))
        if target in names:
            found[attributes["Id"]] = target
            found[posixpath.basename(attributes["Type"])] = target

    if relations in names:
        walk(archive, relations, start)
    return found

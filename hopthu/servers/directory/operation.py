"""What can be asked of a directory: four kinds of changes to one entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .entry import Values


class Add(NamedTuple):
    """Make the entry; its parent must exist by then."""

    dn: str
    attributes: Mapping[str, Values]


class Modify(NamedTuple):
    """Give each named attribute exactly these values; ``()`` removes it.

    ``csn`` is the entryCSN that the entry must still have, here and below; ``b""`` asks nothing.
    """

    dn: str
    replace: Mapping[str, Values]
    csn: bytes = b""


class Delete(NamedTuple):
    """Remove the entry, which has no children by then."""

    dn: str
    csn: bytes = b""


class Rename(NamedTuple):
    """Give the entry another RDN (the old one goes) and, unless empty, another parent."""

    dn: str
    new_rdn: str
    new_superior: str = ""
    csn: bytes = b""


Operation = Add | Modify | Delete | Rename

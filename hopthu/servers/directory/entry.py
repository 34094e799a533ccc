"""An entry of the directory."""

from __future__ import annotations

from dataclasses import dataclass

Values = tuple[bytes, ...]
"""All values of one attribute, as the directory holds them (text is UTF-8)."""


@dataclass(slots=True)
class Entry:
    """A DN and its attributes; the names are spelled as the schema spells them."""

    dn: str
    attributes: dict[str, Values]

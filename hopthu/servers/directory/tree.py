"""The shape of the directory: where entries are. The mark MARK says whose they are.

See docs/directory-tree.md for the drawn tree.
"""

from __future__ import annotations

import re

_RDN = re.compile(r"(?:\\.|[^,\\])+", re.DOTALL)
AGENCIES = "ou=agencies"
PEOPLE = "ou=people"
LISTS = "ou=lists"


def agencies_base(suffix: str) -> str:
    """The container of the agency tree."""
    return f"{AGENCIES},{suffix}"


def people_base(suffix: str) -> str:
    """The container of all people, flat."""
    return f"{PEOPLE},{suffix}"


def lists_base(suffix: str) -> str:
    """The container of all mailing lists, flat: what contains what is said by their members."""
    return f"{LISTS},{suffix}"


def containers(suffix: str) -> tuple[str, ...]:
    """The DNs of the three, in the order in which they are made."""
    return agencies_base(suffix), people_base(suffix), lists_base(suffix)


def person_dn(person_id: str, suffix: str) -> str:
    """A person's DN: the stable id, so that nothing a person does ever changes it."""
    return f"uid={person_id},{PEOPLE},{suffix}"


def list_dn(list_id: str, suffix: str) -> str:
    """A list's DN: its id."""
    return f"cn={list_id},{LISTS},{suffix}"


def same_dn(dn: str) -> str:
    """Fold a DN so that two spellings of it compare equal (case, spaces after commas)."""
    return dn.lower().replace(", ", ",")


def rebased(dn: str, old: str, new: str) -> str:
    """``dn``, which is ``old`` or below it, when ``old`` is ``new``."""
    parts = _RDN.findall(dn)
    own = parts[: len(parts) - len(_RDN.findall(old))]
    return ",".join([*(part.strip() for part in own), new])

"""The letters of a mailbox and of its copy, as Dovecot tells of both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from hopthu_mailbox import doveadm
from hopthu_mailbox.doveadm import Numbered

_HIDDEN = ".EXPUNGED"
Held = Sequence[Numbered]


def letters(address: str, shared: str, place: Path | None = None) -> Held:
    """All letters that are the owner's, sorted; those of the copy at ``place``, where there is one.

    Not what the owner deleted, nor what others show them in the folder ``shared``.
    """
    where = doveadm.settings_of_copy(place) if place else ()
    found = doveadm.numbered(address, where)
    return sorted(e for e in found if e.letter.folder.partition("/")[0] not in (_HIDDEN, shared))


def digest(held: Held) -> str:
    """What two lists have in common that are the same."""
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()


def guids(held: Held) -> list[str]:
    """The letters themselves, wherever they lie, each once."""
    return sorted({each.letter.guid for each in held})

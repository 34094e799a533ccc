"""The letters of a mailbox and of its copy, as Dovecot tells of both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from hopthu_mailbox import doveadm

_FIELDS = "mailbox uid guid flags date.received.unixtime size.virtual"
_HIDDEN = ".EXPUNGED"


class Held(NamedTuple):
    """One letter; ``flags`` sorted, ``size`` in bytes with CRLF line ends."""

    folder: str
    uid: str
    guid: str
    flags: str
    received: str
    size: str


def letters(address: str, shared: str, place: Path | None = None) -> list[Held]:
    """All letters that are the owner's, sorted; those of the copy at ``place``, where there is one.

    Not what the owner deleted, nor what others show them in the folder ``shared``.
    """
    settings = doveadm.settings_of_copy(place) if place else ()
    output = doveadm.run("doveadm", *settings, "-f", "json", "fetch", "-u", address, _FIELDS, "ALL")
    return sorted(
        Held(
            each["mailbox"],
            each["uid"],
            each["guid"],
            " ".join(sorted(flag for flag in each["flags"].split() if flag != "\\Recent")),
            each["date.received.unixtime"],
            each["size.virtual"],
        )
        for each in json.loads(output or "[]")
        if each["mailbox"].partition("/")[0] not in (_HIDDEN, shared)
    )


def digest(held: Iterable[Held]) -> str:
    """What two lists have in common that are the same."""
    return hashlib.sha256(json.dumps([list(each) for each in held]).encode()).hexdigest()


def guids(held: Sequence[Held]) -> list[str]:
    """The letters themselves, wherever they lie, each once."""
    return sorted({each.guid for each in held})

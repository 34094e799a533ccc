"""Which mailboxes are looked at: those that the last runs changed, a sample, or named ones."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import HopthuError

from ..applying.audit import read_audit
from ..desired.subject import Desired
from . import messages

CHANGED = "changed"
_SAMPLE = 20  # where no run has changed anything


def choose(wish: str, everybody: Sequence[Desired], artifacts: Path | None) -> list[Desired]:
    """Return those that ``wish`` means: ``changed``, a number, or names with commas between them.

    A name is a mailbox (with or without the domain) or an id; HopthuError tells all unknown ones.
    """
    if wish == CHANGED:
        dns = {same_dn(dn) for dn in _changed(artifacts)}
        changed = [desired for desired in everybody if same_dn(desired.entry.dn) in dns]
        return changed or _sample(everybody, _SAMPLE)
    if wish.isdecimal():
        return _sample(everybody, int(wish))
    names = {name.strip().lower() for name in wish.split(",") if name.strip()}
    unknown = names - {name for desired in everybody for name in _names(desired)}
    if unknown or not names:
        raise HopthuError(messages.UNKNOWN_NAME.at(name=name) for name in sorted(unknown) or [wish])
    return [desired for desired in everybody if names & _names(desired)]


def _names(desired: Desired) -> set[str]:
    return {desired.id, desired.address, desired.address.partition("@")[0]}


def _sample(everybody: Sequence[Desired], count: int) -> list[Desired]:
    """As many, drawn anew each time, in the order of the inventory."""
    drawn = sorted(random.sample(range(len(everybody)), min(count, len(everybody))))
    return [everybody[number] for number in drawn]


def _changed(artifacts: Path | None) -> Iterator[str]:
    """The DNs that the last run of each module wrote, by its audit lines.

    Folders are named by time and by module, so the last of a name is the newest.
    """
    folders = sorted(artifacts.glob("*-*")) if artifacts else []
    newest = {folder.name.partition("-")[2]: folder for folder in folders}
    for folder in newest.values():
        audit = folder / "audit.jsonl"
        if audit.exists():
            yield from (line["dn"] for line in read_audit(audit).written)

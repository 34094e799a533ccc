"""What rounds note: of each mailbox, until when its copy is known to have everything."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from hopthu_host.placing import write

_NAMED = 20  # mailboxes that are named among those that are behind


@dataclass(frozen=True, slots=True)
class Copy:
    """``as_of``: seconds since 1970, 0 for never; ``since``: from when on it had to be copied.

    ``print`` is the mailbox's fingerprint when it was compared with its copy, at ``compared``;
    ``reason`` is why the last try failed.
    """

    address: str
    since: int
    as_of: int = 0
    print: str = ""
    compared: int = 0
    reason: str = ""

    def behind(self, now: int) -> int:
        """For how many seconds letters may be missing."""
        return max(0, now - (self.as_of or self.since))


@dataclass(slots=True)
class Note:
    """All of one host's mailboxes whose copies are at the host ``to``.

    ``began`` and ``ended``: the last round; ``told``: when the postmaster was told of a delay.
    ``gone``: addresses of owners whose mailboxes this host keeps no more, and whose copies the
    other host was not told of yet.
    """

    here: str
    to: str
    began: int = 0
    ended: int = 0
    told: int = 0
    problem: str = ""
    copies: dict[str, Copy] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path, here: str, to: str) -> Note:
        """What the last round noted; a new one where there was none, or it was for another host."""
        try:
            said = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls(here, to)
        if said["to"] != to:
            return cls(here, to)
        said["copies"] = {owner: Copy(**each) for owner, each in said["copies"].items()}
        return cls(**said)

    def write(self, file: Path) -> None:
        """Have it on the disk, whole."""
        write(file, self.text().encode())

    def text(self) -> str:
        """As it is kept, here and at the other host."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def seen(self, owner: str, **values: Any) -> None:
        """Note something of one mailbox."""
        self.copies[owner] = replace(self.copies[owner], **values)


def summary(note: Note, bound: int, now: int) -> dict[str, Any]:
    """What people and programs are told: how many, how far behind, and which beyond the bound."""
    late = behind(note.copies.items(), bound, now)
    return {
        "here": note.here,
        "to": note.to,
        "bound": bound,
        "now": now,
        "round": {"began": note.began, "ended": note.ended, "problem": note.problem},
        "boxes": len(note.copies),
        "delay": max((copy.behind(now) for copy in note.copies.values()), default=0),
        "late": len(late),
        "latest": [
            {
                "id": owner,
                "address": copy.address,
                "behind": copy.behind(now),
                "never": not copy.as_of,
                "reason": copy.reason,
            }
            for owner, copy in late[:_NAMED]
        ],
    }


def behind(copies: Iterable[tuple[str, Copy]], bound: int, now: int) -> list[tuple[str, Copy]]:
    """Those that may lack letters for longer than the bound, the worst first."""
    late = [each for each in copies if each[1].behind(now) > bound]
    return sorted(late, key=lambda each: (-each[1].behind(now), each[0]))

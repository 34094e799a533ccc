"""What mailboxes hold, as the mail servers tell: ``doveadm -f tab quota get -A`` of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

_STORAGE = "STORAGE"
_KIB = 1024  # doveadm counts storage in these
# Dovecot tells nothing in the table where it cannot open a box: 0 stands there, and a line of this.
_FAILED = re.compile(r"^doveadm\(([^)]+)\): (?:Error|Fatal|Panic)", re.MULTILINE)


class Room(NamedTuple):
    """Bytes in use, and the most the server lets the box hold (0: no limit)."""

    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Boxes by address (lower case); ``silent``: servers that did not tell all, with the reason.

    Without any server (``asked`` is False) nothing is known of anybody.
    """

    boxes: Mapping[str, Room] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()
    silent: Mapping[str, str] = field(default_factory=dict)
    asked: bool = False

    @classmethod
    def of_answers(cls, answers: Iterable[Mapping[str, Any]]) -> Usage:
        """Read what they answered: ``server``, ``rc`` (None: not reached), output and errors.

        Where two servers know of a box, the one that holds more counts: the other has not got it.
        """
        boxes: dict[str, Room] = {}
        failed: set[str] = set()
        silent: dict[str, str] = {}
        asked = False
        for answer in answers:
            asked = True
            errors = answer.get("stderr") or ""
            broken = {address.lower() for address in _FAILED.findall(errors)}
            failed |= broken
            if answer.get("rc") != 0:
                silent[answer["server"]] = _reason(errors or answer.get("msg") or "")
            for address, box in _rows(answer.get("stdout") or ""):
                if address not in broken and (address not in boxes or boxes[address] < box):
                    boxes[address] = box
        return cls(boxes, frozenset(failed), silent, asked)

    def of(self, address: str) -> int | None:
        """Return the bytes in use; 0 where all servers answered and none has the box; else None."""
        address = address.lower()
        if address in self.failed:
            return None
        if address in self.boxes:
            return self.boxes[address].used
        return 0 if self.asked and not self.silent else None


def _rows(table: str) -> Iterator[tuple[str, Room]]:
    """Read the lines about storage; those about numbers of messages are passed over."""
    for line in table.splitlines():
        cells = line.split("\t")
        if len(cells) >= 5 and cells[2] == _STORAGE and cells[3].isdecimal():
            limit = int(cells[4]) * _KIB if cells[4].isdecimal() else 0
            yield cells[0].lower(), Room(int(cells[3]) * _KIB, limit)


def _reason(errors: str) -> str:
    """The first line that tells why; of many, one is enough."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    return lines[0][:200] if lines else ""

"""Whether Dovecot knows mailboxes and holds them to their quota."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..errors import Place, Problem
from . import messages
from .mailbox import Mailbox
from .tools import ask, failed

LAYER = "Dovecot"
_KIB = 1024  # doveadm counts storage in these
_NOBODY = re.compile(r"^userdb lookup: user (\S+) doesn't exist", re.MULTILINE)
# Of a mailbox that it cannot open, doveadm tells a use of 0, and the reason as an error.
_FAILED = re.compile(r"^doveadm\(([^)]+)\): (?:Error|Fatal|Panic)", re.MULTILINE)


def differences(boxes: Sequence[Mailbox], server: str) -> Iterator[Problem]:
    """Yield what Dovecot says differently; it is asked twice for all mailboxes."""
    addresses = [box.address for box in boxes]
    output, errors = ask(server, "doveadm", "user", *addresses)
    unknown = {address.lower() for address in _NOBODY.findall(output + errors)}
    if errors.strip() and not unknown:
        raise failed(server, "doveadm user", errors)
    limits = _limits([address for address in addresses if address not in unknown], server)
    for box in boxes:
        place = Place(f"{box.address}, {LAYER}")
        values: dict[str, object] = {"server": server, "address": box.address}
        if box.address in unknown:
            yield Problem(messages.NO_USER, place, values)
        elif box.address not in limits:
            yield Problem(messages.NO_QUOTA, place, values)
        elif box.quota is not None and limits[box.address] != box.quota:
            values |= {"actual": _size(limits[box.address]), "wanted": _size(box.quota)}
            yield Problem(messages.OTHER_QUOTA, place, values)


def _limits(addresses: Sequence[str], server: str) -> dict[str, int]:
    """Return the most bytes that each mailbox may hold, if it can be opened; 0 is no limit."""
    output, errors = ask(server, "doveadm", "-f", "tab", "quota", "get", "-F", "-", lines=addresses)
    if not output.strip():
        raise failed(server, "doveadm quota get", errors)
    broken = {address.lower() for address in _FAILED.findall(errors)}
    limits = {}
    for line in output.splitlines():
        cells = line.split("\t")
        if len(cells) >= 5 and cells[2] == "STORAGE" and cells[0].lower() not in broken:
            limits[cells[0].lower()] = int(cells[4]) * _KIB if cells[4].isdecimal() else 0
    return limits


def _size(number: int) -> str:
    return f"{number / 2**20:g}M" if number else "∞"

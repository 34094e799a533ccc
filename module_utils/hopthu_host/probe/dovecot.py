"""Whether Dovecot knows mailboxes and holds them to their quota."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .finding import Finding, Mailbox
from .tools import ask, failed

LAYER = "Dovecot"
_NOBODY = re.compile(r"^userdb lookup: user (\S+) doesn't exist", re.MULTILINE)
# A box that cannot be opened has 0 in the table, and a line of this.
_FAILED = re.compile(r"^doveadm\(([^)]+)\): (?:Error|Fatal|Panic)", re.MULTILINE)
_LIMIT = re.compile(r"^([^\t]+)\t[^\t]*\tSTORAGE\t[0-9]+\t([0-9]+|-)(?:\t|$)", re.MULTILINE)
_KIB = 1024  # doveadm counts storage in these


def differences(boxes: Sequence[Mailbox]) -> Iterator[Finding]:
    """Yield what Dovecot says differently; it is asked twice for all mailboxes."""
    addresses = [box.address for box in boxes]
    output, errors = ask("doveadm", "user", *addresses)
    unknown = {address.lower() for address in _NOBODY.findall(output + errors)}
    if errors.strip() and not unknown:
        raise failed("doveadm user", errors)
    limits = _limits([address for address in addresses if address not in unknown])
    for box in boxes:
        if box.address in unknown:
            yield Finding("probe.dovecot-unknown", LAYER, box.address)
        elif box.address not in limits:
            yield Finding("probe.dovecot-unreadable", LAYER, box.address)
        elif box.quota is not None and limits[box.address] != box.quota:
            values = {"actual": limits[box.address], "wanted": box.quota}
            yield Finding("probe.dovecot-quota", LAYER, box.address, values)


def _limits(addresses: Sequence[str]) -> dict[str, int]:
    """Return the most bytes that each mailbox may hold, if it can be opened; 0 is no limit."""
    output, errors = ask("doveadm", "-f", "tab", "quota", "get", "-F", "-", lines=addresses)
    if not output.strip():
        raise failed("doveadm quota get", errors)
    broken = {address.lower() for address in _FAILED.findall(errors)}
    return {
        address.lower(): 0 if limit == "-" else int(limit) * _KIB
        for address, limit in _LIMIT.findall(output)
        if address.lower() not in broken
    }

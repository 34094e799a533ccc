"""Whether Postfix knows mailboxes and leads their addresses there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .finding import Finding, Mailbox
from .tools import ask, failed

LAYER = "Postfix"
_ALIASES, _MAILBOXES = "virtual_alias_maps", "virtual_mailbox_maps"
# A table is type:name, perhaps with more tables in braces; commas or blanks stand between them.
_TABLE = re.compile(r"[^\s,{]+(?:\{[^}]*\})?")


def differences(boxes: Sequence[Mailbox]) -> Iterator[Finding]:
    """Yield what Postfix's tables say differently; each is asked once for all mailboxes."""
    addresses = [address for box in boxes for address in (box.address, *box.aliases)]
    targets = _look_up(addresses, _ALIASES)
    known = _look_up([box.address for box in boxes], _MAILBOXES)
    for box in boxes:
        if box.address.lower() not in known:
            yield Finding("probe.postfix-unknown", LAYER, box.address, {"maps": _MAILBOXES})
        for alias in (box.address, *box.aliases):
            # A mailbox's own address need not be in the tables of aliases.
            target = targets.get(alias.lower(), "" if alias in box.aliases else box.address)
            if target.lower() != box.address.lower():
                code = "probe.postfix-target" if target else "probe.postfix-alias"
                values = {"alias": alias, "actual": target, "maps": _ALIASES}
                yield Finding(code, LAYER, box.address, values)


def _tables(parameter: str) -> list[str]:
    output, errors = ask("postconf", "-hx", parameter)
    if not output.strip():
        raise failed("postconf", errors or f"{parameter} =")
    return _TABLE.findall(output)


def _look_up(addresses: Sequence[str], parameter: str) -> dict[str, str]:
    """Return what the first table that knows an address says, by address in lower case."""
    found: dict[str, str] = {}
    for table in _tables(parameter):
        output, errors = ask("postmap", "-q", "-", table, lines=addresses)
        if "fatal:" in errors or "error:" in errors:
            raise failed(f"postmap -q - {table}", errors)
        for line in output.splitlines():
            address, _, value = line.partition("\t")
            found.setdefault(address.lower(), value)
    return found

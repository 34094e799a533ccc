"""Whether Dovecot knows mailboxes and holds them to their quota."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import Place, Problem
from hopthu.text.sizes import size_text

from . import messages
from .mailbox import Mailbox
from .tools import ask, failed

LAYER = "Dovecot"
_NOBODY = re.compile(r"^userdb lookup: user (\S+) doesn't exist", re.MULTILINE)


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
            yield messages.NO_USER.at(place, **values)
        elif box.address not in limits:
            yield messages.NO_QUOTA.at(place, **values)
        elif box.quota is not None and limits[box.address] != box.quota:
            values |= {"actual": _shown(limits[box.address]), "wanted": _shown(box.quota)}
            yield messages.OTHER_QUOTA.at(place, **values)


def _limits(addresses: Sequence[str], server: str) -> dict[str, int]:
    """Return the most bytes that each mailbox may hold, if it can be opened; 0 is no limit."""
    output, errors = ask(server, "doveadm", "-f", "tab", "quota", "get", "-F", "-", lines=addresses)
    if not output.strip():
        raise failed(server, "doveadm quota get", errors)
    answer = {"server": server, "rc": 0, "stdout": output, "stderr": errors}
    return {address: box.limit for address, box in Usage.of_answers([answer]).boxes.items()}


def _shown(size: int) -> str:
    return size_text(size) if size else "∞"

"""Wrong logins, as slapd's notes in the journal tell them (``olcLogLevel: stats``)."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeVar

_OPENED = re.compile(r"conn=(\d+) fd=\d+ ACCEPT from IP=(\S+):\d+ \(IP=")
_ASKED = re.compile(r'conn=(\d+) op=(\d+) BIND dn="(.*)" method=128')
_ANSWERED = re.compile(r"conn=(\d+) op=(\d+) RESULT tag=97 err=(\d+) ")
_WRONG = 49  # invalidCredentials
# Connections and logins that are remembered; what is older is over, or waits for no answer.
_ROWS = 20_000
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class WrongLogin:
    """From an address, on an entry (its DN in lower case)."""

    address: str
    dn: str


class Reader:
    """Puts lines together: whence a connection is, whom it logs in as, what came of that."""

    def __init__(self) -> None:
        self._addresses: OrderedDict[str, str] = OrderedDict()
        self._asked: OrderedDict[tuple[str, str], str] = OrderedDict()

    def read(self, line: str) -> WrongLogin | None:
        """Return a wrong login where this line ends one."""
        if found := _OPENED.search(line):
            _keep(self._addresses, found[1], found[2].strip("[]"))
        elif found := _ASKED.search(line):
            _keep(self._asked, (found[1], found[2]), found[3].lower())
        elif found := _ANSWERED.search(line):
            dn = self._asked.pop((found[1], found[2]), None)
            address = self._addresses.get(found[1])
            if dn is not None and address and int(found[3]) == _WRONG:
                return WrongLogin(address, dn)
        return None


def _keep(rows: OrderedDict[_Key, str], key: _Key, value: str) -> None:
    rows.pop(key, None)
    rows[key] = value
    if len(rows) > _ROWS:
        rows.popitem(last=False)

"""When an address has guessed once too often."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from .log import WrongLogin

_ROWS = 100_000  # pairs of an address and an entry
_MINUTE = 60.0


class Counter:
    """``tries`` wrong ones on an entry from an address ``within`` minutes are too many.

    ``uncounted``: networks of hosts that pass on logins of others.
    """

    def __init__(self, tries: int, within: int, uncounted: Sequence[str]) -> None:
        self._tries, self._within = tries, within * _MINUTE
        self._uncounted = [ip_network(each, strict=False) for each in uncounted]
        self._seen: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def wrong(self, login: WrongLogin, at: float) -> str:
        """Count one at a time in seconds; return the network to refuse, empty where none is."""
        address = _address(login.address)
        if address is None or any(address in each for each in self._uncounted):
            return ""
        source = source_of(login.address)
        times = self._seen.pop((source, login.dn), deque())
        times.append(at)
        while times[0] <= at - self._within:
            times.popleft()
        if len(times) >= self._tries:
            return source
        self._seen[source, login.dn] = times
        if len(self._seen) > _ROWS:
            self._seen.popitem(last=False)
        return ""


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped if isinstance(found, IPv6Address) else None) or found


def source_of(text: str) -> str:
    """Return who counts as one: an address of IPv4, a /64 of IPv6; what is none stays as it is."""
    address = _address(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return text if address is None else str(address)

"""Who may try a password, and what a wrong one leads to."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from .book import EVERYTHING, Ban, BanBook
from .peers import RIGHT, WRONG, Note
from .turns import Turns

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0  # seconds
_REMEMBERED = 90 * DAY
_MANY = 3  # times as many as may be wrong are let through where nothing was told yet
_LONGEST_LOGIN = 320  # characters; no address is longer

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class BanLimits:
    """``tries`` on an account, or some on ``accounts``, in ``within`` minutes; a ban ``lasts``."""

    tries: int
    accounts: int
    within: int
    lasts: int


class Guard:
    """Counts wrong tries by address and login, of all doors of the host and of those it hears of.

    ``uncounted``: hosts that pass logins on without saying whose; nothing is counted or refused
    there. ``offices``: networks that are never refused as a whole. ``clock`` returns seconds.
    ``tell`` passes on what was counted here; :meth:`hear` counts what others pass on.
    """

    def __init__(
        self,
        book: BanBook,
        limits: BanLimits,
        uncounted: Sequence[str] = (),
        offices: Sequence[str] = (),
        clock: Callable[[], float] = time.time,
        turns: Turns | None = None,
        tell: Callable[[Note], None] = lambda _: None,
    ) -> None:
        self._book, self._limits, self._clock = book, limits, clock
        self._turns, self._tell = turns or Turns(), tell
        self._uncounted = [ip_network(each, strict=False) for each in uncounted]
        self._offices = [ip_network(each, strict=False) for each in offices]

    def allows(self, address: str, login: str) -> bool:
        """Whether a password may be tried; what comes of it has to be told.

        Of many at once only as many go on as may be wrong; the others wait for what comes of those.
        """
        source = source_of(address)
        if source is None or _within(address, self._uncounted):
            return True
        name, who = str_of(source), _named(login)
        took = self._turns.take((name, who), lambda: self._limits.tries - self._wrong(name, who))
        with self._book.look() as page:
            allowed = not page.is_banned(name, who, self._clock())
        if took and not allowed:
            self._turns.give_back((name, who))
        # Where nothing was wrong, nothing that is told late keeps somebody out.
        most = _MANY * self._limits.tries
        return allowed and (
            took or (self._wrong(name, who) == 0 and self._turns.insist((name, who), most))
        )

    def over(self, address: str, login: str) -> None:
        """A try that was allowed came to its end."""
        source = source_of(address)
        if source is not None:
            self._turns.give_back((str_of(source), _named(login)))

    def _wrong(self, name: str, who: str) -> int:
        with self._book.look() as page:
            return page.tries(name, who, self._clock() - self._limits.within * MINUTE)

    def right(self, address: str) -> None:
        """A password was right: the address is one of our people's."""
        now = self._clock()
        if self._counts(address) and self._know(address, now):
            self._tell(Note(RIGHT, now, address, ""))

    def wrong(self, address: str, login: str) -> None:
        """A password was wrong; perhaps once too often."""
        now = self._clock()
        if self._counts(address):
            self._count(address, login, now)
            self._tell(Note(WRONG, now, address, login))

    def hear(self, note: Note) -> None:
        """Count what another host was told, unless its clock and this one differ by too much."""
        late = abs(self._clock() - note.at) >= self._limits.within * MINUTE
        if late or not self._counts(note.address):
            return
        if note.kind == RIGHT:
            self._know(note.address, note.at)
        elif note.kind == WRONG:
            self._count(note.address, note.login, note.at, is_heard=True)

    def _counts(self, address: str) -> bool:
        return source_of(address) is not None and not _within(address, self._uncounted)

    def _know(self, address: str, at: float) -> bool:
        """Write down that somebody logged in from there; whether that is new."""
        name = _written(address)
        with self._book.look() as page:
            # Once an hour is enough, and spares most logins a write.
            if at - HOUR < page.known_since(name) <= at:
                return False
        with self._book.page() as page:
            page.know(name, at, at - _REMEMBERED)
        return True

    def _count(self, address: str, login: str, at: float, *, is_heard: bool = False) -> None:
        name, who, now = _written(address), _named(login), self._clock()
        since = now - self._limits.within * MINUTE
        until = now + self._limits.lasts * MINUTE
        bans = []
        with self._book.page() as page:
            if is_heard and page.has_try(at, name, who):
                return  # it came once more
            page.add_try(at, name, who, since, now)
            if page.tries(name, who, since) >= self._limits.tries:
                bans.append(Ban(name, who, now, until))
            if (
                not _within(address, self._offices)
                and page.logins(name, since) >= self._limits.accounts
                and not page.known_since(name)
            ):
                bans.append(Ban(name, EVERYTHING, now, until))
            for ban in bans:
                page.ban(ban)
        for ban in bans:
            sys.stderr.write(f"banned: {told(ban)}\n")


def source_of(address: str) -> Network | None:
    """Return who counts as one: an IPv4 address, a /64 of IPv6. None: it is no address."""
    found = _address(address)
    if isinstance(found, IPv6Address):
        return IPv6Network((found, 64), strict=False)
    return None if found is None else IPv4Network(found)


def str_of(source: Network) -> str:
    """Return how a source is written down: an address of IPv4 without its /32."""
    return str(source).removesuffix("/32")


def told(ban: Ban) -> str:
    """Return a ban in words, with the host's own time."""
    until = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(ban.until))
    whom = "for every account" if ban.login == EVERYTHING else f"for {ban.login}"
    return f"{ban.address} {whom} until {until}"


def _written(address: str) -> str:
    """How an address that is one is written down."""
    source = source_of(address)
    return "" if source is None else str_of(source)


def _named(login: str) -> str:
    """A login as it is written down; none is empty, which means all of them."""
    return login.lower()[:_LONGEST_LOGIN] or "-"


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, an IPv4 one also where it is written as one of IPv6."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _within(text: str, networks: Sequence[Network]) -> bool:
    """The address itself, not all that counts as one with it."""
    address = _address(text)
    return address is not None and any(address in each for each in networks)

"""What rspamd's module dmarc noted of letters, by domains and days."""

from __future__ import annotations

import datetime
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .store import Store

# As rspamd names its keys; they last two days after the last letter of theirs.
_INDEX, _NOTES = "dmarc_idx", "dmarc_rpt"
_DAYS = 3
_MOST_ROWS = 1000  # of a report, the most frequent ones
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))+")
_RESULTS = ("pass", "fail", "temperror", "permerror")
_SPF_RESULTS = (*_RESULTS, "softfail", "neutral", "none")


@dataclass(frozen=True, slots=True)
class Row:
    """Letters that were alike: from where, how many, and what came of them."""

    address: str
    letters: int
    disposition: str
    dkim: bool
    spf: bool
    sampled_out: bool
    author: str  # domain of the header From
    signatures: tuple[tuple[str, str], ...]  # domains, and what their signatures are worth
    envelope: str  # domain that SPF was asked of
    envelope_result: str


@dataclass(frozen=True, slots=True)
class Collected:
    """What is to be reported to a domain of a day, and under which keys it is noted."""

    domain: str
    day: datetime.date
    keys: tuple[str, ...]
    rows: tuple[Row, ...]


def collected(store: Store, today: datetime.date) -> Iterator[Collected]:
    """Yield what was noted on days that are over, the oldest first, in the order of domains."""
    for ago in range(_DAYS, 0, -1):
        day = today - datetime.timedelta(days=ago)
        domains: dict[str, list[str]] = {}
        for key in sorted(store.ask("SMEMBERS", f"{_INDEX};{day:%Y%m%d}")):
            parts = key.split(";")
            domain = parts[1].lower() if len(parts) > 1 else ""
            if parts[0] == _NOTES and is_name(domain):
                domains.setdefault(domain, []).append(key)
        for domain, keys in sorted(domains.items()):
            yield Collected(domain, day, tuple(keys), tuple(_rows(store, keys)))


def forget(store: Store, found: Collected) -> None:
    """Remove what has been reported."""
    store.ask("DEL", *found.keys)
    store.ask("SREM", f"{_INDEX};{found.day:%Y%m%d}", *found.keys)


def is_name(text: str) -> bool:
    """Whether it is the name of a domain, in small ASCII letters."""
    return bool(_NAME.fullmatch(text))


def _rows(store: Store, keys: list[str]) -> Iterator[Row]:
    for key in keys:
        found = store.ask("ZREVRANGE", key, "0", str(_MOST_ROWS - 1), "WITHSCORES")
        for noted, letters in zip(found[::2], found[1::2], strict=True):
            if row := _row(noted.split(","), int(float(letters))):
                yield row


def _row(noted: list[str], letters: int) -> Row | None:
    """A row of twelve columns; None where a stranger's text made it another thing."""
    if len(noted) != 12:
        return None
    address, spf, dkim, disposition, override, author, *rest = noted
    *domains, envelope, result = rest
    try:
        address = str(ipaddress.ip_address(address))
    except ValueError:
        return None
    author = author.lower()
    if not is_name(author) or disposition not in ("none", "quarantine", "reject"):
        return None
    signatures = tuple(
        (domain, worth)
        for worth, several in zip(_RESULTS, domains, strict=True)
        for domain in several.lower().split("|")
        if is_name(domain)
    )
    return Row(
        address=address,
        letters=letters,
        disposition=disposition,
        dkim=dkim == "pass",
        spf=spf == "pass",
        sampled_out=override == "sampled_out",
        author=author,
        signatures=signatures,
        # Where a sender has no domain it is the name by which the host introduced itself.
        envelope=envelope.lower() if is_name(envelope.lower()) else "",
        envelope_result=result if result in _SPF_RESULTS else "none",
    )

"""Where a domain wants reports to go, by its zone; and whether those that it names want them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from .collected import is_name

Texts = Callable[[str], list[str]]  # the TXT records of a name

MOST = 2  # receivers of a report: more nobody has to serve (RFC 7489, 6.2)
# Debian 13 has the list as a package, Debian 12 in rspamd's.
_SUFFIXES = (
    Path("/usr/share/publicsuffix/public_suffix_list.dat"),
    Path("/usr/share/rspamd/effective_tld_names.dat"),
)
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"({_LOCAL}(?:\.{_LOCAL})*)@([A-Za-z0-9._-]+)")
_URI = re.compile(r"mailto:([^!]+)(?:!(\d{1,9})([kmgt]?))?", re.IGNORECASE)
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


@dataclass(frozen=True, slots=True)
class Receiver:
    """An address, and how many bytes it takes at most."""

    address: str
    longest: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a domain publishes: its policy, by the names of RFC 7489, and who gets reports."""

    policy: dict[str, str]
    receivers: tuple[Receiver, ...]


def wishes(domain: str, texts: Texts) -> Wishes | None:
    """What a domain publishes now; None where that is nothing. What ``texts`` raises, it raises."""
    records = [tags for text in texts(f"_dmarc.{domain}") if (tags := _tags(text))]
    if len(records) != 1:
        return None
    (tags,) = records
    policy = {
        "adkim": _among(tags.get("adkim"), "r", "s"),
        "aspf": _among(tags.get("aspf"), "r", "s"),
        "p": _among(tags.get("p"), "none", "quarantine", "reject"),
    }
    policy["sp"] = _among(tags.get("sp", policy["p"]), "none", "quarantine", "reject")
    percent = tags.get("pct", "")
    policy["pct"] = percent if re.fullmatch(r"\d{1,2}|100", percent) else "100"
    found: list[Receiver] = []
    for receiver in _named(tags.get("rua", "")):
        if len(found) < MOST and _wants(receiver, domain, texts):
            found.append(receiver)
    return Wishes(policy, tuple(found))


@functools.cache
def suffixes(files: tuple[Path, ...] = _SUFFIXES) -> frozenset[str]:
    """The rules of the public suffix list; none where there is no list."""
    for file in files:
        if file.is_file():
            lines = file.read_text("utf-8").splitlines()
            return frozenset(line.strip() for line in lines if line and not line.startswith("//"))
    return frozenset()


def organisation(domain: str, rules: frozenset[str]) -> str:
    """The domain below a public suffix that a name belongs to (RFC 7489, 3.2)."""
    labels = domain.split(".")
    for start in range(len(labels)):
        name, above = ".".join(labels[start:]), ".".join(labels[start + 1 :])
        if f"!{name}" in rules:
            return name
        if name in rules or f"*.{above}" in rules:
            return ".".join(labels[max(start - 1, 0) :])
    return ".".join(labels[-2:])


def _tags(text: str) -> dict[str, str]:
    """The tags of a record of DMARC; none where it is another record."""
    pairs = [each.partition("=") for each in text.split(";")]
    tags = [(name.strip().lower(), value.strip()) for name, _, value in pairs]
    return dict(tags) if tags[0] == ("v", "DMARC1") else {}


def _among(value: str | None, *allowed: str) -> str:
    return value.lower() if value and value.lower() in allowed else allowed[0]


def _named(rua: str) -> Iterator[Receiver]:
    """The addresses of a record, each once."""
    seen: set[str] = set()
    for each in rua.split(",")[:10]:
        if not (uri := _URI.fullmatch(each.strip())):
            continue
        address = _ADDRESS.fullmatch(unquote(uri[1]))
        if address and is_name(address[2].lower()) and len(address[1]) <= 64:
            text = f"{address[1]}@{address[2].lower()}"
            if text not in seen:
                seen.add(text)
                longest = int(uri[2]) * _UNITS[(uri[3] or "").lower()] if uri[2] else 10 << 20
                yield Receiver(text, longest)


def _wants(receiver: Receiver, domain: str, texts: Texts) -> bool:
    """Whether an address is of the domain's own, or its host says that it takes the reports."""
    host = receiver.address.rpartition("@")[2]
    rules = suffixes()
    if organisation(host, rules) == organisation(domain, rules):
        return True
    return any(_tags(text) for text in texts(f"{domain}._report._dmarc.{host}"))

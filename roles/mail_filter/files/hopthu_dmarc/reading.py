"""A report as it is written: XML, of which a document type, and so every entity, is refused."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any
from xml.parsers import expat

from .unpacking import Unreadable

_DEEPEST, _LONGEST_TEXT = 12, 1000
_MOST_ELEMENTS = 400_000
_MOST_RECORDS = 10_000
_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?\.?")
_YEARS = range(1_200_000_000, 4_000_000_000)  # seconds since 1970


@dataclass(frozen=True, slots=True)
class Source:
    """Letters from one address: how many, what became of them, and whether they were ours."""

    address: str
    letters: int
    disposition: str
    dkim: bool
    spf: bool
    author: str  # domain of the header From


@dataclass(frozen=True, slots=True)
class Report:
    """What an organisation saw of a domain in a time (seconds since 1970)."""

    organisation: str
    id: str
    begin: int
    end: int
    domain: str
    sources: tuple[Source, ...] = field(default=())

    def data(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def read(text: bytes) -> Report:
    """Read a report; raises Unreadable."""
    found = _Elements(text)
    meta = found.one("report_metadata")
    dates = found.one("report_metadata/date_range")
    return Report(
        organisation=_short(meta.get("org_name", "")),
        id=_short(meta.get("report_id", "")),
        begin=_number(dates.get("begin", ""), _YEARS),
        end=_number(dates.get("end", ""), _YEARS),
        domain=_domain(found.one("policy_published").get("domain", "")),
        sources=tuple(_source(record) for record in found.records),
    )


class _Elements:
    """Texts of leaves by their parents' paths below the root; ``records`` apart, each by paths."""

    def __init__(self, text: bytes) -> None:
        self.records: list[dict[str, str]] = []
        self._found: dict[str, dict[str, str]] = {}
        self._record: dict[str, str] | None = None
        self._path: list[str] = []
        self._text = ""
        self._count = 0
        parser = expat.ParserCreate()
        # Without a document type there is no entity that could be one's own.
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._say
        try:
            parser.Parse(text, True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise Unreadable(f"it is no XML: {error}") from error

    def one(self, path: str) -> dict[str, str]:
        """The leaves of an element; none where it is missing."""
        return self._found.get(path, {})

    def _start(self, name: str, _: object) -> None:
        self._count += 1
        self._path.append(name.rpartition(":")[2])
        self._text = ""
        if len(self._path) > _DEEPEST or self._count > _MOST_ELEMENTS:
            raise Unreadable("it is too deep, or has too many elements")
        if self._path[1:] == ["record"]:
            self._record = {}
        if len(self._path) == 1 and self._path != ["feedback"]:
            raise Unreadable(f"it is no report, but {_short(self._path[0])}")

    def _say(self, text: str) -> None:
        if len(self._text) + len(text) > _LONGEST_TEXT:
            raise Unreadable("a text in it is too long")
        self._text += text

    def _end(self, _: str) -> None:
        *above, name = self._path[1:] or [""]
        text, self._text = self._text.strip(), ""
        if self._record is not None:
            # What an element says twice counts by the first: nobody else's is read instead.
            self._record.setdefault("/".join([*above[1:], name]), text)
            if self._path[1:] == ["record"]:
                self.records.append(self._record)
                self._record = None
                if len(self.records) > _MOST_RECORDS:
                    raise Unreadable("it has too many records")
        else:
            self._found.setdefault("/".join(above), {}).setdefault(name, text)
        self._path.pop()


def _refuse(*_: object) -> None:
    raise Unreadable("it has a document type, which no report needs")


def _source(record: dict[str, str]) -> Source:
    said: Callable[[str], str] = lambda path: record.get(path, "")  # noqa: E731
    evaluated = "row/policy_evaluated/"
    disposition = said(f"{evaluated}disposition").lower()
    if disposition not in ("none", "quarantine", "reject", "pass"):
        raise Unreadable(f"a disposition is {_short(disposition)!r}")
    try:
        address = str(ipaddress.ip_address(said("row/source_ip")))
    except ValueError as error:
        raise Unreadable(f"an address is none: {_short(str(error))}") from error
    return Source(
        address=address,
        letters=_number(said("row/count"), range(1_000_000_000)),
        disposition=disposition,
        dkim=said(f"{evaluated}dkim").lower() == "pass",
        spf=said(f"{evaluated}spf").lower() == "pass",
        author=_domain(said("identifiers/header_from")),
    )


def _number(text: str, among: range) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12 or int(text) not in among:
        raise Unreadable(f"a number is {_short(text)!r}")
    return int(text)


def _domain(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise Unreadable(f"a domain is {_short(text)!r}")
    return text.lower().rstrip(".")


def _short(text: str) -> str:
    """A text of somebody's as one line of what can be printed."""
    return "".join(c if c.isprintable() else " " for c in text)[:100].strip()

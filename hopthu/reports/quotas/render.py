"""The report for people: lines for the terminal, Markdown for a file, in their language."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from hopthu.servers.mail.usage import Usage
from hopthu.text.document.markdown import as_markdown
from hopthu.text.document.model import Column, Document, Section, columns
from hopthu.text.document.terminal import plain_lines
from hopthu.text.sizes import size_text

from . import words
from .boxes import MailboxUse, Total, total, totals, watched

_MOST = 20  # full mailboxes in the terminal; the file names all
_FAR = 3650.0  # days: what fills up later does not fill up
_BOX_COLUMNS = columns(
    *(("mailbox", "hộp thư"), ("of", "của"), ("agency", "cơ quan"), ("used", "đã dùng")),
    *(("limit", "giới hạn"), ("share", "tỷ lệ"), ("trend", "tăng"), ("full on", "đầy vào")),
    numbers=range(3, 8),
)
_TOTAL_COLUMNS = (
    *columns(("province", "tỉnh"), ("mailboxes", "hộp thư"), numbers=(1,)),
    *_BOX_COLUMNS[3:7],
)


@dataclass(frozen=True, slots=True)
class QuotaReport:
    """What is told: the mailboxes, when, what it is compared with, from which percentage on."""

    boxes: Sequence[MailboxUse]
    usage: Usage
    watch: int
    now: datetime.datetime
    since: datetime.datetime | None = None

    @property
    def days(self) -> float:
        """Days since the report that this one is compared with."""
        return 0.0 if self.since is None else (self.now - self.since).total_seconds() / 86400


def lines(report: QuotaReport, language: str) -> list[str]:
    """For the terminal: the sum, who is nearly full, the provinces."""
    sections = (_facts(report, language), _boxes(report, language), _totals(report, language))
    return plain_lines(Document("", sections=sections), language, _MOST, words.MORE)


def markdown(report: QuotaReport, language: str) -> str:
    """The same for a file, with every mailbox that is nearly full."""
    title = words.TITLE.render({"day": _day(report.now)}, language)
    sections = (_facts(report, language), _totals(report, language), _boxes(report, language))
    return as_markdown(Document(title, sections=sections, brief=True), language=language)


def _facts(report: QuotaReport, language: str) -> Section:
    everything = total("", list(report.boxes), report.watch)
    values: dict[str, object] = {
        "boxes": everything.boxes,
        "used": size_text(everything.used),
        "limit": size_text(everything.limit),
        "share": f" ({_percent(everything)})" if everything.limit else "",
        "watched": everything.watched,
        "watch": report.watch,
    }
    found = [words.SUM.render(values, language)]
    if report.since is None or everything.growth is None:
        found.append(words.NO_HISTORY.render(language=language))
    else:
        values = {"growth": _signed(everything.growth), "day": _day(report.since)}
        found.append(words.SINCE.render(values, language))
    if everything.unknown:
        found.append(words.UNKNOWN.render({"count": everything.unknown}, language))
    for server, why in report.usage.silent.items():
        found.append(words.SILENT.render({"server": server, "why": why or "?"}, language))
    return Section(items=found)


def _boxes(report: QuotaReport, language: str) -> Section:
    rows = [
        (
            *(box.address, box.name, box.agency),
            *(size_text(box.used or 0), size_text(box.limit), f"{box.share or 0:.0f} %"),
            *(_signed(box.growth), _full_on(report, box, language)),
        )
        for box in watched(report.boxes, report.watch)
    ]
    return Section(columns=_BOX_COLUMNS, rows=rows)


def _totals(report: QuotaReport, language: str) -> Section:
    rows = [
        (
            *(each.title, each.boxes, size_text(each.used), size_text(each.limit)),
            *(_percent(each), _signed(each.growth), each.watched),
        )
        for each in totals(report.boxes, report.watch)
    ]
    watch = Column(words.FROM.render({"watch": report.watch}, language), number=True)
    return Section(columns=(*_TOTAL_COLUMNS, watch), rows=rows)


def _full_on(report: QuotaReport, box: MailboxUse, language: str) -> str:
    if box.share is not None and box.share >= 100:
        return words.FULL_NOW.render(language=language)
    left = box.days_left(report.days)
    if left is None or left > _FAR:
        return "–"
    return _day(report.now + datetime.timedelta(days=left))


def _percent(each: Total) -> str:
    return f"{each.used * 100 / each.limit:.0f} %" if each.limit else "–"


def _signed(growth: int | None) -> str:
    if growth is None:
        return "–"
    return f"+{size_text(growth)}" if growth > 0 else size_text(growth)


def _day(when: datetime.datetime) -> str:
    return f"{when:%Y-%m-%d}"

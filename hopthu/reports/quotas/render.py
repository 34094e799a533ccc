"""The report for people: lines for the terminal, Markdown for a file, in their language."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from hopthu.servers.mail.usage import Usage
from hopthu.text.language import Text
from hopthu.text.sizes import size_text

from .boxes import MailboxUse, Total, total, totals, watched

_MOST = 20  # full mailboxes in the terminal; the file names all
_FAR = 3650.0  # days: what fills up later does not fill up
_TITLE = Text("# Mailboxes on {day}", "# Hộp thư ngày {day}")
_SUM = Text(
    "{boxes} mailboxes hold {used} of {limit}{share}; {watched} use {watch} % or more",
    "{boxes} hộp thư chứa {used} trên {limit}{share}; {watched} hộp đã dùng từ {watch} % trở lên",
)
_SINCE = Text("{growth} since {day}", "{growth} từ ngày {day}")
_NO_HISTORY = Text("no earlier report to compare with", "chưa có báo cáo trước để so sánh")
_UNKNOWN = Text(
    "no server could tell of {count} mailboxes", "không máy chủ nào cho biết về {count} hộp thư"
)
_SILENT = Text("{server} did not tell all: {why}", "{server} không trả lời đủ: {why}")
_MORE = Text("… {n} more, see the file", "… còn {n} nữa, xem trong tệp")
_FULL_NOW = Text("full", "đã đầy")
_BOX_HEAD = (
    Text("mailbox", "hộp thư"),
    Text("of", "của"),
    Text("agency", "cơ quan"),
    Text("used", "đã dùng"),
    Text("limit", "giới hạn"),
    Text("share", "tỷ lệ"),
    Text("trend", "tăng"),
    Text("full on", "đầy vào"),
)
_TOTAL_HEAD = (
    Text("province", "tỉnh"),
    Text("mailboxes", "hộp thư"),
    Text("used", "đã dùng"),
    Text("limit", "giới hạn"),
    Text("share", "tỷ lệ"),
    Text("trend", "tăng"),
    Text("from {watch} %", "từ {watch} %"),
)
_LEFT = {0, 1, 2}  # columns of words in the table of mailboxes; in the other only the first


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
    full = watched(report.boxes, report.watch)
    found = _facts(report, language)
    if full:
        found += ["", *_columns(_box_rows(report, full[:_MOST], language), _LEFT)]
    if len(full) > _MOST:
        found.append(_MORE.render({"n": len(full) - _MOST}, language))
    return [*found, "", *_columns(_total_rows(report, language), {0})]


def markdown(report: QuotaReport, language: str) -> str:
    """The same for a file, with every mailbox that is nearly full."""
    full = watched(report.boxes, report.watch)
    found = [_TITLE.render({"day": _day(report.now)}, language), ""]
    found += [f"- {_cell(fact)}" for fact in _facts(report, language)]
    found += ["", *_table(_total_rows(report, language), {0})]
    if full:
        found += ["", *_table(_box_rows(report, full, language), _LEFT)]
    return "\n".join([*found, ""])


def _facts(report: QuotaReport, language: str) -> list[str]:
    everything = total("", list(report.boxes), report.watch)
    values: dict[str, object] = {
        "boxes": everything.boxes,
        "used": size_text(everything.used),
        "limit": size_text(everything.limit),
        "share": f" ({_percent(everything)})" if everything.limit else "",
        "watched": everything.watched,
        "watch": report.watch,
    }
    found = [_SUM.render(values, language)]
    if report.since is None or everything.growth is None:
        found.append(_NO_HISTORY.render(language=language))
    else:
        values = {"growth": _signed(everything.growth), "day": _day(report.since)}
        found.append(_SINCE.render(values, language))
    if everything.unknown:
        found.append(_UNKNOWN.render({"count": everything.unknown}, language))
    for server, why in report.usage.silent.items():
        found.append(_SILENT.render({"server": server, "why": why or "?"}, language))
    return found


def _box_rows(report: QuotaReport, boxes: Sequence[MailboxUse], language: str) -> list[list[str]]:
    head = [head.render(language=language) for head in _BOX_HEAD]
    return [head, *(_box_row(report, box, language) for box in boxes)]


def _box_row(report: QuotaReport, box: MailboxUse, language: str) -> list[str]:
    return [
        *(box.address, box.name, box.agency),
        *(size_text(box.used or 0), size_text(box.limit), f"{box.share or 0:.0f} %"),
        *(_signed(box.growth), _full_on(report, box, language)),
    ]


def _total_rows(report: QuotaReport, language: str) -> list[list[str]]:
    head = [head.render({"watch": report.watch}, language) for head in _TOTAL_HEAD]
    return [head, *map(_total_row, totals(report.boxes, report.watch))]


def _total_row(each: Total) -> list[str]:
    return [
        *(each.title, str(each.boxes), size_text(each.used), size_text(each.limit)),
        *(_percent(each), _signed(each.growth), str(each.watched)),
    ]


def _full_on(report: QuotaReport, box: MailboxUse, language: str) -> str:
    if box.share is not None and box.share >= 100:
        return _FULL_NOW.render(language=language)
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


def _columns(rows: list[list[str]], words: set[int]) -> list[str]:
    """Rows under each other: words to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if index in words else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _table(rows: list[list[str]], words: set[int]) -> list[str]:
    marks = ["---" if index in words else "--:" for index in range(len(rows[0]))]
    body = ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return [body[0], "|" + "|".join(marks) + "|", *body[1:]]


def _cell(text: str) -> str:
    """Text that Markdown shows as it is: a name is never markup."""
    for sign in "\\`*_[]<>|#&~":
        text = text.replace(sign, "\\" + sign)
    return text

"""What became of the slips, for a terminal, for a file that people read, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from rich.cells import cell_len

from hopthu.provision.plan.document import escaped
from hopthu.text.language import Text

from .people import Handed, Owner

_HEAD = (
    Text("province", "tỉnh"),
    Text("people", "người"),
    Text("slips", "phiếu"),
    Text("handed over", "đã giao"),
    Text("logged in", "đã đăng nhập"),
    Text("not yet", "chưa đăng nhập"),
    Text("no slip", "chưa có phiếu"),
)
_OWNERS = (
    Text("person", "người"),
    Text("mailbox", "hộp thư"),
    Text("agency", "cơ quan"),
    Text("handed to", "đã giao cho"),
    Text("on", "ngày"),
    Text("valid until", "hạn dùng"),
)
_SUM = Text("all", "tổng")
_TITLE = Text("# First logins on {day}", "# Đăng nhập lần đầu, đến ngày {day}")
_MISSING = Text("{title}: not logged in yet", "{title}: chưa đăng nhập")
_NOBODY = "–"
_COLUMNS = (
    *("province", "id", "name", "agency", "address", "bundle", "made", "valid_until"),
    *("handed_to", "handed_on", "last_login", "logged_in"),
)
# What a spreadsheet would take for a formula, with what may stand before one unseen.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def lines(found: Sequence[Handed], *, named: bool, language: str = "") -> list[str]:
    """For the terminal: a line for each province; ``named`` adds who has not logged in."""
    told = _columns(_totals(found, language), words={0})
    for each in found if named else ():
        if each.missing:
            title = _MISSING.render({"title": each.title}, language)
            told += ["", title, *(f"  {line}" for line in _columns(_owners(each, language)))]
    return told


def markdown(found: Sequence[Handed], today: str, language: str = "") -> str:
    """The same for a file, always with the names."""
    told = [_TITLE.render({"day": today}, language), ""]
    told += _table(_totals(found, language), words={0})
    for each in found:
        if each.missing:
            title = _MISSING.render({"title": escaped(each.title)}, language)
            told += ["", f"## {title}", "", *_table(_owners(each, language))]
    return "\n".join([*told, ""])


def table(found: Sequence[Handed]) -> str:
    """A line for each active person, for a spreadsheet; the columns are stable."""
    # With a mark of UTF-8 in front: without it Excel takes Vietnamese for something else.
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for each in found:
        writer.writerows(map(_plain, _values(each, owner)) for owner in each.owners)
    return text.getvalue()


def _totals(found: Sequence[Handed], language: str) -> list[list[str]]:
    rows = [[each.title, *_counts(each)] for each in found]
    if len(found) > 1:
        every = Handed("", "", tuple(owner for each in found for owner in each.owners))
        rows.append([_SUM.render(language=language), *_counts(every)])
    return [[head.render(language=language) for head in _HEAD], *rows]


def _counts(each: Handed) -> list[str]:
    groups = (each.owners, each.with_slip, each.handed, each.logged_in, each.missing, each.without)
    return [str(len(group)) for group in groups]


def _owners(each: Handed, language: str) -> list[list[str]]:
    head = [head.render(language=language) for head in _OWNERS]
    return [head, *map(_owner, each.missing)]


def _owner(owner: Owner) -> list[str]:
    receipt, slip = owner.receipt, owner.slip
    return [
        *(owner.name, owner.address, owner.agency),
        *((receipt.to, receipt.on) if receipt else (_NOBODY, _NOBODY)),
        slip.valid_until if slip else _NOBODY,
    ]


def _values(each: Handed, owner: Owner) -> tuple[str, ...]:
    receipt, slip = owner.receipt, owner.slip
    return (
        *(each.province, owner.id, owner.name, owner.agency, owner.address),
        *((slip.bundle, slip.made, slip.valid_until) if slip else ("", "", "")),
        *((receipt.to, receipt.on) if receipt else ("", "")),
        *(owner.login.isoformat() if owner.login else "", "yes" if owner.logged_in else "no"),
    )


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _columns(rows: list[list[str]], words: set[int] | None = None) -> list[str]:
    """Rows under each other: the columns of ``words`` to the left (None: all), numbers right."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    told = []
    for row in rows:
        cells = []
        for index, (text, width) in enumerate(zip(row, widths, strict=True)):
            blanks = " " * (width - cell_len(text))
            left = words is None or index in words
            cells.append(f"{text}{blanks}" if left else f"{blanks}{text}")
        told.append("  ".join(cells).rstrip())
    return told


def _table(rows: list[list[str]], words: set[int] | None = None) -> list[str]:
    sides = ["---" if words is None or index in words else "--:" for index in range(len(rows[0]))]
    told = [f"| {' | '.join(map(escaped, row))} |" for row in rows]
    return [told[0], f"|{'|'.join(sides)}|", *told[1:]]

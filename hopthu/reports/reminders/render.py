"""What became of the slips, for a terminal, for a file that people read, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hopthu.text.document.csv_text import csv_text
from hopthu.text.document.markdown import as_markdown
from hopthu.text.document.model import Cell, Document, Section, columns
from hopthu.text.document.terminal import plain_lines
from hopthu.text.sentences import say

from . import words
from .people import Handed, Owner

_PROVINCES = columns(
    *(("province", "tỉnh"), ("people", "người"), ("slips", "phiếu"), ("handed over", "đã giao")),
    *(("logged in", "đã đăng nhập"), ("not yet", "chưa đăng nhập"), ("no slip", "chưa có phiếu")),
    numbers=range(1, 7),
)
_OWNERS = columns(
    *(("person", "người"), ("mailbox", "hộp thư"), ("agency", "cơ quan")),
    *(("handed to", "đã giao cho"), ("on", "ngày"), ("valid until", "hạn dùng")),
)
_NOBODY = "–"
_COLUMNS = (
    *("province", "id", "name", "agency", "address", "bundle", "made", "valid_until"),
    *("handed_to", "handed_on", "last_login", "logged_in"),
)


def lines(found: Sequence[Handed], *, named: bool, language: str = "") -> list[str]:
    """For the terminal: a line for each province; ``named`` adds who has not logged in."""
    return plain_lines(_document("", found if named else (), found), language)


def markdown(found: Sequence[Handed], today: str, language: str = "") -> str:
    """The same for a file, always with the names."""
    title = words.TITLE.render({"day": today}, language)
    return as_markdown(_document(title, found, found), language=language)


def table(found: Sequence[Handed]) -> str:
    """A line for each active person, for a spreadsheet; the columns are stable."""
    owners = ((each, owner) for each in found for owner in each.owners)
    return csv_text([_COLUMNS, *(_values(*each) for each in owners)])


def _document(title: str, named: Sequence[Handed], found: Sequence[Handed]) -> Document:
    rows: list[tuple[Cell, ...]] = [(each.title, *_counts(each)) for each in found]
    if len(found) > 1:
        every = Handed("", "", tuple(owner for each in found for owner in each.owners))
        rows.append((words.SUM, *_counts(every)))
    sections = [Section(columns=_PROVINCES, rows=rows)]
    for each in named:
        heading = say(words.MISSING, title=each.title)
        sections.append(Section(heading, _OWNERS, list(map(_owner, each.missing))))
    return Document(title, sections=sections, brief=True)


def _counts(each: Handed) -> Iterator[int]:
    groups = (each.owners, each.with_slip, each.handed, each.logged_in, each.missing, each.without)
    return map(len, groups)


def _owner(owner: Owner) -> tuple[str, ...]:
    receipt, slip = owner.receipt, owner.slip
    return (
        *(owner.name, owner.address, owner.agency),
        *((receipt.to, receipt.on) if receipt else (_NOBODY, _NOBODY)),
        slip.valid_until if slip else _NOBODY,
    )


def _values(each: Handed, owner: Owner) -> tuple[str, ...]:
    receipt, slip = owner.receipt, owner.slip
    return (
        *(each.province, owner.id, owner.name, owner.agency, owner.address),
        *((slip.bundle, slip.made, slip.valid_until) if slip else ("", "", "")),
        *((receipt.to, receipt.on) if receipt else ("", "")),
        *(owner.login.isoformat() if owner.login else "", "yes" if owner.logged_in else "no"),
    )

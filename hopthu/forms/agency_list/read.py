"""From the rows of a spreadsheet to agencies; every mistake is told at its cell, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hopthu.records.model import CENTRE_KINDS, KINDS, Agency
from hopthu.records.patterns import AGENCY_ID
from hopthu.text.errors import HopthuError, Place, Problem
from hopthu.text.names import clean
from hopthu.text.names.match import match_key

from .. import messages as form_messages
from ..encodings import Decoder
from ..readers import read_sheets
from ..sheet import Sheet
from . import messages
from .ids import id_of, own_parts

NAME, KIND, PARENT, CODE, ID = "name", "kind", "parent", "code", "id"
_HEADS = {
    NAME: ("tên đơn vị", "tên cơ quan", "đơn vị", "cơ quan", "name", "agency"),
    KIND: ("loại", "loại đơn vị", "loại cơ quan", "cấp", "kind", "type"),
    PARENT: ("trực thuộc", "đơn vị cấp trên", "cơ quan cấp trên", "cấp trên", "parent"),
    CODE: ("mã", "mã số", "mã đơn vị", "code"),
    ID: ("id", "mã định danh"),
}
# How lists call kinds; “cục” is told by what it hangs from.
_KINDS = {
    "bộ": "ministry",
    "tổng cục": "department",
    "vụ": "department",
    "cục thuộc bộ": "department",
    "tỉnh": "province",
    "cấp tỉnh": "province",
    "thành phố": "province",
    "chi cục": "district",
    "huyện": "district",
    "cấp huyện": "district",
    "khu vực": "region",
    "phòng khu vực": "region",
    "trạm": "station",
    "đội": "station",
    **{kind: kind for kind in KINDS},
}
_BUREAU = match_key("cục")
_KNOWN = ", ".join([*KINDS, "bộ", "tổng cục", "cục", "chi cục", "trạm"])


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    texts: Mapping[str, str]
    places: Mapping[str, Place]

    def __getitem__(self, column: str) -> str:
        return self.texts.get(column, "")

    def at(self, column: str) -> Place:
        """Where a cell of the row is, or would be."""
        return self.places[column]


def read_agencies(path: Path, known: Iterable[Agency] = ()) -> list[Agency]:
    """The agencies of a list, those above first; ``known`` are what they may hang from.

    Raises HopthuError with all that is wrong.
    """
    rows = _rows(path)
    problems = [
        messages.EMPTY.at(row.at(column), column=_HEADS[column][0])
        for row in rows
        for column in (NAME, KIND)
        if not row[column]
    ]
    if problems:
        raise HopthuError(problems)
    return _Tree(rows, tuple(known)).agencies()


def _rows(path: Path) -> list[_Row]:
    try:
        sheets = read_sheets(path.read_bytes())
    except OSError as error:
        raise HopthuError.of(
            form_messages.UNREADABLE, Place(str(path)), reason=error.strerror
        ) from error
    decoder = Decoder("")
    decoded = [decoder.decode(sheet) for sheet in sheets if not sheet.hidden]
    if decoder.doubts:
        raise HopthuError(decoder.doubts)
    found = [row for sheet in decoded for row in _table(sheet, path.name)]
    if not found:
        raise HopthuError.of(messages.NO_TABLE, Place(str(path)))
    return found


def _table(sheet: Sheet, file: str) -> Iterable[_Row]:
    heads = {match_key(text): column for column, texts in _HEADS.items() for text in texts}
    columns: dict[str, int] = {}
    for number in sorted(sheet.rows):
        cells = {column: clean(cell.text) for column, cell in sheet.rows[number].items()}
        named = {heads[match_key(text)]: c for c, text in cells.items() if match_key(text) in heads}
        if {NAME, KIND, PARENT} <= named.keys():
            columns = named
        elif columns and any(cells.get(column) for column in columns.values()):
            texts = {name: cells.get(column, "") for name, column in columns.items()}
            places = {name: sheet.place(file, number, column) for name, column in columns.items()}
            yield _Row(number, texts, places)


class _Tree:
    """The rows, and how they hang together."""

    def __init__(self, rows: list[_Row], known: tuple[Agency, ...]) -> None:
        self._rows = dict(enumerate(rows))
        self._known = {agency.id: agency for agency in known}
        self._problems: list[Problem] = []
        self._by_name: dict[str, list[int | str]] = {}
        for number, row in self._rows.items():
            for text in {row[NAME], row[ID]} - {""}:
                self._by_name.setdefault(match_key(text), []).append(number)
        for agency in known:
            for text in (agency.name, agency.id):
                self._by_name.setdefault(match_key(text), []).append(agency.id)

    def agencies(self) -> list[Agency]:
        """All rows as records; raises HopthuError."""
        above = {number: self._above(row) for number, row in self._rows.items()}
        self._stop()
        order = self._order(above)
        self._stop()
        kinds: dict[int, str] = {}
        for number in order:
            kinds[number] = self._kind(number, above[number], kinds)
        self._stop()
        made = self._made(order, above, kinds)
        self._stop()
        return made

    def _stop(self) -> None:
        if self._problems:
            raise HopthuError(self._problems)

    def _above(self, row: _Row) -> int | str | None:
        text = row[PARENT]
        if not text:
            return None
        found = self._by_name.get(match_key(text), [])
        if not found:
            self._problems.append(messages.NO_PARENT.at(row.at(PARENT), text=text))
        elif len(found) > 1:
            ids = ", ".join(str(each) if isinstance(each, str) else f"#{each}" for each in found)
            self._problems.append(messages.TWO_PARENTS.at(row.at(PARENT), text=text, ids=ids))
        return found[0] if found else None

    def _order(self, above: Mapping[int, int | str | None]) -> list[int]:
        """The rows, each after the one that it hangs from."""
        ways: dict[int, list[int]] = {}
        for number in self._rows:
            way, each = [number], above[number]
            while isinstance(each, int) and each not in way:
                way.append(each)
                each = above[each]
            if isinstance(each, int):
                names = " → ".join(self._rows[one][NAME] for one in (*way, each))
                row = self._rows[number]
                self._problems.append(messages.CIRCLE.at(row.at(PARENT), name=row[NAME], way=names))
            ways[number] = way
        tops = [row[NAME] for number, row in self._rows.items() if above[number] is None]
        if len(tops) + bool(self._known) != 1:
            place = Place(next(iter(self._rows.values())).at(NAME).file)
            self._problems.append(messages.NO_ROOT.at(place, found=", ".join(tops) or "–"))
        return sorted(self._rows, key=lambda number: (len(ways[number]), number))

    def _kind(self, number: int, above: int | str | None, kinds: Mapping[int, str]) -> str:
        row = self._rows[number]
        key = match_key(row[KIND])
        if key == _BUREAU:
            upper = kinds.get(above) if isinstance(above, int) else None
            if isinstance(above, str):
                upper = self._known[above].kind
            return "department" if upper == "ministry" else "province"
        words = {match_key(word): kind for word, kind in _KINDS.items()}
        if key not in words:
            self._problems.append(messages.NO_KIND.at(row.at(KIND), text=row[KIND], known=_KNOWN))
        return words.get(key, "")

    def _made(
        self, order: list[int], above: Mapping[int, int | str | None], kinds: Mapping[int, str]
    ) -> list[Agency]:
        own = own_parts({n: row[NAME] for n, row in self._rows.items()}, kinds)
        made: dict[int, Agency] = {}
        given = dict(self._known)
        for number in order:
            row, upper = self._rows[number], above[number]
            parent = made[upper] if isinstance(upper, int) else self._known.get(upper or "")
            base = parent if parent is not None and parent.kind not in CENTRE_KINDS else None
            identity = row[ID] or id_of(own[number], base.id if base else "")
            agency = Agency(
                id=identity,
                name=row[NAME],
                kind=kinds[number],
                parent=parent.id if parent else "",
                code=row[CODE],
                place=row.at(NAME),
            )
            self._check(row, agency, given)
            given.setdefault(identity, agency)
            made[number] = agency
        return [made[number] for number in order]

    def _check(self, row: _Row, agency: Agency, given: Mapping[str, Agency]) -> None:
        if not re.fullmatch(AGENCY_ID, agency.id):
            place = row.at(ID if row[ID] else NAME)
            self._problems.append(messages.BAD_ID.at(place, text=agency.id))
        if agency.code and not re.fullmatch(r"[0-9]{1,6}", agency.code):
            self._problems.append(messages.BAD_CODE.at(row.at(CODE), text=agency.code))
        if agency.id in given:
            other = given[agency.id].name
            self._problems.append(messages.TWICE.at(row.at(NAME), id=agency.id, other=other))

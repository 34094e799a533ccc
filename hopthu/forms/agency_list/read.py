"""From the rows of a spreadsheet to agencies; every mistake is told at its cell, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hopthu.records.kinds import AgencyKind, AgencyKinds
from hopthu.records.model import Agency
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


def read_agencies(path: Path, kinds: AgencyKinds, known: Iterable[Agency] = ()) -> list[Agency]:
    """The agencies of a list, those above first; ``known`` are what they may hang from.

    A word of several ``kinds`` is told by what its agency hangs from: “cục” below a ministry is one
    of the centre, below that one of a province.

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
    return _Tree(rows, kinds, tuple(known)).agencies()


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

    def __init__(self, rows: list[_Row], kinds: AgencyKinds, known: tuple[Agency, ...]) -> None:
        self._rows = dict(enumerate(rows))
        self._kinds = kinds
        self._called: dict[str, list[AgencyKind]] = {}
        for kind in kinds.all:
            for word in dict.fromkeys(map(match_key, kind.words())):
                self._called.setdefault(word, []).append(kind)
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
        called = self._called.get(match_key(row[KIND]), [])
        if not called:
            known = ", ".join(dict.fromkeys(w for kind in self._kinds.all for w in kind.words()))
            self._problems.append(messages.NO_KIND.at(row.at(KIND), text=row[KIND], known=known))
            return ""
        upper = ""
        if above is not None:
            upper = self._known[above].kind if isinstance(above, str) else kinds[above]
            if not upper:
                return called[0].id  # what is wrong with the one above is told of it
        fitting = [kind for kind in called if (upper in kind.under if upper else kind.is_top)]
        if not fitting:
            self._hangs_wrong(row, called[-1], upper)
            return called[-1].id
        # A step down goes before one more of the same kind.
        return min(fitting, key=lambda kind: kind.id == upper).id

    def _hangs_wrong(self, row: _Row, kind: AgencyKind, upper: str) -> None:
        """Tell of an agency of a kind that cannot hang from one of the kind ``upper``, or alone."""
        message = messages.WRONG_LEVEL if upper else messages.NOT_TOP
        words = {"text": row[KIND], "upper": upper, "known": ", ".join(kind.under) or "–"}
        self._problems.append(message.at(row.at(PARENT), **words))

    def _made(
        self, order: list[int], above: Mapping[int, int | str | None], kinds: Mapping[int, str]
    ) -> list[Agency]:
        own = own_parts({n: row[NAME] for n, row in self._rows.items()}, kinds)
        made: dict[int, Agency] = {}
        given = dict(self._known)
        for number in order:
            row, upper = self._rows[number], above[number]
            parent = made[upper] if isinstance(upper, int) else self._known.get(upper or "")
            base = parent if parent is not None and parent.kind not in self._kinds.centre else None
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

"""Find what is wrong with a person's row, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from hopthu.text.errors import Message, Place, Problem
from hopthu.text.names import match_key, unknown_letters

from .. import messages
from ..sheet import FORMULA, Cell, Sheet
from . import phones
from .dates import is_year
from .header import NAME_FIELDS
from .headings import Heading
from .person import Fields, Row, birth_cell, other_births

UNDER_AGE = 18
OVER_AGE = 100
LONGEST_NAME = 100  # characters
# Excel's in any language (#N/A, #REF!, #TÊN?), LibreOffice's (Err:502).
_FORMULA_ERROR = re.compile(r"#(?:N/A|[^\W\d_]+(?:/0)?[!?])|Err:\d{3}")
_ERROR_BEGINS = ("#", "E")


class Checker:
    """Checks the rows of one form, sheet after sheet; it remembers who was listed before."""

    def __init__(self, file: str, today: date, sheets: Iterable[Sheet]) -> None:
        self.file = file
        self.today = today
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._listed: dict[tuple[str, date], Place] = {}

    def place(self, sheet: str, row: int, column: int) -> Place:
        """Return the place of a cell."""
        return self._sheets[sheet].place(self.file, row, column)

    def problems(self, row: Row, fields: Fields) -> Iterator[Problem]:
        """Yield every problem of a row; of a cell without a value, only that it has none."""
        unread = list(self.without_value(row, fields))
        yield from unread
        cells = {problem.place for problem in unread}
        for problem in self._wrong(row, fields):
            if problem.place not in cells:
                yield problem

    def without_value(self, row: Row, fields: Fields) -> Iterator[Problem]:
        """Yield a problem for each cell whose formula has no value."""
        for field, cell in fields.items():
            if field is Heading.NUMBER:  # the list itself counts
                continue
            if cell.kind == FORMULA:
                yield self._at(row, cell, messages.NO_SAVED_VALUE, text=cell.text[:LONGEST_NAME])
            elif cell.text.startswith(_ERROR_BEGINS) and _FORMULA_ERROR.fullmatch(cell.text):
                yield self._at(row, cell, messages.ERROR_VALUE, text=cell.text)

    def _wrong(self, row: Row, fields: Fields) -> Iterator[Problem]:
        yield from self._name(row, fields)
        yield from self._parts(row, fields)
        yield from self._birth(row, fields)
        yield from self._listed_twice(row)
        yield from self._number(row, row.mobile, fields, Heading.MOBILE, phones.MOBILE_DIGITS)
        yield from self._number(row, row.phone, fields, Heading.PHONE, phones.OFFICE_DIGITS)

    def unknown_agency(
        self, sheet: str, cell: Cell, province: str, candidates: tuple[str, ...]
    ) -> Problem:
        """Return the problem of a text that should name an agency, with those it may mean."""
        place = self.place(sheet, cell.row, cell.column)
        if candidates:
            choice = ", ".join(f"“{name}”" for name in candidates)
            return messages.AGENCY_IN_DOUBT.at(place, text=cell.text, choice=choice)
        return messages.UNKNOWN_AGENCY.at(place, text=cell.text, province=province)

    def _at(self, row: Row, cell: Cell, message: Message, **values: object) -> Problem:
        return message.at(self.place(row.place.sheet, cell.row, cell.column), **values)

    def _name(self, row: Row, fields: Fields) -> Iterator[Problem]:
        if not row.name:
            yield messages.NO_NAME.at(row.place)
        elif any(map(str.isdigit, row.name)):
            cells = (fields[key] for key in NAME_FIELDS if key in fields)
            guilty = next(cell for cell in cells if any(map(str.isdigit, cell.text)))
            yield self._at(row, guilty, messages.DIGIT_IN_NAME, name=row.name)
        elif not _is_name(row.name):
            yield messages.NOT_A_NAME.at(row.place, name=row.name[:LONGEST_NAME])
        elif strange := unknown_letters(row.name):
            yield messages.STRANGE_LETTER.at(row.place, name=row.name, letters=strange)

    def _parts(self, row: Row, fields: Fields) -> Iterator[Problem]:
        """Surname and given name are words of the name, or they belong to somebody else."""
        for field in (Heading.SURNAME, Heading.GIVEN):
            cell = fields.get(field)
            name = f" {match_key(row.name)} " if cell else ""
            if cell and f" {match_key(cell.text)} " not in name:
                yield self._at(row, cell, messages.NOT_OF_THE_NAME, part=cell.text, name=row.name)

    def _birth(self, row: Row, fields: Fields) -> Iterator[Problem]:
        cell = birth_cell(fields)
        if not cell:
            return
        if not row.born:
            if not is_year(cell.text):
                yield self._at(row, cell, messages.NOT_A_DATE, text=cell.text)
            return
        for other in other_births(fields, row.born, self.today):
            values = {"text": other.text, "first": cell.text}
            yield self._at(row, other, messages.TWO_BIRTHS, **values)
        age = _age(row.born, self.today)
        if row.born > self.today:
            yield self._at(row, cell, messages.FUTURE_DATE, text=_shown(row.born))
        elif age < UNDER_AGE:
            yield self._at(row, cell, messages.UNDER_AGE, text=_shown(row.born), age=UNDER_AGE)
        elif age > OVER_AGE:
            yield self._at(row, cell, messages.TOO_OLD, text=_shown(row.born), age=OVER_AGE)

    def _listed_twice(self, row: Row) -> Iterator[Problem]:
        if not row.name or not row.born:
            return
        first = self._listed.setdefault((match_key(row.name), row.born), row.place)
        if first is not row.place:
            other = first.cell if first.sheet == row.place.sheet else f"{first.sheet}!{first.cell}"
            yield messages.LISTED_TWICE.at(row.place, name=row.name, other=other)

    def _number(
        self, row: Row, text: str, fields: Fields, field: Heading, limits: tuple[int, int]
    ) -> Iterator[Problem]:
        least, most = limits
        cell = fields.get(field) or fields.get(Heading.CONTACT) or fields.get(Heading.PHONE_FAX)
        if not cell:
            return
        if phones.has_lost_digits(text):
            yield self._at(row, cell, messages.DIGITS_LOST, text=text)
            return
        if phones.has_letter(text):
            yield self._at(row, cell, messages.NUMBER_LETTER, text=text)
            return
        for number in phones.split_numbers(text):
            if number.startswith("09"):  # of a mobile telephone, wherever it stands
                least = phones.MOBILE_DIGITS[0]
                most = min(most, least)  # those of eleven digits began with 01
            if least <= len(number) <= most:
                continue
            too_short = len(number) < least
            message = messages.NUMBER_TOO_SHORT if too_short else messages.NUMBER_TOO_LONG
            values = {"text": text, "digits": len(number), "least": least, "most": most}
            yield self._at(row, cell, message, **values)
            return


def _is_name(text: str) -> bool:
    """Tell whether a text can be a name: it has letters, lost none and is no essay."""
    if len(text) > LONGEST_NAME or "?" in text or "\ufffd" in text:
        return False
    return any(map(str.isalpha, text))


def _shown(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def _age(born: date, today: date) -> int:
    """Return the age in whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

"""What became of the rows of a form: who is on it, and what was passed over for which reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from ..sheet import Cell
from . import texts
from .header import NAME_FIELDS
from .headings import Heading


class RowKind(StrEnum):
    """What a row below a header is. All but people and what nobody understands is passed over."""

    PERSON = "person"
    UNCLAIMED = "unclaimed"  # nothing tells what it is: a question
    SECTION = "section"  # names the agency of the rows below it
    TOTAL = "total"
    NOTE = "note"
    SIGNATURE = "signature"  # and date, addressees, who made the list
    HEADER = "header"  # repeated, or the numbers of the columns
    EXAMPLE = "example"  # shows how the form is filled in
    PLACEHOLDER = "placeholder"  # a row that nobody filled
    REGISTERED = "registered"  # has an address given already


NAMES = frozenset(NAME_FIELDS)
BIRTHS = (Heading.BORN, Heading.BORN_MALE, Heading.BORN_FEMALE, Heading.YEAR)
PASSED_OVER = tuple(kind for kind in RowKind if kind not in (RowKind.PERSON, RowKind.UNCLAIMED))


def passed_over(kinds: Iterable[RowKind]) -> Mapping[str, int]:
    """How many rows were passed over, by reason, in the order of :class:`RowKind`."""
    counts = Counter(kinds)
    return {kind.value: counts[kind] for kind in PASSED_OVER if counts[kind]}


def name_in(fields: Mapping[Heading, Cell]) -> str:
    """The name of a row as it is written, in one cell or several."""
    return " ".join([fields[field].text for field in NAME_FIELDS if field in fields])


def about_table(
    cells: Mapping[int, Cell], fields: Mapping[Heading, Cell], *, counted: bool
) -> RowKind | None:
    """Recognise the rows that are about the table and not about people."""
    if counted:
        return None
    has_name = not NAMES.isdisjoint(fields)
    # What a note or a title says of somebody is about them, and no end of the table.
    about_people = {id(fields[field]) for field in (Heading.NOTE, *BIRTHS) if field in fields}
    if has_name and Heading.TITLE in fields and not _is_signature_word(name_in(fields)):
        about_people.add(id(fields[Heading.TITLE]))
    told = [cell.text for cell in cells.values() if not has_name or id(cell) not in about_people]
    if any(map(texts.is_total, told)):
        return RowKind.TOTAL
    if any(map(texts.is_signature, told)):
        return RowKind.SIGNATURE
    if any(map(texts.is_note, told)):
        return RowKind.NOTE
    unnamed = told and len(told) <= 2 and not has_name
    if (unnamed or len(cells) == 1) and all(map(texts.is_signatory, told)):
        return RowKind.SIGNATURE
    return None


def _is_signature_word(text: str) -> bool:
    return texts.is_signature(text) or texts.is_signatory(text)

"""Read a registration form: file to sheets, sheets to tables, tables to checked rows."""

from __future__ import annotations

import shlex
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from hopthu.files.memory import collector_paused
from hopthu.records.reference import FormerProvince
from hopthu.text.errors import HopthuError, Place, Problem

from . import messages
from .assembling import Assembled, Assembler, FoundTable
from .context import FormContext
from .encodings import Decoder
from .headers import with_headers
from .model import Form, FormKind
from .readers import read_sheets
from .rows import messages as row_messages
from .rows.agencies import KnownAgencies, is_agency_like, is_ours
from .rows.check import Checker
from .rows.headings import Heading, field_of
from .rows.hidden import (
    hidden_columns,
    people_in_hidden_rows,
    tables_in_hidden_sheets,
    texts_left_out,
)
from .rows.ledger import passed_over
from .rows.split import find_tables
from .senders import (
    find_provinces,
    foreign_sender,
    has_evidence,
    likely_provinces,
    merged_into,
    named_sender,
)
from .sheet import TEXT, Sheet, breaks_of, is_answer
from .tree import OwnTree, SenderDoubt

MAX_FILE = 20 * 1024 * 1024
_LETTER_LINES = 100  # of a sheet without a table: a letter that names the province
_SHOWN = 120  # characters of a header
_UNITS = 20  # of the units in the rows: enough to know a province by
_EVIDENCE_ROWS = 300


class _Sender(NamedTuple):
    """The province of a form, and the id of the agency where the clerk says it.

    ``tree``: that of the environment, where it is of another service than the reference's.
    """

    province: FormerProvince
    agency: str = ""
    is_sure: bool = True  # more than the units of rows names it
    tree: OwnTree | None = None


def read_form(
    path: Path, today: date | None = None, encoding: str = "", context: FormContext | None = None
) -> Form:
    """Return a province's form with every person on it and every problem at its cell.

    ``today`` is the day that ages are reckoned on (default: the present day); ``encoding`` that of
    text without a telling font (default: found out); ``context`` what else is known. Raises
    ``HopthuError`` for a file that gives no rows at all: unreadable, locked, damaged, too large, of
    doubtful encoding, no form, an empty form, or one of an unknown sender.
    """
    context = context or FormContext()
    context = replace(
        context, today=today or context.today or date.today(), encoding=encoding or context.encoding
    )
    try:
        with collector_paused():
            return _read(path, context)
    except HopthuError as error:
        raise HopthuError(
            replace(problem, place=replace(problem.place, file=context.label or path.name))
            for problem in error.problems
        ) from error


def _read(path: Path, context: FormContext) -> Form:
    decoder, name = Decoder(context.encoding), context.label or path.name
    sheets, notices = _sheets(path, decoder, context)
    if decoder.foreign_font:
        raise HopthuError.of(messages.FOREIGN_FONT, font=decoder.foreign_font)
    if decoder.doubts:
        raise HopthuError(decoder.doubts)
    found = [table for sheet in sheets for table in _tables(sheet)]
    if not found:
        raise HopthuError([*_nameless(name, sheets), *notices])
    command = f"{context.command} {shlex.quote(str(path))} --province "
    sender = _sender(found, sheets, context, command)
    done = _assembled(found, sheets, sender, context, path, command)
    if not done.rows:
        raise HopthuError.of(messages.EMPTY_FORM, Place(sheet=found[0].sheet.name))
    unseen = [
        *texts_left_out(name, sheets),
        *(notice for table in found for notice in hidden_columns(name, table.sheet, table.header)),
    ]
    return Form(
        path=path,
        label=context.label,
        province=sender.province,
        encoding=decoder.label,
        sheet=found[0].sheet.name,
        rows=tuple(done.rows),
        problems=tuple(done.problems),
        notices=(
            *notices,
            *decoder.notices,
            *unseen,
            *done.notices,
            *people_in_hidden_rows(done.rows, sheets),
        ),
        kind=FormKind.MAILBOXES if found[0].header.is_of_mailboxes else FormKind.STAFF,
        queries=tuple(done.queries),
        passed_over=passed_over(done.kinds),
    )


def _nameless(file: str, sheets: list[Sheet]) -> list[Problem]:
    """Say why no table has names: its header, where a sheet has one, lacks their column."""
    told = []
    for sheet in sheets:
        for row in sorted(sheet.rows)[:_LETTER_LINES]:
            texts = [cell.text for _, cell in sorted(sheet.rows[row].items())]
            if len({field for text in texts if (field := field_of(text))}) > 1:
                header = " | ".join(texts)[:_SHOWN]
                column = min(sheet.rows[row])
                told.append(
                    messages.NO_NAME_COLUMN.at(sheet.place(file, row, column), header=header)
                )
                break
    return told or [messages.NO_HEADER.at()]


def _sheets(
    path: Path, decoder: Decoder, context: FormContext
) -> tuple[list[Sheet], tuple[Problem, ...]]:
    """Return the sheets that are read, decoded, and what is told of the others.

    As they stand in the file they are not kept: most of the memory is taken later.
    """
    read = read_sheets(_content(path))
    notices = tuple(tables_in_hidden_sheets(context.label or path.name, read))
    seen = (sheet for sheet in read if not sheet.hidden and not is_answer(sheet))
    headers = context.vocabulary.headers
    return [with_headers(_decoded(sheet, decoder), headers) for sheet in seen], notices


def _decoded(sheet: Sheet, decoder: Decoder) -> Sheet:
    """Return a sheet in clean Unicode, with what cleaning takes away: the lines of cells."""
    breaks = breaks_of(sheet)
    decoded = decoder.decode(sheet)
    return replace(decoded, breaks=breaks) if breaks else decoded


def _assembled(
    found: list[FoundTable],
    sheets: list[Sheet],
    sender: _Sender,
    context: FormContext,
    path: Path,
    command: str,
) -> Assembled:
    kept = context.vocabulary.agencies
    agencies = (
        sender.tree.agencies_of(sender.province, kept)
        if sender.tree
        else KnownAgencies(sender.province, context.agencies, kept)
    )
    checker = Checker(context.label or path.name, context.today or date.today(), sheets)
    assembler = Assembler(
        agencies,
        checker,
        context,
        sender.agency,
        f"{command}{sender.province.id}",
        is_sure=sender.is_sure,
    )
    return assembler.take(found)


def _content(path: Path) -> bytes:
    """Return the bytes of a plain file of permitted size; a pipe or device is not waited for."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a plain file")
        if status.st_size > MAX_FILE:
            raise HopthuError.of(messages.TOO_LARGE, limit=MAX_FILE >> 20)
        return path.read_bytes()
    except OSError as error:
        raise HopthuError.of(messages.UNREADABLE, reason=error.strerror) from error


def _tables(sheet: Sheet) -> Iterator[FoundTable]:
    """Yield the tables of a sheet; a further one has the first one's letterhead and its own."""
    shared: list[str] = []
    for part, header, start in find_tables(sheet):
        own = [*shared, *_lines(part, header.top, start)]
        shared = shared or own
        yield FoundTable(part, header, own, is_first=not start)


def _lines(sheet: Sheet, end: int, start: int = 0) -> Iterator[str]:
    """Yield the texts above row ``end``, from row ``start`` on, row by row."""
    for row in sorted(row for row in sheet.rows if start <= row < end):
        for _, cell in sorted(sheet.rows[row].items()):
            yield cell.text


def _sender(
    found: list[FoundTable], sheets: list[Sheet], context: FormContext, command: str
) -> _Sender:
    """Return who a form is of: the clerk's word, the letterheads, a cover sheet, its units."""
    place = Place(sheet=found[0].sheet.name)
    if tree := OwnTree.of(context.agencies, context.kinds):
        if context.sender.strip():
            return _Sender(*tree.sender(context.sender.strip()), tree=tree)
        letterheads = [table.letterhead for table in found]
        texts = (_covers(found, sheets), _units(found))
        head, is_sure = tree.sender_of(letterheads, *texts, SenderDoubt(place, command))
        return _Sender(head, is_sure=is_sure, tree=tree)
    named = named_sender(context)
    if named:
        return _Sender(*named)
    for table in found:
        if foreign := foreign_sender(table.letterhead):
            told = f"{command}…"
            raise HopthuError.of(row_messages.FOREIGN_SENDER, place, text=foreign, command=told)
    province, is_sure = _province(found, sheets)
    above = [line for table in found for line in table.letterhead]
    if province and not any(map(is_ours, above)) and not has_evidence(_texts(sheets)):
        told = f"{command}{province.id}"
        raise HopthuError.of(
            row_messages.SENDER_IN_DOUBT,
            place,
            text=" ".join(above)[:100] or province.full_name,
            choice="",
            command=told,
        )
    if province and (merged := merged_into(province, context)):
        raise HopthuError.of(
            row_messages.SENDER_IN_DOUBT,
            place,
            text=province.full_name,
            choice=f" – “{merged.full_name}”?",
            command=f"{command}{merged.id}",
        )
    if not province:
        likely = likely_provinces(line for table in found for line in table.letterhead)
        choice = f" – {', '.join(likely)}?" if likely else ""
        raise HopthuError.of(
            row_messages.SENDER_UNKNOWN, place, choice=choice, command=f"{command}…"
        )
    return _Sender(province, is_sure=is_sure)


def _texts(sheets: list[Sheet]) -> Iterator[str]:
    """Yield what the first rows of the sheets say."""
    for sheet in sheets:
        for row in sorted(sheet.rows)[:_EVIDENCE_ROWS]:
            yield from (cell.text for cell in sheet.rows[row].values() if cell.kind == TEXT)


def _province(found: list[FoundTable], sheets: list[Sheet]) -> tuple[FormerProvince | None, bool]:
    """Return the province of a form, and whether more than the units of its rows names it."""
    named = [province for table in found for province in find_provinces(table.letterhead)]
    if len(set(named)) > 1:
        names = ", ".join(dict.fromkeys(province.name for province in named))
        raise HopthuError.of(messages.SEVERAL_PROVINCES, names=names)
    if named:
        return named[0], True
    if by_letter := find_provinces(_covers(found, sheets)):
        return by_letter[0], True
    return next(iter(find_provinces(_units(found))), None), False


def _covers(found: list[FoundTable], sheets: list[Sheet]) -> list[str]:
    """Return the texts of sheets that have no table."""
    tables = {table.sheet.name for table in found}
    covers = (sheet for sheet in sheets if sheet.name not in tables)
    return [line for sheet in covers for line in _lines(sheet, _LETTER_LINES)]


def _units(found: list[FoundTable]) -> list[str]:
    """Return what the rows most often name as a unit, and what their sections name."""
    texts = Counter(
        cell.text
        for sheet, header, *_ in found
        for row, cells in sheet.rows.items()
        if row > header.bottom
        for column, cell in cells.items()
        if column == header.columns.get(Heading.UNIT) or is_agency_like(cell.text)
    )
    return [text for text, _ in texts.most_common(_UNITS)]

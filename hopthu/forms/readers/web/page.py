"""Read a web page as a spreadsheet program shows it: its lines of text and its tables' rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from hopthu.text.errors import HopthuError

from ... import messages
from ...sheet import NUMBER, Cell, Range, Sheet, Why
from ..limits import MAX_COLUMNS, Budget
from ..rich_text import RichText
from .looks import PLAIN, Look, Looks
from .markup import Token, tokens

_SPACE = re.compile(r"[ \t\r\n\f]+")
_NUMBER = re.compile(r"[1-9]\d{0,14}")
_MOST_DEPTH = 100  # of tags in each other
_MOST_TABLES = 40  # in each other: no page needs a quarter of them
_MOST_ROWS = 100_000  # that a cell may span
_BLOCKS = frozenset({
    "p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "center", "blockquote", "pre",
    "ul", "ol", "hr", "dt", "dd", "caption", "body", "form",
})  # fmt: skip
_EMPTY = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "base", "area", "wbr"})
# What the start of a tag closes that nobody closed: all within the nearest one of these.
_CLOSING = {"tr": ("table",), "td": ("tr", "table"), "th": ("tr", "table")}
_UNREAD = frozenset({"script", "title", "xml", "noscript", "textarea", "option", "object"})


class _Open(NamedTuple):
    """A tag that is open, and how text in it looks."""

    name: str
    look: Look


@dataclass(slots=True)
class _Td:
    """A cell: its text, and the tables in it with what stands before them."""

    text: RichText = field(default_factory=RichText)
    before: list[tuple[RichText, _HtmlTable]] = field(default_factory=list)
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class _Tr:
    cells: list[_Td] = field(default_factory=list)
    is_hidden: bool = False


@dataclass(slots=True)
class _HtmlTable:
    rows: list[_Tr] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    columns: int = 0  # that were declared

    @property
    def is_true(self) -> bool:
        """Tell whether it is more than a way to lay out one text."""
        return len(self.rows) > 1 and any(len(row.cells) > 1 for row in self.rows)


class PageParser:
    """Follows the tags of a page; the page itself is a cell around everything."""

    def __init__(self) -> None:
        self._looks = Looks()
        self._open: list[_Open] = []
        self._tables: list[_HtmlTable] = []
        self._cells: list[_Td] = [_Td()]  # the current one within those around it
        self._unread = 0
        self._is_style = False
        self._blank = True  # the text so far ends with a blank

    def take(self, token: Token) -> None:
        """Take a tag or a text."""
        if not token.name:
            self._text(token.text)
        elif token.is_end:
            self._end(token.name)
        else:
            self._start(token)

    def finished(self) -> _Td:
        """Return the page."""
        while self._tables:
            self._end_table()
        return self._cells[0]

    def _text(self, text: str) -> None:
        if self._is_style:
            self._looks.read(text)
        elif not self._unread:
            self._add(_SPACE.sub(" ", text))

    def _add(self, text: str) -> None:
        if self._blank:
            text = text.lstrip(" ")
        if not text:
            return
        self._blank = text[-1] == " "
        look = self._open[-1].look if self._open else PLAIN
        if look.why:
            self._cells[-1].text.leave_out(text, look.font, look.why)
        else:
            self._cells[-1].text.add(text, look.font)

    def _break(self) -> None:
        self._cells[-1].text.break_line()
        self._blank = True

    def _start(self, token: Token) -> None:
        name = token.name
        if self._tables and name in _CLOSING:
            self._close_until(*_CLOSING[name])
        own = self._looks.of(name, token.attributes)
        look = own.over(self._open[-1].look) if self._open else own
        if name in _BLOCKS:
            self._break()
        match name:
            case "table":
                if len(self._tables) > _MOST_TABLES:
                    raise HopthuError.of(messages.DAMAGED)
                self._tables.append(_HtmlTable())
                self._cells.append(_Td())
            case "tr" if self._tables:
                self._start_row(own)
                look = look._replace(why=None) if own.why is Why.HIDDEN else look
            case "td" | "th" if self._tables:
                self._start_cell(token.attributes)
            case "col" if self._tables:
                self._column(token.attributes, own)
            case "style":
                self._is_style = True
        self._unread += name in _UNREAD
        if name not in _EMPTY and len(self._open) < _MOST_DEPTH:
            self._open.append(_Open(name, look))

    def _start_row(self, own: Look) -> None:
        self._tables[-1].rows.append(_Tr(is_hidden=own.why is Why.HIDDEN))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        table = self._tables[-1]
        if not table.rows:
            table.rows.append(_Tr())
        cell = _Td(
            across=_count(attributes.get("colspan", ""), MAX_COLUMNS),
            down=_count(attributes.get("rowspan", ""), _MOST_ROWS),
        )
        table.rows[-1].cells.append(cell)
        self._cells[-1] = cell
        self._blank = True

    def _column(self, attributes: dict[str, str], own: Look) -> None:
        table = self._tables[-1]
        last = min(table.columns + _count(attributes.get("span", ""), MAX_COLUMNS), MAX_COLUMNS)
        if own.why is Why.HIDDEN:
            table.hidden_columns.update(range(table.columns + 1, last + 1))
        table.columns = last

    def _close_until(self, *names: str) -> None:
        """Forget the tags within the nearest one of these: nobody closed them."""
        while self._open and self._open[-1].name not in names:
            self._unread -= self._open.pop().name in _UNREAD

    def _end(self, name: str) -> None:
        if name in _BLOCKS:
            self._break()
        if name == "style":
            self._is_style = False
        if name == "table" and self._tables:
            self._close_until("table")
            self._end_table()
        is_open = any(tag.name == name for tag in reversed(self._open[-_MOST_DEPTH:]))
        if is_open and (name != "table") and not self._leaves_cell(name):
            self._close_until(name)
            self._unread -= self._open.pop().name in _UNREAD

    def _leaves_cell(self, name: str) -> bool:
        """Tell whether an end tag would close the cell around it: a stray one does not."""
        if name in ("td", "th", "tr", "tbody", "thead", "tfoot", "body", "html"):
            return False
        for tag in reversed(self._open):
            if tag.name == name:
                return False
            if tag.name in ("td", "th", "table"):
                return True
        return True

    def _end_table(self) -> None:
        if self._open and self._open[-1].name == "table":
            self._open.pop()
        table = self._tables.pop()
        self._cells.pop()
        around = self._cells[-1]
        if table.is_true or (len(self._cells) == 1 and table.rows):
            around.before.append((around.text, table))
            around.text = RichText()
        else:
            for row in table.rows:
                around.text.break_line()
                for number, cell in enumerate(row.cells):
                    if number:
                        around.text.add(" ", "")
                    around.before += cell.before
                    around.text.append(cell.text)
            around.text.break_line()
        self._blank = True


def _count(text: str, most: int) -> int:
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 10 else 1


class _Placer:
    """Puts a page's lines and tables onto a sheet, one below the other."""

    def __init__(self, sheet: Sheet, budget: Budget) -> None:
        self._sheet = sheet
        self._budget = budget
        self._row = 0
        self._merged: list[Range] = []

    def place(self, cell: _Td) -> None:
        """Put the content of a cell that holds tables, or of the page."""
        for text, table in cell.before:
            self._lines(text)
            self._table(table)
        self._lines(cell.text)
        self._sheet.merged = tuple(self._merged)

    def _lines(self, text: RichText) -> None:
        for line in text.lines():
            made = line.cell(self._row + 1, 1)
            if made.text.strip():
                self._row += 1
                self._put(made)
        self._sheet.left_out += text.left_out(max(self._row, 1), 1)

    def _table(self, table: _HtmlTable) -> None:
        if any(cell.before for row in table.rows for cell in row.cells):  # it lays out the page
            for row in table.rows:
                for cell in row.cells:
                    self.place(cell)
            return
        taken: dict[int, int] = {}  # by column: the last row that a cell above reaches
        for row in table.rows:
            self._row += 1
            self._put_row(row, taken)
        self._sheet.hidden_columns |= table.hidden_columns

    def _put_row(self, row: _Tr, taken: dict[int, int]) -> None:
        column = 1
        if row.is_hidden:
            self._sheet.hidden_rows.add(self._row)
        for cell in row.cells:
            while taken.get(column, 0) >= self._row:
                column += 1
            if column > MAX_COLUMNS:
                return
            right = min(column + cell.across - 1, MAX_COLUMNS)
            bottom = self._row + cell.down - 1
            if (right, bottom) != (column, self._row):
                self._budget.spend()
                self._merged.append(Range(self._row, column, bottom, right))
                taken.update(dict.fromkeys(range(column, right + 1), bottom))
            made = cell.text.cell(self._row, column)
            if made.text.strip():
                self._put(made)
            self._sheet.left_out += cell.text.left_out(self._row, column)
            column = right + 1

    def _put(self, cell: Cell) -> None:
        self._budget.spend()
        text = cell.text.strip(" \n")
        kind = NUMBER if _NUMBER.fullmatch(text) else cell.kind
        self._sheet.put(cell._replace(text=text if not cell.runs else cell.text, kind=kind))


def read_page(page: str, name: str, budget: Budget, *, hidden: bool = False) -> Sheet:
    """Return a page as a sheet of that name."""
    parser = PageParser()
    for token in tokens(page):
        parser.take(token)
    sheet = Sheet(name, hidden=hidden)
    _Placer(sheet, budget).place(parser.finished())
    return sheet

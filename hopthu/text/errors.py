"""What is wrong, where, and what to do: the one shape of every error a user meets.

Checks collect :class:`Problem` values and raise them together as one :class:`HopthuError`,
so that an operator mends a file once and not once per mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Self, TypeVar

from .language import NO_TEXT, Text


class Message(NamedTuple):
    """A kind of problem: a stable code for programs, a text and, if any, a remedy for people."""

    code: str
    text: Text
    remedy: Text = NO_TEXT

    def at(self, place: Place | None = None, /, **values: object) -> Problem:
        """The problem of this kind at a place, with the values that its texts name."""
        return Problem(self, place or NOWHERE, values)


_SHEET = Text('sheet "{name}"', "trang “{name}”")
_TABLE = Text("table {number}", "bảng {number}")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a problem is: a line and column of a text file (from 1), or a cell of a sheet.

    In a document of text ``cell`` is one of the table whose number is ``table``, and ``line``
    counts the rows of all tables and the paragraphs between them.
    """

    file: str = ""
    sheet: str = ""
    line: int = 0
    column: int = 0
    cell: str = ""
    table: int = 0

    def __str__(self) -> str:
        return self.render()

    def render(self, language: str = "") -> str:
        """Return the place as a user looks for it, in ``language`` (empty: the operator's)."""
        if not (self.sheet or self.cell):
            numbers = [str(number) for number in (self.line, self.column) if number]
            return ":".join([self.file, *numbers])
        parts = [self.file]
        if self.sheet:
            parts.append(_SHEET.render({"name": self.sheet}, language))
        if self.table:
            parts.append(_TABLE.render({"number": self.table}, language))
        return ", ".join(part for part in (*parts, self.cell) if part)


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake at one place, with the values that its text names."""

    message: Message
    place: Place = NOWHERE
    values: dict[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The stable code of the message, for JSON and tests."""
        return self.message.code

    def text(self, language: str = "") -> str:
        """What is wrong, without the place."""
        return self.message.text.render(self._shown(language), language)

    def wrong(self, language: str = "") -> str:
        """What is wrong, after its place if it has one."""
        place = self.place.render(language)
        return f"{place}: {self.text(language)}" if place else self.text(language)

    def remedy(self, language: str = "") -> str:
        """What the user can do about it."""
        return self.message.remedy.render(self._shown(language), language)

    def data(self, language: str = "") -> dict[str, str]:
        """The problem as plain values, for programs."""
        return {
            "code": self.code,
            "place": self.place.render(language),
            "text": self.text(language),
            "remedy": self.remedy(language),
        }

    def _shown(self, language: str) -> dict[str, object]:
        """The values as one line: what a file holds neither breaks it nor paints the terminal."""
        return {name: _shown(value, language) for name, value in self.values.items()}

    def render(self, language: str = "") -> str:
        """One line: ``place: what is wrong → what to do``."""
        line = self.wrong(language)
        remedy = self.remedy(language)
        return f"{line} → {remedy}" if remedy else line


class ProblemGroup(NamedTuple):
    """Problems that one thing mends: what is wrong, and the remedy."""

    texts: list[Text]
    remedy: Text | None


def grouped(problems: Iterable[Problem], *, placed: bool = True) -> list[ProblemGroup]:
    """Problems of one kind and with one remedy together, in the order of the first of each.

    ``placed``: whether each tells its place.
    """
    groups: dict[tuple[str, Text], list[Text]] = {}
    for each in problems:
        remedy = Text.of(each.remedy)
        groups.setdefault((each.code, remedy), []).append(
            Text.of(each.wrong if placed else each.text)
        )
    return [
        ProblemGroup(texts, remedy if remedy.en else None) for (_, remedy), texts in groups.items()
    ]


def _shown(value: object, language: str) -> object:
    if isinstance(value, Text):
        return value.render(language=language)
    return printable(str(value)) if isinstance(value, (str, Exception)) else value


def printable(text: str) -> str:
    """Return a text as one line that neither breaks nor paints a terminal."""
    if text.isprintable():
        return text
    one_line = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in one_line)


class HopthuError(Exception):
    """All problems of one step; nothing was written because of them unless one says so."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.render())

    @classmethod
    def of(cls, message: Message, place: Place | None = None, **values: object) -> Self:
        """Build an error of a single problem."""
        return cls([message.at(place, **values)])

    def render(self, language: str = "") -> str:
        """All problems, one a line, in the order of their places."""
        ordered = sorted(self.problems, key=lambda problem: problem.place)
        return "\n".join(problem.render(language) for problem in ordered)


_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


def each_of(items: Iterable[_Item], make: Callable[[_Item], _Made]) -> list[_Made]:
    """What ``make`` gives for each; raises HopthuError with all problems that it raised."""
    made: list[_Made] = []
    problems: list[Problem] = []
    for item in items:
        try:
            made.append(make(item))
        except HopthuError as error:
            problems += error.problems
    if problems:
        raise HopthuError(problems)
    return made

"""The file of answers: what is asked, each word once, with what it may mean, to be completed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hopthu.records.edits.yaml_text import quoted
from hopthu.text.errors import printable

from ..query import QueryKind
from ..registration.answers import line_name
from ..registration.kept import AGENCIES, ROWS, TITLES
from . import words
from .outcome import Outcome

_SHOWN = 6  # rows that a question of many shows
_PARTS = {QueryKind.TITLE: TITLES, QueryKind.AGENCY: AGENCIES, QueryKind.ROW: ROWS}


class _Question:
    """One line to answer: where it was read, what is asked, what it may mean."""

    def __init__(self, text: str, choices: tuple[str, ...]) -> None:
        self.text = text
        self.choices = choices
        self.rows: list[str] = []


def answers_file(outcomes: Iterable[Outcome], command: str) -> str:
    """Return the text of a file of answers; empty where nothing is asked.

    ``command`` takes the same forms in again with this very file.
    """
    parts: dict[str, dict[str, _Question]] = {TITLES: {}, AGENCIES: {}, ROWS: {}}
    for outcome in outcomes:
        for part, key, row, text, choices in _asked(outcome):
            question = parts[part].setdefault(key, _Question(text, choices))
            question.rows.append(row)
    if not any(parts.values()):
        return ""
    lines = [
        "---",
        *(f"# {line}" for line in words.ANSWERS.render({"command": command}).split("\n")),
    ]
    for part, questions in parts.items():
        if questions:
            lines.append(f"{part}:")
        for key, question in questions.items():
            lines += _lines(key, question, is_row=part == ROWS)
    return "\n".join(lines) + "\n"


def _asked(outcome: Outcome) -> Iterator[tuple[str, str, str, str, tuple[str, ...]]]:
    """Yield part, key, row, question and choices of all that a form asks."""
    form = outcome.form
    if form is None:
        return
    told = set()
    for query in outcome.queries:
        row = line_name(form, query.sheet, query.line)
        told.add(id(query.problem))
        key = query.text if query.kind is not QueryKind.ROW else row
        yield _PARTS[query.kind], key, row, query.problem.text(), query.choices
    for problem in outcome.questions:
        if id(problem) not in told:
            row = line_name(form, problem.place.sheet, problem.place.line)
            yield ROWS, row, row, problem.text(), (str(problem.values.get("id", "")),)


def _lines(key: str, question: _Question, *, is_row: bool) -> Iterator[str]:
    shown = ", ".join(question.rows[:_SHOWN]) + (" …" if len(question.rows) > _SHOWN else "")
    asked = question.text if is_row else f"{question.text} ({len(question.rows)}: {shown})"
    choices = [*filter(None, question.choices), *(("new", "nobody") if is_row else ())]
    yield f"  # {printable(asked)}"
    if choices:
        yield f"  # → {printable(' | '.join(choices))}"
    yield f'  {quoted(key)}: ""'

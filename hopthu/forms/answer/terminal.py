"""What the clerk sees: a table of the forms, then what is wrong, asked and told, file by file."""

from __future__ import annotations

from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text as RichText

from hopthu.text.document.model import columns
from hopthu.text.document.terminal import grid
from hopthu.text.errors import Place, Problem, printable
from hopthu.text.language import Text

from ..rows.ledger import RowKind
from . import words
from .outcome import ANSWERED, Outcome

COLUMNS = columns(
    *(("form", "mẫu"), ("province", "tỉnh"), ("text", "bảng mã"), ("rows", "dòng")),
    *(("new", "mới"), ("known", "đã có"), ("asked", "cần hỏi"), ("refused", "từ chối")),
    ("passed over", "bỏ qua"),
    numbers=range(3, 7),
)
_NONE = "–"


def counts(outcome: Outcome) -> list[str]:
    """The cells of a form's line in the table, as :data:`COLUMNS` names them."""
    form, registration = outcome.form, outcome.registration
    return [
        printable(outcome.called),
        form.province.name if form else "?",
        form.encoding if form else "?",
        str(form.row_count) if form else _NONE,
        str(len(registration.people)) if registration else _NONE,
        str(registration.known) if registration else _NONE,
        str(outcome.asked_rows) if outcome.asked_rows else _NONE,
        _refused(outcome),
        _passed_over(outcome),
    ]


def _passed_over(outcome: Outcome) -> str:
    """``10: 6 sections, 1 total``: the rows that are nobody, and why."""
    counts_of = outcome.passed_over
    if not counts_of:
        return _NONE
    reasons = {
        RowKind.SECTION: words.PASSED_SECTION,
        RowKind.TOTAL: words.PASSED_TOTAL,
        RowKind.NOTE: words.PASSED_NOTE,
        RowKind.SIGNATURE: words.PASSED_SIGNATURE,
        RowKind.HEADER: words.PASSED_HEADER,
        RowKind.EXAMPLE: words.PASSED_EXAMPLE,
        RowKind.PLACEHOLDER: words.PASSED_PLACEHOLDER,
        RowKind.REGISTERED: words.PASSED_REGISTERED,
        ANSWERED: words.PASSED_ANSWERED,
    }
    told = [reasons[reason].render({"n": n}) for reason, n in counts_of.items()]
    return f"{sum(counts_of.values())}: {', '.join(told)}"


def _refused(outcome: Outcome) -> str:
    if not outcome.problems:
        return _NONE
    if outcome.registration:
        return words.SOME.render({"n": outcome.refused_rows})
    return words.WHOLE.render({"n": len(outcome.problems)})


def report(outcomes: list[Outcome], console: Console) -> None:
    """Print the table and everything that is to be said about the forms."""
    table = grid(COLUMNS, whole=True, header_style="bold")
    for outcome in outcomes:
        # As text: a file's name is no markup.
        table.add_row(*map(RichText, counts(outcome)))
    console.print()
    console.print(table)
    for outcome in outcomes:
        _problems(outcome, console)
        name = printable(outcome.called)
        _titled(words.TERMINAL_QUESTIONS, name, outcome.questions, console)
        _titled(words.TERMINAL_NOTICES, name, outcome.notices, console)


def _problems(outcome: Outcome, console: Console) -> None:
    name = printable(outcome.called)
    for sheet, problems in groupby(outcome.ordered, lambda problem: problem.place.sheet):
        heading = words.SHEET.render({"file": name, "sheet": printable(sheet)}) if sheet else name
        say(console, f"\n{heading}")
        _aligned(list(problems), console)
    sent = ((words.COPY, outcome.copy), (words.LETTER, outcome.letter))
    paths = [text.render({"path": printable(str(path))}) for text, path in sent if path]
    if paths:
        joined = f"  {'    '.join(paths)}"
        fits = cell_len(joined) <= console.width
        say(console, joined if fits else "\n".join(f"  {path}" for path in paths))


def _titled(title: Text, name: str, problems: list[Problem], console: Console) -> None:
    if problems:
        say(console, "\n" + title.render({"file": name, "n": len(problems)}))
        _aligned(problems, console)


def _aligned(problems: list[Problem], console: Console) -> None:
    """Print a line each: where, what → remedy; the remedy below where the line is too narrow.

    What is said alike of several rows is said once.
    """
    alike: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.text(), problem.remedy()), []).append(problem)
    wheres = [", ".join(_where(each.place) for each in same) for same in alike.values()]
    problems = [same[0] for same in alike.values()]
    whats = [problem.text() for problem in problems]
    first, second = max(map(cell_len, wheres)), max(map(cell_len, whats))
    for where, what, problem in zip(wheres, whats, problems, strict=True):
        start = f"  {_padded(where, first)}  " if first else "  "
        remedy = problem.remedy()
        line = f"{start}{_padded(what, second)}  → {remedy}" if remedy else start + what
        if console.is_terminal and remedy and cell_len(line) > console.width:
            line = f"{start}{what}\n{' ' * cell_len(start)}→ {remedy}"
        say(console, line)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _where(place: Place) -> str:
    """``row 13, B``; in a document ``table 2, B3``."""
    if place.table:
        return f"{words.TABLE.render({'table': place.table})}, {place.cell}"
    row = words.ROW.render({"row": place.line}) if place.line else ""
    return ", ".join(part for part in (row, place.cell.rstrip("0123456789")) if part)


def say(console: Console, line: str) -> None:
    """Print a line as it is; in a pipe it is never broken."""
    console.print(line, markup=False, highlight=False, soft_wrap=True)

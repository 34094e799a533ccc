"""What an intake did, as Markdown for a pull request and as plain values for JSON.

Neither holds a date of birth or a telephone number.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hopthu.text.document import markdown
from hopthu.text.document.model import Document, Section
from hopthu.text.errors import Problem, printable

from . import words
from .outcome import Outcome
from .safe_text import without_personal_data
from .terminal import COLUMNS, counts


def as_markdown(outcomes: list[Outcome], written: list[Path]) -> str:
    """A table of the forms, the problems, questions and notices of each, the files written."""
    sections = [Section(columns=COLUMNS, rows=list(map(counts, outcomes)))]
    for outcome in outcomes:
        groups = (
            (words.PROBLEMS, outcome.ordered),
            (words.DOCUMENTS_QUESTIONS, outcome.questions),
            (words.DOCUMENTS_NOTICES, outcome.notices),
        )
        for title, problems in groups:
            items = [without_personal_data(problem).render() for problem in problems]
            sections.append(Section(f"{outcome.called}: {title.render()}", items=items))
    sections.append(Section(words.FILES, items=list(map(str, written))))
    return markdown.as_markdown(Document(words.TITLE, sections=sections, brief=True))


def as_data(outcomes: list[Outcome], written: list[Path]) -> dict[str, Any]:
    """The same as plain values; the codes of the problems are stable."""
    return {
        "forms": [_form(outcome) for outcome in outcomes],
        "written": [str(path) for path in written],
    }


def _form(outcome: Outcome) -> dict[str, Any]:
    form, registration = outcome.form, outcome.registration
    return {
        "file": printable(outcome.called),
        "sha256": outcome.digest,
        "province": form.province.id if form else None,
        "encoding": form.encoding if form else None,
        "rows": form.row_count if form else None,
        "people": len(form.rows) if form else None,
        "new": len(registration.people) if registration else 0,
        "known": registration.known if registration else 0,
        "asked_rows": outcome.asked_rows,
        "refused_rows": outcome.refused_rows,
        "passed_over": outcome.passed_over,
        "problems": [_problem(problem) for problem in outcome.ordered],
        "questions": [_problem(problem) for problem in outcome.questions],
        "notices": [_problem(problem) for problem in outcome.notices],
        "copy": str(outcome.copy) if outcome.copy else None,
        "letter": str(outcome.letter) if outcome.letter else None,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    safe, place = without_personal_data(problem), problem.place
    return {
        "code": problem.code,
        "sheet": printable(place.sheet),
        "row": place.line or None,
        "cell": place.cell or None,
        "text": safe.text(),
        "remedy": safe.remedy(),
    }

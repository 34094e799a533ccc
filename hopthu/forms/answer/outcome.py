"""What became of one form."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hopthu.text.errors import Problem

from ..model import Form
from ..query import Query
from ..registration.people import Registration

ANSWERED = "answered"
"""Why a row is passed over that the clerk answered to be nobody's."""


@dataclass(slots=True)
class Outcome:
    """A form with what was understood, what was registered and what is wrong with it.

    ``digest`` is the SHA-256 of the file, empty where it could not be read. ``form`` is missing if
    the file gave no rows, ``registration`` if nothing was taken. ``copy`` and ``letter`` are what
    was written for the province.
    """

    path: Path
    digest: str = ""
    form: Form | None = None
    registration: Registration | None = None
    problems: tuple[Problem, ...] = ()
    remarks: list[Problem] = field(default_factory=list)
    copy: Path | None = None
    letter: Path | None = None
    label: str = ""

    @property
    def called(self) -> str:
        """What the form is called in reports: see :func:`.inbox.labels_of`."""
        return self.label or self.path.name

    @property
    def ordered(self) -> list[Problem]:
        """The problems as the form shows them: by sheet, row and column."""
        return sorted(self.problems, key=lambda problem: problem.place)

    @property
    def questions(self) -> list[Problem]:
        """What waits for the clerk's answer; of a form that is refused too, to be told at once."""
        if self.registration:
            return self.registration.questions
        return [query.problem for query in self.form.queries] if self.form else []

    @property
    def queries(self) -> list[Query]:
        """The questions about words and rows, as the form asks them."""
        if not self.form:
            return []
        asked = self.registration.asked if self.registration else None
        return [
            query
            for query in self.form.queries
            if asked is None or (query.sheet, query.line) in asked
        ]

    @property
    def asked_rows(self) -> int:
        """How many rows wait for an answer and for nothing else."""
        return len(self.registration.asked) if self.registration else 0

    @property
    def passed_over(self) -> dict[str, int]:
        """How many rows are nobody, by reason: those that the clerk left out are the last."""
        found = dict(self.form.passed_over) if self.form else {}
        if self.registration and self.registration.left_out:
            found[ANSWERED] = self.registration.left_out
        return found

    @property
    def notices(self) -> list[Problem]:
        """What is told and refuses nothing."""
        of_form = list(self.form.notices) if self.form else []
        of_people = self.registration.notices if self.registration else []
        return [*self.remarks, *of_form, *of_people]

    @property
    def taken(self) -> int:
        """How many rows are registered, known ones included."""
        if not self.registration:
            return 0
        return len(self.registration.people) + self.registration.known

    @property
    def refused_rows(self) -> int:
        """How many rows stay out because something is wrong with them or with the form."""
        if not self.problems or not self.form:
            return 0
        left_out = self.registration.left_out if self.registration else 0
        return len(self.form.rows) - self.taken - self.asked_rows - left_out

    @property
    def open(self) -> bool:
        """Whether the form is not done: something is refused or in question."""
        return bool(self.problems or self.questions)

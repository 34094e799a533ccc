"""The two ways in which a directory fails a run: it refuses, or it is gone."""

from __future__ import annotations

from hopthu.text.errors import HopthuError, Message, Place, Problem

from . import messages, refusals
from .operation import Operation
from .wire.decode import Result


class Refused(HopthuError):
    """The server answered no.

    ``operation`` is the guilty one (None where the server names none), ``code``, ``name`` and
    ``diagnostic`` are its answer, ``written`` counts the operations surely committed before.
    """

    def __init__(
        self,
        place: Place,
        subject: str,
        result: Result,
        *,
        operation: Operation | None = None,
        written: int = 0,
    ) -> None:
        self.operation = operation
        self.code = result.code
        self.name = refusals.name(result.code)
        self.diagnostic = result.diagnostic
        self.written = written
        said = ", ".join(part for part in (result.diagnostic, *result.referrals) if part)
        super().__init__(
            [
                refusals.message(result.code).at(
                    place, subject=subject, answer=refusals.answer(result.code, said)
                )
            ]
        )


class ConnectionLost(HopthuError):
    """The connection ended before the work did.

    ``written`` counts the operations surely committed; ``uncertain`` says that further ones were
    under way whose answer never came: they are written, or they are not.
    """

    def __init__(self, problem: Problem, known: Problem | None = None) -> None:
        super().__init__([problem, known] if known else [problem])
        self.written = 0
        self.uncertain = False

    @classmethod
    def while_writing(
        cls, problem: Problem, *, written: int, unknown: int, total: int
    ) -> ConnectionLost:
        """Build the error of a run of ``total`` operations, of which ``unknown`` got no answer."""
        message = messages.WRITTEN_UNCERTAINLY if unknown else messages.WRITTEN_SURELY
        error = cls(
            problem, message.at(problem.place, written=written, unknown=unknown, total=total)
        )
        error.written = written
        error.uncertain = unknown > 0
        return error


class Broken(Exception):
    """The connection is of no more use; carries why, for the error that a user sees."""

    def __init__(self, message: Message, place: Place, **values: object) -> None:
        super().__init__(message.code)
        self.problem = message.at(place, **values)

"""What a probe says to people: a line about the whole, then one for each problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hopthu.text.errors import Problem

from . import words

_SHOWN = 50  # problems that are told one by one


def report(
    where: str, count: int, problems: Sequence[Problem], language: str, seconds: float | None = None
) -> dict[str, Any]:
    """Return ``problems`` as data, and the ``lines`` of the report, as a module's results."""
    head = words.BAD if problems else words.GOOD if count else words.NOBODY
    values = {"where": where, "count": count, "problems": len(problems)}
    lines = [head.render(values, language)]
    if seconds is not None:
        lines.append(words.ARRIVED.render({"where": where, "seconds": seconds}, language))
    lines += [problem.render(language) for problem in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(words.MORE.render({"more": len(problems) - _SHOWN}, language))
    return {"problems": [problem.data(language) for problem in problems], "lines": lines}

"""What a probe says to people: a line about the whole, then one for each problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hopthu.text.errors import Problem
from hopthu.text.language import Text

_SHOWN = 50  # problems that are told one by one

_GOOD = Text(
    "{where}: {count} mailboxes are as the inventory says",
    "{where}: {count} hộp thư đúng như kho dữ liệu",
)
_BAD = Text(
    "{where}: {problems} problems, {count} mailboxes looked at",
    "{where}: {problems} vấn đề, đã xem {count} hộp thư",
)
_NOBODY = Text("{where}: there is no mailbox to look at", "{where}: không có hộp thư nào để xem")
_ARRIVED = Text(
    "{where}: a letter was in the last of them after {seconds:.1f} s, and is taken away again",
    "{where}: thư thử tới hộp thư cuối cùng sau {seconds:.1f} giây và đã được xoá",
)
_MORE = Text("… and {more} more", "… và {more} vấn đề nữa")


def report(
    where: str, count: int, problems: Sequence[Problem], language: str, seconds: float | None = None
) -> dict[str, Any]:
    """Return ``problems`` as data, and the ``lines`` of the report, as a module's results."""
    head = _BAD if problems else _GOOD if count else _NOBODY
    values = {"where": where, "count": count, "problems": len(problems)}
    lines = [head.render(values, language)]
    if seconds is not None:
        lines.append(_ARRIVED.render({"where": where, "seconds": seconds}, language))
    lines += [problem.render(language) for problem in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(_MORE.render({"more": len(problems) - _SHOWN}, language))
    return {"problems": [problem.data(language) for problem in problems], "lines": lines}

"""Every look at one mail server, each on its own: one that fails does not hide the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hopthu.text.errors import HopthuError, Place, Problem

from . import dovecot, letter, postfix
from .mailbox import Mailbox


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found; ``seconds`` until the letter was in the last mailbox, None: not sent."""

    problems: tuple[Problem, ...]
    seconds: float | None = None


def look(
    boxes: Sequence[Mailbox], server: str, *, sender: str = "", patience: float = 30.0
) -> Seen:
    """Compare ``boxes`` with Postfix and Dovecot; with a ``sender`` send each a letter.

    A mailbox of which something is wrong already gets none.
    """
    if not boxes:
        return Seen(())
    problems = [
        *_collect(postfix.LAYER, server, lambda: postfix.differences(boxes, server)),
        *_collect(dovecot.LAYER, server, lambda: dovecot.differences(boxes, server)),
    ]
    wrong = {problem.place.file.partition(",")[0] for problem in problems}
    sound = [box for box in boxes if not wrong & {box.address, server}]
    if not sender or not sound:
        return Seen(tuple(problems))
    sent = letter.Letter(server, sender)
    problems += _collect(letter.LAYER, server, lambda: sent.send(sound, patience))
    return Seen(tuple(problems), sent.seconds)


def _collect(layer: str, server: str, looks: Callable[[], Iterable[Problem]]) -> list[Problem]:
    """All that a look yields; where it cannot be had at all, that is the problem."""
    try:
        return list(looks())
    except HopthuError as error:
        place = Place(f"{server}, {layer}")
        return [each.message.at(place, **each.values) for each in error.problems]

"""Every look at one mail server, each on its own: one that fails does not hide the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from . import dovecot, letter, postfix
from .finding import CannotAsk, Finding, Mailbox


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found; ``seconds`` until the letter was in the last mailbox, None: not sent."""

    findings: tuple[Finding, ...]
    seconds: float | None = None


def look(boxes: Sequence[Mailbox], *, sender: str = "", patience: float = 30.0) -> Seen:
    """Compare ``boxes`` with Postfix and Dovecot; with a ``sender`` send each a letter.

    A mailbox of which something is wrong already gets none, and nobody does where one of the two
    cannot be asked. ``patience``: seconds in which the letter has to arrive.
    """
    if not boxes:
        return Seen(())
    found = [
        *_collect(postfix.LAYER, lambda: postfix.differences(boxes)),
        *_collect(dovecot.LAYER, lambda: dovecot.differences(boxes)),
    ]
    wrong = {finding.address for finding in found}
    sound = [] if "" in wrong else [box for box in boxes if box.address not in wrong]
    if not sender or not sound:
        return Seen(tuple(found))
    sent = letter.Letter(sender)
    found += _collect(letter.LAYER, lambda: sent.send(sound, patience))
    return Seen(tuple(found), sent.seconds)


def _collect(layer: str, looks: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """All that a look yields; where it cannot be had at all, that is what is found."""
    try:
        return list(looks())
    except CannotAsk as error:
        return [Finding(error.code, layer, values=error.values)]

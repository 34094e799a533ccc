"""Whether a letter goes on, and what it says of itself then."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from hopthu_policy.connection import Unavailable

from .answers import HELD, LATER, NOTICE, UNKNOWN, Answer, foreign, unclear
from .brake import Brake
from .letter import Letter
from .lists import Field, Lists
from .rights import Rights
from .shown import Unclear

log = logging.getLogger(__name__)


class Judge:
    """Decides; several threads may ask at once."""

    def __init__(self, rights: Rights, brake: Brake, lists: Lists) -> None:
        self._rights, self._brake, self._lists = rights, brake, lists

    def of_login(self, login: str, letter: Letter, queue_id: str) -> Answer | None:
        """Judge a letter that somebody logged in to send; None lets it go on."""
        if not login:
            return UNKNOWN
        return self._of(login, letter, queue_id, patient=False)

    def of_sieve(self, letter: Letter, queue_id: str) -> Answer | None:
        """Judge what Sieve sends for a mailbox, which its envelope names."""
        if letter.envelope:
            return self._of(letter.envelope, letter, queue_id, patient=True)
        # Sieve keeps what it is refused to pass on. A notice that somewhere else is out of reach
        # must not go there too: it would fail for good, and with it the letter that it brings.
        log.warning("%s: refused to %s: without a sender", queue_id, letter.passed_on_by or "Sieve")
        return NOTICE if letter.passed_on_by else UNKNOWN

    def fields_for(self, letter: Letter) -> list[Field]:
        """Return what a letter that goes on has to say of itself, and does not."""
        return self._lists.fields_for(letter)

    def _of(self, login: str, letter: Letter, queue_id: str, *, patient: bool) -> Answer | None:
        if self._brake.is_held(login):
            log.warning("%s: refused to %s: held", queue_id, login)
            return HELD
        passed_on = patient and bool(letter.passed_on_by)
        try:
            authors = [] if passed_on else letter.authors()
            right = self._rights.of(login, letter.envelope or login, authors)
        except Unclear as error:
            log.warning("%s: refused to %s: %s", queue_id, login, error.args[0])
            return unclear(*error.args)
        except Unavailable:
            return LATER
        if right.foreign:
            log.warning("%s: refused to %s: not to write as %a", queue_id, login, right.foreign)
            return foreign(right.foreign)
        count = len(letter.recipients)
        answer = self._brake.take(login, right.kind, count, patient=patient)
        if answer is None:
            _note(queue_id, login, authors, count)
        return answer


def _note(queue_id: str, login: str, authors: Sequence[str], count: int) -> None:
    """Say in the log whose letter it is: the letter itself does not."""
    wrote = f"writes as {', '.join(authors)}" if authors else "passes a letter on"
    log.info("%s: %s %s to %d", queue_id, login, wrote, count)

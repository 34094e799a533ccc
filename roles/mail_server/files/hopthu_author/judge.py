"""Whether a letter goes on."""

from __future__ import annotations

import logging

from hopthu_policy.connection import Unavailable

from .answers import LATER, UNKNOWN, Answer, foreign, unclear
from .letter import Letter
from .rights import Rights
from .shown import Unclear

log = logging.getLogger(__name__)


class Judge:
    """Decides; several threads may ask at once."""

    def __init__(self, rights: Rights) -> None:
        self._rights = rights

    def of_login(self, login: str, letter: Letter, queue_id: str) -> Answer | None:
        """Judge a letter that somebody logged in to send; None lets it go on."""
        if not login:
            return UNKNOWN
        return self._author(login, letter, queue_id)

    def of_sieve(self, letter: Letter, queue_id: str) -> Answer | None:
        """Judge what Sieve sends for a mailbox, which its envelope names."""
        owner = letter.envelope or letter.passed_on_by
        if not owner:
            log.warning("%s: refused: Sieve sends it for nobody", queue_id)
            return UNKNOWN
        if letter.passed_on_by:
            log.info("%s: passed on by %s", queue_id, owner)
            return None
        return self._author(owner, letter, queue_id)

    def _author(self, login: str, letter: Letter, queue_id: str) -> Answer | None:
        try:
            authors = letter.authors()
            stranger = self._rights.foreign(login, authors)
        except Unclear as error:
            log.warning("%s: refused to %s: %s", queue_id, login, error.args[0])
            return unclear(*error.args)
        except Unavailable:
            return LATER
        if stranger:
            log.warning("%s: refused to %s: not to write as %s", queue_id, login, ascii(stranger))
            return foreign(stranger)
        log.info("%s: %s writes as %s", queue_id, login, ", ".join(authors))
        return None

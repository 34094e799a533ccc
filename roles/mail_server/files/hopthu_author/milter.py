"""The letters of one SMTP session, as libmilter hands them over in threads of its own."""

from __future__ import annotations

import logging
from typing import Any

import Milter

from .answers import LATER, Answer
from .judge import Judge
from .letter import Letter

log = logging.getLogger(__name__)

# milter_macro_daemon_name of the port that Sieve sends through, and of the one that strangers do.
SIEVE, OUTSIDE = "sieve", "outside"


class Session(Milter.Base):  # type: ignore[misc] # pymilter has no types
    """One connection of Postfix; ``judge`` is set before the first."""

    judge: Judge

    def __init__(self) -> None:
        super().__init__()
        self._letter = Letter("")

    def envfrom(self, sender: str, *_parameters: str) -> Any:
        """MAIL: another letter begins."""
        self._letter = Letter(sender.strip("<>").lower())
        return Milter.CONTINUE

    def envrcpt(self, recipient: str, *_parameters: str) -> Any:
        """RCPT, of one that Postfix took."""
        self._letter.recipients.append(recipient.strip("<>").lower())
        return Milter.CONTINUE

    @Milter.noreply  # type: ignore[untyped-decorator] # pymilter has no types
    def header(self, name: str, value: str) -> Any:
        """Take a field of the head, bytes that are not UTF-8 as surrogates."""
        self._letter.add(name, value)
        return Milter.CONTINUE

    def eom(self) -> Any:
        """The letter is there; whatever goes wrong here puts it off."""
        try:
            return self._judged()
        except Exception:
            log.exception("no decision")
            return self._refuse(LATER)

    def _judged(self) -> Any:
        queue_id = self.getsymval("i") or "?"
        daemon = self.getsymval("{daemon_name}")
        by_sieve = daemon == SIEVE
        if daemon == OUTSIDE:
            refused = None  # who wrote is another's business
        elif by_sieve:
            refused = self.judge.of_sieve(self._letter, queue_id)
        else:
            login = (self.getsymval("{auth_authen}") or "").lower()
            refused = self.judge.of_login(login, self._letter, queue_id)
        if refused:
            return self._refuse(refused)
        if by_sieve and self._letter.automatic and not self._letter.passed_on_by:
            # Nobody answers an answer: only its way to us had to name the mailbox.
            self.chgfrom("<>")
        for name, value in self.judge.fields_for(self._letter):
            self.addheader(name, value)
        return Milter.ACCEPT

    def _refuse(self, answer: Answer) -> Any:
        self.setreply(answer.code, answer.status, answer.text)
        return Milter.TEMPFAIL if answer.code.startswith("4") else Milter.REJECT


def serve(judge: Judge, socket: str, patience: int) -> None:
    """Answer at a socket of Unix until SIGTERM; ``patience`` is how long Postfix may be silent."""
    Session.judge = judge
    Milter.factory = Session
    Milter.set_flags(Milter.CHGFROM | Milter.ADDHDRS)
    Milter.runmilter("hopthu-author", f"unix:{socket}", patience)

"""How much a login may send, and what happens when it goes on nevertheless."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .answers import HELD, Answer, late, too_many
from .book import DAY, HOUR, Book, Count, Page

log = logging.getLogger(__name__)

KINDS = ("people", "agencies", "roles")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most letters and recipients of one login in an hour and in a day."""

    letters_hour: int
    recipients_hour: int
    letters_day: int
    recipients_day: int

    @property
    def one_letter(self) -> int:
        """The most recipients that a letter can ever have."""
        return min(self.recipients_hour, self.recipients_day)


class Brake:
    """Counts; several threads may ask at once.

    All that a login sends is one count, whoever's address it writes from; the kind of that
    address (a person's, an agency's, a role's) says which limits the count is held to.
    """

    def __init__(
        self,
        book: Book,
        limits: Mapping[str, Limits],
        held_after: int,
        tell: Callable[[], None],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._book, self._limits, self._held_after = book, limits, held_after
        self._tell, self._now = tell, now

    def is_held(self, login: str) -> bool:
        """Say whether a login may not send at all."""
        with self._book.page() as page:
            return page.is_held(login)

    def take(self, login: str, kind: str, recipients: int, *, patient: bool) -> Answer | None:
        """Count a letter; None lets it go on, and else nothing of it is sent.

        Whoever is not ``patient`` and is put off too often is held; Sieve is patient, for it is
        strangers who make it send.
        """
        now = int(self._now())
        with self._book.page() as page:
            if page.is_held(login):
                return HELD
            answer = self._over(page, login, self._limits[kind], recipients, now // 60)
            if answer is None:
                page.add(login, now // 60, Count(letters=1, recipients=recipients))
                return None
            log.warning("put off: %s has sent too much (%d recipients more)", login, recipients)
            if patient:
                return answer
            page.add(login, now // 60, Count(put_off=1))
            if page.count(login, now // 60, DAY).put_off < self._held_after:
                return answer
            page.hold(login, now)
        log.error("held: %s goes on sending; hopthu-brake release %s ends that", login, login)
        self._tell()
        return HELD

    @staticmethod
    def _over(
        page: Page, login: str, limits: Limits, recipients: int, minute: int
    ) -> Answer | None:
        if recipients > limits.one_letter:
            return too_many(limits.one_letter)
        hour, day = (page.count(login, minute, within) for within in (HOUR, DAY))
        if hour.letters >= limits.letters_hour:
            return late(limits.letters_hour, "letters", "thu", hour=True)
        if hour.recipients + recipients > limits.recipients_hour:
            return late(limits.recipients_hour, "recipients", "nguoi nhan", hour=True)
        if day.letters >= limits.letters_day:
            return late(limits.letters_day, "letters", "thu", hour=False)
        if day.recipients + recipients > limits.recipients_day:
            return late(limits.recipients_day, "recipients", "nguoi nhan", hour=False)
        return None

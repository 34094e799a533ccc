"""Which of several servers is written to: one at a time, the first that is there.

Servers hold the same a moment after each other, so what is written to two of them at once is
decided by chance. Who writes takes the first that answers, in the order in which they are named,
and not at all where that one lacks what another has, or still hears one that comes before it: then
that one is merely cut off from here, and others may be writing to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from hopthu.text.errors import HopthuError, Place, Problem

from . import messages
from .attributes import CONTEXT, HEARS

if TYPE_CHECKING:
    from .connect import Settings
    from .session import Directory

_AWAY = frozenset(
    message.code
    for message in (
        messages.NO_SOCKET,
        messages.CONNECTION_REFUSED,
        messages.NO_ANSWER,
        messages.UNREACHABLE,
        messages.UNKNOWN_HOST,
    )
)
# Seconds until servers have told each other what one of them was told, or that one of them is away.
_PATIENCE = 20.0
_PAUSE = 0.2
_CONSUMERS = "cn=Databases,cn=Monitor"
_SUFFIXES = "(objectClass=olmSyncReplInstance)"

Connect = Callable[["Settings"], "Directory"]


def first_of(servers: Sequence[Settings], connect: Connect) -> Directory:
    """Return a session with the first of ``servers`` that answers.

    Raises HopthuError where none does, one that comes before it answers as it should not, or it
    must not be written to (see above) and that has not changed after some seconds.
    """
    with ThreadPoolExecutor(len(servers)) as at_once:
        answers = list(at_once.map(lambda each: _tried(each, connect), servers))
    there = [each for each in answers if not isinstance(each, HopthuError)]
    try:
        away = _before(answers)
        chosen, *others = there
        _wait_for(chosen, others, away)
    except BaseException:
        for each in there:
            each.close()
        raise
    for each in others:
        each.close()
    return chosen


def is_away(error: HopthuError) -> bool:
    """Whether a server did not answer at all; one that answers wrongly is no reason to go on."""
    return all(problem.code in _AWAY for problem in error.problems)


def _tried(settings: Settings, connect: Connect) -> Directory | HopthuError:
    try:
        return connect(settings)
    except HopthuError as error:
        return error


def _before(answers: Sequence[Directory | HopthuError]) -> list[HopthuError]:
    """The servers before the first that is there; raises HopthuError unless they are all away."""
    away: list[HopthuError] = []
    for each in answers:
        if not isinstance(each, HopthuError):
            return away
        if not is_away(each):
            raise each
        away.append(each)
    raise HopthuError([problem for each in away for problem in each.problems])


def _wait_for(chosen: Directory, others: Sequence[Directory], away: Sequence[HopthuError]) -> None:
    end = time.monotonic() + _PATIENCE
    while problem := _why_not(chosen, others, away):
        if time.monotonic() > end:
            raise HopthuError([problem])
        time.sleep(_PAUSE)


def _why_not(
    chosen: Directory, others: Sequence[Directory], away: Sequence[HopthuError]
) -> Problem | None:
    """Why a server must not be written to now."""
    place = Place(chosen.uri)
    if away:
        hears = [
            any(entry.attributes.get(HEARS, (b"",)))
            for entry in chosen.search(_CONSUMERS, _SUFFIXES, (HEARS,))
        ]
        names = ", ".join(each.problems[0].place.render() for each in away)
        if not hears:
            return messages.ALONE.at(place, away=names)
        if sum(hears) > len(others):
            return messages.CUT_OFF.at(place, away=names)
    for other in others:
        try:
            theirs = context(other)
        except HopthuError:  # it went away
            continue
        if missing := behind(context(chosen), theirs):
            return messages.BEHIND.at(place, other=other.uri, since=missing)
    return None


def context(directory: Directory) -> dict[str, str]:
    """How far a server has come: the newest change that it has from each one, by its number."""
    found: dict[str, str] = {}
    for base in directory.bases:
        for entry in directory.search(base, "(objectClass=*)", (CONTEXT,), scope="base"):
            found |= by_server(entry.attributes.get(CONTEXT, ()))
    return found


def by_server(values: Iterable[bytes]) -> dict[str, str]:
    """Values of contextCSN (time#count#server#part) by the server that made the change."""
    texts = [value.decode("ascii") for value in values]
    return {text.split("#")[2]: text for text in texts}


def behind(own: Mapping[str, str], other: Mapping[str, str]) -> str:
    """From when the newest change is that ``other`` has and ``own`` lacks; empty where it has all.

    The time is UTC, as 20081120143000Z.
    """
    missing = [change for server, change in other.items() if own.get(server, "") < change]
    return max(missing).partition(".")[0] + "Z" if missing else ""

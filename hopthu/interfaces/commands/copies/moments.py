"""Moments as an operator in Vietnam says and reads them, and as copies bear them (UTC)."""

from __future__ import annotations

import datetime

from hopthu.text.errors import HopthuError

from . import messages

_VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
_STORED = "%Y-%m-%dT%H:%M:%SZ"


def moment(text: str) -> str:
    """A moment as copies bear it; a day is its end. Empty stays empty: now."""
    if not text:
        return ""
    try:
        if len(text) == len("2026-11-24"):
            told = datetime.datetime.combine(
                datetime.date.fromisoformat(text), datetime.time(23, 59, 59), _VIETNAM
            )
        else:
            told = datetime.datetime.fromisoformat(text)
            told = told if told.tzinfo else told.replace(tzinfo=_VIETNAM)
    except ValueError as error:
        raise HopthuError.of(messages.WHEN, at=text) from error
    return f"{told.astimezone(datetime.UTC):{_STORED}}"


def day(text: str) -> str:
    """A day, as it is; HopthuError for what is none."""
    try:
        return text and datetime.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise HopthuError.of(messages.DAY, day=text) from error


def shown(stored: str) -> str:
    """A moment of a copy, in Vietnam's time."""
    try:
        return f"{parsed(stored).astimezone(_VIETNAM):%Y-%m-%d %H:%M}"
    except ValueError:
        return stored


def parsed(stored: str) -> datetime.datetime:
    """A moment of a copy; ValueError for what is none."""
    return datetime.datetime.strptime(stored, _STORED).replace(tzinfo=datetime.UTC)


def today() -> str:
    """The day that it is in Vietnam."""
    return datetime.datetime.now(_VIETNAM).date().isoformat()

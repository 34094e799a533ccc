"""Text of a form made harmless for where it is shown: it stays text, whatever it holds."""

from __future__ import annotations

import re
import unicodedata

from hopthu.text.errors import Problem

from .. import messages

_BIRTH = (
    messages.NOT_A_DATE,
    messages.TWO_BIRTHS,
    messages.FUTURE_DATE,
    messages.UNDER_AGE,
    messages.TOO_OLD,
)
_DATE = re.compile(r"\b\d{1,4}\s*[-/.]\s*\d{1,2}(?:\s*[-/.]\s*\d{1,4})?\b")
_NUMBER = re.compile(r"\d[\d .()-]{5,}\d")
_LONGEST_NAME = 60  # characters of up to 3 bytes, so that name and suffix fit in 255 bytes
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def without_personal_data(problem: Problem) -> Problem:
    """Return the problem with dates of birth and telephone numbers blotted out of its values."""
    return problem.message.at(
        problem.place,
        **{name: _blot(name, value, problem) for name, value in problem.values.items()},
    )


def _blot(name: str, value: object, problem: Problem) -> object:
    if not isinstance(value, str):
        return value
    if name == "text" and problem.message in _BIRTH:
        return "…"
    if name == "text":
        return re.sub(r"\d", "•", value)
    return _NUMBER.sub("…", _DATE.sub("…", value))


def file_stem(name: str) -> str:
    """Return a stem for a file of the outbox: Vietnamese letters stay, path signs do not."""
    composed = unicodedata.normalize("NFC", name)
    safe = "".join(c if c.isalnum() or c in " ._-" else "_" for c in composed)
    safe = safe.strip(" .-")[:_LONGEST_NAME].rstrip(" .")
    return f"_{safe}" if not safe or _DEVICES.fullmatch(safe) else safe

"""Whether a password may be chosen, and why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .lists import WORDS
from .pieces import effort, folded

ENOUGH = 6.0  # pieces; each is one of some hundred
_PARTS = re.compile(r"[a-z]+|\d+")
_SHORTEST = 2  # characters of a name

# What is told, each in both languages; the webmail goes by the word in brackets.
REASONS = {
    "short": "shorter than {shortest} characters / ngắn hơn {shortest} ký tự",
    "common": "made of words, names, dates or rows of keys that are tried first"
    " / gồm các từ, tên, ngày tháng hoặc dãy phím dễ đoán",
    "own": "made of your own name, address or number"
    " / gồm tên, địa chỉ hoặc số điện thoại của chính anh/chị",
    "soon": "changed less than {minutes} minutes ago / vừa đổi chưa được {minutes} phút",
    "unclear": "the request is not as RFC 3062 has it / yêu cầu không đúng RFC 3062",
    "away": "it cannot be judged just now / hiện chưa xét được, hãy thử lại sau",
}


class AwayError(Exception):
    """The directory did not tell whose password it is."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose password it is to be. ``own``: names, addresses and numbers, as they are written.

    ``age``: seconds since the last change; None: it is a first password, or never changed.
    """

    own: tuple[str, ...] = ()
    age: float | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """``shortest`` in characters, ``minutes`` between changes, ``house``: the service's words."""

    shortest: int
    minutes: int
    house: tuple[str, ...] = ()
    _words: Mapping[str, float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_words", WORDS | _pieces(self.house))

    def fault(self, password: str, person: Person, *, by_owner: bool) -> str:
        """Return the reason (of REASONS) why it is refused; empty where it is not."""
        if by_owner and person.age is not None and 0 <= person.age < self.minutes * 60:
            return "soon"
        if len(password) < self.shortest:
            return "short"
        if effort(password, self._words) < ENOUGH:
            return "common"
        if effort(password, {**self._words, **_pieces(person.own)}) < ENOUGH:
            return "own"
        return ""

    def told(self, reason: str) -> str:
        """Return a reason in words, with its name in brackets before them."""
        words = REASONS[reason].format(shortest=self.shortest, minutes=self.minutes)
        return f"[{reason}] {words}"


def _pieces(texts: Iterable[str]) -> dict[str, float]:
    """What texts may be a piece of a password as, each counting as one."""
    found = (piece for text in texts for piece in _ways(folded(text)))
    return {piece: 1.0 for piece in found if len(piece) >= _SHORTEST}


def _ways(text: str) -> Iterable[str]:
    """Whole, before its @, and in parts; of a name its initials, and annv, nvan."""
    parts, local = _PARTS.findall(text), _PARTS.findall(text.partition("@")[0])
    yield from ("".join(parts), "".join(local), "".join(reversed(parts)), *parts)
    if len(parts) > 1 and "@" not in text:
        *others, last = parts
        initials = "".join(part[0] for part in others)
        yield from (last + initials, initials + last, initials + last[0])

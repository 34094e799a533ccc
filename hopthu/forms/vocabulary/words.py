"""The vocabulary of forms: the package's office words with the kept answers of an environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from hopthu.files.data import load
from hopthu.records.service import shipped_service
from hopthu.text.names import ascii_fold, match_key

OWN = "own"
"""The answer that a unit is a part of whatever agency the rows around it belong to."""


@cache
def load_words() -> dict[str, Any]:
    """The office words of the package: those of its file, and what the service has besides."""
    data: dict[str, Any] = load(__package__, "office_words.yml")
    service = shipped_service()
    data["titles"] = {**service.abbreviations, **data["titles"]}
    data["title_words"] |= service.title_words
    data["head"] = service.head
    data["ours_besides"] += [service.ministry.lower()]
    data["other_bodies"] += service.other_bodies
    data["other_lists"] += service.other_lists
    return data


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an environment has answered once: titles, agencies and headers, by how forms write them.

    The keys of all are as :func:`word_key` makes them.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_answers(
        self, titles: Mapping[str, str], agencies: Mapping[str, str], headers: Mapping[str, str]
    ) -> Vocabulary:
        """Return the vocabulary with these answers, which go before what was kept."""
        return Vocabulary(
            {**self.titles, **_keyed(titles)},
            {**self.agencies, **_keyed(agencies)},
            {**self.headers, **_keyed(headers)},
        )


def _keyed(words: Mapping[str, str]) -> dict[str, str]:
    return {word_key(word): meaning for word, meaning in words.items()}


word_key = match_key
"""A key for one way to write something: blind to case, blanks and the place of tones."""


def one_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of some phrases as whole words of a text made small."""
    longest_first = sorted({word.lower() for word in words}, key=len, reverse=True)
    joined = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)")


_ARROW = re.compile(r"[→⇒⟶➔]|[-=]>")


def is_corrected(text: str) -> bool:
    """Whether an arrow in a text puts something else in its place: “Kế toán → Thủ quỹ”."""
    return bool(_ARROW.search(text))


def names_other_body(text: str) -> bool:
    """Whether a text names a court, a department, a bank: no part of the service."""
    small = " ".join(text.lower().split())
    ours, others = _bodies(plain=small.isascii())
    return bool(others.search(ours.sub(" ", small)))


@cache
def _bodies(*, plain: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    made = ascii_fold if plain else str
    of = load_words()
    ours, others = (tuple(map(made, of[key])) for key in ("ours_besides", "other_bodies"))
    return one_of(ours), one_of(others)


def is_vacant(name: str) -> bool:
    """Whether what stands for a name says that nobody holds the post."""
    return name.lower().strip(" .()") in _vacant()


@cache
def _vacant() -> frozenset[str]:
    return frozenset(load_words()["vacant"])


@cache
def _nothing() -> frozenset[str]:
    return frozenset(str(word).lower() for word in load_words()["nothing"])


@cache
def _placeholders() -> tuple[str, ...]:
    return tuple(word.lower() for word in load_words()["placeholders"])


@cache
def _ditto() -> frozenset[str]:
    return frozenset(word for word in load_words()["ditto"] if word != "-")


_DOTS = re.compile(r"[\s.…_\-–—*/]*\Z")
_BRACKETED = re.compile(r"\[[^\[\]]*\]|<[^<>]*>|«[^«»]*»|\{[^{}]*\}")


def is_placeholder(text: str) -> bool:
    """Whether a program or a form put a text where nobody has written: “Chọn một mục.”, “…”."""
    if _DOTS.match(text):
        return any(sign not in "/-–— " for sign in text)
    return bool(_BRACKETED.fullmatch(text)) or text.lower().startswith(_placeholders())


def is_nothing(text: str) -> bool:
    """Whether a text says that there is nothing: “nan”, “Không có”, “—”; x is a tick elsewhere."""
    return not text[:1].isdigit() and _is_nothing(text)


@lru_cache(maxsize=65536)
def _is_nothing(text: str) -> bool:
    small = text.lower().strip()
    return small in _nothing() or (is_placeholder(text) and not is_ditto(text))


@lru_cache(maxsize=4096)
def is_ditto(text: str) -> bool:
    """Whether a text means the cell above: “nt”, “như trên”, a quotation mark."""
    small = text.lower().strip(" .()<>[]…")
    if small.replace(" ", "").strip("-–—.\"'”“") in ("nt", "n.t", "nhưtrên"):
        return True
    return small in _ditto() or (not any(map(str.isalnum, small)) and small in _DITTO_SIGNS)


_DITTO_SIGNS = frozenset(
    {
        '"',
        "''",
        "″",
        "”",
        "“",
        "//",
        "-//-",
        "-”-",
        '-"-',
        "〃",
        "''-",
        "-''-",
        "´´",
        "``",
        "’’",
        "‘‘",
        ",,",
        "„",
        "«",
        "»",
        "||",
        '_"_',
        "-„-",
    }
)


def tick_of(text: str) -> bool | None:
    """Whether a cell is ticked; None where that cannot be told."""
    small = text.lower().strip(" .")
    if small and not small.strip("*"):
        return None  # a mark that may as well point to a footnote
    if small in _ticks() or small in _CROSSES or ascii_fold(small) in _FOLDED_TICKS:
        return True
    if small in _no_ticks() or is_nothing(small):
        return False
    return None


_FOLDED_TICKS = frozenset({"co", "co (chinh)", "x", "yes", "1", "v", "xx", "y"})
_CROSSES = frozenset({"×", "х", "✘"})


@cache
def _ticks() -> frozenset[str]:
    return frozenset(str(word).lower() for word in load_words()["ticks"])


@cache
def _no_ticks() -> frozenset[str]:
    return frozenset(
        {
            *(str(word).lower() for word in load_words()["no_ticks"]),
            "no",
            "0",
            "chưa",
            "k",
            "ko",
            "✗",
        }
    )


@cache
def _examples() -> frozenset[str]:
    return frozenset(ascii_fold(word).lower() for word in load_words()["examples"])


def is_example_mark(text: str) -> bool:
    """Whether what stands for a number says that the row only shows how to fill a form."""
    folded = ascii_fold(text).lower().strip(" .:()*")
    return re.sub(r"[\s\d]+\Z", "", folded) in _examples()


@cache
def surnames() -> frozenset[str]:
    """The first words of names, as :func:`word_key` makes them."""
    return frozenset(word_key(name) for name in load_words()["surnames"])

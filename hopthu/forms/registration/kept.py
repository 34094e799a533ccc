"""The answers that an environment keeps in ``vocabulary.yml``, and the file that gives them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hopthu.files.strict_yaml import Block, read_yaml
from hopthu.records.edits.yaml_text import quoted
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.records.reference import districts, provinces
from hopthu.text.errors import HopthuError, Problem

from ..headers import HEADERS as KNOWN_HEADERS
from ..vocabulary.words import OWN, Vocabulary
from . import messages
from .answers import NEW, SKIP

FILE = "vocabulary.yml"
TITLES, AGENCIES, HEADERS, ROWS = "titles", "agencies", "headers", "rows"
KEPT = (TITLES, AGENCIES, HEADERS)
REGISTER, LEAVE_OUT = "new", "nobody"
LONGEST = 256


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """What a file of answers says: words by kind as they are written, and rows by their names."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)

    def row_answers(self) -> dict[str, str]:
        """Return the answers about rows as :class:`.answers.Answers` has them."""
        meanings = {REGISTER: NEW, LEAVE_OUT: SKIP}
        return {row: meanings.get(answer, answer) for row, answer in self.rows.items()}

    def extend(self, vocabulary: Vocabulary) -> Vocabulary:
        """Return the vocabulary with these answers."""
        titles, agencies, headers = (self.words.get(kind, {}) for kind in KEPT)
        return vocabulary.with_answers(titles, agencies, headers)


def known_ids(inventory: Inventory) -> frozenset[str]:
    """The ids of all agencies that a form may mean: the environment's and the reference tree's."""
    units = (unit.id for code in provinces() for unit in districts(code))
    return frozenset(inventory.agencies) | {each.id for each in provinces().values()} | set(units)


def policy_words(policy: Policy) -> Vocabulary:
    """The titles that the policy names: whoever has one of them is not asked about it."""
    classes = policy.quotas.people.classes
    named = (*policy.titles, *policy.lists.officers, *(t for each in classes for t in each.members))
    return Vocabulary().with_answers({title: title for title in named}, {}, {})


def read_vocabulary(root: Path, agencies: Collection[str]) -> GivenAnswers:
    """Read the environment's file strictly; none is an empty one. ``agencies``: the ids there are.

    Raises HopthuError with every mistake at its line.
    """
    path = root / FILE
    if not path.exists():
        return GivenAnswers()
    return _read(path, KEPT, agencies)


def read_answers(path: Path, agencies: Collection[str]) -> GivenAnswers:
    """Read a file of answers that a clerk completed; what is left empty is not answered yet."""
    return _read(path, (*KEPT, ROWS), agencies)


def _read(path: Path, kinds: tuple[str, ...], agencies: Collection[str]) -> GivenAnswers:
    problems: list[Problem] = []
    root = read_yaml(path, str(path), problems)
    found: dict[str, dict[str, str]] = {}
    if isinstance(root, Block):
        for kind, part in root.values.items():
            if kind not in kinds:
                place = root.key_place(kind)
                problems.append(messages.NO_SUCH_PART.at(place, key=kind, known=", ".join(kinds)))
            elif isinstance(part, Block):
                found[kind] = _answers(part, _checks(agencies)[kind], problems)
            elif part:
                problems.append(messages.NO_WORDS.at(root.place(kind), key=kind))
    elif root:
        problems.append(messages.NO_WORDS.at(key=path.name))
    if problems:
        raise HopthuError(problems)
    return GivenAnswers({kind: found.get(kind, {}) for kind in KEPT}, found.get(ROWS, {}))


def _answers(part: Block, check: Callable[[str], bool], problems: list[Problem]) -> dict[str, str]:
    answers = {}
    for word, value in part.values.items():
        if not isinstance(value, str) or (value and not check(value)):
            shown = value if isinstance(value, str) else "…"
            problems.append(messages.NO_ANSWER.at(part.place(word), word=word, value=shown))
        elif value:
            answers[word] = str(value)
    return answers


def _checks(agencies: Collection[str]) -> dict[str, Callable[[str], bool]]:
    return {
        TITLES: lambda text: text.isprintable() and len(text) <= LONGEST,
        AGENCIES: lambda text: text == OWN or text in agencies,
        HEADERS: lambda text: text in set(KNOWN_HEADERS),
        ROWS: lambda text: text.isprintable(),
    }


def with_answers(root: Path, kept: GivenAnswers, given: GivenAnswers) -> dict[Path, str]:
    """Return what the environment's file is to hold with new answers, by path, if it changes."""
    merged = {kind: {**kept.words.get(kind, {}), **given.words.get(kind, {})} for kind in KEPT}
    if all(merged[kind] == kept.words.get(kind, {}) for kind in KEPT):
        return {}
    lines = ["---", "# What forms call things, as it was answered. Written by scripts/intake."]
    for kind in KEPT:
        if merged[kind]:
            lines.append(f"{kind}:")
            lines += (
                f"  {quoted(word)}: {quoted(merged[kind][word])}" for word in sorted(merged[kind])
            )
    return {root / FILE: "\n".join(lines) + "\n"}

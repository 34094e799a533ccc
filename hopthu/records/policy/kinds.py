"""The kinds of agencies that a policy names, checked: they make a tree from the top down."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from hopthu.text.language import Text

from ..kinds import CENTRE, LEVELS, PROVINCE, AgencyKind, AgencyKinds, shipped_kinds
from ..patterns import KIND
from . import messages
from .reader import PolicyReader

_ID = re.compile(rf"(?:{KIND})\Z")


def read_kinds(reader: PolicyReader) -> AgencyKinds:
    """Read ``hopthu_policy.kinds``, or take the shipped ones where a policy has none.

    What is wrong is left with the ``reader``.
    """
    if not reader.has("kinds"):
        return shipped_kinds()
    records = reader.get("kinds", list)
    if not records:  # what names kinds would only be told of as unknown
        reader.wrong("kinds")
        return shipped_kinds()
    kinds = AgencyKinds(tuple(_kind(reader, f"kinds.{i}") for i in range(len(records))))
    for name, count in Counter(kinds.ids).items():
        if name and count > 1:
            reader.say(messages.KIND_TWICE, name=name)
    _levels(reader, kinds)
    for number, kind in enumerate(kinds.all):
        _under(reader, f"kinds.{number}.under", kind, kinds)
    return kinds


def require_kinds(
    reader: PolicyReader, key: str, names: tuple[str, ...], kinds: AgencyKinds
) -> None:
    """Tell of names at ``key`` that are no kinds of agencies."""
    for name in names:
        if kinds.get(name) is None:
            reader.say(messages.NO_KIND, key=key, name=name, known=kinds.known)


def _kind(reader: PolicyReader, path: str) -> AgencyKind:
    name = reader.get(f"{path}.kind", str)
    if not _ID.match(name):
        reader.wrong(f"{path}.kind")
    return AgencyKind(
        id=name,
        level=reader.choice(f"{path}.level", LEVELS),
        under=reader.names(f"{path}.under"),
        one=_text(reader, f"{path}.one"),
        many=_text(reader, f"{path}.many"),
        called=reader.names(f"{path}.called") if reader.has(f"{path}.called") else (),
        short=_short(reader, f"{path}.short"),
    )


def _text(reader: PolicyReader, path: str) -> Text:
    texts = [reader.get(f"{path}.{language}", str) for language in ("en", "vi")]
    for language, text in zip(("en", "vi"), texts, strict=True):
        if not text.strip():
            reader.wrong(f"{path}.{language}")
    return Text.literal(*texts)


def _short(reader: PolicyReader, path: str) -> dict[str, str]:
    """What forms shorten: texts for texts, none of them empty."""
    if not reader.has(path):
        return {}
    given = reader.get(path, dict) or {}
    for short, full in given.items():
        if not all(isinstance(each, str) and each.strip() for each in (short, full)):
            reader.wrong(f"{path}.{short}")
    return {short: full for short, full in given.items() if isinstance(full, str)}


def _levels(reader: PolicyReader, kinds: AgencyKinds) -> None:
    """The centre comes first, then what heads a folder, then the rest; the first two there are."""
    for level in (CENTRE, PROVINCE):
        if not kinds.of_level(level):
            reader.say(messages.NO_LEVEL, level=level)
    told = [kind for kind in kinds.all if kind.level in LEVELS]
    for above, kind in pairwise(told):
        if LEVELS.index(kind.level) < LEVELS.index(above.level):
            names = {"name": kind.id, "level": kind.level}
            reader.say(messages.LEVEL_ORDER, **names, above=above.id, upper=above.level)


def _under(reader: PolicyReader, key: str, kind: AgencyKind, kinds: AgencyKinds) -> None:
    """A kind hangs from kinds that stand above it, so that there is no circle, or from its own."""
    require_kinds(reader, key, kind.under, kinds)
    own = kinds.rank(kind.id)
    for name in kind.under:
        if kinds.get(name) is not None and kinds.rank(name) > own:
            reader.say(messages.UPSIDE_DOWN, key=key, name=kind.id, below=name)
    if not set(kind.under) - {kind.id} and not (kind.is_top and kind.level == CENTRE):
        reader.say(messages.NOWHERE, key=key, name=kind.id)

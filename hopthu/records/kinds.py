"""The kinds of agencies that an environment has: words, levels, and what may hang from what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hopthu.files.data import load
from hopthu.text.language import Text

# Above the provinces; at the head of a folder of provinces/, whence forms come; within that folder.
CENTRE, PROVINCE, BELOW = LEVELS = ("centre", "province", "below")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyKind:
    """A kind of agency; ``under`` are the kinds that one may hang from: none for the top.

    ``one`` and ``many`` are its words; ``called`` is what else lists of agencies call it, and
    ``short`` what forms shorten, with what each stands for.
    """

    id: str
    level: str
    under: tuple[str, ...]
    one: Text
    many: Text
    called: tuple[str, ...] = ()
    short: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_top(self) -> bool:
        """Whether agencies of the kind hang from nothing."""
        return not self.under

    def words(self) -> Iterator[str]:
        """All that a list of agencies may call it."""
        yield from (self.id, self.one.render(language="en"), self.one.render(language="vi"))
        yield from self.called


@dataclass(frozen=True, slots=True)
class AgencyKinds:
    """All kinds of an environment, from the top of the tree down.

    ``said`` is False where its policy names none and the shipped ones count: then nothing is asked
    of what hangs from what, as it was when the environment was made.
    """

    all: tuple[AgencyKind, ...]
    said: bool = True

    def get(self, kind: str) -> AgencyKind | None:
        """The kind of that id; None where there is none."""
        return next((each for each in self.all if each.id == kind), None)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, from the top down."""
        return tuple(each.id for each in self.all)

    @property
    def known(self) -> str:
        """The ids as a remedy names them."""
        return ", ".join(self.ids)

    def of_level(self, *levels: str) -> tuple[str, ...]:
        """The ids of the kinds of these levels, from the top down."""
        return tuple(each.id for each in self.all if each.level in levels)

    @property
    def centre(self) -> tuple[str, ...]:
        """The kinds above the provinces."""
        return self.of_level(CENTRE)

    @property
    def provinces(self) -> tuple[str, ...]:
        """The kinds that head a folder and send forms."""
        return self.of_level(PROVINCE)

    @property
    def counted(self) -> tuple[str, ...]:
        """The kinds at the head of a folder and below it: what the board counts."""
        return self.of_level(PROVINCE, BELOW)

    @property
    def own_of_province(self) -> str:
        """The kind of a province's own agency, where nobody says which."""
        return self.provinces[0]

    @property
    def own_of_district(self) -> str:
        """The first kind below it."""
        return (*self.of_level(BELOW), self.own_of_province)[0]

    def rank(self, kind: str) -> int:
        """How far down the tree a kind is; one that is unknown comes last."""
        ids = self.ids
        return ids.index(kind) if kind in ids else len(ids)

    def is_top(self, kind: str) -> bool:
        """Whether agencies of that kind hang from nothing."""
        found = self.get(kind)
        return found is not None and found.is_top

    def under(self, kind: str) -> tuple[str, ...]:
        """The kinds that one of a kind may hang from."""
        found = self.get(kind)
        return found.under if found else ()

    def may_hang(self, kind: str, upper: str) -> bool:
        """Whether an agency of a kind may hang from one of the other; a kind must be known."""
        found = self.get(kind)
        return not self.said or found is None or upper in found.under


def kind_from(record: Mapping[str, Any]) -> AgencyKind:
    """A kind from a record of the package's data, which is right."""
    return AgencyKind(
        id=record["kind"],
        level=record["level"],
        under=tuple(record["under"]),
        one=Text.literal(record["one"]["en"], record["one"]["vi"]),
        many=Text.literal(record["many"]["en"], record["many"]["vi"]),
        called=tuple(record.get("called", ())),
        short=record.get("short", {}),
    )


def shipped_records() -> list[dict[str, Any]]:
    """The shipped kinds as the package's data has them."""
    records: list[dict[str, Any]] = load(__package__, "kinds.yml")["kinds"]
    return records


@cache
def shipped_kinds() -> AgencyKinds:
    """The kinds of an environment whose policy names none."""
    return AgencyKinds(tuple(map(kind_from, shipped_records())), said=False)

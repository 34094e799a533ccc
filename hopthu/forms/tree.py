"""The agencies of another service than the shipped reference's: the environment's own tree."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from hopthu.records.kinds import AgencyKinds
from hopthu.records.model import Agency
from hopthu.records.reference import FormerProvince
from hopthu.text.errors import HopthuError, Message, Place

from . import messages as form_messages
from .rows import messages
from .rows.agencies import KnownAgencies, exact, expand, is_ours, loose
from .senders import Letterhead, foreign_sender, speaking_lines

_APART = re.compile(r"\s*[,;–]\s*|\s+-\s+|\s+thuộc\s+")
_MOST, _ALIKE = 3, 0.86


class SenderDoubt(NamedTuple):
    """Where a sender in doubt is told of, and what would be typed to say it."""

    place: Place
    command: str

    def of(self, message: Message, **values: str) -> HopthuError:
        """The error."""
        return HopthuError.of(message, self.place, command=f"{self.command}…", **values)


class OwnTree:
    """The bodies that send forms: agencies that head a folder, each with all below it.

    Made by :meth:`of`; ``agencies`` are the environment's by id, ``kinds`` their kinds.
    """

    def __init__(self, agencies: Mapping[str, Agency], kinds: AgencyKinds) -> None:
        self._agencies = agencies
        self._short = [each for kind in kinds.all for each in _patterns(kind.short)]
        self._heads = {a.id: _body(a) for a in agencies.values() if a.kind in kinds.provinces}
        homes = ((agency.id, self._head_of(agency)) for agency in agencies.values())
        self.homes = {id_: head for id_, head in homes if head}

    @classmethod
    def of(cls, agencies: Mapping[str, Agency], kinds: AgencyKinds) -> OwnTree | None:
        """The environment's tree; None where it is of the shipped reference's service."""
        names = [agency.name for agency in agencies.values() if agency.kind in kinds.provinces]
        return None if not names or any(map(is_ours, names)) else cls(agencies, kinds)

    def _head_of(self, agency: Agency) -> str:
        above: Agency | None = agency
        for _ in range(len(self._agencies)):  # a ring ends too
            if above is None or above.id in self._heads:
                break
            above = self._agencies.get(above.parent)
        return above.id if above and above.id in self._heads else ""

    def agencies_of(self, head: FormerProvince, kept: Mapping[str, str]) -> TreeAgencies:
        """What rows of a form of ``head`` may name; ``kept``: what forms call agencies."""
        return TreeAgencies(self, head, self._agencies, kept)

    def head(self, id_: str) -> FormerProvince:
        """The body of that id."""
        return self._heads[id_]

    def named(self, lines: Iterable[str]) -> tuple[FormerProvince, ...]:
        """The bodies that the lines above a table name, themselves or an agency below them."""
        found = (head for line in speaking_lines(lines) for head in self._in(line))
        return tuple(map(self.head, dict.fromkeys(found)))

    def is_ours(self, line: str) -> bool:
        """Whether a line names an agency of the environment, of whatever place in the tree."""
        return bool(self.ids_in(line, self._agencies))

    def _in(self, line: str) -> Iterator[str]:
        return (self.homes[id_] for id_ in self.ids_in(line, self.homes))

    def ids_in(self, line: str, among: Iterable[str]) -> list[str]:
        """The agencies whose full names stand in a line; of names within each other the longest."""
        text = f" {loose(self.written(line))} "
        found = {id_: name for id_ in among if f" {(name := self.keys[id_])} " in text}
        longest = max(map(len, found.values()), default=0)
        return [id_ for id_, name in found.items() if len(name) == longest]

    def sender_of(
        self,
        letterheads: Sequence[Sequence[str]],
        covers: Sequence[str],
        units: Sequence[str],
        told: SenderDoubt,
    ) -> tuple[FormerProvince, bool]:
        """The one body that letterheads name, or covers, or units; whether more than units do.

        Raises ``HopthuError`` where they name another service, several bodies, or none.
        """
        for lines in letterheads:
            ours = any(map(self.is_ours, speaking_lines(lines)))
            if not ours and (foreign := foreign_sender(lines)):
                raise told.of(messages.FOREIGN_SENDER, text=foreign)
        above = [line for lines in letterheads for line in lines]
        for texts in (above, covers, units):
            heads = self.named(texts)
            if len(heads) > 1:
                several = ", ".join(head.name for head in heads)
                raise HopthuError.of(form_messages.SEVERAL_PROVINCES, names=several)
            if heads:
                return heads[0], texts is not units
        names = [head.name for head in self._heads.values()][:_MOST]
        raise told.of(messages.SENDER_UNKNOWN, choice=f" – {', '.join(names)}?")

    def sender(self, name: str) -> tuple[FormerProvince, str]:
        """The body that the clerk names, and the agency's id where that is one below it.

        Raises ``HopthuError`` for a name that nobody has, or several.
        """
        key = loose(self.written(name))
        ids = [
            id_
            for id_ in self.homes
            if name in (id_, id_.replace("-", "_")) or key == self.keys[id_]
        ]
        if len(ids) != 1:
            raise HopthuError.of(messages.NO_SUCH_SENDER, name=name)
        head = self.homes[ids[0]]
        return self.head(head), "" if ids[0] == head else ids[0]

    def written(self, text: str) -> str:
        """A text with the kinds of agencies written out."""
        text = expand(text)
        for pattern, full in self._short:
            text = pattern.sub(full, text)
        return text

    @cached_property
    def keys(self) -> dict[str, str]:
        """The names of all agencies as they are compared, by id."""
        return {id_: loose(agency.name) for id_, agency in self._agencies.items()}

    @cached_property
    def common(self) -> frozenset[str]:
        """Words that most agencies of a kind have in their names: they tell none from another."""
        kinds: dict[str, list[set[str]]] = {}
        for id_, name in self.keys.items():
            kinds.setdefault(self._agencies[id_].kind, []).append(set(name.split()))
        return frozenset(
            word
            for names in kinds.values()
            for word, times in Counter(word for words in names for word in words).items()
            if 2 * times > len(names)
        )


class TreeAgencies(KnownAgencies):
    """The agencies of one body as rows may name them, by the environment's names alone."""

    of_service = False

    def __init__(
        self,
        tree: OwnTree,
        head: FormerProvince,
        inventory: Mapping[str, Agency],
        kept: Mapping[str, str],
    ) -> None:
        super().__init__(head, inventory, kept)
        self._tree = tree
        self._ids = [id_ for id_, home in tree.homes.items() if home == head.id]

    def above(self, lines: Iterable[str]) -> Letterhead:
        """The agency that the lines above a table speak for: the last that one of them names."""
        named = [
            id_ for line in speaking_lines(lines) for id_ in self._tree.ids_in(line, self._ids)
        ]
        return Letterhead(named[-1] if named else self.province.id)

    def name(self, agency_id: str) -> str:
        """What the environment calls an agency."""
        agency = self._inventory.get(agency_id)
        return agency.name if agency else agency_id

    def elsewhere(self, text: str) -> FormerProvince | None:
        """The one other body that has an agency of this name."""
        key = loose(self._tree.written(text))
        homes = {home for id_, home in self._tree.homes.items() if self._tree.keys[id_] == key}
        others = homes - {self.province.id}
        return self._tree.head(next(iter(others))) if len(others) == 1 == len(homes) else None

    def candidates(self, text: str) -> tuple[str, ...]:
        """The names of agencies that a text may mean, where it names none."""
        if self.find(text):
            return ()
        keys = {self._tree.keys[id_]: id_ for id_ in self._ids}
        near = difflib.get_close_matches(loose(self._tree.written(text)), keys, _MOST, _ALIKE)
        ids = [keys[key] for key in near] or self._by_own_words(text)
        return tuple(map(self.name, ids[:_MOST]))

    def _meant(self, text: str) -> str:
        parts = [part for part in _APART.split(self._tree.written(text)) if part]
        if not parts:
            return ""
        first, *rest = map(self._named, parts)
        ids = self._named(self._tree.written(text)) or [
            id_ for id_ in first if all(self._is_below(id_, each) for each in rest)
        ]
        if not ids and not rest:
            ids = self._by_own_words(text)
        return ids[0] if len(ids) == 1 else ""

    def _named(self, text: str) -> list[str]:
        """The agencies of exactly this name: with its marks first, then without."""
        for key in (exact, loose):
            ids = [id_ for id_ in self._ids if key(self.name(id_)) == key(text)]
            if ids:
                return ids
        return []

    def _is_below(self, agency_id: str, above: list[str]) -> bool:
        agency = self._inventory.get(agency_id)
        for _ in self._inventory:
            agency = self._inventory.get(agency.parent) if agency else None
            if agency and agency.id in above:
                return True
        return False

    def _by_own_words(self, text: str) -> list[str]:
        """The agencies whose names are this text but for words that most names of a kind have.

        Words of the text that name a kind or the service must stand in the agency's name too.
        """
        said = loose(self._tree.written(text)).split()
        own = [word for word in said if word not in self._tree.common]
        if not own:
            return []
        found = []
        for id_ in self._ids:
            words = self._tree.keys[id_].split()
            rest = [word for word in words if word not in self._tree.common]
            if rest == own and set(said) <= set(words):
                found.append(id_)
        return found


def _patterns(short: Mapping[str, str]) -> Iterator[tuple[re.Pattern[str], str]]:
    """What finds each abbreviation of a kind, with or without a dot, and what it stands for."""
    for text, full in short.items():
        pattern = re.compile(rf"\b{re.escape(text)}\b\.?\s*", re.IGNORECASE)
        yield pattern, full.replace("\\", r"\\") + " "


def _body(agency: Agency) -> FormerProvince:
    return FormerProvince(agency.code, agency.name, agency.id, "")

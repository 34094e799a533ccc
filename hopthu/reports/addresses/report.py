"""Reports for a head of office: who has which addresses since when and why, and what ends soon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hopthu.changes.holdings import Holding, What, holdings
from hopthu.changes.origins import BOX, FORMER, SINCE, Key, Origin
from hopthu.records.holds import every_hold, holds_on, is_over
from hopthu.records.keeping import ADDRESS, BOX_END, LIST_END, PASSWORD, Due
from hopthu.records.model import Agency, Inventory, Person
from hopthu.records.policy import Policy
from hopthu.text.document.model import Cell, Document, Section
from hopthu.text.errors import HopthuError, Place
from hopthu.text.language import Text
from hopthu.text.sentences import say

from . import messages, words

_NONE = "–"
_ENDING = {
    BOX_END: words.WHAT[What.BOX],
    ADDRESS: words.WHAT[What.FORMER],
    LIST_END: words.LIST_ADDRESS,
    PASSWORD: words.PASSWORD,
}


@dataclass(frozen=True, slots=True)
class Origins:
    """Where things began: ``changes`` by what was declared, ``commits`` as git knows it.

    ``told`` says how far git can be asked.
    """

    changes: Mapping[Key, Origin]
    commits: Mapping[Key, Origin] = field(default_factory=dict)
    told: Text = words.NEVER_COMMITTED

    def of(self, holding: Holding) -> tuple[str, Cell]:
        """Since which day an address is as it is, and why; as far as anybody knows."""
        key = holding.origin
        if key is None:
            return holding.since or _NONE, words.FOLLOWS
        if origin := self.changes.get(key):
            return holding.since or origin.day, say(words.CHANGE, why=origin.why)
        if holding.derived:
            return _NONE, words.FOLLOWS
        # A former address whose list is written in another way is found as the mailbox it was.
        origin = self.commits.get(key) or self.commits.get((key[0], BOX, key[2]))
        if origin:
            return holding.since or origin.day, say(words.COMMIT, why=origin.why)
        return holding.since or _NONE, _NONE

    def why(self, key: Key) -> Cell:
        """The change that brought something, or the commit."""
        if origin := self.changes.get(key):
            return say(words.CHANGE, why=origin.why)
        origin = self.commits.get(key)
        return say(words.COMMIT, why=origin.why) if origin else _NONE


def address_report(
    root: Path,
    inventory: Inventory,
    policy: Policy,
    day: str,
    selected: Sequence[str],
    origins: Origins,
) -> Document:
    """Every address, or those of the ``selected`` folders, ids and addresses, by province.

    Raises HopthuError that names every word which is none of these. O(records).
    """
    every = list(holdings(inventory, policy, day))
    if selected:
        every = _select(root, every, policy, selected)
    rows: dict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    for each in every:
        since, why = origins.of(each)
        row = (each.address, words.WHAT[each.what], _whose(each), since, each.until or _NONE, why)
        rows[each.province].append(row)
    facts: list[tuple[Text, Cell]] = [
        (words.DAY, day),
        (words.COUNT, len(every)),
        (words.DOMAIN, f"@{policy.domain}"),
        (words.FROM_GIT, origins.told),
    ]
    sections = [
        Section(province.title, words.COLUMNS, rows[name])
        for name, province in inventory.provinces.items()
    ]
    return Document(words.ADDRESSES, facts, sections)


def _whose(holding: Holding) -> str:
    # The names of who holds a role bear their ids already.
    return holding.name if holding.what is What.ROLE else f"{holding.name} ({holding.ids[0]})"


def _select(
    root: Path, every: Iterable[Holding], policy: Policy, selected: Sequence[str]
) -> list[Holding]:
    wanted = {word: word.lower().removesuffix(f"@{policy.domain}") for word in selected}
    unknown = set(wanted.values())
    found = []
    for each in every:
        names = {each.province, each.address, *each.ids}
        hit = names.intersection(wanted.values())
        unknown -= hit
        if hit:
            found.append(each)
    problems = [
        messages.UNKNOWN.at(Place(), word=word, root=str(root))
        for word, plain in wanted.items()
        if plain in unknown
    ]
    if problems:
        raise HopthuError(problems)
    return found


def due_report(
    inventory: Inventory,
    policy: Policy,
    ends: Sequence[Due],
    days: tuple[str, str],
    origins: Origins,
    bundles: Path,
) -> Document:
    """What ends between two ISO dates, who is suspended without an end, and every legal hold.

    ``bundles`` is the folder that first passwords were read from.
    """
    rows: list[tuple[Cell, ...]] = [
        (
            item.until,
            _what(item, inventory, days[0]),
            f"{item.address}@{policy.domain}",
            f"{item.name} ({item.id})",
            words.FOLLOWS if item.what == LIST_END else origins.why(_cause(item, inventory)),
        )
        for item in ends
    ]
    locked: list[tuple[Cell, ...]] = [
        (
            person.since or _NONE,
            f"{person.mailbox}@{policy.domain}",
            f"{person.name} ({person.id})",
            origins.why((person.id, SINCE, person.since)),
        )
        for person in sorted(inventory.people(), key=lambda person: person.since)
        if person.state == "suspended"
    ]
    facts: list[tuple[Text, Cell]] = [
        (words.FROM_TO, " – ".join(days)),
        (words.BUNDLES, str(bundles)),
    ]
    sections = [words.ENDING.of(rows), words.LOCKED.of(locked)]
    sections.append(words.HOLDS.of(_holds(inventory, policy, days[0])))
    return Document(words.DUE, facts, sections)


def _what(item: Due, inventory: Inventory, day: str) -> Text:
    """What ends; of a box under hold that it does not."""
    if item.what == BOX_END and holds_on(_record(item, inventory), day):
        return words.HELD_BOX
    return _ENDING[item.what]


def _record(item: Due, inventory: Inventory) -> Agency | Person:
    return inventory.agencies.get(item.id) or inventory.by_id[item.id]


def _holds(inventory: Inventory, policy: Policy, day: str) -> Iterator[tuple[Cell, ...]]:
    """Each hold, those that are over first, then by the day that they end; without one last."""
    for held in sorted(every_hold(inventory), key=lambda each: each.hold.until or "~"):
        record, hold = held.record, held.hold
        yield (
            hold.since,
            hold.until or _NONE,
            words.HOLD_OVER if is_over(hold, day) else words.HOLD_ON,
            f"{record.mailbox}@{policy.domain}",
            f"{record.name} ({record.id})",
            f"{hold.by}: {hold.reason}",
        )


def _cause(item: Due, inventory: Inventory) -> Key:
    if item.what == BOX_END:
        return item.id, SINCE, _record(item, inventory).since
    return item.id, FORMER, item.address

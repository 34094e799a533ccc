"""``scripts/ci drift``: where the inventory, the directory and the servers do not say the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any

from hopthu.provision.plan.render import counted
from hopthu.records.lists import Catalogue
from hopthu.servers.directory.attributes import CN, ID, MAIL, MARK, STATE, UID
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import containers, same_dn
from hopthu.text.document.json_text import json_text
from hopthu.text.document.model import Section
from hopthu.text.errors import HopthuError
from hopthu.text.language import Text

from ..review.markdown import review_markdown
from ..review.review import Review
from . import messages, words
from .configured import Server, check_servers
from .planning import Planning
from .replicas import Replica, compare_replicas
from .zone import ZoneFound, check_zone

_IDENTITY = (UID, ID, CN)
_LISTED = 100


@dataclass(frozen=True, slots=True)
class Stranger:
    """An entry with hopthu's mark that no inventory knows."""

    dn: str
    province: str
    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Drift:
    """``review``: what an apply of the whole country would do; ``strangers``: what it leaves.

    ``replicas``: the directory servers beside each other; ``servers``: what site.yml would do.
    ``zone``: what the DNS says of the domain, where it was asked.
    """

    review: Review
    strangers: tuple[Stranger, ...]
    replicas: tuple[Replica, ...] = ()
    servers: tuple[Server, ...] = ()
    zone: ZoneFound | None = None

    @property
    def found(self) -> bool:
        """Whether there is any."""
        in_zone = self.zone is not None and self.zone.differs
        return self.in_directory or bool(self.wrong_servers) or in_zone

    @property
    def in_directory(self) -> bool:
        """Whether the directory differs from the inventory."""
        refused = any(plan["refusals"] for plan in self.review.plans)
        return bool(self.review.fingerprints or refused or self.strangers)

    @property
    def wrong_servers(self) -> frozenset[str]:
        """The servers that differ from each other, or from what site.yml says."""
        replicas = {each.server for each in self.replicas if each.differs}
        return frozenset(replicas | {each.host for each in self.servers if each.differs})


def find_drift(planning: Planning, *, servers: bool = True) -> Drift:
    """Compare the whole inventory with the directory, the ``servers`` and the DNS; writes nothing.

    Raises HopthuError where the directory cannot be compared; a server that is away is a result.
    """
    environment = planning.environment
    if not servers:
        return _in_directory(planning)
    # The check of the servers waits for them, most of the time.
    with ThreadPoolExecutor(2) as beside:
        configured = beside.submit(check_servers, environment, planning.extra)
        zone = beside.submit(check_zone, environment, planning.root)
        each = {name: environment.settings(name) for name in environment.group("directory_servers")}
        replicas = compare_replicas(each, environment.suffix)
        try:
            drift = _in_directory(planning)
        except HopthuError as error:
            # Which server it is of several is told where nothing else can be.
            lines = [line for each in replicas if each.differs for line in each.lines()]
            raise HopthuError(
                [*error.problems, *(messages.SERVER.at(line=line) for line in lines)]
            ) from error
        found = tuple(configured.result())
        return replace(drift, replicas=tuple(replicas), servers=found, zone=zone.result())


def _in_directory(planning: Planning) -> Drift:
    provinces = list(planning.inventory.provinces)
    run = planning.check(provinces, {})
    review = planning.reviewed(run, provinces, override={}, day=planning.policy.today().isoformat())
    suffix = planning.environment.suffix
    with Directory.connect(planning.environment.settings()) as directory:
        strangers = tuple(
            Stranger(
                entry.dn,
                _text(entry, MARK),
                planning.mask.text(_text(entry, MAIL)),
                _text(entry, STATE),
            )
            for entry in _unknown(directory, planning, suffix)
        )
    return Drift(review, strangers)


def drift_line(drift: Drift) -> str:
    """One line: whether there is drift, and how much."""
    if not drift.in_directory:
        told = words.NONE.render()
        return "; ".join([told, *_servers_part(drift)])
    parts = [counted(drift.review.counts)]
    if drift.strangers:
        text = words.STRANGERS.render({"n": len(drift.strangers)})
        parts.append(text.partition(";")[0])
    parts += _servers_part(drift)
    return f"{words.DRIFT.render()}: {'; '.join(filter(None, parts))}"


def _servers_part(drift: Drift) -> Iterator[str]:
    if count := len(drift.wrong_servers):
        yield words.SERVERS_DIFFER.render({"n": count})
    if (zone := drift.zone) is None:
        return
    if zone.differs:
        yield words.ZONE_DIFFERS.render({"domain": zone.domain, "n": len(zone.problems)})
    elif zone.unanswered:
        yield words.ZONE_SILENT.render({"domain": zone.domain})


def server_lines(drift: Drift) -> Iterator[str]:
    """What became of each server, for the log."""
    for head, lines in _servers(drift):
        yield head.render()
        yield from (f"- {line}" for line in lines)


def _servers(drift: Drift) -> Iterator[tuple[Text, list[str]]]:
    for head, members in ((words.DIRECTORIES, drift.replicas), (words.CONFIGURED, drift.servers)):
        if members:
            yield head, [line for member in members for line in member.lines()]
    if drift.zone is not None:
        yield words.ZONE, list(drift.zone.lines())


def drift_markdown(drift: Drift) -> str:
    """The report as Markdown, as long as forges take it."""
    title, lead = drift_line(drift), list(_lead(drift))
    return review_markdown(drift.review, title=title, lead=lead)


def drift_json(drift: Drift) -> str:
    """The report for programs."""
    data: dict[str, Any] = asdict(drift.review)
    data |= {
        "drift": drift.found,
        "strangers": [asdict(each) for each in drift.strangers],
        "replicas": [
            {**asdict(replace(each, away=None)), "away": each.away and each.away.render()}
            for each in drift.replicas
        ],
        "servers": [asdict(each) for each in drift.servers],
        "zone": drift.zone and drift.zone.data(),
    }
    return json_text(data)


def _lead(drift: Drift) -> Iterator[Section]:
    for head, lines in _servers(drift):
        yield Section(note=head, items=lines)
    if drift.review.fingerprints:
        yield Section(note=words.REMEDY)
    if count := len(drift.strangers):
        facts = ((each.dn, each.address, each.province, each.state) for each in drift.strangers)
        named = [", ".join(filter(None, each)) for each in islice(facts, _LISTED)]
        if count > _LISTED:
            named.append(words.MORE.render({"n": count - _LISTED}))
        yield Section(note=words.STRANGERS.render({"n": count}), items=named)
        yield Section(note=words.ADVICE)


def _unknown(directory: Directory, planning: Planning, suffix: str) -> Iterator[Entry]:
    """The entries with the mark whose id the inventory does not have."""
    inventory = planning.inventory
    catalogue = Catalogue(inventory, planning.policy)
    own = {same_dn(dn) for dn in containers(suffix)}
    people = {person.id for person in inventory.people()}
    known = people | inventory.agencies.keys() | catalogue.lists.keys()
    attributes = (*_IDENTITY, MARK, MAIL, STATE)
    for entry in directory.search(suffix, f"({MARK}=*)", attributes):
        identity = next((_text(entry, name) for name in _IDENTITY if name in entry.attributes), "")
        if identity in known or catalogue.is_of_tree(identity) or same_dn(entry.dn) in own:
            continue
        yield entry


def _text(entry: Entry, attribute: str) -> str:
    return entry.attributes.get(attribute, (b"",))[0].decode("utf-8", "replace")

"""A synthetic country: real provinces and districts, invented people, the same every time.

It is written as an environment like ``inventory/lab``, with hopthu's own writer, so that
``scripts/validate``, the modules and the playbooks take it for what a ministry has.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import yaml

from hopthu.files.whole import write_whole
from hopthu.records import reference
from hopthu.records.allocate import Allocator
from hopthu.records.edits.edit import RecordFile
from hopthu.records.edits.hosts import with_hosts
from hopthu.records.edits.yaml_text import record_lines
from hopthu.records.inventory.fields import AGENCY_FIELDS, LIST_FIELDS, PERSON_FIELDS, Field
from hopthu.records.model import Agency, Inventory, MailingList, Person, Province
from hopthu.records.policy import Policy
from hopthu.servers.lab.config import PROJECT

LAB = PROJECT / "inventory" / "lab"
CENTRE = "trung_uong"
_SEED = 20081120
_FREQUENCIES = Path(__file__).with_name("names_freq.yml")
_SERVICE = "Thi hành án dân sự"
_HEAD, _DEPUTY = f"Trưởng {_SERVICE}", f"Phó Trưởng {_SERVICE}"
_OTHER_TITLE = "Chấp hành viên trung cấp"
# Title and how many of a hundred bear it; the head and the deputies of an agency come first.
_TITLES = {
    "Chấp hành viên": 38,
    "Thư ký thi hành án": 16,
    "Thẩm tra viên": 10,
    "Chuyên viên": 12,
    "Cán sự": 6,
    "Kế toán viên": 8,
    "Văn thư": 5,
    "Thủ quỹ": 3,
    "Bảo vệ": 1,
    "Lái xe": 1,
}
# Share of the people that work in a province's own agency rather than in its districts, as a
# number of districts; the centre counts as a province without districts.
_OWN_AGENCY = 5.0
_CHANGED_EVERY = 10
_ALIAS_EVERY = 20
_ACCOUNTANT = "Kế toán viên"


@dataclass(frozen=True, slots=True)
class Country:
    """The records by folder; the folder of the centre comes first."""

    provinces: dict[str, Province]

    @property
    def people(self) -> int:
        """How many people there are."""
        return sum(len(province.people) for province in self.provinces.values())

    @property
    def agencies(self) -> int:
        """How many agencies there are, the centre's included."""
        return sum(len(province.agencies) for province in self.provinces.values())

    def changed(self) -> Country:
        """The same country after every tenth person of each province got another title."""
        return Country(
            {
                name: replace(province, people=tuple(_promoted(province.people)))
                for name, province in self.provinces.items()
            }
        )


def _promoted(people: Iterable[Person]) -> Iterator[Person]:
    for number, person in enumerate(people):
        promoted = number % _CHANGED_EVERY == 0
        yield replace(person, title=_OTHER_TITLE) if promoted else person


class Names:
    """Draws full names as often as their parts occur; a third of the people are women."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        data = yaml.safe_load(_FREQUENCIES.read_text(encoding="utf-8"))
        self._surnames = _cumulated(data["surnames"])
        self._parts = [
            (_cumulated(data[f"middle_{kind}"]), _cumulated(data[f"given_{kind}"]))
            for kind in ("male_or_unmarked", "female")
        ]

    def __call__(self) -> str:
        """Return one full name."""
        middles, givens = self._parts[self._draw.random() < 1 / 3]
        return " ".join(self._one(part) for part in (self._surnames, middles, givens))

    def _one(self, part: tuple[Sequence[str], Sequence[int]]) -> str:
        return self._draw.choices(part[0], cum_weights=part[1])[0]


def _cumulated(frequencies: dict[str, int]) -> tuple[list[str], list[int]]:
    return list(frequencies), list(itertools.accumulate(frequencies.values()))


def make_country(people: int, policy: Policy) -> Country:
    """Return a country of exactly ``people``, by the project's own rules of ids and addresses."""
    draw = random.Random(_SEED)  # noqa: S311 - the same country every time is what is wanted
    allocator = Allocator(Inventory({}), policy)
    agencies = {CENTRE: _centre(policy)}
    for province in reference.provinces().values():
        agencies[province.slug.replace("-", "_")] = _agencies_of(province, policy, allocator)
    shares = _shares(people, [agency for group in agencies.values() for agency in group], draw)
    names = Names(draw)
    provinces = {}
    for folder, group in agencies.items():
        staff = [
            _staff(agency, shares[agency.id], folder, names, allocator, draw) for agency in group
        ]
        managed = [
            replace(agency, managers=(officers[0].id,) if officers and agency.mailbox else ())
            for agency, officers in zip(group, staff, strict=True)
        ]
        members = tuple(_aliased(itertools.chain.from_iterable(staff)))
        lists = tuple(_lists(folder, members))
        provinces[folder] = Province(folder, tuple(managed), members, lists=lists)
    return Country(provinces)


def _aliased(people: Iterable[Person]) -> Iterator[Person]:
    """Some have a second address: their id, which is nobody else's."""
    for number, person in enumerate(people):
        yield replace(person, aliases=(person.id,)) if number % _ALIAS_EVERY == 0 else person


def _lists(folder: str, people: Iterable[Person]) -> Iterator[MailingList]:
    """A list made by hand: who keeps the books of a province. The others follow from the tree."""
    members = [person for person in people if person.title == _ACCOUNTANT]
    active = tuple(person.id for person in members if person.state == "active")
    if active:
        name = folder.replace("_", "-")
        yield MailingList(
            id=f"ke-toan-{name}",
            name=_ACCOUNTANT,
            mailbox=f"ketoan.{folder.replace('_', '')}",
            people=active,
            writers=active[:1],
        )


def _centre(policy: Policy) -> list[Agency]:
    top = Agency(id="moj", name="Bộ Tư pháp", kind="ministry")
    department = policy.province_parent
    return [top, Agency(id=department, name=f"Cục {_SERVICE}", kind="department", parent=top.id)]


def _agencies_of(
    province: reference.FormerProvince, policy: Policy, allocator: Allocator
) -> list[Agency]:
    def agency(
        unit: reference.FormerProvince | reference.District, kind: str, parent: str
    ) -> Agency:
        return Agency(
            id=unit.id,
            name=f"{_SERVICE} {unit.full_name}",
            kind=kind,
            parent=parent,
            code=unit.code,
            mailbox=allocator.agency_mailbox(unit.id),
        )

    own = agency(province, "province", policy.province_parent)
    districts = reference.districts(province.code)
    return [own, *(agency(district, "district", own.id) for district in districts)]


def _shares(people: int, agencies: list[Agency], draw: random.Random) -> dict[str, int]:
    """How many of the ``people`` work in each agency; they add up."""
    sizes = {"ministry": 0.0, "department": 2 * _OWN_AGENCY, "province": _OWN_AGENCY}
    weights = [sizes.get(agency.kind, draw.uniform(0.6, 1.4)) for agency in agencies]
    ends = [round(part * people / sum(weights)) for part in itertools.accumulate(weights)]
    return {
        agency.id: end - start
        for agency, start, end in zip(agencies, [0, *ends], ends, strict=False)
    }


def _staff(
    agency: Agency,
    number: int,
    folder: str,
    names: Names,
    allocator: Allocator,
    draw: random.Random,
) -> list[Person]:
    titles = [_HEAD, _DEPUTY][:number]
    titles += draw.choices(list(_TITLES), list(_TITLES.values()), k=number - len(titles))
    return [_person(agency, title, folder, names(), allocator, draw) for title in titles]


def _person(
    agency: Agency, title: str, folder: str, name: str, allocator: Allocator, draw: random.Random
) -> Person:
    suspended = title not in (_HEAD, _DEPUTY) and draw.random() < 1 / 100
    return Person(
        id=allocator.person_id(folder.replace("_", "-")),
        name=name,
        agency=agency.id,
        title=title,
        mailbox=allocator.person_mailbox(name, folder.replace("_", "-")),
        state="suspended" if suspended else "active",
        since=f"2008-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}" if suspended else "",
        phone=f"09{draw.randrange(10**8):08d}" if draw.random() < 1 / 2 else "",
        born=f"k0000:{draw.getrandbits(64):016x}",
    )


def write_country(country: Country, root: Path) -> None:
    """Write the environment ``root`` anew: hosts, the policy's link, and a folder a province."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    (root / "group_vars").symlink_to(PROJECT / "inventory" / "lab" / "group_vars")
    shutil.copyfile(LAB / "hosts.yml", root / "hosts.yml")
    if hosts := with_hosts(root / "hosts.yml", country.provinces):
        write_whole(root / "hosts.yml", hosts)
    for folder, province in country.provinces.items():
        place = root / "provinces" / folder
        _write(place / "agencies.yml", "agencies", province.agencies, AGENCY_FIELDS)
        _write(place / "people.yml", "people", province.people, PERSON_FIELDS)
        if province.lists:
            _write(place / "lists.yml", "lists", province.lists, LIST_FIELDS)


def _write(
    path: Path, key: str, records: Sequence[Agency | Person | MailingList], table: tuple[Field, ...]
) -> None:
    file = RecordFile(path, key, "synthetic, for the bench")
    for record in records:
        values = {field.name: getattr(record, field.name) for field in fields(record)}
        if values.get("state") == "active":
            del values["state"]
        file.append(record_lines(values, table, file.indent))
    file.save()

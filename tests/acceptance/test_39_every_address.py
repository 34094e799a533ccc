"""The two great days: every address that received goes on doing so, or a rule refuses it.

All of them are resolved as Postfix does, out of a real directory: mailboxes, aliases, former
addresses, agencies, roles, lists of the tree and lists made by hand, of the whole reference tree.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from hopthu.changes.apply import try_change, write_trial
from hopthu.changes.change import parse_change
from hopthu.records.inventory.read import read_inventory
from hopthu.records.keeping import day_before
from hopthu.records.lists import Catalogue
from hopthu.records.model import Agency, Inventory, MailingList, Person
from hopthu.servers.lab.slapd import Slapd
from tests.bench.country import Country, make_country
from tests.bench.days import HA_NOI_2008, PROVINCES_2025, country_before_2008

from .great_days import POLICY, dump, problems, reorganise, run, write
from .postfix_maps import Answers, Postfix
from .world import State

PEOPLE = 1_000
DOMAIN = f"@{POLICY.domain}"
MEANT = {"close": 1_000, "unalias": 1_000, "readdress": 100, "suspend": 100}


@dataclass(frozen=True)
class Day:
    """A great day, the country on its eve, and two places whose agencies merge further."""

    example: Path
    country: Country
    date: str
    merged: tuple[str, str, str]  # alias, close, into


DAYS = {
    "2008": Day(
        HA_NOI_2008,
        country_before_2008(PEOPLE, POLICY),
        "2008-08-01",
        ("ha-noi.soc-son", "ha-noi.dong-anh", "ha-noi.gia-lam"),
    ),
    "2025": Day(
        PROVINCES_2025,
        make_country(PEOPLE, POLICY),
        "2025-07-01",
        ("lao-cai.khu-vuc-2", "lao-cai.khu-vuc-3", "lao-cai.khu-vuc-1"),
    ),
}


def enrich(root: Path, day: str) -> None:
    """Give the country what grows in years: aliases, former addresses, roles, lists of its own."""
    inventory = read_inventory(root, POLICY)
    eve = day_before(day)
    for name, province in inventory.provinces.items():
        staff = [person for person in province.people if person.state == "active"]
        for number, agency in enumerate(each for each in province.agencies if each.mailbox):
            own = [person.id for person in staff if person.agency == agency.id]
            more = [f"aliases: [bidanh.{agency.mailbox}]"] if number % 4 == 0 else []
            if number % 3 == 0:
                until = ("", f', until: "{eve}"', ', until: "2090-01-01"')[number // 3 % 3]
                more.append(f"former_mailboxes: [{{mailbox: cu.{agency.mailbox}{until}}}]")
            if number % 5 == 0:
                more.append(f"roles: [{{role: vanthu, holders: [{', '.join(own[:2])}]}}]")
            add(root / "provinces" / name / "agencies.yml", agency.mailbox, more)
        for number, person in enumerate(province.people):
            alias = number % 10 == 1 and not person.aliases  # some come with one
            more = [f"aliases: [bidanh.{person.mailbox}]"] if alias else []
            if number % 10 == 2:
                until = eve if number % 20 == 2 else "2090-01-01"
                more.append(
                    f'former_mailboxes: [{{mailbox: cu.{person.mailbox}, until: "{until}"}}]'
                )
            add(root / "provinces" / name / "people.yml", person.mailbox, more)
        if staff and name != "trung_uong":
            write_lists(root / "provinces" / name / "lists.yml", staff, province.agencies)


def add(path: Path, mailbox: str, lines: list[str]) -> None:
    """Write more lines into the record that has a mailbox."""
    line = f"    mailbox: {mailbox}\n"
    text = path.read_text(encoding="utf-8")
    assert text.count(line) == 1
    more = "".join(f"    {each}\n" for each in lines)
    path.write_text(text.replace(line, line + more), encoding="utf-8")


def write_lists(path: Path, staff: list[Person], agencies: tuple[Agency, ...]) -> None:
    """Two lists made by hand, one in the other, of people and mailboxes."""
    top = agencies[0].id
    common = {"writers": ["anybody"]}
    inner = {"id": f"{top}.tin-hoc", "name": "Tin học", "mailbox": f"tinhoc.{top}"}
    outer = {"id": f"{top}.du-an", "name": "Dự án", "mailbox": f"duan.{top}"}
    records: list[dict[str, object]] = [
        {**inner, **common, "people": [person.id for person in staff[:3]]},
        {
            **outer,
            **common,
            "lists": [f"{top}.tin-hoc"],
            "aliases": [f"duan.cu.{top}"],
            "agencies": [agency.id for agency in agencies[:2] if agency.mailbox],
        },
    ]
    text = "---\nlists:\n"
    for record in records:
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in record.items()]
        text += "  - " + "\n    ".join(lines) + "\n"
    path.write_text(text, encoding="utf-8")


def go_on(root: Path, day: Day) -> None:
    """On the same day: an office becomes an alias, one is closed, and people leave."""
    inventory = read_inventory(root, POLICY)
    managers = {manager for agency in inventory.agencies.values() for manager in agency.managers}
    held = {id_ for a in inventory.agencies.values() for role in a.roles for id_ in role.holders}
    leavers = [
        person.id
        for person in inventory.people()
        if person.state == "active" and person.id not in managers | held
    ][::20]
    alias, closed, into = day.merged
    steps = [
        f"{{change: merge, agencies: [{alias}], into: {into}, mailboxes: alias}}",
        f"{{change: merge, agencies: [{closed}], into: {into}, mailboxes: close}}",
        f"{{change: leave, people: [{', '.join(leavers)}], cause: retired}}",
    ]
    text = f'date: "{day.date}"\nby: Vụ\nreason: QĐ\nsteps:\n' + "".join(
        f"  - {step}\n" for step in steps
    )
    path = root / "changes" / "0009-di-tiep.yml"
    change = parse_change(text, path, path.name)
    write_trial(root, try_change(root, change, read_inventory(root, POLICY), POLICY), text)


class Book:
    """Whose each address of a directory is, by id, and what its entry says."""

    def __init__(self, state: State) -> None:
        self.entries: dict[str, dict[str, frozenset[bytes]]] = {}
        for dn, entry in state.items():
            for attribute in ("mail", "mailalternateaddress"):
                for value in entry.get(attribute, ()):
                    address = value.decode().lower()
                    other = self.entries.setdefault(address, entry)
                    # What an agency became may take the addresses of its lists, once closed.
                    if other is not entry and is_closed(other):
                        self.entries[address] = entry
                    assert other is entry or is_closed(other) or is_closed(entry), (address, dn)

    def owner(self, address: str) -> str:
        """The id of who has an address; empty where nobody has."""
        entry = self.entries.get(address, {})
        for attribute in ("uid", "hopthuid", "cn"):
            if attribute in entry:
                return b"".join(entry[attribute]).decode()
        return ""

    def owners(self, answers: Answers) -> dict[str, set[str]]:
        """Whose mailboxes each address leads to."""
        return {address: set(map(self.owner, ends)) for address, ends in answers.items()}


def is_closed(entry: Mapping[str, frozenset[bytes]]) -> bool:
    """Whether an entry is of a list that reaches nobody any more."""
    return b"hopthuList" in entry["objectclass"] and "mgrprfc822mailmember" not in entry


def rule(address: str, book: Book, over: set[str]) -> str:
    """The rule by which an address is refused; empty where there is none: it was lost."""
    entry = book.entries.get(address)
    if entry is None:
        return "former, over" if address in over else ""
    if is_closed(entry):
        return "list closed"
    return "left" if entry.get("hopthustate", frozenset()) == {b"left"} else ""


def addresses_over(catalogue: Catalogue, day: str) -> set[str]:
    """Former addresses whose day has come, by the inventory."""
    inventory = catalogue.inventory
    records: list[Agency | Person | MailingList] = []
    records += [*inventory.agencies.values(), *inventory.people(), *catalogue.lists.values()]
    former = (each for record in records for each in record.former_mailboxes)
    return {f"{each.mailbox}{DOMAIN}" for each in former if "" < each.until < day}


@pytest.mark.no_cover  # the same code again and again, and half as fast where it is measured
@pytest.mark.parametrize("year", DAYS)
def test_no_address_is_lost(year: str, new_slapd: Callable[..., Slapd], tmp_path: Path) -> None:
    """Each reaches whom it reached, or their successor, or those in a list; or a rule is named."""
    day = DAYS[year]
    root, slapd = write(day.country, tmp_path / "env"), new_slapd()
    enrich(root, day.date)
    assert not problems(run(root, slapd, override=MEANT, day=day_before(day.date)))
    postfix, eve = Postfix(slapd), Book(dump(slapd))
    require_the_same_one_by_one(postfix, sorted(eve.entries))
    before = eve.owners(postfix.resolve(eve.entries))
    assert reorganise(root, day.example) == day.date
    go_on(root, day)
    assert not problems(run(root, slapd, override=MEANT, day=day.date))
    book = Book(dump(slapd))
    catalogue = Catalogue(read_inventory(root, POLICY), POLICY)
    after = book.owners(postfix.resolve({*before, *book.entries}))
    over = addresses_over(catalogue, day.date)
    refused: Counter[str] = Counter()
    for address, reached in after.items():
        if reached:
            owner = book.owner(address)
            require_right(owner, before.get(address, set()), reached, catalogue)
        elif before.get(address):
            refused[rule(address, book, over)] += 1
    assert not refused[""]
    assert all(refused[name] for name in ("former, over", "list closed", "left"))
    received = sum(bool(reached) for reached in before.values())
    assert received > PEOPLE + 3 * 700  # boxes of all, and three addresses an agency
    assert refused.total() < received / 2


def require_the_same_one_by_one(postfix: Postfix, addresses: list[str]) -> None:
    """A table that was read whole says what Postfix hears when it asks for one address."""
    draw = random.Random(20250701)  # noqa: S311 - no secret is drawn
    for parameter in ("virtual_alias_maps", "virtual_mailbox_maps", "transport_maps"):
        table = postfix.table(parameter)
        for address in [*draw.sample(addresses, 10), *draw.sample(sorted(table), 10)]:
            assert postfix.lookup(parameter, address) == table.get(address, set()), address


def require_right(owner: str, before: set[str], now: set[str], catalogue: Catalogue) -> None:
    """Who gets the letter now is who got it, or an agency's successor; of a list its members."""
    if owner in catalogue.lists:
        assert now == set(members(owner, catalogue)), owner
        return
    assert now == {owner}
    for one in before:  # nobody's before: the address is new
        assert owner in {one, *successors(one, catalogue.inventory)}, (owner, one)


def members(list_id: str, catalogue: Catalogue) -> Iterator[str]:
    """The ids of those whose mailboxes are behind a list, by the inventory."""
    for each in catalogue.within(list_id):
        yield from filter(catalogue.inventory.is_active, each.people)
        yield from filter(catalogue.has_mailbox, each.agencies)


def successors(record_id: str, inventory: Inventory) -> Iterator[str]:
    """What an agency became part of, and that, and so on."""
    agency = inventory.agencies.get(record_id)
    while agency is not None and agency.successor:
        yield agency.successor
        agency = inventory.agencies.get(agency.successor)

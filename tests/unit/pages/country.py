"""An invented country in the midst of its rollout, always the same: what the documents show."""

from __future__ import annotations

import datetime
from pathlib import Path
from unittest import mock

from hopthu.provision.desired.places import agency_dn
from hopthu.records.inventory.read import read_inventory
from hopthu.records.reference.units import districts, provinces
from hopthu.reports.board import make
from hopthu.reports.board.facts.accounts import KnownAccounts
from hopthu.reports.board.pages.page import page
from hopthu.servers.directory.tree import person_dn, same_dn
from hopthu.servers.mail.copies import Copies
from hopthu.servers.mail.logins import Logins
from hopthu.servers.mail.usage import Room, Usage
from tests.unit.reports.board.rollout_samples import (
    POLICY,
    SUFFIX,
    Environment,
    Record,
    agency,
    person,
)

DAY = datetime.date(2008, 11, 25)
_BEGUN = datetime.date(2008, 10, 6)
_DAYS = (DAY - _BEGUN).days
_NOON = datetime.datetime(2008, 11, 24, 12, tzinfo=datetime.UTC)


def country(folder: Path) -> str:
    """The board of the country, as a page; ``folder`` is empty."""
    environment = Environment(folder)
    environment.commit(str(_BEGUN))
    for day in range(1, _DAYS):
        for number, province in enumerate(_PROVINCES):
            agencies, people = _records(number, day)
            if agencies:
                environment.put(province.id.replace("-", "_"), agencies, people)
        environment.commit(str(_BEGUN + datetime.timedelta(days=day)))
    inventory = read_inventory(folder, POLICY)
    everybody = [each.id for each in inventory.people()]
    made = everybody[: len(everybody) * 5 // 6]
    boxes = [*(agency_dn(each, inventory, SUFFIX) for each in inventory.agencies.values()),
             *(person_dn(each, SUFFIX) for each in made)]  # fmt: skip
    accounts = KnownAccounts(frozenset(map(same_dn, boxes)), frozenset())
    rooms = {
        f"{each.replace('-', '')}@moj.gov.vn": Room(number % 83 * (10 << 20), 1 << 30)
        for number, each in enumerate(made)
    }
    with mock.patch.object(make, "read_accounts", return_value=accounts):
        return page(environment.board(
            DAY,
            usage=Usage(rooms, asked=True),
            copies=Copies({"mail1": _NOON}, {"mail1": _NOON - datetime.timedelta(days=2)}),
            logins=Logins(dict.fromkeys(made[::2], _NOON), {"mail1": _NOON}),
        ))  # fmt: skip


_PROVINCES = tuple(provinces().values())


def _records(number: int, day: int) -> tuple[list[Record], list[Record]]:
    """What a province's forms of that day bring: its agencies and managers, then its staff."""
    province = _PROVINCES[number]
    first = 4 + number * 7 % 37
    second = first + 4 + number % 8
    if number % 16 == 3 or day not in {first, second} or (day == second and number % 7 == 2):
        return [], []
    own = [province.id, *(each.id for each in districts(province.code)[: 99 if number % 5 else 4])]
    agencies = [
        agency(id_, "district" if place else "province",
               managers=[f"{province.id}-{place + 1:04}"] if (number + place) % 9 else [])
        for place, id_ in enumerate(own)
    ]  # fmt: skip
    people = [person(each + 1, id_) for each, id_ in enumerate(own)]
    if day == second:
        people += [
            person(each, own[0] if each % 2 or number % 4 else own[each % len(own)])
            for each in range(len(own) + 1, len(own) + 30 + number % 17)
        ]
    return agencies, people

"""Whatever somebody did by hand: check and apply agree, nothing is given twice, all or nothing."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import pytest

from hopthu.provision.applying.report import Report
from hopthu.provision.resources.all import resources
from hopthu.provision.run import provision_all

from .agreement import plans
from .hands import SERVICES, Hands
from .world import (
    LISTS,
    PROVINCES,
    SUFFIX,
    State,
    World,
    by_province,
    codes,
    foretold,
    person_dn,
    read_ldif,
)

ALLOWED = dict.fromkeys(("suspend", "readdress", "rename", "remove", "close", "shrink"), 99)


def whole(world: World, **more: Any) -> dict[str, Report]:
    """Provision everything whole."""
    request = world.request("trung_uong", *PROVINCES, override=ALLOWED, **more)
    return by_province(provision_all(resources(), request, world.connect))


def everything(world: World) -> State:
    """All entries below the suffix, ours or not."""
    return read_ldif(world.search("-b", SUFFIX))


def held(state: State) -> dict[bytes, set[str]]:
    """The holders of each address and id, whatever the case and the option."""
    found: dict[bytes, set[str]] = defaultdict(set)
    for dn, attributes in state.items():
        for name, values in attributes.items():
            kind = name.partition(";")[0]
            if kind in ("mail", "mailalternateaddress"):
                for value in values:
                    found[value.lower()].add(dn)
            elif kind == "uid" and not dn.endswith(SERVICES):  # accounts of programs have names
                for value in values:
                    found[b"uid " + value.lower()].add(dn)
    return found


def nothing_twice(before: State, after: State) -> None:
    """Assert that no address and no id has a second holder that it had not before."""
    had = held(before)
    for value, holders in held(after).items():
        assert len(holders) <= max(1, len(had.get(value, ()))), (value, holders)


def nobody_is_another(before: State, after: State) -> None:
    """Assert that an account with another name has still an address of before."""
    for dn in before.keys() & after.keys():
        old, new = before[dn], after[dn]
        if dn.startswith("uid=") and old["cn"] != new["cn"]:
            theirs = new["mail"] | new.get("mailalternateaddress", frozenset())
            assert {v.lower() for v in old["mail"]} & {v.lower() for v in theirs}, dn


@pytest.mark.parametrize("seed", range(6))
def test_promises_hold(world: World, seed: int) -> None:
    """Hands change records and entries; after each round all that is promised is asked."""
    whole(world)
    hands = Hands(world, random.Random(seed))  # noqa: S311 - the same deeds every time
    for _ in range(4):
        for _ in range(hands.draw.randint(1, 3)):
            hands.draw.choice([hands.records, hands.directory])()
        before = everything(world)
        checked = whole(world, check=True)
        assert everything(world) == before, hands.told
        done = whole(world)
        after = everything(world)
        assert plans(done.values()) == plans(checked.values()), hands.told
        assert after == foretold(before, [r.plan for r in checked.values()]), hands.told
        nothing_twice(before, after)
        nobody_is_another(before, after)
        for name, again in whole(world, check=True).items():
            assert done[name].failed or not again.plan.changes, (name, hands.told)


class TestAnIdThatAnotherEntryHas:
    """Mail servers find letters by it: nobody is made beside it, and the entry is named."""

    def refused(self, world: World, province: str, dn: str) -> None:
        """Provisioning this province alone changes nothing."""
        before = everything(world)
        request = world.request(province, override=ALLOWED)
        reports = by_province(provision_all(resources(), request, world.connect))
        assert codes(reports[province]) == ["plan.id-taken"]
        assert dn in reports[province].plan.refusals[0].text("en")
        assert everything(world) == before

    def test_moved_elsewhere(self, world: World) -> None:
        """Without an address, so that nothing else is in the way."""
        whole(world)
        dn = person_dn("thanh_hoa", 6)
        new = f"uid=Thanh-Hoa-0006,{LISTS}"
        world.modify(
            f"dn: {dn}\nchangetype: modrdn\nnewrdn: uid=Thanh-Hoa-0006\ndeleteoldrdn: 1\n"
            f"newsuperior: {LISTS}\n"
        )
        world.replace(new, mail=[])
        self.refused(world, "thanh_hoa", new)

    def test_a_second_uid(self, world: World) -> None:
        """Somebody wrote the next id into an entry of another province."""
        whole(world)
        dn = person_dn("thanh_hoa", 6)
        world.modify(f"dn: {dn}\nchangetype: modify\nadd: uid\nuid: bac-giang-0007\n")
        record = {**world.person("bac_giang", 1), "id": "bac-giang-0007", "mailbox": "moi"}
        world.people["bac_giang"].append(record)
        world.save()
        self.refused(world, "bac_giang", dn)
